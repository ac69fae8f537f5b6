/**
 * All that is wrong is told at once, and one slip is one error: what has nothing to do with a faulty setting is told
 * beside it, what only follows from it is not.
 */
import { describe, expect, it } from 'vitest'
import { isScalar, parseDocument, visit } from 'yaml'
import { compileTexts, fleet, lines, repository } from './fleet.ts'
import { sampled } from './sampled.ts'

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
  'two defaults': ['sizes: { huge: { memory: 64Gi, default: true } }', 'one-default'],
  'an image that moves': ['environments: { own: { title: Own, image: "quay.io/reef/own:latest" } }', 'floating-image'],
  'an event that ends before it begins': [
    'event: { users: 3, from: 2027-07-15, until: 2027-07-05, size: huge }',
    'event-dates',
  ],
  'a service that nothing runs': ['services: { grader: { command: [run] } }', 'service-address'],
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

describe('one slip is one error', () => {
  it('has a fleet without any to begin with', () => {
    expect(fleet().diagnostics).toEqual([])
  })
  const files = [...repository.texts.keys()].filter((path) => path.startsWith('communities/'))
  it.each(files)('in a key of %s', (file) => {
    for (const { key, text } of sampled(misspelt(repository.texts.get(file)!), 8)) {
      const { diagnostics } = compileTexts(new Map([...repository.texts, [file, text]]))
      // a name of one's own, or one that merely sorts elsewhere, may be spelt otherwise
      if (!diagnostics.some(({ code }) => code === 'unknown-key')) continue
      expect(diagnostics.length, `${key}x\n${lines(diagnostics)}`).toBe(1)
    }
  })
})
