/** From changed values of the outputs to what they mean to people: every value that changed belongs to some change. */
import { changes } from '../changes.ts'
import type { Documents } from '../addresses.ts'
import { leavesOf, type Leaf } from '../leaves.ts'
import type { ClusterCapacity } from '../../plan/capacity.ts'
import type { ClusterPlan, Fleet, HubPlan } from '../../plan/types.ts'
import { nodeAt, toPlain } from '../../layers/tree.ts'
import type { Registry } from '../../registry.ts'
import { causeOf, type Candidates } from './causes.ts'
import { environments, sizes } from './choices.ts'
import { cluster } from './cluster.ts'
import { isCovered } from './covered.ts'
import { buckets, dask, outsideData } from './data.ts'
import { deployOfCluster, deployOfHub } from './deploy.ts'
import { events } from './events.ts'
import { folders, homes } from './homes.ts'
import { hub } from './hub.ts'
import { settingChanges, type Inputs, type Line, type SettingChange } from './inputs.ts'
import { isAtLeast, worstOf, type ClusterRule, type HubRule, type Meaning } from './meaning.ts'
import { merged, type FleetChange, type Told } from './merged.ts'
import { clusterComes, clusterGoes, hubComes, hubGoes, partChanges } from './parts.ts'
import { people } from './people.ts'
import { effectsOfLeaves } from './effects.ts'
import { effectsOf, losses, rootsOf } from './resources.ts'
import { pools } from './pools.ts'
import { harmOfLeaf, restMeanings } from './rest.ts'
import { servers } from './servers.ts'
import { settingMeaning } from './settings.ts'

export { HARMS, isAtLeast, worstOf, type HarmToPeople } from './meaning.ts'
export { placeOf, type FleetChange } from './merged.ts'
export type { Inputs, Line } from './inputs.ts'

const HUB_RULES: readonly HubRule[] = [
  people,
  hub,
  sizes,
  environments,
  servers,
  homes,
  folders,
  buckets,
  outsideData,
  dask,
  events,
  deployOfHub,
]
const CLUSTER_RULES: readonly ClusterRule[] = [pools, cluster, deployOfCluster]

/** A version of the fleet. */
export interface Side {
  /** What its `dist/` says, of the parts that differ. */
  documents: Documents
  /** Its plans; undefined where its inputs are not at hand, or have errors. */
  fleet: Fleet | undefined
  /** By community. */
  capacity: ReadonlyMap<string, ClusterCapacity>
}

export interface Sides {
  before: Side
  after: Side
  inputs: Inputs
  /** What the inputs of before give now, where that is known: other values of `before` come of no input. */
  given?: Documents
  /** Files of `dist/` that differ and are no documents: README.md, Makefile. */
  pages: readonly string[]
  registry: Registry
}

/** Every change, the worst first. */
export function fleetChanges(sides: Sides): FleetChange[] {
  const leaves = new Map<string, Leaf[]>()
  for (const leaf of leavesOf(changes(sides.before.documents, sides.after.documents)))
    leaves.set(leaf.part, [...(leaves.get(leaf.part) ?? []), leaf])
  const context = contextOf(sides)
  const parts = new Set([...leaves.keys(), ...context.clusterParts])
  return merged(
    [...parts].sort().flatMap((part) => toldOf(part, leaves.get(part) ?? [], context)),
    { pages: sides.pages, ownerOf: new Map([...context.hubs.after].map(([id, plan]) => [id, plan.cluster.community])) },
  )
}

interface Context extends Sides {
  hubs: { before: ReadonlyMap<string, HubPlan>; after: ReadonlyMap<string, HubPlan> }
  clusters: { before: ReadonlyMap<string, ClusterPlan>; after: ReadonlyMap<string, ClusterPlan> }
  /** Clusters whose README says something else, though nothing else does. */
  clusterParts: readonly string[]
  settingsOf: (part: string) => readonly SettingChange[]
  foreign: ReadonlySet<string>
}

function contextOf(sides: Sides): Context {
  const hubsOf = ({ fleet }: Side): Map<string, HubPlan> => new Map((fleet?.hubs ?? []).map((plan) => [plan.id, plan]))
  const clustersOf = ({ fleet }: Side): Map<string, ClusterPlan> =>
    new Map((fleet?.clusters ?? []).map((plan) => [`${plan.community}/cluster`, plan]))
  const hubs = { before: hubsOf(sides.before), after: hubsOf(sides.after) }
  const clusters = { before: clustersOf(sides.before), after: clustersOf(sides.after) }
  const known = new Map<string, readonly SettingChange[]>()
  const settingsOf = (part: string): readonly SettingChange[] => {
    const found = known.get(part) ?? changesOf(part, { hubs, clusters }, sides.inputs)
    known.set(part, found)
    return found
  }
  const paged = new Set(sides.pages.map((path) => `${path.split('/')[0]}/cluster`))
  return {
    ...sides,
    hubs,
    clusters,
    settingsOf,
    clusterParts: [...clusters.after.keys()].filter((part) => paged.has(part)),
    foreign: new Set(sides.given ? foreignLeaves(sides.before.documents, sides.given) : []),
  }
}

