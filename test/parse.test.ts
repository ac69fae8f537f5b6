/** What an input file may do to the reader: nothing. Each attack is one diagnostic, and quickly over. */
import { describe, expect, it } from 'vitest'
import { MAX_CHARACTERS, parse } from '../lib/layers/parse.ts'
import { toPlain } from '../lib/layers/tree.ts'
import { compileTexts } from './fleet.ts'

const codes = (text: string): string[] => parse('x.yaml', text).diagnostics.map(({ code }) => code)

const ATTACKS: [string, string, string][] = [
  ['10,000 nested lists', `a: ${'['.repeat(10_000)}`, 'too-deep'],
  [
    '10,000 nested maps on lines',
    Array.from({ length: 10_000 }, (_, i) => `${' '.repeat(i)}a:`)
      .join('\n')
      .slice(0, MAX_CHARACTERS),
    'too-deep',
  ],
  ['10,000 nested maps in braces', `a: ${'{a: '.repeat(10_000)}1`, 'too-deep'],
  ['10,000 list items in one another', `a:\n  ${'- '.repeat(10_000)}x`, 'too-deep'],
  ['10,000 complex keys', `${'? '.repeat(10_000)}x`, 'too-deep'],
  ['a file of 10 MB', `a: ${'x'.repeat(10_000_000)}`, 'file-too-large'],
  ['an alias of itself', 'a: &a [*a]', 'alias'],
  [
    'aliases of aliases',
    `a: &a [${'x,'.repeat(99)}x]\nb: &b [${'*a,'.repeat(99)}*a]\nc: &c [${'*b,'.repeat(99)}*b]`,
    'alias',
  ],
  ['20,000 aliases', `a: &a x\nb: [${'*a,'.repeat(20_000)}*a]`, 'alias'],
  ['an escaped bidirectional override', 'a: "x\\u202Ey"', 'forbidden-character'],
  ['an escaped null byte in a key', '"a\\0": 1', 'forbidden-character'],
  ['half a character', 'a: "x\\uD83Dy"', 'forbidden-character'],
  ['a name of 1,000 characters', `${'k'.repeat(1000)}: 1`, 'bad-name'],
  ['an unknown alias', 'a: *nothing', 'alias'],
  ['a tag', 'a: !!binary aGk=', 'wrong-type'],
  ['a tag of its own', 'a: !run x', 'yaml-syntax'],
  ['two documents', 'a: 1\n---\nb: 2\n', 'yaml-syntax'],
  ['a list at the top', '- a\n- b\n', 'wrong-type'],
  ['text at the top', 'hello', 'wrong-type'],
  ['nothing', '', 'empty-file'],
  ['comments only', '# a\n# b\n', 'empty-file'],
  ['an explicit null', '~', 'empty-file'],
  ['a tab for indentation', 'a:\n\tb: 1\n', 'yaml-syntax'],
  ['a map as a key', '? {a: 1}\n: 2\n', 'yaml-syntax'],
  ['__proto__', '__proto__: {x: 1}', 'forbidden-key'],
  ['a number too large to keep', 'a: 12345678901234567890', 'wrong-value'],
  ['infinity', 'a: .inf', 'wrong-value'],
  ['a key twice', 'a: 1\na: 2\n', 'duplicate-key'],
  ['a byte order mark within', 'a: x\uFEFFy', 'forbidden-character'],
  ['a bidirectional override', 'a: "x\u202Ey"', 'forbidden-character'],
  ['a tag character', 'a: x\u{E0041}', 'forbidden-character'],
  ['a null byte', 'a: x\u0000', 'forbidden-character'],
]

describe('an input file', () => {
  it.each(ATTACKS)('with %s is refused', (_title, text, code) => {
    expect(codes(text)).toContain(code)
  })

  it('with 20,000 keys in one map is read, without comparing each with each', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n')
    expect(codes(text)).toEqual([])
  })

  it('reads Windows line endings, quotes, blocks and anchors as data', () => {
    const { value: node, diagnostics } = parse(
      'x.yaml',
      '\uFEFFa: &x "1"\r\nb: *x\r\nc: |\r\n  one\r\n  two\r\nd: no\r\ne: 0o14\r\n',
    )
    expect(diagnostics).toEqual([])
    expect(toPlain(node)).toEqual({ a: '1', b: '1', c: 'one\ntwo\n', d: 'no', e: 12 })
  })

  it('keeps null within lists, where nothing is inherited that it could take out', () => {
    const { value: node } = parse('x.yaml', 'a: null\nb: [{ c: null, d: [~] }, null]\ne: null\n')
    expect(toPlain(node)).toEqual({ b: [{ c: null, d: [null] }, null] })
  })

  it('knows the line and column of every setting', () => {
    const { value: node } = parse('x.yaml', 'a: 1\nb:\n  c: [x, y]\n  d: 2\n')
    const b = node.entries.get('b')!
    expect(node.entries.get('a')!.at).toEqual({ file: 'x.yaml', line: 1, column: 1 })
    expect(b.kind === 'map' && b.entries.get('d')!.at).toEqual({ file: 'x.yaml', line: 4, column: 3 })
  })
})

describe('beside what is not valid YAML', () => {
  const told = (hub: string): string[] =>
    compileTexts({
      'communities/reef/community.yaml': 'name: Reef\ncontact: ops@reef.example.org\n',
      'communities/reef/cluster.yaml': 'cloud: gcp\nregion: us-central1\naccount: reef-hubs-123456\n',
      'communities/reef/hubs/prod.yaml': hub,
    }).diagnostics.map(({ code, at, args }) => `${at.line}:${at.column} ${code} ${String(args['key'] ?? '')}`.trim())
  it('all other faults of the file are told: those of YAML, and those of what can be read', () => {
    const hub = [
      'domain: both.reef.example.org',
      'titel: Reef',
      'sizes: { small: { memory: 4Gi }',
      'purpose: production',
      'cull: { idle: 1 hour }',
      'auth:',
      '  github: { teams: [a/b] }',
      ' admins: [x]',
      'opens: 7',
      'home: { quota: 5Gi, quota: 6Gi }',
      'variables: { A: "1, B: 2 }',
    ]
    expect(told(hub.join('\n'))).toEqual([
      '2:1 unknown-key titel',
      '4:1 yaml-syntax',
      '5:9 wrong-value',
      '8:1 yaml-syntax',
      '9:1 wrong-type',
      '10:21 duplicate-key quota',
      '11:27 yaml-syntax',
    ])
  })
  it('nothing is called missing that may stand there, and nothing unknown that is named there', () => {
    expect(told('domain: [\ntitle: Reef\n')).toEqual(['2:1 yaml-syntax'])
    expect(told('cull: &c { idle: 1h\nevent: x\nhomepage: *c\n')).toEqual(['2:1 yaml-syntax'])
  })
  it('a quote that is not closed is told alone', () => {
    expect(told('title: "Reef\ndomain: x.example.org\nhome: { quota: 5Gi }\nopens: lab\n')).toHaveLength(1)
    expect(told('title: "Reef\ndomain: 5\n')).toHaveLength(1)
  })
})
