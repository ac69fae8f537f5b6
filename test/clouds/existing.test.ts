/** What was there before the first apply: what a root says of it, on each cloud. */
import { describe, expect, it } from 'vitest'
import { LEAVES as ofAws } from '../../lib/clouds/aws/existing.ts'
import { LEAVES as ofAzure } from '../../lib/clouds/azure/existing.ts'
import { LEAVES as ofGcp } from '../../lib/clouds/gcp/existing.ts'
import { clouds } from '../../lib/clouds/index.ts'
import { readExisting } from '../../lib/plan/existing.ts'
import { compileFolder, outputTexts } from '../fleet.ts'

const LEAVES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  aws: ofAws,
  azure: ofAzure,
  gcp: ofGcp,
}

interface Root {
  import: { to: string; id: string }[]
  resource: Record<string, Record<string, { lifecycle?: { ignore_changes?: string[]; prevent_destroy?: boolean } }>>
}
const texts = outputTexts(compileFolder('test/cases/existing'))
const roots = ['kelp', 'reef', 'weed'].map((community): [string, Root] => [
  community,
  JSON.parse(texts.get(`${community}/prod/main.tf.json`)!) as Root,
])

describe.each(Object.entries(clouds))('%s', (name, { facts, resourceArguments, resourceTypes }) => {
  it('leaves arguments that its provider has, of types that it takes over', () => {
    for (const [type, leaves] of Object.entries(LEAVES[name]!)) {
      const known = Object.keys(resourceArguments?.[type] ?? {}).map((key) => key.replace('!', ''))
      expect(leaves.filter((each) => !known.includes(each))).toEqual([])
      expect([...leaves]).toEqual([...leaves].sort())
    }
  })
  it('leaves everything that would replace what is there, but for its name and place in the account', () => {
    const told = ['name', 'bucket', 'project', 'resource_group_name', 'storage_account_id', 'account_id', 'description']
    for (const [type, leaves] of Object.entries(LEAVES[name]!)) {
      const changes = { ...resourceTypes.replacedBy, ...resourceTypes.replacing }[type]?.changes ?? []
      expect(changes.filter((path) => !told.includes(path) && !leaves.includes(path))).toEqual([])
    }
  })
  it('reads its own examples', () => {
    for (const [kind, { example }] of Object.entries(facts.existing))
      expect(readExisting(example, kind as 'bucket', facts)?.id).toBe(example)
    expect(readExisting(facts.settings.examples.identity, 'identity', facts)).toBeDefined()
  })
})

describe.each(roots)('the root of %s', (community, root) => {
  it('takes over resources that it has, each by a text that is no command', () => {
    for (const { to, id } of root.import) {
      const [type, name] = to.split('.') as [string, string]
      expect(root.resource[type]?.[name]).toBeDefined()
      expect(id).not.toMatch(/[$<>"]/)
    }
  })
  it('has a README that names each, and what the first apply changes', () => {
    const readme = texts.get(`${community}/README.md`)!
    for (const { to, id } of root.import) expect(readme).toContain(`| \`${to}\` | \`${id}\` |`)
    expect(readme.match(/These stay as they are: /g)!.length).toBeGreaterThan(2)
    expect(readme).toContain('**0 to destroy**')
    expect(readme.includes('**Objects older than 7 days are deleted**')).toBe(community === 'kelp')
  })
  it("protects people's data in them, as in what it makes", () => {
    const kept = root.import.filter(({ to }) => /bucket|disk|volume|container/.test(to))
    expect(kept.length).toBeGreaterThan(0)
    for (const { to } of kept) {
      const [type, name] = to.split('.') as [string, string]
      expect(root.resource[type]![name]!.lifecycle?.prevent_destroy).toBe(true)
    }
  })
})
