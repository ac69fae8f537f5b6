/** Every community of the fleet as a repository of its own, on every cloud: what comes along, what is lost, what is told. */
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { CloudName } from '../lib/clouds/index.ts'
import { registry } from '../lib/registry.ts'
import { FILL_IN } from '../lib/replicate/fill-ins.ts'
import type { Compilation } from '../lib/compile.ts'
import { nodeAt, toPlain } from '../lib/layers/tree.ts'
import {
  clusterNow,
  draftFor,
  replicate,
  type Replica,
  type Row,
  type Source,
  type Wish,
} from '../lib/replicate/index.ts'
import { compileTexts, fleet, profiles, repository } from './fleet.ts'
import { sampled } from './sampled.ts'

const PLACES: Record<CloudName, Pick<Wish, 'cloud' | 'region' | 'account'>> = {
  gcp: { cloud: 'gcp', region: 'us-central1', account: 'hubs-123456' },
  aws: { cloud: 'aws', region: 'us-west-2', account: '222222222222' },
  azure: { cloud: 'azure', region: 'westeurope', account: '99999999-0000-0000-0000-000000000000' },
}
const CLOUDS = Object.keys(PLACES) as CloudName[]
const shipped = new Map(profiles.map(([path, text]) => [`hubloom/${path}`, text]))
const source = (): Source => ({ inputs: repository, fleet: fleet().fleet, shipped, registry })
const all = repository.folders.flatMap((community) => CLOUDS.map((cloud) => ({ community, cloud })))

const wishOf = ({ community, cloud }: (typeof all)[number]): Wish => ({ community, ...PLACES[cloud] })
const told = ({ rows }: Pick<Replica, 'rows'>): string[] =>
  rows.map(({ fate, file, line, setting }) => `${fate} ${file.split('/').slice(2).join('/')}:${line} ${setting}`)

/**
 * Rows of settings that are lost or changed, and yet stand in the settings of a hub or cluster of the new repository as
 * they did: by each layer at whose line the row is.
 */
function stillSaid({ fleet: before }: Source, after: Compilation['fleet'], rows: readonly Row[]): string[] {
  const parts = (plans: Compilation['fleet']) => [
    ...plans.hubs.map(({ id, settings }) => ({ part: id, kind: 'hubs', tree: settings.tree })),
    ...plans.clusters.map(({ community, settings }) => ({ part: community, kind: 'clusters', tree: settings.tree })),
  ]
  const now = new Map(parts(after).map((each) => [`${each.kind} ${each.part}`, each.tree]))
  return rows
    .filter(({ fate }) => fate !== 'kept')
    .flatMap(({ file, line, setting }) =>
      parts(before).flatMap(({ part, kind, tree }) => {
        const path = setting.split('.').filter((step, i) => i > 0 || step !== kind)
        const [was, is] = [nodeAt(tree, path), nodeAt(now.get(`${kind} ${part}`) ?? tree, path)]
        const isOfRow = was?.at.file.endsWith(file) === true && was.at.line === line && now.has(`${kind} ${part}`)
        return isOfRow && was && is && isDeepStrictEqual(toPlain(was), toPlain(is)) ? [`${part}: ${setting}`] : []
      }),
    )
}

describe.each(all)('$community on $cloud', (target) => {
  const wish = wishOf(target)

  it('works there, with what is lost told at lines that say it', () => {
    const { draft, refused, known } = draftFor(source(), wish)
    expect(refused).toEqual([])
    expect(known.judge(draft.texts).outputs.size).toBe(2)
    expect(known.judge(draft.texts).fleet.clusters).toMatchObject([
      { cloud: wish.cloud, community: wish.community, hubs: expect.any(Array) },
    ])
    for (const { file, line, setting, was } of draft.rows) {
      const words = repository.texts.get(file)!.split('\n')[line - 1]
      expect(words, `${file}:${line} ${setting}`).toContain(was.split(' ')[0])
    }
  })

  it('has in its settings no value that is told as lost or changed', () => {
    const { draft, known } = draftFor(source(), wish)
    expect(stillSaid(source(), known.judge(draft.texts).fleet, draft.rows)).toEqual([])
  })

  it('says nothing of another community', () => {
    const { draft } = draftFor(source(), wish)
    const others = repository.folders.filter((name) => name !== wish.community)
    const text = [...draft.texts].map((file) => file.join('\n')).join('\n')
    expect(others.filter((name) => new RegExp(`(?<![\\w./-])${name}(?![\\w-])`).test(text))).toEqual([])
  })
})

