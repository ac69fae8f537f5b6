/**
 * What a file would say without its faults. A problem that stands whatever the faulty settings say is a problem of its
 * own; one that only stands for one of two guesses follows from a fault, and is not told.
 */
import { respelt, takes } from './respell.ts'
import { branches, childOf, schemaAt, type JsonSchema } from '../settings/json-schema.ts'
import { emptyMap, nodeAt, type MapNode, type Node, type Plain, type Scalar } from './tree.ts'
import type { Origin } from '../diagnostics.ts'

type Path = readonly (string | number)[]

/** What is wrong in a file, by place. */
export interface Fault {
  path: Path
  /** Where a setting of an unknown name belongs, as far as that can be told. */
  near?: Path
  unknown: boolean
}

/** Two guesses of what would stand where something is missing or wrong. They agree in nothing that they may choose. */
export type Guess = 'first' | 'second'

/** The file without what is wrong in it: where something is missing, without what it is missing in. */
export function withoutFaults(root: MapNode, faults: readonly Fault[]): MapNode {
  const places = faults.map(({ path }) => (nodeAt(root, path) ? path : path.slice(0, -1)))
  return rebuild(root, [], new Map(places.map((path) => [pointer(path), undefined]))) as MapNode
}

/** The file with what might have been meant in place of what is wrong in it. */
export function withGuesses(root: MapNode, faults: readonly Fault[], schema: JsonSchema): MapNode {
  const edits = new Map<string, Node | undefined>()
  const added: [Path, Node][] = []
  for (const { path, near, unknown } of faults) {
    const node = nodeAt(root, path)
    const at = node?.at ?? root.at
    if (!unknown && node === undefined) {
      const guess = guessAt(schema, path, { at, guess: 'second' })
      if (guess) added.push([path, guess])
      continue
    }
    if (!unknown) {
      const [place, meant] = meantAt(root, path, schema)
      edits.set(pointer(place), meant)
      continue
    }
    edits.set(pointer(path), undefined)
    const places = near ? [near] : siblings(schema, path)
    for (const place of places) {
      const guess = (near && node) ?? guessAt(schema, place, { at, guess: 'second' })
      if (guess && !nodeAt(root, place)) added.push([place, guess])
    }
  }
  const mended = rebuild(root, [], edits) as MapNode
  return added.reduce((tree, [path, node]) => withNode(tree, path, node), mended)
}

/** What stands at a place, spelt as its setting takes it; else something that it takes, for an item a whole list. */
function meantAt(root: MapNode, path: Path, schema: JsonSchema): [Path, Node | undefined] {
  const node = nodeAt(root, path)
  const at = node?.at ?? root.at
  const here = schemaAt(schema, path)
  if (here && node?.kind === 'value' && node.value !== null) {
    const spelt = respelt(branches(here), node.value, String(node.source ?? node.value))
    if (spelt !== undefined) return [path, nodeOf(spelt, at)]
  }
  const guess = guessAt(schema, path, { at, guess: 'second' })
  const list = path.slice(0, -1)
  if (guess || nodeAt(root, list)?.kind !== 'list') return [path, guess]
  return [list, guessAt(schema, list, { at, guess: 'second' })]
}

/** What is filled in is nobody's wish: it counts as a default. */
const DEFAULT: Origin = { file: 'profiles/base.yaml', line: 1, column: 1, layer: 'base' }

/** The tree with something in each of these places, which nobody has set. */
export const withMissing = (
  root: MapNode,
  paths: readonly Path[],
  { schema, guess }: { schema: JsonSchema; guess: Guess },
): MapNode =>
  paths.reduce((tree, path) => {
    const node = guessAt(schema, path, { at: DEFAULT, seed: root.at.file, guess })
    return node ? withNode(tree, path, node) : tree
  }, root)

