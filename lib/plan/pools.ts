import type { ClusterSettings } from '../settings/index.ts'
import type { ClusterPlan, NamedPool, Pool, Taint } from './types.ts'
import type { CloudFacts, Machine } from './cloud-facts.ts'
import { gib, mib } from './units.ts'

/** What one hub wants of a pool. */
export interface PoolUse {
  hub: string
  name: string
  purpose: 'user' | 'dask'
  machine: Machine
  spot: boolean
  gpuShares: number
  gpuSliced?: boolean
  /** Most machines, where the hub has a limit of its own. */
  max?: number
  /** Set on pools that only one hub's servers may use. */
  reservedFor?: string
  /** Whether the pool is on the bill under the hub's name. */
  billed?: boolean
}

/** Label that names a pool without its generation, so that replacing machines moves no selector. */
export const POOL_LABEL = 'hub.jupyter.org/pool-name'
export const PURPOSE_LABEL = 'hub.jupyter.org/node-purpose'
const DASK_LABEL = 'k8s.dask.org/node-purpose'

/** Both spellings, since some clouds take no `/` in a taint's key (z2jh, "dedicated node pool for users"). */
const dedicated = (prefix: string, value: string): Taint[] => [
  { key: `${prefix}/dedicated`, value, effect: 'NoSchedule' },
  { key: `${prefix}_dedicated`, value, effect: 'NoSchedule' },
]

/** Taints of all machines for servers: the chart's own pods tolerate these two (`scheduling.userPods.tolerations`). */
export const USER_TAINTS: readonly Taint[] = dedicated('hub.jupyter.org', 'user')

/** `user-r5-xlarge`, `gpu-n1-standard-8-t4`: readable, and a DNS label. */
export function poolName(
  purpose: 'user' | 'dask',
  machine: Machine,
  more: { spot?: boolean; gpuShares?: number; gpuSliced?: boolean; reservedFor?: string } = {},
): string {
  const type = machine.type.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const servers = machine.gpu ? 'gpu' : 'user'
  const workers = more.spot ? 'dask' : 'dask-steady'
  const head = purpose === 'dask' ? workers : servers
  const gpu = machine.gpu && !type.includes(machine.gpu.kind) ? `-${machine.gpu.kind}` : ''
  const shares = (more.gpuShares ?? 1) > 1 ? `-${more.gpuSliced ? 'mig' : 'x'}${more.gpuShares}` : ''
  return `${more.reservedFor ? `${more.reservedFor}-` : ''}${head}-${type}${gpu}${shares}`
}

/** The pools of a cluster: one for its own machinery, and one for each kind of machine its hubs need. */
export function planPools({ settings, facts, uses: all, named }: Asked): Pool[] {
  const names = new Set(named.map(({ name }) => name))
  const uses = all.filter(({ name }) => !names.has(name))
  return [
    corePool(settings, facts, all),
    ...plannedPools({ settings, facts, uses }),
    ...named.map((pool) => namedPool(pool, facts, all)),
  ]
}

interface Asked {
  settings: ClusterSettings
  facts: CloudFacts
  uses: readonly PoolUse[]
  /** Those that the cluster names. */
  named: readonly NamedPool[]
}

function plannedPools({ settings, facts, uses }: Pick<Asked, 'settings' | 'facts' | 'uses'>): Pool[] {
  const names = [...new Set(uses.map((use) => use.name))].sort()
  const smallest = uses
    .filter((use) => use.purpose === 'user' && !use.machine.gpu && !use.reservedFor)
    .map((use) => use.machine)
    .sort((a, b) => a.memory - b.memory)[0]
  return names.map((name) => {
    const pool = poolOf(
      uses.filter((use) => use.name === name),
      settings,
      facts,
    )
    const alwaysOn = pool.purpose === 'user' && pool.machine === smallest && !reserved(name, uses)
    return { ...pool, min: alwaysOn ? (settings.machines.min ?? 0) : 0 }
  })
}

/** What a pool of each purpose is called in labels and taints, where hubs have their own words for it. */
const PURPOSES = { users: 'user', builds: 'build', dask: 'dask' } as const

function namedPool(named: NamedPool, facts: CloudFacts, uses: readonly PoolUse[]): Pool {
  const { name, machine, min, max, spot, gpuShares, gpuSliced, disk, generations, labels } = named
  const purpose = PURPOSES[named.purpose ?? 'users']
  const running = uses.filter((use) => use.name === name).map(({ hub }) => hub)
  const only = named.hubs?.length === 1 ? named.hubs[0] : undefined
  return {
    name,
    purpose,
    machine,
    min,
    max,
    spot,
    gpuShares,
    gpuSliced,
    disk,
    generations,
    labels: { ...labels, ...labelsOf(purpose), [POOL_LABEL]: name },
    taints: taintsOf({ purpose, machine, spot }, facts),
    hubs: [...new Set([...running, ...(purpose === 'build' ? (named.hubs ?? []) : [])])].sort(),
    named,
    onlyFor: only,
  }
}

