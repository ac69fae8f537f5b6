import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Alias,
  type Document,
  type Node as YamlNode,
  type Pair,
} from 'yaml'
import type { Diagnostic, Origin, Result } from '../diagnostics.ts'
import { fileProblems } from './file-problems.ts'
import { emptyMap, type MapNode, type Node } from './tree.ts'
import { contentsOf } from './yaml-contents.ts'

/**
 * Bounds on one input file. The largest file of a fleet of 171 hubs has some 20 kB; these leave room and stop bombs.
 */
export const MAX_CHARACTERS = 512 * 1024
const MAX_DEPTH = 40
const MAX_NODES = 50_000
/** Each alias costs a walk over the file. */
const MAX_ALIASES = 200
const MAX_KEY = 200

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])
/**
 * Control, bidirectional, invisible and tag characters: they show a reviewer something else than what is there
 * (CVE-2021-42574).
 */
const DECEPTIVE = new RegExp(
  [
    '[\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\u061C\\u200B-\\u200F\\u2028-\\u202E',
    '\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFF\\p{Cs}\\u{E0000}-\\u{E007F}]',
  ].join(''),
  'u',
)

/** One input file as data with positions. What cannot be read becomes diagnostics, and an empty map. */
export function parse(file: string, text: string, owner: Pick<Origin, 'layer' | 'community'> = {}): Result<MapNode> {
  const start: Origin = { file, line: 1, column: 1, ...owner }
  // some editors begin a file with a byte order mark, which means nothing in UTF-8
  text = text.replace(/^\uFEFF/, '')
  const refusal = tooLarge(start, text) ?? deceptive(start, text) ?? tooDeep(start, text)
  if (refusal) return { value: emptyMap(start), diagnostics: [refusal] }

  const read = (source: string) => readText(source, start)
  const whole = read(text)
  return whole.faults.length === 0 ? whole.result() : beside(text, whole.faults, read)
}

/** A text as YAML: what is not valid in it, and else what it says. */
function readText(text: string, start: Origin): { faults: readonly Diagnostic[]; result: () => Result<MapNode> } {
  const position = positionsIn(text, start)
  const contents = contentsOf(text)
  if (contents) return { faults: [], result: () => treeOf(contents, { position, start, targetOf: () => undefined }) }
  const document = parseDocument(text, {
    version: '1.2',
    uniqueKeys: false,
    stringKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  })
  const targetOf = (alias: Alias) => alias.resolve(document)
  const result = () => treeOf(document.contents, { position, start, targetOf })
  return { faults: syntaxFaults(document, position), result }
}

/** Where an offset in a text is; quickest for one after the other. */
function positionsIn(text: string, start: Origin): (offset: number) => Origin {
  let line = 1
  let [lineStart, lineEnd] = [0, text.indexOf('\n')]
  return (offset) => {
    if (offset < lineStart) [line, lineStart, lineEnd] = [1, 0, text.indexOf('\n')]
    while (lineEnd !== -1 && lineEnd < offset) {
      line++
      lineStart = lineEnd + 1
      lineEnd = text.indexOf('\n', lineStart)
    }
    return { ...start, line, column: offset - lineStart + 1 }
  }
}

interface Reading {
  position: (offset: number) => Origin
  start: Origin
  /** What an alias stands for. */
  targetOf: (alias: Alias) => YamlNode | undefined
}

function treeOf(contents: YamlNode | null, reading: Reading): Result<MapNode> {
  const { start } = reading
  const failed = (diagnostic: Diagnostic) => ({ value: emptyMap(start), diagnostics: [diagnostic] })
  if (contents === null || (isScalar(contents) && contents.value === null))
    return failed(fileProblems.raise('empty-file', { at: start }))
  if (!isMap(contents)) return failed(fileProblems.raise('wrong-type/file', { at: start }))
  const reader = new TreeReader(reading)
  const value = reader.map(contents.items as YamlPair[], start, 0)
  return { value, diagnostics: reader.diagnostics }
}

/** How often what is not valid is taken out, to see what is wrong beside it. */
const ROUNDS = 4

/** Faults of a text, and what the settings say in which there is none: what is wrong there is told at the same time. */
function beside(text: string, first: readonly Diagnostic[], read: (source: string) => ReturnType<typeof readText>) {
  const told = [...first]
  let [rest, faults] = [text, first]
  for (let round = 0; round < ROUNDS; round++) {
    rest = withoutSettingsAt(
      rest,
      faults.map(({ at }) => at),
    )
    const next = read(rest)
    if (next.faults.length === 0) {
      const { value, diagnostics } = next.result()
      // what is said of the whole, and of names that stood in what was taken out, does not count
      return { value, diagnostics: [...told, ...diagnostics.filter(({ code }) => REST.includes(code))] }
    }
    faults = next.faults
    told.push(...faults)
  }
  return { value: emptyMap({ ...first[0]!.at, line: 1, column: 1 }), diagnostics: first }
}
const REST = ['duplicate-key', 'forbidden-key', 'bad-name']

