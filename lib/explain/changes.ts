/** What can be changed in the inputs: every line that sets something, with other values that its setting takes. */
import type { Origin } from '../diagnostics.ts'
import type { Attachment } from '../layers/attachments.ts'
import type { Layer } from '../layers/inputs.ts'
import { takes } from '../layers/respell.ts'
import { nodeAt, type MapNode, type Node, type Scalar, type SetNode } from '../layers/tree.ts'
import { branches, childOf, type JsonSchema } from '../settings/json-schema.ts'
import type { World } from './world.ts'

/** A place in an input that says something, and the ways in which it can say something else. */
export interface Place {
  at: Origin
  /** The setting as its file has it: `hubs.profile`. Empty for what is no setting. */
  setting: readonly string[]
  /** The same with the numbers of items in lists. */
  path: readonly string[]
  /** What is said there, where that is no setting: `the file's name`. */
  what?: string
  /** Of a scalar, what else it is set to. */
  values?: readonly Scalar[]
  changes: readonly Change[]
}

/** The inputs with the change; those that are changed already stay so. */
export type Change = (world: World) => World

type Path = readonly string[]
/** What becomes of a node; undefined takes it out. */
type Edit = (node: Node) => Node | undefined

/** Every place of the world's layers and of what lies beside them, file by file, after the names of those files. */
export const placesOf = (world: World): Place[] => [
  ...namesOf(world),
  ...world.attachments.map(placeOfAttachment),
  ...world.layers.flatMap((layer) => placesIn(layer, world.registry.schemas.layer[layer.kind])),
]

/** The world with one change of each place, the last ones first: items of lists keep their numbers so. */
export const changed = (world: World, changes: readonly Change[]): World =>
  changes.reduceRight((so, change) => change(so), world)

/** A place before it is known whose: edits of the node at a path. */
interface Editable {
  at: Origin
  path: Path
  edits: readonly Edit[]
  values?: readonly Scalar[]
}

const placesIn = (layer: Layer, schema: JsonSchema): Place[] =>
  editables(layer.node, [], { root: schema, here: schema }).map(({ at, path, edits, values }) => ({
    at,
    setting: settingIn(layer.node, path),
    path,
    changes: edits.map((edit) => inLayer(layer.file, path, edit)),
    values,
  }))

interface Schemas {
  root: JsonSchema
  here: JsonSchema | undefined
}

function editables(node: Node, path: Path, { root, here }: Schemas): Editable[] {
  const { at } = node
  const below = (child: Node, key: string): Editable[] =>
    editables(child, [...path, key], { root, here: here && childOf(here, key) })
  const removal = [{ at, path, edits: [gone] }]
  switch (node.kind) {
    case 'value': {
      const values = node.value === null ? [] : otherValues(node.value, here, path)
      return [{ at, path, edits: [...values.map(setTo), gone], values }]
    }
    case 'remove':
    case 'conflict':
      return removal
    case 'set':
      return membersOf(node, here).map((member) => ({ path, ...member }))
    case 'list':
      return node.items.length === 0 ? removal : node.items.flatMap((item, i) => below(item, String(i)))
    case 'map': {
      const isThing = path.length > 0 && (node.entries.size === 0 || isName(root, path))
      return [...(isThing ? removal : []), ...[...node.entries].flatMap(([key, child]) => below(child, key))]
    }
  }
}

/** A path without the numbers of items. */
function settingIn(root: Node, path: Path): Path {
  const isItem = (i: number): boolean => nodeAt(root, path.slice(0, i))?.kind === 'list'
  return path.filter((_, i) => !isItem(i))
}

const gone: Edit = () => undefined

/** Whether the last key of a path is a name of one's own choice. */
function isName(schema: JsonSchema, path: Path): boolean {
  let here: JsonSchema | undefined = schema
  for (const key of path.slice(0, -1)) here = here && childOf(here, key)
  const key = path[path.length - 1]!
  return here === undefined || !branches(here).some(({ properties = {} }) => Object.hasOwn(properties, key))
}

/** Each member of a set, and each that it takes out. */
function membersOf(set: SetNode, schema: JsonSchema | undefined): Omit<Editable, 'path'>[] {
  const item = schema && branches(schema).find(({ items }) => items)?.items
  const without = (members: SetNode['members'], name: string): SetNode['members'] =>
    new Map([...members].filter(([member]) => member !== name))
  const onSet =
    (edit: (set: SetNode) => SetNode): Edit =>
    (node) =>
      node.kind === 'set' ? edit(node) : node
  return [
    ...[...set.members].map(([name, at]) => ({
      at,
      edits: [
        ...texts(name, item)
          .slice(0, 1)
          .map((next) =>
            onSet((node) => ({ ...node, members: new Map([...without(node.members, name), [next, at]]) })),
          ),
        onSet((node) => ({ ...node, members: without(node.members, name) })),
      ],
    })),
    ...[...set.removed].map(([name, at]) => ({
      at,
      edits: [onSet((node) => ({ ...node, removed: without(node.removed, name) }))],
    })),
  ]
}

const setTo =
  (value: Scalar): Edit =>
  (node) => ({ kind: 'value', value, at: node.at, lost: [] })

/** Other values of a scalar that its setting takes: the nearest ones first, then far ones. */
const otherValues = (value: Scalar, schema: JsonSchema | undefined, path: Path): Scalar[] =>
  PROFILES.includes(path[path.length - 1] ?? '') ? ['base'] : scalars(value, schema)

/** Settings that name profiles: every other name would be none. */
export const PROFILES = ['profile', 'extends']

