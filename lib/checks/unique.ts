/** What can be had only once: domains, namespaces, names at the cloud. */
import { about, defineProblems, type Diagnostic, type Origin, type Related, type Subject } from '../diagnostics.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { eachHub, subjectOfHub, theirs, type FleetRule, type Rule, type RuleSet } from './check.ts'
import { takenIdentity, type HubSummary } from './summary.ts'

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
    help: ({ name, named }: { name: string; named: boolean }) =>
      named
        ? 'Name another below `data: identity:`, or take it out.'
        : `Rename the file \`hubs/${name}.yaml\`: the hub's name is part of the identity's.`,
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
      `${hub} and ${other} both have the bucket ${bucket} for their own`,
    help: "Give one of them another name. To use the other hub's bucket, list it below `data: write:`.",
  },
  'two-default-clusters': {
    severity: 'error',
    message: ({ community, other }: { community: string; other: string }) =>
      `the clusters of ${community} and ${other} are both the fleet's default`,
    help: 'Keep `default: true` in one of them.',
  },
})

/** Two hubs cannot be found under one address. */
const duplicateDomain: FleetRule = ({ fleet }) =>
  twice(fleet.hubs, (hub) => hub.domain.text).flatMap(([hub, other]) => {
    const [said, before] = [hub, other].map((each): Said => ({ hub: each, at: each.domain.at })) as [Said, Said]
    const args = { hub: hub.id, other: other.id, domain: hub.domain.text }
    return of(hub, problems.raise('duplicate-domain', { ...placed(said, before), args }))
  })

/** Two hubs in one namespace of one cluster would overwrite each other's objects. */
const duplicateNamespace: Rule = ({ fleet }) =>
  twice(fleet.hubs, (hub) => `${hub.cluster.community} ${hub.namespace}`).flatMap(([hub, other]) => {
    const [said, before] = [hub, other].map((each) => ({
      hub: fileOf(each),
      at: each.settings.nearest(['namespace']),
    })) as [Said, Said]
    const args = { hub: hub.id, other: other.id, namespace: hub.namespace, cluster: hub.cluster.name }
    const problem = problems.raise('duplicate-namespace', { ...placed(said, before), args })
    return of({ subject: subjectOfHub(hub) }, problem)
  })

const fileOf = ({ id, settings }: UncheckedHub): Owner => ({ id, file: settings.tree.at })

/** Names in a cloud's own name space, after shortening. Names that are the same before are left to the next rule. */
const duplicateIdentity: FleetRule = ({ fleet }) =>
  twice(
    fleet.hubs.flatMap(({ identity, hubIdentity, ...hub }) =>
      // what a hub names is told by `existing-twice`
      [takenIdentity(hub) ? undefined : identity, hubIdentity].flatMap((name) =>
        name === undefined ? [] : [{ ...hub, identity: name }],
      ),
    ),
    (hub) => `${hub.cluster.cloud} ${hub.cluster.account} ${hub.identity}`,
  )
    .filter(([hub, other]) => `${hub.community}-${hub.hub}` !== `${other.community}-${other.hub}`)
    .flatMap(([hub, other]) => {
      const args = { hub: hub.id, other: other.id, identity: hub.identity }
      return of(hub, problems.raise('duplicate-identity', { ...placed(inFile(hub), inFile(other)), args }))
    })

/**
 * Hubs whose community and name read the same once joined, `a-b`/`c` and `a`/`b-c`: their disks and accounts would have
 * one name at the cloud.
 */
const duplicateName: FleetRule = ({ fleet }) =>
  twice(fleet.hubs, (hub) => `${hub.cluster.cloud} ${hub.cluster.account} ${hub.community}-${hub.hub}`).flatMap(
    ([hub, other]) => {
      const args = { hub: hub.id, other: other.id, name: `${hub.community}-${hub.hub}` }
      return of(hub, problems.raise('duplicate-name', { ...placed(inFile(hub), inFile(other)), args }))
    },
  )

/** A hub's identity must be none of those that machines and workflows have. */
const clusterIdentity: FleetRule = (context) => {
  const key = ({ cloud, account }: HubSummary['cluster'], identity: string): string => `${cloud} ${account} ${identity}`
  const owners = new Map(
    // the first of several owns it
    [...context.fleet.clusters]
      .reverse()
      .flatMap((cluster) => cluster.identities.map((identity) => [key(cluster, identity), cluster] as const)),
  )
  return eachHub((hub) => {
    const { id, hub: name, identity, cluster, file } = hub
    const owner = identity === undefined ? undefined : owners.get(key(cluster, identity))
    if (identity === undefined || owner === undefined) return []
    const named = takenIdentity(hub)
    const args = { hub: id, identity, cluster: owner.name, name, named: named !== undefined }
    return [problems.raise('identity-of-the-cluster', { at: named?.at ?? file, args })]
  })(context)
}

/** Two clusters of one name in one account would make the same roles, accounts and groups. */
const duplicateCluster: FleetRule = ({ fleet }) =>
  twice(fleet.clusters, (cluster) => `${cluster.cloud} ${cluster.account} ${cluster.name}`).flatMap(
    ([cluster, other]) => {
      const args = { community: cluster.community, other: other.community, name: cluster.name }
      const related = [that(other.community, other.named)]
      return of(cluster, problems.raise('duplicate-cluster', { at: cluster.named, related, args }))
    },
  )

/** A bucket belongs to one hub: the second would fail to be made, or destroy the first one's. */
const duplicateBucket: FleetRule = ({ fleet }) =>
  twice(
    fleet.hubs.flatMap((hub) => hub.buckets.map((bucket) => ({ hub, bucket }))),
    ({ bucket }) => bucket.url,
  ).flatMap(([one, other]) => {
    const [said, before] = [one, other].map(({ hub, bucket: { at } }): Said => ({ hub, at })) as [Said, Said]
    const args = { hub: one.hub.id, other: other.hub.id, bucket: one.bucket.fullName }
    return of(one.hub, problems.raise('duplicate-bucket', { ...placed(said, before), args }))
  })

/** A hub without a cluster of its own must know which shared one is meant. */
const oneDefaultCluster: FleetRule = ({ fleet }) =>
  twice(
    fleet.clusters.flatMap(({ isDefault: at, ...cluster }) => (at ? [{ ...cluster, at }] : [])),
    () => 'default',
  ).flatMap(([cluster, other]) => {
    const args = { community: cluster.community, other: other.community }
    const related = [that(other.community, other.at)]
    return of(cluster, problems.raise('two-default-clusters', { at: cluster.at, related, args }))
  })

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

type Owner = Pick<HubSummary, 'id' | 'file'>

const inFile = (hub: Owner): Said => ({ hub, at: hub.file })

/** What a hub says that another one says, too. */
interface Said {
  hub: Owner
  at: Origin
}

/** Where two hubs say the same; of what both inherit from one line, the other hub's file is the second place. */
function placed({ hub, at }: Said, other: Said): { at: Origin; related: Related[] } {
  const isOne = hub.id !== other.hub.id && JSON.stringify(at) === JSON.stringify(other.at)
  const second = isOne ? other.hub.file : theirs(other.at, other.hub.file)
  return { at, related: [that(other.hub.id, second)] }
}

const of = ({ subject }: { subject: Subject }, problem: Diagnostic): Diagnostic[] => about(subject, [problem])

export const uniqueRules: RuleSet = {
  problems,
  rules: [duplicateNamespace],
  fleetRules: [
    duplicateDomain,
    duplicateIdentity,
    duplicateName,
    clusterIdentity,
    duplicateCluster,
    duplicateBucket,
    oneDefaultCluster,
  ],
}
