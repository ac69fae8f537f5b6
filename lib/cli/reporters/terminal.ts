/** What a terminal can show, and how texts are fitted to it. */
import pc from 'picocolors'
import { holdsSecret, looksSecret } from '../../secrets.ts'

/** Where something is printed. Nothing of it is set where that is a file or another program. */
export interface Terminal {
  colour: boolean
  /** Columns. */
  width?: number
  /** A line of an input file, from 1: shown under a problem. */
  lineOf?: (file: string, line: number) => string | undefined
}

export const NO_TERMINAL: Terminal = { colour: false }

/** Narrower ones are left to wrap by themselves. */
const MIN_WIDTH = 40

/**
 * `NO_COLOR` (no-color.org) and `TERM=dumb` switch colours off, `FORCE_COLOR` on; else a terminal has them. A width has
 * a terminal only.
 */
export function terminalOf(
  { isTTY = false, columns = 0 }: { isTTY?: boolean; columns?: number },
  { NO_COLOR = '', FORCE_COLOR = '', TERM }: Readonly<Record<string, string | undefined>>,
): Terminal {
  const isForced = FORCE_COLOR !== '' && FORCE_COLOR !== '0'
  const colour = NO_COLOR === '' && (isForced || (isTTY && TERM !== 'dumb' && FORCE_COLOR !== '0'))
  return { colour, width: isTTY && columns >= MIN_WIDTH ? columns : undefined }
}

/** A text in lines of at most `width` columns: the first begins after `used` ones, the others after `indent` spaces. */
export function wrapped(text: string, { width }: Terminal, { used, indent }: { used: number; indent: number }): string {
  if (width === undefined) return text
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const room = width - (lines.length === 0 ? used : indent)
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}

/** The line that a problem is on, with a caret below the word; nothing where it is not at hand or may hold a secret. */
export function excerpt(
  { file, line, column }: { file: string; line: number; column: number },
  { lineOf, width = 120, colour }: Terminal,
): string[] {
  const text = lineOf?.(file, line)?.replaceAll('\t', ' ')
  if (text === undefined || text.trim() === '' || !isPrintable(text) || maySecret(text)) return []
  const gutter = ` ${line} | `
  const from = column - 1 < width - gutter.length - 10 ? 0 : column - 1 - Math.floor(width / 2)
  const shown = text.slice(from, from + width - gutter.length)
  const word = /^(?:[\w./-]+|.)/.exec(text.slice(column - 1))?.[0].length ?? 1
  const caret = '^'.repeat(Math.max(1, Math.min(word, shown.length - (column - 1 - from))))
  const paint = pc.createColors(colour)
  const margin = `${' '.repeat(gutter.length - 3)} | `
  return [paint.dim(gutter) + shown, paint.dim(margin) + ' '.repeat(Math.max(0, column - 1 - from)) + paint.red(caret)]
}

/** What steers a terminal, or shows something else than is there, is not printed. */
const isPrintable = (text: string): boolean =>
  !/[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\uFEFF]/.test(text)

const maySecret = (text: string): boolean =>
  looksSecret(text) || [...text.matchAll(/([\w.-]+)["']?\s*[:=]/g)].some(([, name]) => holdsSecret(name!))

/** Lines that tell what comes and what goes, and harms, in their colours. */
export function painted(text: string, { colour }: Terminal): string {
  if (!colour) return text
  const paint = pc.createColors(true)
  const colours: Readonly<Record<string, (word: string) => string>> = {
    added: paint.green,
    removed: paint.red,
    changed: paint.yellow,
    'loses-data': (word) => paint.bold(paint.red(word)),
    'locks-out': paint.red,
    'lets-in': paint.red,
    interrupts: paint.yellow,
    costs: paint.yellow,
    visible: paint.cyan,
    'error[stale]:': paint.red,
    'error[foreign-file]:': paint.red,
    'error:': paint.red,
    lost: paint.dim,
    became: paint.green,
  }
  return text.replace(WORDS, (_, before: string, word: string) => before + colours[word]!(word))
}

const WORDS = new RegExp(
  '^((?: {2})?|[^\\s:]+:\\d+:\\d+: )(added|removed|changed|loses-data|locks-out|lets-in|interrupts|costs|visible|' +
    'lost|became|error\\[stale\\]:|error\\[foreign-file\\]:|error:)(?= )',
  'gm',
)
