/**
 * Terraform's variables files (`.tfvars`) as a tree in which every leaf knows its line. They hold literals only
 * (developer.hashicorp.com/terraform/language/values/variables, "Variable Definitions (.tfvars) Files"): strings,
 * numbers, `true`, `false`, `null`, lists, maps and heredocs.
 */
import { NoValues, type SourceNode } from '../source.ts'

/** The most that is read of one file. */
const MAX_CHARACTERS = 1024 * 1024
const MAX_DEPTH = 50
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }

/** Reads one variables file. Throws NoValues, with the line, where it is none. */
export function readTfvars(file: string, text: string): SourceNode {
  if (text.length > MAX_CHARACTERS) throw new NoValues(`${file}: larger than ${MAX_CHARACTERS / 1024} kB`)
  if (text.includes('\u0000')) throw new NoValues(`${file}: not a text`)
  return new Reader(file, text).file()
}

class Reader {
  private at = 0
  private line = 1
  private readonly path: string
  private readonly text: string

  constructor(file: string, text: string) {
    this.path = file
    this.text = text
  }

  /** `name = value`, one after the other. */
  file(): SourceNode {
    const map = new Map<string, SourceNode>()
    for (this.space(); this.at < this.text.length; this.space()) {
      const name = this.word() ?? this.refuse(`a variable begins here, not ${this.next()}`)
      this.space(false)
      if (!this.take('=')) this.refuse(`\`${name}\` needs \`=\` and a value`)
      this.put(map, name, this.value(0))
    }
    return { at: { file: this.path, line: 1, column: 1 }, map }
  }

  private value(depth: number): SourceNode {
    this.space()
    const at = { file: this.path, line: this.line, column: 1 }
    if (depth > MAX_DEPTH) this.refuse('nested too deeply')
    if (this.take('[')) return { at, list: this.list(depth) }
    if (this.take('{')) return { at, map: this.map(depth) }
    if (this.text.startsWith('<<', this.at)) return { at, value: this.heredoc() }
    if (this.peek() === '"') return { at, value: this.string() }
    const [figure] = /^-?\d+(\.\d+)?([eE][+-]?\d+)?/.exec(this.text.slice(this.at, this.at + 40)) ?? []
    if (figure !== undefined) {
      this.at += figure.length
      return { at, value: this.product(Number(figure)) }
    }
    const word = this.word()
    if (word === 'true' || word === 'false') return { at, value: word === 'true' }
    if (word === 'null') return { at, value: null }
    return this.refuse(`a value begins here, not ${word ?? this.next()}: variables files hold no expressions`)
  }

  /** `12 * 60 * 60`, as people write seconds. */
  private product(first: number): number {
    const [rest] = /^(?:[ \t]*\*[ \t]*\d+(?:\.\d+)?)+/.exec(this.text.slice(this.at, this.at + 100)) ?? ['']
    this.at += rest.length
    return rest
      .split('*')
      .slice(1)
      .reduce((product, factor) => product * Number(factor), first)
  }

  private list(depth: number): SourceNode[] {
    const items: SourceNode[] = []
    for (this.space(); !this.take(']'); this.space()) {
      items.push(this.value(depth + 1))
      this.space()
      if (!this.take(',') && this.peek() !== ']') this.refuse('a list needs `,` between its items')
    }
    return items
  }

  /** Entries with `=` or `:`, each on its line or after a comma. */
  private map(depth: number): Map<string, SourceNode> {
    const map = new Map<string, SourceNode>()
    for (this.space(); !this.take('}'); this.space()) {
      const name =
        this.peek() === '"' ? this.string() : (this.word() ?? this.refuse(`a key begins here, not ${this.next()}`))
      this.space()
      if (!this.take('=') && !this.take(':')) this.refuse(`\`${name}\` needs \`=\` and a value`)
      this.put(map, name, this.value(depth + 1))
      this.space()
      this.take(',')
    }
    return map
  }

  private put(map: Map<string, SourceNode>, name: string, node: SourceNode): void {
    if (map.has(name)) this.refuse(`\`${name}\` stands there twice`)
    map.set(name, node)
  }

  private string(): string {
    let out = ''
    for (this.at++; this.peek() !== '"'; this.at++) {
      const char = this.peek()
      if (char === '' || char === '\n') this.refuse('a string that does not end')
      if (/[$%]/.test(char) && this.text[this.at + 1] === '{') this.refuse('an expression in a string')
      if (char !== '\\') out += char
      else {
        const [code] = /^\\u[0-9a-fA-F]{4}/.exec(this.text.slice(this.at, this.at + 6)) ?? []
        const next = this.text[++this.at] ?? ''
        out += code === undefined ? (ESCAPES[next] ?? next) : String.fromCharCode(parseInt(code.slice(2), 16))
        if (code !== undefined) this.at += 4
      }
    }
    this.at++
    return out
  }

  /** `<<EOT`, or `<<-EOT`, whose indentation goes. */
  private heredoc(): string {
    const head = /^<<(-?)([A-Za-z_][\w-]*)[ \t]*\r?\n/.exec(this.text.slice(this.at, this.at + 100))
    if (!head) return this.refuse('a heredoc needs its word at the end of the line')
    this.at += head[0].length
    this.line++
    const lines: string[] = []
    for (;;) {
      const end = this.text.indexOf('\n', this.at)
      const line = this.text.slice(this.at, end < 0 ? undefined : end).replace(/\r$/, '')
      this.at = end < 0 ? this.text.length : end + 1
      this.line++
      if (line.trim() === head[2]) break
      if (end < 0) this.refuse(`a heredoc without ${head[2]} at its end`)
      lines.push(line)
    }
    const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
    const indent = head[1] === '-' ? Math.min(...indents, Infinity) : 0
    return lines.map((line) => `${line.slice(Math.min(indent, line.length))}\n`).join('')
  }

  /** A name: a bare one, as keys may also be numbers. */
  private word(): string | undefined {
    const [word] = /^[A-Za-z0-9_][\w-]*/.exec(this.text.slice(this.at, this.at + 300)) ?? []
    if (word !== undefined) this.at += word.length
    return word
  }

  private peek(): string {
    return this.text[this.at] ?? ''
  }

  private next(): string {
    return this.peek() === '' ? 'the end of the file' : JSON.stringify(this.text.slice(this.at, this.at + 20))
  }

  private take(char: string): boolean {
    if (this.peek() !== char) return false
    this.at++
    return true
  }

  /** Goes over blanks and comments, and over ends of lines unless `lines` is false. */
  private space(lines = true): void {
    for (;;) {
      const rest = this.text.slice(this.at, this.at + 2)
      if (rest === '/*') {
        const end = this.text.indexOf('*/', this.at)
        if (end < 0) this.refuse('a comment that does not end')
        this.line += this.text.slice(this.at, end).split('\n').length - 1
        this.at = end + 2
      } else if (rest[0] === '#' || rest === '//') {
        const end = this.text.indexOf('\n', this.at)
        this.at = end < 0 ? this.text.length : end
      } else if (rest[0] === '\n' && lines) {
        this.line++
        this.at++
      } else if (rest[0] === ' ' || rest[0] === '\t' || rest[0] === '\r' || rest[0] === '\ufeff') this.at++
      else return
    }
  }

  private refuse(why: string): never {
    throw new NoValues(`${this.path}:${this.line}: no variables of Terraform: ${why}`)
  }
}
