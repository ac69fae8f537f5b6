import { withoutRepeats, type Diagnostic, type Origin, type Result } from '../diagnostics.ts'
import { remembered } from '../remembered.ts'
import type { ResolvedKind } from '../settings/index.ts'
import type { InputRules } from '../settings/ajv.ts'
import type { Inputs, Layer } from './inputs.ts'
import { join, merge } from './merge.ts'
import type { Elsewhere } from './links.ts'
import { inputProblems } from './problems.ts'
import { emptyMap, nodeAt, toPlain, without, type MapNode, type Node } from './tree.ts'
import type { Guess } from './mend.ts'
import { BASE, BASES, chainOf, profileNames, referenceTo, saidOfHubs, type Profiles } from './profile-chain.ts'
import { validateResolved } from './validate.ts'

/** What one hub, cluster or community ends up with, and the files that had a say, lowest first. */
export interface ResolvedLayers {
  community: string
  /** Name of the hub; that of the community for the other kinds. */
  name: string
  tree: MapNode
  files: readonly string[]
  /** The profiles named, for the fleet's table. */
  profiles: readonly string[]
}

export interface Resolution {
  communities: readonly ResolvedLayers[]
  clusters: readonly ResolvedLayers[]
  hubs: readonly ResolvedLayers[]
  /** Communities that have a cluster.yaml, even one with errors. */
  owners: ReadonlySet<string>
  elsewhere?: Elsewhere | undefined
  diagnostics: readonly Diagnostic[]
}

/** What hubs are resolved with. */
interface Context extends Profiles {
  judged: Judged
}

/** What results are held to, and which guess stands in for what is missing or in dispute. */
interface Judged {
  rules: InputRules
  guess: Guess
  /** What base lacks, by what lacks it; told only where something is missing at all. */
  lacked: (kind: 'hub' | 'cluster') => readonly Diagnostic[]
}

/**
 * Folds the layers of every hub and cluster: base, profiles, community, own file. What is missing or in dispute is
 * told, and a guess stands in for it, so that the rest can be judged.
 */
export function resolve(
  { layers, elsewhere }: Pick<Inputs, 'layers' | 'elsewhere'>,
  rules: InputRules,
  guess: Guess = 'first',
): Resolution {
  const byFile = new Map(layers.map((layer) => [layer.file, layer]))
  const base = baseOf(byFile)
  const judged = { rules, guess, lacked: base ? lackedByBase(base, rules) : () => [] }
  const profiles: Context = { layers: byFile, chains: new Map(), judged, elsewhere }
  const communities = ofKind(layers, 'community').map((layer) => resolveCommunity(layer, judged))
  const clusters =
    base && !base.broken ? ofKind(layers, 'cluster').map((layer) => resolveCluster(layer, base, judged)) : []
  const hubs = base && !base.broken ? layers.filter(isHub).map((layer) => resolveHub(layer, base, profiles)) : []
  // a profile that no hub uses yet is judged all the same; those of the fleet once, and not beside each group
  const isGroup = layers.some(({ community }) => community !== undefined) && elsewhere !== undefined
  const unused = layers
    .filter(({ kind, file }) => kind === 'profile' && !BASES.includes(file))
    .filter(({ community }) => !isGroup || community !== undefined)
    .map((layer) => chainOf(referenceTo(layer), profiles))
  return {
    communities: communities.flatMap(({ value }) => value ?? []),
    clusters: clusters.flatMap(({ value }) => value ?? []),
    hubs: hubs.flatMap(({ value }) => value ?? []),
    owners: new Set(layers.filter(({ kind }) => kind === 'cluster').map(({ name }) => name)),
    elsewhere,
    diagnostics: withoutRepeats([
      ...(base ? [] : [inputProblems.raise('missing-profile/base', { at: { file: BASE, line: 1, column: 1 } })]),
      ...[...communities, ...clusters, ...hubs, ...unused].flatMap(({ diagnostics }) => diagnostics),
      ...unusedProfiles(layers, hubs),
    ]),
  }
}

/** The fleet's base, which may stand on hubloom's own (`extends: base`), or take its place. */
function baseOf(layers: ReadonlyMap<string, Layer>): Layer | undefined {
  const [own, shipped] = BASES.map((file) => layers.get(file))
  if (!own || !shipped || !extendsBase(own)) return own ?? shipped
  return { ...own, node: merge(shipped.node, own.node) as MapNode, broken: own.broken || shipped.broken }
}

