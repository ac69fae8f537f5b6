import type { Answers, Question } from './question.ts'

/** One thing that `hubloom new` writes: a file here, and a line in `index.ts`. */
export interface Kind {
  name: string
  /** The word after it, as `<community>/<hub>`, and what is wrong with one. */
  word: string
  wrongWord: (word: string) => string | undefined
  /** The answers that the word gives. */
  answersOf: (word: string) => Answers
  questions: readonly Question[]
  /** The files that it writes, by path. */
  files: (answers: Answers) => ReadonlyMap<string, string>
  /** What a person does next, a line each. */
  next: (answers: Answers) => readonly string[]
}
