/**
 * What a help line says to write can be written: in every case with an error, each concrete suggestion is followed in
 * a copy of the case; the problem is gone then, and no other error has come of it.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LineCounter, isMap, isPair, isSeq, parse, parseDocument, visit, type Document } from 'yaml'
import { readInputFolder } from '../lib/disk.ts'
import type { Diagnostic, Origin } from '../lib/diagnostics.ts'
import { textOf } from '../lib/wording.ts'
import { compileTexts } from './fleet.ts'

type Path = (string | number)[]
type Texts = Map<string, string>

/** Suggestions that say more than a snippet can, each with what is to be done beside it. */
const BESIDE: Readonly<Record<string, (document: Document, path: Path) => void>> = {
  // "take this line out, and write …"
  'dummy-sign-in': (document, path) => void document.deleteIn(path.slice(0, 1)),
  'secret-in-input/variable': (document, path) => void document.deleteIn(path),
  'bucket-never-made/variable': (document, path) => void document.deleteIn(path),
  // "take it out. If it is meant, write …"
  'override-lets-in': (document, path) => void document.deleteIn(path),
  'override-breaks': (document, path) => void document.deleteIn(path),
  // one word of the manifest
  'override-breaks/kind': () => {},
  'override-weakens': (document, path) => void document.deleteIn(path),
  // "without `certificate`"
  'ports/no-address': (document) => void document.deleteIn(['certificate']),
  // "and people in `admins:` and lists by it"
  'name-not-unique': (document) => document.setIn(['auth', 'admins'], ['ada@reef.example.edu']),
}
/** Decisions that a suggestion leads on to: the hub was told nothing wrong. */
const NEXT = [
  'capacity/pod',
  'managed-home-without-backup',
  'shared-home/owner-not-managed',
  // of an ingress what `certificate-contact` has told of its hubs
  'no-certificate-email',
]

const keyOf = ({ code, variant }: Diagnostic): string => (variant === undefined ? code : `${code}/${variant}`)

/**
 * The snippets that a help line tells people to write. One with a gap in it, or a part of a text, is a pattern, not a
 * suggestion.
 */
interface Suggestion {
  word: string
  snippet: string
  /** What follows it, which may name the file. */
  rest: string
}

function suggestions(help: string): Suggestion[] {
  return [...help.matchAll(/([Ww]rite|Did you mean|Raise|or) `([^`]+)`(?=([^`]*))/g)]
    .map(([, word, snippet, rest]) => ({ word: word!, snippet: snippet!, rest: rest! }))
    .filter(
      ({ snippet }) =>
        !/…|\.\.\.|<[a-z ]+>|^(organisation|: $|communities\/)|:$|^ |^\{[a-z]+\}$|^host:port$/.test(snippet),
    )
    .filter(({ snippet, word }) => !/^(or|Raise)$/.test(word) || snippet.includes(': '))
}

/** The path of what stands at a place: the value of the key there, or the item of a list. */
function pathAt(text: string, at: Origin): Path | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  let found: Path | undefined
  visit(document, (_key, node, ancestors) => {
    const start = isPair(node) ? (node.key as { range?: number[] }).range?.[0] : undefined
    const itemStart =
      !isPair(node) && isSeq(ancestors[ancestors.length - 1]) ? (node as { range?: number[] }).range?.[0] : undefined
    const offset = start ?? itemStart
    if (offset === undefined) return
    const { line, col } = lines.linePos(offset)
    if (line !== at.line || col !== at.column) return
    const steps = ancestors.flatMap((ancestor, i): Path => {
      const child = ancestors[i + 1] ?? node
      if (isSeq(ancestor)) return [ancestor.items.indexOf(child as never)]
      return isPair(child) ? [String((child.key as { value: unknown }).value)] : []
    })
    found = steps
    return visit.BREAK
  })
  return found
}

const mergeInto = (document: Document, path: Path, value: unknown): void => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const there = path.length === 0 ? document.contents : document.getIn(path, true)
    if (isMap(there)) {
      for (const [key, inner] of Object.entries(value)) mergeInto(document, [...path, key], inner)
      return
    }
  }
  document.setIn(path, document.createNode(value))
}

/** A place, where it has one value; else those of the values in the collection there, such as words of a manifest. */
function scalarsAt(document: Document, path: Path): Path[] {
  const there = document.getIn(path, true)
  if (!isMap(there) && !isSeq(there)) return [path]
  const steps = isMap(there) ? there.items.map(({ key }) => String(key)) : [...there.items.keys()]
  return [path, ...steps.map((step) => [...path, step])]
}

