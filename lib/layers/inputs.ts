import type { Diagnostic, LayerName, Origin, Result } from '../diagnostics.ts'
import type { LayerKind } from '../settings/index.ts'
import type { InputRules } from '../settings/ajv.ts'
import { attachmentPlace, readAttachment, type Attachment } from './attachments.ts'
import { parse } from './parse.ts'
import { fileProblems } from './file-problems.ts'
import type { Elsewhere } from './links.ts'
import type { MapNode } from './tree.ts'
import { validateLayer } from './validate.ts'

/** One input file's settings, without what is wrong in it. `broken` says that it could not be read as a whole. */
export interface Layer {
  kind: LayerKind
  file: string
  /** Community it belongs to; profiles of the fleet, and those that come with hubloom, have none. */
  community?: string
  /** Name of the profile or hub; that of the community for the other kinds. */
  name: string
  node: MapNode
  /** The same with what might have been meant in place of what is wrong. */
  guessed: MapNode
  broken: boolean
}

export interface Inputs {
  layers: readonly Layer[]
  /** What communities keep beside their YAML, by the order of their paths. */
  attachments: readonly Attachment[]
  /** Undefined where the layers are those of the whole fleet. */
  elsewhere?: Elsewhere | undefined
  diagnostics: readonly Diagnostic[]
}

/** Problems of a text that is read for all that. */
const READ = ['duplicate-key', 'forbidden-key', 'bad-name/key']
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
export function readInputs(texts: ReadonlyMap<string, string>, folders: readonly string[], rules: InputRules): Inputs {
  const files = [...texts.keys()].sort()
  const attached = files.flatMap((file) => {
    const place = attachmentPlace(file)
    return place ? [readAttachment(place, texts.get(file)!)] : []
  })
  const read = files.filter((file) => !attachmentPlace(file)).map((file) => readOnce(file, texts.get(file)!, rules))
  const layers = read.flatMap(({ value }) => value ?? [])
  const present = new Set(layers.filter(({ kind }) => kind === 'community').map(({ community }) => community))
  const communities = new Set([...folders, ...layers.flatMap(({ community }) => community ?? [])])
  const missing = [...communities]
    .filter((community) => !present.has(community))
    .map((community) =>
      fileProblems.raise('missing-community-file', {
        at: { file: `communities/${community}/community.yaml`, line: 1, column: 1, layer: 'community', community },
        args: { community },
      }),
    )
  return {
    layers,
    attachments: attached.map(({ attachment }) => attachment),
    diagnostics: [...[...read, ...attached].flatMap(({ diagnostics }) => diagnostics), ...missing],
  }
}

/** The inputs as they might have been meant: what could not be read says nothing, and counts all the same. */
export const guessedInputs = ({ layers, ...others }: Inputs): Omit<Inputs, 'diagnostics'> => ({
  ...others,
  layers: layers.map((layer) => ({ ...layer, node: layer.guessed, broken: false })),
})

/** The layer that a file is, as far as it can be read; none where it is of another kind. */
export const layerIn = (file: string, text: string, rules: InputRules): Layer | undefined =>
  attachmentPlace(file) ? undefined : readOnce(file, text, rules).value

type Read = Result<Layer | undefined>
/** What was read of each file last: a compilation of other inputs, as after an edit, reads again only what is new. */
const known = new WeakMap<InputRules, Map<string, { text: string; read: Read }>>()

function readOnce(file: string, text: string, rules: InputRules): Read {
  const files = known.get(rules) ?? new Map<string, { text: string; read: Read }>()
  known.set(rules, files)
  const last = files.get(file)
  if (last?.text === text) return last.read
  const read = readLayer(file, text, rules)
  files.set(file, { text, read })
  return read
}

