import type { Fleet } from '../plan/types.ts'
import type { ResourceTypes } from '../clouds/resource-types.ts'
import type { Installed } from '../print/installed.ts'
import type { Change } from './changes.ts'
import type { Documents } from './addresses.ts'

/** What is applied now beside what comes, and what is needed to judge it. */
export interface Comparison {
  before: Documents
  after: Documents
  changes: readonly Change[]
  /** The plans of what comes. */
  fleet: Fleet
  /** What the types of each cloud's Terraform mean. */
  clouds: readonly ResourceTypes[]
}

/** Where a harm is done, and by which changes: those of `part` at one of `addresses`. */
interface Harmed {
  part: string
  addresses: readonly string[]
}

/** How a resource is lost that holds what people keep. */
export type Destruction =
  | { by: 'removal' }
  | { by: 'move'; to: 'account' | 'region'; before: string | undefined }
  | { by: 'replacement'; argument: string; before: string }
  | { by: 'shrinking'; before: number; after: number }

export interface DestroyedData extends Harmed {
  code: 'would-destroy-data'
  address: string
  holds: 'cluster' | 'bucket' | 'homes'
  destruction: Destruction
  /** The setting of cluster.yaml that did it, where one did. */
  setting?: 'account' | 'region' | 'zones' | 'name'
}

/** Something to be taken over, where Terraform has another thing in its place and never looks at what is said. */
export interface IgnoredImport extends Harmed {
  code: 'import-ignored'
  address: string
  id: string
}

/** Homes on another hub's file system, `community/hub/folder`, that the hub would not find again. */
export interface LeftHomes extends Harmed {
  code: 'would-leave-homes'
  homes: string
}

/** Machines that would all be taken away at once, though they could be replaced one generation after the other. */
export interface StoppedServers extends Harmed {
  code: 'servers-would-stop'
  pool: string
  generation: { before: string; after: string }
}

/** Machines that keep the disks they began with, GiB, until another generation of them comes. */
export interface KeptDisks extends Harmed {
  code: 'disks-stay'
  pool: string
  disk: { before: number; after: number }
  generation: { before: string; after: string }
}

/** More machines to be always on than before, where the cloud wants to see the machines first. */
export interface RaisedMinimum extends Harmed {
  code: 'minimum-rises'
  pool: string
  min: { before: number; after: number }
}

export interface RemovedPool extends Harmed {
  code: 'pool-goes'
  pool: string
}

/** A state that Terraform would look for elsewhere; each in words. */
export interface MovedState extends Harmed {
  code: 'state-moves'
  backend: { before: string; after: string }
}

/** A version of Kubernetes that no cluster goes to from where it stands; `next` is the step that it does take. */
export interface RefusedUpgrade extends Harmed {
  code: 'kubernetes-skips' | 'kubernetes-goes-back'
  version: { before: string; after: string; next: string }
}

/** A hub or a cluster that is in no input any more, and was never destroyed. */
export interface StillApplied extends Harmed {
  code: 'still-applied'
}

/** Releases and objects that are no longer written: the next apply removes them, those with data only when told to. */
export interface RemovedObjects extends Harmed {
  code: 'would-remove'
  removed: readonly Installed[]
  /** The namespace that a hub leaves, where none of its releases is where it was. */
  left?: string
}

/** What the next apply would do to people. */
export type Harm =
  | DestroyedData
  | IgnoredImport
  | LeftHomes
  | StoppedServers
  | KeptDisks
  | RaisedMinimum
  | RemovedPool
  | MovedState
  | RefusedUpgrade
  | StillApplied
  | RemovedObjects

/** The parts that stay and change, in order. */
export const changedParts = (comparison: Comparison): string[] => {
  const gone = new Set(goneParts(comparison))
  return [...new Set(comparison.changes.map(({ part }) => part))].filter((part) => !gone.has(part))
}

/** The parts that were applied and are in no input any more, in order. */
export function goneParts({ before, after }: Comparison): string[] {
  const [then, now] = [before, after].map((documents) => new Set([...documents.keys()].map(partOf)))
  return [...then!].filter((part) => !now!.has(part)).sort()
}

const partOf = (path: string): string => path.split('/').slice(0, -1).join('/')