function changesOf(
  part: string,
  { hubs, clusters }: Pick<Context, 'hubs' | 'clusters'>,
  inputs: Inputs,
): SettingChange[] {
  const [before, after] = (['before', 'after'] as const).map((side) => hubs[side].get(part) ?? clusters[side].get(part))
  if (before && after) return settingChanges(before.settings.tree, after.settings.tree, inputs)
  return []
}

/** Where what stands is not what the inputs of then give now: an edit by hand, or another version of hubloom. */
const foreignLeaves = (stands: Documents, given: Documents): string[] =>
  leavesOf(changes(stands, new Map([...given].filter(([path]) => stands.has(path))))).map(keyOf)

const keyOf = ({ part, format, address, path }: Leaf): string => JSON.stringify([part, format, address, path])

/** What is told of one part. */
function toldOf(part: string, leaves: readonly Leaf[], context: Context): Told[] {
  const own = leaves.filter((leaf) => !context.foreign.has(keyOf(leaf)))
  const alien = leaves.filter((leaf) => context.foreign.has(keyOf(leaf)))
  const roots = rootsOf(
    part,
    { before: context.before.documents, after: context.after.documents },
    resourceTypes(context),
  )
  const known = meaningsOf(part, own, context)
  const isTold = (address: string): boolean =>
    known.some(({ code, covers }) => LOSSES.test(code) && isCovered(unitAt(part, address), covers))
  const lost = losses(roots, isTold)
  const candidates = candidatesOf(part, context)
  const settled = [...lost, ...known].map((meaning) => ({ meaning, cause: causeOf(meaning.settings, candidates) }))
  const claimed = new Set(settled.flatMap(({ cause }) => cause.claims))
  const rest = own.filter((leaf) => !settled.some(({ meaning }) => isCovered(leaf, meaning.covers)))
  const open = own.length === 0 ? { of: part, open: [] } : openOf(part, { claimed, rest }, context)
  const follows = followers(own, { rest, known: settled.map(({ meaning }) => meaning), open: open.open.length > 0 })
  const others = [
    ...unclaimed({ ...open, rest: rest.filter((leaf) => !follows.has(leaf)) }, context),
    ...restMeanings(alien, 'not from the inputs, but by hand or by another version of hubloom: ').map((each) => ({
      ...each,
      code: FOREIGN,
    })),
  ]
  return [...settled, ...others.map((meaning) => ({ meaning, cause: causeOf(meaning.settings, candidates) }))].map(
    ({ meaning, cause }, i) => {
      const found = leaves.filter((leaf) => isCovered(leaf, meaning.covers) || (i === 0 && follows.has(leaf)))
      return {
        meaning,
        part,
        leaves: found,
        hubs: [part, ...cause.hubs.filter((id) => id !== part)],
        cause: meaning.code === FOREIGN ? undefined : (cause.line ?? comingLine(part, context)),
        effects: [...effectsOfLeaves(found), ...effectsOf(found, roots)],
      }
    },
  )
}

/**
 * Values that follow from what is told already: the list of what is installed; and where every setting that changed has
 * its words, what else it changes, unless that is worse than what the words say.
 */
function followers(
  own: readonly Leaf[],
  { rest, known, open }: { rest: readonly Leaf[]; known: readonly Meaning[]; open: boolean },
): ReadonlySet<Leaf> {
  const isList = ({ format }: Leaf): boolean => format === 'installed'
  const worst = worstOf(known.map(({ harm }) => harm))
  return new Set(
    rest.filter(
      (leaf) =>
        (isList(leaf) && !own.every(isList)) ||
        (known.length > 0 && !open && (leaf.format === 'helm' || isAtLeast(worst, harmOfLeaf(leaf)))),
    ),
  )
}

const FOREIGN = 'foreign'

/** Meanings whose words are about what is lost. */
const LOSSES = /^(bucket-goes|bucket-renamed|homes-elsewhere|hub-goes|cluster-goes|part-goes)$/
const unitAt = (part: string, address: string): Leaf => ({
  part,
  format: 'terraform',
  address,
  path: [],
  before: undefined,
  after: undefined,
})
const resourceTypes = ({ registry }: Context) => Object.values(registry.clouds).map((cloud) => cloud.resourceTypes)

/** The file of a hub or a cluster that came or went. */
function comingLine(part: string, { hubs, clusters }: Context): Line | undefined {
  const [old, young] = (['before', 'after'] as const).map((side) => hubs[side].get(part) ?? clusters[side].get(part))
  if ((old && young) || (!old && !young)) return undefined
  const [community, name] = part.split('/') as [string, string]
  const file = clusters.before.has(part) || clusters.after.has(part) ? 'cluster.yaml' : `hubs/${name}.yaml`
  return { file: `communities/${community}/${file}`, line: 1, column: 1 }
}

