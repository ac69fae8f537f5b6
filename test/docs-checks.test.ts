/** docs/checks.md explains every problem, with examples from test/cases: `npm run docs:checks` writes it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { problemGroups } from '../lib/cli/problem-entries.ts'
import { checksPage, explainedAt } from '../lib/pages/checks.ts'
import { excerptAt } from '../lib/pages/excerpt.ts'
import { owners } from '../lib/wording.ts'
import { compileFolder, compileTexts, lines, readFolder } from './fleet.ts'

const page = readFileSync('docs/checks.md', 'utf8')
const groups = problemGroups('.', 'test/cases')
const codes = [...new Set(owners.flatMap(({ wording }) => Object.keys(wording).map((key) => key.split('/')[0]!)))]

describe('docs/checks.md', () => {
  it('is what the tables and the cases give', () => {
    expect(page).toBe(checksPage(groups))
  })
  it.each(codes)('explains %s once, under the heading that outputs refer to', (code) => {
    expect(page.split(`\n### ${code}\n`)).toHaveLength(2)
    expect(explainedAt(code)).toBe(`docs/checks.md#${code}`)
    const entry = groups.flatMap(({ problems }) => problems).find((each) => each.code === code)
    expect(entry!.texts.length).toBeGreaterThan(0)
  })
  it('has an example of most', () => {
    const all = groups.flatMap(({ problems }) => problems)
    expect(all.filter(({ wrong }) => wrong).length / all.length).toBeGreaterThan(0.75)
  })
})

describe('the right form of a case', () => {
  const cases = readdirSync('test/cases').filter((name) => existsSync(join('test/cases', name, 'right')))
  const files = cases.flatMap((name) =>
    [...readFolder(join('test/cases', name, 'right'))].map(([file, text]) => ({ name, file, text })),
  )
  it.each(files)('of $name, $file, has no problem, where the wrong one has', ({ name, file, text }) => {
    const folder = join('test/cases', name)
    const before = compileFolder(folder).diagnostics.filter(({ at }) => at.file === file)
    expect(before).not.toEqual([])
    const own = [...readFolder(folder)].filter(([path]) => /^(communities|profiles)\//.test(path))
    const right = [...readFolder(join(folder, 'right'))]
    expect(text).not.toBe(readFileSync(join(folder, file), 'utf8'))
    const { diagnostics } = compileTexts(new Map([...own, ...right]))
    expect(lines(diagnostics.filter(({ at }) => at.file === file))).toBe('')
  })
})

describe('an excerpt', () => {
  it('is the whole block of a short one, else the line with what it stands below', () => {
    const text = `a: 1\nb:\n  c: 2\n\n${'d:\n  e:\n    f: 1\n'}${'    g: 1\n'.repeat(9)}  h:\n    i: 1\n`
    expect(excerptAt('x.yaml', text, 3).lines).toEqual(['b:', '  c: 2'])
    expect(excerptAt('x.yaml', text, 17).lines).toEqual(['d:', '  h:', '    i: 1'])
  })
})
