import type { ErrorObject } from 'ajv'
import { closest, distance } from 'fastest-levenshtein'
import { problem, type Diagnostic, type Origin } from '../diagnostics.ts'
import { layerSchemas, settledSchemas, type LayerKind, type SettledKind } from '../settings/index.ts'
import { layerValidator, settledValidator } from '../settings/validators.ts'
import { nodeAt, originAt, toPlain, type MapNode, type Node, type SetNode } from './tree.ts'

type Json = Record<string, unknown>
type Steps = (string | number)[]

/** Checks one layer against the schema of its kind and marks its sets. Every fault is reported, at its own line. */
export function validateLayer(kind: LayerKind, root: MapNode): { node: MapNode; diagnostics: Diagnostic[] } {
  const validate = layerValidator(kind)
  const schema = layerSchemas[kind] as Json
  const diagnostics = secrets(root, [])
  if (!validate(withNulls(root))) diagnostics.push(...explain(validate.errors ?? [], root, schema))
  return { node: markSets(root, schema) as MapNode, diagnostics }
}

/** Checks what the layers together say: every required setting is there. */
export function validateSettled(kind: SettledKind, root: MapNode): Diagnostic[] {
  const validate = settledValidator(kind)
  return validate(toPlain(root)) ? [] : explain(validate.errors ?? [], root, settledSchemas[kind] as Json)
}

/** The schema that describes what stands at a path, or undefined. */
export function schemaAt(schema: Json, path: readonly (string | number)[]): Json | undefined {
  let here: Json | undefined = schema
  for (const step of path) {
    here = here && child(here, String(step))
  }
  return here
}

function child(schema: Json, key: string): Json | undefined {
  for (const branch of branches(schema)) {
    const properties = branch['properties'] as Record<string, Json> | undefined
    if (properties && Object.hasOwn(properties, key)) return properties[key]
    const patterns = Object.values((branch['patternProperties'] as Record<string, Json>) ?? {})
    if (patterns[0]) return patterns[0]
    if (branch['items']) return branch['items'] as Json
  }
  return undefined
}

const branches = (schema: Json): Json[] =>
  Array.isArray(schema['anyOf']) ? (schema['anyOf'] as Json[]).flatMap(branches) : [schema]

/** The map as plain data, with `null` where something is taken out, as the validator wants it. */
function withNulls(node: Node): unknown {
  switch (node.kind) {
    case 'remove':
      return null
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, value]) => [key, withNulls(value)]))
    case 'list':
      return node.items.map(withNulls)
    default:
      return toPlain(node)
  }
}

/** Lists and `{only}`, `{remove, add}` maps become sets where the schema says so. */
function markSets(node: Node, schema: Json | undefined): Node {
  if (schema === undefined || schema['x-free']) return node
  if (schema['x-set']) return toSet(node)
  if (node.kind === 'map') {
    return {
      ...node,
      entries: new Map([...node.entries].map(([key, value]) => [key, markSets(value, child(schema, key))])),
    }
  }
  return node
}

function toSet(node: Node): Node {
  const members = (list: Node | undefined): Map<string, Origin> =>
    new Map(
      list?.kind === 'list'
        ? list.items.flatMap((item) => (item.kind === 'value' ? [[String(item.value), item.at]] : []))
        : [],
    )
  const make = (parts: Partial<SetNode>): SetNode => ({
    kind: 'set',
    members: new Map(),
    removed: new Map(),
    only: false,
    at: node.at,
    lost: [],
    ...parts,
  })
  if (node.kind === 'list') return make({ members: members(node) })
  if (node.kind !== 'map') return node
  const only = node.entries.get('only')
  if (only) return make({ members: members(only), only: true })
  return make({ members: members(node.entries.get('add')), removed: members(node.entries.get('remove')) })
}

/** Ajv's errors as diagnostics: one a place, at its line, in words. */
function explain(errors: readonly ErrorObject[], root: MapNode, schema: Json): Diagnostic[] {
  const out: Diagnostic[] = []
  const unions = new Set(errors.filter((error) => error.keyword === 'anyOf').map((error) => error.instancePath))
  for (const error of errors) {
    if (error.keyword === 'anyOf') continue
    const path = steps(error.instancePath)
    const union = unions.has(error.instancePath)
    // in a union, only the branch of the right type has something to say; where none is, the union itself speaks once
    if (union && error.keyword === 'type') {
      if (
        errors.some(
          (other) =>
            other.instancePath.startsWith(`${error.instancePath}/`) ||
            (other.instancePath === error.instancePath && other.keyword !== 'type' && other.keyword !== 'anyOf'),
        )
      )
        continue
    }
    out.push(word(error, path, root, schema))
  }
  const seen = new Set<string>()
  return out.filter((d) => {
    const key = `${d.code} ${d.at.line}:${d.at.column} ${d.message}`
    return seen.has(key) ? false : seen.add(key)
  })
}

