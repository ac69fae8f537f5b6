/** Rules of what nobody uses: pools that no server comes to, clusters without hubs, groups that nothing is for. */
import { defineProblems, listed } from '../diagnostics.ts'
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
const groups = perHub((hub) => {
  if (hub.code.length > 0 || hub.extraServices.length > 0 || hub.overrides > 0) return []
  const named = groupsNamed(hub).map(({ group }) => group)
  const over = hub.roles.flatMap(({ scopes }) => scopes)
  return hub.groups
    .filter(({ memory, cpu, size, folder }) => [memory, cpu, size, folder].every((each) => each === undefined))
    .filter(({ name }) => named.filter((each) => each === name).length < 2 && !over.some((each) => each.includes(name)))
    .map(({ name: group }) =>
      problems.raise('unused-group', { at: hub.settings.at(['groups', group]), args: { hub: hub.id, group } }),
    )
})

export const unusedRules: RuleSet = { problems, rules: [pools, clusters, groups] }
