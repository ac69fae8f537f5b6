/** Rules of what a cluster's machines hold, against what hubs and services ask for; of one hub, `hub-capacity.ts`. */
import { defineProblems, listed, type Diagnostic } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import {
  DIMENSIONS,
  amount,
  machinesFor,
  type ClusterCapacity,
  type Dimension,
  type PoolCapacity,
} from '../plan/capacity.ts'
import { buildMemory, DOCKER_DAEMON } from '../plan/binder.ts'
import { besideServers, guaranteed } from '../plan/servers.ts'
import type { PartAsk } from '../plan/core-pods.ts'
import type { ClusterPlan, UncheckedHub } from '../plan/types.ts'
import type { CloudFacts } from '../plan/cloud-facts.ts'
import { asWritten } from '../plan/units.ts'
import { limitSetting } from '../plan/pools.ts'
import { perCluster, placeOfLimit, theirs, type RuleSet } from './check.ts'

/** What is asked of a pool in one dimension, and what its machines have of it at most. */
interface Full {
  cluster: string
  pool: string
  machine: string
  dimension: Dimension
  asked: number
  has: number
  most: number
}

interface TooLarge {
  what: string
  cluster: string
  memory: number
  cpu: number
  machine: string
  has: { memory: number; cpu: number }
}

/** Most core machines that the schema allows. */
const MOST_CORE = 50

const problems = defineProblems({
  'capacity/core': {
    severity: 'error',
    message: ({ cluster, dimension, asked, has, most, machine, needed }: Full & { needed: number }) =>
      `the hubs and services on ${cluster} ask for ${amount(dimension, asked)} on core machines, and ${most} of ` +
      `${machine} have ${amount(dimension, has)}: ${needed} would be needed`,
    help: ({ nodes, memory, community }: { nodes?: number; memory?: string; community: string }) => {
      const ways = [nodes && `\`core: { nodes: ${nodes} }\``, memory && `\`core: { memory: ${memory} }\``]
      const written = ways.filter((way) => way).join(' or, for larger machines, ')
      return written
        ? `Write ${written} in communities/${community}/cluster.yaml.`
        : 'Put some of the hubs on another cluster.'
    },
    why: 'What fits no machine waits for one for ever: a hub without its proxy, homes without their server.',
  },
  'capacity/pod': {
    severity: 'error',
    message: ({ what, cluster, memory, cpu, machine, has }: TooLarge) =>
      `${what} on ${cluster} asks for ${amount('memory', memory)} and ${amount('cpu', cpu)}, and a core machine, ` +
      `${machine}, has ${amount('memory', has.memory)} and ${amount('cpu', has.cpu)}`,
    help: ({ community }: { community: string }) =>
      `Ask for less, or for larger core machines: \`core: { memory: … }\` in communities/${community}/cluster.yaml.`,
  },
  'capacity/events': {
    severity: 'error',
    message: ({ pool, hubs, needed, most }: { pool: string; hubs: readonly string[]; needed: number; most: number }) =>
      `the events of ${hubs.join(', ')} keep ${needed} machines of \`${pool}\` ready, and there may be ${most}`,
    help: ({ limit, community }: { limit: string; community: string }) =>
      `Write \`${limit}\` in communities/${community}/cluster.yaml, or keep ` + 'fewer servers warm.',
  },
  'capacity/pullers': {
    severity: 'error',
    message: ({ pool, hubs, pods }: { pool: string; hubs: number; pods: number }) =>
      `${fetching(hubs)} images on every machine of \`${pool}\`, which leaves none of its ${pods} pods for servers`,
    help: 'Write `prepull: false` in some of the hubs, or give them a cluster of their own.',
  },
  'capacity/builders': {
    severity: 'error',
    message: ({ hubs, pool }: { hubs: readonly string[]; pool: string }) =>
      `the Docker daemons of ${listed(hubs)} on every machine of \`${pool}\` leave too little memory for a server ` +
      'that needs nearly all of it',
    help: ({ community }: { community: string }) =>
      'Give builds machines of their own, ' +
      `\`pools: { builds: { machines: […], purpose: builds } }\` in communities/${community}/cluster.yaml, or ` +
      'let the size ask for less.',
    why: 'What fits beside no daemon waits for a machine for ever: each new one has the same daemons.',
  },
  'capacity/addresses': {
    severity: 'error',
    message: ({ cluster, asked, has }: { cluster: string; asked: number; has: number }) =>
      `the machines that ${cluster} always has take ${asked} addresses, and the range has ${has}`,
    help: ({ setting }: { setting: string }) => `Write a larger range in \`network: { ${setting}: … }\`.`,
  },
  'capacity-tight/core': {
    severity: 'warning',
    message: ({ cluster, dimension, asked, has, most, machine }: Full) =>
      `the hubs and services on ${cluster} take ${amount(dimension, asked)} of the ${amount(dimension, has)} that ` +
      `${most} core machines, ${machine}, have`,
    help: ({ most, community }: { most: number; community: string }) =>
      most < MOST_CORE
        ? `Write \`core: { nodes: ${most + 1} }\` or more in communities/${community}/cluster.yaml before the next hub.`
        : 'Take larger core machines, or another cluster, for the next hub.',
    why: 'What asks for more than is left waits: after an upgrade the hub or its proxy might not come back.',
    source: 'kubernetes.io, "Resource Management for Pods and Containers"',
  },
  'capacity-tight/addresses': {
    severity: 'warning',
    message: ({ cluster, asked, has }: { cluster: string; asked: number; has: number }) =>
      `the pools of ${cluster} may grow until they take ${asked} addresses, and the range has ${has}`,
    help: ({ setting }: { setting: string }) =>
      `Write a smaller \`machines: { max: … }\`, or a larger range in \`network: { ${setting}: … }\`.`,
  },
  'capacity-tight/pullers': {
    severity: 'warning',
    message: ({ pool, hubs, room, perNode }: { pool: string; hubs: number; room: number; perNode: number }) =>
      `${fetching(hubs)} images on every machine of \`${pool}\`, which leaves room for ${room} servers where ` +
      `${perNode} would fit`,
    help: 'Write `prepull: false` in hubs whose images are small, or whose people can wait.',
  },
})

