/**
 * Checks that never fail prove nothing: faults that once were there are put back, one by one, and the real hub's checks
 * have to tell each. It takes a minute or two: `make verify-plants`, or `LONG=1 npm test`.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { everyHub, here } from './facts.ts'
import { PLANTS, type Plant } from './plants.ts'

const python = join(process.cwd(), '.venv-hub/bin/python')
const runs = process.env['LONG'] === '1' && existsSync(python)
if (process.env['LONG'] === '1' && !runs)
  console.warn('SKIPPED: no fault is put back into the real hub, since .venv-hub is not there (make verify-plants)')

const folder = mkdtempSync(join(tmpdir(), 'plants-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const hubs = runs ? everyHub(folder) : []

interface Line {
  check?: string
  problems?: string[]
}

/** The checks that tell a fault which the hub has not by itself. */
function told({ hub, edits }: Plant, number: number): string[] {
  const facts = hubs.find(({ id }) => id === hub)!
  const before = readFileSync(String(facts['values']), 'utf8')
  const after = edits.reduce((text, [from, to]) => {
    expect(text, 'the values no longer have what the fault is put in place of').toMatch(from)
    return text.replace(from, to)
  }, before)
  const values = join(folder, `${number}.yaml`)
  writeFileSync(values, after)
  const [input, out] = [join(folder, `${number}.json`), join(folder, `${number}.jsonl`)]
  writeFileSync(input, JSON.stringify([{ ...facts, values }]))
  execFileSync(python, [here('verify.py'), input, out, '0', '1'], { stdio: 'ignore' })
  const lines = readFileSync(out, 'utf8').split('\n').filter(Boolean)
  return lines
    .map((line) => JSON.parse(line) as Line)
    .flatMap(({ check, problems = [] }) => (check !== undefined && problems.length > 0 ? [check] : []))
}

describe.skipIf(!runs)('a fault that is put back is told', () => {
  it.each(PLANTS.map((plant, i) => [plant.fault, plant, i] as const))('%s', { timeout: 120_000 }, (_, plant, i) => {
    const checks = told(plant, i)
    expect(checks).not.toContain('configuration: loads')
    expect(checks.filter((check) => plant.told.test(check))).not.toEqual([])
  })
})
