/** What can be had only once: domains, namespaces, names at the cloud. */
import { defineProblems, type Origin, type Related } from '../diagnostics.ts'
import type { ClusterPlan } from '../plan/types.ts'
import type { Rule, RuleSet } from './check.ts'

interface Both {
  hub: string
  other: string
}

const problems = defineProblems({
  'duplicate-domain': {
    severity: 'error',
    message: ({ hub, domain, other }: Both & { domain: string }) =>
      `${hub} has the domain ${domain}, which ${other} has, too`,
    help: 'Give one of them another domain.',
  },
  'duplicate-namespace': {
    severity: 'error',
    message: ({ hub, other, namespace, cluster }: Both & { namespace: string; cluster: string }) =>
      `${hub} and ${other} are both in the namespace \`${namespace}\` of the cluster ${cluster}`,
    help: 'Take `namespace:` out of one of them, or choose another.',
  },
  'duplicate-identity': {
    severity: 'error',
    message: ({ hub, other, identity }: Both & { identity: string }) =>
      `${hub} and ${other} would share the cloud identity \`${identity}\`, and so each other's data`,
    help: 'Rename one of the two hubs or communities: their names are the same once shortened.',
  },
  'duplicate-name': {
    severity: 'error',
    message: ({ hub, other, name }: Both & { name: string }) => `${hub} and ${other} are both \`${name}\` at the cloud`,
    help: 'Rename one of the two hubs or communities: what they are called there is made of both names.',
  },
  'identity-of-the-cluster': {
    severity: 'error',
    message: ({ hub, identity, cluster }: { hub: string; identity: string; cluster: string }) =>
      `the cloud identity of ${hub} would be \`${identity}\`, which the cluster ${cluster} has for itself`,
    help: ({ name }: { name: string }) =>
      `Rename the file \`hubs/${name}.yaml\`: the hub's name is part of the identity's.`,
  },
  'duplicate-cluster': {
    severity: 'error',
    message: ({ community, other, name }: { community: string; other: string; name: string }) =>
      `the clusters of ${community} and ${other} are both called \`${name}\`, in one account`,
    help: 'Give one of them another `name:`.',
  },
  'duplicate-bucket': {
    severity: 'error',
    message: ({ hub, other, bucket }: Both & { bucket: string }) =>
      `${hub} and ${other} both make the bucket ${bucket}`,
    help: "Give one of them another `name:`. To use the other hub's bucket, list it below `data: write:`.",
  },
  'two-default-clusters': {
    severity: 'error',
    message: ({ community, other }: { community: string; other: string }) =>
      `the clusters of ${community} and ${other} are both the fleet's default`,
    help: 'Keep `default: true` in one of them.',
  },
})

/** Two hubs cannot be found under one address. */
const duplicateDomain: Rule = ({ fleet }) =>
  twice(fleet.hubs, (hub) => hub.domain).map(([hub, other]) =>
    problems.raise('duplicate-domain', {
      at: hub.settings.at(['domain']),
      related: [that(other.id, other.settings.at(['domain']))],
      args: { hub: hub.id, other: other.id, domain: hub.domain },
    }),
  )

/** Two hubs in one namespace of one cluster would overwrite each other's objects. */
const duplicateNamespace: Rule = ({ fleet }) =>
  twice(fleet.hubs, (hub) => `${hub.cluster.community} ${hub.namespace}`).map(([hub, other]) =>
    problems.raise('duplicate-namespace', {
      at: hub.settings.nearest(['namespace']),
      related: [that(other.id, other.settings.nearest(['namespace']))],
      args: { hub: hub.id, other: other.id, namespace: hub.namespace, cluster: hub.cluster.name },
    }),
  )

/** Names in a cloud's own name space, after shortening. Names that are the same before are left to the next rule. */
const duplicateIdentity: Rule = ({ fleet }) =>
  twice(
    fleet.hubs.flatMap(({ identity, ...hub }) => (identity === undefined ? [] : [{ ...hub, identity }])),
    (hub) => `${hub.cluster.cloud} ${hub.cluster.account} ${hub.identity}`,
  )
    .filter(([hub, other]) => `${hub.community}-${hub.hub}` !== `${other.community}-${other.hub}`)
    .map(([hub, other]) =>
      problems.raise('duplicate-identity', {
        at: hub.settings.at([]),
        related: [that(other.id, other.settings.at([]))],
        args: { hub: hub.id, other: other.id, identity: hub.identity },
      }),
    )

