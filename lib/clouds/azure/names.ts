import { hash, shorten } from '../../plan/names.ts'
import type { ClusterIdentity, HubIdentity, HubPlan } from '../../plan/types.ts'

/**
 * Names at Azure, all derived, so that what one root makes the others find: resource groups, accounts, disks, pools.
 */

/** The cluster's own resource group. */
export const clusterGroup = (cluster: ClusterIdentity): string => cluster.name
/** The group in which AKS keeps machines, balancer addresses and disks. The dot keeps it apart from every hub's. */
export const nodeGroup = (cluster: ClusterIdentity): string => `${cluster.name}.nodes`
/** Identity of the control plane, which attaches disks and joins machines to the network. */
export const controlPlaneIdentity = (cluster: ClusterIdentity): string => `${cluster.name}-control-plane`
export const nodeSubnet = 'nodes'

/**
 * A resource group for each hub, so that a tenant's rights, costs and `destroy` end at what is theirs (at most 90
 * characters).
 */
export const hubGroup = (hub: HubIdentity, cluster: ClusterIdentity): string =>
  shorten(`${cluster.name}_${hub.namespace}`, 90)

/** Disk of the homes, and its id: `/subscriptions/…/disks/…`. */
export const homeDisk = ({ home, namespace }: HubPlan): string =>
  home.existing?.name ?? shorten(`${namespace}-homes`, 80)
export const homeDiskId = (hub: HubPlan): string =>
  `/subscriptions/${hub.cluster.account}/resourceGroups/${hub.home.existing?.group ?? hubGroup(hub, hub.cluster)}` +
  `/providers/Microsoft.Compute/disks/${homeDisk(hub)}`

/** Storage accounts: 3 to 24 lower-case letters and digits, unique in the world. */
export const bucketAccount = (hub: HubIdentity, cluster: ClusterIdentity): string => account(hub, cluster, 'buckets')
export const homeAccount = (hub: HubIdentity, cluster: ClusterIdentity): string => account(hub, cluster, 'homes')
export const logAccount = (hub: HubIdentity, cluster: ClusterIdentity): string => account(hub, cluster, 'logs')
/** A hub's own Key Vault: 3 to 24 letters, digits and hyphens, first a letter, unique in the world. */
export const vaultName = (hub: HubIdentity, cluster: ClusterIdentity): string =>
  `kv${account(hub, cluster, 'secrets').slice(-22)}`

export const HOME_SHARE = 'homes'

export const flowLogAccount = (cluster: ClusterIdentity): string =>
  accountName(cluster.name, `${cluster.account}/${cluster.name}/flow-logs`)

const account = (hub: HubIdentity, cluster: ClusterIdentity, purpose: string): string =>
  accountName(`${hub.community}${hub.hub}`, `${cluster.account}/${hub.community}/${hub.hub}/${purpose}`)

const accountName = (head: string, whole: string): string =>
  `${head.replace(/[^a-z0-9]/g, '').slice(0, 18)}${hash(whole)}`

/**
 * Container of a bucket: 3 to 63 characters, no two hyphens in a row. Its account is the hub's own, so that its name
 * need not tell of it.
 */
export function containerName(bucket: string): string {
  return /^[a-z0-9](-?[a-z0-9]){2,62}$/.test(bucket) && bucket.length <= 63 ? bucket : `bucket-${hash(bucket)}`
}

/** The default pool. Its name stays: AKS cannot rename it without a new cluster. */
export const CORE_POOL = 'core'

/**
 * Name of a pool at AKS: at most 12 lower-case letters and digits, first a letter. `user-standard-e16s-v5` of
 * generation `a` is `usere16sv5a`; longer ones keep their head and end in digits of a hash. The readable name is the
 * label `hub.jupyter.org/pool-name`.
 */
export function nodePoolName(pool: string, generation: string): string {
  const plain = /^(user|gpu|dask)-standard-([a-z0-9-]+)$/.exec(pool)
  const short = plain ? `${plain[1]}${plain[2]!.replace(/-/g, '')}` : ''
  if (short && short.length <= 11) return `${short}${generation}`
  const head = pool
    .replace('-standard-', '')
    .replace(/[^a-z0-9]/g, '')
    .replace(/^[0-9]/, 'p')
  return `${head.slice(0, 5)}${hash(pool)}${generation}`
}