function readLayer(file: string, text: string, rules: InputRules): Result<Layer | undefined> {
  const place = placeOf(file)
  if (place === undefined)
    return { value: undefined, diagnostics: [fileProblems.raise('stray-file', { at: { file, line: 1, column: 1 } })] }
  const owner = { layer: layerOf(place), community: place.community }
  const parsed = parse(file, text, owner)
  const checked = validateLayer(place.kind, parsed.value, rules)
  const unread = [...parsed.diagnostics, ...badNames(place, { file, line: 1, column: 1, ...owner })]
  const diagnostics = [...unread, ...besideUnread(checked.diagnostics, parsed)]
  const { node, guessed, broken } = checked.value
  return { value: { file, node, guessed, broken: unread.length > 0 || broken, ...place }, diagnostics }
}

/**
 * What is wrong with the settings of a file that could be read: all of it, but where something is not valid YAML what
 * may stand there is not called missing.
 */
function besideUnread(found: readonly Diagnostic[], { value, diagnostics }: Result<MapNode>): readonly Diagnostic[] {
  const codes = diagnostics.map(({ code, variant }) => (variant ? `${code}/${variant}` : code))
  if (!codes.every((code) => READ.includes(code) || code === 'yaml-syntax')) return []
  if (!codes.includes('yaml-syntax')) return found
  const isOfWhole = ({ at }: Diagnostic): boolean => at.line === value.at.line && at.column === value.at.column
  return found.filter((each) => each.code !== 'missing-setting' || !isOfWhole(each))
}

type Place = Pick<Layer, 'kind' | 'community' | 'name'>

function placeOf(file: string): Place | undefined {
  const parts = file.split('/')
  const base = parts[parts.length - 1]!.replace(/\.yaml$/, '')
  if (!file.endsWith('.yaml')) return undefined
  if (parts[0] === 'profiles' && parts.length === 2) return { kind: 'profile', name: base }
  if (parts[0] === 'hubloom' && parts[1] === 'profiles') return { kind: 'profile', name: base }
  if (parts[0] !== 'communities') return undefined
  const community = parts[1]!
  if (parts.length === 3 && (base === 'community' || base === 'cluster'))
    return { kind: base, community, name: community }
  if (parts.length === 4 && parts[2] === 'hubs') return { kind: 'hub', community, name: base }
  if (parts.length === 4 && parts[2] === 'profiles') return { kind: 'profile', community, name: base }
  return undefined
}

/** Endings of notes that people keep beside inputs. */
const NOTES = /\.(md|txt|rst|adoc)$/i

/**
 * Whether a path that is none of an input is nearly one: what lies where only inputs lie, or has an input's name and
 * another ending, as copies of editors and those set aside have. What begins with a dot is nobody's input.
 */
export function nearlyInput(path: string): boolean {
  const parts = path.split('/')
  const name = parts[parts.length - 1]!
  if (parts.some((part) => part.startsWith('.') || part === '__pycache__') || NOTES.test(name)) return false
  const [top, , folder = ''] = parts
  if (/\.ya?ml/i.test(name) || (top === 'profiles' && parts.length === 2)) return true
  if (top !== 'communities') return false
  if (parts.length === 3) return /^(community|cluster)(\.|$)/i.test(name)
  if (folder === 'pages') return parts[4] === 'templates'
  return /^(hubs?|profiles?|code)$/i.test(folder) && parts.length === 4
}

function layerOf({ kind, community, name }: Place): LayerName {
  return kind === 'profile' && community === undefined && name === 'base' ? 'base' : kind
}

function badNames({ kind, community, name }: Place, at: Origin): Diagnostic[] {
  if (kind === 'profile' && community !== undefined && name === 'base')
    return [fileProblems.raise('bad-name/base', { at })]
  if (kind === 'hub' || kind === 'profile') return badName(kind, name, at)
  // the folder's name is judged once, at community.yaml
  return kind === 'community' ? badName('community', community!, at) : []
}

function badName(kind: 'hub' | 'profile' | 'community', name: string, at: Origin): Diagnostic[] {
  const args = { kind, name }
  if (!NAME.test(name)) return [fileProblems.raise('bad-name/form', { at, args })]
  if (name.length > MAX_NAME) return [fileProblems.raise('bad-name/long', { at, args: { ...args, most: MAX_NAME } })]
  if (RESERVED.test(name) || TAKEN[kind]?.includes(name)) return [fileProblems.raise('bad-name/reserved', { at, args })]
  return []
}
