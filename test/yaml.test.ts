/** What we write as YAML is read as the same data by readers of YAML 1.1 (Helm, kubectl, Python) and 1.2. */
import { execFileSync, spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { YAML11_SCHEMA, load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { sortedKeys } from '../lib/maps.ts'
import { renderYaml, renderYamlDocuments } from '../lib/print/yaml.ts'
import { readFolder } from './fleet.ts'

/** Words and shapes on which the two versions disagree, or that look like markup. */
const TRAPS = [
  'no',
  'NO',
  'y',
  'on',
  'Off',
  'true',
  'null',
  '~',
  '',
  ' ',
  '12:30:00',
  '1:30',
  '1_000',
  '0o14',
  '0755',
  '0x1F',
  '1e3',
  'e0',
  'E5',
  'e-1',
  '.5',
  '.inf',
  '.NaN',
  '=',
  '<<',
  '2027-01-18',
  '2027-01-18T00:00:00Z',
  '- a',
  'a: b',
  'a #b',
  '#x',
  '&a',
  '*a',
  '!t',
  '|',
  '>',
  '%x',
  '@x',
  '`x`',
  '"x"',
  "'x'",
  '{a}',
  '[a]',
  'a:',
  ':a',
  '?',
  '? x',
  '---',
  '...',
  'x\n',
  '\n',
  'a\nb',
  'a\n\nb\n',
  ' a\nb',
  'a \nb',
  'a\n b\n',
  '\ta',
  'a\tb\nc',
  '#a\nb',
  '- a\n- b',
  'é',
  '\u2028',
  '\u0085',
  '\u00a0',
  '\ufeff',
  '😀',
  '\u0007',
  'a\r\nb',
  '-1',
  '+1',
  '-',
  '--',
  '1.0',
  '1,000',
  'a, b',
  '${x}',
  '{{ x }}',
]
const text = fc.oneof(
  fc.constantFrom(...TRAPS),
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...TRAPS), { maxLength: 4 }).map((parts) => parts.join('\n')),
)
const key = fc
  .oneof(fc.constantFrom(...TRAPS.filter((trap) => trap !== '<<')), fc.string())
  .filter((name) => name !== '__proto__')
const data = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value

const readers: Record<string, (yaml: string) => unknown> = {
  'yaml 1.2': (yaml) => parse(yaml, { version: '1.2' }),
  'yaml 1.1': (yaml) => parse(yaml, { version: '1.1' }),
  'js-yaml 1.2': (yaml) => load(yaml),
  'js-yaml 1.1': (yaml) => load(yaml, { schema: YAML11_SCHEMA }),
}

const clean = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

describe.each(Object.entries(readers))('read by %s', (_name, read) => {
  it('any data comes back as it was', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(clean(read(renderYaml({ value })))).toEqual(clean({ value }))
      }),
      { numRuns: 2000 },
    )
  })

  it.each(TRAPS)('%j stays text, as value and as key', (trap) => {
    expect(clean(read(renderYaml({ a: trap, list: [trap, [trap]] })))).toEqual({ a: trap, list: [trap, [trap]] })
    if (trap !== '<<')
      expect(clean(read(renderYaml({ [trap]: 1, b: { [trap]: 'x' } })))).toEqual({ [trap]: 1, b: { [trap]: 'x' } })
  })
})

const python = spawnSync('python3', ['-c', 'import yaml']).status === 0

describe("read by Python's YAML 1.1", () => {
  it.skipIf(!python)(`gives the same${python ? '' : ' (NOT RUN: no python3 with PyYAML here)'}`, () => {
    const samples = fc
      .sample(data, { numRuns: 300, seed: 7 })
      .map((value) => clean({ value, traps: TRAPS.filter((trap) => trap !== '\ufeff') }))
    const out = execFileSync(
      'python3',
      [
        '-c',
        'import sys, json, yaml\nprint(json.dumps(list(yaml.safe_load_all(sys.stdin.buffer.read().decode("utf-8")))))',
      ],
      { input: renderYamlDocuments(samples), maxBuffer: 1 << 28 },
    )
    expect(JSON.parse(out.toString())).toEqual(samples)
  })
})

describe('form', () => {
  it('sorts keys, whatever their order', () => {
    expect(renderYaml({ b: 1, a: { d: 1, c: 2 } })).toBe('a:\n  c: 2\n  d: 1\nb: 1\n')
  })
  it('sorts keys by their code units, few or many', () => {
    const keys = fc.uniqueArray(fc.string({ maxLength: 4, unit: 'grapheme' }), { maxLength: 80, size: 'max' })
    fc.assert(
      fc.property(keys, (given) => {
        expect(sortedKeys(Object.fromEntries(given.map((key) => [key, 1])))).toEqual([...given].sort())
      }),
    )
  })
  it('writes text of several lines as a block', () => {
    expect(renderYaml({ code: 'def f():\n    return 1\n' })).toBe('code: |\n  def f():\n      return 1\n')
  })
  it('writes null, which a list of overrides may hold, and nothing of hubloom itself', () => {
    expect(renderYaml([{ a: null }, null])).toBe('- a: null\n- null\n')
    const outputs = [...readFolder('dist')].filter(([path]) => path.endsWith('.yaml'))
    expect(outputs.length).toBeGreaterThan(10)
    expect(outputs.filter(([, text]) => /[:-] null$/m.test(text))).toEqual([])
  })
})
