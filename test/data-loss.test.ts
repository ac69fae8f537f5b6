/** What the next apply would destroy, with what people keep in it, is refused until someone has said yes. */
import { toJson } from '../lib/cli/reporters/json.ts'
import { describe, expect, it } from 'vitest'
import { compileTexts, outputTexts } from './fleet.ts'

const COMMUNITY =
  'name: Reef Lab\ncontact: ops@reef.example.org\nhubs:\n  profile: research\n  auth: { github: { ' +
  'organizations: [reef] }, admins: [ada-example] }\n'
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

/** What each change of a cluster's file does to those clouds where it is one. */
const MOVES: [what: string, change: [from: RegExp, to: string]][] = [
  ['another region', [/region: .*/, 'region: REGION']],
  ['another account', [/account: .*/, 'account: ACCOUNT']],
  ['another first zone', [/\n$/, '\nzones: ZONES\n']],
]
const OTHER: Record<string, Record<string, string>> = {
  gcp: { REGION: 'us-east4', ACCOUNT: 'reef-lab-two', ZONES: '[us-central1-f]' },
  aws: { REGION: 'us-east-2', ACCOUNT: '"222222222222"', ZONES: '[us-west-2b, us-west-2a]' },
  azure: { REGION: 'westeurope', ACCOUNT: '22222222-0000-0000-0000-000000000000', ZONES: '["3"]' },
}

