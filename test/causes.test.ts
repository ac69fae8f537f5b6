/** One cause is one error, however many hubs it hits. */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { textOf } from '../lib/wording.ts'
import { compileFolder, compileTexts, fleet, lines, repository } from './fleet.ts'

const changed = (file: string, change: (text: string) => string | undefined) => {
  const texts = new Map(repository.texts)
  const text = change(texts.get(file)!)
  if (text === undefined) texts.delete(file)
  else texts.set(file, text)
  // profiles that a test takes away are not to come back from the repository
  return compileTexts(text === undefined ? new Map([...texts, [file, '# gone\n']]) : texts, { plansOnly: true })
    .diagnostics
}

const without = (path: readonly string[]) => (text: string) => {
  const document = parseDocument(text)
  document.deleteIn(path)
  return String(document)
}

describe('a cause in a file that many share', () => {
  const base = parseDocument(repository.texts.get('profiles/base.yaml')!).toJS() as Record<string, unknown>
  const settings = Object.entries(base).flatMap(([key, value]) => [
    [key],
    ...(typeof value === 'object' && value !== null && key !== 'auth'
      ? Object.keys(value).map((inner) => [key, inner])
      : []),
  ])
  it.each(settings.map((path) => path.join('.')))('is told once, and where it shows: base without %s', (path) => {
    const found = changed('profiles/base.yaml', without(path.split('.')))
    const missing = found.filter(({ code }) => code === 'missing-setting')
    expect(missing.length, lines(found)).toBeLessThanOrEqual(path === 'clusters' ? 8 : 1)
    expect(found.length, lines(found)).toBeLessThanOrEqual(path === 'clusters' ? 8 : 2)
    for (const { related } of missing) expect(related.length).toBeLessThanOrEqual(4)
  })
  it('names the hubs: the first few, and how many there are', () => {
    const found = changed('profiles/base.yaml', without(['cull']))
    expect(lines(found)).toMatch(
      /^profiles\/base.yaml:1:1: error\[missing-setting\]: `cull` is missing\n( {2}see: .*\n)+/,
    )
    expect(lines(found)).toMatch(/a hub that lacks it, and \d+ more/)
  })
  it('is told once where a cluster that many hubs name goes', () => {
    const texts = new Map(
      [...repository.texts]
        .filter(([path]) => path !== 'communities/commons/cluster.yaml')
        .map(([path, text]) => [path, text.replace(/^cluster: commons$/m, 'cluster: gone')]),
    )
    const { diagnostics } = compileTexts(texts, { plansOnly: true })
    expect(diagnostics.length, lines(diagnostics)).toBeLessThanOrEqual(2)
    expect(fleet().fleet.hubs.filter((hub) => hub.cluster.community === 'commons').length).toBeGreaterThan(5)
  })
  it('is told once where an image in a profile moves', () => {
    const found = changed('profiles/teaching.yaml', (text) => text.replace(/(image: [^\s:]+):[^\s,}]+/, '$1:latest'))
    expect(found.length, lines(found)).toBe(1)
    expect(lines(found)).toMatch(/and \d+ other hubs/)
  })
  it('is told once where a profile that many name has another name', () => {
    const texts = new Map(
      [...repository.texts].map(([path, text]) => [path, text.replace(/^(\s*profile: )teaching$/m, '$1teching')]),
    )
    const { diagnostics } = compileTexts(texts, { plansOnly: true })
    expect(diagnostics.length, lines(diagnostics)).toBe(1)
  })
})

describe('a warning', () => {
  const warnings = readdirSync('test/cases').flatMap((name) =>
    compileFolder(`test/cases/${name}`, { today: '2027-08-01' }).diagnostics.filter(
      ({ severity }) => severity === 'warning',
    ),
  )
  it('stands in a file of the community that can change it', () => {
    expect(warnings.length).toBeGreaterThan(15)
    expect(warnings.filter(({ at }) => !at.file.startsWith('communities/')).map((each) => lines([each]))).toEqual([])
  })
  it('does so where a profile that many share says what it is about', () => {
    const found = changed('communities/coral-school/hubs/school.yaml', (text) =>
      text.replace(', admins-see-servers: true', ''),
    )
    expect(lines(found)).toMatch(/^communities\/coral-school\/hubs\/school.yaml:4:1: warning\[admins-see-servers\]/)
    expect(lines(found)).toContain('  see: profiles/base.yaml:')
  })
  it('names the hub or the cluster that it is about', () => {
    const nameless = warnings.filter(({ subject, ...each }) => {
      const [, community] = each.at.file.split('/')
      return !textOf({ subject, ...each }).message.includes(subject?.id ?? community!)
    })
    // what is not there to be taken out is a slip in the file itself, whatever it is about
    expect(nameless.filter(({ code }) => code !== 'cannot-remove').map((each) => lines([each]))).toEqual([])
  })
})
