/** What a chart makes of the source's values and of the hub's, side by side. Pure: Helm is started elsewhere. */
import { parse, parseAllDocuments } from 'yaml'
import { isMap } from '../maps.ts'
import type { Fitted } from './fit.ts'
import { KINDS } from './kinds.ts'

export interface Rendering {
  /** Kubernetes objects that both have alike, by kind and name. */
  same: number
  objects: readonly ObjectDifference[]
  /** Differences of the configuration that the hub reads, each with its reason; '' where none is known. */
  configuration: readonly { path: string; why: string }[]
}

interface ObjectDifference {
  /** `Deployment hub`. */
  object: string
  /** Only the source or only the hub has it, or the paths that differ. */
  how: 'only in the source' | 'only in the hub' | readonly string[]
}

/** Compares two renderings of one chart. Throws where a text is no YAML. */
export function compareRendered(source: string, hub: string, fitted: Fitted): Rendering {
  const [before, after] = [objectsOf(source), objectsOf(hub)]
  const objects = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((object): ObjectDifference[] => {
    const [old, next] = [before.get(object), after.get(object)]
    if (old === undefined) return [{ object, how: 'only in the hub' }]
    if (next === undefined) return [{ object, how: 'only in the source' }]
    const paths = differing(flat(old), flat(next))
    return paths.length > 0 ? [{ object, how: paths }] : []
  })
  const [own, hubs] = [configurationOf(before), configurationOf(after)]
  // a Secret of the operator's own is not in what the chart gives
  const configuration = own && hubs ? differing(flat(own), flat(hubs)) : []
  return {
    same: [...before.keys()].filter((object) => after.has(object)).length - objects.filter(isBoth).length,
    objects,
    configuration: configuration.map((path) => ({ path, why: whyOf(path, fitted) })),
  }
}

const isBoth = ({ how }: ObjectDifference): boolean => typeof how !== 'string'

/** Objects by kind and name, without the namespace and what changes with each rendering. */
function objectsOf(text: string): Map<string, Record<string, unknown>> {
  const objects = parseAllDocuments(text).flatMap((document) => {
    const object = document.toJS() as unknown
    return isMap(object) ? [object] : []
  })
  return new Map(
    objects.map((object) => {
      const { name = '', namespace: _, ...metadata } = (isMap(object['metadata']) ? object['metadata'] : {}) as Metadata
      return [`${String(object['kind'])} ${String(name)}`, { ...object, metadata: withoutChecksums(metadata) }]
    }),
  )
}

type Metadata = Record<string, unknown> & { name?: unknown; namespace?: unknown }

const withoutChecksums = (value: unknown): unknown =>
  isMap(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, child]) =>
          key.startsWith('checksum/') ? [] : [[key, withoutChecksums(child)]],
        ),
      )
    : value

/** The values that the hub's own configuration reads, from its Secret; undefined where the chart makes none. */
function configurationOf(objects: ReadonlyMap<string, Record<string, unknown>>): unknown {
  const data = objects.get('Secret hub')?.['data']
  const text = isMap(data) ? data['values.yaml'] : undefined
  return typeof text === 'string' ? (parse(Buffer.from(text, 'base64').toString('utf8')) as unknown) : undefined
}

/** Texts of leaves by their path. The Secret's own data is compared as configuration. */
function flat(value: unknown, path = ''): Map<string, string> {
  if (!isMap(value) && !Array.isArray(value)) return new Map([[path, JSON.stringify(value)]])
  const entries: [string | number, unknown][] = isMap(value) ? Object.entries(value) : [...value.entries()]
  return new Map(
    entries.flatMap(([key, child]) =>
      key === 'values.yaml' ? [] : [...flat(child, path === '' ? String(key) : `${path}.${String(key)}`)],
    ),
  )
}

const differing = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] =>
  [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path)).sort()

/** Why a value differs: what the report says became of it, or that hubloom sets it over the chart's default. */
function whyOf(path: string, { leaves, values }: Fitted): string {
  const leaf = leaves.find(({ inChart, release }) => {
    const own = inChart.join('.')
    return release === 'jupyterhub' && (`${own}.`.startsWith(`${path}.`) || `${path}.`.startsWith(`${own}.`))
  })
  if (leaf) return leaf.fate.kind === 'setting' ? `said by \`${leaf.fate.setting}\`` : KINDS[leaf.fate.kind]
  if (path.startsWith('proxy.traefik.')) return 'of the proxy in front, where the hub has an address of its own'
  return isSet(values.hub, path.split('.')) ? 'hubloom sets it' : ''
}

/** Whether values say something at, above or below a path, whose keys may have dots in them. */
function isSet(value: unknown, keys: readonly string[]): boolean {
  if (keys.length === 0 || (!isMap(value) && !Array.isArray(value))) return true
  return keys.some((_, i) => {
    const key = keys.slice(0, i + 1).join('.')
    const child = isMap(value) ? value[key] : value[Number(key)]
    return child !== undefined && isSet(child, keys.slice(i + 1))
  })
}
