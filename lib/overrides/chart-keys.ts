/**
 * What an override says, held against the keys that its chart has and the classes that it configures, at every depth.
 * Pure; the tables are in the services' folders.
 */
import { distance } from 'fastest-levenshtein'
import { isMap, valueAt } from '../maps.ts'
import type { ChartKeys, ClassTable, KeyTable, Release } from '../print/helm.ts'
import { isListChange } from './lay-over.ts'
import { bySimilarity, similar } from '../similar.ts'

/** What is wrong at a path below the release's values. */
export interface KeyFault {
  path: readonly string[]
  fault:
    | { kind: 'unknown'; hint: Hint; sure: boolean }
    | { kind: 'type'; wanted: string; value: unknown }
    | { kind: 'bytes'; value: unknown; better?: string }
    | { kind: 'quantity'; value: unknown; better?: string }
    | { kind: 'function' }
    | { kind: 'deprecated'; class: string }
}

/** What might have been meant by a key that is not there. */
export type Hint =
  | { kind: 'similar'; key: string }
  | { kind: 'elsewhere'; paths: readonly string[] }
  | { kind: 'release'; release: string }
  | { kind: 'level'; key: string }
  | { kind: 'known'; keys: readonly string[] }

type Values = Readonly<Record<string, unknown>>
type KeyMap = Readonly<Record<string, KeyTable>>

/** Faults of the values that an override says of a release, beside the other releases of its folder. */
export function keyFaults(over: Values, release: Release, releases: readonly Release[]): KeyFault[] {
  const { keys: chart, version } = release
  if (!chart || ![undefined, major(version)].includes(major(chart.version))) return []
  return within({ release, chart, releases }, over, { table: chart.keys, path: [] })
}

const listAt = ({ values }: Release, path: Path): readonly unknown[] => {
  const found = valueAt(values, path)
  return Array.isArray(found) ? found : []
}

interface Where {
  release: Release
  chart: ChartKeys
  releases: readonly Release[]
}

/** None of a chart that is known from its main branch. */
const major = (version: string): string | undefined => /\d+/.exec(version)?.[0]

type Path = readonly string[]

function within(where: Where, over: Values, { table, path }: { table: KeyMap; path: Path }): KeyFault[] {
  if (same(path, where.chart.classes?.at)) return classFaults(where, over, path)
  return Object.entries(over).flatMap(([key, value]) => {
    const here = [...path, key]
    // null takes out what is there
    if (value === null) return []
    const known = Object.hasOwn(table, key) ? table[key] : table['*']
    if (known !== undefined) return ofValue(where, value, { table: known, path: here })
    return [{ path: here, fault: { kind: 'unknown', hint: hintOf(where, table, here), sure: where.chart.closed } }]
  })
}

function ofValue(where: Where, value: unknown, { table, path }: { table: KeyTable; path: Path }): KeyFault[] {
  if (typeof table !== 'string')
    return isMap(value)
      ? within(where, value, { table, path })
      : [{ path, fault: { kind: 'type', wanted: 'map', value } }]
  if (table === 'list' && isListChange(listAt(where.release, path), value)) return []
  const fault = kindFault(value, table)
  if (fault) return [{ path, fault }]
  const { classes } = where.chart
  if (classes && same(path, ['singleuser', 'profileList']))
    return profileFaults(classes.table, value as unknown[], path)
  return path.at(-1) === 'resources' && isMap(value) ? quantityFaults(value, path) : []
}

const KIND_NAMES = { string: 'text', number: 'number', boolean: 'bool' } as Readonly<Record<string, string>>
const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'list'
  return KIND_NAMES[typeof value] ?? 'map'
}

/** Memory that KubeSpawner reads: bytes, or K, M, G, T of 1024 (ByteSpecification of jupyterhub/traitlets.py, 5.5). */
const BYTES = /^\d+(\.\d+)?[KMGT]?$/
/** Nobody means less than a MiB: a figure without its unit. */
const LEAST = 1024 * 1024

function kindFault(value: unknown, kinds: string): KeyFault['fault'] | undefined {
  if (kinds === 'any') return undefined
  if (kinds === 'bytes') return bytesFault(value)
  if (kinds.startsWith('=')) {
    const values = kinds.split('|').map((each) => each.slice(1))
    return values.includes(String(value)) ? undefined : { kind: 'type', wanted: values.join('|'), value }
  }
  return kinds.split('|').includes(kindOf(value)) ? undefined : { kind: 'type', wanted: kinds, value }
}