describe.each(sampled(all, 5))('$community whole on $cloud', (target) => {
  it('is the same at every time, and leaves at most five values in one file to a person', () => {
    const wish = { ...wishOf(target), account: FILL_IN, region: FILL_IN }
    const first = replicate(source(), wish)
    expect(first.refused).toEqual([])
    expect(first.fillIns.length).toBeLessThanOrEqual(5)
    expect([...new Set(first.fillIns.map(({ file }) => file))]).toEqual([`communities/${wish.community}/cluster.yaml`])
    const errors = first.compilation.diagnostics.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ code, at }) => [code, at.line])).toEqual(first.fillIns.map(({ line }) => ['fill-in', line]))
    const { texts, rows, fillIns } = replicate(source(), wish)
    expect({ texts, rows, fillIns }).toEqual({ texts: first.texts, rows: first.rows, fillIns: first.fillIns })
  })
})

/** A fleet with one community, that can lose everything. */
const HARD = {
  'communities/reef/community.yaml': 'name: Reef Lab\ncontact: ops@reef.example.org\n',
  'communities/reef/cluster.yaml':
    'cloud: gcp # for now\nregion: us-central1\naccount: reef-hubs\nzones: [us-central1-a, us-central1-b]\n' +
    'kubernetes: { channel: stable }\nnetwork: { pods: 10.128.0.0/14, range: 10.9.0.0/16 }\n' +
    'pools:\n  big: { machines: [n2-highmem-32], max: 3 }\n  odd: { machines: [n2-highmem-64], hubs: [prod, bay/hub] }\n' +
    '  theirs: { machines: [n2-highmem-64], hubs: [bay/hub] }\ntenancy: shared\n',
  'communities/reef/hubs/prod.yaml':
    'domain: hub.reef.example.org\nprofile: teaching\nauth: { github: { teams: [reef/members] }, admins: [ada] }\n' +
    'sizes:\n  small: { memory: 2Gi, default: true, machine: { gcp: n2-highmem-16 } }   # two of them\n' +
    '  large: { memory: 100Gi, pool: big }\nspare: { small: 1 }\n' +
    'variables: { ARCHIVE: "gs://reef-archive" }\nbuckets: { kept: { existing: reef-kept } }\n' +
    'overrides: { helm: { jupyterhub: { singleuser: { extraAnnotations: { cloud.google.com/note: reef } } } } }\n',
  'communities/bay/community.yaml': 'name: Bay Lab\ncontact: ops@bay.example.org\ncluster: reef\n',
  'communities/bay/hubs/hub.yaml':
    'domain: hub.bay.example.org\nprofile: [teaching, lab]\nauth: { github: { teams: [bay/members] }, admins: [eve] }\n',
  'profiles/lab.yaml': 'about: Labs here.\n# kept\nopens: notebook\n',
}

const hard = (files: Readonly<Record<string, string>> = {}): Source => {
  const texts = new Map([...profiles, ...Object.entries({ ...HARD, ...files })])
  const { fleet: plans, diagnostics } = compileTexts({ ...HARD, ...files })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return { inputs: { texts, folders: ['bay', 'reef'] }, fleet: plans, shipped, registry }
}

