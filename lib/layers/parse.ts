import {
  LineCounter,
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
import { problem, type Diagnostic, type Origin } from '../diagnostics.ts'
import { emptyMap, type MapNode, type Node } from './tree.ts'

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
const DECEPTIVE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFF\p{Cs}\u{E0000}-\u{E007F}]/u

/** One input file as data with positions. What cannot be read becomes diagnostics, and an empty map. */
export function parse(
  file: string,
  text: string,
  owner: Pick<Origin, 'layer' | 'community'> = {},
): { node: MapNode; diagnostics: Diagnostic[] } {
  const start: Origin = { file, line: 1, column: 1, ...owner }
  // some editors begin a file with a byte order mark, which means nothing in UTF-8
  text = text.replace(/^\uFEFF/, '')
  const failed = (...diagnostics: Diagnostic[]) => ({ node: emptyMap(start), diagnostics })
  const refusal = tooLarge(start, text) ?? deceptive(start, text) ?? tooDeep(start, text)
  if (refusal) return failed(refusal)

  const lines = new LineCounter()
  const document = parseDocument(text, {
    version: '1.2',
    uniqueKeys: false,
    stringKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'error',
  })
  const position = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset)
    return { ...start, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  // one slip can make hundreds of errors; the first of a line says what is wrong
  const faults = [...document.errors, ...document.warnings]
    .filter(
      (fault, i, all) => all.findIndex((other) => position(other.pos[0]).line === position(fault.pos[0]).line) === i,
    )
    .slice(0, 5)
  if (faults.length > 0) {
    return failed(
      ...faults.map((fault) =>
        problem(
          'yaml-syntax',
          position(fault.pos[0]),
          `this is not valid YAML: ${firstLine(fault.message)}`,
          'Correct the line; indentation is two spaces, and text with `: ` or ` #` in it needs quotes.',
        ),
      ),
    )
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return failed(problem('empty-file', start, 'the file says nothing', 'Write its settings, or remove the file.'))
  }
  if (!isMap(document.contents)) {
    return failed(
      problem(
        'wrong-type',
        start,
        'the file is not a map of settings',
        'Begin with lines such as `domain: hub.example.org`.',
      ),
    )
  }
  return convert(document, position)
}

