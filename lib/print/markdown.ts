/**
 * GitHub's Markdown as a type of its own: only the functions here make it, and every text put into it is escaped. So
 * text from an input can never become a heading, a link or markup.
 */
import { rememberedOf } from '../remembered.ts'
import { folded, oneLine } from './plain-text.ts'
import { isShell, type Shell } from './shell.ts'

class MarkdownText {
  readonly source: string
  readonly #inCell: string | undefined
  /** `inCell` where it is not the same. */
  constructor(source: string, inCell?: string) {
    this.source = source
    this.#inCell = inCell
  }
  /** The same in a cell of a table, where a bar is escaped even in code. */
  get inCell(): string {
    return this.#inCell ?? this.source
  }
  get isSameInCell(): boolean {
    return this.#inCell === undefined
  }
}

/** Markdown that hubloom wrote: words of a line, or whole blocks. */
export type Markdown = MarkdownText

/**
 * `` md`the cluster ${name}` ``. A text put into it is text, whatever it holds; shell becomes a code span; Markdown
 * stays Markdown. A line end is a space. Text stands within a line, never at the beginning of one, where a dash or a
 * number would begin a list.
 */
export function md(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Markdown | Shell)[]
): Markdown {
  const texts = textsOf(strings)
  if (values.length === 0) return texts[0]!
  const pieces: Markdown[] = []
  for (let i = 0; i < texts.length; i++) {
    pieces.push(texts[i]!)
    const value = values[i]
    if (value !== undefined) pieces.push(markdownOf(value))
  }
  return joinMarkdown(pieces, '')
}

/**
 * The Markdown between the values of a template, which must not stand in code spans. By the template that stands in the
 * source: it is the same at each use.
 */
const textsOf = rememberedOf((strings: TemplateStringsArray): readonly Markdown[] =>
  strings.map((text, i) => {
    const before = strings.slice(0, i + 1).join('')
    if (i < strings.length - 1 && before.split('`').length % 2 === 0)
      throw new Error(`a value stands in a code span, where Markdown has no escapes; write \${code\`…\`}: ${before}`)
    return new MarkdownText(folded(text))
  }),
)

/** `` code`${folder}/` ``: a code span that holds any text. */
export function code(strings: TemplateStringsArray, ...values: readonly (string | number)[]): Markdown {
  return codeSpan(strings.map((text, i) => text + String(values[i] ?? '')).join(''))
}

/** Plain words in which backticks mark code, as descriptions of settings have them. */
export const prose = (words: string): Markdown =>
  joinMarkdown(
    oneLine(words)
      .split('`')
      .map((text, i) => (i % 2 === 1 ? codeSpan(text) : new MarkdownText(escapeSigns(text)))),
    '',
  )

/** A link whose address cannot end the link early. */
export function link(text: string, url: string): Markdown {
  const address = oneLine(url)
    .trim()
    .replace(/[<>\\ ]/g, encodeURIComponent)
  return new MarkdownText(`[${escape(text)}](<${address}>)`)
}

type Between = '' | ' ' | ', ' | '; ' | ' or ' | ', then ' | '<br>' | '\n' | '\n\n'

/** Pieces, and what stands between them. */
export function joinMarkdown(pieces: readonly Markdown[], between: Between): Markdown {
  const source = pieces.map((piece) => piece.source).join(between)
  if (pieces.every((piece) => piece.isSameInCell)) return new MarkdownText(source)
  return new MarkdownText(source, pieces.map((piece) => piece.inCell).join(between))
}

/** Names in code spans, with commas. */
export const codeList = (names: readonly string[]): Markdown => joinMarkdown(names.map(codeSpan), ', ')

/** Blocks with an empty line between them. */
export const blocks = (parts: readonly Markdown[]): Markdown => joinMarkdown(parts, '\n\n')

/** Lines of one block: items of a list, say. */
export const lines = (parts: readonly Markdown[]): Markdown => joinMarkdown(parts, '\n')

export function table(head: readonly string[], rows: readonly (readonly Markdown[])[]): Markdown {
  const cells = [head.map(escape), head.map(() => '---'), ...rows.map((row) => row.map(({ inCell }) => inCell))]
  return new MarkdownText(cells.map((row) => `| ${row.join(' | ')} |`).join('\n'))
}

/** Commands in a block of their own. */
export const shellBlock = (commands: readonly Shell[], language: 'bash' | 'sh' = 'bash'): Markdown =>
  new MarkdownText(`\`\`\`${language}\n${commands.map(({ script }) => script).join('\n')}\n\`\`\``)

/** Lines of a text of ours in a block of their own. */
export const textBlock = (text: readonly string[], language: 'yaml'): Markdown =>
  new MarkdownText(`\`\`\`${language}\n${text.map(oneLine).join('\n')}\n\`\`\``)

/** The text of a page. */
export const renderMarkdown = (page: Markdown): string => `${page.source}\n`

function markdownOf(value: string | number | Markdown | Shell): Markdown {
  if (value instanceof MarkdownText) return value
  return isShell(value) ? codeSpan(value.script) : new MarkdownText(escape(String(value)))
}

function codeSpan(text: string): Markdown {
  const clean = oneLine(text).trim() || ' '
  const fence = clean.includes('`') ? longerFence(clean) : '`'
  const pad = /^`|`$|^ .* $/.test(clean) ? ' ' : ''
  const span = (inner: string): string => `${fence}${pad}${inner}${pad}${fence}`
  return new MarkdownText(span(clean), clean.includes('|') ? span(clean.replace(/\|/g, '\\|')) : undefined)
}

/** One that no run of backticks in the text ends. */
function longerFence(text: string): string {
  const longest = Math.max(...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  return '`'.repeat(longest + 1)
}

/** What means something in GitHub's Markdown, within a line. */
const escape = (text: string): string => escapeSigns(oneLine(text).trim())

const escapeSigns = (text: string): string =>
  text.replace(/[&<>\\`*_[\]|~#!$]/g, (sign) => ENTITIES[sign] ?? `\\${sign}`)

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
