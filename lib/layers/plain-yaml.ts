import type { Origin } from '../diagnostics.ts'
import type { MapNode, Node, Scalar } from './tree.ts'

/** What is longer is left to the library, whose reader counts what it makes. */
const LONGEST = 32 * 1024
/** What lies deeper is left to the library too: there such a file is refused. */
const DEEPEST = 20
/** Spaces that YAML takes for letters (NBSP), and others that only the library tells apart. */
const OTHER_SPACE = /[^\S \n]/

/**
 * The tree of a text in the YAML that settings are mostly written in: maps and lists by indentation, or in brackets on
 * one line; words, numbers, and quoted texts without escapes. Undefined where there is anything else, right or wrong:
 * the library reads that. It makes the same tree, and takes eight times as long, a twelfth of a build.
 */
export function plainTree(text: string, start: Origin): MapNode | undefined {
  if (text.length > LONGEST || OTHER_SPACE.test(text)) return undefined
  try {
    return new PlainReader(text, start).root()
  } catch (error) {
    if (error === ELSE) return undefined
    throw error
  }
}

/** Thrown where a text is not plain. */
const ELSE = Symbol('not plain')

const KEY = /([A-Za-z_/][\w./-]*):(?=[ \n]|$)/y
const QUOTED = /"([^"\\\n]*)"|'([^'\n]*)'(?!')/y
/** Words up to a comment, or to a colon that ends a key. */
const WORDS = /[A-Za-z0-9_/](?:[^\n:#]|:(?=\S)|(?<! )#)*/y
/** The same within brackets. */
const WORDS_WITHIN = /[A-Za-z0-9_/](?:[^\n:#,[\]{}]|:(?=[^\s,[\]{}]))*/y

/** Keys that the library tells of, and words that are no text to it. */
const OTHER_KEY = /^(?:__proto__|constructor|prototype|null|true|false)$|^.{200}/i
const OTHER_WORD = /^(?:null|true|false)$/i
const NUMBER = /^(?:[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|0[ox][0-9a-fA-F]+)$/

class PlainReader {
  readonly #text: string
  readonly #start: Origin
  #offset = 0
  #line = 1
  #lineStart = 0
  /** Of the line at hand; -1 after the last. */
  #indent = 0
  /** How many lists are around what is read. */
  #lists = 0
  /** How many maps and lists are around what is read. */
  #depth = 0

  constructor(text: string, start: Origin) {
    this.#text = text
    this.#start = start
  }

  root(): MapNode {
    this.#nextLine()
    if (this.#indent !== 0) refuse()
    return this.#block({ ...this.#start, line: 1, column: 1 }, 0)
  }

  /** A map by indentation, whose first key is here. */
  #block(at: Origin, indent: number): MapNode {
    const entries = new Map<string, Node>()
    this.#enter()
    do {
      const keyAt = this.#here()
      const key = this.#key(entries)
      entries.set(key, this.#below(keyAt, indent))
    } while (this.#indent === indent)
    this.#depth--
    return this.#indent > indent ? refuse() : mapOf(entries, at)
  }

  /** What stands after a key of a map by indentation. */
  #below(at: Origin, indent: number): Node {
    if (!this.#endsLine()) return this.#onLine(at)
    if (this.#isDash() && this.#indent >= indent) return this.#dashes(at)
    return this.#indent > indent ? this.#block(at, this.#indent) : refuse()
  }

  /** A list by indentation, whose first dash is here. */
  #dashes(at: Origin): Node {
    const items: Node[] = []
    const indent = this.#indent
    this.#enter()
    this.#lists++
    do {
      this.#offset++
      this.#skipSpaces()
      const itemAt = this.#here()
      KEY.lastIndex = this.#offset
      items.push(KEY.test(this.#text) ? this.#block(itemAt, this.#offset - this.#lineStart) : this.#onLine(itemAt))
    } while (this.#indent === indent && this.#isDash())
    this.#lists--
    this.#depth--
    return { kind: 'list', items, at, lost: [] }
  }

  /** A value that ends with its line: where the next one carries it on, the map around it is not plain. */
  #onLine(at: Origin): Node {
    const value = this.#value(at, WORDS)
    return this.#endsLine() ? value : refuse()
  }

  #value(at: Origin, words: RegExp): Node {
    const first = this.#text[this.#offset]
    if (first === '{') return this.#braces(at)
    if (first === '[') return this.#brackets(at)
    const [text, double, single] = this.#match(first === '"' || first === "'" ? QUOTED : words) ?? refuse()
    const value = double ?? single ?? scalarOf(text.trimEnd())
    // within lists null is a value, elsewhere it takes out what is inherited
    return value === null && this.#lists === 0
      ? { kind: 'remove', at, lost: [] }
      : { kind: 'value', value, at, lost: [] }
  }

  #braces(at: Origin): MapNode {
    const entries = new Map<string, Node>()
    this.#each('}', () => {
      const keyAt = this.#here()
      const key = this.#key(entries)
      this.#skipSpaces()
      entries.set(key, this.#value(keyAt, WORDS_WITHIN))
    })
    return mapOf(entries, at)
  }

  #brackets(at: Origin): Node {
    const items: Node[] = []
    this.#lists++
    this.#each(']', () => items.push(this.#value(this.#here(), WORDS_WITHIN)))
    this.#lists--
    return { kind: 'list', items, at, lost: [] }
  }

  /** What is between brackets, with commas in between. */
  #each(end: string, read: () => void): void {
    this.#enter()
    do {
      this.#offset++
      this.#skipSpaces()
      if (this.#text[this.#offset] === end) break
      read()
      this.#skipSpaces()
    } while (this.#text[this.#offset] === ',')
    if (this.#text[this.#offset] !== end) refuse()
    this.#offset++
    this.#depth--
  }

  #enter(): void {
    if (++this.#depth > DEEPEST) refuse()
  }

  /** A key with its colon, which the map does not have yet. */
  #key(known: ReadonlyMap<string, Node>): string {
    const [, key = ''] = this.#match(KEY) ?? refuse()
    return known.has(key) || OTHER_KEY.test(key) ? refuse() : key
  }

  #match(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.#offset
    const found = form.exec(this.#text)
    if (!found) return undefined
    this.#offset = form.lastIndex
    return found
  }

  #here(): Origin {
    return { ...this.#start, line: this.#line, column: this.#offset - this.#lineStart + 1 }
  }

  #isDash(): boolean {
    return this.#text[this.#offset] === '-' && this.#text[this.#offset + 1] === ' '
  }

  #skipSpaces(): void {
    while (this.#text[this.#offset] === ' ') this.#offset++
  }

  /** Whether nothing but a comment follows on the line; then what is here is the next one. */
  #endsLine(): boolean {
    this.#skipSpaces()
    const next = this.#text[this.#offset]
    const isComment = next === '#' && this.#text[this.#offset - 1] === ' '
    if (next !== undefined && next !== '\n' && !isComment) return false
    this.#nextLine()
    return true
  }

  /** Goes over comments, spaces and ends of lines to what is said next. */
  #nextLine(): void {
    for (;;) {
      const next = this.#text[this.#offset]
      if (next === '#') this.#offset = this.#endOfLine()
      else if (next === ' ') this.#offset++
      else if (next === '\n') {
        this.#line++
        this.#lineStart = ++this.#offset
      } else break
    }
    this.#indent = this.#offset < this.#text.length ? this.#offset - this.#lineStart : -1
  }

  #endOfLine(): number {
    const end = this.#text.indexOf('\n', this.#offset)
    return end === -1 ? this.#text.length : end
  }
}

function refuse(): never {
  throw ELSE
}

const mapOf = (entries: ReadonlyMap<string, Node>, at: Origin): MapNode => ({
  kind: 'map',
  entries,
  reset: false,
  at,
  lost: [],
})

/** What a word says (yaml.org/spec/1.2.2, 10.3.2). A number written otherwise than it is printed is not plain. */
function scalarOf(word: string): Scalar | null {
  if (word === 'null') return null
  if (word === 'true' || word === 'false') return word === 'true'
  if (OTHER_WORD.test(word)) refuse()
  if (!NUMBER.test(word)) return word
  const number = Number(word)
  if (String(number) !== word || (Number.isInteger(number) && !Number.isSafeInteger(number))) refuse()
  return number
}