function word(error: ErrorObject, path: Steps, root: MapNode, schema: Json): Diagnostic {
  const here = schemaAt(schema, path)
  const at = originAt(root, path)
  const dotted = dots(path)
  const params = error.params as Json
  if (here?.['x-set'] && error.keyword !== 'pattern') {
    return problem(
      'wrong-type',
      at,
      `\`${dotted}\` is a set`,
      'Write a list to add to it, `{only: […]}` to replace what is inherited, or `{remove: […]}` to take ' +
        `out. ${describe(here)}`,
    )
  }
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty'])
      const keyAt = nodeAt(root, [...path, key])?.at ?? at
      const named = here && branches(here).find((branch) => branch['patternProperties'])
      if (named)
        return problem(
          'bad-name',
          keyAt,
          `\`${key}\` cannot be a name in \`${dotted}\``,
          `Names here match \`${Object.keys(named['patternProperties'] as Json)[0]}\`.`,
        )
      return problem(
        'unknown-key',
        keyAt,
        `there is no setting \`${dots([...path, key])}\``,
        suggestKey(key, path, here, schema),
      )
    }
    case 'required':
      return problem(
        'missing-setting',
        at,
        `\`${dots([...path, String(params['missingProperty'])])}\` is missing`,
        `Write it${path.length > 0 ? ` below \`${dotted}\`` : ''}. ` +
          `${describe(schemaAt(schema, [...path, String(params['missingProperty'])]))}`,
      )
    case 'type':
      return problem(
        'wrong-type',
        at,
        `\`${dotted}\` has to be ${types(here ?? {})}, and here is ${kindOf(nodeAt(root, path))}`,
        `${quotes(here, nodeAt(root, path))}${describe(nearestDescribed(schema, path))}`,
      )
    case 'enum': {
      const allowed = ((params['allowedValues'] as unknown[]) ?? []).filter((value) => value !== null).map(String)
      const written = nodeAt(root, path)
      const near = written?.kind === 'value' ? nearest(String(written.value), allowed) : undefined
      return problem(
        'wrong-value',
        at,
        `\`${dotted}\` cannot be ${shown(written)}`,
        `${near ? `Did you mean \`${near}\`? ` : ''}It is one of ${allowed.map((value) => `\`${value}\``).join(', ')}.`,
      )
    }
    default:
      return problem(
        'wrong-value',
        at,
        `\`${dotted}\` cannot be ${shown(nodeAt(root, path))}${reason(error)}`,
        describe(nearestDescribed(schema, path)),
      )
  }
}

/** The schema of a place, or of the nearest one around it that says what it is: a list's, for its items. */
function nearestDescribed(schema: Json, path: Steps): Json | undefined {
  for (let length = path.length; length > 0; length--) {
    const found = schemaAt(schema, path.slice(0, length))
    if (found?.['description']) return found
  }
  return undefined
}

/** A number, `true` or `null` where text is wanted: most often a name that lost its quotes. */
function quotes(schema: Json | undefined, node: Node | undefined): string {
  const text = branches(schema ?? {}).some((branch) => [branch['type']].flat().includes('string'))
  return text && node?.kind === 'value' && typeof node.value !== 'string'
    ? `Write it in quotes: \`"${node.source ?? node.value}"\`. `
    : ''
}

function reason(error: ErrorObject): string {
  const params = error.params as Json
  switch (error.keyword) {
    case 'minimum':
      return `: it is at least ${params['limit']}`
    case 'maximum':
      return `: it is at most ${params['limit']}`
    case 'maxLength':
      return `: it has at most ${params['limit']} characters`
    case 'minLength':
      return ': it is empty'
    case 'uniqueItems':
      return ': something stands in it twice'
    default:
      return ''
  }
}

const KINDS: Record<string, string> = {
  size: 'It is a size such as `16Gi`, `512Mi` or `1.5Gi`.',
  duration: 'It is a time span such as `30m`, `12h` or `7d`.',
  date: 'It is a date such as `2027-01-18`.',
  name: 'Names have lower-case letters, digits and hyphens.',
  domain: 'It is a host name in lower case, without `https://`.',
  image: 'It is an image with its registry and a fixed tag or digest.',
  url: 'It begins with `https://`.',
}

function describe(schema: Json | undefined): string {
  if (!schema) return 'See docs/settings.md.'
  const kind = branches(schema)
    .map((branch) => KINDS[String(branch['x-kind'])])
    .find((text) => text)
  const example = Array.isArray(schema['examples']) ? ` Example: \`${JSON.stringify(schema['examples'][0])}\`.` : ''
  return `${schema['description'] ?? 'See docs/settings.md.'}${kind ? ` ${kind}` : ''}${example}`
}