describe.each(Object.entries(CLUSTERS))('on %s', (cloud, cluster) => {
  const roots = (hub: string): Map<string, string> =>
    new Map([...outputTexts(compileTexts(fleet(cluster, hub)))].filter(([path]) => path.endsWith('main.tf.json')))
  const problems = (before: string, hub: string | undefined, own = cluster): string[] =>
    compileTexts(fleet(own, hub), { applied: roots(before) })
      .diagnostics.filter(({ code }) => code === 'would-destroy-data')
      .map(toJson)
      .map(({ message }) => message)

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
    expect(
      problems(HUB, HUB.replace('{ disk: 500Gi }', '{ kind: none, quota: null }\nfolders: { shared: false }')),
    ).not.toEqual([])
    expect(problems(HUB, HUB.replace('500Gi', '400Gi')).join()).toMatch(/shrink from 500 to 400/)
  })
  it.each(MOVES)('%s is told, at its line', (_what, [from, to]) => {
    const changed = cluster.replace(from, to).replace(/REGION|ACCOUNT|ZONES/, (word) => OTHER[cloud]![word]!)
    const { diagnostics, outputs } = compileTexts(fleet(changed, HUB), { applied: roots(HUB) })
    const homes = diagnostics
      .map(toJson)
      .filter(({ code, message }) => code === 'would-destroy-data' && /\.homes? of reef\/prod/.test(message))
    expect(homes).toHaveLength(1)
    expect(homes[0]!.help).toContain('`delete: true` below `home:`')
    expect([homes[0]!.at.file, homes[0]!.at.line]).toEqual([
      'communities/reef/cluster.yaml',
      1 + ['cloud', 'REGION', 'ACCOUNT', ''].findIndex((word) => to.includes(word)),
    ])
    expect(outputs.size).toBe(0)
  })
  it('another cloud is told', () => {
    const other = CLUSTERS[cloud === 'aws' ? 'gcp' : 'aws']!
    expect(problems(HUB, HUB, other).length).toBeGreaterThan(2)
  })
  it('another name of the cluster is told, and nothing else of it', () => {
    expect(problems(HUB, HUB, `${cluster}network: { flow-logs: true }\nadmins: []\n`)).toEqual([])
    const told = compileTexts(fleet(`${cluster}name: reef-two\n`, HUB), { applied: roots(HUB) })
      .diagnostics.map(toJson)
      .filter(({ code }) => code === 'would-destroy-data')
    expect(told.map(({ message }) => message).join('\n')).toMatch(
      /kubernetes_cluster\.main|eks_cluster\.main|container_cluster\.main/,
    )
    expect(told.some(({ at }) => at.file === 'communities/reef/cluster.yaml' && at.line === 4)).toBe(true)
  })
  it('a cluster that is put on another network is told, and one that is removed is not forgotten', () => {
    expect(problems(HUB, HUB, `${cluster}network: { range: 10.99.0.0/16 }\n`).join()).toMatch(
      /of reef\/cluster has another .*everything that runs on the cluster/,
    )
    const gone = compileTexts(
      { 'communities/reef/community.yaml': COMMUNITY },
      { applied: roots(HUB) },
    ).diagnostics.map(toJson)
    expect(gone.map(({ code, at }) => `${code} ${at.file}`)).toEqual([
      'still-applied communities/reef/cluster.yaml',
      'still-applied communities/reef/hubs/prod.yaml',
    ])
    expect(gone[1]!.help).toContain('`npx hubloom remove reef/prod`')
  })
  it('nothing is said of what was never applied', () => {
    for (const changed of [HUB.replace('500Gi', '400Gi'), HUB.replace('results: {}', ''), undefined])
      expect(compileTexts(fleet(cluster, changed)).diagnostics.filter(({ severity }) => severity === 'error')).toEqual(
        [],
      )
  })
  it('what is lost is told where it can be mended', () => {
    const places = (hub: string): string[] =>
      compileTexts(fleet(cluster, hub), { applied: roots(HUB) })
        .diagnostics.filter(({ code }) => code === 'would-destroy-data')
        .map(({ at }) => `${at.file}:${at.line}`)
    const file = 'communities/reef/hubs/prod.yaml'
    expect(new Set(places(HUB.replace('500Gi', '400Gi')))).toEqual(new Set([`${file}:2`]))
    expect(new Set(places(HUB.replace('results: {}', 'more: {}')))).toEqual(new Set([`${file}:3`]))
    expect(new Set(places(HUB.replace(/buckets.*\n/, '')))).toEqual(new Set([`${file}:1`]))
  })
  it('managed homes instead of a disk, and the other way round, are told', () => {
    const managed = HUB.replace('{ disk: 500Gi }', '{ kind: managed, disk: 1Ti, quota: null, backup: { keep: 0 } }')
    expect(problems(HUB, managed).join()).toMatch(/is no longer there/)
    expect(problems(managed, HUB).join()).toMatch(/is no longer there/)
  })
  it('another name of the hub leaves the old one behind, which is not forgotten', () => {
    const renamed = { ...fleet(cluster, undefined), 'communities/reef/hubs/main.yaml': HUB }
    expect(compileTexts(renamed, { applied: roots(HUB) }).diagnostics.map(({ code }) => code)).toEqual([
      'still-applied',
    ])
  })
  it('a hub that is removed is told, and nothing is written', () => {
    const { outputs, diagnostics } = compileTexts(fleet(cluster, undefined), { applied: roots(HUB) })
    expect(diagnostics.map(({ code }) => code)).toContain('still-applied')
    expect(outputs.size).toBe(0)
  })
  it('is allowed once `delete: true` has been built', () => {
    const yes = HUB.replace('500Gi', '500Gi, delete: true').replace(
      'results: {}',
      'results: { delete: true }, scratch: { delete: true }',
    )
    const kept = HUB.replace('results: {}', 'results: { delete: true }')
    expect(problems(HUB, yes)).toEqual([])
    expect(problems(yes, kept)).toEqual([])
    // what may be destroyed is there until it was
    expect(
      compileTexts(fleet(cluster, undefined), {
        applied: new Map([...roots(yes)].filter(([path]) => path.startsWith('reef/prod'))),
      }).diagnostics.map(({ code }) => code),
    ).toEqual(['still-applied'])
  })
})

