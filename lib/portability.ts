/**
 * Which hub works on which other cloud, and what it would lose there: asked of plans and of the clouds' facts, without
 * planning anything anew. Rules that judge what a cloud has (`ofCloud`, and each cloud's own) are asked about the hubs
 * as if they were there.
 */
import type { Context } from './checks/check.ts'
import type { Diagnostic, Origin } from './diagnostics.ts'
import { nodeAt, pathTo, type MapNode } from './layers/tree.ts'
import { machineLike } from './plan/alike.ts'
import type { CloudFacts, Machine } from './plan/cloud-facts.ts'
import type { ClusterPlan, Fleet, HubPlan, Pool, SizePlan } from './plan/types.ts'
import { isTenant } from './plan/tenants.ts'
import type { Registry } from './registry.ts'
import { remembered } from './remembered.ts'
import { textOf } from './wording.ts'

/** A setting that has no effect on a cloud, or that it refuses. */
export interface Loss {
  setting: string
  why: string
  at: Origin
}

export interface Portability {
  cloud: string
  title: string
  /** Whether it is there now; else whether it would work there. `losses` has what it would be without, or why not. */
  verdict: 'here' | 'works' | 'losses' | 'not'
  losses: readonly Loss[]
}

/** Of each hub, by its id, one entry for each cloud, in the order of the registry. */
export function portability(fleet: Fleet, registry: Registry): ReadonlyMap<string, readonly Portability[]> {
  const clouds = Object.values(registry.clouds)
  const judged = clouds.map(({ facts }) => ({ facts, refused: refusedOn(facts, fleet, registry) }))
  return new Map(fleet.hubs.map((hub) => [hub.id, judged.map(({ facts, refused }) => on(facts, { hub, refused }))]))
}

/** What rules refuse, by the id of the hub or the community of the cluster that they refuse it of. */
type Refused = ReadonlyMap<string, readonly Diagnostic[]>

interface Moving {
  hub: HubPlan
  refused: Refused
}

function on(there: CloudFacts, { hub, refused }: Moving): Portability {
  const { name: cloud, title } = there
  if (hub.cluster.cloud === cloud) return { cloud, title, verdict: 'here', losses: [] }
  const sizes = hub.sizes.flatMap((size) => lackOfSize(size, hub, there) ?? [])
  const losses = [
    ...sizes,
    ...foreignData(hub, there),
    ...overriddenTerraform(hub, there),
    ...lossesOf(hub.settings.tree, refused.get(hub.id) ?? []),
    ...(isTenant(hub)
      ? []
      : [
          ...poolsWithoutMachines(hub.cluster, there),
          ...lossesOf(hub.cluster.settings.tree, refused.get(hub.cluster.community) ?? []),
        ]),
  ]
  if (sizes.length === hub.sizes.length) return { cloud, title, verdict: 'not', losses }
  return { cloud, title, verdict: losses.length === 0 ? 'works' : 'losses', losses }
}

const lossesOf = (tree: MapNode, found: readonly Diagnostic[]): Loss[] =>
  found.map((diagnostic) => ({
    setting: pathTo(tree, diagnostic.at)?.join('.') ?? diagnostic.code,
    why: textOf(diagnostic).message,
    at: diagnostic.at,
  }))

/** Why a size cannot be had: no such GPU, or no machine as large. */
function lackOfSize(size: SizePlan, { settings, cluster }: HubPlan, there: CloudFacts): Loss | undefined {
  const pool = cluster.pools.find(({ name }) => name === size.pool)
  const lack = lackOf(size, pool, there)
  if (lack === undefined) return undefined
  const at = nodeAt(settings.tree, ['sizes', size.key])?.at ?? settings.tree.at
  return { setting: `sizes.${size.key}`, why: `${there.title} has no machine ${lack}`, at }
}

function lackOf({ gpuKind = '', gpus, memory, asked }: SizePlan, pool: Pool | undefined, there: CloudFacts) {
  const most = largestOf(there).get(gpuKind)
  if (most === undefined) return `with a GPU ${gpuKind}`
  if (gpus > most.gpus * (pool?.gpuShares ?? 1)) return `with ${gpus} GPUs ${gpuKind}`
  if (pool?.named && machineLike(pool.machine, there, pool.named.localDisk) === undefined)
    return `like ${pool.machine.type}, of the pool ${pool.name}`
  return Math.min(memory.guarantee, ...asked) > most.memory ? 'with as much memory' : undefined
}

/** By kind of GPU, `''` for none: the most that one machine has. */
const largestOf = remembered(({ machines }: CloudFacts) => {
  const most = new Map<string, { gpus: number; memory: number }>()
  for (const { gpu, schedulable } of machines) {
    const known = most.get(gpu?.kind ?? '') ?? { gpus: 0, memory: 0 }
    most.set(gpu?.kind ?? '', {
      gpus: Math.max(known.gpus, gpu?.count ?? 0),
      memory: Math.max(known.memory, schedulable.memory),
    })
  }
  return most
})

