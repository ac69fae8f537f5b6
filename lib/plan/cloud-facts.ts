/** What planning asks of a cloud, as plain data: each cloud has it in `clouds/<cloud>/facts.ts`. */
import type { CloudSettings } from '../settings/clouds.ts'
import type { PodAsk } from './capacity.ts'
import type { Existing, ExistingForm, ExistingKind } from './existing.ts'
import type { ClusterIdentity, HubIdentity, Taint } from './types.ts'

/** A machine type and what it leaves for pods. */
export interface Machine {
  type: string
  vcpu: number
  /** Nominal memory, MiB. */
  memory: number
  /** What Kubernetes hands out to pods, after kernel, kubelet and eviction threshold: MiB and thousandths of a core. */
  allocatable: { memory: number; cpu: number }
  /** What the cloud's own pods and ours ask for on every machine, with the network plugin that its clusters have. */
  system: { memory: number; cpu: number; pods: number }
  /** What is left for other pods, by `schedulable` of machines.ts. */
  schedulable: { memory: number; cpu: number }
  maxPods: number
  /** Disks that it can attach beside its own. */
  disks: number
  /** GiB of fast disks of its own, as many as may be used together. */
  localDisk?: number
  /** Addresses that it takes of the range that its pods have theirs from, once it is full. */
  addresses: number
  gpu?: { kind: string; count: number }
  /** On demand, US dollars an hour; the source is named beside the table. */
  usdPerHour: number
}

/** What planning asks of a cloud. */
export interface CloudFacts {
  /** The settings that are named for it. */
  settings: CloudSettings
  /** As `cloud:` in cluster.yaml has it: the key of the registry, lib/clouds/index.ts. */
  name: string
  title: string
  machines: readonly Machine[]
  /** Machine types offered for user servers, smallest first; GPU machines by kind; core and Dask worker machines. */
  families: {
    user: readonly string[]
    core: readonly string[]
    dask: readonly string[]
    gpu: Readonly<Record<string, readonly string[]>>
  }
  /** Scheme of its buckets' addresses, without `://`. */
  scheme: string
  /** Longest names of an identity, a bucket and a pool at the cloud. */
  limits: {
    identity: number
    bucket: number
    pool: number
    /** Most machines of one pool, where the cloud sets a limit below the schema's. */
    nodes?: number
  }
  /** What may be there already and be taken over, by kind. One that is missing cannot. */
  existing: Readonly<Partial<Record<ExistingKind, ExistingForm>>>
  /**
   * Full name of a hub's bucket, and its address for programs. Stable; unique in the cloud's name space. `existing` is
   * a bucket of the hub that was there before.
   */
  bucketName(hub: HubIdentity, cluster: ClusterIdentity, bucket: string): string
  bucketUrl(at: { hub: HubIdentity; cluster: ClusterIdentity; existing?: Existing }, fullName: string): string
  /** What the cloud does not offer, by the setting that asks for it: a sentence for the diagnostic. */
  unsupported: Partial<
    Record<
      | 'key-vault'
      | 'pod-logs'
      | 'requester-pays'
      | 'object-tags'
      | 'unlisted'
      | 'credentials'
      | 'gpu-shares'
      | 'managed-home'
      | 'managed-home-backup'
      | 'restricted-private-api'
      | 'volume-each-backup',
      string
    >
  >
  /**
   * Taint that the cloud itself puts on machines that it may take back: planning adds it to the taints of spot pools,
   * so that workers tolerate it.
   */
  spotTaint?: Taint
  /** Whether its metadata service answers pods for themselves only, and never with what machines may. */
  hidesMachineIdentity?: boolean
  /** Address ranges that the cloud keeps for itself and refuses in a cluster's network. */
  reservedRanges?: readonly string[]
  /** Tells texts that mean something on this cloud alone: its services, its addresses, annotations that it reads. */
  words: RegExp
  /** Every region that it has. */
  regions: readonly string[]
  /** Which regions have which GPUs, where a public list says so. */
  gpuRegions?: GpuRegions
  /**
   * Names that a cluster's own identities have where hubs' have theirs: a hub of such a name would take the other's
   * rights.
   */
  ownIdentities?(cluster: ClusterIdentity): readonly string[]
  /** Form of a region, an account and a zone; a diagnostic explains it with the example. */
  forms: {
    region: RegExp
    account: RegExp
    zone: RegExp
    /** Of a private registry of another account that machines may pull from. */
    registry: RegExp
    examples: {
      region: string
      account: string
      zone: string
      registry: string
      /** Who may administer a cluster. */
      admin: string
      network?: string
    }
    /** What an account is, with its article: `a project`. */
    accountWord: string
    /** The region that a zone's name tells, where it does. */
    regionOfZone?(zone: string): string
    /** The account that a registry's address tells, where machines may pull from all registries of their own. */
    accountOfRegistry?(address: string): string | undefined
    /** The account that an address of something in it tells: of a role, a disk, a service account. */
    accountNamed?(address: string): string | undefined
    /** What somebody is whom its rules of access name, with its article: `a service account`. */
    principalKind?(id: string): string | undefined
    /** Of `network.existing.network`, where a name alone does not find it. */
    network?: RegExp
  }
  /** Zones that are used where none is named: the first is where homes and user servers live. */
  defaultZones(region: string): readonly string[]
  /** Whether a region may have more zones than these. */
  moreZones?: boolean
  /** Whether pods have a range of addresses of their own, apart from the machines'. */
  podRange: boolean
  /** Whether its file service takes what comes, and so has no size. */
  unsizedHomes?: boolean
  prices?: Prices
  /** Kinds of boot disk in its own words: what one may choose, and which machines take them where not all do. */
  bootDisks?: Readonly<
    Record<string, { iops?: readonly [number, number]; throughput?: readonly [number, number]; machines?: RegExp }>
  >
  /**
   * Kinds of disk for homes in its own words, likewise; `perGib` is how many operations a second it allows for each
   * GiB.
   */
  homeDisks?: Readonly<
    Record<
      string,
      { iops?: readonly [number, number]; throughput?: readonly [number, number]; machines?: RegExp; perGib?: number }
    >
  >
  /**
   * What a collector of pods' logs asks for on each machine, MiB and thousandths of a core, where the cloud has none of
   * its own there.
   */
  logCollector?: { memory: number; cpu: number }
  /** Its own pods that run on core machines, beside those of every machine. */
  corePods: readonly PodAsk[]
}

/** List prices beside those of machines, US dollars, before discounts and traffic, of one region. */
export interface Prices {
  /** The region whose list prices of machines, and of what is here, stand for those of all. */
  region: string
  /** Whose they are, and of which region. */
  source: string
  /** Address translation: an hour of it, and of each machine behind it. */
  gateway: { hour: number; machine?: number }
  /** An hour of so many load balancers. */
  loadBalancers(count: number): number
  /** A month of a GiB of disk, of the kind that services have. */
  diskGib: number
  /** The same of a disk of homes, of its kind in the cloud's words; undefined where that is not at hand. */
  homeGib(disk: { kind?: string; fast: boolean }): number | undefined
  /** A month of a GiB of the file service of homes, with copies in so many zones; none where that is not at hand. */
  fileGib?(zones: number): number
}

/** Regions by kind of GPU. Of a region that is not `known`, nothing can be said. */
export interface GpuRegions {
  kinds: Readonly<Record<string, readonly string[]>>
  known: readonly string[]
}
