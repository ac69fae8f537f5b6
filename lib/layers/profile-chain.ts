/** A profile with all that it extends, found by its name and folded: the layers between base and a community. */
import type { Origin, Result } from '../diagnostics.ts'
import { rememberedOf } from '../remembered.ts'
import type { Layer } from './inputs.ts'
import type { Elsewhere } from './links.ts'
import { join, merge } from './merge.ts'
import { inputProblems } from './problems.ts'
import { emptyMap, without, type MapNode, type Node } from './tree.ts'

/** A profile with all it extends, without base. `broken` says that one of them has errors. */
interface Chain {
  node: MapNode
  files: readonly string[]
  broken: boolean
}

/** The layers by file, and the profiles that are folded already, by community and file. */
export interface Profiles {
  layers: ReadonlyMap<string, Layer>
  chains: Map<string, Result<Chain>>
  elsewhere?: Elsewhere | undefined
}

/** What a profile says of its hubs. */
export const saidOfHubs = rememberedOf((profile: MapNode) => without(profile, ['about', 'extends', 'clusters']))
export const BASE = 'profiles/base.yaml'
export const BASES = [BASE, 'hubloom/profiles/base.yaml']

/** Where a profile is named: by whom, and in `path` the profiles that led there. */
interface Reference {
  name: string
  at: Origin
  community: string
  path: readonly string[]
}

export const referenceTo = ({ name, node, community = '' }: Layer): Reference => ({
  name,
  at: node.entries.get('extends')?.at ?? node.at,
  community,
  path: [],
})

/** The profile that is named, with all it extends; nothing where there is none, or where it extends itself. */
export function chainOf({ name, at, community, path }: Reference, profiles: Profiles): Result<Chain | undefined> {
  // every hub stands on base anyway
  if (name === 'base') return { value: { node: emptyMap(at), files: [], broken: false }, diagnostics: [] }
  const layer = profileOf({ name, at, community, path }, profiles)
  if (!layer) {
    const named = [...profiles.layers.values()]
      .filter((each) => each.kind === 'profile' && !BASES.includes(each.file))
      .filter((each) => each.community === community || (each.community === undefined && !profiles.elsewhere))
      .map((each) => each.name)
    const known = [...new Set([...named, ...(profiles.elsewhere?.profiles ?? [])])]
    const args = { profile: name, known, community }
    return { value: undefined, diagnostics: [inputProblems.raise('missing-profile', { at, cause: name, args })] }
  }
  const { file } = layer
  if (path.includes(file)) {
    const files = [...path.slice(path.indexOf(file)), file]
    return { value: undefined, diagnostics: [inputProblems.raise('profile-cycle', { at, args: { files } })] }
  }
  // a fleet's profile may stand on parents that the community has its own of
  const key = `${community} ${file}`
  const chain = profiles.chains.get(key) ?? fold(layer, { community, path: [...path, file] }, profiles)
  profiles.chains.set(key, chain)
  return chain
}

/** A profile on top of those that it extends. */
function fold(layer: Layer, { community, path }: Omit<Reference, 'name' | 'at'>, profiles: Profiles): Result<Chain> {
  const found = profileNames(layer.node.entries.get('extends')).map(([name, at]) =>
    chainOf({ name, at, community, path }, profiles),
  )
  const parents = found.flatMap(({ value }) => value ?? [])
  const [first, ...others] = parents.map(({ node }) => node)
  const settings = saidOfHubs(layer.node)
  return {
    value: {
      node: (first ? merge(others.reduce<Node>(join, first), settings) : settings) as MapNode,
      files: [...new Set([...parents.flatMap(({ files }) => files), layer.file])],
      broken: layer.broken || parents.length < found.length || parents.some(({ broken }) => broken),
    },
    diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
  }
}

/**
 * The community's own profile of that name, else the fleet's, else hubloom's; one that extends its own name means the
 * next of them.
 */
function profileOf({ name, community, path }: Reference, { layers }: Profiles): Layer | undefined {
  const files = [`communities/${community}/profiles`, 'profiles', 'hubloom/profiles'].map(
    (folder) => `${folder}/${name}.yaml`,
  )
  const next = files.indexOf(path[path.length - 1] ?? '') + 1
  return files.slice(next).flatMap((file) => layers.get(file) ?? [])[0]
}

/** `profile: a` or `profile: [a, b]`, each with its place. */
export function profileNames(node: Node | undefined): [string, Origin][] {
  if (node?.kind === 'value') return [[String(node.value), node.at]]
  if (node?.kind === 'list') return node.items.flatMap((item) => profileNames(item))
  return []
}
