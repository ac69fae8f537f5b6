/** What differs between two sets of documents: every change by its address, and nothing of what it means. */
import { byText, isMap } from '../maps.ts'
import { unitsOf, type Documents, type Location } from './addresses.ts'

/**
 * One difference. What is undefined is absent: a change without `before` was added, one without `after` removed. The
 * path is empty where a whole unit came or went. Lists are compared as a whole.
 */
export interface Change extends Location {
  before: unknown
  after: unknown
}

/** By part, format, address, path. Documents that are equal but for the order of keys and units give no changes. */
export function changes(before: Documents, after: Documents): Change[] {
  const [then, now] = [unitsOf(before), unitsOf(after)]
  return [...new Set([...then.keys(), ...now.keys()])]
    .flatMap((key) => {
      const [old, young] = [then.get(key), now.get(key)]
      const { part, format, address } = (old ?? young)!
      return differences(old?.value, young?.value).map((difference) => ({ part, format, address, ...difference }))
    })
    .sort(byLocation)
}

/** Where two values differ: maps key by key, anything else as a whole. */
export function differences(
  before: unknown,
  after: unknown,
  path: readonly string[] = [],
): Pick<Change, 'path' | 'before' | 'after'>[] {
  if (before === after) return []
  if (!isMap(before) || !isMap(after)) return isSame(before, after) ? [] : [{ path, before, after }]
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    differences(own(before, key), own(after, key), [...path, key]),
  )
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => isSame(item, (b as unknown[])[i]))
  if (isMap(a) && isMap(b)) return differences(a, b).length === 0
  return a === b
}

const own = (map: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(map, key) ? map[key] : undefined

function byLocation(a: Change, b: Change): number {
  return byText(a.part, b.part) || byText(a.format, b.format) || byText(a.address, b.address) || byPath(a.path, b.path)
}

function byPath(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((key, i) => key !== b[i])
  return at < 0 || b[at] === undefined ? a.length - b.length : byText(a[at]!, b[at])
}
