/** Which places of the inputs a leaf depends on: those of which a change changes it. */
import { changed, PROFILES, type Change, type Place } from './changes.ts'
import { leavesOf, standingAt, type Leaf } from './leaves.ts'
import { compileWorld, differingFiles, leavesOfPart, sameValue, type Compiled, type World } from './world.ts'

/** What is watched: whether it stands in a compilation as it did. */
export type Watch = (compiled: Compiled) => boolean

/** Whether a leaf stands as it does. */
export const watchLeaf =
  ({ file, path, value }: Leaf): Watch =>
  ({ files }) =>
    sameValue(value, standingAt(files.get(file), path))

/**
 * The places of which some change moves what is watched. Places that move nothing together are left out together, so
 * that a leaf with few causes takes some tens of compilations in place of one for each place. Every place that is told
 * moves the leaf alone; but where several say the same, so that none does, those that move it together are told.
 */
export function causesOf(world: World, places: readonly Place[], stands: Watch): Place[] {
  const moves = (some: readonly Place[]): boolean | undefined => movesAnything(world, some, stands)
  const find = (some: readonly Place[]): Place[] => {
    if (some.length === 0) return []
    const moved = moves(some)
    if (some.length === 1) return moved ? [...some] : []
    if (moved === false) return []
    const middle = Math.ceil(some.length / 2)
    const found = [...find(some.slice(0, middle)), ...find(some.slice(middle))]
    return found.length === 0 && moved ? together(some, moves) : found
  }
  // what moves most things hides what others do beside it: each of those alone
  const alone = places.filter((place) => movesMuch(place) && moves([place]))
  const found = new Set([...alone, ...find(places.filter((place) => !movesMuch(place)))])
  return withoutGroups(places.filter((place) => found.has(place)))
}

/** Names of files, and which profiles a hub stands on. */
const movesMuch = ({ what, setting }: Place): boolean =>
  what !== undefined || PROFILES.includes(setting[setting.length - 1] ?? '')

/** The fewest of some places that still move it when all of them change. */
function together(places: readonly Place[], moves: (some: readonly Place[]) => boolean | undefined): Place[] {
  let kept = [...places]
  for (let size = Math.floor(kept.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < kept.length;) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + size)]
      if (fewer.length > 0 && moves(fewer)) kept = fewer
      else from += size
    }
  return kept
}

/** Whether changing all of these at once moves it, in any of their ways; undefined where one way gives nothing. */
function movesAnything(world: World, places: readonly Place[], stands: Watch): boolean | undefined {
  let unknown = false
  for (const changes of waysOf(places)) {
    const found = compileWorld(changed(world, changes))
    if (!found) unknown = true
    else if (!stands(found)) return true
  }
  return unknown ? undefined : false
}

/** The first way of each, the second of each, until every way of every place has been taken. */
function waysOf(places: readonly Place[]): Change[][] {
  const most = Math.max(...places.map(({ changes }) => changes.length))
  return Array.from({ length: most }, (_, way) => places.map(({ changes }) => changes[way] ?? changes.at(-1)!))
}

/** A name is no cause of its own where a setting below it is: `sizes.small` beside `sizes.small.memory`. */
function withoutGroups(places: readonly Place[]): Place[] {
  const isBelow = (a: Place, b: Place): boolean =>
    a.at.file === b.at.file && a.setting.length > b.setting.length && b.setting.every((key, i) => a.setting[i] === key)
  return places.filter((place) => place.setting.length === 0 || !places.some((other) => isBelow(other, place)))
}

/** The leaves of a part that move when one place changes, in any of its ways, by their keys. */
export function movedBy(world: World, base: Compiled, place: Place): Map<string, Leaf> {
  const moved = new Map<string, Leaf>()
  for (const change of place.changes) {
    const found = compileWorld(change(world))
    if (!found) continue
    const files = differingFiles(base, found)
    const leaves = new Map(files.flatMap((file) => [...leavesOf(file, found.files.get(file))]))
    for (const [key, leaf] of leavesOfPart(base))
      if (files.includes(leaf.file) && !sameValue(leaf.value, leaves.get(key)?.value)) moved.set(key, leaf)
  }
  return moved
}
