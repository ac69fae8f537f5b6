/** What LEAVING.md tells beside what README and RESTORE do: plain data. */
import type { Shell } from '../../print/shell.ts'
import type { AccessDocs } from '../types.ts'

export interface LeavingDocs {
  /** Of each cluster that its hubs are on. */
  quotas: readonly QuotaDocs[]
  /** Images that the files name, and the files that do. */
  images: readonly ImageDocs[]
  uses: readonly UseDocs[]
  /** Machines that these uses take together, of each pool. */
  atWork: readonly AtWorkDocs[]
  /** Whose prices those of disks, load balancers and address translation are. */
  priceSources: readonly string[]
  /** How restic reaches a bucket, for each cloud that one may go to. */
  through: readonly { title: string; lines: readonly Shell[] }[]
  borrowed: readonly BorrowedDocs[]
}

/** What the account has to allow, with all pools at their maxima. */
export interface QuotaDocs {
  access: AccessDocs
  /** Whether pools and maxima are for other communities' hubs, too. */
  shared: boolean
  /** In the cloud's names; vCPUs, or GPUs. */
  rows: readonly { quota: string; most: number }[]
  machines: number
  /** GiB of the machines' own disks. */
  bootGib: number
  /** Public addresses: load balancers and address translation. */
  addresses: number
}

export interface ImageDocs {
  image: string
  /** By digest: what is pulled is always the same. */
  pinned: boolean
  files: readonly string[]
}

/** Who uses a hub, as far as its settings say, and what a server of theirs takes. */
export interface UseDocs {
  folder: string
  people?: number
  /** Servers at once on a usual day: none of a hub for staging. */
  servers: number
  size: string
  machine: string
  /** Servers that one machine carries. */
  perNode: number
}

/** Machines that are on while people of these folders work. */
export interface AtWorkDocs {
  machine: string
  folders: readonly string[]
  machines: number
  /** How many of these are on in any case. */
  alwaysOn: number
  /** US dollars a month that the others cost. */
  usd: number
}

/** What a hub uses and does not make: others have it in hand. */
export interface BorrowedDocs {
  folder: string
  kind: 'read' | 'write' | 'share' | 'push' | 'database' | 'registry' | 'admin' | 'deployer' | 'engine'
  name: string
}
