import pc from 'picocolors'
import type { Diagnostic, Origin } from '../../diagnostics.ts'
import { CHECKS_PAGE } from '../../pages/checks.ts'
import { textOf } from '../../wording.ts'
import { count, type CommandResult, type Said } from '../command.ts'
import { NO_TERMINAL, excerpt, painted, wrapped, type Terminal } from './terminal.ts'

/**
 * A result for people: problems on standard error, as `file:line:column: error[code]: message` with lines of related
 * places and of help, then what the command says.
 */
export function reportText(
  result: CommandResult,
  said: Said,
  { out, err }: Screens = { out: NO_TERMINAL, err: NO_TERMINAL },
): Required<Said> {
  return { out: painted(said.out ?? '', out), err: problems(result, err) + painted(said.err ?? '', err) }
}

/** Standard output, and standard error. */
export interface Screens {
  out: Terminal
  err: Terminal
}

function problems({ diagnostics, accepted = [] }: CommandResult, terminal: Terminal): string {
  if (diagnostics.length + accepted.length === 0) return ''
  const errors = diagnostics.filter((d) => d.severity === 'error').length
  const counts = [
    count(errors, 'error'),
    count(diagnostics.length - errors, 'warning'),
    ...(accepted.length > 0 ? [`${accepted.length} accepted`] : []),
  ].join(', ')
  const explained = diagnostics.length > 0 ? `; ${CHECKS_PAGE} explains each by its code` : ''
  return [...diagnostics.map((diagnostic) => format(diagnostic, terminal)), counts + explained]
    .map((line) => `${line}\n`)
    .join('')
}

/** One problem as lines of text. Characters that would steer a terminal are shown as escapes. */
export function format(diagnostic: Diagnostic, terminal: Terminal = NO_TERMINAL): string {
  const { at, severity, code, related = [] } = diagnostic
  const { message, help } = textOf(diagnostic)
  const paint = pc.createColors(terminal.colour)
  const kind = `${severity}[${code}]`
  const head = `${paint.bold(position(at))}: ${severity === 'error' ? paint.red(kind) : paint.yellow(kind)}`
  const fit = (text: string, used: number, indent: number): string => wrapped(visible(text), terminal, { used, indent })
  const used = position(at).length + kind.length + 4
  return [
    `${head}: ${fit(message, used, 4)}`,
    ...(code.startsWith('secret') ? [] : excerpt(at, terminal)),
    ...related.map((other) => {
      const place = position(other.at)
      return `  ${paint.cyan('see:')} ${place}: ${fit(other.note, place.length + 9, 7)}`
    }),
    `  ${paint.cyan('help:')} ${fit(help, 8, 8)}`,
  ].join('\n')
}

const position = ({ file, line, column }: Origin): string => `${visible(file)}:${line}:${column}`

/** Characters that would steer a terminal as escapes. */
export const visible = (text: string): string =>
  text.replace(
    /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
