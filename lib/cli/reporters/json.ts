import type { Accepted } from '../../acceptance.ts'
import type { Diagnostic, ProblemText } from '../../diagnostics.ts'
import { explainedAt } from '../../pages/checks.ts'
import { textOf } from '../../wording.ts'
import type { CommandResult, Said } from '../command.ts'

/** A result as data on standard output: what is a table or a text stands alone, anything else beside the problems. */
export function reportJson({ diagnostics, accepted = [], data }: CommandResult): Required<Said> {
  if (typeof data === 'string') return { out: data, err: '' }
  const problems = {
    diagnostics: diagnostics.map(toJson),
    accepted: accepted.length > 0 ? accepted.map(acceptedJson) : undefined,
  }
  const whole = Array.isArray(data) ? data : { ...problems, ...(data as object | undefined) }
  return { out: `${JSON.stringify(whole, null, 2)}\n`, err: '' }
}

/** A problem with its text, and where it is explained. */
export const toJson = (diagnostic: Diagnostic): Diagnostic & ProblemText & { docs: string } => ({
  ...diagnostic,
  ...textOf(diagnostic),
  docs: explainedAt(diagnostic.code),
})

const acceptedJson = ({ diagnostic, reason, by }: Accepted) => ({
  ...toJson(diagnostic),
  accepted: { at: { file: by.file, line: by.line, column: by.column }, reason },
})
