/**
 * Plain data as YAML that readers of version 1.1 (Helm, kubectl) and 1.2 understand alike: keys sorted, doubtful
 * scalars quoted.
 */

import { isMap, sortedKeys } from '../maps.ts'
import { remembered, rememberedUpTo } from '../remembered.ts'

/**
 * Words that one of the two versions reads as something else than text (yaml.org/type, yaml.org/spec/1.2.2 chapter 10).
 */
const WORDS = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf'])
const LONGEST_WORD = 5
/**
 * Text that begins with a letter or a slash, holds no `: `, ` #` or quotes, and does not end in a colon or space, is
 * plain text in both.
 */
const PLAIN = /^[A-Za-z/](?:[A-Za-z0-9_./@+=~-]|:(?=[A-Za-z0-9_/.-])| (?=[A-Za-z0-9_./(]))*$/
/** An exponent without digits before it, which some readers of 1.1 take for a number. */
const EXPONENT = /^[eE][-+]?[0-9][0-9_]*$/
const LITERAL = /^(?!\s)[^\r\t\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF\uD800-\uDFFF]*$/

export const renderYaml = (value: unknown): string => `${valueText(value, '', '')}\n`

/** Several documents in one file. */
export const renderYamlDocuments = (values: readonly unknown[]): string =>
  values.map((value) => `---\n${renderYaml(value)}`).join('')

/**
 * What stands after a key's colon or a list's dash: a scalar beside it, or lines of their own. Each of these begins
 * with `pad`; before the first one stands `begin`.
 */
function valueText(value: unknown, pad: string, begin: string): string {
  if (typeof value === 'string') return (value.includes('\n') && literalBlocks(pad)(value)) || scalarText(value)
  if (Array.isArray(value)) return listText(value, pad, begin)
  if (isMap(value)) return mapText(value, pad, begin)
  return ` ${scalar(value)}`
}

function listText(items: readonly unknown[], pad: string, begin: string): string {
  const below = `${pad}  `
  const next = `\n${pad}`
  let text = ''
  for (const item of items) {
    text += text === '' ? begin : next
    text += '-'
    text += valueText(item, below, ' ')
  }
  return text === '' ? ' []' : text
}

function mapText(map: Readonly<Record<string, unknown>>, pad: string, begin: string): string {
  const below = `${pad}  `
  const next = `\n${pad}`
  const beginBelow = `\n${below}`
  let text = ''
  for (const key of sortedKeys(map)) {
    const value = map[key]
    if (value === undefined) continue
    text += text === '' ? begin : next
    text += keyText(key)
    text += valueText(value, below, beginBelow)
  }
  return text === '' ? ' {}' : text
}

const isLiteral = (text: string): boolean =>
  LITERAL.test(text) && !/[ ]\n/.test(text) && !text.endsWith(' ') && !/\n\n$/.test(text)

function literalBlock(text: string, pad: string): string {
  const lines = text.replace(/\n$/, '').replace(/^(?=.)/gm, pad || '  ')
  return ` |${text.endsWith('\n') ? '' : '-'}\n${lines}`
}

const plainOrQuoted = (text: string): string =>
  PLAIN.test(text) && !EXPONENT.test(text) && !isWord(text) ? text : quoted(text)

const isWord = (text: string): boolean => text.length <= LONGEST_WORD && WORDS.has(text.toLowerCase())

/** The same keys, texts and scripts stand in the files of all hubs; the rest must not stay. */
const keyText = rememberedUpTo(5000, (key) => `${plainOrQuoted(key)}:`)
const scalarText = rememberedUpTo(5000, (text) => ` ${plainOrQuoted(text)}`)
const literalBlocks = remembered((pad: string) =>
  rememberedUpTo(50, (text) => (isLiteral(text) ? literalBlock(text, pad) : undefined)),
)

function scalar(value: unknown): string {
  if (typeof value === 'number') return number(value)
  if (typeof value === 'boolean' || value === null) return String(value)
  throw new TypeError(`no YAML for ${kindOf(value)}: outputs never hold it`)
}

function kindOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : typeof value
}

/** JSON's strings are YAML's double-quoted ones; what both versions do not print is escaped. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** `1e+21` is text in YAML 1.1 without a dot; write such numbers out. */
function number(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('no YAML for an infinite number')
  const text = String(value)
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text
}
