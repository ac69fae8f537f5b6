/**
 * Each folder in test/meanings/cases changes some inputs of the small fleet in test/meanings/fleet: `before/` and
 * `after/` hold the files that differ, and `expected.txt` what `hubloom diff` says. `UPDATE=1` writes what comes; then
 * read the diff. Profiles are this repository's.
 */
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diffMarkdown, diffSummary, diffText } from '../lib/cli/diff-words.ts'
import { compareFleets, type FleetComparison } from '../lib/compare.ts'
import { changes as documentChanges, HARMS, parseDocuments, type FleetChange } from '../lib/diff/index.ts'
import { leavesOf, type Leaf } from '../lib/diff/leaves.ts'
import { readInputFolder } from '../lib/disk.ts'
import { compileTexts, lines, outputTexts, profiles, repository } from './fleet.ts'

const FOLDER = 'test/meanings'
const PROFILE = 'profiles/teaching.yaml'
const CASES = join(FOLDER, 'cases')
const update = process.env['UPDATE'] === '1'
const common = readInputFolder(join(FOLDER, 'fleet')).texts

const digestOf = (text: string): string => createHash('sha1').update(text).digest('hex')

function version(folder: string): ReadonlyMap<string, string> {
  return new Map([...profiles, ...common, ...readInputFolder(folder).texts])
}

/** What changes between two sets of inputs, and the values of `dist/` that differ. */
function compared(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): FleetComparison & { differing: Leaf[] } {
  const foldersOf = (texts: ReadonlyMap<string, string>): string[] =>
    [...new Set([...texts.keys()].flatMap((path) => /^communities\/([^/]+)\//.exec(path)?.[1] ?? []))].sort()
  const [then, now] = [before, after].map((texts) => compileTexts(texts))
  expect(lines([...then!.diagnostics, ...now!.diagnostics].filter(({ severity }) => severity === 'error'))).toBe('')
  const dist = outputTexts(then!)
  const comparison = compareFleets(
    {
      inputs: { texts: before, folders: foldersOf(before) },
      digests: new Map([...dist].map(([path, text]) => [path, digestOf(text)])),
      digestOf,
      read: (paths) => new Map(paths.map((path) => [path, dist.get(path)!])),
    },
    { ...now!, inputs: { texts: after, folders: foldersOf(after) } },
  )
  const [old, young] = [dist, outputTexts(now!)].map(parseDocuments)
  return { ...comparison, differing: leavesOf(documentChanges(old!, young!)) }
}

const keyOf = ({ part, format, address, path }: Leaf): string => [part, format, address, ...path].join(' ')

/** Values that differ and that no change tells of. */
function untold({ changes, differing }: ReturnType<typeof compared>): string[] {
  const told = new Set(changes.flatMap(({ leaves }) => leaves.map(keyOf)))
  return differing.map(keyOf).filter((key) => !told.has(key))
}

const names = readdirSync(CASES).sort()
const told = names.map((name) => {
  const [before, after] = ['before', 'after'].map((side) => version(join(CASES, name, side)))
  const comparison = compared(before!, after!)
  return { name, changes: comparison.changes, left: untold(comparison) }
})

describe.each(told)('$name', ({ name, changes, left }) => {
  const text = diffText(changes, { against: 'before', details: false })
  const path = join(CASES, name, 'expected.txt')
  if (update) writeFileSync(path, text)

  it('is told in the expected words', () => {
    expect(text).toBe(readFileSync(path, 'utf8'))
  })
  it('tells of every value of dist/ that differs', () => {
    expect(left).toEqual([])
  })
  it('has a line of the inputs for each change', () => {
    expect(changes.filter(({ cause }) => cause === undefined).map(({ what }) => what)).toEqual([])
  })
})

describe('one line of a profile', () => {
  const inputs = repository.texts
  const edited = new Map(
    [...inputs].map(([path, text]) => [path, path === PROFILE ? text.replace(' 1Gi', ' 2Gi') : text]),
  )

  it('is one change, with the hubs that it touches', () => {
    const comparison = compared(inputs, edited)
    expect(comparison.changes).toHaveLength(1)
    expect(comparison.changes[0]).toMatchObject({ what: 'servers: memory at most 1 → 2 GiB', cause: { file: PROFILE } })
    expect(comparison.changes[0]!.hubs.length).toBeGreaterThan(6)
    expect(untold(comparison)).toEqual([])
  })
})

describe('one comment', () => {
  const all = told.flatMap(({ changes }) => changes)
  const hostile: FleetChange = {
    ...all[0]!,
    what: 'x </details> <script>alert(1)</script> ![x](https://example.org/x.png) @ada \u001b[31m| `a` **b**',
    hubs: ['a/b`c'],
    notes: ['<!-- hubloom diff -->'],
    values: ['</details>```'],
  }
  it('begins with what finds it again, and has the worst first', () => {
    const text = diffMarkdown([...all].sort((a, b) => HARMS.indexOf(a.harm) - HARMS.indexOf(b.harm)))
    expect(text).toMatch(/^<!-- hubloom diff -->\n### hubloom: \d+ changes, the worst: loses-data\n/)
    expect(text.indexOf('**loses-data**')).toBeLessThan(text.indexOf('**costs**'))
    expect(text).toContain('<details><summary>')
  })
  it('fits, whatever there is', () => {
    const many = Array.from({ length: 40 }, () => all).flat()
    const text = diffMarkdown(many)
    expect(text.length).toBeLessThan(60_000)
    expect(text).toMatch(/…and \d+ more: `npx hubloom diff` tells them/)
    const [long] = all
    const values = Array.from({ length: 3000 }, (_, i) => `${'x'.repeat(300)} ${i}`)
    expect(diffMarkdown([{ ...long!, values }]).length).toBeLessThan(60_000)
  })
  it('keeps texts of inputs as texts', () => {
    const text = diffMarkdown([hostile])
    expect(text.match(/<\/details>/g)).toHaveLength(2)
    expect(text).not.toContain('<script>')
    expect(text).not.toContain('![x]')
    for (const plain of [diffText([hostile], { against: 'x', details: true }), diffSummary([hostile], 9)])
      expect(plain).not.toContain('\u001b')
  })
})

describe('the cases', () => {
  it('have every harm', () => {
    const harms = new Set(told.flatMap(({ changes }) => changes.map(({ harm }) => harm)))
    expect(HARMS.filter((harm) => !harms.has(harm))).toEqual([])
  })
  it('are named by their worst harm', () => {
    for (const { name, changes } of told) expect(`${name}: ${changes[0]?.harm}`).toBe(`${name}: ${harmIn(name)}`)
  })
})

const harmIn = (name: string): string => HARMS.find((harm) => name.startsWith(harm)) ?? 'no harm'
