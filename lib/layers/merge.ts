import type { Origin } from '../diagnostics.ts'
import type { MapNode, Node, SetNode } from './tree.ts'

/**
 * Lays `over` on `base`. Laws (test/merge.test.ts): the empty map is neutral; merging a layer with itself changes
 * nothing; grouping does not matter; whatever `over` says stands. Neither argument is changed.
 */
export function merge(base: Node, over: Node): Node {
  // a dispute about a set goes on when something is added to it
  if (over.kind === 'set' && !over.only && base.kind === 'conflict')
    return conflictOf(base.sides.map((side) => merge(side, over)))
  // what replaces something of another kind starts anew, so that grouping does not matter
  if (over.kind === 'map')
    return base.kind === 'map' && !over.reset ? mergeMaps(base, over) : { ...over, reset: true, lost: lose(over, base) }
  if (over.kind === 'set')
    return base.kind === 'set' ? mergeSets(base, over) : { ...over, only: true, lost: lose(over, base) }
  return { ...over, lost: lose(over, base) }
}

/**
 * Joins two profiles of one rank: where they agree, or where one has itself overridden the very value the other brings
 * (a shared parent), nothing is in doubt; elsewhere the result is a conflict, for a later layer to decide.
 */
export function join(left: Node, right: Node): Node {
  if (left.kind === 'map' && right.kind === 'map') {
    const entries = new Map(left.entries)
    for (const [key, node] of right.entries) {
      const other = entries.get(key)
      entries.set(key, other === undefined ? node : join(other, node))
    }
    return { ...left, entries, reset: left.reset || right.reset, lost: union(left.lost, right.lost) }
  }
  if (left.kind === 'set' && right.kind === 'set' && addUp(left, right)) return mergeSets(left, right)
  return conflictOf([left, right].flatMap((node) => (node.kind === 'conflict' ? node.sides : [node])))
}

/**
 * The one side that stands, when the others say the same or were overridden by it; else a conflict of those that do.
 */
function conflictOf(sides: readonly Node[]): Node {
  const standing = sides.filter((side) => !sides.some((other) => other !== side && overrode(other, side)))
  const distinct = standing.filter((side, i) => !standing.slice(0, i).some((earlier) => sameValue(earlier, side)))
  if (distinct.length === 1) return distinct[0]!
  return {
    kind: 'conflict',
    sides: distinct,
    at: distinct[distinct.length - 1]!.at,
    lost: distinct.reduce<readonly Origin[]>((lost, side) => union(lost, side.lost), []),
  }
}

/** Two nodes that say the same, wherever they were written. */
export function sameValue(a: Node, b: Node): boolean {
  if (a.kind === 'value' && b.kind === 'value') return a.value === b.value
  if (a.kind === 'remove' && b.kind === 'remove') return true
  if (a.kind === 'list' && b.kind === 'list') {
    return a.items.length === b.items.length && a.items.every((item, i) => sameValue(item, b.items[i]!))
  }
  if (a.kind === 'set' && b.kind === 'set') {
    const same = (x: ReadonlyMap<string, Origin>, y: ReadonlyMap<string, Origin>): boolean =>
      x.size === y.size && [...x.keys()].every((key) => y.has(key))
    return a.only === b.only && same(a.members, b.members) && same(a.removed, b.removed)
  }
  if (a.kind === 'map' && b.kind === 'map') {
    return (
      a.reset === b.reset &&
      a.entries.size === b.entries.size &&
      [...a.entries].every(([key, node]) => {
        const other = b.entries.get(key)
        return other !== undefined && sameValue(node, other)
      })
    )
  }
  return false
}

function mergeMaps(base: MapNode, over: MapNode): MapNode {
  const entries = new Map(base.entries)
  for (const [key, node] of over.entries) {
    const below = entries.get(key)
    entries.set(key, below === undefined ? node : merge(below, node))
  }
  return { kind: 'map', entries, reset: base.reset, at: over.at, lost: lose(over, base) }
}

function mergeSets(base: SetNode, over: SetNode): SetNode {
  if (over.only) return { ...over, lost: lose(over, base) }
  const members = new Map(base.members)
  const removed = new Map(base.removed)
  for (const [member, at] of over.removed) {
    members.delete(member)
    removed.set(member, at)
  }
  for (const [member, at] of over.members) {
    if (!members.has(member)) members.set(member, at)
    removed.delete(member)
  }
  return { ...over, members, removed, only: base.only, lost: lose(over, base) }
}

/** Two sets add up unless one replaces the whole, or takes out what the other brings. */
function addUp(a: SetNode, b: SetNode): boolean {
  const takes = (x: SetNode, y: SetNode): boolean => [...x.removed.keys()].some((member) => y.members.has(member))
  return !a.only && !b.only && !takes(a, b) && !takes(b, a)
}

const sameOrigin = (a: Origin, b: Origin): boolean => a.file === b.file && a.line === b.line && a.column === b.column
const overrode = (winner: Node, loser: Node): boolean => winner.lost.some((at) => sameOrigin(at, loser.at))
const union = (a: readonly Origin[], b: readonly Origin[]): Origin[] => [
  ...a,
  ...b.filter((at) => !a.some((known) => sameOrigin(known, at))),
]

/** What the winner overrode: its own losers, then the loser and the loser's. A value laid on itself loses to nobody. */
function lose(over: Node, base: Node): readonly Origin[] {
  const below = sameOrigin(over.at, base.at) ? base.lost : [base.at, ...base.lost]
  return below.length === 0 ? over.lost : union(over.lost, below)
}
