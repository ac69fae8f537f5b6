/** One setting in the text of an input file: comments, order and layout of everything else stay. */
import { isDeepStrictEqual } from 'node:util'
import { isMap, isNode, isScalar, parseDocument, stringify, type Pair, type YAMLMap } from 'yaml'
import { isMap as isPlainMap, type PlainMap } from '../maps.ts'
import type { Plain, Scalar } from './tree.ts'

interface Setting {
  path: readonly string[]
  /** Null takes out what is inherited. */
  value: Plain | null
}

/**
 * The text with a setting; undefined where that cannot be without touching anything else: an alias or a value that is
 * no map is on the way, or the text has errors.
 */
export const withSetting = (text: string, setting: Setting): string | undefined =>
  edited(text, {
    splice: (map) => spliceOf(text, map, setting),
    wanted: (before) => withValue(before, setting),
  })

/**
 * The text without a setting, and without the maps that held nothing else, but for the first `kept` of its path: things
 * with names of their own. Undefined where it does not say it, or where it cannot go without touching anything else.
 */
export const withoutSetting = (text: string, path: readonly string[], kept = 0): string | undefined =>
  edited(text, {
    splice: (map) => removalOf(text, map, { path, kept }),
    wanted: (before) => withoutValue(before, path, kept),
  })

interface Edit {
  splice: (map: YAMLMap) => Splice | undefined
  /** What the text must say then. */
  wanted: (before: PlainMap) => PlainMap | undefined
}

function edited(text: string, { splice, wanted }: Edit): string | undefined {
  const document = parseDocument(text, { logLevel: 'silent' })
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined
  const found = splice(document.contents)
  if (!found) return undefined
  const next = text.includes('\r\n') ? found.text.replaceAll('\n', '\r\n') : found.text
  const after = text.slice(0, found.from) + next + text.slice(found.to)
  const read = parseDocument(after, { logLevel: 'silent' })
  if (read.errors.length > 0) return undefined
  return isDeepStrictEqual(read.toJS(), wanted(document.toJS() as PlainMap)) ? after : undefined
}

/** The setting as a line of an input file: `home: { delete: true }`. */
export function settingLine({ path: [key, ...rest], value }: Setting): string {
  const below = rest.length > 0 ? `{ ${settingLine({ path: rest, value })} }` : written(value)
  return `${keyText(key!)}: ${below}`
}

const keyText = (key: string): string => inBraces(key)

