/** Words that several files here say of leaves. */

/** Before settings that are the cluster's. */
export const CLUSTER_FILE = 'cluster.yaml: '

/** Why a leaf is not carried that is said of another hub. */
export const OF_OTHERS = { kind: 'not-carried', why: 'of another hub' } as const