/**
 * A text without the settings at its top in which these lines are, with empty lines in their place. An error
 * where a setting begins may come of the one before, which is not closed.
 */
function withoutSettingsAt(text: string, faults: readonly Origin[]): string {
  const rows = text.split('\n')
  const starts = rows.flatMap((row, i) => (/^[^\s#\]})]/.test(row) ? [i] : []))
  const gone = new Set<number>()
  for (const { line, column } of faults) {
    const here = starts.findLastIndex((start) => start < line)
    const from = starts[here] === line - 1 && column === 1 ? here - 1 : here
    for (let i = starts[Math.max(from, 0)] ?? 0; i < (starts[here + 1] ?? rows.length); i++) gone.add(i)
  }
  return rows.map((row, i) => (gone.has(i) ? '' : row)).join('\n')
}

/** One slip can make hundreds of errors: the first of a line says what is wrong, and five are enough. */
function syntaxFaults(document: Document, position: (offset: number) => Origin): Diagnostic[] {
  const faults = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    at: position(pos[0]),
    reason: firstLine(message),
  }))
  return faults
    .filter(({ at }, i) => faults.findIndex((other) => other.at.line === at.line) === i)
    .slice(0, 5)
    .map(({ at, reason }) => fileProblems.raise('yaml-syntax', { at, args: { reason } }))
}

type YamlPair = Pair<YamlNode, YamlNode | null>

const removal = (at: Origin): Node => ({ kind: 'remove', at, lost: [] })
const nullIn = (at: Origin): Node => ({ kind: 'value', value: null, at, lost: [] })

/** Makes a tree of what a document has. It counts as it goes, since aliases can make a small file very large. */
class TreeReader {
  readonly diagnostics: Diagnostic[] = []
  readonly #position: Reading['position']
  readonly #targetOf: Reading['targetOf']
  #nodes = 0
  #aliases = 0
  #stopped = false
  /** How many lists are around what is read. */
  #lists = 0

  constructor({ position, targetOf }: Reading) {
    this.#position = position
    this.#targetOf = targetOf
  }

  map(pairs: readonly YamlPair[], at: Origin, depth: number): MapNode {
    const entries = new Map<string, Node>()
    for (const { key, value } of pairs) {
      const keyAt = key?.range ? this.#position(key.range[0]) : at
      if (!isScalar(key) || key.value === null || typeof key.value === 'object') {
        this.diagnostics.push(fileProblems.raise('yaml-syntax/key', { at: keyAt }))
        continue
      }
      const name = String(key.value)
      const faults = keyFaults(name, keyAt, entries.get(name))
      this.diagnostics.push(...faults.diagnostics)
      if (faults.value) entries.set(name, this.#below(value, keyAt, depth + 1))
    }
    return { kind: 'map', entries, reset: false, at, lost: [] }
  }

  /** What stands below a key: where nothing does, that is no `null` that somebody wrote. */
  #below(node: YamlNode | null, at: Origin, depth: number): Node {
    const read = this.#read(node, at, depth)
    const empty = node === null || (isScalar(node) && node.value === null && !node.source)
    return read.kind === 'remove' && empty ? { ...read, empty: true } : read
  }

  #read(node: YamlNode | null, at: Origin, depth: number): Node {
    if (this.#stopped) return removal(at)
    if (++this.#nodes > MAX_NODES || depth > MAX_DEPTH) {
      const args = { values: MAX_NODES, levels: MAX_DEPTH }
      return this.#stop(fileProblems.raise('alias/bomb', { at, args }))
    }
    if (node === null) return removal(at)
    if (isScalar(node) && node.value === null && node.source && this.#lists > 0) return nullIn(at)
    if (isAlias(node)) return this.#alias(node, at, depth)
    if (isMap(node)) return this.map(node.items as YamlPair[], at, depth)
    if (isSeq(node)) return this.#list(node.items as YamlNode[], at, depth)
    const { value, diagnostics } = isScalar(node) ? scalar(node.value, at, node.source) : scalar(undefined, at)
    this.diagnostics.push(...diagnostics)
    return value
  }

  #alias(node: Alias, at: Origin, depth: number): Node {
    if (++this.#aliases > MAX_ALIASES)
      return this.#stop(fileProblems.raise('alias/many', { at, args: { most: MAX_ALIASES } }))
    const target = this.#targetOf(node)
    if (target) return this.#read(target, at, depth + 1)
    this.diagnostics.push(fileProblems.raise('alias/unknown', { at, args: { alias: node.source } }))
    return removal(at)
  }

  #list(items: readonly YamlNode[], at: Origin, depth: number): Node {
    this.#lists++
    const read = items.map((item) => this.#read(item, item.range ? this.#position(item.range[0]) : at, depth + 1))
    this.#lists--
    return { kind: 'list', items: read, at, lost: [] }
  }

  /** Nothing after this is read, and nothing more is said. */
  #stop(diagnostic: Diagnostic): Node {
    this.#stopped = true
    this.diagnostics.push(diagnostic)
    return removal(diagnostic.at)
  }
}