function meaningsOf(part: string, leaves: readonly Leaf[], context: Context): Meaning[] {
  const { hubs, clusters, registry, before, after } = context
  const [oldHub, hubNow] = [hubs.before.get(part), hubs.after.get(part)]
  const [oldCluster, clusterNow] = [clusters.before.get(part), clusters.after.get(part)]
  if (oldHub && hubNow) {
    const pair = { before: oldHub, after: hubNow, facts: registry.clouds[hubNow.cluster.cloud]!.facts }
    return leaves.length === 0 ? [] : HUB_RULES.flatMap((rule) => rule(pair))
  }
  if (oldCluster && clusterNow) {
    const { community, cloud } = clusterNow
    const capacity = { before: before.capacity.get(community)!, after: after.capacity.get(community)! }
    const on = [...hubs.after.values()].filter((plan) => plan.cluster === clusterNow)
    const pair = { before: oldCluster, after: clusterNow, capacity, hubs: on, facts: registry.clouds[cloud]!.facts }
    return CLUSTER_RULES.flatMap((rule) => rule(pair))
  }
  return comesOrGoes(part, context)
}

function comesOrGoes(part: string, { hubs, clusters, before, after }: Context): Meaning[] {
  const [old, young] = [before, after].map(({ documents }) =>
    [...documents.keys()].some((path) => path.startsWith(`${part}/`)),
  )
  if (old === young) return []
  const hubPlan = hubs[young ? 'after' : 'before'].get(part)
  const plan = clusters[young ? 'after' : 'before'].get(part)
  if (hubPlan) return [young ? hubComes(hubPlan) : hubGoes(hubPlan)]
  if (plan) return [young ? clusterComes(plan) : clusterGoes(plan)]
  return [partChanges(part, young!)]
}

interface Unclaimed {
  /** The hub or the cluster whose settings these are. */
  of: string
  open: readonly (readonly SettingChange[])[]
  rest: readonly Leaf[]
}

/** Settings that no rule told of, with what no rule covers; what is left, plainly. */
function unclaimed({ of, open, rest }: Unclaimed, context: Context): Meaning[] {
  const kind = context.clusters.after.has(of) ? 'cluster' : 'hub'
  const schema = context.registry.schemas.resolved[kind]
  const plain = restMeanings(rest, '')
  const covers = plain.flatMap((meaning) => meaning.covers)
  const shows = worstOf(rest.map(harmOfLeaf))
  return open.length === 0 ? plain : open.map((group) => settingMeaning(kind, group, { schema, covers, shows }))
}

/** Settings to tell of: the part's own, or those of its cluster where only these can be meant. */
function openOf(
  part: string,
  { claimed, rest }: { claimed: ReadonlySet<SettingChange>; rest: readonly Leaf[] },
  context: Context,
): Pick<Unclaimed, 'of' | 'open'> {
  const open = grouped(part, claimed, context)
  const [above] = context.settingsOf(part).length === 0 && rest.length > 0 ? clustersOf(part, context) : []
  return above ? { of: above.id, open: grouped(above.id, claimed, context) } : { of: part, open }
}

/** Settings that nobody told of, those of one line together; what comes or goes as a whole is one: `sidecars.sync`. */
function grouped(part: string, claimed: ReadonlySet<SettingChange>, context: Context): SettingChange[][] {
  const groups = new Map<string, SettingChange[]>()
  for (const each of context.settingsOf(part)) {
    if (claimed.has(each)) continue
    const key = JSON.stringify([each.setting.split('.')[0], each.cause?.file, each.cause?.line])
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  const valueAt = (side: 'before' | 'after', path: readonly string[]): unknown => {
    const plan = context.hubs[side].get(part) ?? context.clusters[side].get(part)
    const node = plan && nodeAt(plan.settings.tree, path)
    return node && toPlain(node)
  }
  return [...groups.values()].map((of) => {
    const path = commonPath(of.map(({ setting }) => setting.split('.')))
    const [before, after] = [valueAt('before', path), valueAt('after', path)]
    if (of.length === 1 || (before !== undefined && after !== undefined)) return of
    return [{ setting: path.join('.'), before, after, cause: of[0]!.cause }]
  })
}

function commonPath(paths: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = paths
  const end = first.findIndex((step, i) => others.some((path) => path[i] !== step))
  return end < 0 ? first : first.slice(0, end)
}

/** The settings of the cluster that a hub runs on. */
function clustersOf(part: string, context: Context): Candidates['hubs'] {
  const plan = context.hubs.after.get(part) ?? context.hubs.before.get(part)
  const id = plan && `${plan.cluster.community}/cluster`
  return id === undefined ? [] : [{ id, changes: context.settingsOf(id) }]
}

/** Settings of the part that changed, and of the hubs on a cluster. */
function candidatesOf(part: string, context: Context): Candidates {
  const own = { id: part, changes: context.settingsOf(part) }
  const { clusters, hubs } = context
  const plans = [clusters.before.get(part), clusters.after.get(part)].flatMap((plan) => plan ?? [])
  if (plans.length === 0) return { own, hubs: clustersOf(part, context) }
  const on = [...new Set(plans.flatMap((plan) => plan.hubs))]
  return {
    own,
    hubs: on.map((id) => ({
      id,
      changes: context.settingsOf(id),
      came: hubs.before.has(id) !== hubs.after.has(id) ? comingLine(id, context) : undefined,
    })),
  }
}