const extendsBase = ({ node }: Layer): boolean =>
  profileNames(node.entries.get('extends')).some(([name]) => name === 'base')

/** Communities' own profiles on which none of their hubs stands. Of a hub with errors nobody knows on which it does. */
function unusedProfiles(
  layers: readonly Layer[],
  hubs: readonly Result<ResolvedLayers | undefined>[],
): readonly Diagnostic[] {
  if (hubs.some(({ value }) => value === undefined)) return []
  const used = new Set(hubs.flatMap(({ value }) => value?.files ?? []))
  return layers
    .filter(({ kind, community, file }) => kind === 'profile' && community !== undefined && !used.has(file))
    .map(({ name: profile, community, node: { at } }) =>
      inputProblems.raise('unused-profile', { at, args: { profile, community: community! } }),
    )
}

/** Layers of a kind that have no errors themselves. */
const ofKind = (layers: readonly Layer[], kind: Layer['kind']): Layer[] =>
  layers.filter((layer) => layer.kind === kind && !layer.broken)

const isHub = ({ kind }: Layer): boolean => kind === 'hub'

function resolveCommunity(layer: Layer, judged: Judged): Result<ResolvedLayers | undefined> {
  const { community, name, file } = layer
  return finish(
    { kind: 'community', tree: without(layer.node, ['hubs']), judged },
    {
      community: community!,
      name,
      files: [file],
      profiles: [],
    },
  )
}

function resolveCluster(layer: Layer, base: Layer, judged: Judged): Result<ResolvedLayers | undefined> {
  const defaults = base.node.entries.get('clusters')
  const tree = merge(defaults?.kind === 'map' ? defaults : emptyMap(base.node.at), layer.node) as MapNode
  const { community, name, file } = layer
  return finish(
    { kind: 'cluster', tree, judged },
    { community: community!, name, files: [base.file, file], profiles: [] },
  )
}

/** Nothing where one of its layers has errors: they have been told already. */
function resolveHub(layer: Layer, base: Layer, profiles: Context): Result<ResolvedLayers | undefined> {
  const community = profiles.layers.get(`communities/${layer.community}/community.yaml`)
  const named = profileNames(
    layer.node.entries.get('profile') ?? (community && nodeAt(community.node, ['hubs', 'profile'])),
  )
  const found = named.map(([name, at]) => chainOf({ name, at, community: layer.community!, path: [] }, profiles))
  const told = found.flatMap(({ diagnostics }) => diagnostics)
  const chains = found.flatMap(({ value }) => value ?? [])
  const sound = chains.length === found.length && !chains.some(({ broken }) => broken)
  if (layer.broken || !community || community.broken || !sound) return { value: undefined, diagnostics: told }

  const joined = chains.map(({ node }) => node).reduce<Node>(join, emptyMap(base.node.at))
  const below = [joined, hubSettings(community)].reduce<Node>(merge, saidOfHubs(base.node))
  const tree = { ...(merge(below, layer.node) as MapNode), at: layer.node.at }
  const { value, diagnostics } = finish(
    { kind: 'hub', tree, judged: profiles.judged },
    {
      community: layer.community!,
      name: layer.name,
      profiles: named.map(([name]) => name),
      files: [base.file, ...new Set(chains.flatMap(({ files }) => files)), community.file, layer.file],
    },
  )
  return { value, diagnostics: [...told, ...uselessRemovals(below, layer.node), ...diagnostics] }
}

/** What the layers gave, made whole. A value in dispute is not a missing one. */
function finish(
  { kind, tree, judged }: { kind: ResolvedKind; tree: MapNode; judged: Judged },
  found: Omit<ResolvedLayers, 'tree'>,
): Result<ResolvedLayers | undefined> {
  const at = tree.entries.get('profile')?.at ?? tree.at
  const open = disagreements(tree).map(({ path, sides }) =>
    inputProblems.raise('profiles-disagree', {
      at,
      related: sides.map((side) => ({ at: side.at, note: shownValue(side) })),
      args: { hub: `${found.community}/${found.name}`, setting: path.join('.') },
    }),
  )
  const decided = open.length > 0 ? (takeSide(tree, judged.guess) as MapNode) : tree
  const { value, diagnostics } = validateResolved(kind, decided, judged)
  const missing = diagnostics.map((diagnostic) => ofBase(kind, diagnostic, judged))
  return { value: value && { ...found, tree: value }, diagnostics: [...open, ...missing] }
}

