/** What the next apply would destroy, with what people keep in it, is refused until someone has said yes. */
import { describe, expect, it } from 'vitest'
import { compileTexts, outputTexts } from './fleet.ts'

const COMMUNITY = 'name: Reef Lab\ncontact: ops@reef.example.org\nhubs:\n  profile: research\n  auth: { github: { organizations: [reef] }, admins: [ada-example] }\n'
const CLUSTERS: Record<string, string> = {
  gcp: 'cloud: gcp\nregion: us-central1\naccount: reef-lab\n',
  aws: 'cloud: aws\nregion: us-west-2\naccount: "000000000000"\n',
  azure: 'cloud: azure\nregion: eastus\naccount: 00000000-0000-0000-0000-000000000000\n',
}
const fleet = (cluster: string, hub: string | undefined): Record<string, string> => ({
  'communities/reef/community.yaml': COMMUNITY,
  'communities/reef/cluster.yaml': cluster,
  ...(hub === undefined ? {} : { 'communities/reef/hubs/prod.yaml': hub }),
})
const HUB = 'domain: hub.reef.example.org\nhome: { disk: 500Gi }\nbuckets: { results: {} }\n'

describe.each(Object.entries(CLUSTERS))('on %s', (_cloud, cluster) => {
  const roots = (hub: string): Map<string, string> => new Map([...outputTexts(compileTexts(fleet(cluster, hub)))].filter(([path]) => path.endsWith('main.tf.json')))
  const problems = (before: string, hub: string | undefined, own = cluster): string[] =>
    compileTexts(fleet(own, hub), { previous: roots(before) }).diagnostics.filter(({ code }) => code === 'would-destroy-data').map(({ message }) => message)

  it('the same again, a larger disk, or more buckets harm nobody', () => {
    expect(roots(HUB).size).toBe(2)
    expect(problems(HUB, HUB)).toEqual([])
    expect(problems(HUB, HUB.replace('500Gi', '600Gi').replace('results: {}', 'results: {}, more: {}'))).toEqual([])
  })
  it('a bucket that is gone or renamed is told', () => {
    expect(problems(HUB, HUB.replace('results: {}', ''))).not.toEqual([])
    expect(problems(HUB, HUB.replace('results: {}', 'results: { name: other-name }'))).not.toEqual([])
  })
  it('homes that are gone, or on a smaller disk, are told', () => {
    expect(problems(HUB, HUB.replace('{ disk: 500Gi }', '{ kind: none, quota: null }\nfolders: { shared: false }'))).not.toEqual([])
    expect(problems(HUB, HUB.replace('500Gi', '400Gi')).join()).toMatch(/shrink from 500 to 400/)
  })
  it('a hub that is removed is told, and nothing is written', () => {
    const { outputs, diagnostics } = compileTexts(fleet(cluster, undefined), { previous: roots(HUB) })
    expect(diagnostics.map(({ code }) => code)).toContain('would-destroy-data')
    expect(outputs.size).toBe(0)
  })
  it('is allowed once `delete: true` has been built', () => {
    const yes = HUB.replace('500Gi', '500Gi, delete: true').replace('results: {}', 'results: { delete: true }, scratch: { delete: true }')
    expect(problems(HUB, yes)).toEqual([])
    expect(compileTexts(fleet(cluster, undefined), { previous: new Map([...roots(yes)].filter(([path]) => path.startsWith('reef/prod'))) }).diagnostics).toEqual([])
  })
})
