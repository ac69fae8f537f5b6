import { problem, type Diagnostic, type LayerName, type Origin } from '../diagnostics.ts'
import type { LayerKind } from '../settings/index.ts'
import { parse } from './parse.ts'
import type { MapNode } from './tree.ts'
import { validateLayer } from './validate.ts'

/** One input file's settings. `broken` says that it has errors: what builds on it is not judged further. */
export interface Layer {
  kind: LayerKind
  file: string
  /** Community it belongs to; profiles of the fleet have none. */
  community?: string
  /** Name of the profile or hub; that of the community for the other kinds. */
  name: string
  node: MapNode
  broken: boolean
}

export interface Inputs {
  layers: readonly Layer[]
  diagnostics: readonly Diagnostic[]
}

/** Names become blocks of Terraform and pools of machines, which begin with a letter. */
const NAME = /^[a-z]([a-z0-9-]*[a-z0-9])?$/
/** Longest names of communities and hubs: both together make a namespace of at most 63 characters. */
const MAX_NAME = 30
/**
 * Names that a folder of `dist/` or a file system keeps for itself
 * (learn.microsoft.com/windows/win32/fileio/naming-a-file).
 */
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/
const TAKEN: Record<string, readonly string[]> = { community: ['schema'], hub: ['cluster'] }

/**
 * Reads every input text: parsed, checked against the schema of its kind. `texts` are by path, `/` between its parts;
 * `folders` are those in `communities/`.
 */
export function readInputs(texts: ReadonlyMap<string, string>, folders: readonly string[]): Inputs {
  const layers: Layer[] = []
  const diagnostics: Diagnostic[] = []
  for (const file of [...texts.keys()].sort()) {
    const place = placeOf(file)
    const start: Origin = { file, line: 1, column: 1 }
    if (place === undefined) {
      diagnostics.push(
        problem(
          'stray-file',
          start,
          'hubloom does not read a file of this name or in this folder',
          'Inputs are `profiles/<name>.yaml` and, in `communities/<community>/`, `community.yaml`, ' +
            '`cluster.yaml`, `hubs/<hub>.yaml`, `profiles/<name>.yaml`.',
        ),
      )
      continue
    }
    const { node, diagnostics: faults } = parse(file, texts.get(file)!, {
      layer: layerOf(place),
      community: place.community,
    })
    const checked = faults.length > 0 ? { node, diagnostics: [] } : validateLayer(place.kind, node)
    const names = badNames(place, start)
    diagnostics.push(...faults, ...checked.diagnostics, ...names)
    layers.push({
      ...place,
      file,
      node: checked.node,
      broken: faults.length + checked.diagnostics.length + names.length > 0,
    })
  }
  const present = new Set(layers.filter((layer) => layer.kind === 'community').map((layer) => layer.community))
  for (const community of new Set([...folders, ...layers.map((layer) => layer.community)])) {
    if (community === undefined || present.has(community)) continue
    const file = `communities/${community}/community.yaml`
    diagnostics.push(
      problem(
        'missing-community-file',
        { file, line: 1, column: 1 },
        `the folder of \`${community}\` has no community.yaml`,
        "Write one with the community's `name:`, or remove the folder.",
      ),
    )
  }
  return { layers, diagnostics }
}

type Place = Pick<Layer, 'kind' | 'community' | 'name'>

function placeOf(file: string): Place | undefined {
  const parts = file.split('/')
  const base = parts[parts.length - 1]!.replace(/\.yaml$/, '')
  if (!file.endsWith('.yaml')) return undefined
  if (parts[0] === 'profiles' && parts.length === 2) return { kind: 'profile', name: base }
  if (parts[0] !== 'communities') return undefined
  const community = parts[1]!
  if (parts.length === 3 && (base === 'community' || base === 'cluster'))
    return { kind: base, community, name: community }
  if (parts.length === 4 && parts[2] === 'hubs') return { kind: 'hub', community, name: base }
  if (parts.length === 4 && parts[2] === 'profiles') return { kind: 'profile', community, name: base }
  return undefined
}

function layerOf({ kind, community, name }: Place): LayerName {
  return kind === 'profile' && community === undefined && name === 'base' ? 'base' : kind
}

function badNames(place: Place, at: Origin): Diagnostic[] {
  const faulty = (kind: string, name: string): Diagnostic[] => {
    if (!NAME.test(name))
      return [
        problem(
          'bad-name',
          at,
          `\`${name}\` cannot be the name of a ${kind}`,
          'Names have lower-case letters, digits and hyphens, and begin with a letter.',
        ),
      ]
    if (name.length > MAX_NAME)
      return [
        problem(
          'bad-name',
          at,
          `\`${name}\` is too long for the name of a ${kind}`,
          `At most ${MAX_NAME} characters; the title may be as long as you like.`,
        ),
      ]
    if (RESERVED.test(name) || TAKEN[kind]?.includes(name))
      return [
        problem('bad-name', at, `\`${name}\` is reserved and cannot be the name of a ${kind}`, 'Choose another name.'),
      ]
    return []
  }
  if (place.kind === 'profile' && place.community && place.name === 'base')
    return [
      problem(
        'bad-name',
        at,
        'a community has no base profile of its own',
        'Write what all its hubs share below `hubs:` in its community.yaml.',
      ),
    ]
  const own =
    place.kind === 'hub' ? faulty('hub', place.name) : place.kind === 'profile' ? faulty('profile', place.name) : []
  // the folder's name is judged once, at community.yaml
  return place.kind === 'community' ? faulty('community', place.community!) : own
}
