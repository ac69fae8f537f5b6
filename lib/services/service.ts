import type { Manifest } from '../print/kubernetes.ts'
import type { Release } from '../print/helm.ts'
import type { ClusterPlan, ClusterWiring, Fleet, HubPlan, SecretNeed, Wiring } from '../plan/types.ts'

/** What a service adds to a bundle. `undefined` where it is not wanted. */
export interface Contribution {
  releases?: readonly Release[]
  manifests?: readonly Manifest[]
  /**
   * Objects of kinds that a release of the same folder defines: `custom-resources.yaml`, applied once the releases are
   * up.
   */
  customResources?: readonly Manifest[]
  secrets?: readonly SecretNeed[]
  /**
   * Values for the releases of other services, by service. Maps merge, lists add up; two that disagree on a scalar are
   * a fault of ours.
   */
  values?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** More files of the bundle's folder, by name, for people: never for Helm. */
  files?: Readonly<Record<string, string>>
}

/**
 * A service of a hub: a chart, with the objects beside it. One folder, one line in `index.ts`; applied in the
 * registry's order.
 */
export interface HubService {
  name: string
  forHub(hub: HubPlan, wiring: Wiring): Contribution | undefined
}

/** A service of a cluster: ingress, certificates, monitoring. */
export interface ClusterService {
  name: string
  forCluster(cluster: ClusterPlan, wiring: ClusterWiring, fleet: Fleet): Contribution | undefined
}
