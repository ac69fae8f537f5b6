/** Text from inputs is data in Terraform: no string, in value or key, becomes an expression. */
import fc from 'fast-check'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  escape,
  json,
  literal,
  ref,
  renderTerraform,
  template,
  terraformJson,
  type Root,
} from '../lib/print/terraform.ts'

const TRAPS = [
  '${file("/etc/passwd")}',
  '%{ if true }',
  '$${x}',
  '$$${x}',
  '%%{',
  '$',
  '%',
  '${',
  '$ {',
  '$%{x}',
  'a$',
  '{x}',
]
const text = fc.oneof(
  fc.constantFrom(...TRAPS),
  fc.array(fc.constantFrom('$', '%', '{', '}', 'a', '"', '\\'), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string(),
)

/** What Terraform makes of a quoted template without expressions (its language documentation, "Escape Sequences"). */
function evaluate(written: string): string {
  let out = ''
  for (let i = 0; i < written.length; i++) {
    const [a, b, c] = [written[i], written[i + 1], written[i + 2]]
    if ((a === '$' || a === '%') && b === a && c === '{') {
      out += `${a}{`
      i += 2
    } else if ((a === '$' || a === '%') && b === '{') throw new Error(`an expression begins at ${i} of ${written}`)
    else out += a
  }
  return out
}

describe('escape', () => {
  it('gives text that Terraform reads back as it was', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(evaluate(escape(value))).toBe(value)
      }),
      { numRuns: 2000 },
    )
  })
  it('covers keys and nested values', () => {
    fc.assert(
      fc.property(text, text, (key, value) => {
        const out = literal({ tags: { [key]: value }, list: [value] }) as {
          tags: Record<string, string>
          list: string[]
        }
        expect(Object.entries(out.tags).map(([k, v]) => [evaluate(k), evaluate(v)])).toEqual([[key, value]])
        expect(evaluate(out.list[0]!)).toBe(value)
      }),
    )
  })
})

const terraform = spawnSync('terraform', ['version']).status === 0

describe('read by terraform itself', () => {
  it.skipIf(!terraform)(`gives the text that was written${terraform ? '' : ' (NOT RUN: no terraform here)'}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'hubloom-'))
    const values = [...TRAPS, ...fc.sample(text, { numRuns: 200, seed: 11 })]
      .filter((value) => !/[\u0000-\u001f\ufffe\uffff]/.test(value))
      .map((value) => value.normalize('NFC'))
    // a sign beside a reference, too
    const beside = TRAPS.map((trap) => template`${trap}${ref('local.name')}${trap}`)
    try {
      writeFileSync(
        join(folder, 'main.tf.json'),
        JSON.stringify({
          locals: { name: 'x' },
          output: { values: { value: literal(values) }, beside: { value: literal(beside) } },
        }),
      )
      execFileSync('terraform', [`-chdir=${folder}`, 'apply', '-auto-approve', '-input=false'], { stdio: 'pipe' })
      const output = JSON.parse(
        execFileSync('terraform', [`-chdir=${folder}`, 'output', '-json'], { stdio: 'pipe' }).toString(),
      ) as Record<string, { value: unknown }>
      expect(output['values']!.value).toEqual(values)
      expect(output['beside']!.value).toEqual(TRAPS.map((trap) => `${trap}x${trap}`))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('template', () => {
  it('keeps text put beside a reference as text, even when it would complete an expression', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const written = literal(template`${before}${ref('aws_vpc.main.id')}${after}${'{x}'}`) as string
        const parts = written.split('${aws_vpc.main.id}')
        expect(parts).toHaveLength(2)
        const [left, right] = parts as [string, string]
        // a sign right before a reference is written as an expression of its own: `${"$"}`
        expect(evaluate(left.replace(/\$\{"([$%])"\}$/, '$1'))).toBe(before)
        expect(evaluate(right)).toBe(`${after}{x}`)
      }),
      { numRuns: 2000 },
    )
  })
  it('joins neighbouring texts before escaping', () => {
    expect(literal(template`${'$'}${'{x}'}`)).toBe('$${x}')
  })
})

describe('json', () => {
  it('is the JSON of the data once Terraform has read it', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        expect(JSON.parse(evaluate(literal(json(value)) as string))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
  it('puts references in quotes', () => {
    expect(literal(json({ Resource: ref('aws_s3_bucket.scratch.arn') }))).toBe(
      '{"Resource":"${aws_s3_bucket.scratch.arn}"}',
    )
  })
})

describe('a root', () => {
  const root: Root = {
    requiredVersion: '>= 1.9',
    providers: { aws: { source: 'hashicorp/aws', version: '~> 6.0', config: { region: 'us-west-2' } } },
    backend: { kind: 'local', config: { path: 'terraform.tfstate' } },
    blocks: [
      {
        mode: 'resource',
        type: 'aws_s3_bucket',
        name: 'scratch',
        args: { bucket: 'b', tags: undefined },
        lifecycle: { prevent_destroy: true },
      },
    ],
    outputs: {},
  }
  it('declares its backend and leaves out what is undefined', () => {
    expect(terraformJson(root)).toEqual({
      terraform: {
        required_version: '>= 1.9',
        required_providers: { aws: { source: 'hashicorp/aws', version: '~> 6.0' } },
        backend: { local: { path: 'terraform.tfstate' } },
      },
      provider: { aws: { region: 'us-west-2' } },
      resource: { aws_s3_bucket: { scratch: { bucket: 'b', lifecycle: { prevent_destroy: true } } } },
    })
  })
  it('is written with its keys in order', () => {
    expect(renderTerraform({ resource: {}, data: { b: 1, a: [{ d: 1, c: 2 }] } })).toBe(
      '{\n  "data": {\n    "a": [\n      {\n        "c": 2,\n        "d": 1\n      }\n    ],\n    "b": 1\n  },\n  "resource": {}\n}\n',
    )
  })
})
