/** What might have been meant by a key or a trait that is not there. */
import type { ChartKeys, KeyTable } from '../print/helm.ts'
import { bySimilarity, similar } from '../similar.ts'

export type Hint =
  | { kind: 'similar'; key: string }
  | { kind: 'elsewhere'; paths: readonly string[] }
  | { kind: 'release'; release: string }
  | { kind: 'level'; key: string }
  | { kind: 'known'; keys: readonly string[] }

interface Unknown {
  key: string
  siblings: readonly string[]
  /** What is known of the key beside this chart. */
  beside?: Hint | undefined
}

/** A key by another spelling, or the paths that it stands under in the same chart, as a key or as a trait. */
export function keyHint(chart: ChartKeys, { key, siblings, beside }: Unknown): Hint {
  const spelt = spelling(key, siblings)
  if (spelt !== undefined) return { kind: 'similar', key: spelt }
  const traits = ownersOf(chart, key)
  if (traits.length > 0) return { kind: 'elsewhere', paths: traits }
  const others = holders(chart.keys, key)
  if (others.length > 0 && others.length <= MOST_PLACES) return { kind: 'elsewhere', paths: others }
  return beside ?? nearest(key, siblings)
}

/** A trait by another spelling, of another class, or a key of the chart. */
export function traitHint(chart: ChartKeys, own: readonly string[], trait: string): Hint {
  const spelt = spelling(trait, own)
  if (spelt !== undefined) return { kind: 'similar', key: spelt }
  const places = [ownersOf(chart, trait), holders(chart.keys, trait)].find((found) => found.length > 0)
  return places ? { kind: 'elsewhere', paths: places } : nearest(trait, own)
}

/** The known word that is meant, else the most similar ones. */
export function nearest(key: string, known: readonly string[]): Hint {
  const meant = similar(key, known)
  return meant === undefined
    ? { kind: 'known', keys: bySimilarity(key, known).slice(0, MOST_SHOWN) }
    : { kind: 'similar', key: meant }
}

/** More places or words help nobody. */
const MOST_PLACES = 3
const MOST_SHOWN = 8

/** The same but for capitals and marks: `mem_limit` and `memLimit`. */
const spelling = (key: string, known: readonly string[]): string | undefined =>
  known.find((each) => bare(each) === bare(key))
const bare = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Classes that have a trait of their own by this name, as paths of the chart's values. */
function ownersOf({ classes }: ChartKeys, trait: string): string[] {
  if (!classes) return []
  const names = Object.keys(classes.table).filter((name) => Object.hasOwn(classes.table[name]!.traits, trait))
  return names.slice(0, MOST_PLACES).map((name) => [...classes.at, name].join('.'))
}

/** Paths of the maps that have a key of this name, the shallowest first. */
function holders(table: KeyTable, key: string): string[] {
  const found: string[][] = []
  const walk = (here: KeyTable, path: readonly string[]): void => {
    if (typeof here === 'string') return
    if (path.length > 0 && Object.hasOwn(here, key)) found.push([...path])
    for (const [step, inner] of Object.entries(here)) walk(inner, [...path, step])
  }
  walk(table, [])
  const shallow = Math.min(...found.map(({ length }) => length))
  return found.filter(({ length }) => length === shallow).map((path) => path.join('.'))
}
