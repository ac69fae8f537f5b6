/**
 * The plan: what each hub and cluster gets, in no cloud's words. Sizes are MiB and thousandths of a core throughout.
 */
import type { Attachment } from '../layers/attachments.ts'
import type { ClusterSettings, CommunitySettings, HubSettings } from '../settings/index.ts'
import type { Machine } from './cloud-facts.ts'
import type { ClusterDetails } from './cluster.ts'
import type { PartAsk } from './core-pods.ts'
import type { Existing, ExistingPlan } from './existing.ts'
import type { HubDetails } from './hub-details.ts'
import type { ImageReference } from './image.ts'
import type { MountPlan, Variables } from './pods.ts'
import type { Resolved } from './resolved.ts'

export interface Taint {
  key: string
  value: string
  effect: 'NoSchedule'
}

/** A group of equal machines that grows and shrinks with need. */
export interface Pool {
  /** Without the generation: `core`, `user-r5-xlarge`, `gpu-g4dn-xlarge`, `dask-r5-4xlarge`. */
  name: string
  purpose: 'core' | 'user' | 'build' | 'dask'
  /** Of a pool with several kinds of machines: what each of them has at least, with the first one's name and price. */
  machine: Machine
  min: number
  max: number
  spot: boolean
  /** Servers that share one GPU by taking turns. */
  gpuShares: number
  /** Whether the servers on one GPU have a part of it each (MIG), and do not take turns. */
  gpuSliced?: boolean
  /** Boot disk, GiB. */
  disk: number
  generations: readonly string[]
  labels: Readonly<Record<string, string>>
  taints: readonly Taint[]
  /** Hubs whose servers may run here, as `community/hub`. */
  hubs: readonly string[]
  /** Where cluster.yaml names it: what it says there. */
  named?: NamedPool
  /** The one hub that it is for, as `community/hub`: on the bill under its name. */
  onlyFor?: string
}

/** A pool that cluster.yaml names. */
export interface NamedPool extends Pick<
  Pool,
  'name' | 'machine' | 'disk' | 'min' | 'max' | 'spot' | 'gpuShares' | 'gpuSliced' | 'generations' | 'labels'
> {
  /** What it is for by itself; without, only for sizes that name it. */
  purpose?: 'users' | 'builds' | 'dask'
  /** Any one of which may serve, the preferred one first. */
  machines: readonly Machine[]
  /** The first of the cluster where left out. */
  zones?: readonly string[]
  /** Kind of the boot disk in the cloud's words, operations and MiB a second: the cloud's usual where left out. */
  disks: { kind?: string; iops?: number; throughput?: number }
  /** Whether images and temporary files lie on the machines' own disks. */
  localDisk: boolean
  /** Only for these, as `community/hub`. */
  hubs?: readonly string[]
  /** The generation that it says to replace. */
  replacing?: string
}

export interface ClusterIdentity {
  community: string
  /** Name of the cluster at the cloud. */
  name: string
  cloud: string
  region: string
  account: string
}

export interface ClusterPlan extends ClusterIdentity, ClusterDetails {
  settings: Resolved<ClusterSettings>
  owner: CommunitySettings
  zones: readonly string[]
  tenancy: 'dedicated' | 'shared'
  network: { range: string; nodes: string; pods: string; services: string; public: string }
  pools: readonly Pool[]
  /** The hubs on it, as `community/hub`, sorted. */
  hubs: readonly string[]
  /** Days of its hubs' events, first and last: nothing is to be upgraded then. */
  events: readonly { name: string; from: string; until: string }[]
  /** Labels (tags) of everything it makes at the cloud. */
  labels: Readonly<Record<string, string>>
}

export interface HubIdentity {
  community: string
  hub: string
  namespace: string
}

export interface EnvironmentPlan {
  key: string
  title: string
  description?: string
  image: string
  /** The same in its parts. */
  reference: ImageReference
  /** Path that opens first, and the folder it opens in. */
  url: string
  directory?: string
  pullAlways: boolean
  default: boolean
  groups: readonly string[]
  variables: Variables
  /** Where its image has its user's home, where the settings say so. */
  home?: string
  /** Whom it runs as, where that is not the hub's. */
  user?: number
}

export interface SizePlan {
  key: string
  /** Its name in the form, and what more there is to say. */
  title: string
  description?: string
  /** Whether people may name or build an image for it, where the hub lets them. */
  ownImages: boolean
  /** The environment that is selected with it, where that is another than the hub's. */
  defaultEnvironment?: string
  /** Memory as it was asked for, guarantee and limit where both are: MiB. Its machine may give more. */
  asked: readonly number[]
  /** MiB. `limit` is never below `guarantee`; without one, a server may use what its machine has. */
  memory: { guarantee: number; limit?: number }
  /** Thousandths of a core. */
  cpu: { guarantee: number; limit: number }
  /** Shared memory, which counts as memory, MiB: 64 where left out, as container runtimes have it. */
  shm?: number
  gpus: number
  gpuKind?: string
  /** Name of the pool it runs on. */
  pool: string
  /** Servers of this size that one machine carries. */
  perNode: number
  default: boolean
  groups: readonly string[]
  /** Keys of the environments it may be combined with; all of them when empty. */
  environments: readonly string[]
}

