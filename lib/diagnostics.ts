/** Where something stands in an input file. `line` and `column` count from 1. */
export interface Origin {
  file: string
  line: number
  column: number
}

export type Severity = 'error' | 'warning'

/**
 * A problem as data. `help` says what to do next. The command line makes a line of text of it, `--json` prints it as it
 * is.
 */
export interface Diagnostic {
  code: string
  severity: Severity
  message: string
  help: string
  at: Origin
}

/**
 * The codes of everything up to the merge. The rules across fields, hubs and clusters carry their own, in `checks/`.
 */
export type InputCode =
  | 'yaml-syntax'
  | 'duplicate-key'
  | 'file-too-large'
  | 'too-deep'
  | 'forbidden-key'
  | 'forbidden-character'
  | 'empty-file'
  | 'alias'
  | 'unknown-key'
  | 'wrong-type'
  | 'wrong-value'
  | 'missing-setting'
  | 'cannot-remove'
  | 'secret-in-input'
  | 'missing-profile'
  | 'profile-cycle'
  | 'profiles-disagree'
  | 'missing-community-file'
  | 'stray-file'
  | 'outside-root'
  | 'bad-name'

/** An error of the inputs. */
export function problem(code: InputCode, at: Origin, message: string, help: string): Diagnostic {
  return { code, severity: 'error', message, help, at }
}

/** By file, line, column, then code: the order in which a person works through them. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return [...diagnostics].sort(
    (a, b) =>
      text(a.at.file, b.at.file) ||
      a.at.line - b.at.line ||
      a.at.column - b.at.column ||
      text(a.code, b.code) ||
      text(a.message, b.message),
  )
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error')
}
