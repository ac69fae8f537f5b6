import { byText } from '../maps.ts'
import type { ClusterPlan, Fleet, HubPlan } from './types.ts'

/** Of each community what concerns it: its own hubs, its cluster, and the hubs of others on that. */
export function byCommunity({ communities, clusters, hubs }: Fleet): ReadonlyMap<string, Fleet> {
  const parts = new Map(
    communities.map((community) => [
      community.name,
      { communities: [community], clusters: [] as ClusterPlan[], hubs: [] as HubPlan[] },
    ]),
  )
  for (const cluster of clusters) parts.get(cluster.community)?.clusters.push(cluster)
  for (const hub of hubs)
    for (const name of new Set([hub.community, hub.cluster.community])) parts.get(name)?.hubs.push(hub)
  return parts
}

/** The order in which files of communities are read: by their paths below `communities/`. */
export const byPath =
  <T>(pathOf: (item: T) => string) =>
  (a: T, b: T): number =>
    byText(`${pathOf(a)}/`, `${pathOf(b)}/`)
