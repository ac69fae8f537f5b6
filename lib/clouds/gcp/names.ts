import { homeOwner } from '../../plan/home.ts'
import { hash, shorten } from '../../plan/names.ts'
import type { ClusterIdentity, HubIdentity, HubPlan } from '../../plan/types.ts'

/**
 * Names at Google Cloud begin with a letter; those of communities and hubs need not. The hash keeps such a name apart
 * from one that begins with `h-`.
 */
const lettered = (name: string): string => (/^[a-z]/.test(name) ? name : `h-${name}-${hash(name)}`)

/** Name of the cluster, its network and what belongs to it: at most 40 characters. */
export const clusterName = (cluster: ClusterIdentity): string => shorten(lettered(cluster.name), 40)

/** Name of something of one hub, unique in the project whatever cluster the hub is on: at most 63 characters. */
export const hubName = (hub: HubIdentity, what: string): string =>
  shorten(lettered(`${hub.community}-${hub.hub}-${what}`), 63)

/** Id of a service account: 6 to 30 characters. */
export function accountId(name: string): string {
  return shorten(lettered(name.length < 6 ? `${name}-${hash(name)}` : name), 30)
}

/** The identity of the hub's servers as others know it. Undefined where they need none. */
export const identityEmail = (plan: HubPlan): string | undefined => emailOf(plan, plan.identity)

/** That of the hub itself, where it has one of its own. */
export const hubEmail = (plan: HubPlan): string | undefined => emailOf(plan, plan.hubIdentity)

const emailOf = ({ cluster }: HubPlan, name: string | undefined): string | undefined =>
  name === undefined ? undefined : `${accountId(name)}@${cluster.account}.iam.gserviceaccount.com`

/**
 * Full name of a bucket: in one name space with everybody's, which the project's id keeps apart. At most 63 characters.
 */
export const bucketName = (hub: HubIdentity, cluster: ClusterIdentity, bucket: string): string =>
  shorten(`${cluster.account}-${hub.community}-${hub.hub}-${bucket}`, 63)

/** A key of the settings as a name inside Terraform, where none begins with a digit. */
export const blockName = (key: string): string => (/^[0-9]/.test(key) ? `_${key}` : key)

/**
 * Where the homes on Filestore are found inside the network: a name, since the address is known after an apply only.
 */
export const shareHost = (plan: HubPlan, owner: HubIdentity = homeOwner(plan)): string =>
  `${owner.namespace}.${clusterName(plan.cluster)}.private`

/**
 * Labels as Google Cloud takes them: lower case letters, digits, `_` and `-`, at most 63
 * (cloud.google.com/compute/docs/labeling-resources).
 */
export function cloudLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '-')
      .slice(0, 63)
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [plain(key), plain(value)]))
}
