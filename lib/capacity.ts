/** What a cluster's hubs and services ask of its machines, as clouds and services say it, against what there is. */
import { planCapacity, type ClusterCapacity, type PodAsk } from './plan/capacity.ts'
import type { ClusterPlan, Fleet, HubPlan, UncheckedHub } from './plan/types.ts'
import type { Registry } from './registry.ts'

type Parts = Pick<Registry, 'clouds' | 'hubServices' | 'clusterServices'>

/** Of each cluster of the fleet, by its community. */
export function capacities(fleet: Fleet, registry: Parts): ReadonlyMap<string, ClusterCapacity> {
  const hubs = new Map<ClusterPlan, HubPlan[]>()
  for (const hub of fleet.hubs) hubs.set(hub.cluster, [...(hubs.get(hub.cluster) ?? []), hub])
  return new Map(
    fleet.clusters.map((cluster) => [
      cluster.community,
      capacityOf(cluster, { ...fleet, hubs: hubs.get(cluster) ?? [] }, registry),
    ]),
  )
}

export function capacityOf(cluster: ClusterPlan, fleet: Fleet, registry: Parts): ClusterCapacity {
  const hubs = fleet.hubs.filter((hub) => hub.cluster === cluster)
  return planCapacity({
    cluster,
    hubs,
    corePods: [
      ...podsOfCluster(cluster, { ...fleet, hubs }, registry),
      ...hubs.flatMap((hub) => podsOfHub(hub, registry)),
    ],
    podRange: registry.clouds[cluster.cloud]!.facts.podRange,
  })
}

/** A hub's pods on core machines. */
export const podsOfHub = (hub: UncheckedHub, { hubServices }: Pick<Parts, 'hubServices'>): PodAsk[] =>
  hubServices.flatMap((service) => service.corePods?.(hub) ?? [])

/** Pods of the cloud and of the cluster's services on core machines. `fleet` has the cluster's own hubs, or all. */
function podsOfCluster(cluster: ClusterPlan, fleet: Fleet, { clouds, clusterServices }: Parts): PodAsk[] {
  const cloud = clouds[cluster.cloud]!
  const wiring = cloud.clusterWiring(cluster)
  return [
    ...cloud.facts.corePods,
    ...clusterServices.flatMap((service) => service.corePods?.(cluster, wiring, fleet) ?? []),
  ]
}
