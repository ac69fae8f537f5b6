/** What a cluster costs a month, of list prices that are known: while nobody works, with usual use, at events. */
import { HOURS_A_MONTH } from '../plan/units.ts'
import { usualUse } from '../plan/use.ts'
import { CONTROL_PLANE, monthly, type EventDocs } from '../readme/index.ts'
import type { ClusterPlan } from '../plan/types.ts'
import type { ClusterFacts, HubFacts, Site } from './facts.ts'

interface Cost {
  what: string
  /** US dollars a month. */
  usd: number
}

/** What is paid whether or not anybody comes. Traffic, logs, snapshots and what is in buckets come on top. */
export function idleCosts(cluster: ClusterFacts): Cost[] {
  const { pools, beside } = cluster.docs
  const machines = pools
    .filter(({ min }) => min > 0)
    .map((pool) => ({ what: `${pool.min} × ${pool.machine} (${pool.name})`, usd: monthly(pool) }))
  const { gib, usd } = disksOf(cluster)
  return [
    ...machines,
    { what: 'the control plane', usd: CONTROL_PLANE * HOURS_A_MONTH },
    ...(beside?.each ?? []),
    ...(gib > 0 ? [{ what: `disks, ${gib} GiB`, usd }] : []),
  ]
}

interface Disks {
  gib: number
  usd: number
}

/** Disks of the cluster's services, and of its hubs with their homes, as far as their prices are known. */
const disksOf = ({ docs, hubs }: ClusterFacts): Disks =>
  [...docs.disks, ...hubs.flatMap(disksOfHub)].reduce<Disks>(
    (sum, { gib, usd }) => (usd === undefined ? sum : { gib: sum.gib + gib, usd: sum.usd + usd }),
    { gib: 0, usd: 0 },
  )

/** With its homes, on a disk or in a file service of their own that has a price by its size. */
const disksOfHub = ({ docs: { home, disks } }: HubFacts): readonly { gib: number; usd?: number }[] => {
  const isOwn = home.within === undefined && (home.kind === 'disk' || home.usd !== undefined)
  return isOwn ? [...disks, home] : disks
}

/** GiB of a hub's disks, which are paid whether full or not: none for homes on the file system of another hub. */
export const diskOfHub = (hub: HubFacts): number => disksOfHub(hub).reduce((sum, { gib }) => sum + gib, 0)

/**
 * Whether homes are paid by what is in them, are a disk for each person, or have no price that is known: a file
 * service, or a kind of disk.
 */
export const hasUnpricedHomes = ({ docs: { home } }: HubFacts): boolean =>
  home.personal === 'volume' ||
  (['disk', 'managed'].includes(home.kind) && home.within === undefined && home.usd === undefined)

/** What a sum of a cluster leaves out, as it stands beside the figure: nothing of hubs whose homes have a price. */
export function leftOut({ hubs }: ClusterFacts): string | undefined {
  const unpriced = hubs.filter(hasUnpricedHomes)
  if (unpriced.length === 0) return undefined
  return `without ${hubs.length === 1 ? 'its homes' : `homes of ${named(unpriced)}`}`
}

/** Of more hubs, it is said how many they are. */
const NAMED = 3

const named = (hubs: readonly HubFacts[]): string =>
  hubs.length > NAMED ? `${hubs.length} hubs` : hubs.map(({ name }) => name).join(', ')

/** Whose list prices stand for those of its own region, where they do: `prices of eastus`. */
export function foreignPrices(
  { cloud, region }: ClusterPlan,
  { registry }: Pick<Site, 'registry'>,
): string | undefined {
  const priced = registry.clouds[cloud]!.facts.prices?.region
  return priced === undefined || priced === region ? undefined : `prices of ${priced}`
}

/** US dollars a month that usual use of a hub adds; 0 of one for staging. */
export function usualCost({ plan }: HubFacts): number {
  const { defaultSize, home, purpose, cluster } = plan
  const machine = cluster.pools.find(({ name }) => name === defaultSize.pool)?.machine
  if (purpose === 'staging' || !machine) return 0
  return usualUse({ people: home.people, perNode: defaultSize.perNode, usdPerHour: machine.usdPerHour }).usd
}

/** US dollars a month of a cluster with usual use of all of its hubs. */
export const usualMonth = (cluster: ClusterFacts): number =>
  sumOf(idleCosts(cluster)) + cluster.hubs.reduce((sum, hub) => sum + usualCost(hub), 0)

/** US dollars that the room for an event costs, whoever comes. */
export const eventCost = ({ machines, hours, usdPerHour }: EventDocs): number => machines * hours * usdPerHour

export const sumOf = (costs: readonly Cost[]): number => costs.reduce((sum, { usd }) => sum + usd, 0)