function bytesFault(value: unknown): KeyFault['fault'] | undefined {
  if (typeof value === 'number')
    return value !== 0 && value < LEAST
      ? { kind: 'bytes', value, better: `${value}${value < 64 ? 'G' : 'M'}` }
      : undefined
  if (typeof value !== 'string') return { kind: 'type', wanted: 'number|text', value }
  if (BYTES.test(value)) return undefined
  const [, figure, unit] = /^(\d+(?:\.\d+)?) ?([KMGT])(?:i|iB|B)?$/i.exec(value) ?? []
  return { kind: 'bytes', value, better: figure && `${figure}${unit!.toUpperCase()}` }
}

/** Requests and limits of a container, as Kubernetes reads them. */
function quantityFaults(resources: Values, path: Path): KeyFault[] {
  return ['requests', 'limits'].flatMap((kind) => {
    const amounts = resources[kind]
    if (!isMap(amounts)) return []
    return Object.entries(amounts).flatMap(([name, value]) => {
      const fault = name === 'cpu' ? cpuFault(value) : memoryFault(name, value)
      return fault ? [{ path: [...path, kind, name], fault }] : []
    })
  })
}

/** Kubernetes' quantities (kubernetes.io, "Quantity"). */
const QUANTITY = /^\d+(\.\d+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|e\d+)?$/
/** More than one container of a hub ever asks for: thousandths are meant. */
const MOST_CORES = 128

function cpuFault(value: unknown): KeyFault['fault'] | undefined {
  const text = String(value)
  if (!QUANTITY.test(text)) return { kind: 'quantity', value }
  return /^\d+(\.\d+)?$/.test(text) && Number(text) > MOST_CORES
    ? { kind: 'quantity', value, better: `${text}m` }
    : undefined
}

function memoryFault(name: string, value: unknown): KeyFault['fault'] | undefined {
  if (name !== 'memory' && name !== 'ephemeral-storage') return undefined
  const text = String(value)
  if (!QUANTITY.test(text)) {
    const [, figure, unit] = /^(\d+(?:\.\d+)?) ?([kmgt])i?b?$/i.exec(text) ?? []
    return { kind: 'quantity', value, better: figure && `${figure}${unit!.toUpperCase()}i` }
  }
  return /^\d+(\.\d+)?m?$/.test(text) && Number.parseFloat(text) < LEAST
    ? { kind: 'quantity', value, better: unitOf(Number.parseFloat(text)) }
    : undefined
}

const unitOf = (figure: number): string => `${figure}${figure < 64 ? 'Gi' : 'Mi'}`

/** Classes by name, each with its traits: what JupyterHub's own configuration file would say. */
function classFaults(where: Where, over: Values, path: Path): KeyFault[] {
  const { table } = where.chart.classes!
  return Object.entries(over).flatMap(([name, traits]): KeyFault[] => {
    const here = [...path, name]
    if (traits === null) return []
    if (!isMap(traits)) return [{ path: here, fault: { kind: 'type', wanted: 'map', value: traits } }]
    if (Object.hasOwn(table, name)) return traitFaults({ where, table, name }, traits, here)
    // a class of one's own cannot be known
    const slips = (each: string): number => distance(each.toLowerCase(), name.toLowerCase())
    const [meant] = Object.keys(table)
      .filter((each) => slips(each) <= SLIP)
      .sort((a, b) => slips(a) - slips(b))
    return meant ? [{ path: here, fault: { kind: 'unknown', hint: { kind: 'similar', key: meant }, sure: true } }] : []
  })
}

/** Letters that may differ in a class that was meant: one's own have names of the same kind. */
const SLIP = 2

interface ClassAt {
  where?: Where
  table: ClassTable
  name: string
}

function traitFaults({ where, table, name }: ClassAt, over: Values, path: Path): KeyFault[] {
  const traits = traitsOf(table, name)
  return Object.entries(over).flatMap(([trait, value]): KeyFault[] => {
    const here = [...path, trait]
    const [kinds, deprecated] = traits[trait]?.split(' ') ?? []
    if (kinds === undefined)
      return [{ path: here, fault: { kind: 'unknown', hint: traitHint({ where, table, name }, trait), sure: true } }]
    if (value === null) return []
    if (kinds === 'function') return [{ path: here, fault: { kind: 'function' } }]
    const fault = kindFault(value, kinds)
    if (fault) return [{ path: here, fault }]
    return deprecated ? [{ path: here, fault: { kind: 'deprecated', class: name } }] : []
  })
}

