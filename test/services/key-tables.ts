/** Tables of the keys of a chart's values, made from its published schema and defaults in `../shared/charts`. */
import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { ClassTable, KeyTable } from '../../lib/print/helm.ts'

type Json = Readonly<Record<string, unknown>>
const folder = new URL('../../../shared/charts/', import.meta.url)

/** Maps that a chart hands on whole, to another project's chart or to a program: any key may stand there. */
const HANDED_ON: Readonly<Record<string, readonly string[]>> = {
  prometheus: ['alertmanager', 'kube-state-metrics', 'prometheus-node-exporter', 'prometheus-pushgateway'],
  grafana: ['grafana.ini'],
  'cluster-autoscaler': ['extraArgs'],
  'binderhub-service': ['config'],
}

/** Undefined where the chart's files are not at hand. `chart` is its name with the version. */
export function keyTableOf(chart: string): KeyTable | undefined {
  const file = (end: string): URL => new URL(`${chart}.values${end}`, folder)
  if (!existsSync(file('.yaml'))) return undefined
  const text = readFileSync(file('.yaml'), 'utf8')
  const defaults = ofDefaults(parse(text, { version: '1.1' }))
  const table = existsSync(file('.schema.json'))
    ? merged(ofSchema(schemaIn(file('.schema.json'))), defaults)
    : documented(defaults, text)
  const name = chart.replace(/-(v?[0-9].*|main)$/, '')
  const open = HANDED_ON[name] ?? []
  const whole = { ...(table as object), ...Object.fromEntries(open.map((key) => [key, 'map'])) }
  return (BYTES[name] ?? []).reduce<KeyTable>((below, path) => withKind(below, path.split('.'), 'bytes'), whole)
}

/** Memory that the chart hands to KubeSpawner, which reads it in its own way. */
const BYTES: Readonly<Record<string, readonly string[]>> = {
  jupyterhub: ['singleuser.memory.guarantee', 'singleuser.memory.limit'],
}

export const hasSchema = (chart: string): boolean => existsSync(new URL(`${chart}.values.schema.json`, folder))

interface Schema {
  schema: Json
  root: Json
}
const schemaIn = (file: URL): Schema => {
  const root = JSON.parse(readFileSync(file, 'utf8')) as Json
  return { schema: root, root }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'bool',
  array: 'list',
  object: 'map',
}

/** What a schema says of a value. Keys that it does not name are unknown, unless it says what they may be. */
function ofSchema({ schema, root }: Schema): KeyTable {
  const ref = schema['$ref']
  // those of Kubernetes' own lie elsewhere
  if (typeof ref === 'string') return ref.startsWith('#') ? ofSchema({ schema: target(ref, root), root }) : 'any'
  const within = (inner: Json): KeyTable => ofSchema({ schema: inner, root })
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Json>>
  const names = Object.values((schema['patternProperties'] ?? {}) as Readonly<Record<string, Json>>)
  const rest = schema['additionalProperties']
  const open = rest === true || (Object.keys(properties).length === 0 && names.length === 0 && rest !== false)
  const own = Object.entries(properties).map(([key, inner]) => [key, within(inner)] as const)
  const others = typeof rest === 'object' && rest !== null ? within(rest as Json) : undefined
  const named = names[0] ? within(names[0]) : others
  if (own.length > 0 || named !== undefined)
    return {
      ...Object.fromEntries(own),
      ...(named === undefined ? {} : { '*': named }),
      ...(open && own.length > 0 ? { '*': 'any' } : {}),
    }
  const kinds = [schema['type']].flat().filter((type) => type !== 'null' && type !== undefined)
  const ways = ['oneOf', 'anyOf'].flatMap((key) => (schema[key] ?? []) as Json[])
  if (kinds.length === 0 && ways.length > 0) return joined(ways.map((way) => within(way)))
  return kinds.length === 0 ? 'any' : [...new Set(kinds.map((kind) => TYPES[String(kind)]!))].sort().join('|')
}

/** One of several ways to say it: what names keys, else any of them. */
function joined(ways: readonly KeyTable[]): KeyTable {
  const map = ways.find((way) => typeof way === 'object')
  if (map) return ways.every((way) => typeof way === 'object') ? map : 'any'
  const words = [...new Set(ways.flatMap((way) => String(way).split('|')))].sort()
  return words.includes('any') ? 'any' : words.join('|')
}

function target(ref: string, root: Json): Json {
  return ref
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .reduce<Json>((here, part) => here[part] as Json, root)
}

/** Fields of Kubernetes' own, of which a default shows only some. */
const KUBERNETES = new RegExp(
  '^(resources|limits|requests|.*selector|.*annotations|.*labels|affinity|.*securityContext|.*probe|.*strategy|' +
    'dnsConfig|topologySpreadConstraints)$',
  'i',
)

