/** What is read of js-yaml's events is what `yaml` reads, place by place. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml'
import { contentsOf } from '../lib/layers/yaml-contents.ts'

function filesIn(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

const SAMPLES = ['communities', 'profiles'].flatMap(filesIn)
const OTHERS = ['test', 'docs'].flatMap(filesIn)

/** A text that `yaml` finds fault with is left to it. */
function expectSame(text: string): void {
  const contents = contentsOf(text)
  if (!contents) return
  const options = { uniqueKeys: false, stringKeys: false, logLevel: 'error' } as const
  const document = parseDocument(text, options)
  expect([...document.errors, ...document.warnings], text).toEqual([])
  expect(shown(contents), text).toBe(shown(document.contents))
}

/** Values with what is written and where; of texts, of maps and lists below keys, the place counts for nothing. */
function shown(node: unknown): unknown {
  if (isMap(node)) return `{${node.items.map(({ key, value }) => `${placed(key)}: ${shown(value)}`).join(', ')}}`
  if (isSeq(node)) return `[${node.items.map(placed).join(', ')}]`
  if (!isScalar(node) || (node.value === null && !node.source)) return 'nothing'
  const { value, source } = node
  return `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)} ${typeof value === 'string' ? '' : source}`
}
const placed = (node: unknown): string => `${isNode(node) ? node.range?.[0] : undefined} ${shown(node)}`

/** A list in a map in a list, so many times. */
const nested = (times: number): string =>
  Array.from({ length: times }, (_, i) => `\n${'  '.repeat(i)}- b:`).join('') + ' c'

/** What readers of YAML differ in. */
const TRICKY = [
  ...["\n- 'b' c: 3", '\n- [b]c: 3', '1e321', '|2\n    ', '|+\n  \n  ', '\n\t', '\n- ? b', '\n  -1\n?\n  b: c'],
  ...['9007199254740991', '9007199254740992', '1e+21', '1e-7', '1.0', '010', '0x1f', 'null', '[null]', 'nUll', 'TRUE'],
  ...['b\n  c', "'b'\n  c", '[b]\n  c', '\n- b\n  c', '\n- b\n - c', '\n  - b\n - c', 'b #c', 'b#c', '"b"#c', "'b''c'"],
  ...['[b, c,]', '[b,, c]', '[b: c]', '{b}', '{b: c,}', '{b: [c, {d: e}]}', '[b', '[b]]', 'b: c', 'b:c', 'b:', '- b'],
  ...['b\u00a0', '[1\u00a0]', 'b\u3000 # c', '\u2003b', nested(5), nested(25), `${'['.repeat(30)}${']'.repeat(30)}`],
  ...['\n  - b: c\n    d: e\n  - f', '\n- b:\n  - c\n- d', '\nb: c', '\n\n# b\n  # c\n  d: e', '{}', '[]', '', '[b]c'],
]

describe('what js-yaml reads', () => {
  it('is what `yaml` reads where it is tricky', () => {
    for (const value of TRICKY) {
      expectSame(`a: ${value}`)
      expectSame(`a: ${value}\nz: 1\n`)
      expectSame(`x:\n  - a: ${value.replaceAll('\n', '\n    ')}\n`)
    }
  })

  it('is what `yaml` reads, in every file of the repository', () => {
    for (const text of [...SAMPLES, ...OTHERS]) expectSame(text)
  })

  it('is nearly every input', () => {
    const read = SAMPLES.filter((text) => contentsOf(text))
    expect(read.length / SAMPLES.length).toBeGreaterThan(0.9)
  })

  it('is what `yaml` reads, however its characters are put together', () => {
    const pieces = [
      ...'abT_/-:#,[]{}"\'|>&*!?%@~.0123 \n',
      ...['\n  ', '\n    ', '\n- ', '\n  - ', ': ', ':\n', ' #', 'a: ', 'b: ', 'key:\n', '- a: ', ', ', '[a', '{a: '],
      ...[
        '\t',
        '\r\n',
        '\u00a0',
        '|\n',
        '>-\n',
        '|+\n  ',
        ' "b',
        " c'",
        'true',
        'null',
        'False',
        '1.50',
        '0x1f',
        '1e3',
        '-1',
        '.inf',
        '2026-01-02',
        '---',
        '...',
        '&x ',
        '!!str ',
      ],
      ...[
        "'it''s'",
        '"a\\n"',
        "'a'",
        '"b"',
        'é',
        '__proto__: 1',
        'http://a.b:80/c',
        '12:30',
        '0o17',
        '9007199254740992',
      ],
    ]
    const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((all) => `a: ${all.join('')}`)
    fc.assert(fc.property(texts, expectSame), { numRuns: 5000 })
  })

  it('is what `yaml` reads, with any change to a file', () => {
    const texts = SAMPLES.filter((text) => text.length < 1500 && contentsOf(text))
    const changes = fc.record({
      text: fc.constantFrom(...texts),
      at: fc.nat(1500),
      gone: fc.nat(3),
      put: fc.constantFrom(
        '',
        ' ',
        '  ',
        '\n',
        ':',
        ': ',
        '#',
        ' #',
        '-',
        '- ',
        '"',
        "'",
        '{',
        '}',
        '[',
        ']',
        ',',
        'x',
        '1',
      ),
    })
    const changed = changes.map(({ text, at, gone, put }) => text.slice(0, at) + put + text.slice(at + gone))
    fc.assert(fc.property(changed, expectSame), { numRuns: 2000 })
  })
})
