/** Findings that inputs accept, in YAML comments: `# accept capacity-tight: the class has never been full`. */
import { Lexer } from 'yaml'

/** One such comment, and the lines whose finding it accepts. Lines and columns count from 1. */
export interface Acceptance {
  file: string
  line: number
  column: number
  /** The code of a problem, alone or with its variant, or another word that comments may accept. */
  code: string
  /** Empty where none is given. */
  reason: string
  /** Words follow the code without a colon: the comment may mean something else. */
  prose: boolean
  /** The first and the last line that it covers. */
  covers: readonly [first: number, last: number]
}

/** What `hubloom diff` says that a change does, the worst first: accepted in the same way as problems. */
export const HARMS = ['loses-data', 'locks-out', 'lets-in', 'interrupts', 'costs', 'visible'] as const

/** What may be accepted: it has a code, and stands at a line. */
interface Finding {
  at: { file: string; line: number }
  code: string
  variant?: string | undefined
}

/** Findings, told apart by whether a comment accepts them. */
export interface Judged<T extends Finding> {
  open: T[]
  accepted: { finding: T; by: Acceptance }[]
  /** Comments that accept none of the findings. */
  idle: Acceptance[]
}

/** The comments of all inputs that accept something, by file and line. */
export const acceptancesOf = (texts: ReadonlyMap<string, string>): Acceptance[] =>
  [...texts].flatMap(([file, text]) => (file.endsWith('.yaml') && text.includes(MARK) ? read(file, text) : []))

/** Takes out of findings what comments accept. A comment without a reason accepts nothing. */
export function accept<T extends Finding>(findings: readonly T[], acceptances: readonly Acceptance[]): Judged<T> {
  const byFinding = findings.map((finding) => ({ finding, by: acceptances.find((each) => covers(each, finding)) }))
  const used = new Set(byFinding.flatMap(({ by }) => by ?? []))
  return {
    open: byFinding.flatMap(({ finding, by }) => (by ? [] : [finding])),
    accepted: byFinding.flatMap(({ finding, by }) => (by ? [{ finding, by }] : [])),
    // two comments for one finding: the second would otherwise be told to have none
    idle: acceptances.filter((each) => !used.has(each) && !findings.some((finding) => covers(each, finding))),
  }
}

function covers({ file, code, reason, covers: [first, last] }: Acceptance, finding: Finding): boolean {
  const { at, variant } = finding
  if (reason === '' || file !== at.file || at.line < first || at.line > last) return false
  return code === finding.code || code === `${finding.code}/${variant}`
}

const MARK = '# accept '
const COMMENT = /^#+ accept ([a-z][a-z0-9/-]*)(?:(:)?\s+(.*)|:)?$/

function read(file: string, text: string): Acceptance[] {
  const rows = text.split(/\r?\n/)
  return commentsOf(text).flatMap(({ line, column, text: comment }) => {
    const [, code, colon, words = ''] = COMMENT.exec(comment.trimEnd()) ?? []
    if (code === undefined) return []
    const reason = colon ? words : ''
    return [{ file, line, column, code, reason, prose: words !== reason, covers: coveredLines(rows, line) }]
  })
}

/** The comment's own line; of one on a line of its own, also the next line that is no comment. */
function coveredLines(rows: readonly string[], line: number): [number, number] {
  const isComment = (number: number): boolean => /^\s*#/.test(rows[number - 1] ?? '')
  if (!isComment(line)) return [line, line]
  let [first, last] = [line, line + 1]
  // a file that begins with comments has what it lacks told at its first line
  while (isComment(first - 1)) first--
  while (isComment(last)) last++
  return [first, last]
}

/** What of a text is a comment to YAML: not what looks so within a quoted or a folded one. */
function commentsOf(text: string): { line: number; column: number; text: string }[] {
  const found = []
  let [line, column] = [1, 1]
  let before = ''
  for (const token of new Lexer().lex(text)) {
    // the lexer says what follows by characters of its own, which are not in the text
    const isText = before === SCALAR
    before = token
    if (CONTROL.test(token)) continue
    if (token.startsWith('#') && !isText) found.push({ line, column, text: token })
    const breaks = token.split('\n')
    line += breaks.length - 1
    column = breaks.length > 1 ? breaks.at(-1)!.length + 1 : column + token.length
  }
  return found
}
const SCALAR = '\u001F'
const CONTROL = /^[\u0002\u0018\u001F\uFEFF]$/
