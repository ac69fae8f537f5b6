/**
 * Each folder in test/cases is a small fleet with what comes of it: `diagnostics.txt`, and in `dist/` the outputs that
 * the case is about (the paths in its `outputs.txt`; all of them where there is none). Profiles that a case does not
 * have are this repository's. In `before/` is what was applied, as in a `dist/`: its records. A `today.txt` holds the day that the case is judged on, as `check --date` takes it.
 * `UPDATE=1 npm test` writes what comes; then read the diff.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasErrors } from '../lib/diagnostics.ts'
import { compileFolder, lines, outputTexts, readFolder, writeFolder } from './fleet.ts'

const CASES = 'test/cases'
const update = process.env['UPDATE'] === '1'

describe.each(readdirSync(CASES).sort())('%s', (name) => {
  const folder = join(CASES, name)
  const today = existsSync(join(folder, 'today.txt'))
    ? readFileSync(join(folder, 'today.txt'), 'utf8').trim()
    : undefined
  const result = compileFolder(folder, today === undefined ? {} : { today })
  const wanted = existsSync(join(folder, 'outputs.txt'))
    ? readFileSync(join(folder, 'outputs.txt'), 'utf8').trim().split('\n')
    : undefined
  const outputs = new Map([...outputTexts(result)].filter(([path]) => wanted?.includes(path) ?? true))
  const problems = lines(result.diagnostics)

  if (update) {
    writeFileSync(join(folder, 'diagnostics.txt'), problems)
    writeFolder(join(folder, 'dist'), outputs)
  }

  it('reports the expected problems', () => {
    expect(problems).toBe(readFileSync(join(folder, 'diagnostics.txt'), 'utf8'))
  })
  it('writes the expected outputs', () => {
    expect(Object.fromEntries(outputs)).toEqual(Object.fromEntries(readFolder(join(folder, 'dist'))))
    if (wanted) expect([...outputs.keys()].sort()).toEqual([...wanted].sort())
  })
  it('writes nothing where there is an error', () => {
    expect(outputTexts(result).size === 0).toBe(hasErrors(result.diagnostics))
  })
})
