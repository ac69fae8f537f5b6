/** What Terraform refuses to destroy since people's work is in it, and the setting of its own file that allows it. */
import type { ClusterPlan, HubPlan } from './types.ts'

export interface Protected {
  what: string
  path: readonly string[]
  value: boolean
}

export function protectedOfCluster({ protect }: ClusterPlan): Protected[] {
  return protect ? [{ what: 'the cluster', path: ['protect'], value: false }] : []
}

export function protectedOfHub({ home, buckets }: HubPlan): Protected[] {
  const ownHomes = (home.kind === 'disk' || home.kind === 'managed') && !home.within && !home.mayDestroy
  return [
    ...(ownHomes ? [{ what: "the disk of people's homes", path: ['home', 'delete'], value: true }] : []),
    ...buckets
      .filter(({ mayDestroy }) => !mayDestroy)
      .map(({ fullName, key }) => ({ what: `the bucket ${fullName}`, path: ['buckets', key, 'delete'], value: true })),
  ]
}
