/** Changes down to single values: what a map or a list differs in, each at its path. */
import { isMap } from '../maps.ts'
import type { Change } from './changes.ts'

/** A change of one value. A unit that came or went as a whole stays one: its path is empty. */
export type Leaf = Change

export const leavesOf = (changes: readonly Change[]): Leaf[] =>
  changes.flatMap((change) => (change.path.length === 0 && isWhole(change) ? [change] : split(change)))

const isWhole = ({ before, after }: Change): boolean => before === undefined || after === undefined

function split(change: Change): Leaf[] {
  const { before, after, path } = change
  const [then, now] = [entriesOf(before), entriesOf(after)]
  if ((!then && !now) || (then && !now && after !== undefined) || (now && !then && before !== undefined))
    return [change]
  const keys = [...new Set([...(then?.keys() ?? []), ...(now?.keys() ?? [])])]
  // what is empty came or went as such
  if (keys.length === 0) return [change]
  return keys.flatMap((key) => {
    const [old, young] = [then?.get(key), now?.get(key)]
    if (JSON.stringify(old) === JSON.stringify(young)) return []
    return split({ ...change, path: [...path, key], before: old, after: young })
  })
}

/** By key; items of a list by their name where each has one of its own, else by their place. */
function entriesOf(value: unknown): Map<string, unknown> | undefined {
  if (isMap(value)) return new Map(Object.entries(value))
  if (!Array.isArray(value) || !value.some(isMap)) return undefined
  const names = value.map(nameOf)
  const named = names.every((name) => name !== undefined) && new Set(names).size === names.length
  return new Map(value.map((item, i) => [named ? names[i]! : String(i), item as unknown]))
}

function nameOf(item: unknown): string | undefined {
  if (!isMap(item)) return undefined
  const name = ['name', 'slug', 'display_name', 'key', 'id']
    .map((key) => item[key])
    .find((each) => typeof each === 'string')
  return name as string | undefined
}
