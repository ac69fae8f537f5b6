/** Rules of what nobody uses: pools that no server comes to, clusters without hubs, groups that nothing asks for. */
import { defineProblems, listed, type Origin } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import type { ClusterPlan, NamedPool, Pool, UncheckedHub } from '../plan/types.ts'
import { isFor } from '../plan/named-pools.ts'
import { groupsNamed, perCluster, perHub, type RuleSet } from './check.ts'

const problems = defineProblems({
  'unused-pool': {
    severity: 'warning',
    message: ({ pool }: { pool: string }) => `nothing runs on the pool \`${pool}\``,
    help: ({ pool }: { pool: string }) =>
      `Name it in a size, \`sizes: { … : { pool: ${pool} } }\`, say what it is for as \`purpose:\`, or take it out.`,
  },
  'unused-pool/alternative': {
    severity: 'warning',
    message: ({ pool, like }: { pool: string; like: string }) =>
      `nothing runs on the pool \`${pool}\`, whose machines are like those of \`${like}\``,
    help: ({ like, machines }: { like: string; machines: readonly string[] }) =>
      `Where any of them may serve, write all into one pool: \`${like}: { machines: [${machines.join(', ')}] }\`.`,
    why: 'The autoscaler takes another kind of machine where one is not to be had only within one pool.',
  },
  'unused-cluster': {
    severity: 'warning',
    message: ({ community, hubs }: { community: string; hubs: readonly string[] }) =>
      `no hub runs on the cluster of ${community}: ${listed(hubs)} run elsewhere`,
    help: 'Take `cluster:` out of the hubs, or the cluster: its machines are paid for.',
  },
  'unused-group': {
    severity: 'warning',
    message: ({ hub, group }: { hub: string; group: string }) =>
      `nothing is for the group \`${group}\` of ${hub}: being in it changes nothing`,
    help: ({ group }: { group: string }) =>
      `Give it something (\`memory\`, \`size\`, \`folder\`), name it in a \`for: [${group}]\`, or take it out.`,
  },
  'unused-groups-claim': {
    severity: 'warning',
    message: ({ hub }: { hub: string }) => `nothing of ${hub} asks for the groups that its \`groups-claim\` lists`,
    help:
      'Take it out, or name groups: `auth: { oauth: { groups: […] } }` says whose members may enter, ' +
      '`for: […]` who sees a size or an environment.',
    why: 'A claim lets nobody in and keeps nobody out by itself: it may be left of a rule that somebody took out.',
  },
})

const pools = perCluster((cluster, { fleet }) => {
  const hubs = fleet.hubs.filter((hub) => hub.cluster === cluster)
  const named = cluster.pools.flatMap((pool) => (pool.named ? [{ ...pool, named: pool.named }] : []))
  const idle = named.filter((pool) => !runs(pool, cluster) && !builds(pool, hubs))
  // without hubs nobody knows what would come to them
  if (hubs.length === 0) return []
  return idle.map(({ name: pool, named: { machines: own, ...rest } }) => {
    const at = cluster.settings.at(['pools', pool])
    const like = named.find((other) => !idle.includes(other) && areAlike(other.named, rest))
    if (!like) return problems.raise('unused-pool', { at, args: { pool } })
    const machines = [...like.named.machines, ...own].map(({ type }) => type)
    const related = [{ at: cluster.settings.at(['pools', like.name]), note: 'that pool' }]
    return problems.raise('unused-pool/alternative', { at, related, args: { pool, like: like.name, machines } })
  })
})

type Named = Pool & { named: NamedPool }

/** Servers or workers come to it; or it is for a hub that is not there, which is told of itself. */
const runs = ({ hubs, named }: Named, cluster: ClusterPlan): boolean =>
  hubs.length > 0 || named.hubs?.some((hub) => !cluster.hubs.includes(hub)) === true

/** It is for builds of images, and one of the hubs builds some. */
const builds = ({ named }: Named, hubs: readonly UncheckedHub[]): boolean =>
  named.purpose === 'builds' &&
  hubs.some((hub) => isFor(named, hub) && (hub.binder ?? hub.servers.images.building) !== undefined)

type Shape = Pick<NamedPool, 'spot' | 'purpose' | 'machine'>

/** What may stand in for each other: machines of one kind of GPU that differ by less than a tenth. */
const areAlike = (a: Shape, b: Shape): boolean =>
  a.spot === b.spot &&
  a.purpose === b.purpose &&
  a.machine.gpu?.kind === b.machine.gpu?.kind &&
  Math.abs(a.machine.memory - b.machine.memory) <= 0.1 * a.machine.memory &&
  Math.abs(a.machine.vcpu - b.machine.vcpu) <= 0.1 * a.machine.vcpu

const clusters = perCluster(({ community, hubs, settings }, { fleet }) => {
  const elsewhere = fleet.hubs.filter((hub) => hub.community === community).map(({ id }) => id)
  return hubs.length > 0 || elsewhere.length === 0
    ? []
    : [problems.raise('unused-cluster', { at: settings.tree.at, args: { community, hubs: elsewhere } })]
})

/** Code, services and overrides may ask who is in a group, which nothing here can see. */
const mayAsk = ({ code, extraServices, overrides }: UncheckedHub): boolean =>
  code.length > 0 || extraServices.length > 0 || overrides > 0

const groups = perHub((hub) => {
  if (mayAsk(hub)) return []
  const named = groupsNamed(hub).map(({ group }) => group)
  const over = hub.roles.flatMap(({ scopes }) => scopes)
  return hub.groups
    .filter(({ memory, cpu, size, folder }) => [memory, cpu, size, folder].every((each) => each === undefined))
    .filter(({ name }) => named.filter((each) => each === name).length < 2 && !over.some((each) => each.includes(name)))
    .map(({ name: group }) =>
      problems.raise('unused-group', { at: hub.settings.at(['groups', group]), args: { hub: hub.id, group } }),
    )
})

/** A claim that several hubs inherit is needed once one of them names a group. */
const groupsClaim = perHub((hub, { fleet }) => {
  const at = claimOf(hub)
  if (at === undefined || fleet.hubs.some((other) => claimOf(other) === at && needsGroups(other))) return []
  return [problems.raise('unused-groups-claim', { at, args: { hub: hub.id } })]
})

const claimOf = ({ settings }: UncheckedHub): Origin | undefined =>
  nodeAt(settings.tree, ['auth', 'oauth', 'groups-claim'])?.at

const needsGroups = (hub: UncheckedHub): boolean => {
  const { provider, groups: named } = hub.signIn
  const lists = provider.kind === 'oauth' ? [...provider.oauth.groups, ...provider.oauth.adminGroups] : []
  return mayAsk(hub) || named.length > 0 || lists.length > 0
}

export const unusedRules: RuleSet = { problems, rules: [pools, clusters, groups, groupsClaim] }