function scalars(value: Scalar, schema: JsonSchema | undefined): Scalar[] {
  const all = schema ? branches(schema) : []
  const words = all
    .flatMap((branch) => (branch.enum ?? []) as Scalar[])
    .filter((word) => word !== value && word !== null)
  if (typeof value === 'boolean') return [!value]
  const found = typeof value === 'number' ? numbers(value) : texts(value, undefined)
  const fits = (other: Scalar): boolean => all.length === 0 || all.some((branch) => takes(branch, other))
  const examples = all.flatMap((branch) => (branch.examples ?? []) as Scalar[])
  const ordered = [...words.slice(0, 3), ...found, ...examples.filter((each) => typeof each !== 'object')]
  return [...new Set(ordered)].filter((other) => other !== value && fits(other)).slice(0, 4)
}

/** A little more, much more, half. */
const numbers = (value: number): number[] => [value + 1, value * 8 + 8, Math.floor(value / 2)]

/** Texts with another number, a letter more, or another ending, that the schema takes. */
function texts(value: string, schema: JsonSchema | undefined): string[] {
  const number = (change: (n: number) => number): string =>
    value.replace(/\d+/, (digits) => String(change(Number(digits))).padStart(digits.length, '0'))
  const found = [
    number((n) => n + 1),
    number((n) => n * 8),
    number((n) => n - 1),
    `x${value}`,
    `${value}x`,
    `x.${value}`,
  ]
  const all = schema ? branches(schema) : []
  const fits = (text: string): boolean => all.length === 0 || all.some((branch) => takes(branch, text))
  return [...new Set(found)].filter((text) => text !== value && fits(text))
}

const inLayer =
  (file: string, path: Path, edit: Edit): Change =>
  (world) => ({
    ...world,
    layers: world.layers.map((layer) =>
      layer.file === file ? { ...layer, node: edited(layer.node, path, edit) as MapNode } : layer,
    ),
  })

/** The node with an edit at a path below it; as it is where nothing stands there any more. */
function edited(node: Node, [step, ...rest]: Path, edit: Edit): Node | undefined {
  if (step === undefined) return edit(node)
  if (node.kind === 'map') {
    const child = node.entries.get(step)
    if (!child) return node
    const next = edited(child, rest, edit)
    const entries = new Map(node.entries)
    if (next) entries.set(step, next)
    else entries.delete(step)
    return { ...node, entries }
  }
  if (node.kind !== 'list') return node
  const items = node.items.map((item, i) => (String(i) === step ? edited(item, rest, edit) : item))
  return { ...node, items: items.filter((item) => item !== undefined) }
}

/** Code, pages and files of a community: their text as a whole. */
const placeOfAttachment = ({ file, text, binary }: Attachment): Place => ({
  at: { file, line: 1, column: 1 },
  setting: [],
  path: [],
  what: 'the text of the file',
  changes: [
    (world) => ({
      ...world,
      attachments: world.attachments.map((each) =>
        each.file === file ? { ...each, text: binary ? `AAAA${text}` : `${text}\n# changed\n` } : each,
      ),
    }),
  ],
})

/** The names of the part's files and folders are inputs, too: of the hub, of the community. */
function namesOf({ layers }: World): Place[] {
  const communities = [...new Set(layers.flatMap(({ community }) => community ?? []))]
  // hubs after communities: changes are made from the last to the first, and a hub is found by its community's name
  return [
    ...communities.map((community): Place => ({
      at: { file: `communities/${community}/community.yaml`, line: 1, column: 1 },
      setting: [],
      path: [],
      what: 'the name of the folder',
      changes: [(world) => renamedCommunity(world, community)],
    })),
    ...layers
      .filter(({ kind }) => kind === 'hub')
      .map(({ file, community, name }): Place => ({
        at: { file, line: 1, column: 1 },
        setting: [],
        path: [],
        what: 'the name of the file',
        changes: [(world) => renamedHub(world, { community: community!, hub: name })],
      })),
  ]
}

/** A name that no other begins or ends with. */
const other = (name: string): string => `x${name}`.slice(0, 30)

function renamedHub(world: World, { community, hub }: { community: string; hub: string }): World {
  const isIt = (each: { kind: string; community?: string; name: string }): boolean =>
    each.kind === 'hub' && each.community === community && each.name === hub
  const { part } = world
  return {
    ...world,
    part: part.community === community && part.folder === hub ? { ...part, folder: other(hub) } : part,
    layers: world.layers.map((layer) => (isIt(layer) ? { ...layer, name: other(hub) } : layer)),
  }
}

function renamedCommunity(world: World, community: string): World {
  const { part } = world
  const renamed = (name: string | undefined): string | undefined => (name === community ? other(community) : name)
  return {
    ...world,
    part: { ...part, community: renamed(part.community)! },
    layers: world.layers.map((layer) => {
      const name = layer.kind === 'community' || layer.kind === 'cluster' ? renamed(layer.name)! : layer.name
      const file = layer.file.replace(`communities/${community}/`, `communities/${other(community)}/`)
      return {
        ...layer,
        name,
        file,
        community: renamed(layer.community),
        node: onRenamed(layer.node, community) as MapNode,
      }
    }),
    attachments: world.attachments.map((each) => ({ ...each, community: renamed(each.community)! })),
  }
}

/** With the cluster under its new name, wherever a layer names it. */
function onRenamed(node: Node, community: string): Node {
  if (node.kind !== 'map') return node
  const entries = [...node.entries].map(([key, child]): [string, Node] => {
    const isNamed = key === 'cluster' && child.kind === 'value' && child.value === community
    if (isNamed) return [key, { ...child, value: other(community) }]
    return [key, key === 'hubs' ? onRenamed(child, community) : child]
  })
  return { ...node, entries: new Map(entries) }
}
