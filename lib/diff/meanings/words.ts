/** Amounts and names as people say them. */
import { inWords } from '../../plan/units.ts'

/** What several changes of one thing may be, by its key. */
export interface Matched<T> {
  key: string
  before: T | undefined
  after: T | undefined
}

/** Things of two lists with the same key, in the order of the keys. */
export function matched<T>(before: readonly T[], after: readonly T[], keyOf: (thing: T) => string): Matched<T>[] {
  const [then, now] = [before, after].map((things) => new Map(things.map((thing) => [keyOf(thing), thing])))
  return [...new Set([...then!.keys(), ...now!.keys()])]
    .sort()
    .map((key) => ({ key, before: then!.get(key), after: now!.get(key) }))
}

/** MiB, `8 → 12 GiB`. */
export function fromTo(before: number, after: number): string {
  const [then, now] = [inWords(before), inWords(after)]
  const [unit, other] = [then, now].map((text) => text.split(' ')[1])
  return unit === other ? `${then.split(' ')[0]} → ${now}` : `${then} → ${now}`
}

/** Seconds: `20 minutes`, `1 hour`. */
export function span(seconds: number): string {
  const unit = UNITS.find(([, size]) => seconds % size === 0) ?? UNITS.at(-1)!
  return plural(seconds / unit[1], unit[0])
}

const UNITS: readonly [string, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
]

export const plural = (count: number, noun: string, many = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : many}`

/** US dollars: `$1.01`, `$240`. */
export const dollars = (amount: number): string =>
  amount >= 20 ? `$${Math.round(amount)}` : `$${amount.toFixed(amount < 0.1 ? 3 : 2)}`

/** Names in a row, at most so many. */
export function some(names: readonly string[], most = 6): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}

/** What is in one list and not in the other. */
export const without = (names: readonly string[], others: readonly string[]): string[] =>
  names.filter((name) => !others.includes(name))

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** `A day of July 2027`: `5 July 2027`. */
export function day(date: string): string {
  const [year, month, number] = date.split('-').map(Number) as [number, number, number]
  return `${number} ${MONTHS[month - 1]} ${year}`
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
