/**
 * Shell as a type of its own: only `sh` makes it, and every text put into it is one word, quoted where it must be. So
 * text from an input can never become a command.
 */
import { folded, oneLine } from './plain-text.ts'

/** A program that a Makefile lets its user replace: `terraform` in a script, `$(TERRAFORM)` in a recipe. */
interface Program {
  command: string
  variable: string
}

class ShellText {
  readonly #pieces: readonly (string | Program | ShellText)[]
  #parts: readonly (string | Program)[] | undefined
  constructor(pieces: readonly (string | Program | ShellText)[]) {
    this.#pieces = pieces
  }
  /** All in one list, made once it is asked for: shell is put together of shell in many steps. */
  get parts(): readonly (string | Program)[] {
    return (this.#parts ??= flat(this.#pieces, []))
  }
  /** The text of a script. */
  toString(): string {
    let text = ''
    for (const part of this.parts) text += typeof part === 'string' ? part : part.command
    return text
  }
}

function flat(pieces: readonly (string | Program | ShellText)[], into: (string | Program)[]): (string | Program)[] {
  for (const piece of pieces) {
    if (piece instanceof ShellText) for (const part of piece.parts) into.push(part)
    else into.push(piece)
  }
  return into
}

/** POSIX shell that hubloom wrote: words, a command, or several. Its text is `String(shell)`. */
export type Shell = ShellText

/**
 * `` sh`kubectl get pods --namespace ${name}` ``. A text or number put into it stays text, escaped for where it stands:
 * beside other words (`--name=${name}`), within quotes, in a comment. Shell put into it stays shell. A line end is a
 * space.
 */
export function sh(strings: TemplateStringsArray, ...values: readonly (string | number | Shell)[]): Shell {
  const pieces: (string | Shell)[] = []
  piecesOf(strings).forEach(({ text, place }, i) => {
    const value = values[i]
    if (text !== '') pieces.push(text)
    if (value !== undefined) pieces.push(value instanceof ShellText ? value : escapeFor(place, String(value)))
  })
  return new ShellText(pieces)
}

/** A piece of the shell in a template, and where one is after it. */
interface Piece {
  text: string
  place: Place | undefined
}

/** By the template that stands in the source: what is known of it is the same at each use. */
const PIECES = new WeakMap<TemplateStringsArray, readonly Piece[]>()

function piecesOf(strings: TemplateStringsArray): readonly Piece[] {
  const known = PIECES.get(strings)
  if (known) return known
  let within: readonly Place[] = []
  const pieces = strings.map((source): Piece => {
    const text = folded(source)
    within = placeAfter(text, within)
    return { text, place: within.at(-1) }
  })
  PIECES.set(strings, pieces)
  return pieces
}

/** A program by its name in a script, and by a variable in a Makefile. Both are words of ours. */
export const program = (command: string, variable: string): Shell => new ShellText([{ command, variable }])

/** Words or commands, and what stands between them; the last one goes on in the next line. */
export const joinShell = (pieces: readonly Shell[], between: '' | ' ' | '; ' | ' \\\n    '): Shell =>
  new ShellText(pieces.flatMap((piece, i) => (i === 0 ? [piece] : [between, piece])))

/**
 * A command with a text as its input, in a document of its own: lines of ours, none of them read by the shell. For
 * blocks of a page; a recipe of make has no such thing.
 */
export function withInput(command: Shell, text: string): Shell {
  const lines = text.trimEnd().split('\n')
  if (lines.includes('END')) throw new Error('the text holds the line that ends it')
  return new ShellText([command, ` <<'END'\n${lines.join('\n')}\nEND`])
}

/** A comment of one line. */
export const shellComment = (text: string): Shell => new ShellText([`# ${oneLine(text)}`])

export const isShell = (value: unknown): value is Shell => value instanceof ShellText

type Place = 'double quotes' | 'single quotes' | 'substitution' | 'comment'

/** Where one is after some shell of ours: within which quotes, substitutions and comments, the innermost last. */
function placeAfter(text: string, before: readonly Place[]): Place[] {
  const within = [...before]
  for (const [token] of text.matchAll(/(?<!\S)#|\$?\(|\\.|['")]/g)) {
    const place = within.at(-1)
    if (endOf(place, token)) within.pop()
    else within.push(...beginOf(place, token))
  }
  return within
}

function endOf(place: Place | undefined, token: string): boolean {
  if (place === 'single quotes') return token.endsWith("'")
  return (place === 'double quotes' && token === '"') || (place === 'substitution' && token === ')')
}

function beginOf(place: Place | undefined, token: string): Place[] {
  if (place === 'comment' || place === 'single quotes') return []
  if (token === '$(') return ['substitution']
  if (place === 'double quotes') return []
  const begun: Readonly<Record<string, Place>> = {
    '(': 'substitution',
    '"': 'double quotes',
    "'": 'single quotes',
    '#': 'comment',
  }
  const opened = begun[token]
  return opened === undefined ? [] : [opened]
}

function escapeFor(place: Place | undefined, text: string): string {
  if (place === 'comment') return oneLine(text)
  if (place === 'single quotes') return oneLine(text).replace(/'/g, `'\\''`)
  // an exclamation mark means the history to an interactive bash, which only single quotes prevent
  if (place === 'double quotes')
    return oneLine(text)
      .replace(/[\\"$`]/g, (sign) => `\\${sign}`)
      .replace(/!/g, `"'!'"`)
  return word(text)
}

/** One word of a POSIX shell (pubs.opengroup.org, Shell Command Language, 2.2 Quoting). */
const word = (text: string): string =>
  /^[A-Za-z0-9_./:@%+,=-]+$/.test(text) && !/^[=~]/.test(text) ? text : `'${oneLine(text).replace(/'/g, `'\\''`)}'`
