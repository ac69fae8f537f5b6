import type { Origin } from '../diagnostics.ts'
import { rememberedOf } from '../remembered.ts'

export type Scalar = string | number | boolean

/** What won and what lost: `at` set the value that stands, `lost` are those it overrode, latest first. */
interface Provenance {
  at: Origin
  lost: readonly Origin[]
}

/** A map of settings. `reset` says that a `null` came before it: what lies below is gone. */
export interface MapNode extends Provenance {
  kind: 'map'
  entries: ReadonlyMap<string, Node>
  reset: boolean
}

/** One scalar. `null` stands within lists only: Helm keeps it there, where it has nothing inherited to take out. */
interface ValueNode extends Provenance {
  kind: 'value'
  value: Scalar | null
  /** How a number was written, where that says more: `000000000000`. */
  source?: string
}

/** A list that replaces what is below it. */
interface ListNode extends Provenance {
  kind: 'list'
  items: readonly Node[]
}

/** A set: `members` are added to what is below, `removed` taken out; `only` forgets what is below. */
export interface SetNode extends Provenance {
  kind: 'set'
  members: ReadonlyMap<string, Origin>
  removed: ReadonlyMap<string, Origin>
  only: boolean
}

/** `null` in an input, outside of lists: what is inherited goes. `empty` says that nothing at all stands there. */
interface RemoveNode extends Provenance {
  kind: 'remove'
  empty?: boolean
}

/** Profiles of one rank disagree, and no later layer has decided yet. */
interface ConflictNode extends Provenance {
  kind: 'conflict'
  sides: readonly Node[]
}

export type Node = MapNode | ValueNode | ListNode | SetNode | RemoveNode | ConflictNode

export type Plain = Scalar | null | Plain[] | { [key: string]: Plain }

export const emptyMap = (at: Origin): MapNode => ({ kind: 'map', entries: new Map(), reset: false, at, lost: [] })

/** A map without these keys. */
export function without(node: MapNode, keys: readonly string[]): MapNode {
  return { ...node, entries: new Map([...node.entries].filter(([key]) => !keys.includes(key))) }
}

/** The same for both kinds of map a person may write: plain data, keys sorted, without what was removed. */
export function toPlain(node: Node): Plain | undefined {
  switch (node.kind) {
    case 'value':
      return node.value
    case 'list':
      return node.items.map(toPlain).filter((item) => item !== undefined)
    case 'set':
      return [...node.members.keys()].sort()
    case 'map': {
      const out: { [key: string]: Plain } = {}
      for (const key of [...node.entries.keys()].sort()) {
        const plain = toPlain(node.entries.get(key)!)
        if (plain !== undefined) out[key] = plain
      }
      return out
    }
    case 'remove':
    case 'conflict':
      return undefined
  }
}

/** The same of a whole tree, made once for those who read it in turn. */
export const plainOf = rememberedOf((tree: MapNode) => toPlain(tree))

export type Path = readonly (string | number)[]

/** The node at a path, or undefined. A member of a set is found by its text. */
export function nodeAt(node: Node, path: Path): Node | undefined {
  let here: Node | undefined = node
  for (const step of path) {
    if (here === undefined) return undefined
    if (here.kind === 'map') here = here.entries.get(String(step))
    else if (here.kind === 'list') here = here.items[Number(step)]
    else if (here.kind === 'set') {
      const member: string | undefined = typeof step === 'number' ? [...here.members.keys()].sort()[step] : step
      const at: Origin | undefined = member === undefined ? undefined : here.members.get(member)
      here = at && member !== undefined ? { kind: 'value', value: member, at, lost: [] } : undefined
    } else here = undefined
  }
  return here
}

/** The path to what was set at a place, the innermost one; of a member of a set, the path to the set. */
export function pathTo(node: Node, at: Origin): string[] | undefined {
  const isThere = (origin: Origin): boolean =>
    origin.file === at.file && origin.line === at.line && origin.column === at.column
  for (const [key, child] of childrenOf(node)) {
    const below = pathTo(child, at)
    if (below) return [key, ...below]
  }
  const isMember = node.kind === 'set' && [...node.members.values()].some(isThere)
  return isMember || isThere(node.at) ? [] : undefined
}

function childrenOf(node: Node): (readonly [string, Node])[] {
  if (node.kind === 'map') return [...node.entries]
  return node.kind === 'list' ? node.items.map((item, i) => [String(i), item] as const) : []
}

/** Where the value at a path was set. It throws where nobody set it: the program asked for the wrong thing. */
export function exactOriginAt(node: Node, path: Path): Origin {
  const found = nodeAt(node, path)
  if (!found) throw new Error(`nobody set ${path.join('.')}`)
  return found.at
}

/** Where the value at a path was set; of a value that nobody set, where its nearest parent was. */
export function originAt(node: Node, path: Path): Origin {
  const exact = nodeAt(node, path)
  if (exact) return exact.at
  for (let length = path.length - 1; length >= 0; length--) {
    const found = nodeAt(node, path.slice(0, length))
    // what nobody set is missing in the file at hand, not in a profile that many share
    if (found) return found.at.community === undefined ? node.at : found.at
  }
  return node.at
}

/** Every place a value came from, in no order. */
export function* origins(node: Node): Generator<Origin> {
  yield node.at
  if (node.kind === 'map') for (const child of node.entries.values()) yield* origins(child)
  else if (node.kind === 'list') for (const child of node.items) yield* origins(child)
  else if (node.kind === 'set') yield* node.members.values()
}
