/** What the texts for people are made from: plain data, filled in from the plans. */
import type { EntryRule } from '../plan/entry.ts'
import type { SecretNeed } from '../plan/wiring.ts'
import type { Release } from '../print/helm.ts'
import type { Markdown } from '../print/markdown.ts'
import type { Shell } from '../print/shell.ts'
import type { LeavingDocs } from './leaving/types.ts'
import type { Import } from '../print/terraform-imports.ts'

/**
 * How one reaches a cluster: Markdown and shell that its cloud wrote. Each line of shell stands alone, as in a
 * Makefile's recipe.
 */
export interface AccessDocs {
  /** Community that owns it, and its name at the cloud. */
  community: string
  name: string
  /** `Google Cloud`. */
  cloud: string
  region: string
  account: string
  /** Its version: `1.35`. */
  kubernetes: string
  /** Tools and rights one needs. */
  prerequisites: Markdown
  signIn: readonly Shell[]
  /** What the cluster's owner does once, signed in. */
  once?: readonly Shell[]
  credentials: readonly Shell[]
  /** What kubectl calls them. */
  context: string
  /** Succeeds when who is signed in at the cloud is one of those who administer the cluster, where it names them. */
  isAdmin?: Shell
  /** Copies everything from the bucket at an address to another, a word of shell. */
  copyBucket: (from: string, to: Shell) => Shell
  /** Keeps what comes on standard input in the cloud's store of secrets. */
  putSecret?: (entry: string, store: string) => Shell
  /** For who has left hubloom: what to edit in a hub's root before its data may be destroyed. */
  dataByHand: Markdown
}

export interface StateDocs {
  /** As a sentence goes on, before `place`: `in the S3 bucket`. */
  where: Markdown
  /** Bucket, container or address. */
  place?: string
  /** Commands that make it, where it is a bucket of the community's. */
  create?: readonly Shell[]
  /** Whether it is a file beside the root, which is lost with the folder. */
  onThisMachine?: boolean
  /** The file of the inputs that says where it is. */
  settings: string
}

/** A Service of the cluster whose public address DNS records point to. */
export interface AddressDocs {
  namespace: string
  service: string
}

/**
 * How what people do and have moves from one cluster to another. In the commands, `$OLD` and `$NEW` are the contexts of
 * kubectl, `$hub` is the hub's namespace, and `$new_hub` the new one, where it is another.
 */
export interface MovingDocs {
  /** What stops the old hub, so that nothing changes any more. */
  stop?: readonly Shell[]
  /** What is copied then; `through` is the Secret of the bucket that it goes through. */
  copy?: { what: Markdown; through?: string; commands: readonly Shell[] }
}

/**
 * Where the copies of a hub's homes are, and how they come back. In the commands, `$SNAPSHOT` is the copy that
 * somebody has chosen.
 */
export interface HomeCopies {
  /** Lists them, oldest first; nothing where there are none. */
  list: readonly Shell[]
  /**
   * A disk made of a copy, and away again. `$DISK` is what the CSI driver calls it. Where homes are on a disk of the
   * hub's own.
   */
  disk?: { make: readonly Shell[]; remove: readonly Shell[] }
  /** Where homes are on a file service: how a copy comes back. */
  share?: readonly Markdown[]
}

/** Something that was at the cloud before, and what the first apply does with it. */
export interface TakenOverDocs {
  /** What it is, as the subject of a sentence. */
  what: Markdown
  /** What has to be so before, as sentences. */
  first?: Markdown
  /** What the first apply changes of it: list items. */
  changes: readonly Markdown[]
  /** What stays as it is, as a list goes on after "as it is:". */
  stays: Markdown
  /** Shows how it is set up now. */
  look: readonly Shell[]
}

/** How what a hub's people keep comes back: Markdown with the commands, in order. */
export interface RestoreDocs {
  /** One person's files, then all homes, from the copies that the cloud keeps. */
  homes?: (copies: HomeCopies) => readonly Markdown[]
  /** The hub's own database. */
  database?: readonly Markdown[]
}

/** An engine that installs the releases of a folder, in place of `make`. */
export interface DeployDocs {
  /** `Argo CD`. */
  title: string
  /** The repository that it reads, the branch, and the folder there. */
  repository: string
  revision: string
  path: string
  /** What has to be there. */
  needs: Markdown
  /** The file of the folder that somebody applies once. */
  begin: string
  /** Files with its objects. */
  objects: readonly string[]
  /** For who has left hubloom: what else to edit, as a list item. */
  byHand: Markdown
  /** Show what it did. */
  look: readonly Shell[]
  /** Ends what it does with the folder, and removes nothing of it. */
  stop: readonly Shell[]
  /** Has it remove a release, named by words of shell. */
  remove: (name: Shell, namespace: Shell) => Shell
}

/** What the cluster's and a hub's folder have in common. */
export interface PartDocs {
  /** Folder below the bundle's: `cluster`, or the hub's name. */
  folder: string
  hasManifests: boolean
  /** Whether there is a `custom-resources.yaml`, applied after the releases. */
  hasCustomResources: boolean
  /** In the order in which they are installed. */
  releases: readonly Release[]
  /** What installs them, where `make` does not. */
  deploy?: DeployDocs | undefined
  secrets: readonly SecretNeed[]
  state: StateDocs
  /** Disks that cost while nothing runs: what for, GiB, and US dollars a month where the price is at hand. */
  disks: readonly { what: string; gib: number; usd?: number }[]
  /** What the first apply takes over: addresses, and the ids by which Terraform finds each. */
  takenOver: readonly { address: string; id: string }[]
  /** How Terraform takes in what is there, once the state is lost. */
  imports: readonly Import[]
  /**
   * What is kept in it that Terraform refuses to destroy, and the setting that allows it: `the disk of the homes`,
   * `home.delete: true`.
   */
  protected: readonly { what: string; setting: string; file: string }[]
}