describe('what an apply would upset, though nothing is lost', () => {
  const texts = (files: Record<string, string>): Map<string, string> =>
    new Map([...outputTexts(compileTexts(files))].filter(([path]) => /(main\.tf\.json|installed\.txt)$/.test(path)))
  const told = (before: Record<string, string>, after: Record<string, string>): string[] =>
    compileTexts(after, { applied: texts(before) })
      .diagnostics.map(toJson)
      .map(
        ({ severity, code, at, message }) => `${severity} ${code} ${at.file.split('/').at(-1)}:${at.line} ${message}`,
      )

  describe.each(Object.entries(CLUSTERS))('on %s', (cloud, cluster) => {
    const pools = (settings: string): Record<string, string> => fleet(`${cluster}machines: ${settings}\n`, HUB)

    it('nothing where nothing changes', () => {
      expect(told(fleet(cluster, HUB), fleet(cluster, HUB))).toEqual([])
    })
    it('machines that would all go at once', () => {
      const found = told(pools('{ generation: a }'), pools('{ generation: b }'))
      expect(found.length).toBeGreaterThan(0)
      for (const each of found)
        expect(each).toMatch(/^error servers-would-stop cluster\.yaml:4 .*all be taken away at once/)
      expect(told(pools('{ generation: a }'), pools('{ generation: b, replacing: a }'))).toEqual([])
      expect(told(pools('{ generation: b, replacing: a }'), pools('{ generation: b }'))).toEqual([])
    })
    it('machines that keep their disks, or that no hub needs', () => {
      expect(told(pools('{ disk: 100Gi }'), pools('{ disk: 200Gi }')).join('\n')).toMatch(
        /^warning disks-stay cluster\.yaml:4 .*keep their disks of 100 GiB: 200 are for/,
      )
      expect(told(pools('{ disk: 100Gi }'), pools('{ disk: 200Gi, generation: b, replacing: a }'))).toEqual([])
      expect(told(fleet(cluster, `${HUB}dask: true\n`), fleet(cluster, HUB)).join('\n')).toMatch(
        /warning pool-goes cluster\.yaml:\d .*`dask-/,
      )
    })
    it('more machines that are always on, where the cloud wants to see them first', () => {
      const found = told(pools('{ min: 1 }'), pools('{ min: 2 }'))
      expect(found).toEqual(
        cloud === 'aws' ? [expect.stringMatching(/^warning minimum-rises cluster\.yaml:4 2 machines of `user-/)] : [],
      )
      expect(told(pools('{ min: 2 }'), pools('{ min: 1 }'))).toEqual([])
      expect(told(pools('{ min: 1 }'), pools('{ min: 2, generation: b, replacing: a }'))).toEqual([])
    })
    it('a state that is looked for elsewhere', () => {
      const found = told(
        fleet(cluster, HUB),
        fleet(`${cluster}state: { kind: http, url: "https://state.example.org/reef" }\n`, HUB),
      )
      expect(found).toEqual(
        ['cluster', 'prod'].map((folder) =>
          expect.stringContaining(
            `warning state-moves cluster.yaml:4 Terraform would look for the state of reef/${folder}`,
          ),
        ),
      )
    })
    it('a version of Kubernetes that no control plane goes to from where it stands', () => {
      const at = (version: string): Record<string, string> =>
        fleet(`${cluster}kubernetes: { version: "${version}", channel: null }\n`, HUB)
      const from = (version: string, to: string): string[] => {
        const applied = [...texts(at('1.35'))].map(([path, text]) => [path, text.replaceAll('"1.35"', `"${version}"`)])
        return compileTexts(at(to), { applied: new Map(applied as [string, string][]) })
          .diagnostics.map(toJson)
          .map(({ code, at: { file, line }, help }) => `${code} ${file}:${line} ${help}`)
      }
      expect(from('1.34', '1.35')).toEqual([])
      expect(from('1.33', '1.35')).toEqual([
        expect.stringMatching(/^kubernetes-skips communities\/reef\/cluster\.yaml:4 Write .*version: "1\.34"/),
      ])
      expect(from('1.36', '1.35')).toEqual([expect.stringMatching(/^kubernetes-goes-back .*cluster\.yaml:4 /)])
    })
    it('what is no longer written, which the next apply removes', () => {
      expect(told(fleet(cluster, `${HUB}dask: true\n`), fleet(cluster, HUB)).join('\n')).toMatch(
        /warning would-remove prod\.yaml:\d .*removes what is no longer written: .*Release `dask-gateway`/,
      )
      expect(told(fleet(cluster, HUB), fleet(`${cluster}monitoring: { grafana: false }\n`, HUB)).join('\n')).toMatch(
        /warning would-remove cluster\.yaml:\d reef\/cluster no longer writes Release `grafana`, which holds data and goes on running; the next apply removes /,
      )
    })
    it('a namespace that changes', () => {
      const found = told(fleet(cluster, HUB), fleet(cluster, `${HUB}namespace: reef\n`))
      expect(found.join('\n')).toMatch(
        /warning would-remove prod\.yaml:4 reef\/prod moves to another namespace, and what it has in `reef-prod` stays there/,
      )
    })
  })
})
