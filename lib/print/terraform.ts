/**
 * Terraform roots as plain data, and their JSON. Every string is data and is escaped; a reference is a value of its own
 * type, so text from an input can never become an expression. Nested blocks and arguments stand in Terraform's own
 * words.
 */
import { Expression, Template } from '../expression.ts'
import { put, sortKeys } from '../maps.ts'
import type { KeyTable } from './helm.ts'

export { Expression, Template }

/**
 * Arguments by type, `data.` before that of a data source: kinds as in a `KeyTable`, a map for a nested block, and `!`
 * behind the name of one that has to be there.
 */
export type ArgumentTable = Readonly<Record<string, Readonly<Record<string, KeyTable>>>>

/** `address` in Terraform's words: `aws_eks_cluster.main.arn`, `data.aws_caller_identity.current.account_id`. */
export const ref = (address: string): Expression => new Expression(address)

/** Text around references: `` template`${cluster}-nodes` ``. Strings put into it stay data. */
export function template(
  strings: TemplateStringsArray,
  ...values: (string | number | Expression | Template)[]
): Template {
  const parts: (string | Expression)[] = []
  strings.forEach((text, i) => {
    parts.push(text)
    const value = values[i]
    if (value instanceof Template) parts.push(...value.parts)
    else if (value !== undefined) parts.push(value instanceof Expression ? value : String(value))
  })
  return new Template(parts)
}

/**
 * A JSON document as text, for policies; references may stand in it as values. They must not hold quotes: ARNs, ids and
 * names do not.
 */
export function json(value: unknown): Template {
  const parts: (string | Expression)[] = []
  const write = (node: unknown): void => {
    if (node instanceof Expression) parts.push('"', node, '"')
    else if (node instanceof Template) {
      parts.push('"')
      for (const part of node.parts) parts.push(part instanceof Expression ? part : JSON.stringify(part).slice(1, -1))
      parts.push('"')
    } else if (Array.isArray(node)) {
      parts.push('[')
      node.forEach((item, i) => {
        if (i > 0) parts.push(',')
        write(item)
      })
      parts.push(']')
    } else if (typeof node === 'object' && node !== null) {
      parts.push('{')
      Object.entries(node)
        .filter(([, item]) => item !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .forEach(([key, item], i) => {
          parts.push(`${i > 0 ? ',' : ''}${JSON.stringify(key)}:`)
          write(item)
        })
      parts.push('}')
    } else parts.push(JSON.stringify(node))
  }
  write(value)
  return new Template(parts)
}

export interface Lifecycle {
  prevent_destroy?: boolean
  create_before_destroy?: boolean
  ignore_changes?: readonly string[]
}

/** One `resource` or `data` block. */
export interface Block {
  mode: 'resource' | 'data'
  type: string
  name: string
  args: Readonly<Record<string, unknown>>
  dependsOn?: readonly Block[]
  lifecycle?: Lifecycle
  /** Of what is there before the first apply, which takes it over: its id, or `true` where the arguments tell it. */
  existing?: string | true
}

/**
 * The block of what is there already. `leaves` are arguments that stay as they are: nobody knows here what it was made
 * with.
 */
export function takenOver(block: Block, leaves: readonly string[], id: string | true = true): Block {
  const ignored = [...new Set([...(block.lifecycle?.ignore_changes ?? []), ...leaves])].sort()
  if (ignored.length === 0) return { ...block, existing: id }
  return { ...block, existing: id, lifecycle: { ...block.lifecycle, ignore_changes: ignored } }
}

/** A reference to one attribute of a block: `attribute(bucket, 'arn')`. */
export const attribute = (block: Block, path: string): Expression => ref(`${address(block)}.${path}`)
export const address = (block: Block): string => `${block.mode === 'data' ? 'data.' : ''}${block.type}.${block.name}`

export interface Output {
  value: unknown
  description: string
  sensitive?: boolean
}

/** Outputs by name; one that is undefined is absent. */
export type Outputs = Readonly<Record<string, Output | undefined>>

export interface Root {
  requiredVersion: string
  providers: Readonly<Record<string, { source: string; version: string; config: unknown }>>
  /** Kind and settings of the backend. In `dist/` always: without one Terraform would still write beside the root. */
  backend?: { kind: string; config: Readonly<Record<string, unknown>> }
  blocks: readonly Block[]
  outputs: Outputs
}

/** The text of `main.tf.json`, from what `terraformJson` gave. */
export const renderTerraform = (document: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify(sortKeys(document), null, 2)}\n`

/** What `main.tf.json` holds, as plain data: every string escaped, every reference in Terraform's own syntax. */
export function terraformJson(root: Root): Record<string, unknown> {
  const blocks = (mode: Block['mode']): Record<string, Record<string, unknown>> => {
    const out: Record<string, Record<string, unknown>> = {}
    for (const block of root.blocks) {
      if (block.mode === mode) (out[block.type] ??= {})[block.name] = blockJson(block)
    }
    return out
  }
  const out: Record<string, unknown> = {
    terraform: {
      required_version: root.requiredVersion,
      required_providers: Object.fromEntries(
        Object.entries(root.providers).map(([name, { source, version }]) => [name, { source, version }]),
      ),
      backend: root.backend && { [root.backend.kind]: literal(root.backend.config) },
    },
    provider: Object.fromEntries(Object.entries(root.providers).map(([name, { config }]) => [name, literal(config)])),
    data: blocks('data'),
    resource: blocks('resource'),
    output: literal(root.outputs) as Record<string, unknown>,
  }
  for (const key of ['data', 'resource', 'output']) if (Object.keys(out[key] as object).length === 0) delete out[key]
  return out
}

function blockJson(block: Block): Record<string, unknown> {
  const out = literal(block.args) as Record<string, unknown>
  if (block.dependsOn?.length) out['depends_on'] = block.dependsOn.map(address).sort()
  if (block.lifecycle) out['lifecycle'] = { ...block.lifecycle }
  return out
}

/** Escapes every string, in keys too; turns references into `${…}`; drops what is undefined. */
export function literal(value: unknown): unknown {
  if (value instanceof Expression) return `\${${value.source}}`
  if (value instanceof Template) return literalTemplate(value)
  if (typeof value === 'string') return escape(value)
  if (Array.isArray(value)) return value.map(literal)
  if (typeof value === 'object' && value !== null) {
    const out: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) if (item !== undefined) put(out, escape(key), literal(item))
    return out
  }
  return value
}

/**
 * Neighbouring texts are joined before they are escaped, and a sign right before an expression is kept apart from it.
 */
function literalTemplate(value: Template): string {
  let out = ''
  let text = ''
  for (const part of value.parts) {
    if (!(part instanceof Expression)) {
      text += part
      continue
    }
    out += `${escape(text).replace(/[$%]$/, (sign) => `\${"${sign}"}`)}\${${part.source}}`
    text = ''
  }
  return out + escape(text)
}

/**
 * `${` and `%{` begin an expression in Terraform's strings; doubled, they are text
 * (developer.hashicorp.com/terraform/language/expressions/strings).
 */
export const escape = (text: string): string =>
  text.includes('{') ? text.replace(/[$%](?=\{)/g, (sign) => sign + sign) : text
