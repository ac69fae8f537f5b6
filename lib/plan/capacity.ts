/**
 * Whether what a cluster's hubs and services ask for fits the machines that its pools may grow to, in every dimension
 * that the plan knows: memory, CPU, pods, disks, addresses. MiB and thousandths of a core, as in all plans.
 */
import type { Origin } from '../diagnostics.ts'
import { busiestDay, type EventPlan } from './event.ts'
import { parseRange } from './network.ts'
import { besideServers, guaranteed } from './servers.ts'
import type { ClusterPlan, HubPlan, Pool, SizePlan } from './types.ts'
import type { Machine } from './cloud-facts.ts'
import { asWritten } from './units.ts'

/** A pod that runs on core machines, or several equal ones: what all of its containers ask for. */
export interface PodAsk {
  what: string
  memory: number
  cpu: number
  /** How many of it there are: 1 when left out. */
  count?: number
  /** Disks that each attaches. */
  disks?: number
  /** Where somebody says so, if that is no setting of the plan's. */
  at?: Origin
}

export const DIMENSIONS = ['memory', 'cpu', 'pods', 'disks'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** An amount in words: `41 pods`, `9.2Gi of memory`. */
export function amount(dimension: Dimension, much: number): string {
  switch (dimension) {
    case 'memory':
      return `${asWritten(much)} of memory`
    case 'cpu':
      return `${Math.round(much / 100) / 10} CPU cores`
    default:
      return `${much} ${dimension}`
  }
}

/** What is asked of a pool in one dimension, what each of its machines has of it, and how many that takes. */
export interface Need {
  asked: number
  each: number
  machines: number
}

export interface PoolCapacity {
  pool: Pool
  needs: Readonly<Record<Dimension, Need>>
  /** Machines that are on while nobody works and no event is on: of core machines, as many as hold what is asked. */
  rest: number
  /** Machines that events keep ready on their busiest day. */
  events: number
  most: number
  /** Pods that are larger than a whole machine. */
  tooLarge: readonly PodAsk[]
}

/** Addresses of the range that machines and pods take theirs from, when machines are full. */
export interface AddressCapacity {
  /** The setting that says the range: `network.pods`, or `network.range`. */
  setting: 'pods' | 'range'
  rest: number
  most: number
  available: number
}

export interface ClusterCapacity {
  pools: readonly PoolCapacity[]
  /** Undefined where the range is not hubloom's to know. */
  addresses?: AddressCapacity
}

interface Asked {
  cluster: ClusterPlan
  /** The hubs on it. */
  hubs: readonly HubPlan[]
  /** Pods of the cloud, of the cluster's services and of all hubs on core machines. */
  corePods: readonly PodAsk[]
  /** Whether pods have a range of addresses apart from the machines'. */
  podRange: boolean
}

export function planCapacity({ cluster, hubs, corePods, podRange }: Asked): ClusterCapacity {
  const pools = cluster.pools.map((pool) =>
    pool.purpose === 'core' ? coreCapacity(pool, corePods) : userCapacity(pool, hubs),
  )
  return { pools, addresses: addressesOf(cluster, pools, podRange) }
}

type Sums = Record<Dimension, number>

export const sumOf = (pods: readonly PodAsk[]): Sums =>
  pods.reduce(
    (sum, { memory, cpu, count = 1, disks = 0 }) => ({
      memory: sum.memory + memory * count,
      cpu: sum.cpu + cpu * count,
      pods: sum.pods + count,
      disks: sum.disks + disks * count,
    }),
    { memory: 0, cpu: 0, pods: 0, disks: 0 },
  )

/** What one machine has for pods beyond those that run on every machine. */
export const roomOf = ({ schedulable, maxPods, system, disks }: Machine): Sums => ({
  memory: schedulable.memory,
  cpu: schedulable.cpu,
  pods: maxPods - system.pods,
  disks,
})

/** How many machines of a kind hold what is asked. */
export const machinesFor = (asked: Sums, machine: Machine): number =>
  Math.max(...DIMENSIONS.map((dimension) => machinesIn(asked[dimension], roomOf(machine)[dimension])))

const machinesIn = (asked: number, each: number): number => {
  if (asked === 0) return 0
  return each > 0 ? Math.ceil(asked / each) : Infinity
}

/** What is asked of a pool, and what each machine has room for. */
function needsOf(asked: Sums, room: Sums): PoolCapacity['needs'] {
  const need = (dimension: Dimension): Need => ({
    asked: asked[dimension],
    each: room[dimension],
    machines: machinesIn(asked[dimension], room[dimension]),
  })
  return { memory: need('memory'), cpu: need('cpu'), pods: need('pods'), disks: need('disks') }
}

const mostOf = (needs: PoolCapacity['needs']): number =>
  Math.max(...DIMENSIONS.map((dimension) => needs[dimension].machines))

function coreCapacity(pool: Pool, pods: readonly PodAsk[]): PoolCapacity {
  const room = roomOf(pool.machine)
  const needs = needsOf(sumOf(pods), room)
  const tooLarge = pods.filter(({ memory, cpu }) => memory > room.memory || cpu > room.cpu)
  return { pool, needs, rest: Math.max(pool.min, mostOf(needs)), events: 0, most: pool.max, tooLarge }
}

/** Servers of one size that run at the same time. */
export interface ServersAsk {
  hub: HubPlan
  size: SizePlan
  count: number
}

/** What servers ask of a pool together, beside the pods that fetch images, and how many machines hold them. */
export function needsOfServers(
  pool: Pool,
  { hubs, servers }: { hubs: readonly HubPlan[]; servers: readonly ServersAsk[] },
): Pick<PoolCapacity, 'needs'> & { machines: number } {
  const all = roomOf(pool.machine)
  const pullers = pool.purpose === 'user' ? hubs.filter((hub) => fetchesOn(hub, pool)).length : 0
  // their 8 MiB and 1m are within what is promised to nobody, and what is rounded up for the system
  const room = { ...all, pods: all.pods - pullers }
  const asked = servers.map(({ hub, size, count }) => ({
    what: size.key,
    ...guaranteed(size, besideServers(hub.servers.sidecars)),
    count,
  }))
  const needs = needsOf(sumOf(asked), room)
  const whole = servers.reduce((sum, { size, count }) => sum + Math.ceil(count / size.perNode), 0)
  return { needs, machines: Math.max(whole, mostOf(needs)) }
}

/** Of machines for servers: what events keep ready. */
function userCapacity(pool: Pool, hubs: readonly HubPlan[]): PoolCapacity {
  const events = busiestDay(
    hubs.flatMap((hub) =>
      hub.events.flatMap((event): RoomForEvent[] =>
        event.size?.pool === pool.name ? [{ ...event, size: event.size, hub }] : [],
      ),
    ),
  )
  const servers = events.map(({ hub, size, warm: count }) => ({ hub, size, count }))
  const { needs, machines } = needsOfServers(pool, { hubs, servers })
  const kept = hubs
    .flatMap((hub) => hub.spare)
    .reduce(
      (sum, { size, servers: spare }) => sum + (size?.pool === pool.name ? Math.ceil(spare / size.perNode) : 0),
      0,
    )
  return { pool, needs, rest: Math.max(pool.min, kept), events: machines, most: pool.max, tooLarge: [] }
}

const fetchesOn = ({ prepull }: HubPlan, { name }: Pool): boolean =>
  prepull !== undefined && (prepull.pools?.includes(name) ?? true)

type RoomForEvent = EventPlan & { size: SizePlan; hub: HubPlan }

/** Addresses that a subnet keeps for the cloud (AWS: VPC user guide, "Subnet sizing"). */
const KEPT = 5

function addressesOf(
  { network, existingNetwork }: ClusterPlan,
  pools: readonly PoolCapacity[],
  podRange: boolean,
): AddressCapacity | undefined {
  if (existingNetwork && !podRange) return undefined
  const range = parseRange(podRange ? network.pods : network.nodes)
  if (!range) return undefined
  const total = (machines: (each: PoolCapacity) => number): number =>
    pools.reduce((sum, each) => sum + machines(each) * each.pool.machine.addresses, 0)
  return {
    setting: podRange ? 'pods' : 'range',
    rest: total(({ rest, events }) => [rest, events].reduce((a, b) => (b === Infinity ? a : Math.max(a, b)), 0)),
    most: total(({ most }) => most),
    available: podRange ? range.size : range.size - KEPT,
  }
}
