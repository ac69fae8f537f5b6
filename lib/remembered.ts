/** Of one key, a text mostly, always the same is made: it is made once. `make` must be a pure function. */
export const remembered = <K, T>(make: (key: K) => T): ((key: K) => T) => madeOnce(new Map<K, T>(), make)

/** The same of objects, while they are there: of what stands in the source, or of a plan. */
export const rememberedOf = <K extends object, T>(make: (key: K) => T): ((key: K) => T) =>
  madeOnce(new WeakMap<K, T>(), make)

/** The same of texts of which most come again, but no end is known: at `most` of them all are forgotten. */
export function rememberedUpTo<T>(most: number, make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return madeOnce(known, (text) => {
    if (known.size >= most) known.clear()
    return make(text)
  })
}

interface Known<K, T> {
  has(key: K): boolean
  get(key: K): T | undefined
  set(key: K, made: T): unknown
}

/** What is undefined is remembered as well. */
const madeOnce =
  <K, T>(known: Known<K, T>, make: (key: K) => T): ((key: K) => T) =>
  (key) => {
    const found = known.get(key)
    if (found !== undefined || known.has(key)) return found as T
    const made = make(key)
    known.set(key, made)
    return made
  }
