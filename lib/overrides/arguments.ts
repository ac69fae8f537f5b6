/** What an override of Terraform says of resources, held against the arguments that the provider's types have. */
import type { Diagnostic } from '../diagnostics.ts'
import { isMap, valueAt, type PlainMap } from '../maps.ts'
import type { KeyTable } from '../print/helm.ts'
import type { ArgumentTable } from '../print/terraform.ts'
import { similar } from '../similar.ts'
import { nearest, type Hint } from './key-hints.ts'
import { isListChange } from './lay-over.ts'
import { overrideProblems } from './problems.ts'
import { isReference } from './references.ts'
import type { OriginOf } from './scope.ts'

/** What any block may say beside its type's own arguments; each may wait for as long as it likes. */
const META = ['depends_on', 'lifecycle', 'count', 'for_each', 'timeouts', 'provider', 'provisioner', 'connection', 'id']

interface Context {
  /** The type, as `google_compute_disk`. */
  type: string
  /** All arguments of the type. */
  whole: KeyMap
  originOf: OriginOf
}
type KeyMap = Readonly<Record<string, KeyTable>>
type Path = readonly string[]

/** Faults of `resource` and `data` of overrides. Of a type that the table has not, nothing is known. */
export function argumentFaults(
  overrides: PlainMap,
  { root, table, originOf }: { root: PlainMap; table: ArgumentTable; originOf: OriginOf },
): Diagnostic[] {
  return ['resource', 'data'].flatMap((mode) =>
    Object.entries(isMap(overrides[mode]) ? overrides[mode] : {}).flatMap(([type, blocks]) => {
      const key = mode === 'data' ? `data.${type}` : type
      const whole = table[key]
      if (whole === undefined) return unknownType({ mode, type }, Object.keys(table), originOf)
      return Object.entries(isMap(blocks) ? blocks : {}).flatMap(([name, args]) => {
        if (!isMap(args)) return []
        const path = [mode, type, name]
        const below = valueAt(root, path)
        const context = { type, whole, originOf }
        return [
          ...withinBlock(context, args, { table: whole, path, below }),
          ...(below === undefined ? missing(context, args, { table: whole, path }) : []),
        ]
      })
    }),
  )
}

/** A type that is one of ours but for a slip. There are many that the table leaves out. */
function unknownType(
  { mode, type }: { mode: string; type: string },
  known: readonly string[],
  originOf: OriginOf,
): Diagnostic[] {
  const types = known.flatMap((key) => (key.startsWith('data.') === (mode === 'data') ? key.replace('data.', '') : []))
  const meant = similar(type, types)
  if (meant === undefined || Math.abs(meant.length - type.length) > 1 || meant === `${type}s` || type === `${meant}s`)
    return []
  const args = { type, hint: { kind: 'similar' as const, key: meant } }
  return [overrideProblems.raise('override-misfit/resource-type', { at: originOf([mode, type]), args })]
}

interface Here {
  table: KeyMap
  path: Path
  below?: unknown
}

function withinBlock(context: Context, args: PlainMap, { table, path, below }: Here): Diagnostic[] {
  const top = table === context.whole
  return Object.entries(args).flatMap(([key, value]) => {
    if (top && META.includes(key)) return []
    const here = [...path, key]
    const known = table[key] ?? table[`${key}!`]
    if (known !== undefined)
      return ofArgument(context, value, { table: known, path: here, below: isMap(below) ? below[key] : undefined })
    const hint = hintOf(context, table, key)
    const argument = argumentPath(here)
    const at = context.originOf(here)
    return [overrideProblems.raise('override-misfit/argument', { at, args: { type: context.type, argument, hint } })]
  })
}

const argumentPath = (path: Path): string => path.slice(3).join('.')

function ofArgument(
  context: Context,
  value: unknown,
  { table, path, below }: { table: KeyTable; path: Path; below: unknown },
): Diagnostic[] {
  if (isReference(value) || (Array.isArray(below) && isListChange(below, value))) return []
  if (typeof table !== 'string') {
    const blocks = Array.isArray(value) ? value : [value]
    return blocks.flatMap((block, i) => {
      const here = Array.isArray(value) ? [...path, String(i)] : path
      if (!isMap(block)) return [misfit(context, block, { path: here, wanted: 'map' })]
      const was = Array.isArray(below) ? below[i] : below
      return [
        ...withinBlock(context, block, { table, path: here, below: was }),
        ...(was === undefined ? missing(context, block, { table, path: here }) : []),
      ]
    })
  }
  return fits(value, table) ? [] : [misfit(context, value, { path, wanted: table })]
}

const misfit = ({ originOf }: Context, value: unknown, { path, wanted }: { path: Path; wanted: string }): Diagnostic =>
  overrideProblems.raise('override-misfit/argument-type', {
    at: originOf(path),
    args: { path: path.slice(1).join('.'), wanted, value },
  })

/** As Terraform converts: a number or a bool may be text, and any of them is text. */
function fits(value: unknown, kind: string): boolean {
  switch (kind) {
    case 'text':
      return typeof value !== 'object'
    case 'number':
      return typeof value === 'number' || (typeof value === 'string' && /^-?[0-9.]+$/.test(value))
    case 'bool':
      return typeof value === 'boolean' || value === 'true' || value === 'false'
    case 'list':
      return Array.isArray(value)
    case 'map':
      return isMap(value)
    default:
      return true
  }
}

/** What a block that is not there before has to say. */
function missing({ type, originOf }: Context, args: PlainMap, { table, path }: Here): Diagnostic[] {
  const absent = Object.keys(table).filter((key) => key.endsWith('!') && args[bare(key)] === undefined)
  if (absent.length === 0) return []
  const said = { type, name: path.slice(2).join('.'), absent: absent.map(bare) }
  return [overrideProblems.raise('override-misfit/missing', { at: originOf(path), args: said })]
}

function hintOf({ whole }: Context, table: KeyMap, key: string): Hint {
  const names = Object.keys(table).map(bare)
  const meant = similar(key, names)
  if (meant !== undefined) return { kind: 'similar', key: meant }
  const paths = holders(whole, key, [])
  return paths.length > 0 ? { kind: 'elsewhere', paths } : nearest(key, names)
}

const bare = (key: string): string => key.replace(/!$/, '')

/** The blocks that have an argument of this name: the type itself as `the block`. */
function holders(table: KeyMap, key: string, path: Path): string[] {
  const own = Object.keys(table).some((each) => bare(each) === key)
  return [
    ...(own ? [path.length > 0 ? path.join('.') : 'the resource itself'] : []),
    ...Object.entries(table).flatMap(([each, inner]) =>
      typeof inner === 'string' ? [] : holders(inner, key, [...path, bare(each)]),
    ),
  ].slice(0, MOST_PLACES)
}
const MOST_PLACES = 3
