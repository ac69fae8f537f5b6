/** Resources of Terraform: what is destroyed with what people keep, and what an apply does to each. */
import { argumentAt, type ResourceTypes } from '../../clouds/resource-types.ts'
import { destructionOf } from '../data-loss.ts'
import type { Documents } from '../addresses.ts'
import type { Destruction } from '../harms.ts'
import type { Leaf } from '../leaves.ts'
import { readRoot, typeOf, type ReadRoot } from '../root.ts'
import { defineMeanings, type Meaning } from './meaning.ts'

export interface Roots {
  before: ReadRoot
  after: ReadRoot
}

export const rootsOf = (
  part: string,
  { before, after }: { before: Documents; after: Documents },
  clouds: readonly ResourceTypes[],
): Roots => ({
  before: readRoot(before.get(`${part}/main.tf.json`), clouds),
  after: readRoot(after.get(`${part}/main.tf.json`), clouds),
})

export const resourceMeanings = defineMeanings({
  'resource-lost': {
    harm: 'loses-data',
    what: ({ address, holds, by }: { address: string; holds: string; by: string }) =>
      `${address} ${by}: ${holds} would be lost`,
    covers: [],
    source: 'clouds/*/resource-types.ts: the argument forces a new resource, by the source of the provider it names',
  },
  'state-moves': {
    harm: 'loses-data',
    what: () =>
      "Terraform's state is looked for in another place: unless it is moved first, every disk and bucket is made a " +
      'second time, empty',
    covers: ['terraform terraform *'],
    source: 'developer.hashicorp.com/terraform/language/backend: init -migrate-state',
  },
})

/** What holds something and is destroyed or replaced. `told` are the addresses that other words are about. */
export function losses(roots: Roots, told: (address: string) => boolean): Meaning[] {
  const { before, after } = roots
  const { tell } = resourceMeanings
  const moved = before.backend && after.backend && JSON.stringify(before.backend) !== JSON.stringify(after.backend)
  return [
    ...[...before.resources.keys()].flatMap((address) => {
      if (!(typeOf(address) in before.types.replacedBy) || told(address)) return []
      // what a cluster stands on goes with it
      if (before.types.ground.includes(typeOf(address)) && isClusterLost(roots)) return []
      const destruction = destructionOf(address, before, after)
      if (!destruction) return []
      const args = { address, holds: holding(address, before), by: inWords(destruction) }
      const settings = settingsOf(destruction, args.holds, before.types)
      return [tell('resource-lost', args, { settings, covers: [`terraform ${address} *`] })]
    }),
    ...(moved ? [tell('state-moves', {}, { settings: ['state'] })] : []),
  ]
}

const isClusterLost = ({ before, after }: Roots): boolean =>
  [...before.resources.keys()].some(
    (address) => typeOf(address) === before.types.cluster && destructionOf(address, before, after) !== undefined,
  )

const FILES = "people's files"

/** The settings that decide it. */
function settingsOf(destruction: Destruction, holds: string, types: ResourceTypes): string[] {
  if (destruction.by === 'move') return [destruction.to]
  const decided = destruction.by === 'replacement' ? types.settings[destruction.argument] : undefined
  if (decided) return [decided]
  if (holds === FILES) return ['home.disk', '?home', '?zones', '?namespace']
  return ['?zones', '?name', '?network', '?buckets']
}

function holding(address: string, { types }: ReadRoot): string {
  const type = typeOf(address)
  if (type === types.cluster || types.ground.includes(type))
    return 'the cluster, with everything that runs there and what its disks hold,'
  return types.buckets.includes(type) && !address.endsWith('.homes') ? 'what is in the bucket' : FILES
}

function inWords(destruction: Destruction): string {
  switch (destruction.by) {
    case 'removal':
      return 'is destroyed'
    case 'move':
      return `is made anew in another ${destruction.to}`
    case 'replacement':
      return `is replaced by a new one, since ${destruction.argument} changes`
    case 'shrinking':
      return `shrinks from ${destruction.before} to ${destruction.after} GiB, by a new one or not at all`
  }
}

type Effect = 'made' | 'taken over' | 'destroyed' | 'replaced' | 'changed in place' | 'changed, as the plan says how'

/** What an apply does to a resource: as the provider's source has it for each argument. */
export function effectOf(address: string, { before, after }: Roots): Effect {
  if (!before.resources.has(address)) return after.imports.has(address) ? 'taken over' : 'made'
  if (!after.resources.has(address)) return 'destroyed'
  // a provider for another place knows nothing of what is in this one
  if (before.account !== after.account || before.region !== after.region) return 'replaced'
  const { pool, replacedBy, replacing = {} } = before.types
  const type = typeOf(address)
  if (type in replacedBy && destructionOf(address, before, after)) return 'replaced'
  const paths = [...(type === pool.type ? (pool.stops ?? []) : []), ...(replacing[type]?.changes ?? [])]
  const [then, now] = [before.resources.get(address), after.resources.get(address)]
  const isOther = (path: string): boolean =>
    JSON.stringify(argumentAt(then, path) ?? null) !== JSON.stringify(argumentAt(now, path) ?? null)
  const ignored = argumentAt(now, 'lifecycle.ignore_changes')
  const isIgnored = (path: string): boolean => Array.isArray(ignored) && ignored.includes(path.split('.')[0])
  if (paths.some((path) => !isIgnored(path) && isOther(path))) return 'replaced'
  return type in replacedBy || type in replacing ? 'changed in place' : 'changed, as the plan says how'
}

/** What an apply does, by the resources among some leaves: `made: aws_s3_bucket.scratch`. */
export function effectsOf(leaves: readonly Leaf[], roots: Roots): string[] {
  const addresses = [...new Set(leaves.filter(isResource).map(({ address }) => address))].sort()
  const by = new Map<Effect, string[]>()
  for (const address of addresses) {
    const effect = effectOf(address, roots)
    by.set(effect, [...(by.get(effect) ?? []), address])
  }
  return [...by].map(([effect, found]) => `Terraform: ${effect}: ${found.join(', ')}.`)
}

const isResource = ({ format, address }: Leaf): boolean =>
  format === 'terraform' && /^[a-z0-9]+_\w+\.[\w-]+$/.test(address)
