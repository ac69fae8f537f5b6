/** A path into a resource's arguments, with dots; a number is an item of a list: `allowed_account_ids.0`. */
export type ArgumentPath = string

/**
 * What a cloud's Terraform means to whoever compares two roots: which of its resources is which, and which changes
 * destroy what is there. Plain data, one table a cloud, in `clouds/<cloud>/resource-types.ts`.
 */
export interface ResourceTypes {
  /** The provider that its roots name, and where its configuration says whose and where everything is. */
  provider: { name: string; account: ArgumentPath; region?: ArgumentPath }
  /** Type of the cluster. */
  cluster: string
  /** Where the cluster says its version of Kubernetes: `1.35`. */
  version: ArgumentPath
  /**
   * Type of a pool of machines. The boot disk's size, GiB, is at `disk`: in the pool itself, or in the resource of the
   * type `template` that has the pool's name. At `min` is how many machines are always on, where raising it takes a
   * step of its own. A change of any of `stops` takes all its machines away, or is refused by the provider.
   */
  pool: { type: string; disk: ArgumentPath; template?: string; min?: ArgumentPath; stops?: readonly ArgumentPath[] }
  /** By type, what makes Terraform destroy a resource that holds something, and make another. */
  replacedBy: Readonly<Record<string, Replacement>>
  /** By type, what makes Terraform replace a resource that holds nothing: an apply does it without asking. */
  replacing?: Readonly<Record<string, Replacement>>
  /** Types that a cluster stands on: gone with the cluster, and none moves to another. */
  ground: readonly string[]
  /** Types that hold objects for people: buckets, and what buckets are in. */
  buckets: readonly string[]
  /** The setting of cluster.yaml that decides an argument, where one does. */
  settings: Readonly<Record<string, 'account' | 'region' | 'zones'>>
}

/** What a resource does not live through. */
export interface Replacement {
  /** The file of the provider's source that says so. */
  source: string
  /** Arguments that replace it when they become others. */
  changes: readonly ArgumentPath[]
  /** Arguments that may grow and never shrink: numbers, and ranges of addresses that have to hold the former ones. */
  shrinks?: readonly ArgumentPath[]
}

/** The argument at a path, or undefined where there is none. */
export function argumentAt(args: unknown, path: ArgumentPath): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (here, key) => (typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[key] : undefined),
      args,
    )
}
