import pc from 'picocolors'
import type { Diagnostic, Origin, ProblemText } from '../diagnostics.ts'
import { textOf } from '../wording.ts'

/**
 * Problems on standard error, as `file:line:column: error[code]: message` with lines of related places and of help;
 * with `json`, as data on standard output.
 */
export function report(diagnostics: readonly Diagnostic[], json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ diagnostics: diagnostics.map(toJson) }, null, 2)}\n`)
    return
  }
  for (const diagnostic of diagnostics) process.stderr.write(`${format(diagnostic, process.stderr.isTTY === true)}\n`)
  const errors = diagnostics.filter((d) => d.severity === 'error').length
  if (diagnostics.length > 0)
    process.stderr.write(`${count(errors, 'error')}, ${count(diagnostics.length - errors, 'warning')}\n`)
}

/** A problem with its text, for `--json`. */
export const toJson = (diagnostic: Diagnostic): Diagnostic & ProblemText => ({ ...diagnostic, ...textOf(diagnostic) })

/** One problem as lines of text. Characters that would steer a terminal are shown as escapes. */
export function format(diagnostic: Diagnostic, colour = false): string {
  const { at, severity, code, related = [] } = diagnostic
  const { message, help } = textOf(diagnostic)
  const paint = pc.createColors(colour)
  const head = severity === 'error' ? paint.red(`error[${code}]`) : paint.yellow(`warning[${code}]`)
  return [
    `${paint.bold(position(at))}: ${head}: ${visible(message)}`,
    ...related.map((other) => `  ${paint.cyan('see:')} ${position(other.at)}: ${visible(other.note)}`),
    `  ${paint.cyan('help:')} ${visible(help)}`,
  ].join('\n')
}

const position = ({ file, line, column }: Origin): string => `${visible(file)}:${line}:${column}`

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

const visible = (text: string): string =>
  text.replace(
    /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
