import type { PodAsk } from '../plan/capacity.ts'
import type { Markdown } from '../print/markdown.ts'
import type { AddressDocs, MovingDocs, RestoreDocs } from '../readme/types.ts'
import type { Manifest } from '../print/kubernetes.ts'
import type { Release } from '../print/helm.ts'
import type { ClusterPlan, Fleet, HubPlan, UncheckedHub } from '../plan/types.ts'
import type { ClusterWiring, SecretNeed, Wiring } from '../plan/wiring.ts'

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
  /** The Service of the hub's own public address, where it is not behind the cluster's ingress controller. */
  ownAddress?: AddressDocs
  /** DNS names at which something answers behind the ingress controller, beside the hubs', and what. */
  domains?: readonly { domain: string; what: string }[]
  /** For the README, where one sees that everything works: how to see it of this service, and to use it. */
  check?: readonly Markdown[]
  /** List items for who has left hubloom: which file says what. */
  edits?: readonly Markdown[]
  /** How a hub moves to another cluster. */
  moving?: MovingDocs
  /** How what people keep in it comes back from copies. */
  restore?: RestoreDocs
}

/** What hubs and clusters have in common: fields that hold whatever a plan says. */
interface Service {
  name: string
  /** Its folder in the sources, where that has another name. */
  folder?: string
  /** Releases whose version the settings may name, below `releases:`. */
  releases: readonly string[]
}

export interface FetchedSecrets {
  manifests: readonly Manifest[]
  secrets: readonly SecretNeed[]
}

/**
 * A service of a hub: a chart, with the objects beside it. One folder, one line in `index.ts`; applied in the
 * registry's order.
 */
export interface HubService extends Service {
  forHub(hub: HubPlan, wiring: Wiring): Contribution | undefined
  /** Takes over what services of the hub need of Secrets: objects that make them, and the needs as they are then. */
  fetchSecrets?(hub: HubPlan, wiring: Wiring, needs: readonly SecretNeed[]): FetchedSecrets | undefined
  /** Its pods on core machines, with what the values and objects of `forHub` ask for them. */
  corePods?(hub: UncheckedHub): readonly PodAsk[]
}

/** A service of a cluster: ingress, certificates, monitoring. */
export interface ClusterService extends Service {
  /** Namespaces that are its own: no hub may have them. */
  namespaces?: readonly string[]
  /** The Service of the public address of everything behind the ingress controller, where this is the controller. */
  ingressAddress?(cluster: ClusterPlan): AddressDocs | undefined
  forCluster(cluster: ClusterPlan, wiring: ClusterWiring, fleet: Fleet): Contribution | undefined
  /** Its pods on core machines, with what the values of `forCluster` ask for them. */
  corePods?(cluster: ClusterPlan, wiring: ClusterWiring, fleet: Fleet): readonly PodAsk[]
}