const fetching = (hubs: number): string => (hubs === 1 ? 'one hub fetches' : `${hubs} hubs fetch`)

/** A share of what there is that stays free, below which it fits only just. */
const SPARE = 0.1

const coreFits = perCluster((cluster, { capacity, clouds, fleet }) => {
  const core = capacity.get(cluster.community)!.pools.find(({ pool }) => pool.purpose === 'core')
  if (!core) return []
  const { pool, needs, rest, most, tooLarge } = core
  const has = pool.machine.schedulable
  // `core-part-too-large` says it of the hub's own parts, and nothing else can be said then
  const parts = fleet.hubs
    .filter((hub) => hub.cluster === cluster)
    .flatMap(({ pod, home }) => [...Object.values(pod.parts), ...Object.values(home.service ?? {})])
  if (parts.some(exceeds(has))) return []
  const at = theirs(cluster.settings.nearest(['core', 'nodes']), cluster.settings.at([]))
  const full = (dimension: Dimension): Full => ({
    cluster: cluster.name,
    pool: pool.name,
    machine: pool.machine.type,
    dimension,
    asked: needs[dimension].asked,
    has: needs[dimension].each * most,
    most,
  })
  if (tooLarge[0]) {
    const { what, memory, cpu } = tooLarge[0]
    const args = { what, memory, cpu, has, cluster: cluster.name, machine: pool.machine.type }
    return [
      problems.raise('capacity/pod', { at: tooLarge[0].at ?? at, args: { ...args, community: cluster.community } }),
    ]
  }
  if (rest > most) {
    // one cause: what needs the most machines
    const dimension = DIMENSIONS.reduce((a, b) => (needs[a].machines >= needs[b].machines ? a : b))
    const ways = { nodes: rest <= MOST_CORE ? rest : undefined, memory: largerCore(core, clouds[cluster.cloud]!) }
    const args = { ...full(dimension), ...ways, needed: rest, community: cluster.community }
    return [problems.raise('capacity/core', { at, args })]
  }
  return DIMENSIONS.filter((dimension) => needs[dimension].asked > full(dimension).has * (1 - SPARE)).map((dimension) =>
    problems.raise('capacity-tight/core', { at, args: { ...full(dimension), community: cluster.community } }),
  )
})

const exceeds =
  (room: { memory: number; cpu: number }) =>
  ({ memory, cpu }: PartAsk): boolean =>
    memory.guarantee > room.memory || cpu.guarantee > room.cpu

/** Memory that `core.memory` has to ask for to get machines of which no more are needed than there may be. */
function largerCore({ pool, needs, most }: PoolCapacity, { families, machines }: CloudFacts): string | undefined {
  const asked = Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, needs[dimension].asked]))
  const enough = families.core
    .map((type) => machines.find((machine) => machine.type === type)!)
    .sort((a, b) => a.memory - b.memory)
    .find(
      (machine) =>
        machine.memory > pool.machine.memory && machinesFor(asked as Record<Dimension, number>, machine) <= most,
    )
  return enough && asWritten(enough.memory)
}

const userPoolsFit = perCluster((cluster, { capacity, fleet }) => {
  const hubs = fleet.hubs.filter((hub) => hub.cluster === cluster)
  return capacity
    .get(cluster.community)!
    .pools.filter(({ pool }) => pool.purpose === 'user')
    .flatMap((each) => eventsFit(cluster, hubs, each))
})

