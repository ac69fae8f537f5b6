/** What is read without the library is what the library reads, place by place. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from '../lib/layers/parse.ts'
import { plainTree } from '../lib/layers/plain-yaml.ts'

const START = { file: 'x.yaml', line: 1, column: 1 }
/** With a tab in a comment at its end, a text is the library's. */
const byLibrary = (text: string) => parse(START.file, `${text}\n#\t`)

function filesIn(folder: string): string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
  return found
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

const SAMPLES = ['communities', 'profiles'].flatMap(filesIn)
const OTHERS = ['test', 'docs'].flatMap(filesIn)

function expectSame(text: string): void {
  if (plainTree(text, START)) expect(shown(parse(START.file, text)), text).toBe(shown(byLibrary(text)))
}

/** With the order of keys, which `toEqual` does not compare. */
const shown = (read: unknown): string =>
  JSON.stringify(read, (_, value: unknown) => (value instanceof Map ? [...value] : value), 1)

/** A list in a map in a list, so many times. */
const nested = (times: number): string =>
  Array.from({ length: times }, (_, i) => `\n${'  '.repeat(i)}- b:`).join('') + ' c'

/** Nearly plain. */
const TRICKY = [
  ...['9007199254740991', '9007199254740992', '1e+21', '1e-7', '1.0', '010', '0x1f', 'null', '[null]', 'nUll', 'TRUE'],
  ...['b\n  c', "'b'\n  c", '[b]\n  c', '\n- b\n  c', '\n- b\n - c', '\n  - b\n - c', 'b #c', 'b#c', '"b"#c', "'b''c'"],
  ...['[b, c,]', '[b,, c]', '[b: c]', '{b}', '{b: c,}', '{b: [c, {d: e}]}', '[b', '[b]]', 'b: c', 'b:c', 'b:', '- b'],
  ...['b\u00a0', '[1\u00a0]', 'b\u3000 # c', '\u2003b', nested(5), nested(25), `${'['.repeat(30)}${']'.repeat(30)}`],
  ...['\n  - b: c\n    d: e\n  - f', '\n- b:\n  - c\n- d', '\nb: c', '\n\n# b\n  # c\n  d: e', '{}', '[]', '', '[b]c'],
]

describe('plain YAML', () => {
  it('is read as the library reads it where it is nearly none', () => {
    for (const value of TRICKY) {
      expectSame(`a: ${value}`)
      expectSame(`a: ${value}\nz: 1\n`)
      expectSame(`x:\n  - a: ${value.replaceAll('\n', '\n    ')}\n`)
    }
  })

  it('is read as the library reads it, in every file of the repository', () => {
    for (const text of [...SAMPLES, ...OTHERS]) expectSame(text)
  })

  it('is what most inputs are written in', () => {
    const plain = SAMPLES.filter((text) => plainTree(text, START))
    expect(plain.length / SAMPLES.length).toBeGreaterThan(0.9)
  })

  it('is read as the library reads it, however its characters are put together', () => {
    const pieces = [
      ...'abT_/-:#,[]{}"\'|>&*!?%@~.0123 \n',
      ...['\n  ', '\n    ', '\n- ', '\n  - ', ': ', ':\n', ' #', 'a: ', 'b: ', 'key:\n', '- a: ', ', ', '[a', '{a: '],
      ...['true', 'null', 'False', '1.50', '0x1f', '1e3', '-1', '.inf', '2026-01-02', '---', '...', '&x ', '!!str '],
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

  it('is read as the library reads it, with any change to a file', () => {
    const texts = SAMPLES.filter((text) => text.length < 1500 && plainTree(text, START))
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