/** Other settings of the same group: one of them was meant. At the top of a file, that says nothing. */
function siblings(schema: JsonSchema, path: Path): Path[] {
  if (path.length < 2) return []
  const group = path.slice(0, -1)
  const here = schemaAt(schema, group)
  const keys = here ? branches(here).flatMap((branch) => Object.keys(branch.properties ?? {})) : []
  return keys.map((key) => [...group, key])
}

const pointer = (path: Path): string => path.map(String).join('\u0000')

function rebuild(node: Node, path: Path, edits: ReadonlyMap<string, Node | undefined>): Node | undefined {
  const key = pointer(path)
  if (path.length > 0 && edits.has(key)) return edits.get(key)
  if (node.kind === 'map') {
    const entries = [...node.entries].flatMap(([name, value]): [string, Node][] => {
      const next = rebuild(value, [...path, name], edits)
      return next ? [[name, next]] : []
    })
    return { ...node, entries: new Map(entries) }
  }
  if (node.kind !== 'list') return node
  return { ...node, items: node.items.flatMap((item, i) => rebuild(item, [...path, i], edits) ?? []) }
}

function withNode<T extends Node>(root: T, path: Path, node: Node): T {
  const [step, ...rest] = path
  const put = (there: Node | undefined): Node =>
    rest.length === 0
      ? node
      : withNode(there?.kind === 'map' || there?.kind === 'list' ? there : emptyMap(node.at), rest, node)
  if (root.kind === 'list')
    return { ...root, items: root.items.map((item, i) => (i === Number(step) ? put(item) : item)) }
  if (root.kind !== 'map') return root
  return { ...root, entries: new Map([...root.entries, [String(step), put(root.entries.get(String(step)))]]) }
}

/** The example of a setting, or what else it takes. */
function guessAt(
  schema: JsonSchema,
  path: Path,
  { at, seed = at.file, guess }: { at: Origin; seed?: string; guess: Guess },
): Node | undefined {
  const here = schemaAt(schema, path)
  if (!here) return undefined
  // two hubs that lack a domain are not to be guessed one and the same
  const word = `${path.join('-')}-${seed}`.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const plain = plainGuess(here, guess, word)
  return plain === undefined ? undefined : nodeOf(plain, at)
}

function plainGuess(schema: JsonSchema, guess: Guess, seed: string): Plain | undefined {
  const example = schema.examples?.[0] as Plain | undefined
  const all = branches(schema)
  if (schema['x-set']) return example
  if (typeof example !== 'object' && example !== undefined)
    return guess === 'first' ? example : (other(all, example, seed) ?? example)
  const required = all.flatMap((branch) => branch.required ?? [])
  const group = required.map((key): [string, Plain | undefined] => [
    key,
    plainGuess(childOf(schema, key) ?? {}, guess, `${seed}-${key}`),
  ])
  if (group.length > 0) return Object.fromEntries(group.filter(([, value]) => value !== undefined)) as Plain
  return example
}

/** Another value than the example that the setting takes. */
function other(all: readonly JsonSchema[], example: Scalar, seed: string): Scalar | undefined {
  const words = all.flatMap((branch) => (branch.enum ?? []) as Scalar[])
  const candidates: Scalar[] =
    typeof example === 'string'
      ? [
          ...words,
          `${seed}.${example}`,
          `x${example}`,
          example.replace(/\d\b/, (digit) => String((Number(digit) + 8) % 10)),
        ]
      : [typeof example === 'boolean' ? !example : example + 1]
  return candidates.find((value) => value !== example && value !== null && all.some((branch) => takes(branch, value)))
}

function nodeOf(plain: Plain, at: Origin): Node {
  if (Array.isArray(plain)) return { kind: 'list', items: plain.map((item) => nodeOf(item, at)), at, lost: [] }
  if (typeof plain !== 'object' || plain === null) return { kind: 'value', value: plain, at, lost: [] }
  const entries = Object.entries(plain).map(([key, value]): [string, Node] => [key, nodeOf(value, at)])
  return { kind: 'map', entries: new Map(entries), reset: false, at, lost: [] }
}