/** Events that are on together; of one alone `event-room` speaks. */
function eventsFit(
  cluster: ClusterPlan,
  hubs: readonly UncheckedHub[],
  { pool, events, most }: PoolCapacity,
): Diagnostic[] {
  const here = hubs.flatMap((hub) =>
    hub.events.flatMap((event) => (event.size?.pool === pool.name ? [{ ...event, hub, size: event.size }] : [])),
  )
  const mine = hubs.filter((hub) => here.some((event) => event.hub === hub))
  const tooLargeAlone = here.some(({ users, warm, size }) => Math.max(users, warm) > most * size.perNode)
  if (mine.length === 0 || events <= most || events === Infinity || tooLargeAlone) return []
  const at = placeOfLimit(cluster, pool)
  const { community } = cluster
  const limit = limitSetting(pool, events)
  const args = { pool: pool.name, hubs: mine.map(({ id }) => id), needed: events, most, limit, community }
  return [problems.raise('capacity/events', { at: theirs(at, cluster.settings.at([])), args })]
}

/** The pods that fetch images, one of each hub that wants them, on every machine for servers. */
const pullersFit = perCluster((cluster, { capacity, fleet }) => {
  const fetching = fleet.hubs.filter((hub) => hub.cluster === cluster && hub.prepull && !hub.prepull.pools)
  if (fetching.length === 0) return []
  const pools = capacity.get(cluster.community)!.pools.filter(({ pool }) => pool.purpose === 'user')
  const perNode = new Map(
    pools.map(({ pool: { name } }) => [
      name,
      Math.max(
        0,
        ...fleet.hubs
          .filter((hub) => hub.cluster === cluster)
          .flatMap(({ sizes }) => sizes.flatMap((size) => (size.pool === name ? size.perNode : []))),
      ),
    ]),
  )
  // one cause, one problem: the pool that has the least room
  const least = pools.reduce((a, b) => (a.needs.pods.each <= b.needs.pods.each ? a : b))
  const { events, settings } = fetching[0]!
  const at = events.length > 0 ? settings.nearest(['events']) : settings.nearest(['prepull'])
  const { name: pool, machine } = least.pool
  const room = least.needs.pods.each
  if (room < 1)
    return [problems.raise('capacity/pullers', { at, args: { pool, hubs: fetching.length, pods: machine.maxPods } })]
  const planned = perNode.get(pool)!
  if (room >= planned) return []
  return [
    problems.raise('capacity-tight/pullers', { at, args: { pool, hubs: fetching.length, room, perNode: planned } }),
  ]
})

/** Addresses of the ranges that hubloom itself takes; on AWS there are no larger networks. */
const USUAL = { pods: 2 ** 18, range: 2 ** 15 - 5 } as const

const addressesFit = perCluster((cluster, { capacity }) => {
  const { addresses } = capacity.get(cluster.community)! as ClusterCapacity
  if (!addresses || addresses.most <= addresses.available) return []
  const { setting, rest, most, available } = addresses
  const { tree } = cluster.settings
  const written = [
    ...(available < USUAL[setting] ? [['network', setting]] : []),
    ['machines', 'max'],
    ['machines', 'limits'],
  ]
    .flatMap((path) => nodeAt(tree, path)?.at ?? [])
    .filter(({ community }) => community !== undefined)
  const args = { cluster: cluster.name, setting, has: available }
  const at = written[0] ?? cluster.settings.at([])
  if (rest > available) return [problems.raise('capacity/addresses', { at, args: { ...args, asked: rest } })]
  // the ceiling that nobody set is no wish to have so many machines of each kind at once
  return written[0] ? [problems.raise('capacity-tight/addresses', { at, args: { ...args, asked: most } })] : []
})

/** The Docker daemons of hubs that build images, one of each on every machine where they build. */
const daemonsFit = perCluster((cluster, { fleet }) => {
  const hubs = fleet.hubs.filter((hub) => hub.cluster === cluster)
  const building = hubs.filter((hub) => buildMemory(hub) !== undefined)
  return cluster.pools.flatMap(({ name: pool, machine }): Diagnostic[] => {
    const here = building.filter(({ placement }) => Object.values(placement.builds.nodeSelector).includes(pool))
    const room = machine.allocatable.memory - machine.system.memory - here.length * DOCKER_DAEMON.memory
    const tight = hubs.some(({ sizes, servers }) =>
      sizes.some((size) => size.pool === pool && guaranteed(size, besideServers(servers.sidecars)).memory > room),
    )
    if (here.length === 0 || !tight) return []
    const { settings, binder } = here[0]!
    const at = settings.at([binder ? 'binder' : 'image-building'])
    const args = { hubs: here.map(({ id }) => id), pool, community: cluster.community }
    return [problems.raise('capacity/builders', { at, args })]
  })
})

export const capacityRules: RuleSet = {
  problems,
  rules: [coreFits, userPoolsFit, pullersFit, daemonsFit, addressesFit],
}
