/** One setting in the text of an input file: comments, order and layout of everything else stay. */
import { isDeepStrictEqual } from 'node:util'
import { isMap, isScalar, parseDocument, stringify, type YAMLMap } from 'yaml'
import { deepAdd, type PlainMap } from '../maps.ts'

interface Setting {
  path: readonly string[]
  value: string | number | boolean
}

/**
 * The text with a setting; undefined where that cannot be without touching anything else: an alias or a value that is
 * no map is on the way, or the text has errors.
 */
export function withSetting(text: string, setting: Setting): string | undefined {
  const document = parseDocument(text, { logLevel: 'silent' })
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined
  const splice = spliceOf(text, document.contents, setting)
  if (!splice) return undefined
  const edited = text.slice(0, splice.from) + splice.text + text.slice(splice.to)
  const after = parseDocument(edited, { logLevel: 'silent' })
  const wanted = deepAdd(document.toJS() as PlainMap, nested(setting))
  return after.errors.length === 0 && isDeepStrictEqual(after.toJS(), wanted) ? edited : undefined
}

/** The setting as a line of an input file: `home: { delete: true }`. */
export function settingLine({ path: [key, ...rest], value }: Setting): string {
  return `${key}: ${rest.length > 0 ? `{ ${settingLine({ path: rest, value })} }` : written(value)}`
}

const written = (value: Setting['value']): string => stringify(value, { lineWidth: 0 }).trimEnd()

const nested = ({ path, value }: Setting): Record<string, unknown> =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>

interface Splice {
  from: number
  to: number
  text: string
}

function spliceOf(text: string, map: YAMLMap, { path, value }: Setting): Splice | undefined {
  const [key, ...rest] = path
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key)
  if (!pair) return insertion(text, map, settingLine({ path, value }))
  if (rest.length > 0) return isMap(pair.value) ? spliceOf(text, pair.value, { path: rest, value }) : undefined
  if (!isScalar(pair.value) || !pair.value.range) return undefined
  return { from: pair.value.range[0], to: pair.value.range[1], text: written(value) }
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
