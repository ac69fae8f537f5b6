/**
 * The pages of the profiles: their figures are what planning gives today. `UPDATE=1 npx vitest run
 * test/profiles.test.ts` writes the tables.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { clouds } from '../lib/clouds/index.ts'
import type { CloudName } from '../lib/clouds/index.ts'
import type { HubPlan } from '../lib/plan/types.ts'
import { inWords } from '../lib/plan/units.ts'
import { compileTexts, lines } from './fleet.ts'

const CLUSTERS: Record<CloudName, string> = {
  gcp: 'cloud: gcp\nregion: us-central1\naccount: reef-lab\n',
  aws: 'cloud: aws\nregion: us-east-1\naccount: "000000000000"\n',
  azure:
    'cloud: azure\nregion: eastus\naccount: 00000000-0000-0000-0000-000000000000\nadmins: ' +
    '[11111111-1111-1111-1111-111111111111]\n',
}
const CLOUDS = Object.keys(CLUSTERS) as CloudName[]

function planOn(cloud: CloudName, profile: string): HubPlan {
  const compilation = compileTexts({
    'communities/reef/community.yaml': 'name: Reef Lab\ncontact: ops@reef.example.org\n',
    'communities/reef/cluster.yaml': CLUSTERS[cloud],
    'communities/reef/hubs/prod.yaml':
      `domain: hub.reef.example.org\nauth: { github: { teams: [reef/members] }, admins: [ada-example] ` +
      `}\nprofile: ${profile}\n`,
  })
  expect(lines(compilation.diagnostics)).toBe('')
  return compilation.fleet.hubs[0]!
}

/**
 * A row a size: how many share a machine, what each gets, and what that costs each in an hour when the machine is full.
 */
function table(profile: string): string {
  const plans = CLOUDS.map((cloud) => planOn(cloud, profile))
  const cell = (hub: HubPlan, key: string): string => {
    const size = hub.sizes.find((each) => each.key === key)!
    const { machine } = hub.cluster.pools.find(({ name }) => name === size.pool)!
    const { guarantee, limit } = size.memory
    const memory = guarantee === limit ? inWords(limit) : `${inWords(guarantee)} to ${inWords(limit!)}`
    const usd = machine.usdPerHour / size.perNode
    return `${memory}; ${machine.type} for ${size.perNode}; $${usd < 0.1 ? usd.toPrecision(2) : usd.toFixed(2)}`
  }
  return [
    `| Size | ${CLOUDS.map((cloud) => clouds[cloud].facts.title).join(' | ')} |`,
    '|---|---|---|---|',
    ...plans[0]!.sizes.map(({ key, title }) => `| ${title} | ${plans.map((hub) => cell(hub, key)).join(' | ')} |`),
  ].join('\n')
}

describe.each([
  ['teaching', 'teaching'],
  ['research', '[research, gpu]'],
  ['geoscience', '[geoscience, gpu]'],
])('docs/profiles/%s.md', (name, profile) => {
  const path = `docs/profiles/${name}.md`
  const expected = table(profile)
  if (process.env['UPDATE'] === '1') {
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(/^\| Size \|[^]*?\n(?=\n)/m, () => `${expected}\n`),
    )
  }
  const page = readFileSync(path, 'utf8')

  it('has the sizes, machines and prices that planning gives', () => {
    expect(page).toContain(`${expected}\n`)
  })
  it('says the quota, the people and the disk that the profile plans', () => {
    const {
      home,
      settings: { values },
    } = planOn('gcp', profile)
    expect(page).toContain(`**${values.home.quota!.replace('Gi', ' GiB')}**`)
    expect(page).toContain(`${values.home.people} people`)
    expect(page).toContain(`${home.disk} GiB`)
  })
  it('is one page', () => {
    expect(page.split('\n').length).toBeLessThanOrEqual(75)
  })
  it('has examples that compile', () => {
    const examples = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text!)
    expect(examples.length).toBeGreaterThanOrEqual(4)
    for (const example of examples) {
      const auth = /^auth:/m.test(example) ? '' : 'auth: { github: { teams: [reef/members] }, admins: [ada-example] }\n'
      const compilation = compileTexts({
        'communities/reef/community.yaml': 'name: Reef Lab\ncontact: ops@reef.example.org\n',
        'communities/reef/cluster.yaml': CLUSTERS.aws,
        'communities/reef/hubs/prod.yaml':
          'domain: ' +
          `hub.reef.example.org\n${/^profile:/m.test(example) ? '' : `profile: ${profile}\n`}${auth}${example}`,
      })
      expect(lines(compilation.diagnostics), example).toBe('')
    }
  })
})
