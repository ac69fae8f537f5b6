/** Text from an input is data. Each function here keeps it so in one more language. */
import { html } from '../../print/html.ts'

/**
 * A text with `**bold**`, `*italics*` and `[links](https://…)` as HTML, which Markdown would show alike. All else
 * stays text: what looks like HTML, and links to anything but pages, paths and mail addresses.
 */
export const marked = (text: string): string =>
  text
    .split(MARKS)
    .map((part, i) => {
      // what the pattern matched stands at the odd places
      if (i % 2 === 0) return html(part)
      const [, shown, address] = /^\[(.+)\]\((.+)\)$/s.exec(part) ?? []
      if (shown !== undefined) return `<a href="${html(address!)}">${marked(shown)}</a>`
      if (/^\*\*.+\*\*$/s.test(part)) return `<strong>${marked(part.slice(2, -2))}</strong>`
      return `<em>${marked(part.slice(1, -1))}</em>`
    })
    .join('')

const MARKS =
  /(\[[^[\]]+\]\((?:https?:\/\/|mailto:|\/(?!\/))[^\s()<>"'`{}]+\)|\*\*(?!\s)(?:[^*]|\*(?!\*))+\*\*|\*(?![\s*])[^*]+\*)/

/** A regular expression that stands in HTML's `pattern="…"` and in Python alike: quotes and ampersands as escapes. */
export const regexInHtml = (pattern: string): string =>
  pattern.replace(/\\([\s\S])|["&]/g, (found, escaped: string | undefined) => HTML_HEX[escaped ?? found] ?? found)

const HTML_HEX: Readonly<Record<string, string>> = { '"': '\\x22', '&': '\\x26' }

/** One word of a POSIX shell command. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replace(/'/g, () => "'\\''")}'`

/**
 * One word of `hub.args`, which the chart runs through Helm's templates and puts into YAML as it is
 * (hub/deployment.yaml of jupyterhub 4.4.0): JSON is YAML, and no template begins in it.
 */
export const helmWord = (word: string): string =>
  /^[-/]*[a-z][A-Za-z0-9_./=-]*$/.test(word) && !/^(y|n|yes|no|true|false|on|off|null)$/.test(word)
    ? word
    : JSON.stringify(word).replace(/\{\{/g, () => '{{"{{"}}')
