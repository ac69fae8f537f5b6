/** Whose a value is: which cloud or service wrote it, or which stage after them. */
import type { Contribution } from '../services/service.ts'
import { objectAddress } from '../diff/index.ts'
import { sayings, type Saying } from '../ingredients.ts'
import { isMap, valueAt, type PlainMap } from '../maps.ts'
import type { ClusterPlan } from '../plan/types.ts'
import type { Manifest } from '../print/kubernetes.ts'
import type { Registry } from '../registry.ts'
import { addressOf, type Leaf, type Step } from './leaves.ts'
import type { Compiled } from './world.ts'

const EMIT = 'emit'
const OVERRIDES = 'overrides'

/** Who wrote a leaf of a part: its place below `lib/`. */
export function makersOf(compiled: Compiled, registry: Registry): (leaf: Leaf) => string {
  const { cloud, services } = sayings(compiled.plan, compiled.fleet, registry)
  return (leaf) => {
    if (leaf.file in compiled.part.forEngine) return `engines/${clusterOf(compiled).deploy?.engine}`
    if (isOverridden(leaf, compiled)) return OVERRIDES
    if (leaf.file === 'main.tf.json') return ofRoot(namesIn(leaf), services, `clouds/${cloud}`)
    if (leaf.file.endsWith('.values.yaml'))
      return ofValues(leaf.file.replace('.values.yaml', ''), leaf.path, services) ?? EMIT
    if (leaf.file === 'releases.json' || leaf.file === 'installed.txt') return ofList(leaf, services, compiled)
    return ofObject(leaf.path, services, compiled)
  }
}

const clusterOf = ({ plan }: Compiled): ClusterPlan => ('hub' in plan ? plan.cluster : plan)

/** The keys of a path as far as the first item of a list. */
function namesIn({ path }: Pick<Leaf, 'path'>): string[] {
  const end = path.findIndex((step) => typeof step !== 'string')
  return (end < 0 ? path : path.slice(0, end)) as string[]
}

function isOverridden(leaf: Leaf, { part }: Compiled): boolean {
  const [first] = leaf.path
  const names = namesIn(typeof first === 'object' ? { path: leaf.path.slice(1) } : leaf)
  return part.overridden.some(({ format, address, path }) => {
    if (format === 'helm') return leaf.file === `${address}.values.yaml` && isWithin(names, path)
    if (format === 'kubernetes') return typeof first === 'object' && first.id === address && isWithin(names, path)
    return leaf.file === 'main.tf.json' && `${addressOf(leaf)}.`.startsWith(`${[address, ...path].join('.')}.`)
  })
}

/** Whether one path leads on from the other: items of lists that an override adds are below its path. */
const isWithin = (names: readonly string[], path: readonly string[]): boolean =>
  path.slice(0, names.length).every((key, i) => names[i] === key)

function ofRoot([block, name = '', ...rest]: readonly string[], makers: readonly Saying[], cloud: string): string {
  if (block === 'terraform') return rest.length > 0 || name === 'backend' ? 'state' : cloud
  const release = makers
    .flatMap(({ said }) => said.releases ?? [])
    .find(({ service }) => name === `helm_values_${service.replaceAll('-', '_')}`)
  if (block !== 'output' || !release) return cloud
  const [part, ...path] = rest
  return (part === 'value' && ofValues(release.service, path, makers)) || 'late-values'
}

/** Of values, the one that says most of the way: the item of a list, or the map it stands in. */
function ofValues(service: string, path: readonly Step[], makers: readonly Saying[]): string | undefined {
  const names = namesIn({ path })
  const saying = makers.filter(({ said }) => valuesOf(said, service).some((each) => isSaid(each, names)))
  const item = path[names.length]
  if (typeof item !== 'object' || saying.length < 2) return saying.at(-1)?.name
  const has = ({ said }: Saying): boolean =>
    valuesOf(said, service).some((each) => itemsAt(each, names).some((text) => item.id.includes(text)))
  return (saying.find(has) ?? saying.at(-1))?.name
}

const isSaid = (values: PlainMap, names: readonly string[]): boolean =>
  names.length === 0 || valueAt(values, names) !== undefined

const valuesOf = ({ releases = [], values = {} }: Contribution, service: string): PlainMap[] => [
  ...releases.filter((release) => release.service === service).map((release) => release.values),
  ...(values[service] ? [values[service]] : []),
]

/** What items of a list may be told by. */
function itemsAt(values: PlainMap, names: readonly string[]): string[] {
  const list = valueAt(values, names)
  if (!Array.isArray(list)) return []
  return list.map((item) => (isMap(item) ? String(item['slug'] ?? item['name'] ?? item['key']) : JSON.stringify(item)))
}

function ofList({ path, value }: Leaf, makers: readonly Saying[], { part }: Compiled): string {
  const [first] = path
  const words = typeof value === 'string' ? value.split(' ') : []
  const name = typeof first === 'object' && first.id.startsWith('name=') ? first.id.slice(5) : words[2]
  const isRelease = words[0] === undefined || words[0] === 'Release' || words.length < 3
  const found = isRelease
    ? makers.find(({ said }) => said.releases?.some((each) => each.name === name))
    : makers.find(({ said }) => objectsOf(said).some((each) => each.metadata.name === name && isKind(each, words[0]!)))
  if (found) return found.name
  return isAdded(words.slice(0, 3).join('/'), part) ? OVERRIDES : EMIT
}

const isKind = ({ kind }: Manifest, word: string): boolean => word.split('.')[0] === kind

function ofObject([object, ...path]: readonly Step[], makers: readonly Saying[], { part }: Compiled): string {
  if (path.includes('hubloom/part')) return EMIT
  const address = typeof object === 'object' ? object.id : ''
  const found = makers.find(({ said }) => objectsOf(said).some((each) => objectAddress(asMap(each)) === address))
  return found?.name ?? (isAdded(address, part) ? OVERRIDES : EMIT)
}

/** Whether an override says something of an object. */
const isAdded = (address: string, { overridden }: Compiled['part']): boolean =>
  overridden.some((each) => each.format === 'kubernetes' && each.address === address)

const asMap = (object: Manifest): PlainMap => object as unknown as PlainMap

const objectsOf = ({ manifests = [], customResources = [] }: Contribution): Manifest[] => [
  ...manifests,
  ...customResources,
]