/** What is wrong with a key, and whether its value counts. */
function keyFaults(key: string, at: Origin, before: Node | undefined): Result<boolean> {
  const diagnostics = hidden(key, at)
  if (key.length > MAX_KEY)
    diagnostics.push(fileProblems.raise('bad-name/key', { at, args: { length: key.length, most: MAX_KEY } }))
  if (FORBIDDEN_KEYS.has(key)) diagnostics.push(fileProblems.raise('forbidden-key', { at, args: { key } }))
  else if (before) {
    const related = [{ at: before.at, note: 'the first time' }]
    diagnostics.push(fileProblems.raise('duplicate-key', { at, related, args: { key } }))
  } else return { value: true, diagnostics }
  return { value: false, diagnostics }
}

function scalar(value: unknown, at: Origin, source?: string): Result<Node> {
  if (value === null) return { value: removal(at), diagnostics: [] }
  if (typeof value === 'number') {
    const exact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
    if (!exact)
      return {
        value: { kind: 'value', value: 0, at, lost: [] },
        diagnostics: [fileProblems.raise('wrong-value/number', { at })],
      }
    const written = source && source !== String(value) ? source : undefined
    return { value: { kind: 'value', value, at, lost: [], source: written }, diagnostics: [] }
  }
  if (typeof value === 'string' || typeof value === 'boolean')
    return {
      value: { kind: 'value', value, at, lost: [] },
      diagnostics: typeof value === 'string' ? hidden(value, at) : [],
    }
  return { value: removal(at), diagnostics: [fileProblems.raise('wrong-type/scalar', { at })] }
}

/** Characters that the file's own text does not show, written as `\\u202e` or `\\0`. */
function hidden(text: string, at: Origin): Diagnostic[] {
  const found = DECEPTIVE.exec(text)
  return found ? [forbidden(found[0], at)] : []
}

function tooLarge(at: Origin, text: string): Diagnostic | undefined {
  if (text.length <= MAX_CHARACTERS) return undefined
  return fileProblems.raise('file-too-large', {
    at,
    args: { kilobytes: Math.ceil(text.length / 1024), most: MAX_CHARACTERS / 1024 },
  })
}

/** The first character of a text that shows a reviewer something else than what is there. */
export function deceptive(start: Origin, text: string): Diagnostic | undefined {
  const found = DECEPTIVE.exec(text)
  if (!found) return undefined
  const before = text.slice(0, found.index).split('\n')
  return forbidden(found[0], { ...start, line: before.length, column: before[before.length - 1]!.length + 1 })
}

function forbidden(character: string, at: Origin): Diagnostic {
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  return fileProblems.raise('forbidden-character', { at, args: { character: code } })
}

/** A bound on nesting before the parser sees the text: deep nesting makes `yaml` end the process, uncatchably. */
function tooDeep(start: Origin, text: string): Diagnostic | undefined {
  const found = (line: number): Diagnostic =>
    fileProblems.raise('too-deep', { at: { ...start, line }, args: { most: MAX_DEPTH } })
  let brackets = 0
  const indents: number[] = []
  let number = 0
  for (const line of text.split('\n')) {
    number++
    const indent = line.length - line.trimStart().length
    const body = line.slice(indent)
    if (body === '' || body.startsWith('#')) continue
    while (indents.length > 0 && indents[indents.length - 1]! >= indent) indents.pop()
    indents.push(indent)
    // `- - - x` and `? ? x` nest on one line
    const dashes = /^(?:[-?:] +)+/.exec(body)?.[0].replaceAll(' ', '').length ?? 0
    for (const character of body) {
      if (character === '[' || character === '{') brackets++
      else if ((character === ']' || character === '}') && brackets > 0) brackets--
      if (brackets + indents.length + dashes > MAX_DEPTH) return found(number)
    }
    if (indents.length + dashes > MAX_DEPTH) return found(number)
  }
  return undefined
}

const firstLine = (message: string): string => message.split('\n')[0]!.replace(/ at line \d+.*$/, '')
