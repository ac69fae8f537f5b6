/** Every problem that can be raised has a text, in one place. */
import { readFileSync } from 'node:fs'
import { globSync } from 'glob'
import { describe, expect, it } from 'vitest'
import { owners } from '../lib/wording.ts'

const keys = owners.flatMap(({ wording }) => Object.keys(wording))
const sources = globSync('lib/**/*.{ts,tsx}')
  .sort()
  .map((file) => readFileSync(file, 'utf8'))

describe('the wording of problems', () => {
  it('has each code once, and one severity for all texts of a code', () => {
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
    for (const { wording } of owners)
      for (const [key, { severity }] of Object.entries(wording))
        for (const [other, another] of Object.entries(wording))
          if (key.split('/')[0] === other.split('/')[0])
            expect(`${other} ${another.severity}`).toBe(`${other} ${severity}`)
  })
  it('knows every table that there is', () => {
    const tables = sources.filter((text) => /= defineProblems\(/.test(text)).length
    expect(owners).toHaveLength(tables)
  })
  it.each(keys)('%s is raised somewhere', (key) => {
    expect(sources.filter((text) => new RegExp(`raise\\(\\s*'${key}'`).test(text)).length).toBeGreaterThan(0)
  })
})