describe('a community that owns a shared cluster', () => {
  const replica = replicate(hard(), { community: 'reef', ...PLACES.aws })
  const cluster = replica.texts.get('communities/reef/cluster.yaml')!

  it('loses what was for others, and what the new cloud lacks or does nothing with', () => {
    expect(told(replica)).toEqual([
      'changed cluster.yaml:1 cloud',
      'changed cluster.yaml:2 region',
      'changed cluster.yaml:3 account',
      'changed cluster.yaml:4 zones',
      'lost cluster.yaml:5 kubernetes.channel',
      'lost cluster.yaml:6 network.pods',
      'changed cluster.yaml:8 pools.big.machines',
      'changed cluster.yaml:9 pools.odd.hubs',
      'changed cluster.yaml:9 pools.odd.machines',
      'changed cluster.yaml:10 pools.theirs',
      'changed cluster.yaml:11 tenancy',
      'changed hubs/prod.yaml:5 sizes.small.machine',
      'kept hubs/prod.yaml:8 variables.ARCHIVE',
      'changed hubs/prod.yaml:9 buckets.kept.existing',
      'kept hubs/prod.yaml:10 overrides.helm.jupyterhub.singleuser.extraAnnotations.cloud.google.com/note',
    ])
  })
  it('says of itself what is true of it now', () => {
    const { texts, rows } = replicate(source(), { community: 'commons', ...PLACES.aws, domain: 'commons.example.com' })
    expect(texts.get('communities/commons/cluster.yaml')).toMatch(
      /^# yaml-language-server: .*\n# The cluster of commons, for its own hubs alone\.\ncloud: aws\n/,
    )
    expect(told({ rows })).toContain('changed cluster.yaml:2 the comment')
  })
  it('keeps comments, and everything else', () => {
    expect(cluster).toContain('cloud: aws # for now\n')
    expect(cluster).toContain('odd: { machines: [r5.16xlarge], hubs: [prod] }\n')
    expect(cluster).not.toMatch(/bay|theirs|tenancy/)
    expect(replica.texts.get('communities/reef/hubs/prod.yaml')).toContain(
      'machine: { aws: r5.4xlarge } }   # two of them',
    )
  })
  it('brings no profile that comes with hubloom', () => {
    expect([...replica.texts.keys()].filter((path) => path.startsWith('profiles/'))).toEqual([])
  })
})

describe('a tenant', () => {
  const named = hard({
    'communities/reef/cluster.yaml': `${HARD['communities/reef/cluster.yaml']}ingress: nginx\n`,
  })

  it('gets a cluster with what its hubs count on, and the profiles of the fleet that they stand on', () => {
    const { texts, rows, compilation } = replicate(named, { community: 'bay', ...PLACES.gcp })
    const cluster = texts.get('communities/bay/cluster.yaml')!
    expect(cluster).toContain('cloud: gcp\nregion: us-central1\naccount: hubs-123456\n')
    expect(cluster).toContain('ingress: nginx\n')
    expect(cluster).toMatch(/theirs: .*hubs: \[hub\]/)
    expect(cluster).not.toMatch(/prod|big/)
    expect([...texts.keys()]).toContain('profiles/lab.yaml')
    expect(texts.get('profiles/lab.yaml')).toBe(HARD['profiles/lab.yaml'])
    expect(texts.get('communities/bay/community.yaml')).not.toContain('cluster')
    expect(told({ rows })).toEqual(['changed community.yaml:3 cluster'])
    expect(compilation.outputs.get('bay')!.has('cluster/main.tf.json')).toBe(true)
  })
})

it('takes out by the community what a profile of hubloom says', () => {
  const own = hard({
    'communities/bay/community.yaml': `${HARD['communities/bay/community.yaml']}hubs: { profile: gpu }\n`,
    'communities/bay/hubs/hub.yaml':
      'domain: hub.bay.example.org\nprofile: [research, gpu]\nspare: { gpu: 1 }\n' +
      'auth: { github: { teams: [bay/members] }, admins: [eve] }\n',
  })
  const larger = (text: string): string => text.replace('gpu: t4', 'gpu: a100')
  const changed = (texts: ReadonlyMap<string, string>) =>
    new Map([...texts].map(([path, text]) => [path, larger(text)]))
  const texts = changed(own.inputs.texts)
  const of = { ...own, inputs: { ...own.inputs, texts }, shipped: changed(shipped) }
  const { draft, refused } = draftFor(of, { community: 'bay', ...PLACES.aws })
  expect(refused).toEqual([])
  expect(draft.texts.get('communities/bay/community.yaml')).toContain('sizes: { gpu: null }')
  expect(draft.rows.map(({ fate, file, line }) => `${fate} ${file}:${line}`).sort()).toEqual([
    'changed communities/bay/community.yaml:3',
    // of the pools that its hubs had there
    'changed communities/reef/cluster.yaml:10',
    'changed communities/reef/cluster.yaml:9',
    'lost communities/bay/hubs/hub.yaml:3',
    'lost profiles/gpu.yaml:7',
  ])
})