/** Servers read and write buckets of their own cloud. */
const foreignData = ({ grants, settings }: HubPlan, { scheme, title }: CloudFacts): Loss[] =>
  grants.flatMap(({ key, url, write }) => {
    if (url.startsWith(`${scheme}://`)) return []
    const path = ['data', write ? 'write' : 'read', key]
    const at = nodeAt(settings.tree, path)!.at
    return [{ setting: path.join('.'), why: `on ${title} servers have no rights to \`${url}\``, at }]
  })

const poolsWithoutMachines = ({ pools, settings }: ClusterPlan, there: CloudFacts): Loss[] =>
  pools.flatMap(({ name, machine, named }) =>
    !named || machineLike(machine, there, named.localDisk)
      ? []
      : [
          {
            setting: `pools.${name}`,
            why: `${there.title} has no machine like ${machine.type}`,
            at: nodeAt(settings.tree, ['pools', name])!.at,
          },
        ],
  )

/** Resources of one cloud mean nothing to another. */
function overriddenTerraform(hub: HubPlan, { title }: CloudFacts): Loss[] {
  const trees = isTenant(hub) ? [hub.settings.tree] : [hub.settings.tree, hub.cluster.settings.tree]
  return trees.flatMap((tree) => {
    const node = nodeAt(tree, ['overrides', 'terraform'])
    return node && (node.kind !== 'map' || node.entries.size > 0)
      ? [{ setting: 'overrides.terraform', why: `its resources are none of ${title}'s`, at: node.at }]
      : []
  })
}

/** What the rules of what a cloud has would refuse of all hubs and clusters that are elsewhere. */
function refusedOn(facts: CloudFacts, fleet: Fleet, registry: Registry): Refused {
  const elsewhere = fleet.clusters.filter(({ cloud }) => cloud !== facts.name)
  const clusters = new Map(elsewhere.map((cluster) => [cluster, clusterOn(cluster, facts)]))
  const hubs = fleet.hubs.flatMap((hub) => {
    const cluster = clusters.get(hub.cluster)
    return cluster ? [hubOn(hub, cluster, facts)] : []
  })
  const context: Context = {
    ...NOTHING,
    fleet: { ...fleet, clusters: [...clusters.values()], hubs },
    clouds: { [facts.name]: facts },
  }
  const rules = [
    ...registry.ruleSets.flatMap(({ ofCloud = [] }) => ofCloud),
    ...registry.clouds[facts.name]!.rules.rules,
  ]
  const found = rules.flatMap((rule) => rule(context))
  const refused = new Map<string, Diagnostic[]>()
  for (const diagnostic of found) {
    if (diagnostic.severity !== 'error' || !diagnostic.subject) continue
    const { id } = diagnostic.subject
    const known = refused.get(id)
    if (known) known.push(diagnostic)
    else refused.set(id, [diagnostic])
  }
  return refused
}

/** What rules of what a cloud has do not ask. */
const NOTHING: Pick<Context, 'services' | 'capacity' | 'corePods'> = {
  services: { hubReleases: [], clusterReleases: [], namespaces: [] },
  capacity: new Map(),
  corePods: () => [],
}

/** A cluster as if it were made there: what is of its account, its network and its machines is chosen anew. */
function clusterOn(cluster: ClusterPlan, facts: CloudFacts): ClusterPlan {
  const { region, account, admin } = facts.forms.examples
  return {
    ...cluster,
    cloud: facts.name,
    region,
    account,
    zones: facts.defaultZones(region),
    // whoever goes there can name somebody
    admins: [admin],
    existingNetwork: undefined,
    budget: cluster.budget && { ...cluster.budget, ofCloud: exampleBudget(facts) },
    pools: cluster.pools.flatMap((pool) => poolOn(pool, facts) ?? []),
  }
}

/** Undefined where its machines are not to be had: then it is lost, whatever else would be refused of it. */
function poolOn(pool: Pool, facts: CloudFacts): Pool | undefined {
  const { named } = pool
  const like = (machine: Machine): Machine | undefined => machineLike(machine, facts, named?.localDisk)
  const machine = like(pool.machine)
  if (machine === undefined) return undefined
  return {
    ...pool,
    machine,
    named: named && { ...named, machine, machines: named.machines.flatMap((each) => like(each) ?? []) },
  }
}

const exampleBudget = ({ settings }: CloudFacts): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(settings.budget ?? {}).map(([key, schema]) => [key, (schema['examples'] as unknown[])[0]]),
  )

/** A hub as if it were there: its own buckets have the names that they would have. */
const hubOn = (hub: HubPlan, cluster: ClusterPlan, facts: CloudFacts): HubPlan => ({
  ...hub,
  cluster,
  grants: hub.grants.filter(({ url }) => url.startsWith(`${facts.scheme}://`)),
  buckets: hub.buckets.map((bucket) => {
    const own = nodeAt(hub.settings.tree, ['buckets', bucket.key, 'name'])
    const fullName = own ? bucket.fullName : facts.bucketName(hub, cluster, bucket.key)
    return { ...bucket, fullName, url: facts.bucketUrl({ hub, cluster }, fullName) }
  }),
})
