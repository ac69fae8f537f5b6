/**
 * Plain data as YAML that readers of version 1.1 (Helm, kubectl) and 1.2 understand alike: keys sorted, doubtful
 * scalars quoted.
 */

import { isMap } from '../maps.ts'

/**
 * Words that one of the two versions reads as something else than text (yaml.org/type, yaml.org/spec/1.2.2 chapter 10).
 */
const WORDS = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf'])
/**
 * Text that begins with a letter or a slash, holds no `: `, ` #` or quotes, and does not end in a colon or space, is
 * plain text in both.
 */
const PLAIN = /^[A-Za-z/](?:[A-Za-z0-9_./@+=~-]|:(?=[A-Za-z0-9_/.-])| (?=[A-Za-z0-9_./(]))*$/
/** An exponent without digits before it, which some readers of 1.1 take for a number. */
const EXPONENT = /^[eE][-+]?[0-9][0-9_]*$/
const LITERAL = /^(?!\s)[^\r\t\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF\uD800-\uDFFF]*$/

export function renderYaml(value: unknown): string {
  return `${block(value, 0).replace(/^\n/, '')}\n`
}

/** Several documents in one file. */
export const renderYamlDocuments = (values: readonly unknown[]): string =>
  values.map((value) => `---\n${renderYaml(value)}`).join('')

function block(value: unknown, indent: number): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []'
    const pad = '  '.repeat(indent)
    return value
      .map(
        (item) =>
          `\n${pad}- ` +
          `${isFilled(item) ? block(item, indent + 1).slice(1 + 2 * (indent + 1)) : block(item, indent + 1).slice(1)}`,
      )
      .join('')
  }
  if (isMap(value)) {
    const keys = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort()
    if (keys.length === 0) return ' {}'
    const pad = '  '.repeat(indent)
    return keys
      .map((key) => {
        const item = value[key]
        return `\n${pad}${scalar(key)}:${block(item, indent + 1)}`
      })
      .join('')
  }
  if (typeof value === 'string' && value.includes('\n') && isLiteral(value)) return literalBlock(value, indent)
  return ` ${scalar(value)}`
}

const isFilled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).some((item) => item !== undefined)

const isLiteral = (text: string): boolean =>
  LITERAL.test(text) && !/[ ]\n/.test(text) && !text.endsWith(' ') && !/\n\n$/.test(text)

function literalBlock(text: string, indent: number): string {
  const pad = '  '.repeat(Math.max(indent, 1))
  const lines = text.replace(/\n$/, '').split('\n')
  return ` |${text.endsWith('\n') ? '' : '-'}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`
}

function scalar(value: unknown): string {
  if (typeof value === 'string')
    return PLAIN.test(value) && !EXPONENT.test(value) && !WORDS.has(value.toLowerCase()) ? value : quoted(value)
  if (typeof value === 'number') return number(value)
  if (typeof value === 'boolean') return String(value)
  throw new TypeError(`no YAML for ${kindOf(value)}: outputs never hold it`)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return typeof value === 'object' ? value.constructor.name : typeof value
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
