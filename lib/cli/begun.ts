/** What `init` and `new` have in common: files that would be written, and were. */
import type { CommandResult, Said } from './command.ts'

export interface Begun {
  /** Paths of the files that were written. */
  written: readonly string[]
  /** What a person does next, a line each. */
  next: readonly string[]
}

/** What is wrong in the files that would be written. */
export const problemsOf = (
  draft: ReadonlyMap<string, string>,
  { diagnostics }: Pick<CommandResult, 'diagnostics'>,
): CommandResult['diagnostics'] => diagnostics.filter(({ at, severity }) => severity === 'error' && draft.has(at.file))

/** What was written and what comes next, for people. */
export function begunText({ written, next }: Begun): Said {
  return { out: [...written.map((path) => `wrote ${path}`), ...next.map((line) => `next  ${line}`)].join('\n') + '\n' }
}
