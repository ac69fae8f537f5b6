/** What rules refuse of a draft's settings is taken back. */
import { isMap, type PlainMap } from '../maps.ts'
import { textOf } from '../wording.ts'
import { errorsOf, type Draft, type Target } from './draft.ts'
import { settingAt } from './hub-file.ts'
import type { Values } from './values.ts'
import { some } from './words.ts'

/** At most so many settings are taken back, one after the other. */
const MOST_ATTEMPTS = 40
/** Without these nothing is compiled at all; whoever imports completes them. */
const NEEDED = ['domain', 'profile', 'overrides']
/** A size with other figures would be another one. */
const AMOUNTS = ['memory', 'cpu', 'gpu', 'gpus', 'gpu-slices']

/** Problems that go with what they follow from: a size or an environment that has another one. */
const FOLLOWING = ['environment-without-size', 'unknown-on-card', 'no-environment', 'no-size']

/** Who may enter is in no file that was imported: somebody says it afterwards. */
const CLOSED = ['nobody-may-enter', 'cilogon-provider']

interface Refused {
  code: string
  path: readonly string[]
  why: string
}

/** Takes back each setting that a rule refuses: what it was made of is then an override, or not carried. */
export function settle(draft: Draft, { target, values }: { target: Target; values: readonly Values[] }): Draft {
  let here = draft
  for (let i = 0; i < MOST_ATTEMPTS; i++) {
    const { text, errors } = errorsOf(here, target)
    const isClosed = errors.some(({ code }) => !here.isClosed && CLOSED.includes(code))
    const refused = errors
      .filter(({ code }) => !isClosed || !CLOSED.includes(code))
      .map((error): Refused => {
        const path = wholeOf(settingAt(text, error.at) ?? [])
        return { code: error.code, path, why: textOf(error).message }
      })
      .filter(({ path: [key] }) => key !== undefined && !NEEDED.includes(key))
    if (isClosed) here = { ...here, isClosed }
    else if (refused.length === 0) break
    for (const { path, why } of first(refused)) {
      for (const each of values) each.takeBack(path, why)
      const { settings, empty } = unnamed(without(here.settings, path), path)
      for (const card of empty) for (const each of values) each.takeBack(['form', 'cards', card], why)
      here = { ...here, settings }
    }
  }
  return here
}

/** Those that follow from no other. */
function first(refused: readonly Refused[]): readonly Refused[] {
  const causes = refused.filter(({ code }) => !FOLLOWING.includes(code))
  return causes.length > 0 ? causes : refused
}

const wholeOf = (path: readonly string[]): readonly string[] => {
  if (path[0] === 'sizes' && AMOUNTS.includes(path[2] ?? '')) return path.slice(0, 2)
  // so would be an answer
  return path[1] === 'options' && path[3] === 'choices' ? path.slice(0, 5) : path
}

function without(map: PlainMap, [key, ...rest]: readonly string[]): PlainMap {
  const { [key!]: child, ...others } = map
  const inner = rest.length > 0 && isMap(child) ? without(child, rest) : {}
  return Object.keys(inner).length > 0 ? { ...map, [key!]: inner } : others
}

/** Without the name of a size or an environment where others name it, and without cards that then have none. */
function unnamed(
  settings: PlainMap,
  [kind, name, ...rest]: readonly string[],
): { settings: PlainMap; empty: readonly string[] } {
  if (rest.length > 0 || name === undefined || (kind !== 'sizes' && kind !== 'environments'))
    return { settings, empty: [] }
  const { sizes, form } = settings
  const cards = isMap(form) && isMap(form['cards']) ? dropped(form['cards'], kind, name) : {}
  const empty = Object.keys(cards).filter((key) => isEmptied(cards[key], kind))
  const kept = Object.fromEntries(Object.entries(cards).filter(([key]) => !empty.includes(key)))
  const all = {
    ...settings,
    ...(isMap(sizes) ? { sizes: dropped(sizes, kind, name) } : {}),
    ...(isMap(form) ? { form: some({ ...form, cards: some(kept) }) } : {}),
  }
  return { settings: all, empty }
}

const dropped = (things: PlainMap, kind: string, name: string): PlainMap =>
  Object.fromEntries(
    Object.entries(things).map(([key, thing]) => {
      const names = isMap(thing) ? thing[kind] : undefined
      return [
        key,
        Array.isArray(names) ? { ...(thing as PlainMap), [kind]: names.filter((each) => each !== name) } : thing,
      ]
    }),
  )

const isEmptied = (thing: unknown, kind: string): boolean => {
  const names = isMap(thing) ? thing[kind] : undefined
  return Array.isArray(names) && names.length === 0
}
