/** Problems as data. Their text stands beside the code that raises them, and is made at the edge: see `wording.ts`. */
import { byText } from './maps.ts'
import { redacted } from './secrets.ts'

/** The kind of input file that something stands in, lowest first. A community's own profiles are `profile`, too. */
export type LayerName = 'base' | 'profile' | 'community' | 'cluster' | 'hub'

/** Where something stands in an input file. `line` and `column` count from 1. */
export interface Origin {
  file: string
  line: number
  column: number
  /** Undefined for what is no input: a file that nobody reads, an output. */
  layer?: LayerName
  /** The community whose file it is; undefined for the fleet's profiles. */
  community?: string
}

type Severity = 'error' | 'warning'

/** Another place that has to do with a problem, and what stands there. */
export interface Related {
  at: Origin
  note: string
}

/**
 * A problem as plain data: which one it is, where, and what its text is made of. `variant` tells apart the texts of one
 * code.
 */
export interface Diagnostic {
  code: string
  variant?: string
  severity: Severity
  at: Origin
  related: readonly Related[]
  args: Args
  /** Whom it is about. */
  subject?: Subject
  /** What it comes of, where the same thing shows in several places: problems of one cause are told once. */
  cause?: string
}

/** A hub or a cluster, and the line of its community's files from which it has what it inherits. */
export interface Subject {
  kind: 'hub' | 'cluster'
  id: string
  at: Origin
}

/** The problems of one hub or cluster. */
export const about = (subject: Subject, diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  diagnostics.map((diagnostic) => ({ subject, ...diagnostic }))

type Args = Readonly<Record<string, unknown>>

/** A text, or how it is made of a problem's arguments. */
type Text = string | ((args: never) => string)

/** What is said of one problem: what is wrong, and in `help` what to do next. */
interface Wording {
  severity: Severity
  message: Text
  help: Text
  /** Why it is a problem, for the documentation. */
  why?: string
  /** Where that is written: an address, or the title of a chapter. */
  source?: string
  /** Told only where the day is known, as to `check --date`. */
  dated?: true
}

/** Wordings by code, or by `code/variant` where one code has several texts. */
export type WordingTable = Readonly<Record<string, Wording>>

type ArgsOfText<T> = T extends (args: infer A) => string ? A : unknown
type ArgsOf<W extends Wording> = ArgsOfText<W['message']> & ArgsOfText<W['help']>

/** Where a problem is, and the arguments that its wording takes. */
type Occurrence<W extends Wording> = {
  at: Origin
  related?: readonly Related[]
  cause?: string
} & (unknown extends ArgsOf<W> ? { args?: undefined } : { args: ArgsOf<W> })

/** The problems of one owner, a stage or a file of rules. */
export interface Problems<T extends WordingTable = WordingTable> {
  wording: T
  /** A problem of this table as data. TypeScript holds its code and arguments to the table. */
  raise<Key extends keyof T & string>(key: Key, occurrence: Occurrence<T[Key]>): Diagnostic
}

/** Makes a table of wordings and the function that raises its problems. */
export function defineProblems<T extends WordingTable>(wording: T): Problems<T> {
  return {
    wording,
    raise(key, { at, related = [], args, cause }) {
      const [code, variant] = key.split('/') as [string, string?]
      const { severity } = wording[key]!
      // no problem shows a secret, whatever it is about
      return {
        code,
        variant,
        severity,
        at,
        related: redacted(related),
        args: redacted(args ?? {}),
        cause: redacted(cause),
      }
    },
  }
}

/** The text of a problem, by its wording. */
export function describeProblem(wording: WordingTable, { code, variant, args }: Diagnostic): ProblemText {
  const key = variant === undefined ? code : `${code}/${variant}`
  const { message, help } = wording[key]!
  const textOf = (text: Text): string => (typeof text === 'string' ? text : text(args as never))
  return { message: textOf(message), help: textOf(help) }
}

export interface ProblemText {
  message: string
  help: string
}

/** Words of the settings in a row: `` `a`, `b` ``. */
export const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ')

/** By file, line, column, then code: the order in which a person works through them. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      byText(a.at.file, b.at.file) ||
      a.at.line - b.at.line ||
      a.at.column - b.at.column ||
      byText(a.code, b.code) ||
      byText(a.variant ?? '', b.variant ?? '') ||
      byText(JSON.stringify(a.args), JSON.stringify(b.args)),
  )
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error')
}

/** What a stage gives: what it made, and what it found wrong. */
export interface Result<T> {
  value: T
  diagnostics: readonly Diagnostic[]
}

/** The same problem is told once. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter((d) => {
    const key = JSON.stringify(d)
    return seen.has(key) ? false : seen.add(key)
  })
}