function traitsOf(table: ClassTable, name: string): Readonly<Record<string, string>> {
  const { parents, traits } = table[name]!
  return Object.assign({}, ...parents.toReversed().map((parent) => table[parent]?.traits), traits) as Record<
    string,
    string
  >
}

/** A trait by another spelling, of another class, or a value of the chart. */
function traitHint({ where, table, name }: ClassAt, trait: string): Hint {
  const own = Object.keys(traitsOf(table, name))
  const meant = own.find((each) => bare(each) === bare(trait))
  if (meant) return { kind: 'similar', key: meant }
  const owners = Object.keys(table).filter((other) => Object.hasOwn(table[other]!.traits, trait))
  if (owners.length > 0) return { kind: 'elsewhere', paths: owners.slice(0, 3).map((owner) => `hub.config.${owner}`) }
  const chart = where ? holders(where.chart.keys, trait) : []
  if (chart.length > 0) return { kind: 'elsewhere', paths: chart }
  return nearest(trait, own)
}

/** What a profile of KubeSpawner's form may say (KubeSpawner 7, `profile_list`; jupyterhub-fancy-profiles). */
const PROFILE = ['display_name', 'description', 'slug', 'default', 'kubespawner_override', 'profile_options']

function profileFaults(table: ClassTable, profiles: readonly unknown[], path: Path): KeyFault[] {
  return profiles.flatMap((profile, i): KeyFault[] => {
    if (!isMap(profile)) return []
    const here = [...path, String(i)]
    const unknown = Object.keys(profile).filter((key) => !PROFILE.includes(key))
    const override = profile['kubespawner_override']
    return [
      ...unknown.map((key): KeyFault => ({
        path: [...here, key],
        fault: { kind: 'unknown', hint: nearest(key, PROFILE), sure: similar(key, PROFILE) !== undefined },
      })),
      ...(isMap(override)
        ? traitFaults({ table, name: 'KubeSpawner' }, override, [...here, 'kubespawner_override'])
        : []),
    ]
  })
}

function hintOf(where: Where, table: KeyMap, path: Path): Hint {
  const key = path.at(-1)!
  const siblings = Object.keys(table).filter((each) => each !== '*')
  const spelt = siblings.find((each) => bare(each) === bare(key))
  if (spelt) return { kind: 'similar', key: spelt }
  if (path.length === 1 && WRAPPERS.includes(key)) return { kind: 'level', key }
  const { classes, keys } = where.chart
  const owners = classes ? Object.keys(classes.table).filter((name) => classes.table[name]!.traits[key]) : []
  if (owners.length > 0) return { kind: 'elsewhere', paths: owners.slice(0, 3).map((owner) => `hub.config.${owner}`) }
  const others = holders(keys, key)
  if (others.length > 0 && others.length <= 3) return { kind: 'elsewhere', paths: others }
  const release = where.releases.find(
    (each) => each !== where.release && each.keys && Object.hasOwn(each.keys.keys, key),
  )
  if (path.length === 1 && release && others.length === 0) return { kind: 'release', release: release.service }
  return nearest(key, siblings)
}

/** Levels that an umbrella chart puts above these values. */
const WRAPPERS = ['jupyterhub', 'basehub', 'daskhub', 'binderhub', 'dask-gateway']

const nearest = (key: string, known: readonly string[]): Hint => {
  const meant = similar(key, known)
  return meant ? { kind: 'similar', key: meant } : { kind: 'known', keys: bySimilarity(key, known).slice(0, 8) }
}

/** Paths of the maps that have a key of this name, the shallowest first. */
function holders(table: KeyTable, key: string): string[] {
  const found: string[][] = []
  const walk = (here: KeyTable, path: readonly string[]): void => {
    if (typeof here === 'string') return
    if (path.length > 0 && Object.hasOwn(here, key)) found.push([...path])
    for (const [step, inner] of Object.entries(here)) walk(inner, [...path, step])
  }
  walk(table, [])
  const shallow = Math.min(...found.map(({ length }) => length))
  return found.filter(({ length }) => length === shallow).map((path) => path.join('.'))
}

const bare = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '')
const same = (a: Path, b: Path | undefined): boolean => b !== undefined && a.join('.') === b.join('.')
