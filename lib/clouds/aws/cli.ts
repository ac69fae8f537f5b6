import { sh, type Shell } from '../../print/shell.ts'
import type { ClusterIdentity } from '../../plan/types.ts'

/** How commands of `aws eks` about a cluster, and those about what it has, are told which. */
export const regionAndName = ({ region, name }: ClusterIdentity): Shell => sh`--region ${region} --name ${name}`
export const ofCluster = ({ region, name }: ClusterIdentity): Shell => sh`--region ${region} --cluster-name ${name}`
