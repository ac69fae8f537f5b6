import type { HubPlan } from '../plan/types.ts'
import type { Check, Context, Finding } from './check.ts'

/** Two hubs cannot be found under one address. */
export const duplicateDomain: Check = {
  code: 'duplicate-domain',
  severity: 'error',
  find: ({ fleet }) => twice(fleet.hubs, (hub) => hub.domain).map(([hub, other]) => ({
    at: hub.settings.at(['domain']),
    message: `${hub.id} has the domain ${hub.domain}, which ${other.id} has, too`,
    help: `Give one of them another domain; the other stands in ${place(other, ['domain'])}.`,
  })),
}

/** Two hubs in one namespace of one cluster would overwrite each other's objects. */
export const duplicateNamespace: Check = {
  code: 'duplicate-namespace',
  severity: 'error',
  find: ({ fleet }) => twice(fleet.hubs, (hub) => `${hub.cluster.community} ${hub.namespace}`).map(([hub, other]) => ({
    at: hub.settings.at(['namespace']),
    message: `${hub.id} and ${other.id} are both in the namespace \`${hub.namespace}\` of the cluster ${hub.cluster.name}`,
    help: 'Take `namespace:` out of one of them, or choose another.',
  })),
}

/** Names in a cloud's own name space, after shortening. */
export const duplicateIdentity: Check = {
  code: 'duplicate-identity',
  severity: 'error',
  find: ({ fleet }) => twice(fleet.hubs.filter((hub) => hub.identity), (hub) => `${hub.cluster.cloud} ${hub.cluster.account} ${hub.identity}`).map(([hub, other]) => ({
    at: hub.settings.at([]),
    message: `${hub.id} and ${other.id} would share the cloud identity \`${hub.identity}\`, and so each other's data`,
    help: 'Rename one of the two hubs or communities: their names are the same once shortened.',
  })),
}

/** A bucket belongs to one hub: the second would fail to be made, or destroy the first one's. */
export const duplicateBucket: Check = {
  code: 'duplicate-bucket',
  severity: 'error',
  find({ fleet }: Context): Finding[] {
    const buckets = fleet.hubs.flatMap((hub) => hub.buckets.map((bucket) => ({ hub, bucket })))
    return twice(buckets, ({ bucket }) => bucket.url).map(([{ hub, bucket }, other]) => ({
      at: hub.settings.at(['buckets', bucket.key]),
      message: `${hub.id} and ${other.hub.id} both make the bucket ${bucket.fullName}`,
      help: 'Give one of them another `name:`. To use the other hub\'s bucket, list it below `data: write:`.',
    }))
  },
}

/** A hub without a cluster of its own must know which shared one is meant. */
export const oneDefaultCluster: Check = {
  code: 'two-default-clusters',
  severity: 'error',
  find: ({ fleet }) => twice(fleet.clusters.filter((cluster) => cluster.settings.values.default), () => 'default').map(([cluster, other]) => ({
    at: cluster.settings.at(['default']),
    message: `the clusters of ${cluster.community} and ${other.community} are both the fleet's default`,
    help: 'Keep `default: true` in one of them.',
  })),
}

/** Each item whose key an earlier one has, with that earlier one. */
function twice<T>(items: readonly T[], key: (item: T) => string): [T, T][] {
  const first = new Map<string, T>()
  return items.flatMap((item): [T, T][] => {
    const other = first.get(key(item))
    if (other !== undefined) return [[item, other]]
    first.set(key(item), item)
    return []
  })
}

function place(hub: HubPlan, path: readonly string[]): string {
  const { file, line } = hub.settings.at(path)
  return `${file}:${line}`
}
