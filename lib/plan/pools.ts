import type { ClusterSettings } from '../settings/index.ts'
import type { CloudFacts, Machine, Pool, Taint } from './types.ts'
import { gib, mib } from './units.ts'

/** What one hub wants of a pool. */
export interface PoolUse {
  hub: string
  name: string
  purpose: 'user' | 'dask'
  machine: Machine
  spot: boolean
  gpuShares: number
  /** Most machines, where the hub has a limit of its own. */
  max?: number
  /** Set on pools that only one hub's servers may use. */
  reservedFor?: string
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
  more: { spot?: boolean; gpuShares?: number; reservedFor?: string } = {},
): string {
  const type = machine.type.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const servers = machine.gpu ? 'gpu' : 'user'
  const workers = more.spot ? 'dask' : 'dask-steady'
  const head = purpose === 'dask' ? workers : servers
  const gpu = machine.gpu && !type.includes(machine.gpu.kind) ? `-${machine.gpu.kind}` : ''
  const shares = (more.gpuShares ?? 1) > 1 ? `-x${more.gpuShares}` : ''
  return `${more.reservedFor ? `${more.reservedFor}-` : ''}${head}-${type}${gpu}${shares}`
}

/** The pools of a cluster: one for its own machinery, and one for each kind of machine its hubs need. */
export function planPools(settings: ClusterSettings, facts: CloudFacts, uses: readonly PoolUse[]): Pool[] {
  const generations = [
    ...new Set([settings.pools.generation ?? 'a', settings.pools.replacing ?? settings.pools.generation ?? 'a']),
  ]
  const common = { disk: gib(settings.pools.disk), generations }
  const core = coreMachine(settings, facts)
  const pools: Pool[] = [
    {
      ...common,
      name: 'core',
      purpose: 'core',
      machine: core,
      min: 1,
      max: settings.core.nodes,
      spot: false,
      gpuShares: 1,
      disk: 50,
      labels: { [PURPOSE_LABEL]: 'core', [POOL_LABEL]: 'core' },
      taints: [],
      hubs: [...new Set(uses.map((use) => use.hub))].sort(),
    },
  ]
  const names = [...new Set(uses.map((use) => use.name))].sort()
  const smallest = uses
    .filter((use) => use.purpose === 'user' && !use.machine.gpu && !use.reservedFor)
    .map((use) => use.machine)
    .sort((a, b) => a.memory - b.memory)[0]
  for (const name of names) {
    const mine = uses.filter((use) => use.name === name)
    const { purpose, machine, spot, gpuShares, reservedFor } = mine[0]!
    const most =
      settings.pools.limits?.[name] ??
      (purpose === 'dask' ? mine.reduce((sum, use) => sum + (use.max ?? settings.pools.max), 0) : settings.pools.max)
    pools.push({
      ...common,
      name,
      purpose,
      machine,
      spot,
      gpuShares,
      min: purpose === 'user' && machine === smallest && !reservedFor ? (settings.pools.min ?? 0) : 0,
      max: most,
      labels: {
        ...(purpose === 'dask' ? { [DASK_LABEL]: 'worker' } : { [PURPOSE_LABEL]: 'user' }),
        [POOL_LABEL]: name,
      },
      taints: [
        ...(purpose === 'dask' ? dedicated('k8s.dask.org', 'worker') : USER_TAINTS),
        ...(machine.gpu ? [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' as const }] : []),
        ...(spot && facts.spotTaint ? [facts.spotTaint] : []),
        ...(reservedFor ? dedicated('event.hub.jupyter.org', reservedFor) : []),
      ],
      hubs: [...new Set(mine.map((use) => use.hub))].sort(),
    })
  }
  return pools
}

function coreMachine(settings: ClusterSettings, facts: CloudFacts): Machine {
  const offered = facts.families.core
    .map((type) => facts.machines.find((machine) => machine.type === type)!)
    .sort((a, b) => a.memory - b.memory)
  return offered.find((machine) => machine.memory >= mib(settings.core.memory)) ?? offered[offered.length - 1]!
}
