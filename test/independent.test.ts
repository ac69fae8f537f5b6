/**
 * All that is wrong is told at once, and one slip is one error: what has nothing to do with a faulty setting is told
 * beside it, what only follows from it is not.
 */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isScalar, parseDocument, visit } from 'yaml'
import { readInputFolder } from '../lib/disk.ts'
import { compileTexts, fleet, lines, outputTexts, repository } from './fleet.ts'
import { whole } from './sampled.ts'

const FLEET = {
  'communities/reef/community.yaml': 'name: Reef\ncontact: ops@reef.example.org\n',
  'communities/reef/cluster.yaml': 'cloud: gcp\nregion: us-central1\naccount: reef-hubs-123456\n',
}

/** Faults of a hub that have nothing to do with each other: what it says, and the code of what is wrong with that. */
const FAULTS: Readonly<Record<string, [text: string, code: string]>> = {
  'a typo': ['tittle: Reef', 'unknown-key'],
  'a text that is none': ['start-timeout: 10 minutes', 'wrong-value'],
  'a wrong type': ['named-servers: many', 'wrong-type'],
  'a group that nobody is in': ['groups: { "reef": { folder: shared } }', 'github-group-form'],
  'two defaults': ['sizes: { huge: { default: true }, giant: { default: true } }', 'one-default'],
  'an image that moves': ['environments: { own: { title: Own, image: "quay.io/reef/own:latest" } }', 'floating-image'],
  'an event that ends before it begins': [
    'events: { exams: { users: 3, from: 2027-07-15, until: 2027-07-05, size: huge } }',
    'event-dates',
  ],
  'a service that nothing runs': ['services: { grader: { port: 8000 } }', 'service-address'],
  'a pattern that is none': ['bring-your-own-image: { pattern: "(" }', 'image-pattern'],
  'a file in the way': ['files: { site: { path: /etc/jupyter/../x, mode: "0999", content: x } }', 'wrong-value'],
}

const hub = (faults: readonly (keyof typeof FAULTS)[]) =>
  compileTexts({
    ...FLEET,
    'communities/reef/hubs/prod.yaml': [
      'domain: hub.reef.example.org',
      'profile: research',
      'auth: { github: { organizations: [reef] }, admins: [ada-example] }',
      ...faults.map((name) => FAULTS[name]![0]),
      '',
    ].join('\n'),
  }).diagnostics.map(({ code }) => code)

describe('what is wrong with one file', () => {
  const all = Object.keys(FAULTS)
  it.each(all)('is told alone: %s', (name) => {
    expect(hub([name])).toContain(FAULTS[name]![1])
  })
  it('is told at once', () => {
    const alone = all.flatMap((name) => hub([name]))
    expect(hub(all).sort()).toEqual(alone.sort())
  })
  it('is told less and less as it is mended, one by one: nothing comes up that was hidden', () => {
    for (let length = all.length; length > 0; length--)
      expect(hub(all.slice(0, length - 1)).length).toBeLessThan(hub(all.slice(0, length)).length)
  })
})

const seen = new Set<string>()
/** Every way to misspell one key of a text, an `x` at its end: each name once in the whole fleet. */
function misspelt(text: string): { key: string; text: string }[] {
  const ends: { key: string; at: number }[] = []
  visit(parseDocument(text), {
    Pair(_, { key }) {
      if (!isScalar(key) || !key.range || seen.has(String(key.value))) return
      seen.add(String(key.value))
      ends.push({ key: String(key.value), at: key.range[1] })
    },
  })
  return ends.map(({ key, at }) => ({ key, text: `${text.slice(0, at)}x${text.slice(at)}` }))
}

/**
 * The inputs that one community's have to do with: those of the communities on the same cluster, and all profiles. A
 * plain run compiles these for each slip, a whole one the fleet.
 */
function connected(community: string): ReadonlyMap<string, string> {
  if (whole) return repository.texts
  const { hubs } = fleet().fleet
  const clusters = new Set(hubs.filter((hub) => hub.community === community).map(({ cluster }) => cluster.community))
  const names = hubs.filter(({ cluster }) => clusters.has(cluster.community)).map((hub) => hub.community)
  const own = new Set([community, ...clusters, ...names])
  return new Map([...repository.texts].filter(([path]) => !path.startsWith('communities/') || own.has(nameIn(path))))
}
const nameIn = (path: string): string => path.split('/')[1]!