function convert(
  document: Document,
  position: (offset: number) => Origin,
): { node: MapNode; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  let nodes = 0
  let aliases = 0
  let stopped = false

  const read = (node: YamlNode | null, at: Origin, depth: number): Node => {
    if (stopped || ++nodes > MAX_NODES || depth > MAX_DEPTH) {
      if (!stopped)
        diagnostics.push(
          problem(
            'alias',
            at,
            `the file expands to more than ${MAX_NODES} values or ${MAX_DEPTH} levels`,
            'Write the values out instead of repeating them with `*aliases`.',
          ),
        )
      stopped = true
      return { kind: 'remove', at, lost: [] }
    }
    if (node === null) return { kind: 'remove', at, lost: [] }
    if (isAlias(node)) {
      if (++aliases > MAX_ALIASES) {
        if (!stopped)
          diagnostics.push(
            problem('alias', at, `the file has more than ${MAX_ALIASES} aliases`, 'Put what repeats into a profile.'),
          )
        stopped = true
        return { kind: 'remove', at, lost: [] }
      }
      const target = (node as Alias).resolve(document)
      if (target) return read(target, at, depth + 1)
      diagnostics.push(
        problem(
          'alias',
          at,
          `nothing is called \`&${(node as Alias).source}\` above this line`,
          'Write the value itself.',
        ),
      )
      return { kind: 'remove', at, lost: [] }
    }
    if (isMap(node)) return readMap(node.items as Pair<YamlNode, YamlNode | null>[], at, depth)
    if (isSeq(node))
      return {
        kind: 'list',
        items: (node.items as YamlNode[]).map((item) =>
          read(item, item.range ? position(item.range[0]) : at, depth + 1),
        ),
        at,
        lost: [],
      }
    return readScalar(isScalar(node) ? node.value : undefined, at, isScalar(node) ? node.source : undefined)
  }

  /** What the file's own text does not show: characters written as `\\u202e` or `\\0`. */
  const refuseDeceptive = (text: string, at: Origin): void => {
    const found = DECEPTIVE.exec(text)
    if (found) diagnostics.push(forbidden(found[0], at))
  }

  const readScalar = (value: unknown, at: Origin, source?: string): Node => {
    if (value === null) return { kind: 'remove', at, lost: [] }
    if (
      typeof value === 'number' &&
      !(Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)))
    ) {
      diagnostics.push(
        problem(
          'wrong-value',
          at,
          'this number cannot be kept exactly',
          'Put it in quotes if it is a name or an identifier.',
        ),
      )
      return { kind: 'value', value: 0, at, lost: [] }
    }
    if (typeof value === 'number')
      return { kind: 'value', value, at, lost: [], source: source && source !== String(value) ? source : undefined }
    if (typeof value === 'string') refuseDeceptive(value, at)
    if (typeof value === 'string' || typeof value === 'boolean') return { kind: 'value', value, at, lost: [] }
    diagnostics.push(
      problem(
        'wrong-type',
        at,
        'this is neither text, a number, true, false nor null',
        'Put it in quotes if it is text.',
      ),
    )
    return { kind: 'remove', at, lost: [] }
  }

  const readMap = (pairs: Pair<YamlNode, YamlNode | null>[], at: Origin, depth: number): MapNode => {
    const entries = new Map<string, Node>()
    for (const pair of pairs) {
      const keyAt = pair.key?.range ? position(pair.key.range[0]) : at
      if (!isScalar(pair.key) || pair.key.value === null || typeof pair.key.value === 'object') {
        diagnostics.push(problem('yaml-syntax', keyAt, 'a key has to be text', 'Write `name: value`.'))
        continue
      }
      const key = String(pair.key.value)
      const before = entries.get(key)
      refuseDeceptive(key, keyAt)
      if (key.length > MAX_KEY)
        diagnostics.push(
          problem(
            'bad-name',
            keyAt,
            `a name has ${key.length} characters; it may have ${MAX_KEY}`,
            'Choose a shorter one.',
          ),
        )
      if (FORBIDDEN_KEYS.has(key))
        diagnostics.push(problem('forbidden-key', keyAt, `\`${key}\` cannot be used as a name`, 'Choose another name.'))
      else if (before)
        diagnostics.push(
          problem(
            'duplicate-key',
            keyAt,
            `\`${key}\` is written twice; line ${before.at.line} has it too`,
            'Keep one of them.',
          ),
        )
      else entries.set(key, read(pair.value, keyAt, depth + 1))
    }
    return { kind: 'map', entries, reset: false, at, lost: [] }
  }

  const root = document.contents as unknown as YamlNode & { items: Pair<YamlNode, YamlNode | null>[] }
  const node = readMap(root.items, position(0), 0)
  return { node, diagnostics }
}

function tooLarge(at: Origin, text: string): Diagnostic | undefined {
  if (text.length <= MAX_CHARACTERS) return undefined
  return problem(
    'file-too-large',
    at,
    `the file has ${Math.ceil(text.length / 1024)} kB; an input may have ${MAX_CHARACTERS / 1024}`,
    'Settings are short: move data elsewhere, or split the file.',
  )
}

function deceptive(start: Origin, text: string): Diagnostic | undefined {
  const found = DECEPTIVE.exec(text)
  if (!found) return undefined
  const before = text.slice(0, found.index).split('\n')
  return forbidden(found[0], { ...start, line: before.length, column: before[before.length - 1]!.length + 1 })
}

function forbidden(character: string, at: Origin): Diagnostic {
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  return problem(
    'forbidden-character',
    at,
    `an invisible or control character, U+${code}, stands here`,
    'Delete it: it shows people something else than what is written.',
  )
}

/** A bound on nesting before the parser sees the text: deep nesting makes `yaml` end the process, uncatchably. */
function tooDeep(start: Origin, text: string): Diagnostic | undefined {
  const found = (line: number): Diagnostic =>
    problem(
      'too-deep',
      { ...start, line },
      `the file is nested more than ${MAX_DEPTH} levels deep`,
      'Settings need fewer than ten levels; flatten it.',
    )
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
