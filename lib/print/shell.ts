/**
 * Shell as a type of its own: only `sh` makes it, and every text put into it is one word, quoted where it must be. So
 * text from an input can never become a command.
 */
import { rememberedOf } from '../remembered.ts'
import { folded, oneLine } from './plain-text.ts'

/** Two texts: as a script has it, and as a recipe of make, where dollar signs are doubled. */
class ShellText {
  readonly #script: string
  readonly #recipe: string
  constructor(script: string, recipe: string) {
    this.#script = script
    this.#recipe = recipe
  }
  get recipe(): string {
    return this.#recipe
  }
  get script(): string {
    return this.#script
  }
  toString(): string {
    return this.#script
  }
}

/** A text of ours, or one that is escaped. */
const shellOf = (text: string): ShellText => new ShellText(text, text.replaceAll('$', '$$$$'))

/** POSIX shell that hubloom wrote: words, a command, or several. Its text is `String(shell)`. */
export type Shell = ShellText

/**
 * `` sh`kubectl get pods --namespace ${name}` ``. A text or number put into it stays text, escaped for where it stands:
 * beside other words (`--name=${name}`), within quotes, in a comment. Shell put into it stays shell. A line end is a
 * space.
 */
export function sh(strings: TemplateStringsArray, ...values: readonly (string | number | Shell)[]): Shell {
  const pieces = piecesOf(strings)
  if (values.length === 0) return pieces[0]!.text
  let script = ''
  let recipe = ''
  for (let i = 0; i < pieces.length; i++) {
    const { text, place } = pieces[i]!
    script += text.script
    recipe += text.recipe
    const value = values[i]
    if (value === undefined) continue
    const put = value instanceof ShellText ? value : ESCAPES[place](String(value))
    script += put.script
    recipe += put.recipe
  }
  return new ShellText(script, recipe)
}

/** A piece of the shell in a template, and where one is after it. */
interface Piece {
  text: Shell
  place: Place
}

/** By the template that stands in the source: what is known of it is the same at each use. */
const piecesOf = rememberedOf((strings: TemplateStringsArray): readonly Piece[] => {
  let within: readonly Place[] = []
  return strings.map((source): Piece => {
    const text = folded(source)
    within = placeAfter(text, within)
    return { text: shellOf(text), place: within.at(-1) ?? 'words' }
  })
})

/**
 * A program that a Makefile lets its user replace: `terraform` in a script, `$(TERRAFORM)` in a recipe. Both are words
 * of ours.
 */
export const program = (command: string, variable: string): Shell => new ShellText(command, `$(${variable})`)

/** Words or commands, and what stands between them; the last one goes on in the next line. */
export const joinShell = (pieces: readonly Shell[], between: '' | ' ' | '; ' | ' \\\n    '): Shell =>
  new ShellText(pieces.map(({ script }) => script).join(between), pieces.map(({ recipe }) => recipe).join(between))

/** One word of a POSIX shell (pubs.opengroup.org, Shell Command Language, 2.2 Quoting). */
export const word = (text: string): Shell =>
  /^[A-Za-z0-9_./:@%+,-][A-Za-z0-9_./:@%+,=-]*$/.test(text)
    ? new ShellText(text, text)
    : shellOf(`'${oneLine(text).replace(/'/g, `'\\''`)}'`)

export const words = (texts: readonly string[]): Shell => joinShell(texts.map(word), ' ')

/**
 * A command with a text as its input, in a document of its own: lines of ours, none of them read by the shell. For
 * blocks of a page; a recipe of make has no such thing.
 */
export function withInput(command: Shell, text: string): Shell {
  const lines = text.trimEnd().split('\n')
  if (lines.includes('END')) throw new Error('the text holds the line that ends it')
  return joinShell([command, shellOf(` <<'END'\n${lines.join('\n')}\nEND`)], '')
}

/** A comment of one line. */
export const shellComment = (text: string): Shell => shellOf(`# ${oneLine(text)}`)

export const isShell = (value: unknown): value is Shell => value instanceof ShellText

type Place = 'words' | 'double quotes' | 'single quotes' | 'substitution' | 'comment'

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

/** How a text is put where it stands. */
const ESCAPES: Readonly<Record<Place, (text: string) => Shell>> = {
  words: word,
  substitution: word,
  comment: (text) => shellOf(oneLine(text)),
  'single quotes': (text) => shellOf(oneLine(text).replace(/'/g, `'\\''`)),
  // an exclamation mark means the history to an interactive bash, which only single quotes prevent
  'double quotes': (text) =>
    shellOf(
      oneLine(text)
        .replace(/[\\"$`]/g, (sign) => `\\${sign}`)
        .replace(/!/g, `"'!'"`),
    ),
}