/**
 * Hubs whose community and name read the same once joined, `a-b`/`c` and `a`/`b-c`: their disks and accounts would have
 * one name at the cloud.
 */
const duplicateName: Rule = ({ fleet }) =>
  twice(fleet.hubs, (hub) => `${hub.cluster.cloud} ${hub.cluster.account} ${hub.community}-${hub.hub}`).map(
    ([hub, other]) =>
      problems.raise('duplicate-name', {
        at: hub.settings.at([]),
        related: [that(other.id, other.settings.at([]))],
        args: { hub: hub.id, other: other.id, name: `${hub.community}-${hub.hub}` },
      }),
  )

/** A hub's identity must be none of those that machines and workflows have. */
const clusterIdentity: Rule = ({ fleet, clouds }) => {
  const key = (cluster: ClusterPlan, identity: string): string => `${cluster.cloud} ${cluster.account} ${identity}`
  const owners = new Map(
    // the first of several owns it
    [...fleet.clusters]
      .reverse()
      .flatMap((cluster) =>
        (clouds[cluster.cloud]!.ownIdentities?.(cluster) ?? []).map(
          (identity) => [key(cluster, identity), cluster] as const,
        ),
      ),
  )
  return fleet.hubs.flatMap(({ id, hub, identity, cluster, settings }) => {
    const owner = identity === undefined ? undefined : owners.get(key(cluster, identity))
    if (identity === undefined || owner === undefined) return []
    const args = { hub: id, identity, cluster: owner.name, name: hub }
    return [problems.raise('identity-of-the-cluster', { at: settings.at([]), args })]
  })
}

/** Two clusters of one name in one account would make the same roles, accounts and groups. */
const duplicateCluster: Rule = ({ fleet }) =>
  twice(fleet.clusters, (cluster) => `${cluster.cloud} ${cluster.account} ${cluster.name}`).map(([cluster, other]) =>
    problems.raise('duplicate-cluster', {
      at: cluster.settings.nearest(['name']),
      related: [that(other.community, other.settings.nearest(['name']))],
      args: { community: cluster.community, other: other.community, name: cluster.name },
    }),
  )

/** A bucket belongs to one hub: the second would fail to be made, or destroy the first one's. */
const duplicateBucket: Rule = ({ fleet }) =>
  twice(
    fleet.hubs.flatMap((hub) => hub.buckets.map((bucket) => ({ hub, bucket }))),
    ({ bucket }) => bucket.url,
  ).map(([{ hub, bucket }, other]) =>
    problems.raise('duplicate-bucket', {
      at: hub.settings.at(['buckets', bucket.key]),
      related: [that(other.hub.id, other.hub.settings.at(['buckets', other.bucket.key]))],
      args: { hub: hub.id, other: other.hub.id, bucket: bucket.fullName },
    }),
  )

/** A hub without a cluster of its own must know which shared one is meant. */
const oneDefaultCluster: Rule = ({ fleet }) =>
  twice(
    fleet.clusters.filter(({ isDefault }) => isDefault),
    () => 'default',
  ).map(([cluster, other]) =>
    problems.raise('two-default-clusters', {
      at: cluster.settings.at(['default']),
      related: [that(other.community, other.settings.at(['default']))],
      args: { community: cluster.community, other: other.community },
    }),
  )

/** Each item whose key an earlier one has, with that earlier one. */
function twice<T>(items: readonly T[], key: (item: T) => string): [T, T][] {
  const seen = new Map<string, T>()
  return items.flatMap((item): [T, T][] => {
    const other = seen.get(key(item))
    if (other !== undefined) return [[item, other]]
    seen.set(key(item), item)
    return []
  })
}

const that = (owner: string, at: Origin): Related => ({ at, note: `that of ${owner}` })

export const uniqueRules: RuleSet = {
  problems,
  rules: [
    duplicateDomain,
    duplicateNamespace,
    duplicateIdentity,
    duplicateName,
    clusterIdentity,
    duplicateCluster,
    duplicateBucket,
    oneDefaultCluster,
  ],
}
