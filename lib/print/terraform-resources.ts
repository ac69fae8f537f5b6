/** A path into a resource's arguments, with dots; a number is an item of a list: `allowed_account_ids.0`. */
export type ArgumentPath = string

/**
 * What a cloud's Terraform means to whoever compares two roots: which of its resources is which, and which changes
 * destroy what is there. Plain data, one table a cloud, in `clouds/<cloud>/resources.ts`.
 */
export interface TerraformResources {
  /** The provider that its roots name, and where its configuration says whose and where everything is. */
  provider: { name: string; account: ArgumentPath; region?: ArgumentPath }
  /** Type of the cluster. */
  cluster: string
  /** Where the cluster says its version of Kubernetes: `1.35`. */
  version: ArgumentPath
  /**
   * Type of a pool of machines. The boot disk's size, GiB, is at `disk`: in the pool itself, or in the resource of the
   * type `template` that has the pool's name.
   */
  pool: { type: string; disk: ArgumentPath; template?: string }
  /** Arguments that, in any resource, make Terraform destroy it and make another. */
  identity: readonly ArgumentPath[]
  /** The same, of single types (the provider's documentation: "forces a new resource"). */
  replacedBy: Readonly<Record<string, readonly ArgumentPath[]>>
  /** What a cluster stands on, and the arguments that replace it: gone with the cluster, and none moves to another. */
  ground: Readonly<Record<string, readonly ArgumentPath[]>>
  /** Arguments, at any depth, that may grow and never shrink. */
  sizes: readonly string[]
  /** Types that hold objects for people: buckets, and what buckets are in. */
  buckets: readonly string[]
  /** The setting of cluster.yaml that decides an argument, where one does. */
  settings: Readonly<Record<string, 'account' | 'region' | 'zones'>>
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
