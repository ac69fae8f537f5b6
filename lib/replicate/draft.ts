/** The new repository's inputs while they are being edited, and what each edit means to whoever takes them over. */
import { LineCounter, isMap, isNode, isScalar, isSeq, parseDocument, type Pair } from 'yaml'
import type { InputTexts } from '../compile.ts'
import { withSetting, withoutSetting } from '../layers/edit.ts'
import type { Plain } from '../layers/tree.ts'
import type { Registry } from '../registry.ts'
import { namedKeys, writePath, type Path } from './paths.ts'

/** What became of a setting. `kept` stands as it was and is to be read again. */
export type Fate = 'lost' | 'changed' | 'kept'

/** A setting that is not what it was: `file` and `line` are those of the original inputs. */
export interface Row {
  fate: Fate
  file: string
  line: number
  setting: string
  was: string
  why: string
}

export interface Draft {
  texts: ReadonlyMap<string, string>
  rows: readonly Row[]
}

/** A setting by the file that says it. */
export interface Place {
  file: string
  path: Path
}

/** What edits need to know beside the draft. */
export interface Originals {
  texts: InputTexts['texts']
  /** The file that the cluster's settings are from: the owner's, where its hubs are tenants. */
  cluster?: string
  registry: Registry
}

export type Told = Pick<Row, 'fate' | 'why'>

/** The draft without a setting, or an item of a list; undefined where it cannot go without touching anything else. */
export function removed(draft: Draft, place: Place, told: Told & { from: Originals }): Draft | undefined {
  const text = draft.texts.get(place.file)
  const next = text === undefined ? undefined : withoutPlace(text, place, told.from.registry)
  return next === undefined ? undefined : withText(withRow(draft, place, told), place.file, next)
}

/** The draft with another value of a setting; as it is where that cannot be written. */
export function replaced(draft: Draft, place: Place, value: Plain | null): Draft {
  const path = place.path.map(String)
  const next = withSetting(draft.texts.get(place.file) ?? '', { path, value })
  return next === undefined ? draft : withText(draft, place.file, next)
}

/** The draft with a row about a setting, as it stands in the original inputs. */
export function withRow(draft: Draft, { file, path }: Place, { fate, why, from }: Told & { from: Originals }): Draft {
  const now = draft.texts.get(file)
  const item = typeof path.at(-1) === 'number' && now !== undefined ? standingAt(now, path) : undefined
  const original = from.texts.has(file) ? file : (from.cluster ?? file)
  const { line, was } = writtenAt(from.texts.get(original) ?? '', path, item)
  return { ...draft, rows: [...draft.rows, { fate, file: original, line, setting: writePath(path), was, why }] }
}

const withText = (draft: Draft, file: string, text: string): Draft => ({
  ...draft,
  texts: new Map(draft.texts).set(file, text),
})

function withoutPlace(text: string, { file, path }: Place, registry: Registry): string | undefined {
  const keys = path.map(String)
  const item = path.at(-1)
  if (typeof item !== 'number') return withoutSetting(text, keys, namedKeys(file, path, registry))
  const list = standingAt(text, path.slice(0, -1))
  if (!Array.isArray(list)) return undefined
  const others = list.filter((_, i) => i !== item) as Plain[]
  const above = path.slice(0, -1)
  return others.length > 0
    ? withSetting(text, { path: keys.slice(0, -1), value: others })
    : withoutPlace(text, { file, path: above }, registry)
}

/** What stands at a path, as plain data. */
export const standingAt = (text: string, path: Path): unknown =>
  path.reduce<unknown>(
    (here, step) => (typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[step] : undefined),
    parseDocument(text, { logLevel: 'silent' }).toJS() as unknown,
  )

/** Line and text of a setting as it is written; of its nearest parent where the file does not say it itself. */
export function writtenAt(text: string, path: Path, item?: unknown): { line: number; was: string } {
  const counter = new LineCounter()
  const document = parseDocument(text, { logLevel: 'silent', lineCounter: counter })
  let here: unknown = document.contents
  let [from, to] = [0, 0]
  for (const [i, step] of path.entries()) {
    const next = childAt(here, i === path.length - 1 && item !== undefined ? { item } : { step })
    if (!next) break
    here = next.value
    ;[from, to] = next.range
  }
  return { line: counter.linePos(from).line, was: short(text.slice(from, to)) }
}

interface Child {
  value: unknown
  range: readonly [number, number]
}

function childAt(node: unknown, { step, item }: { step?: string | number; item?: unknown }): Child | undefined {
  if (isMap(node) && step !== undefined) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
    return pair && { value: pair.value, range: rangeOfPair(pair) }
  }
  if (!isSeq(node)) return undefined
  const found =
    item === undefined ? node.items[Number(step)] : node.items.find((each) => isScalar(each) && each.value === item)
  return isNode(found) && found.range ? { value: found, range: [found.range[0], found.range[1]] } : undefined
}

function rangeOfPair({ key, value }: Pair): readonly [number, number] {
  const [from, end] = (isNode(key) && key.range) || [0, 0]
  return [from, (isNode(value) && value.range?.[1]) || end]
}

/** Longest text of a setting in a table. */
const MOST = 100

const short = (text: string): string => {
  const line = text
    .split('\n')
    .map((each) => each.replace(/(^|\s)#.*$/, '').trim())
    .filter(Boolean)
    .join(' ')
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line
}
