import { problem, type Diagnostic, type Origin } from '../diagnostics.ts'
import type { SettledKind } from '../settings/index.ts'
import type { Inputs, Layer } from './inputs.ts'
import { join, merge } from './merge.ts'
import { emptyMap, nodeAt, toPlain, type MapNode, type Node } from './tree.ts'
import { validateSettled } from './validate.ts'

/** What one hub, cluster or community ends up with, and the files that had a say, lowest first. */
export interface SettledLayers {
  community: string
  /** Name of the hub; that of the community for the other kinds. */
  name: string
  tree: MapNode
  files: readonly string[]
  /** The profiles named, for the fleet's table. */
  profiles: readonly string[]
}

export interface Settlement {
  communities: readonly SettledLayers[]
  clusters: readonly SettledLayers[]
  hubs: readonly SettledLayers[]
  /** Communities that have a cluster.yaml, even one with errors. */
  owners: ReadonlySet<string>
  diagnostics: readonly Diagnostic[]
}

interface Chain {
  node: MapNode
  files: readonly string[]
  broken: boolean
}

/** Keys of a profile that are not settings of its hubs. */
const PROFILE_KEYS = ['about', 'extends', 'clusters']

/** Folds the layers of every hub and cluster: base, profiles, community, own file. */
export function settle(inputs: Inputs): Settlement {
  const diagnostics: Diagnostic[] = []
  const layers = new Map(inputs.layers.map((layer) => [layer.file, layer]))
  const base = layers.get('profiles/base.yaml')
  const chains = new Map<string, Chain | undefined>()
  if (!base)
    diagnostics.push(
      problem(
        'missing-profile',
        { file: 'profiles/base.yaml', line: 1, column: 1 },
        'there is no base profile',
        'Every default stands in `profiles/base.yaml`; fetch it from the project.',
      ),
    )

  /** A profile with all it extends, without base. */
  const chain = (name: string, community: string, at: Origin, path: readonly string[]): Chain | undefined => {
    // every hub stands on base anyway
    if (name === 'base') return { node: emptyMap(at), files: [], broken: false }
    // a community's profile that extends its own name means the fleet's
    const here = `communities/${community}/profiles/${name}.yaml`
    const own = path[path.length - 1] === here ? undefined : layers.get(here)
    const layer = own ?? layers.get(`profiles/${name}.yaml`)
    if (!layer) {
      const known = inputs.layers
        .filter((l) => l.kind === 'profile' && (!l.community || l.community === community) && l.name !== 'base')
        .map((l) => `\`${l.name}\``)
      diagnostics.push(
        problem(
          'missing-profile',
          at,
          `there is no profile \`${name}\``,
          `There are ${known.join(', ') || 'none'}. A profile is a file in \`profiles/\` or in ` +
            `\`communities/${community}/profiles/\`.`,
        ),
      )
      return undefined
    }
    if (path.includes(layer.file)) {
      const names = [...path.slice(path.indexOf(layer.file)), layer.file].join(' → ')
      diagnostics.push(
        problem('profile-cycle', at, `profiles extend each other in a circle: ${names}`, 'Take one `extends:` out.'),
      )
      return undefined
    }
    // a fleet's profile may stand on parents that the community has its own of
    const key = `${community} ${layer.file}`
    if (chains.has(key)) return chains.get(key)
    const parents = names(layer.node.entries.get('extends')).map(([parent, where]) =>
      chain(parent, community, where, [...path, layer.file]),
    )
    const settings = without(layer.node, PROFILE_KEYS)
    const sound = parents.filter((parent) => parent !== undefined)
    const below = sound
      .map((parent) => parent.node)
      .reduce<Node | undefined>((left, right) => (left ? join(left, right) : right), undefined)
    const result: Chain = {
      node: (below ? merge(below, settings) : settings) as MapNode,
      files: [...new Set([...sound.flatMap((parent) => parent.files), layer.file])],
      broken: layer.broken || sound.length < parents.length || sound.some((parent) => parent.broken),
    }
    chains.set(key, result)
    return result
  }

  const finish = (kind: SettledKind, tree: MapNode, found: Omit<SettledLayers, 'tree'>): SettledLayers | undefined => {
    const open = disagreements(tree, tree.entries.get('profile')?.at ?? tree.at, `${found.community}/${found.name}`)
    // a value in dispute is not a missing one
    const faults = open.length > 0 ? open : validateSettled(kind, tree)
    diagnostics.push(...faults)
    return faults.length > 0 ? undefined : { ...found, tree }
  }

  const communities: SettledLayers[] = []
  const clusters: SettledLayers[] = []
  const hubs: SettledLayers[] = []
  for (const layer of inputs.layers.filter((l) => l.kind === 'community' && !l.broken)) {
    const done = finish('community', without(layer.node, ['hubs']), {
      community: layer.community!,
      name: layer.name,
      files: [layer.file],
      profiles: [],
    })
    if (done) communities.push(done)
  }
  for (const layer of inputs.layers.filter((l) => l.kind === 'cluster' && !l.broken && base && !base.broken)) {
    const defaults = base!.node.entries.get('clusters')
    const tree = merge(defaults?.kind === 'map' ? defaults : emptyMap(base!.node.at), layer.node) as MapNode
    const done = finish('cluster', tree, {
      community: layer.community!,
      name: layer.name,
      files: [base!.file, layer.file],
      profiles: [],
    })
    if (done) clusters.push(done)
  }
  for (const layer of inputs.layers.filter((l) => l.kind === 'hub' && base && !base.broken)) {
    const community = layers.get(`communities/${layer.community}/community.yaml`)
    const common = community && hubSettings(community)
    const named = names(
      layer.node.entries.get('profile') ?? nodeAt(community?.node ?? emptyMap(layer.node.at), ['hubs', 'profile']),
    )
    const parts = named.map(([name, at]) => chain(name, layer.community!, at, []))
    if (layer.broken || !community || community.broken || parts.some((part) => part === undefined || part.broken))
      continue
    const sound = parts.filter((part) => part !== undefined)
    const joined = sound
      .map((part) => part.node)
      .reduce<Node>((left, right) => join(left, right), emptyMap(base!.node.at))
    const below = [joined, common!].reduce<Node>((under, over) => merge(under, over), without(base!.node, PROFILE_KEYS))
    const tree = merge(below, layer.node) as MapNode
    diagnostics.push(...uselessRemovals(below, layer.node))
    const done = finish(
      'hub',
      { ...tree, at: layer.node.at },
      {
        community: layer.community!,
        name: layer.name,
        profiles: named.map(([name]) => name),
        files: [base!.file, ...new Set(sound.flatMap((part) => part.files)), community.file, layer.file],
      },
    )
    if (done) hubs.push(done)
  }
  // a profile that no hub uses yet is judged all the same
  for (const layer of inputs.layers)
    if (layer.kind === 'profile' && layer.name !== 'base')
      chain(layer.name, layer.community ?? '', layer.node.entries.get('extends')?.at ?? layer.node.at, [])
  const owners = new Set(inputs.layers.flatMap((l) => (l.kind === 'cluster' ? [l.community!] : [])))
  return { communities, clusters, hubs, owners, diagnostics: unique(diagnostics) }
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

/** `profile: a` or `profile: [a, b]`, each with its place. */
function names(node: Node | undefined): [string, Origin][] {
  if (node?.kind === 'value') return [[String(node.value), node.at]]
  if (node?.kind === 'list') return node.items.flatMap((item) => names(item))
  return []
}

function without(node: MapNode, keys: readonly string[]): MapNode {
  return { ...node, entries: new Map([...node.entries].filter(([key]) => !keys.includes(key))) }
}

/**
 * Removals in a hub's file of what nothing below it says: a slip of the pen, or a belief that charts' own defaults go.
 */
function uselessRemovals(below: Node | undefined, over: Node, path: readonly string[] = []): Diagnostic[] {
  const words = (what: string, at: Origin): Diagnostic => ({
    ...problem(
      'cannot-remove',
      at,
      `${what} is not there to be taken out`,
      path[0] === 'overrides'
        ? 'In overrides, `null` takes out what a profile or the community overrides; to change what hubloom or a ' +
            'chart says, write the value you want.'
        : 'Correct the name, or leave the line out.',
    ),
    severity: 'warning',
  })
  if (over.kind === 'remove')
    return below === undefined || below.kind === 'remove' ? [words(`\`${path.join('.')}\``, over.at)] : []
  if (over.kind === 'set' && below?.kind === 'set')
    return [...over.removed]
      .filter(([member]) => !below.members.has(member))
      .map(([member, at]) => words(`\`${member}\` of \`${path.join('.')}\``, at))
  if (over.kind !== 'map') return []
  return [...over.entries].flatMap(([key, child]) =>
    uselessRemovals(below?.kind === 'map' ? below.entries.get(key) : undefined, child, [...path, key]),
  )
}

function disagreements(node: Node, at: Origin, hub: string, path: readonly string[] = []): Diagnostic[] {
  if (node.kind === 'map')
    return [...node.entries].flatMap(([key, child]) => disagreements(child, at, hub, [...path, key]))
  if (node.kind !== 'conflict') return []
  const shown = (side: Node): string => {
    const text = JSON.stringify(toPlain(side)) ?? 'nothing'
    return `${text.length > 50 ? `${text.slice(0, 47)}…` : text} at ${side.at.file}:${side.at.line}`
  }
  return [
    problem(
      'profiles-disagree',
      at,
      `the profiles of ${hub} disagree on \`${path.join('.')}\`: ${node.sides.map(shown).join(', ')}`,
      `Say \`${path.join('.')}\` in the hub's or the community's file, or let one profile extend the other.`,
    ),
  ]
}

function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter((d) => {
    const key = JSON.stringify(d)
    return seen.has(key) ? false : seen.add(key)
  })
}