export interface BucketPlan {
  /** Name in the settings: `scratch`. */
  key: string
  fullName: string
  url: string
  /** Where it was there before: the first apply takes it over. */
  existing?: Existing
  /** The environment variable of servers that holds its address. */
  variable: string
  /** Whether everyone gets a folder of their own in it; in others people share what lies there. */
  personal: boolean
  expiresDays?: number
  versions: boolean
  requesterPays: boolean
  mayDestroy: boolean
  /** Whether servers may read and not write it. */
  readOnly: boolean
  /** Others who may write or read it, as the cloud knows them; and whether everybody may read it. */
  writers: readonly string[]
  readers: readonly string[]
  public: boolean
  accessLogs: boolean
}

/** An outside bucket. */
export interface GrantPlan {
  key: string
  url: string
  /** The bucket's name alone, and for Azure `container@account`. */
  bucket: string
  write: boolean
  requesterPays: boolean
  variable?: string
  /** What there is beside objects: their tags and older versions, and the list of them. */
  tags: boolean
  versions: boolean
  list: boolean
}

/** What servers may do at the cloud beside named buckets. */
export interface AccountAccess {
  /** With all buckets of the account. */
  buckets?: 'read' | 'write'
  /** How long credentials live, seconds, where the settings say it. */
  credentials?: number
}

/** A share of NFS that the hub mounts and does not make. */
export interface ExistingShare {
  server: string
  path: string
  mountOptions: readonly string[]
  /** Whom its server takes for others: how a person's folder is made. */
  squash: 'none' | 'root' | 'all'
}

export interface HomePlan {
  /** The file system that all servers of the hub mount, for homes and folders. `nfs` is one that is there already. */
  kind: 'disk' | 'managed' | 'nfs' | 'none'
  /** What each person has: a folder of that file system, a disk of their own, or nothing. */
  personal: 'folder' | 'volume' | 'none'
  nfs?: ExistingShare
  /** The disk, where it was there before. */
  existing?: Existing
  /** The folder of the file system that is the hub's own, where that is not all of it. */
  base?: string
  /** A person's folder below it, as KubeSpawner fills it in. */
  person: string
  /** Settings below `home:` that do nothing for homes of this kind. */
  unused: readonly (keyof HubSettings['home'])[]
  /** GiB. */
  disk: number
  /** Whether the settings say how large it is, and for how many people homes are planned where they do not. */
  sized: boolean
  people?: number
  /** What the settings say of the disk beside its size, in the cloud's words: operations and MiB a second. */
  drive: { kind?: string; iops?: number; throughput?: number }
  /** What the service that serves the files of a disk asks for, and what keeps its quotas. */
  service?: { server: PartAsk; keeper: PartAsk }
  /** Of a disk for each person: the cluster's own class, how claims are called, and if several machines mount it. */
  volume?: { class?: string; claim: string; manyMachines: boolean }
  /** How full it is, as a share, when a warning is sent. */
  alert?: number
  /** Where quotas of single people are read from while the file service runs. */
  quotasFrom?: { kind: 'secret' | 'config-map'; name: string; key: string }
  quota?: number
  /** Quotas of single people, GiB, by their name in lower case, as JupyterHub knows it. */
  quotas?: Readonly<Record<string, number>>
  fast: boolean
  /** The hub of the same community whose file system the settings name, whether or not it can be had. */
  share?: string
  /** Where the hub has no file system of its own: the hub whose it uses. */
  within?: HubIdentity
  snapshots: number
  mayDestroy: boolean
}

export interface DaskPlan {
  pool: string
  spot: boolean
  /** What one worker may be, smallest first. */
  workers: readonly { title: string; cores: number; memory: number }[]
  /** What each cluster's scheduler has: MiB, where the settings say, and thousandths of a core. */
  scheduler: { memory: { guarantee?: number; limit?: number }; cpu: { guarantee: number; limit: number } }
  /** What workers mount. */
  mounts: readonly MountPlan[]
  /** What people choose for a cluster. */
  choices: { worker: boolean; image: boolean; environment: boolean }
  maxWorkers: number
  maxCores: number
  maxMemory: number
  idleSeconds: number
}

/**
 * A hub as rules see it. They run on broken plans too, so that people see all problems at once: where no size fits a
 * machine of the cloud, or nothing says an environment, there is no default one.
 */
export type UncheckedHub = Omit<HubPlan, Missing> & Partial<Pick<HubPlan, Missing>>
type Missing = 'defaultSize' | 'defaultEnvironment'

export interface HubPlan extends HubIdentity, HubDetails {
  id: string
  domain: string
  title: string
  purpose: string
  settings: Resolved<HubSettings>
  owner: CommunitySettings
  cluster: ClusterPlan
  environments: readonly EnvironmentPlan[]
  sizes: readonly SizePlan[]
  /** The profiles it names. */
  profiles: readonly string[]
  /** The input files that its settings come from, lowest first. */
  files: readonly string[]
  /** The service account of its servers; the same name is trusted by the cloud identity. */
  serviceAccount: string
  /** Name of its servers' identity at the cloud, where they need one. */
  identity?: string
  /** What was there before, and is taken over. */
  existing: ExistingPlan
  /** Name of the identity that the hub itself has there, apart from its servers. */
  hubIdentity?: string
  buckets: readonly BucketPlan[]
  grants: readonly GrantPlan[]
  account: AccountAccess
  home: HomePlan
  dask?: DaskPlan
  labels: Readonly<Record<string, string>>
}

export interface CommunityPlan {
  name: string
  settings: CommunitySettings
  /** What it keeps beside its YAML. */
  attachments: readonly Attachment[]
}

export interface Fleet {
  communities: readonly CommunityPlan[]
  clusters: readonly ClusterPlan[]
  hubs: readonly HubPlan[]
}
