/** Which hub works on which cloud: what `dist/README.md` and `hubloom list --portability` say of it. */
import { describe, expect, it } from 'vitest'
import type { Context, Rule } from '../lib/checks/check.ts'
import type { CloudFacts } from '../lib/plan/cloud-facts.ts'
import { execute } from '../lib/cli/main.ts'
import { portability, type Portability } from '../lib/portability.ts'
import { registry } from '../lib/registry.ts'
import { CLOUDS, everything } from './clouds/everything.ts'
import { draftFor } from '../lib/replicate/index.ts'
import { compileTexts, fleet, outputTexts, profiles, repository } from './fleet.ts'
import { sampled } from './sampled.ts'

const ON_AWS = 'cloud: aws\nregion: us-west-2\naccount: "000000000000"\n'

/** What is said of one hub of a community of its own, by cloud. */
function said(hub: string, cluster = ON_AWS): Record<string, Portability> {
  const { fleet: plans, diagnostics } = compileTexts({
    'communities/reef/community.yaml': 'name: Reef Lab\ncontact: ops@reef.example.org\n',
    'communities/reef/cluster.yaml': cluster,
    'communities/reef/hubs/prod.yaml':
      'profile: research\ndomain: hub.reef.example.org\n' +
      `auth: { github: { teams: [reef/members] }, admins: [ada-example] }\n${hub}`,
  })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return Object.fromEntries(
    portability(plans, registry)
      .get('reef/prod')!
      .map((each) => [each.cloud, each]),
  )
}
const lostOn = (cloud: string, hub: string, cluster?: string): string[] =>
  said(hub, cluster)[cloud]!.losses.map(({ setting }) => setting)

describe('a hub on other clouds', () => {
  it('works where nothing is in the way', () => {
    expect(Object.values(said('')).map(({ cloud, verdict }) => [cloud, verdict])).toEqual([
      ['gcp', 'works'],
      ['aws', 'here'],
      ['azure', 'works'],
    ])
  })
  it.each([
    ['a GPU of which there are none', 'gcp', 'sizes: { big: { gpu: a10g } }\n', 'sizes.big'],
    ['a bucket of the cloud that it was on', 'gcp', 'data: { read: { sea: "s3://sea-data" } }\n', 'data.read.sea'],
    [
      'buckets whose readers pay',
      'azure',
      'buckets: { out: { requester-pays: true } }\n',
      'buckets.out.requester-pays',
    ],
    ['backups of managed homes', 'gcp', 'home: { kind: managed, quota: null, disk: 1Ti }\n', 'home.backup.keep'],
    ['a kind of disk', 'azure', 'home: { disk: { size: 100Gi, kind: gp3 } }\n', 'home.disk'],
    [
      'whom the cloud does not know',
      'gcp',
      'buckets: { out: { readers: ["arn:aws:iam::000000000000:root"] } }\n',
      'buckets.out.readers',
    ],
    [
      'resources of the cloud that it was on',
      'gcp',
      'overrides: { terraform: { resource: { aws_s3_bucket: { more: { bucket: reef-more } } } } }\n',
      'overrides.terraform',
    ],
  ])('loses %s', (_what, cloud, hub, setting) => expect(lostOn(cloud, hub)).toContain(setting))
  it('loses what its cluster has of the cloud that it was on', () => {
    const cluster = `${ON_AWS}logs: { keep: 90 }\npools: { cards: { machines: [g5.xlarge] } }\n`
    expect(lostOn('azure', '', cluster)).toEqual(['pools.cards', 'logs'])
  })
  it('names the line of the setting, and why', () => {
    const [loss] = said('data: { read: { sea: "s3://sea-data" } }\n')['gcp']!.losses
    expect(loss).toMatchObject({ why: expect.stringContaining('s3://sea-data') as string, at: { line: 4 } })
  })
  it('does not work where none of its sizes can be had', () => {
    const all = said(
      'sizes: { small: null, medium: null, large: null, huge: null, giant: null, cards: { gpu: a10g, default: true } }\n',
    )
    expect([all['gcp']!.verdict, all['azure']!.verdict]).toEqual(['not', 'not'])
  })
})

