/** Questions as data: each can be asked on a terminal, and answered by a flag of its name. */

/** Answers by the name of their question; one that was left empty is not there. */
export type Answers = Readonly<Record<string, string>>

export interface Question {
  /** Also the flag's: `--domain`. */
  name: string
  /** What is asked, in a few words. */
  ask: string
  /** What the answer is good for, in a line; by what was said before. */
  why: string | ((answers: Answers) => string)
  /** Taken where nothing is said, and offered on a terminal. */
  fallback?: (answers: Answers) => string | undefined
  /** The only answers there are, each with what it means. */
  choices?: Readonly<Record<string, string>>
  /** Whether it may be left empty. */
  optional?: (answers: Answers) => boolean
  /** What is told where it is left empty and may not be: what an answer has to be, and why. */
  missing?: string
  /** What is wrong with an answer. */
  wrong?: (answer: string, answers: Answers) => string | undefined
  /** Whether it is asked at all, by what was said before. */
  applies?: (answers: Answers) => boolean
}

/** What an answer has to be, where it is not that; undefined where nothing is wrong. */
export function faultOf(question: Question, answer: string | undefined, answers: Answers): string | undefined {
  const { choices, optional, wrong, missing = 'an answer' } = question
  if (answer === undefined || answer === '') return optional?.(answers) ? undefined : missing
  if (choices && !Object.hasOwn(choices, answer)) return `one of ${Object.keys(choices).join(', ')}`
  return wrong?.(answer, answers)
}

/** A name that becomes a folder, a namespace and part of names at the cloud. */
export const wrongName = (answer: string): string | undefined =>
  /^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$/.test(answer)
    ? undefined
    : 'small letters, digits and `-`, at most 30, beginning with a letter'

export const wrongDomain = (answer: string): string | undefined =>
  /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(answer) ? undefined : 'a domain such as hub.example.org'

/** The parts of `a, b`. */
export const parts = (answer = ''): string[] =>
  answer
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
