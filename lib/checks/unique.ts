import type { HubPlan } from '../plan/types.ts'
import type { Check, Context, Finding } from './check.ts'

/** Two hubs cannot be found under one address. */
export const duplicateDomain: Check = {
  code: 'duplicate-domain',
  severity: 'error',
  find: ({ fleet }) =>
    twice(fleet.hubs, (hub) => hub.domain).map(([hub, other]) => ({
      at: hub.settings.at(['domain']),
      message: `${hub.id} has the domain ${hub.domain}, which ${other.id} has, too`,
      help: `Give one of them another domain; the other stands in ${place(other, ['domain'])}.`,
    })),
}

/** Two hubs in one namespace of one cluster would overwrite each other's objects. */
export const duplicateNamespace: Check = {
  code: 'duplicate-namespace',
  severity: 'error',
  find: ({ fleet }) =>
    twice(fleet.hubs, (hub) => `${hub.cluster.community} ${hub.namespace}`).map(([hub, other]) => ({
      at: hub.settings.at(['namespace']),
      message:
        `${hub.id} and ${other.id} are both in the namespace \`${hub.namespace}\` of the cluster ` +
        `${hub.cluster.name}`,
      help: 'Take `namespace:` out of one of them, or choose another.',
    })),
}

/** Names in a cloud's own name space, after shortening. */
export const duplicateIdentity: Check = {
  code: 'duplicate-identity',
  severity: 'error',
  // names that are the same before they are shortened are told by the next rule
  find: ({ fleet }) =>
    twice(
      fleet.hubs.filter((hub) => hub.identity),
      (hub) => `${hub.cluster.cloud} ${hub.cluster.account} ${hub.identity}`,
    )
      .filter(([hub, other]) => `${hub.community}-${hub.hub}` !== `${other.community}-${other.hub}`)
      .map(([hub, other]) => ({
        at: hub.settings.at([]),
        message: `${hub.id} and ${other.id} would share the cloud identity \`${hub.identity}\`, and so each other's data`,
        help: 'Rename one of the two hubs or communities: their names are the same once shortened.',
      })),
}

/**
 * Hubs whose community and name read the same once joined, `a-b`/`c` and `a`/`b-c`: their disks and accounts would have
 * one name at the cloud.
 */
export const duplicateName: Check = {
  code: 'duplicate-name',
  severity: 'error',
  find: ({ fleet }) =>
    twice(fleet.hubs, (hub) => `${hub.cluster.cloud} ${hub.cluster.account} ${hub.community}-${hub.hub}`).map(
      ([hub, other]) => ({
        at: hub.settings.at([]),
        message: `${hub.id} and ${other.id} are both \`${hub.community}-${hub.hub}\` at the cloud`,
        help: 'Rename one of the two hubs or communities: what they are called there is made of both names.',
      }),
    ),
}

/** A hub's identity must be none of those that machines and workflows have. */
export const clusterIdentity: Check = {
  code: 'identity-of-the-cluster',
  severity: 'error',
  find: ({ fleet, clouds }: Context) =>
    fleet.hubs.flatMap((hub): Finding[] => {
      const { cloud, account } = hub.cluster
      const owner = fleet.clusters.find(
        (cluster) =>
          cluster.cloud === cloud &&
          cluster.account === account &&
          hub.identity !== undefined &&
          clouds[cloud].ownIdentities?.(cluster).includes(hub.identity),
      )
      return owner === undefined
        ? []
        : [
            {
              at: hub.settings.at([]),
              message:
                `the cloud identity of ${hub.id} would be \`${hub.identity}\`, which the cluster ${owner.name} ` +
                'has for itself',
              help: `Rename the file \`hubs/${hub.hub}.yaml\`: the hub's name is part of the identity's.`,
            },
          ]
    }),
}

/** Two clusters of one name in one account would make the same roles, accounts and groups. */
export const duplicateCluster: Check = {
  code: 'duplicate-cluster',
  severity: 'error',
  find: ({ fleet }) =>
    twice(fleet.clusters, (cluster) => `${cluster.cloud} ${cluster.account} ${cluster.name}`).map(
      ([cluster, other]) => ({
        at: cluster.settings.at(['name']),
        message:
          `the clusters of ${cluster.community} and ${other.community} are both called \`${cluster.name}\`, in ` +
          'one account',
        help: 'Give one of them another `name:`.',
      }),
    ),
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
      help: "Give one of them another `name:`. To use the other hub's bucket, list it below `data: write:`.",
    }))
  },
}

/** A hub without a cluster of its own must know which shared one is meant. */
export const oneDefaultCluster: Check = {
  code: 'two-default-clusters',
  severity: 'error',
  find: ({ fleet }) =>
    twice(
      fleet.clusters.filter((cluster) => cluster.settings.values.default),
      () => 'default',
    ).map(([cluster, other]) => ({
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