function suggestKey(key: string, path: Steps, here: Json | undefined, schema: Json): string {
  const siblings = here ? branches(here).flatMap((branch) => Object.keys((branch['properties'] as Json) ?? {})) : []
  const near = nearest(key, siblings)
  if (near) return `Did you mean \`${dots([...path, near])}\`?`
  const elsewhere = places(schema, key)
  if (elsewhere.length > 0)
    return `Did you mean ${elsewhere
      .slice(0, 3)
      .map((place) => `\`${place}\``)
      .join(' or ')}? It belongs there.`
  return `Here can stand: ${
    siblings
      .sort()
      .map((name) => `\`${name}\``)
      .join(', ') || 'nothing'
  }. docs/settings.md lists every setting.`
}

function nearest(word: string, words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined
  const best = closest(word, [...words])
  // two for a pair of letters in the wrong order
  return distance(word, best) <= Math.max(word.length < 4 ? 1 : 2, Math.floor(word.length / 3)) ? best : undefined
}

/** Where else in the schema a key stands, as dotted paths. */
function places(schema: Json, key: string, path: Steps = []): string[] {
  if (path.length > 3) return []
  return branches(schema).flatMap((branch) =>
    Object.entries((branch['properties'] as Record<string, Json>) ?? {}).flatMap(([name, inner]) => [
      ...(name === key ? [dots([...path, name])] : []),
      ...places(inner, key, [...path, name]),
    ]),
  )
}

function types(schema: Json): string {
  const words: Record<string, string> = {
    string: 'text',
    integer: 'a whole number',
    number: 'a number',
    boolean: '`true` or `false`',
    object: 'a map',
    array: 'a list',
  }
  const all = branches(schema)
    .flatMap((branch) => [branch['type'] ?? []].flat() as string[])
    .filter((type) => type !== 'null')
  return [...new Set(all.map((type) => words[type] ?? type))].join(' or ') || 'something else'
}

function kindOf(node: Node | undefined): string {
  if (node === undefined) return 'nothing'
  if (node.kind === 'value')
    return typeof node.value === 'string'
      ? `the text ${shown(node)}`
      : typeof node.value === 'number'
        ? `the number ${node.source ?? node.value}`
        : `\`${node.value}\``
  return { map: 'a map', list: 'a list', set: 'a set', remove: 'null', conflict: 'a conflict' }[node.kind]
}

function shown(node: Node | undefined): string {
  if (node?.kind !== 'value') return 'this'
  const text = JSON.stringify(node.value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

const dots = (path: readonly (string | number)[]): string =>
  path
    .map((step, i) =>
      typeof step === 'number' || /^\d+$/.test(String(step)) ? `[${step}]` : `${i > 0 ? '.' : ''}${step}`,
    )
    .join('')
const steps = (pointer: string): Steps =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))

/** What tokens of well-known services look like (their own documentation), and names that hold a secret. */
const SECRET_VALUES = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /\bgithub_pat_[A-Za-z0-9_]{22}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10}/,
  /\bAIza[0-9A-Za-z_-]{35}/,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  /\bGOCSPX-[A-Za-z0-9_-]{20}/,
  /^[a-z0-9+]+:\/\/[^:@/\s]+:[^@/\s]+@/,
]
const SECRET_NAMES =
  /(^|[._-])(password|passwd|client[_-]?secret|secret[_-]?(access[_-]?)?key|api[_-]?(token|key)|private[_-]?key|access[_-]?key|cookie[_-]?secret|crypt[_-]?keeper|auth[_-]?token|token)$|([a-z])(Password|ApiToken|SecretKey|ClientSecret|CookieSecret|SecretToken)$|^(apiToken|cookieSecret|secretToken|clientSecret)$/i

function secrets(node: Node, path: Steps): Diagnostic[] {
  if (node.kind === 'map') return [...node.entries].flatMap(([key, value]) => secrets(value, [...path, key]))
  if (node.kind === 'list') return node.items.flatMap((item, i) => secrets(item, [...path, i]))
  if (node.kind !== 'value' || typeof node.value !== 'string' || node.value === '') return []
  const value = node.value
  const key = String(path[path.length - 1] ?? '')
  const inFreeText = ['overrides', 'variables', 'environment', 'content'].some((step) => path.includes(step))
  if (!SECRET_VALUES.some((pattern) => pattern.test(value)) && !(inFreeText && SECRET_NAMES.test(key))) return []
  return [
    problem(
      'secret-in-input',
      node.at,
      `\`${dots(path)}\` looks like a secret`,
      'Put it into a Kubernetes Secret and name the Secret here; take it out of the Git history and replace it.',
    ),
  ]
}