describe('snapshots that a profile asks for and the new cloud cannot make', () => {
  const lost = (home: string) => {
    const texts = {
      'communities/reef/community.yaml': HARD['communities/reef/community.yaml'],
      'communities/reef/cluster.yaml': 'cloud: aws\nregion: us-west-2\naccount: "000000000000"\n',
      'communities/reef/hubs/prod.yaml': `${HARD['communities/reef/hubs/prod.yaml'].split('sizes')[0]}home: ${home}\n`,
    }
    const { fleet: plans, diagnostics } = compileTexts(texts)
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const inputs = { texts: new Map([...profiles, ...Object.entries(texts)]), folders: ['reef'] }
    const of = { inputs, fleet: plans, shipped, registry }
    return { of, ...draftFor(of, { community: 'reef', ...PLACES.gcp }) }
  }

  it('are taken out with the map that cannot be without them, by the value that means none', () => {
    const { of, draft, refused, known } = lost('{ kind: managed, quota: null, disk: 2Ti }')
    expect(refused).toEqual([])
    expect(draft.texts.get('communities/reef/community.yaml')).toContain('hubs: { home: { backup: null } }\n')
    expect(draft.texts.get('communities/reef/hubs/prod.yaml')).toContain('kind: managed')
    expect(draft.rows.filter(({ fate }) => fate === 'lost').map(({ setting }) => setting)).toEqual(['home.backup.keep'])
    expect(known.judge(draft.texts).fleet.hubs[0]!.home).toMatchObject({ kind: 'managed', snapshots: 0 })
    expect(stillSaid(of, known.judge(draft.texts).fleet, draft.rows)).toEqual([])
  })
  it('come back where what they were in the way of goes as well', () => {
    const { draft, refused, known } = lost('{ kind: managed, quota: null }')
    expect(refused).toEqual([])
    expect(draft.texts.get('communities/reef/community.yaml')).not.toContain('hubs:')
    expect(draft.rows.filter(({ fate }) => fate === 'lost').map(({ setting }) => setting)).toEqual(['home'])
    expect(known.judge(draft.texts).fleet.hubs[0]!.home).toMatchObject({ kind: 'disk', snapshots: 7 })
  })
})

it('says at its own line what cannot be taken out', () => {
  const { inputs, ...others } = hard()
  const broken = new Map(inputs.texts).set('communities/bay/hubs/hub.yaml', '# gone\nprofile: teaching\n')
  const { refused } = draftFor({ ...others, inputs: { ...inputs, texts: broken } }, { community: 'bay', ...PLACES.aws })
  expect(refused.map(({ code, at }) => [code, at.file])).toContainEqual([
    'missing-setting',
    'communities/bay/hubs/hub.yaml',
  ])
})

it('moves addresses below another domain, those that are not below the old one aside', () => {
  const { draft } = draftFor(source(), { community: 'meadow-stats', ...PLACES.aws, domain: 'hubs.example.com' })
  const hub = draft.texts.get('communities/meadow-stats/hubs/r.yaml')!
  expect(hub).toContain('domain: r.hubs.example.com\nmore-domains: [rstudio.hubs.example.com]\n')
  expect(draft.texts.get('communities/meadow-stats/hubs/staging.yaml')).toContain(
    'domain: r-staging.hubs.example.com\n',
  )
})

it('knows where hubs run now', () => {
  expect(clusterNow(source(), { community: 'river-college' })?.name).toBe('commons')
  expect(clusterNow(source(), { community: 'polar-lab' })?.name).toBe('polar-lab')
})

it('leaves nothing of the old place in what Terraform makes', () => {
  const { compilation } = replicate(source(), wishOf({ community: 'commons', cloud: 'aws' }))
  const roots = [...compilation.outputs.get('commons')!].filter(([path]) => path.endsWith('main.tf.json'))
  expect(roots.length).toBe(4)
  expect(roots.filter(([, text]) => /google_|commons-hubs|us-central1/.test(text))).toEqual([])
})
