/** Warnings that inputs accept: taken out of what is told, and what is wrong with the comments that do so. */
import { defineProblems, sortDiagnostics, type Diagnostic, type WordingTable } from './diagnostics.ts'
import { accept, acceptancesOf, type Acceptance } from './layers/accepted.ts'
import { similar } from './similar.ts'

/** A warning that a comment accepts, and why. */
export interface Accepted {
  diagnostic: Diagnostic
  reason: string
  by: Pick<Acceptance, 'file' | 'line' | 'column'>
}

export const acceptanceProblems = defineProblems({
  'acceptance/reason': {
    severity: 'warning',
    message: ({ code }: { code: string }) => `\`${code}\` is accepted without a reason`,
    help: ({ code }: { code: string }) => `Write it after a colon: \`# accept ${code}: why it may be so\`.`,
    why: 'Who reads it a year later has to know whether it still holds.',
  },
  'acceptance/unknown': {
    severity: 'warning',
    message: ({ code }: { code: string }) => `no problem has the code \`${code}\``,
    help: ({ meant }: { meant: string | undefined }) =>
      meant === undefined
        ? 'Write the word in brackets after `warning`, or delete the comment.'
        : `Did you mean \`${meant}\`?`,
    why: 'A comment that accepts nothing tells its readers otherwise.',
  },
  'acceptance/error': {
    severity: 'warning',
    message: ({ code }: { code: string }) => `\`${code}\` is an error, and errors cannot be accepted`,
    help: 'Mend what it is about, and delete the comment.',
    why: 'With an error nothing is written: what would come of it does not work, or takes from people what is theirs.',
  },
  'acceptance/gone': {
    severity: 'warning',
    message: ({ code }: { code: string }) => `\`${code}\` is accepted here, and is not found here`,
    help: 'Delete the comment, or put it at the line that the warning names.',
    why: 'It would hide the next finding of this kind, which nobody has looked at.',
  },
})

export interface Judging {
  texts: ReadonlyMap<string, string>
  wording: WordingTable
  /** Words that comments may accept beside codes of problems. */
  words: readonly string[]
  /** Whether a problem of this code would have been found. */
  isLookedFor: (code: string) => boolean
}

/** What is told of these problems, and what inputs accept of them. */
export function judgeAcceptances(
  diagnostics: readonly Diagnostic[],
  { texts, ...judging }: Judging,
): { diagnostics: readonly Diagnostic[]; accepted: readonly Accepted[] } {
  const comments = acceptancesOf(texts)
  if (comments.length === 0) return { diagnostics, accepted: [] }
  const { open, accepted, idle } = accept(
    sortDiagnostics(diagnostics).filter(({ severity }) => severity === 'warning'),
    comments,
  )
  const told = new Set(open)
  return {
    diagnostics: [
      ...diagnostics.filter((each) => each.severity === 'error' || told.has(each)),
      ...idle.flatMap((each) => faultOf(each, judging) ?? []),
    ],
    accepted: accepted.map(({ finding, by: { reason, ...by } }) => ({ diagnostic: finding, reason, by })),
  }
}

function faultOf(comment: Acceptance, judging: Omit<Judging, 'texts'>): Diagnostic | undefined {
  const { code, reason, prose } = comment
  const { wording, words, isLookedFor } = judging
  const at = { file: comment.file, line: comment.line, column: comment.column }
  const severity = severityOf(wording, code)
  if (severity === undefined && !words.includes(code)) {
    if (prose) return undefined
    const meant = similar(code, [...codesOf(wording), ...words])
    return acceptanceProblems.raise('acceptance/unknown', { at, args: { code, meant } })
  }
  if (reason === '') return acceptanceProblems.raise('acceptance/reason', { at, args: { code } })
  if (severity === undefined) return undefined
  if (severity === 'error') return acceptanceProblems.raise('acceptance/error', { at, args: { code } })
  return isLookedFor(code) ? acceptanceProblems.raise('acceptance/gone', { at, args: { code } }) : undefined
}

/** Of a code alone, or with its variant. All texts of a code have one severity. */
const severityOf = (wording: WordingTable, code: string): Diagnostic['severity'] | undefined =>
  (wording[code] ?? Object.entries(wording).find(([key]) => key.split('/')[0] === code)?.[1])?.severity

const codesOf = (wording: WordingTable): string[] => [
  ...new Set(Object.keys(wording).flatMap((key) => [key.split('/')[0]!, key])),
]