/** What a default tells of a value: that of an empty one may be anything of its kind, and null tells nothing. */
function ofDefaults(value: unknown): KeyTable {
  if (value === null || value === undefined) return 'any'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value !== 'object') return 'number|text'
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length === 0) return 'map'
  return Object.fromEntries(entries.map(([key, inner]) => [key, ofDefault(key, inner)]))
}

const ofDefault = (key: string, value: unknown): KeyTable => {
  const table = ofDefaults(value)
  return typeof table === 'object' && KUBERNETES.test(key) ? 'map' : table
}

/** Both: keys of either; a schema's word on a kind counts more than a default's. */
function merged(first: KeyTable, second: KeyTable): KeyTable {
  if (typeof first === 'string') {
    if (typeof second === 'string') return first === 'any' ? second : first
    // names of one's own choice, with some that the chart has itself
    return first === 'any' || first.split('|').includes('map') ? { ...second, '*': 'any' } : first
  }
  if (typeof second === 'string') return first
  const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])].sort()
  return Object.fromEntries(
    keys.map((key) => {
      const [a, b] = [first[key], second[key]]
      if (a === undefined || b === undefined) return [key, a ?? b ?? 'any']
      return [key, merged(a, b)]
    }),
  )
}

/** The defaults with the keys that stand beside them in comments, as examples: by their columns. */
function documented(defaults: KeyTable, text: string): KeyTable {
  const above: { column: number; key: string }[] = []
  let table = defaults
  for (const line of text.split('\n')) {
    const [, space, mark, more, key] = /^( *)(#* ?)( *)(?:- )?([a-z][A-Za-z0-9_.-]*):(?= |$)/.exec(line) ?? []
    if (key === undefined) continue
    const column = space!.length + (mark!.startsWith('#') ? more!.length : 0)
    while (above.length > 0 && above.at(-1)!.column >= column) above.pop()
    above.push({ column, key })
    if (mark!.startsWith('#'))
      table = withPath(
        table,
        above.map((each) => each.key),
      )
  }
  return table
}

/** With a key at a path of which all but the last is there and a map. */
function withPath(table: KeyTable, [key, ...rest]: readonly string[]): KeyTable {
  if (key === undefined || typeof table === 'string') return table
  const here = table[key]
  if (rest.length === 0) return here === undefined ? { ...table, [key]: 'any' } : table
  return here === undefined ? table : { ...table, [key]: withPath(here, rest) }
}

/** Kinds of traits (traitlets) that YAML can hold, in the words of the tables. */
const TRAITS: Readonly<Record<string, string>> = {
  Bool: 'bool',
  ByteSpecification: 'bytes',
  Callable: 'function',
  Command: 'list|text',
  Dict: 'map',
  Float: 'number',
  Int: 'number',
  List: 'list',
  Set: 'list',
  Unicode: 'text',
  CUnicode: 'number|text',
  URLPrefix: 'text',
}

interface Traits {
  parents: readonly string[]
  traits: Readonly<Record<string, { own: boolean; type: string; values?: readonly string[]; deprecated?: boolean }>>
}

/** Classes of JupyterHub, KubeSpawner and the authenticators, each with the traits that it adds to its parents'. */
export function classTable(): ClassTable | undefined {
  const file = new URL('../../../shared/traits/jupyterhub-5.5.0.json', import.meta.url)
  if (!existsSync(file)) return undefined
  const classes = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Traits>>
  return Object.fromEntries(
    Object.entries(classes).map(([name, { parents, traits }]) => [
      name,
      {
        parents,
        traits: Object.fromEntries(
          Object.entries(traits).flatMap(([trait, { own, type, values, deprecated }]) => {
            const kind = values ? values.map((value) => `=${value}`).join('|') : (TRAITS[type] ?? 'any')
            return own ? [[trait, deprecated ? `${kind} (deprecated)` : kind]] : []
          }),
        ),
      },
    ]),
  )
}

/** With another kind at a path that is there. */
function withKind(table: KeyTable, [key, ...rest]: readonly string[], kind: string): KeyTable {
  if (key === undefined || typeof table === 'string') return kind
  return { ...table, [key]: withKind(table[key]!, rest, kind) }
}

/** Short maps on a line of their own. */
export function render(value: unknown, indent = ''): string {
  const line = JSON.stringify(value)
    .replace(/^\{"/, '{ "')
    .replaceAll('":', '": ')
    .replaceAll(',"', ', "')
    .replaceAll('}', ' }')
  if (typeof value !== 'object' || value === null || Array.isArray(value) || line.length + indent.length < 100)
    return `${line}${indent === '' ? '\n' : ''}`
  const inner = Object.entries(value).map(
    ([key, each]) => `${indent}  ${JSON.stringify(key)}: ${render(each, `${indent}  `)}`,
  )
  return `{\n${inner.join(',\n')}\n${indent}}${indent === '' ? '\n' : ''}`
}