/** A value on one line. */
function written(value: Plain | null): string {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`
  if (!isPlainMap(value)) return inBraces(value)
  const entries = Object.entries(value).map(([key, below]) => `${keyText(key)}: ${written(below)}`)
  return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}'
}

/** A scalar as it may stand within brackets and braces, too. */
function inBraces(value: Scalar | null): string {
  const text = stringify([value], { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trimEnd()
  return text.includes('\n') ? JSON.stringify(value) : text.slice(1, -1)
}

const withValue = (before: PlainMap, { path: [key, ...rest], value }: Setting): PlainMap => {
  const below = before[key!]
  const inner = rest.length === 0 ? value : withValue(isPlainMap(below) ? below : {}, { path: rest, value })
  return { ...before, [key!]: inner }
}

function withoutValue(before: PlainMap, [key, ...rest]: readonly string[], kept: number): PlainMap | undefined {
  const { [key!]: below, ...others } = before
  if (rest.length === 0) return others
  if (!isPlainMap(below)) return undefined
  const inner = withoutValue(below, rest, kept - 1)
  return inner && (kept > 0 || Object.keys(inner).length > 0) ? { ...before, [key!]: inner } : others
}

interface Splice {
  from: number
  to: number
  text: string
}

const pairOf = (map: YAMLMap, key: string | undefined): Pair | undefined =>
  map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)

function spliceOf(text: string, map: YAMLMap, { path, value }: Setting): Splice | undefined {
  const [key, ...rest] = path
  const pair = pairOf(map, key)
  if (!pair) return insertion(text, map, settingLine({ path, value }))
  if (rest.length > 0) return isMap(pair.value) ? spliceOf(text, pair.value, { path: rest, value }) : undefined
  return replacement(text, pair, written(value))
}

/** The value of a pair; what stands on lines of its own below the key goes with all that it holds. */
function replacement(text: string, { key, value }: Pair, next: string): Splice | undefined {
  const end = isNode(key) ? key.range?.[1] : undefined
  if (end === undefined || !isNode(value) || !value.range) return undefined
  const colon = text.indexOf(':', end)
  const [from, to] = value.range
  const isBlock = text.slice(from, to).includes('\n') && !/^[[{"']/.test(text.slice(from, to))
  if (!isBlock && to > from) return { from, to, text: next }
  const last = from + text.slice(from, to).replace(/\r?\n$/, '').length
  return { from: colon + 1, to: Math.max(last, colon + 1), text: ` ${next}` }
}

/** In a map in braces before all else; else on a line of its own, at the end of the file or before the first key. */
function insertion(text: string, map: YAMLMap, line: string): Splice | undefined {
  const start = map.range?.[0]
  if (start === undefined) return undefined
  if (map.flow) {
    const rest = text.slice(start + 1).trimStart()
    return { from: start, to: text.length - rest.length, text: `{ ${line}${map.items.length > 0 ? ', ' : ' '}` }
  }
  const column = start - (text.lastIndexOf('\n', start - 1) + 1)
  if (column > 0) return { from: start, to: start, text: `${line}\n${' '.repeat(column)}` }
  return { from: text.length, to: text.length, text: `${text.endsWith('\n') ? '' : '\n'}${line}\n` }
}

interface Removal {
  path: readonly string[]
  /** How many maps on the way stay, though they hold nothing any more. */
  kept: number
}

function removalOf(text: string, map: YAMLMap, { path: [key, ...rest], kept }: Removal): Splice | undefined {
  const pair = pairOf(map, key)
  if (!pair) return undefined
  if (rest.length === 0) return map.flow ? cutFromBraces(map, pair) : cutLines(text, pair)
  if (!isMap(pair.value)) return undefined
  if (kept > 0 && rest.length === 1 && holdsOnly(pair.value, rest)) return replacement(text, pair, '{}')
  if (kept <= 0 && holdsOnly(pair.value, rest)) return removalOf(text, map, { path: [key!], kept })
  return removalOf(text, pair.value, { path: rest, kept: kept - 1 })
}

/** Whether the map holds nothing but what the path leads to. */
function holdsOnly(map: YAMLMap, [key, ...rest]: readonly string[]): boolean {
  const pair = pairOf(map, key)
  if (!pair || map.items.length !== 1) return false
  return rest.length === 0 || (isMap(pair.value) && holdsOnly(pair.value, rest))
}

const startOf = ({ key }: Pair): number => rangeOf(key)[0]
const endOf = ({ key, value }: Pair): number => Math.max(rangeOf(key)[1], rangeOf(value)[1])

const rangeOf = (node: unknown): readonly [number, number] => {
  const [from, to] = (isNode(node) && node.range) || [-1, -1]
  return [from, to]
}

/** With the comma after it, or before it where it is the last. */
function cutFromBraces(map: YAMLMap, pair: Pair): Splice | undefined {
  const i = map.items.indexOf(pair)
  const [before, next] = [map.items[i - 1], map.items[i + 1]]
  if (next) return { from: startOf(pair), to: startOf(next), text: '' }
  return { from: before ? endOf(before) : startOf(pair), to: endOf(pair), text: '' }
}

/** Its lines as a whole, with the comment behind it; undefined where something else stands before it on its line. */
function cutLines(text: string, pair: Pair): Splice | undefined {
  const from = text.lastIndexOf('\n', startOf(pair) - 1) + 1
  if (text.slice(from, startOf(pair)).trim() !== '') return undefined
  const end = endOf(pair)
  if (end > from && text[end - 1] === '\n') return { from, to: end, text: '' }
  const line = text.indexOf('\n', end)
  return { from, to: line < 0 ? text.length : line + 1, text: '' }
}
