/** Text from an input as data: in Markdown, in a shell and in a Makefile. */

/**
 * Within a line, never at its beginning, where a dash or a number would begin a list: what means something in GitHub's
 * Markdown is escaped.
 */
export const md = (text: string): string =>
  oneLine(text)
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~#!$]/g, (sign) => `\\${sign}`)

/** A code span that holds any text; within a table too, where a bar is escaped even in code. */
export function code(text: string, inTable = false): string {
  const clean = oneLine(text).trim() || ' '
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = /^`|`$|^ .* $/.test(clean) ? ' ' : ''
  return `${fence}${pad}${inTable ? clean.replace(/\|/g, '\\|') : clean}${pad}${fence}`
}

/** A link whose address cannot end the link early. */
export const link = (text: string, url: string): string =>
  `[${md(text)}](<${oneLine(url)
    .trim()
    .replace(/[<>\\ ]/g, encodeURIComponent)}>)`

/** One word of a POSIX shell. */
export const sh = (text: string): string =>
  /^[A-Za-z0-9_./:@%+,=-]+$/.test(text) && !/^[=~]/.test(text) ? text : `'${oneLine(text).replace(/'/g, `'\\''`)}'`

/** A shell line as a line of a Makefile's recipe. */
export const make = (line: string): string =>
  line
    .split('\n')
    .map((part) => `\t${part.replace(/\$/g, () => '$$')}`)
    .join('\n')

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

export const shell = (lines: readonly string[]): string => `\`\`\`bash\n${lines.join('\n')}\n\`\`\``

/** Control characters and line ends become spaces. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
