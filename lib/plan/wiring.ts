/** What clouds tell services, and which Secrets services need. */
import type { Expression } from '../expression.ts'

/**
 * What a cloud tells the services of one hub, so that no service knows a cloud: made by `clouds/<cloud>`, used by
 * `services/*`.
 */
export interface Wiring {
  /** Annotations of the servers' service account, and labels of every pod that uses it. */
  serviceAccountAnnotations: Readonly<Record<string, string>>
  podLabels: Readonly<Record<string, string>>
  /** Environment of servers and Dask workers, such as the project or region. */
  environment: Readonly<Record<string, string>>
  /**
   * Environment that names the identity to the cloud's SDKs, of servers, of Dask workers, and of the hub where it has
   * the identity, too. Empty where the service account says it.
   */
  identityEnvironment: Readonly<Record<string, string | Expression>>
  /** The same three of the identity that the hub itself has, where it has one of its own. */
  hubIdentity?: Partial<Pick<Wiring, 'serviceAccountAnnotations' | 'podLabels' | 'identityEnvironment'>>
  /**
   * Whether the chart's iptables container may close the metadata service; it must not where workload identity needs
   * it.
   */
  blockMetadata: boolean
  /** Whether network policies must let pods reach 169.254.169.254, where workload identity answers there. */
  allowMetadata: boolean
  /** Annotations of the load balancer of a hub that has an address of its own. */
  loadBalancer?: Readonly<Record<string, string>>
  /** Where the hub's Secrets come from, if it wants them from the cloud's store and the cloud has one for it. */
  vault?: VaultWiring
  /** Storage class for the hub's database and other small disks. */
  storageClass: string
  /**
   * The disk of people's homes, where it is the hub's own: the CSI driver that mounts it, and its handle there. Only
   * for drivers that the chart of homes makes volumes of may it be one that Terraform tells after an apply.
   */
  homeDisk?: { driver: string; handle: string | Expression }
  /** The cloud's managed NFS, where the home is of that kind. */
  homeShare?: { server: string; path: string; mountOptions: readonly string[] }
  /** The same of other hubs whose folders this one has, by their namespace. */
  otherShares?: Readonly<Record<string, NonNullable<Wiring['homeShare']>>>
  /** Where each person has a disk of their own: who makes it, and of what kind. */
  homeClass?: { provisioner: string; parameters: Readonly<Record<string, string>> }
}

/**
 * A Kubernetes Secret that has to exist before a release starts: what is in it, and how each key is made. Never its
 * content.
 */
export interface SecretNeed {
  name: string
  namespace: string
  type?: string
  /** Made at random, asked for, or told by Terraform as an output of the root in this folder. */
  keys: readonly { key: string; from: 'random' | 'ask' | { output: string; folder: string }; what: string }[]
  why: string
  /** Where it comes from the cloud's store of secrets: the entry there of each key. */
  entries?: Readonly<Record<string, string>>
  /** The store that these are in, where the hub has one of its own. */
  store?: string
}

/** The cloud's store of secrets, for the Secrets of one hub. */
export interface VaultWiring {
  /** Who reads it: a service account of the hub's namespace, with these annotations. */
  reader: string
  annotations: Readonly<Record<string, string>>
  /** `spec.provider` of a SecretStore (external-secrets.io). */
  provider: Readonly<Record<string, unknown>>
  /** What names of the hub's entries begin with, and what stands between their parts: no namespace has it. */
  prefix?: string
  between: string
  /** Name of the store, where the hub has one of its own. */
  store?: string
  /** A Secret of what only an apply tells of the reader. */
  identity?: SecretNeed
}

/** Name of the entry of one key: each has its own, so that any text may be in it. */
export const vaultEntry = ({ prefix, between }: VaultWiring, secret: string, key: string): string =>
  [...(prefix === undefined ? [] : [prefix]), secret, key.replace(/[^A-Za-z0-9-]+/g, '-').replace(/^-+/, '')].join(
    between,
  )

/** What a cloud tells the services of its cluster. */
export interface ClusterWiring {
  /** Storage class of the disks that monitoring keeps. */
  storageClass: string
  /** Annotations of the load balancer that receives web traffic. */
  loadBalancer: Readonly<Record<string, string>>
  /** Where the cloud's own network does not enforce policies on every pod: `spec` of Calico's Installation. */
  calico?: Readonly<Record<string, unknown>>
  /** Where the cloud does not scale its pools itself: values of the cluster-autoscaler chart that name the cluster. */
  autoscaler?: Readonly<Record<string, unknown>>
  /** Where the cloud does not itself offer its GPUs to pods: the device plugin is installed. */
  gpuPlugin: boolean
  /** Where the cloud does not itself send the logs of pods anywhere, and they are to be kept. */
  logs?: LogWiring
}

/** A collector of logs on each machine. */
export interface LogWiring {
  /** Its service account in kube-system, which may write to the store. */
  serviceAccount: string
  /** What it asks for: MiB and thousandths of a core. */
  memory: number
  cpu: number
  /** The output of Fluent Bit that writes to the cloud's store (docs.fluentbit.io, "Outputs"). */
  output: Readonly<Record<string, string | boolean>>
}