/** How cluster.yaml says how many machines a pool may have. */
export const limitSetting = ({ name, named }: Pick<Pool, 'name' | 'named'>, most: number): string =>
  named ? `pools: { ${name}: { max: ${most} } }` : `machines: { limits: { ${name}: ${most} } }`

/** The hub that a pool is only for: it takes the place of the cluster in the labels by which bills are split. */
export function billedTo({ onlyFor }: Pool): { community?: string; hub?: string } {
  const [community, hub] = onlyFor?.split('/') ?? []
  return community === undefined ? {} : { community, hub }
}

/** Every type of machine that a cluster's pools may have. */
export const machineTypes = ({ pools }: Pick<ClusterPlan, 'pools'>): string[] =>
  [...new Set(pools.flatMap(({ machine, named }) => (named?.machines ?? [machine]).map(({ type }) => type)))].sort()

const labelsOf = (purpose: Exclude<Pool['purpose'], 'core'>): Record<string, string> =>
  purpose === 'dask' ? { [DASK_LABEL]: 'worker' } : { [PURPOSE_LABEL]: purpose }

const reserved = (name: string, uses: readonly PoolUse[]): boolean =>
  uses.find((use) => use.name === name)?.reservedFor !== undefined

/** The letters in pools' names: with two, machines of the old one go while those of the new one come. */
const generationsOf = ({ machines: { generation = 'a', replacing } }: ClusterSettings): string[] => [
  ...new Set([generation, replacing ?? generation]),
]

/** The letter that replaces all that a cluster has: the next one that is free. */
export const nextGeneration = ({ pools }: Pick<ClusterPlan, 'pools'>): string =>
  nextLetter(pools.flatMap(({ generations }) => generations))

/** The letter after the last of those that are used; after z the first that is free. */
export function nextLetter(used: readonly string[]): string {
  const last = [...used].sort().at(-1) ?? ''
  const after = [...LETTERS].find((letter) => letter > last)
  return after ?? [...LETTERS].find((letter) => !used.includes(letter))!
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

const hubsOf = (uses: readonly PoolUse[]): string[] => [...new Set(uses.map((use) => use.hub))].sort()

const corePool = (settings: ClusterSettings, facts: CloudFacts, uses: readonly PoolUse[]): Pool => ({
  name: 'core',
  purpose: 'core',
  machine: coreMachine(settings, facts),
  min: 1,
  max: settings.core.nodes,
  spot: false,
  gpuShares: 1,
  disk: settings.core.disk === undefined ? CORE_DISK : gib(settings.core.disk),
  generations: generationsOf(settings),
  labels: { [PURPOSE_LABEL]: 'core', [POOL_LABEL]: 'core' },
  taints: [],
  hubs: hubsOf(uses),
})

/** Boot disk of core machines, GiB. */
const CORE_DISK = 50

/** The pool that these uses share by its name. */
function poolOf(uses: readonly PoolUse[], settings: ClusterSettings, facts: CloudFacts): Pool {
  const { name, purpose, machine, spot, gpuShares, gpuSliced } = uses[0]!
  const { max, limits, disk } = settings.machines
  const asked = purpose === 'dask' ? uses.reduce((sum, use) => sum + (use.max ?? max), 0) : max
  return {
    name,
    purpose,
    machine,
    min: 0,
    max: limits?.[name] ?? asked,
    spot,
    gpuShares,
    gpuSliced,
    disk: gib(disk),
    generations: generationsOf(settings),
    labels: {
      ...labelsOf(purpose),
      [POOL_LABEL]: name,
    },
    taints: taintsOf(uses[0]!, facts),
    hubs: hubsOf(uses),
    onlyFor: uses[0]!.billed ? uses[0]!.hub : undefined,
  }
}

const TAINTS: Readonly<Record<Tainted['purpose'], readonly Taint[]>> = {
  user: USER_TAINTS,
  // build pods tolerate these two and no others (binderhub/build.py)
  build: USER_TAINTS,
  dask: dedicated('k8s.dask.org', 'worker'),
}

interface Tainted {
  purpose: Exclude<Pool['purpose'], 'core'>
  machine: Machine
  spot: boolean
  reservedFor?: string
}

/** What keeps off a pool's machines whatever is not meant to run there. */
const taintsOf = ({ purpose, machine, spot, reservedFor }: Tainted, facts: CloudFacts): Taint[] => [
  ...TAINTS[purpose],
  ...(machine.gpu ? [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' as const }] : []),
  ...(spot && facts.spotTaint ? [facts.spotTaint] : []),
  ...(reservedFor ? dedicated('event.hub.jupyter.org', reservedFor) : []),
]

function coreMachine(settings: ClusterSettings, facts: CloudFacts): Machine {
  const named = facts.machines.find(({ type }) => type === settings.core.machine)
  if (named) return named
  const offered = facts.families.core
    .map((type) => facts.machines.find((machine) => machine.type === type)!)
    .sort((a, b) => a.memory - b.memory)
  return offered.find((machine) => machine.memory >= mib(settings.core.memory)) ?? offered[offered.length - 1]!
}