export interface PoolDocs {
  name: string
  machine: string
  /** Machines that are on while nobody works: and no event is on. */
  min: number
  max: number
  /** On demand, US dollars an hour. */
  usdPerHour: number
  spot: boolean
  /** Hubs whose servers run on it, as `community/hub`. */
  hubs: readonly string[]
}

export interface ClusterDocs extends PartDocs {
  access: AccessDocs
  tenancy: 'dedicated' | 'shared'
  pools: readonly PoolDocs[]
  /** What hubs and services ask of core machines, what each machine has, and how many hold it, in each dimension. */
  core: readonly { what: string; asked: string; each: string; machines: number }[]
  /**
   * List prices of what costs beside machines, where the cloud's are at hand: US dollars a month, and of a GiB of the
   * disks of services.
   */
  beside?: { source: string; each: readonly { what: string; usd: number }[]; diskGib: number }
  /** Hubs of other communities that run on it, as `community/hub`. */
  tenants: readonly string[]
  /** Their namespaces, in the same order. */
  tenantNamespaces: readonly string[]
  /** DNS names of the cluster's own services, such as Grafana. */
  domains: readonly { domain: string; what: string; address: AddressDocs }[]
  /** What an apply takes for granted: a test, and what to do when it fails. */
  preflight: readonly { test: Shell; advice: string }[]
  /** What is done before Terraform applies it. */
  beforeApply: readonly Shell[]
  check: readonly Shell[]
  /** How one sees that its services work, and uses them. */
  checkServices: readonly Markdown[]
  upgrade: Markdown
  /** What its cloud keeps or hides from `make destroy-cluster`. */
  destroy?: Markdown | undefined
  /** List items for who has left hubloom. */
  byHand: Markdown
}

export interface HubDocs extends PartDocs {
  name: string
  title: string
  domain: string
  /** Names that lead to it. */
  moreDomains: readonly string[]
  purpose: string
  namespace: string
  access: AccessDocs
  /** How people sign in: `GitHub`; and the callback address of the OAuth application where there is one. */
  signIn: string
  callbackUrl?: string
  /** Where a learning management system reads how to register it. */
  toolUrl?: string
  /** Who may enter or is admin, by setting, with the file that names each. */
  enter: readonly EntryRule[]
  address: AddressDocs
  home: {
    kind: 'disk' | 'managed' | 'nfs' | 'none'
    /** What each person has: a folder there, a disk of their own, or nothing. */
    personal: 'folder' | 'volume' | 'none'
    /** The share of others, as `server:/path`. */
    server?: string
    gib: number
    /** US dollars a month of its disk or file service, where the price is at hand. */
    usd?: number
    quotaGib?: number
    snapshots: number
    /** The hub whose file system it is, where it is another's. */ within?: string
  }
  buckets: readonly { url: string; expiresDays?: number }[]
  /** Names of what its root makes that nobody else in the whole cloud may have. */
  worldNames: readonly string[]
  existing: readonly TakenOverDocs[]
  /** List items for who has left hubloom: which file says what. */
  edits: readonly Markdown[]
  moving: readonly MovingDocs[]
  /** On a cluster of others: what applying its root takes at the cloud. */
  tenant?: { rights: readonly string[] }
  restore: { homes: readonly Markdown[]; database: readonly Markdown[] }
}

/** Room that is kept for an event, and what it costs. */
export interface EventDocs {
  /** The hub, as `community/hub`. */
  hub: string
  /** Its name. */
  event: string
  from: string
  until: string
  servers: number
  size: string
  machines: number
  machine: string
  hours: number
  /** On demand, US dollars an hour and machine. */
  usdPerHour: number
}

export interface BundleDocs {
  community: { name: string; title: string; url?: string }
  /** Where they own one. */
  cluster?: ClusterDocs
  hubs: readonly HubDocs[]
  /** Events of its hubs, and of all hubs on its cluster. */
  events: readonly EventDocs[]
  /** Where machine prices come from, and from when. */
  prices: { source: string; dated: string }
  leaving: LeavingDocs
}

/** A hub on each cloud. */
export interface PortabilityDocs {
  hub: string
  clouds: readonly {
    title: string
    verdict: 'here' | 'works' | 'losses' | 'not'
    losses: readonly { setting: string; why: string }[]
  }[]
}

/** The whole fleet, for `dist/README.md`. */
export interface FleetDocs {
  portability: readonly PortabilityDocs[]
  communities: readonly {
    name: string
    title: string
    url?: string
    /** Communities on whose clusters its hubs are. */
    hosts: readonly string[]
    /** How many things its hubs use and do not make. */
    borrowed: number
  }[]
  hubs: readonly {
    community: string
    name: string
    title: string
    domain: string
    purpose: string
    profiles: readonly string[]
    cluster: string
    cloud: string
    overrides: number
  }[]
  clusters: readonly {
    community: string
    name: string
    cloud: string
    region: string
    tenancy: string
    pools: readonly PoolDocs[]
    hubs: number
    overrides: number
  }[]
}

export type { LeavingDocs } from './leaving/types.ts'
