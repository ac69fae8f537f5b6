/** Maps of plain data: what JSON, YAML and Terraform's JSON are made of. */

export type PlainMap = Readonly<Record<string, unknown>>

/** A map of plain data: no list, and no value of a class, such as a Terraform expression. */
export function isMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** What stands at a path of keys; undefined where nothing does. */
export const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((here, key) => (isMap(here) && Object.hasOwn(here, key) ? here[key] : undefined), value)

/**
 * Lays `over` on `base`, map by map; anything else replaces, as Helm does with values files. What is undefined in
 * `over` is absent: it takes nothing away.
 */
export function deepAdd(base: PlainMap, over: PlainMap): Record<string, unknown> {
  const out = { ...base }
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue
    const below = out[key]
    out[key] = isMap(below) && isMap(value) ? deepAdd(below, value) : value
  }
  return out
}

/**
 * Joins two maps of equal rank: maps merge, lists add up. Two values that disagree are a fault of the program, and it
 * throws; `name` says where in its message.
 */
export function addUp(a: PlainMap, b: PlainMap, name: string): Record<string, unknown> {
  const out: Record<string, unknown> = { ...a }
  for (const [key, value] of Object.entries(b)) {
    if (value !== undefined) out[key] = addUpValues(out[key], value, `${name}.${key}`)
  }
  return out
}

function addUpValues(a: unknown, b: unknown, name: string): unknown {
  if (a === undefined || a === b) return b
  if (isMap(a) && isMap(b)) return addUp(a, b, name)
  if (Array.isArray(a) && Array.isArray(b)) {
    const known = new Set(a.map((item) => JSON.stringify(item)))
    return [...a, ...b.filter((item) => !known.has(JSON.stringify(item)))]
  }
  throw new Error(`two services disagree on ${name}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`)
}

/** Keys in order, at every depth, so that the same data always gives the same text. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const map = value as PlainMap
  const out: Record<string, unknown> = {}
  for (const key of sortedKeys(map)) put(out, key, sortKeys(map[key]))
  return out
}

/** The keys of a map in order. Most are few, and written nearly in it: then each is put back to its place. */
export function sortedKeys(map: object): string[] {
  const keys = Object.keys(map)
  if (keys.length > 50) return keys.sort()
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!
    let place = i
    for (; place > 0 && keys[place - 1]! > key; place--) keys[place] = keys[place - 1]!
    keys[place] = key
  }
  return keys
}

/** Adds a key to a map in the making: `__proto__` is one as any other. */
export function put(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') map[key] = value
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Compares texts by their UTF-16 code units: the same order on every machine, in every locale. */
export function byText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** The paths of everything in a value that is no map, an empty map included. */
export function leafPaths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (value === undefined) return []
  if (!isMap(value) || Object.keys(value).length === 0) return [path]
  return Object.entries(value).flatMap(([key, item]) => leafPaths(item, [...path, key]))
}

/** Items by what `key` says of each, in their order. */
export function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const name = key(item)
    const group = groups.get(name)
    if (group) group.push(item)
    else groups.set(name, [item])
  }
  return groups
}