/** What every hub or cluster has to say itself; all else stands in base. */
const OWN = ['domain', 'cloud', 'region', 'account']

/** What base lacks, which hubs and clusters count on: told there, once, and not in each file that shows it. */
function lackedByBase(base: Layer, rules: InputRules): Judged['lacked'] {
  const defaults = base.node.entries.get('clusters')
  const trees = {
    hub: saidOfHubs(base.node),
    cluster: defaults?.kind === 'map' ? defaults : emptyMap(base.node.at),
  }
  return remembered((kind) =>
    validateResolved(kind, trees[kind], { rules, guess: 'first' }).diagnostics.filter(
      ({ args }) => !OWN.includes(String(args['setting'])),
    ),
  )
}

function ofBase(kind: ResolvedKind, diagnostic: Diagnostic, { lacked }: Judged): Diagnostic {
  const setting = `${String(diagnostic.args['setting'])}.`
  const found =
    kind === 'community'
      ? undefined
      : lacked(kind).find(({ args }) => setting.startsWith(`${String(args['setting'])}.`))
  if (!found) return diagnostic
  const related = [{ at: diagnostic.at, note: `a ${kind} that lacks it` }]
  return { ...found, related, cause: `${kind} ${String(found.args['setting'])}` }
}

/** The tree with one side of each dispute. */
function takeSide(node: Node, guess: Guess): Node {
  if (node.kind === 'conflict') return takeSide(node.sides[guess === 'first' ? 0 : node.sides.length - 1]!, guess)
  if (node.kind !== 'map') return node
  return { ...node, entries: new Map([...node.entries].map(([key, value]) => [key, takeSide(value, guess)])) }
}

/** What a community's file says of all its hubs: `hubs:`, and the cluster it names at its top. */
function hubSettings(community: Layer): MapNode {
  const hubs = community.node.entries.get('hubs')
  const cluster = community.node.entries.get('cluster')
  const settings = hubs?.kind === 'map' ? hubs : emptyMap(community.node.at)
  return cluster && !settings.entries.has('cluster')
    ? { ...settings, entries: new Map([...settings.entries, ['cluster', cluster]]) }
    : settings
}

/**
 * Removals in a hub's file of what nothing below it says: a slip of the pen, or a belief that charts' own defaults go.
 */
function uselessRemovals(below: Node | undefined, over: Node, path: readonly string[] = []): Diagnostic[] {
  const useless = (at: Origin, member?: string): Diagnostic => {
    const args = { setting: path.join('.'), member }
    return path[0] === 'overrides'
      ? inputProblems.raise('cannot-remove/override', { at, args })
      : inputProblems.raise('cannot-remove', { at, args })
  }
  if (over.kind === 'remove' && over.empty) return []
  if (over.kind === 'remove') return below === undefined || below.kind === 'remove' ? [useless(over.at)] : []
  if (over.kind === 'set' && below?.kind === 'set')
    return [...over.removed].filter(([member]) => !below.members.has(member)).map(([member, at]) => useless(at, member))
  if (over.kind !== 'map') return []
  return [...over.entries].flatMap(([key, child]) =>
    uselessRemovals(below?.kind === 'map' ? below.entries.get(key) : undefined, child, [...path, key]),
  )
}

interface Disagreement {
  path: readonly string[]
  sides: readonly Node[]
}

function disagreements(node: Node, path: readonly string[] = []): Disagreement[] {
  if (node.kind === 'conflict') return [{ path, sides: node.sides }]
  if (node.kind !== 'map') return []
  const found: Disagreement[] = []
  for (const [key, child] of node.entries)
    if (child.kind === 'map' || child.kind === 'conflict') found.push(...disagreements(child, [...path, key]))
  return found
}

function shownValue(node: Node): string {
  const text = JSON.stringify(toPlain(node)) ?? 'nothing'
  return text.length > 50 ? `${text.slice(0, 47)}…` : text
}
