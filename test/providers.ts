/**
 * Whether Terraform roots say only what a provider takes. The slices of the providers' arguments lie beside the
 * repository, in `../shared/providers`.
 */
import { existsSync, readFileSync } from 'node:fs'

interface Argument {
  type?: string
  required?: boolean
  block?: Arguments
}
type Arguments = Readonly<Record<string, Argument>>
export type Slice = Readonly<Record<string, Arguments>>

/** What any block may say. */
const META = new Set(['depends_on', 'lifecycle', 'provider', 'count', 'for_each'])

/** The slice of a file such as `google-6.50.0.json`; undefined where the folder is not there, which is said aloud. */
export function slice(file: string): Slice | undefined {
  const path = new URL(`../../shared/providers/${file}`, import.meta.url)
  if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { types: Slice }).types
  console.warn(`SKIPPED: ../shared/providers/${file} is not there, so arguments are not checked against the provider`)
  return undefined
}

/**
 * Every difference between a root, as the plain data of `main.tf.json`, and the slice, as `google_x.y.argument: what is
 * wrong`.
 */
export function conforms(root: Record<string, unknown>, types: Slice): string[] {
  const faults: string[] = []
  for (const mode of ['resource', 'data'] as const) {
    for (const [type, blocks] of Object.entries(
      (root[mode] ?? {}) as Record<string, Record<string, Record<string, unknown>>>,
    )) {
      const known = types[mode === 'data' ? `data.${type}` : type]
      if (!known) faults.push(`${mode} ${type}: not in the slice`)
      else for (const [name, args] of Object.entries(blocks)) compare(`${type}.${name}`, args, known, true, faults)
    }
  }
  return faults
}

function compare(
  path: string,
  args: Readonly<Record<string, unknown>>,
  known: Arguments,
  top: boolean,
  faults: string[],
): void {
  for (const [key, { required }] of Object.entries(known))
    if (required && args[key] === undefined) faults.push(`${path}.${key}: required and missing`)
  for (const [key, value] of Object.entries(args)) {
    if (top && META.has(key)) continue
    const argument = known[key]
    if (!argument) faults.push(`${path}.${key}: unknown`)
    else if (argument.block) {
      for (const [i, block] of (Array.isArray(value) ? value : [value]).entries()) {
        if (typeof block === 'object' && block !== null)
          compare(`${path}.${key}[${i}]`, block as Record<string, unknown>, argument.block, false, faults)
        else if (!isExpression(block)) faults.push(`${path}.${key}: a block is wanted`)
      }
    } else if (!fits(value, argument.type))
      faults.push(`${path}.${key}: ${argument.type} is wanted, ${JSON.stringify(value)} is there`)
  }
}

const isExpression = (value: unknown): boolean => typeof value === 'string' && value.includes('${')

function fits(value: unknown, type: string | undefined): boolean {
  if (isExpression(value) || type === undefined) return true
  const inner = /^(array|map|set|list)<(.*)>$/.exec(type)
  if (inner?.[1] === 'map')
    return (
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((item) => fits(item, inner[2]))
    )
  if (inner) return Array.isArray(value) && value.every((item) => fits(item, inner[2]))
  return !['string', 'number', 'boolean'].includes(type) || typeof value === type
}

/** References and `depends_on` of a root that name no block in it. */
export function dangling(root: Record<string, unknown>): string[] {
  const blocks = (mode: 'resource' | 'data', prefix: string): string[] =>
    Object.entries((root[mode] ?? {}) as Record<string, Record<string, unknown>>).flatMap(([type, named]) =>
      Object.keys(named).map((name) => `${prefix}${type}.${name}`),
    )
  const known = new Set([...blocks('resource', ''), ...blocks('data', 'data.')])
  const address = /^((?:data\.)?[a-z0-9]+_[a-z0-9_]+\.[A-Za-z0-9_-]+)/
  const wanted: string[] = []
  const visit = (value: unknown, key?: string): void => {
    if (Array.isArray(value)) value.forEach((item) => visit(item, key))
    else if (typeof value === 'object' && value !== null)
      Object.entries(value).forEach(([name, item]) => visit(item, name))
    else if (typeof value === 'string') {
      const sources =
        key === 'depends_on' ? [value] : [...value.matchAll(/(?<!\$)\$\{([^}]*)\}/g)].map(([, source]) => source!)
      wanted.push(...sources.flatMap((source) => address.exec(source)?.[1] ?? []))
    }
  }
  visit(root)
  return [...new Set(wanted)].filter((one) => !known.has(one)).sort()
}
