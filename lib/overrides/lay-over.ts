/**
 * Lays an override on what is there, as Helm does with values files: maps merge, anything else replaces. A list can be
 * changed, too: `{ add: […], remove: […] }`, or, where its items have names, a map by name.
 */
import { isMap, type PlainMap } from '../maps.ts'

export function layOver(below: PlainMap, over: PlainMap): Record<string, unknown> {
  const out = { ...below }
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue
    out[key] = changedList(out[key], value, key) ?? laid(out[key], value)
  }
  return out
}

const laid = (below: unknown, over: unknown): unknown => (isMap(over) ? layOver(isMap(below) ? below : {}, over) : over)

/** The list that a change makes of the one below; undefined where the override is no change of a list. */
function changedList(below: unknown, change: unknown, key: string): unknown[] | undefined {
  // what containers may do is a map of these words itself
  const items = below === undefined && key !== 'capabilities' && isAddRemove(change) ? [] : below
  if (!Array.isArray(items) || !isListChange(items, change)) return undefined
  return isAddRemove(change) ? addedAndRemoved(items, change) : byName(items, change)
}

/** Whether an override changes a list with these items, in place of replacing it. */
export const isListChange = (items: readonly unknown[], over: unknown): over is PlainMap =>
  isAddRemove(over) || (isMap(over) && items.length > 0 && items.every(isNamed) && Object.values(over).every(isMap))

const isAddRemove = (over: unknown): over is { add?: unknown[]; remove?: unknown[] } =>
  isMap(over) &&
  Object.keys(over).length > 0 &&
  Object.entries(over).every(([key, value]) => ['add', 'remove'].includes(key) && Array.isArray(value))

const isNamed = (item: unknown): item is { name: string } => isMap(item) && typeof item['name'] === 'string'

/** Things with names are taken out by name, others by what they are. What is there is not added again. */
function addedAndRemoved(
  items: readonly unknown[],
  { add = [], remove = [] }: { add?: unknown[]; remove?: unknown[] },
) {
  const gone = new Set(remove.map((item) => JSON.stringify(item)))
  const kept = items.filter(
    (item) => !gone.has(JSON.stringify(item)) && !(isNamed(item) && gone.has(JSON.stringify(item.name))),
  )
  const there = new Set(kept.map((item) => JSON.stringify(item)))
  return [...kept, ...add.filter((item) => !there.has(JSON.stringify(item)))]
}

function byName(items: readonly unknown[], change: PlainMap): unknown[] {
  const named = items as readonly { name: string }[]
  const there = named.map((item) => {
    const over = change[item.name]
    return isMap(over) ? layOver(item, over) : item
  })
  const more = Object.entries(change).filter(([name]) => !named.some((item) => item.name === name))
  return [...there, ...more.map(([name, over]) => ({ name, ...(over as PlainMap) }))]
}

/** Items of lists that an override replaces and does not name again: by path, in words. */
export function lostItems(
  below: unknown,
  over: unknown,
  path: readonly string[] = [],
): { path: readonly string[]; lost: string[] }[] {
  if (isMap(below) && isMap(over))
    return Object.entries(over).flatMap(([key, value]) => lostItems(below[key], value, [...path, key]))
  if (!Array.isArray(below) || !Array.isArray(over)) return []
  const kept = new Set(over.map(wordOf))
  const lost = below.map(wordOf).filter((word) => !kept.has(word))
  return lost.length > 0 ? [{ path, lost }] : []
}

const wordOf = (item: unknown): string => {
  if (isNamed(item)) return item.name
  if (isMap(item) && typeof item['display_name'] === 'string') return item['display_name']
  const text = typeof item === 'string' ? item : JSON.stringify(item)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
