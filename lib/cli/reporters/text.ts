import pc from 'picocolors'
import type { Diagnostic, Origin } from '../../diagnostics.ts'
import { CHECKS_PAGE } from '../../pages/checks.ts'
import { textOf } from '../../wording.ts'
import { count, type CommandResult, type Said } from '../command.ts'

/**
 * A result for people: problems on standard error, as `file:line:column: error[code]: message` with lines of related
 * places and of help, then what the command says.
 */
export function reportText(result: CommandResult, said: Said, colour = false): Required<Said> {
  return { out: said.out ?? '', err: problems(result, colour) + (said.err ?? '') }
}

function problems({ diagnostics, accepted = [] }: CommandResult, colour: boolean): string {
  if (diagnostics.length + accepted.length === 0) return ''
  const errors = diagnostics.filter((d) => d.severity === 'error').length
  const counts = [
    count(errors, 'error'),
    count(diagnostics.length - errors, 'warning'),
    ...(accepted.length > 0 ? [`${accepted.length} accepted`] : []),
  ].join(', ')
  const explained = diagnostics.length > 0 ? `; ${CHECKS_PAGE} explains each by its code` : ''
  return [...diagnostics.map((diagnostic) => format(diagnostic, colour)), counts + explained]
    .map((line) => `${line}\n`)
    .join('')
}

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

const visible = (text: string): string =>
  text.replace(
    /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
