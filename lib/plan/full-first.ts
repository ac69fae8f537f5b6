/**
 * Which limit people reach first: machines of a pool, addresses, or what a hub may have: the quota of its namespace,
 * and servers at once.
 */
import {
  DIMENSIONS,
  needsOfServers,
  type ClusterCapacity,
  type Dimension,
  type PoolCapacity,
  type ServersAsk,
} from './capacity.ts'
import { busiestDay, byDate } from './event.ts'
import { besideServers, guaranteed } from './servers.ts'
import type { HubPlan, Pool } from './types.ts'
import { serversAtOnce } from './use.ts'

/** People at work at the same time, each with a server. */
export interface Crowd {
  /** The event; none of a usual day. */
  event?: { key: string; hub: HubPlan; from: string; until: string }
  /** Other events that are on with it, on the same pool. */
  together: readonly string[]
  servers: readonly ServersAsk[]
  /** At the other hubs, as on a usual day. */
  beside: readonly ServersAsk[]
}

/** What is full first, and at how many people. */
export type FullFirst = (PoolLimit | HubLimit) & {
  /** People of the crowd whom this limit concerns, and how many of them it has room for. */
  people: number
  room: number
}

interface PoolLimit {
  of: Dimension | 'gpus' | 'addresses'
  pool: Pool
  /** Hubs of these people. */
  hubs: readonly HubPlan[]
}

/** A quota of the hub's namespace, or JupyterHub's `active_server_limit`. */
interface HubLimit {
  of: 'quota-memory' | 'quota-cpu' | 'servers'
  hub: HubPlan
}

export const peopleOf = ({ servers }: Pick<Crowd, 'servers'>): number =>
  servers.reduce((sum, { count }) => sum + count, 0)

/** People at their hubs on a usual day, by the size that is usual there; nobody at hubs for staging. */
export const usualCrowd = (hubs: readonly HubPlan[]): Crowd => ({
  together: [],
  beside: [],
  servers: usualServers(hubs),
})

/** Of each hub that is not for staging. */
export const usualServers = (hubs: readonly HubPlan[]): ServersAsk[] =>
  hubs
    .filter(({ purpose }) => purpose !== 'staging')
    .map((hub) => ({ hub, size: hub.defaultSize, count: serversAtOnce(hub.home.people) }))

/** People of each event on its busiest day, in order of date. */
export function eventCrowds(hubs: readonly HubPlan[]): Crowd[] {
  const events = hubs.flatMap((hub) =>
    hub.events.flatMap((event) => (event.size ? [{ ...event, size: event.size, hub }] : [])),
  )
  return events.sort(byDate).map((event) => {
    const { key, hub, from, until, size } = event
    const sharing = events.filter((other) => other.size.pool === size.pool)
    const present = busiestDay(sharing, event)
    return {
      event: { key, hub, from, until },
      together: present.filter((other) => other !== event).map((other) => other.key),
      servers: present.map((other) => ({ hub: other.hub, size: other.size, count: other.users })),
      beside: usualServers(hubs.filter((other) => present.every((each) => each.hub !== other))),
    }
  })
}

interface Around {
  capacity: ClusterCapacity
  hubs: readonly HubPlan[]
  /** What a hub's own pods ask of core machines. */
  coreOf: (hub: HubPlan) => { memory: number; cpu: number }
}

/** Undefined where nobody comes. */
export function fullFirst(
  { servers, beside }: Pick<Crowd, 'servers' | 'beside'>,
  around: Around,
): FullFirst | undefined {
  const { capacity, hubs } = around
  const found = capacity.pools.flatMap((each) => {
    const [own, others] = [servers, beside].map((all) => all.filter(({ size }) => size.pool === each.pool.name))
    if (peopleOf({ servers: own! }) === 0) return []
    const taken = machinesFilled(each.pool, others!, hubs)
    const on = { each, servers: own!, taken, hubs }
    return [poolLimit(on), ...addressLimit(on, capacity)]
  })
  const all = [...found, ...servers.flatMap((ask) => quotaLimits(ask, around)), ...serverLimits(servers)]
  return all.reduce<FullFirst | undefined>((a, b) => (a && shareOf(a) >= shareOf(b) ? a : b), undefined)
}

/** Servers on a pool, on which the servers of others take so many machines, in fractions. */
interface OnPool {
  each: PoolCapacity
  servers: readonly ServersAsk[]
  taken: number
  hubs: readonly HubPlan[]
}

const shareOf = ({ people, room }: FullFirst): number => (room === 0 ? Infinity : people / room)

/** Machines that servers fill, in fractions. */
export function machinesFilled(pool: Pool, servers: readonly ServersAsk[], hubs: readonly HubPlan[]): number {
  const whole = servers.reduce((sum, { size, count }) => sum + count / size.perNode, 0)
  return Math.max(whole, ...filledIn(pool, servers, hubs).map(({ machines }) => machines))
}