it('stands in dist/README.md for every hub and cloud', () => {
  const page = outputTexts(fleet()).get('README.md')!
  const titles = Object.values(registry.clouds).map(({ facts }) => facts.title)
  expect(page).toContain(`| Hub | ${titles.join(' | ')} |`)
  for (const { id } of fleet().fleet.hubs)
    expect(page).toMatch(new RegExp(`^\\| \`${id}\` (\\| (\\*\\*here\\*\\*|works|without .*|not: .*) ){3}\\|$`, 'm'))
})

it('is data with a verdict in `list --portability --json`', async () => {
  const { out } = await execute(['list', '--portability', '--json'], { version: '0.1.0', profiles: 'profiles' })
  const entries = JSON.parse(out) as {
    hub: string
    cloud: string
    verdict: string
    losses: Record<string, unknown>[]
  }[]
  expect(entries).toHaveLength(fleet().fleet.hubs.length * Object.keys(registry.clouds).length)
  for (const { hub, cloud, verdict, losses } of entries) {
    const on = portability(fleet().fleet, registry)
      .get(hub)!
      .find((each) => each.cloud === cloud)!
    expect([hub, cloud, verdict, losses.length]).toEqual([hub, cloud, on.verdict, on.losses.length])
    expect(losses.length > 0).toBe(['losses', 'not'].includes(verdict))
    for (const loss of losses)
      expect(loss).toEqual({
        setting: expect.any(String) as string,
        file: expect.stringMatching(/\.yaml$/) as string,
        line: expect.any(Number) as number,
        why: expect.any(String) as string,
      })
  }
})

/** Every community on each cloud where it is not. */
const moves = fleet().fleet.communities.flatMap(({ name: community }) => {
  const hubs = fleet().fleet.hubs.filter((hub) => hub.community === community)
  return Object.keys(registry.clouds)
    .filter((cloud) => hubs.every((hub) => hub.cluster.cloud !== cloud))
    .map((cloud) => ({ community, cloud, hubs: hubs.map(({ id }) => id) }))
})

describe.each(sampled(moves, 6))('$community moved to $cloud', ({ community, cloud, hubs }) => {
  it('loses what the table says, at the same lines', () => {
    const { region, account } = registry.clouds[cloud]!.facts.forms.examples
    const shipped = new Map(profiles.map(([path, text]) => [`hubloom/${path}`, text]))
    const source = { inputs: repository, fleet: fleet().fleet, shipped, registry }
    const { draft, refused } = draftFor(source, { community, cloud, region, account })
    expect(refused).toEqual([])
    const places = (all: readonly { file: string; line: number }[]): string[] =>
      [...new Set(all.map(({ file, line }) => `${file}:${line}`))].sort()
    // a card of the form is lost with its size
    const lost = draft.rows.filter(({ fate, setting }) => fate === 'lost' && !setting.includes('form.cards'))
    const table = hubs.flatMap((id) =>
      portability(fleet().fleet, registry)
        .get(id)!
        .filter((on) => on.cloud === cloud),
    )
    expect(places(table.flatMap(({ losses }) => losses.map(({ at }) => at)))).toEqual(places(lost))
  })
})

describe('rules that judge what a cloud has', () => {
  /** Facts that say what a cloud has and has not. */
  const HAS: readonly (keyof CloudFacts)[] = ['unsupported', 'homeDisks', 'bootDisks', 'reservedRanges', 'limits']
  /** Whether a rule reads such facts, over clusters and hubs that have everything. */
  const reads = (rule: Rule): boolean =>
    CLOUDS.some((cloud) => {
      let read = false
      const facts = new Proxy(registry.clouds[cloud]!.facts, {
        get: (target, key: keyof CloudFacts) => {
          read ||= HAS.includes(key)
          return target[key]
        },
      })
      const context: Context = {
        fleet: everything(cloud).fleet,
        clouds: { [cloud]: facts },
        services: { hubReleases: [], clusterReleases: [], namespaces: [] },
        capacity: new Map(),
        corePods: () => [],
      }
      try {
        rule(context)
      } catch {
        // asks for capacities, which say nothing of a cloud
      }
      return read
    })

  it('are all asked of other clouds', () => {
    const missing = registry.ruleSets.flatMap(({ rules, ofCloud = [], problems }) =>
      rules.some((rule) => !ofCloud.includes(rule) && reads(rule)) ? Object.keys(problems.wording)[0] : [],
    )
    expect(missing).toEqual([])
    expect(registry.ruleSets.flatMap(({ ofCloud = [] }) => ofCloud).filter(reads).length).toBeGreaterThan(8)
  })
})