describe('one slip is one error', () => {
  it('has a fleet without any to begin with, and without any in each part', () => {
    expect(fleet().diagnostics).toEqual([])
    for (const { name } of fleet().fleet.communities)
      expect(compileTexts(connected(name), { plansOnly: true }).diagnostics).toEqual([])
  })
  let slips = 0
  const files = [...repository.texts.keys()].filter((path) => path.startsWith('communities/') && path.endsWith('.yaml'))
  it.each(files)('in a key of %s', (file) => {
    const rest = connected(nameIn(file))
    const several = misspelt(repository.texts.get(file)!).flatMap(({ key, text }) => {
      const { diagnostics } = compileTexts(new Map([...rest, [file, text]]))
      // a name of one's own, or one that merely sorts elsewhere, may be spelt otherwise
      if (!diagnostics.some(({ code }) => code === 'unknown-key')) return []
      slips++
      return diagnostics.length === 1 ? [] : [`${key}x\n${lines(diagnostics)}`]
    })
    expect(several).toEqual([])
  })
  it('is slips enough to mean something', () => expect(slips).toBeGreaterThan(100))
})

describe('what bundles are refused for', () => {
  const all = Object.keys(FAULTS)
  const texts = (one: string, two = ''): Record<string, string> => ({
    ...FLEET,
    ...Object.fromEntries(
      Object.entries({ one, two }).map(([name, more]) => [
        `communities/reef/hubs/${name}.yaml`,
        `domain: ${name}.reef.example.org\nprofile: research\nhome: { people: 10 }\n` +
          `auth: { github: { organizations: [reef] }, admins: [ada-example] }\n${more}`,
      ]),
    ),
  })
  const codes = (files: Record<string, string>, applied?: ReadonlyMap<string, string>): string[] =>
    compileTexts(files, { applied }).diagnostics.map(({ code }) => code)
  const OVERRIDE = 'overrides: { helm: { nothing: {} } }\n'
  it.each(all)('is told beside an error of the same file: %s', (name) => {
    const [fault, code] = FAULTS[name]!
    expect(codes(texts(`${fault}\n${OVERRIDE}`))).toEqual(expect.arrayContaining([code, 'unknown-release']))
  })
  it('is told beside an error of another file, a broken one too', () => {
    expect(codes(texts('tittle: Reef\n', OVERRIDE))).toContain('unknown-release')
    expect(codes(texts('tittle: [Reef\n', OVERRIDE))).toContain('unknown-release')
  })

  const applied = new Map(
    [...outputTexts(compileTexts(texts('', '')))].filter(([path]) => path.endsWith('/main.tf.json')),
  )
  const smaller = (text: string): string => text.replace('people: 10', 'people: 4')
  it('has something applied', () => expect([...applied.keys()]).toHaveLength(3))
  it('is told of what an apply would destroy, beside an error of another hub', () => {
    const files = texts('tittle: Reef\n')
    const two = 'communities/reef/hubs/two.yaml'
    expect(codes({ ...files, [two]: smaller(files[two]!) }, applied)).toEqual(
      expect.arrayContaining(['unknown-key', 'would-destroy-data']),
    )
  })
  it('is told of a hub that is forgotten, beside an error of another one', () => {
    const files = texts('tittle: Reef\n')
    delete files['communities/reef/hubs/two.yaml']
    expect(codes(files, applied)).toEqual(expect.arrayContaining(['unknown-key', 'still-applied']))
  })
  it('is not told of a hub with an error, since nobody knows what it would be', () => {
    expect(codes(texts('tittle: Reef\n'), applied)).toEqual(['unknown-key'])
    expect(codes(texts('home: { disk: 4O0Gi }\n'.replace('home', 'hom')), applied)).toEqual(['unknown-key'])
    expect(codes(texts('tittle: [Reef\n'), applied)).toEqual(['yaml-syntax'])
  })
})

describe('plans of faulty inputs', () => {
  const everywhere = (folder: string) => {
    const found = readInputFolder(folder)
    const own = [...found.texts].some(([path]) => path === 'profiles/base.yaml')
    const base = (own ? found : repository).texts.get('profiles/base.yaml')!
    const texts = new Map([...found.texts, ['profiles/base.yaml', `${base}\noverrides: { helm: { nothing: {} } }\n`]])
    return compileTexts(texts, { today: '2027-08-01' }).diagnostics
  }
  const cases = readdirSync('test/cases').filter((name) => name.startsWith('error-'))
  let judged = 0
  it.each(cases)('are emitted as far as they can be, where everything overrides something: %s', (name) => {
    const found = everywhere(`test/cases/${name}`)
    expect(found).not.toEqual([])
    if (found.some(({ code }) => code === 'unknown-release')) judged++
  })
  it('nearly all can be', () => {
    expect(judged).toBeGreaterThan(cases.length * 0.7)
  })
})
