/** What a cluster's hubs and services ask of its machines, as clouds and services say it, against what there is. */
import { attempt, emittable, hasOverrides, isWhole } from './beside-errors.ts'
import { ingredientsOfCluster, ingredientsOfHub, type Ingredients } from './ingredients.ts'
import { overriddenAsks } from './overridden-asks.ts'
import { planCapacity, type ClusterCapacity, type PodAsk } from './plan/capacity.ts'
import type { ClusterPlan, Fleet, HubPlan, UncheckedHub } from './plan/types.ts'
import type { Registry } from './registry.ts'

/** Of each cluster of the fleet, by its community. */
export function capacities(fleet: Fleet, registry: Registry): ReadonlyMap<string, ClusterCapacity> {
  const hubs = new Map<ClusterPlan, HubPlan[]>()
  for (const hub of fleet.hubs) hubs.set(hub.cluster, [...(hubs.get(hub.cluster) ?? []), hub])
  return new Map(
    fleet.clusters.map((cluster) => [
      cluster.community,
      capacityOf(cluster, { ...fleet, hubs: hubs.get(cluster) ?? [] }, registry),
    ]),
  )
}

export function capacityOf(cluster: ClusterPlan, fleet: Fleet, registry: Registry): ClusterCapacity {
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

/** A hub's pods on core machines, as its overrides leave them. */
export const podsOfHub = (hub: UncheckedHub, registry: Registry): PodAsk[] => [
  ...registry.hubServices.flatMap((service) => service.corePods?.(hub) ?? []),
  ...(isWhole(hub) ? overriddenOf(hub, () => ingredientsOfHub(hub, registry)) : []),
]

/** Pods of the cloud and of the cluster's services on core machines. `fleet` has the cluster's own hubs, or all. */
function podsOfCluster(cluster: ClusterPlan, fleet: Fleet, registry: Registry): PodAsk[] {
  const { clouds, clusterServices } = registry
  const cloud = clouds[cluster.cloud]!
  const wiring = cloud.clusterWiring(cluster)
  return [
    ...cloud.facts.corePods,
    ...clusterServices.flatMap((service) => service.corePods?.(cluster, wiring, fleet) ?? []),
    ...overriddenOf(cluster, () => ingredientsOfCluster(cluster, emittable(fleet), registry)),
  ]
}

/** What the overrides of a hub or a cluster change, as far as its plan can be emitted. */
function overriddenOf(plan: HubPlan | ClusterPlan, ingredients: () => Ingredients): PodAsk[] {
  if (!hasOverrides(plan)) return []
  const owner = 'id' in plan ? plan.id : plan.name
  return attempt(() => overriddenAsks(owner, ingredients())) ?? []
}
