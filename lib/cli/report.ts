import pc from 'picocolors'
import type { Diagnostic } from '../diagnostics.ts'

/**
 * Problems on standard error, as `file:line:column: error[code]: message` with a line of help; with `json`, as data on
 * standard output.
 */
export function report(diagnostics: readonly Diagnostic[], json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ diagnostics }, null, 2)}\n`)
    return
  }
  for (const diagnostic of diagnostics) process.stderr.write(`${format(diagnostic, process.stderr.isTTY === true)}\n`)
  const errors = diagnostics.filter((d) => d.severity === 'error').length
  if (diagnostics.length > 0)
    process.stderr.write(`${count(errors, 'error')}, ${count(diagnostics.length - errors, 'warning')}\n`)
}

/** One problem as two lines of text. Characters that would steer a terminal are shown as escapes. */
export function format({ at, severity, code, message, help }: Diagnostic, colour = false): string {
  const paint = pc.createColors(colour)
  const head = severity === 'error' ? paint.red(`error[${code}]`) : paint.yellow(`warning[${code}]`)
  return (
    `${paint.bold(`${visible(at.file)}:${at.line}:${at.column}`)}: ${head}: ${visible(message)}\n  ` +
    `${paint.cyan('help:')} ${visible(help)}`
  )
}

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

const visible = (text: string): string =>
  text.replace(
    /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
