/** What a cluster costs a month, of list prices that are known: while nobody works, with usual use, at events. */
import { HOURS_A_MONTH } from '../plan/units.ts'
import type { UsualPool } from '../plan/usual-day.ts'
import { CONTROL_PLANE, monthly, type EventDocs } from '../readme/index.ts'
import type { ClusterPlan } from '../plan/types.ts'
import type { ClusterFacts, HubFacts, Site } from './facts.ts'
import { asShown, inCents } from './words.ts'

interface Cost {
  what: string
  /** US dollars a month. */
  usd: number
}

/** What is paid whether or not anybody comes. Traffic, logs, snapshots and what is in buckets come on top. */
export function idleCosts(cluster: ClusterFacts): Cost[] {
  const { pools, beside, disks } = cluster.docs
  const machines = pools
    .filter(({ min }) => min > 0)
    .map((pool) => ({ what: `${pool.min} × ${pool.machine} (${pool.name})`, usd: monthly(pool) }))
  const hubs = cluster.hubs.map(hubDisks)
  return [
    ...machines,
    { what: 'the control plane', usd: CONTROL_PLANE * HOURS_A_MONTH },
    ...(beside?.each ?? []),
    ...diskCost('disks of the cluster’s services', together(disks)),
    ...diskCost('disks of the hubs’ services', together(hubs.map(({ services }) => services))),
    ...diskCost('homes of the hubs', together(hubs.map(({ homes }) => homes))),
  ].map(({ what, usd }) => ({ what, usd: asShown(usd) }))
}

const diskCost = (what: string, { gib, usd }: Disks): Cost[] =>
  usd === undefined ? [] : [{ what: `${what}, ${gib} GiB`, usd }]

export interface Disks {
  gib: number
  /** US dollars a month, in whole cents; undefined where no price is known. */
  usd?: number | undefined
}

/** Of those whose price is known, together. */
export function together(disks: readonly Disks[]): Disks {
  const priced = disks.flatMap(({ gib, usd }) => (usd === undefined || gib === 0 ? [] : [{ gib, usd: inCents(usd) }]))
  if (priced.length === 0) return { gib: 0 }
  return priced.reduce((sum, { gib, usd }) => ({ gib: sum.gib + gib, usd: inCents(sum.usd + usd) }))
}

/**
 * Disks of a hub, which are paid whether full or not. Homes: those on a disk or in a file service of its own that is
 * paid by its size, and none on the file system of another hub.
 */
export function hubDisks({ docs: { home, disks } }: HubFacts): { services: Disks; homes: Disks } {
  const isOwn = home.within === undefined && (home.kind === 'disk' || home.usd !== undefined)
  const services = together(disks)
  return {
    services: services.usd === undefined ? { gib: disks.reduce((sum, { gib }) => sum + gib, 0) } : services,
    homes: isOwn ? { gib: home.gib, usd: home.usd === undefined ? undefined : inCents(home.usd) } : { gib: 0 },
  }
}

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

/** What usual days add to that, by pool: the sum of what its hubs add. */
export const usualCosts = ({ usual }: ClusterFacts): (Cost & Pick<UsualPool, 'machines' | 'alwaysOn' | 'shares'>)[] =>
  usual.map(({ pool, machines, alwaysOn, shares }) => ({
    what: pool.name,
    machines,
    alwaysOn,
    shares,
    usd: asShown(shares.reduce((sum, { usd }) => sum + inCents(usd), 0)),
  }))

/** US dollars a month, in whole cents, of a hub's share of machines on usual days; 0 of one for staging. */
export const usualCost = ({ plan }: HubFacts, { usual }: ClusterFacts): number =>
  inCents(
    usual.flatMap(({ shares }) => shares.filter(({ hub }) => hub === plan)).reduce((sum, { usd }) => sum + usd, 0),
  )

/** US dollars a month of a cluster with usual use of all of its hubs. */
export const usualMonth = (cluster: ClusterFacts): number =>
  asShown(sumOf(idleCosts(cluster)) + sumOf(usualCosts(cluster)))

/** US dollars that the room for an event costs, whoever comes. */
export const eventCost = ({ machines, hours, usdPerHour }: EventDocs): number => machines * hours * usdPerHour

/** The sum of costs as they are shown, as it is shown. */
export const sumOf = (costs: readonly Cost[]): number => asShown(costs.reduce((sum, { usd }) => sum + usd, 0))