/** The same by each dimension of what they ask. */
function filledIn(
  pool: Pool,
  servers: readonly ServersAsk[],
  hubs: readonly HubPlan[],
): { of: Dimension; machines: number }[] {
  const { needs } = needsOfServers(pool, { hubs, servers })
  return DIMENSIONS.map((of) => ({ of, machines: needs[of].asked === 0 ? 0 : needs[of].asked / needs[of].each }))
}

/** What of a machine is full first. */
function fullIn(pool: Pool, servers: readonly ServersAsk[], hubs: readonly HubPlan[]): Dimension | 'gpus' {
  const most = filledIn(pool, servers, hubs).reduce((a, b) => (a.machines >= b.machines ? a : b))
  return fewerBy(pool, servers, hubs) ?? most.of
}

/** What lets a machine carry no more servers, beside what they ask of it: its GPUs, or disks of people's own. */
function fewerBy(pool: Pool, servers: readonly ServersAsk[], hubs: readonly HubPlan[]): 'gpus' | 'disks' | undefined {
  const { gpuShares = 1, machine } = pool
  const gpus = (machine.gpu?.count ?? 0) * gpuShares
  if (servers.some(({ size }) => size.gpus > 0 && Math.floor(gpus / size.gpus) === size.perNode)) return 'gpus'
  return servers.some((ask) => ask.size.perNode < Math.floor(perMachine(pool, ask, hubs))) ? 'disks' : undefined
}

/** Servers of a size that a machine has room for, by what they ask. */
function perMachine(pool: Pool, ask: ServersAsk, hubs: readonly HubPlan[]): number {
  const { needs } = needsOfServers(pool, { hubs, servers: [{ ...ask, count: 1 }] })
  return Math.min(...DIMENSIONS.flatMap((of) => (needs[of].asked > 0 ? [needs[of].each / needs[of].asked] : [])))
}

function poolLimit({ each, servers, taken, hubs }: OnPool): FullFirst {
  const machines = machinesFilled(each.pool, servers, hubs)
  const people = peopleOf({ servers })
  const of = fullIn(each.pool, servers, hubs)
  const room = roomOn(each.most - taken, { people, machines })
  return { pool: each.pool, of, hubs: hubsOf(servers), people, room }
}

const hubsOf = (servers: readonly ServersAsk[]): HubPlan[] => [
  ...new Set(servers.flatMap(({ hub, count }) => (count > 0 ? [hub] : []))),
]

/** People on so many machines, if they come in the same proportions. */
const roomOn = (most: number, { people, machines }: { people: number; machines: number }): number =>
  // fractions of machines are not exact: 99.999… is 100 people
  Math.max(0, Math.floor((people * most) / machines + 1e-6))

/** Where the range of addresses ends before the machines of a pool do. */
function addressLimit({ each, servers, taken, hubs }: OnPool, { addresses }: ClusterCapacity): FullFirst[] {
  const { pool, rest, events, most } = each
  if (!addresses || pool.machine.addresses === 0) return []
  const others = addresses.rest - Math.max(rest, events) * pool.machine.addresses
  const possible = Math.floor((addresses.available - others) / pool.machine.addresses)
  if (possible >= most) return []
  const people = peopleOf({ servers })
  const machines = machinesFilled(pool, servers, hubs)
  const room = roomOn(possible - taken, { people, machines })
  return [{ pool, of: 'addresses', hubs: hubsOf(servers), people, room }]
}

/** Of a hub whose namespace may take only so much, what its own pods leave to servers. */
function quotaLimits({ hub, size, count }: ServersAsk, { coreOf }: Around): FullFirst[] {
  const { memory, cpu } = hub.quota
  if (count === 0) return []
  const own = coreOf(hub)
  const each = guaranteed(size, besideServers(hub.servers.sidecars))
  const limit = (of: 'memory' | 'cpu', quota: number | undefined): FullFirst[] =>
    quota === undefined || each[of] === 0
      ? []
      : [{ of: `quota-${of}`, hub, people: count, room: Math.max(0, Math.floor((quota - own[of]) / each[of])) }]
  return [...limit('memory', memory), ...limit('cpu', cpu)]
}

/** Of hubs that let only so many servers run at once, whatever their size. */
const serverLimits = (servers: readonly ServersAsk[]): FullFirst[] =>
  hubsOf(servers).flatMap((hub) => {
    const room = hub.pod.activeServers
    const people = peopleOf({ servers: servers.filter((ask) => ask.hub === hub) })
    return room === undefined ? [] : [{ of: 'servers', hub, people, room }]
  })