/** Every way to follow a suggestion: in place of the value, or as settings at each level around it, nearest first. */
function ways(text: string, path: Path, { snippet, key }: { snippet: string; key: string }): string[] {
  const edit = (change: (document: Document) => void): string[] => {
    const document = parseDocument(text)
    try {
      const beside = BESIDE[key] ?? BESIDE[key.split('/')[0]!]
      beside?.(document, path)
      change(document)
      return [String(document)]
    } catch {
      return []
    }
  }
  if (/^(unknown-key|bad-name\/setting|override-misfit\/(key|argument|resource-type))$/.test(key)) {
    const to = key === 'unknown-key' ? snippet.split('.') : [...path.slice(0, -1), snippet]
    return edit((document) => {
      const value = document.getIn(path, true)
      document.deleteIn(path)
      const there = document.getIn(to, true)
      if (isMap(there) && isMap(value)) for (const each of value.items) there.add(each)
      else document.setIn(to, value)
    })
  }
  const value = parse(snippet) as unknown
  const levels = path.map((_, i) => path.slice(0, path.length - i - 1))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return scalarsAt(parseDocument(text), path).flatMap((place) =>
      edit((document) => document.setIn(place, document.createNode(value))),
    )
  return [path, ...levels].flatMap((level) => edit((document) => mergeInto(document, level, value)))
}

/** A problem without its line, which edits move. */
const lineOf = (each: Diagnostic): string => `${keyOf(each)}: ${each.at.file}: ${textOf(each).message}`

const told = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.filter(({ severity }) => severity === 'error').map((each) => lineOf(each))

/** The file that the words behind a suggestion name: by its path, or as one of the community's own. */
function fileNamed(rest: string, at: string): string | undefined {
  const [path] = /communities\/[a-z0-9/-]+\.yaml/.exec(rest) ?? []
  const [own] = /\b(cluster|community)\.yaml/.exec(rest) ?? []
  return path ?? (own && at.replace(/^(communities\/[^/]+)\/.*/, `$1/${own}`))
}

/** Why following a suggestion does not help, or nothing. */
function faultOf(
  { texts, before }: { texts: Texts; before: readonly string[] },
  diagnostic: Diagnostic,
  { snippet, rest }: Suggestion,
): string[] {
  const key = keyOf(diagnostic)
  const other = fileNamed(rest, diagnostic.at.file)
  const file = other !== undefined && texts.has(other) ? other : diagnostic.at.file
  const text = texts.get(file) ?? ''
  const path = file === diagnostic.at.file ? (pathAt(text, diagnostic.at) ?? []) : []
  const own = lineOf(diagnostic)
  const left = (edited: string): string[] => {
    const { diagnostics } = compileTexts(new Map([...texts, [file, edited]]))
    const after = told(diagnostics)
    const stays = diagnostics.some((each) => lineOf(each) === own)
    return [
      ...(stays ? [`still: ${own}`] : []),
      ...after.filter((line) => !before.includes(line) && !NEXT.some((code) => line.startsWith(code))),
    ]
  }
  let best: string[] | undefined
  for (const edited of ways(text, path, { snippet, key })) {
    const found = left(edited)
    if (found.length === 0) return []
    if (best === undefined || found.length < best.length) best = found
  }
  const fault = best?.join('; ') ?? 'nowhere to write it'
  return [`${file} ${path.join('.')}: \`${snippet}\` → ${fault}`]
}

describe('what a help line tells people to write', () => {
  const cases = readdirSync('test/cases').filter((name) => name.startsWith('error-'))
  let followed = 0
  it.each(cases)('helps: %s', (name) => {
    const { texts } = readInputFolder(join('test/cases', name))
    const { diagnostics } = compileTexts(texts as Texts)
    const before = told(diagnostics)
    const faults = diagnostics.flatMap((diagnostic) => {
      const found = suggestions(textOf(diagnostic).help)
      followed += found.length
      return found.flatMap((suggestion) => faultOf({ texts: texts as Texts, before }, diagnostic, suggestion))
    })
    expect(faults).toEqual([])
  })
  it('is followed often enough to mean something', () => {
    expect(followed).toBeGreaterThan(45)
  })
})

describe('a name that is nearly right', () => {
  const hub = (text: string): string =>
    compileTexts({
      'communities/reef/community.yaml': 'name: Reef\ncontact: ops@reef.example.org\n',
      'communities/reef/cluster.yaml': 'cloud: gcp\nregion: us-central1\naccount: reef-hubs-123456\n',
      'communities/reef/hubs/prod.yaml': `domain: hub.reef.example.org\nauth: { nobody: {} }\n${text}`,
    })
      .diagnostics.map((each) => textOf(each).help)
      .join('\n')
  it.each([
    ['profile: teching\n', 'Did you mean `teaching`?'],
    ['profile: teaching\ncluster: reeef\n', 'Did you mean `reef`?'],
    ['profile: teaching\ninterface: rstudio\n', 'Did you mean `opens`?'],
    [
      'profile: teaching\nevents: { exams: { people: 60, from: 2027-01-18, until: 2027-01-22 } }\n',
      'Did you mean `events.exams.users`?',
    ],
    ['profile: teaching\nopens: rstudoi\n', 'rstudio'],
  ])('is told: %j', (text, help) => {
    expect(hub(text)).toContain(help)
  })
})
