/** A few lines of an input around one of them, which read alone. */

export interface Excerpt {
  file: string
  lines: readonly string[]
}

/** More lines than these say less. */
const MOST = 8
const BELOW = 3

/** The block at the top of the file that a line stands in, or of a long one the line with what it stands below. */
export function excerptAt(file: string, text: string, line: number): Excerpt {
  const rows = text.split('\n').map((row) => row.trimEnd())
  if (!file.endsWith('.yaml')) return { file, lines: rows.slice(Math.max(line - 2, 0), line + 1) }
  const isTop = (row: string | undefined): boolean => row !== undefined && /^[^\s#}\]]/.test(row)
  line = Math.min(line, rows.length)
  let first = line - 1
  while (first > 0 && !isTop(rows[first])) first--
  let end = line
  while (end < rows.length && !isTop(rows[end])) end++
  const block = rows.slice(first, end).filter((row) => row.trim() !== '')
  return { file, lines: block.length <= MOST ? block : [...above(rows, first, line - 1), ...below(rows, line - 1)] }
}

/** The keys that a line stands below, outermost first. */
function above(rows: readonly string[], first: number, at: number): string[] {
  const found: string[] = []
  let indent = indentOf(rows[at]!)
  for (let i = at - 1; i >= first && indent > 0; i--) {
    const row = rows[i]!
    if (row.trim() === '' || row.trim().startsWith('#') || indentOf(row) >= indent) continue
    found.unshift(row)
    indent = indentOf(row)
  }
  return found
}

/** The line and the first of those below it. */
function below(rows: readonly string[], at: number): string[] {
  const indent = indentOf(rows[at]!)
  const rest = rows.slice(at + 1)
  const end = rest.findIndex((row) => row.trim() === '' || indentOf(row) <= indent)
  return [rows[at]!, ...rest.slice(0, Math.min(end < 0 ? rest.length : end, BELOW))]
}

const indentOf = (row: string): number => row.length - row.trimStart().length
