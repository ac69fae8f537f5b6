/** One cause is one error, however many hubs it hits. */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseDocument } from 'yaml'
import { textOf } from '../lib/wording.ts'
import { compileFolder, compileTexts, fleet, lines, outputTexts, repository } from './fleet.ts'

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
    // what is not there to be taken out, or to be accepted, a line without its value and a file that nothing reads are
    // slips in the file itself, whatever it is about
    const slips = ['cannot-remove', 'acceptance', 'empty-key', 'unread-file']
    expect(nameless.filter(({ code }) => !slips.includes(code)).map((each) => lines([each]))).toEqual([])
  })
})

/** Hubs of one community, which have a profile that all share. */
const reef = (profile: string, hubs: Readonly<Record<string, string>>, more = ''): Record<string, string> => ({
  'profiles/own.yaml': profile,
  'communities/reef/community.yaml':
    'name: Reef\ncontact: ops@reef.example.org\nhubs:\n  profile: [research, own]\n  home: { people: 10 }\n' +
    `  auth: { github: { organizations: [reef] }, admins: [ada-example] }\n${more}`,
  'communities/reef/cluster.yaml': 'cloud: gcp\nregion: us-central1\naccount: reef-hubs-123456\n',
  ...Object.fromEntries(Object.entries(hubs).map(([name, text]) => [`communities/reef/hubs/${name}.yaml`, text])),
})
const domain = (name: string): string => `domain: ${name}.reef.example.org\n`
const HUBS = { one: domain('one'), two: domain('two') }

describe('what bundles are refused for', () => {
  const OVERRIDES = [
    'helm: { nothing: {} }',
    'helm: { jupyterhub: { hubb: {} } }',
    'helm: { jupyterhub: { hub: [] } }',
    'kubernetes: { ConfigMap/none: { data: { a: b } } }',
    'kubernetes: { Secret/some: {} }',
    'terraform: { module: {} }',
    'terraform: { resource: { google_storage_bucket: 1 } }',
    'terraform: { resource: { local_file: { x: { } } } }',
    'terraform: { locals: { x: "${y}" } }',
  ]
  it.each(OVERRIDES)('is told once, at a line of the community, though a shared profile says it: %s', (overrides) => {
    const hubs = { one: domain('one'), two: `${domain('two')}dask: true\n`, three: domain('three') }
    const { diagnostics } = compileTexts(reef(`overrides: { ${overrides} }\n`, hubs))
    expect(diagnostics.length, lines(diagnostics)).toBe(1)
    expect(lines(diagnostics)).toMatch(/^communities\/reef\/community.yaml:4:3: error/)
    expect(lines(diagnostics)).toMatch(/ {2}see: profiles\/own.yaml:1:\d+: what says so\n/)
  })
  it('is at the line itself where a file of the community says it', () => {
    const files = reef('title: Reef\n', { one: `${domain('one')}overrides: { helm: { nothing: {} } }\n` })
    expect(lines(compileTexts(files).diagnostics)).toMatch(
      /^communities\/reef\/hubs\/one.yaml:2:22: error\[unknown-release\]/,
    )
  })
})

describe('what two say that only one can have', () => {
  const told = (code: string, files: Record<string, string>): string =>
    lines(compileTexts(files, { plansOnly: true }).diagnostics.filter((each) => each.code === code))
  it.each([
    ['duplicate-namespace', 'namespace: reef\n'],
    ['duplicate-bucket', 'buckets: { results: { name: reef-results } }\n'],
  ])('is told at a line of the community, though a shared profile says it: %s', (code, profile) => {
    const text = told(code, reef(profile, HUBS))
    expect(text).toMatch(/^communities\/reef\/community.yaml:4:3: error/)
    expect(text).toContain('  see: communities/reef/hubs/one.yaml:1:1: that of reef/one\n')
    expect(text).toMatch(/ {2}see: profiles\/own.yaml:\d+:\d+: what says so\n/)
  })
  it('is told at the line that both inherit, with the other hub', () => {
    const files = reef('title: Reef\n', HUBS, '  namespace: reef\n')
    const text = told('duplicate-namespace', files)
    expect(text).toMatch(/^communities\/reef\/community.yaml:7:3: error/)
    expect(text).toContain('  see: communities/reef/hubs/one.yaml:1:1: that of reef/one\n')
  })
})

describe('what the next apply would do', () => {
  const applied = (files: Record<string, string>) => {
    const compiled = compileTexts(files)
    expect(lines(compiled.diagnostics)).toBe('')
    return new Map([...outputTexts(compiled)].filter(([path]) => /(main.tf.json|installed.txt)$/.test(path)))
  }
  const versions = (version: string, names: readonly string[]): Record<string, string> => ({
    'profiles/base.yaml': repository.texts
      .get('profiles/base.yaml')!
      .replace(/version: "1\.\d+"/, `version: "${version}"`),
    ...Object.fromEntries(
      names.flatMap((name) => [
        [`communities/${name}/community.yaml`, `name: ${name}\ncontact: ops@${name}.example.org\n`],
        [`communities/${name}/cluster.yaml`, `cloud: aws\nregion: us-west-2\naccount: "000000000000"\nname: ${name}\n`],
      ]),
    ),
  })
  const upgrade = (...names: string[]) =>
    compileTexts(versions('1.36', names), { applied: applied(versions('1.34', names)) }).diagnostics
  it('is told at a line of the community, though the version stands in a profile', () => {
    expect(lines(upgrade('reef'))).toMatch(/^communities\/reef\/cluster.yaml:1:1: error\[kubernetes-skips\]/m)
    expect(lines(upgrade('reef'))).toMatch(/ {2}see: profiles\/base.yaml:\d+:\d+: what says so\n/)
  })
  it('is told once for all clusters that have it from there', () => {
    expect(lines(upgrade('reef', 'kelp', 'atoll'))).toMatch(
      /^profiles\/base.yaml:\d+:\d+: error\[kubernetes-skips\]: atoll\/cluster and 2 other clusters would go/m,
    )
  })
  it('is told once where one setting of a cluster takes the homes of all of its hubs', () => {
    const before = reef('title: Reef\n', { one: domain('one'), two: domain('two'), three: domain('three') })
    const file = 'communities/reef/cluster.yaml'
    const after = { ...before, [file]: before[file]!.replace('us-central1', 'us-east4') }
    const { diagnostics } = compileTexts(after, { applied: applied(before) })
    const homes = lines(diagnostics.filter(({ args }) => /\.homes?$/.test(String(args['address']))))
    expect(homes).toMatch(
      /^communities\/reef\/cluster.yaml:2:1: error\[would-destroy-data\]: .* and 2 other hubs would/,
    )
    expect(homes.match(/error/g)).toHaveLength(1)
  })
})
