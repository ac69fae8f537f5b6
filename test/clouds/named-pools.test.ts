/** Pools that a cluster names, on the three clouds: which machines they have, who goes there, what a change does. */
import { describe, expect, test } from 'vitest'
import { registry } from '../../lib/registry.ts'
import { compileTexts, outputTexts } from '../fleet.ts'
import { plansFrom, textsOf } from '../plan.ts'
import { format } from '../../lib/cli/reporters/text.ts'

const PLACES = {
  aws: { region: 'us-west-2', account: '"000000000000"', machines: ['r5.4xlarge', 'r6i.4xlarge'] },
  gcp: { region: 'us-central1', account: 'reef-hubs', machines: ['n2-highmem-16', 'e2-highmem-16'] },
  azure: {
    region: 'westeurope',
    account: '12345678-90ab-cdef-1234-567890abcdef',
    machines: ['Standard_E16s_v5', 'Standard_E16ds_v5'],
  },
} as const
type Cloud = keyof typeof PLACES
const CLOUDS = Object.keys(PLACES) as Cloud[]

const cluster = (cloud: Cloud, pools: string): string =>
  `cloud: ${cloud}\nregion: ${PLACES[cloud].region}\naccount: ${PLACES[cloud].account}\npools: ${pools}\n`
const COMMUNITY = 'name: Polar Data Lab\ncontact: ops@polar.example.org\n'
const HUB =
  'domain: hub.polar.example.org\nprofile: research\nauth: { github: { teams: [polar/all] }, admins: [ada] }\n'
const hub = (more = 'sizes: { small: { memory: 4Gi } }\n') => `${HUB}home: { people: 20 }\n${more}`
const both = (cloud: Cloud): string => `[${PLACES[cloud].machines.join(', ')}]`

/** The pools of a cluster as Terraform has them, by address. */
function made(cloud: Cloud, pools: string, more?: string): Record<string, Record<string, unknown>> {
  const out = outputTexts(
    compileTexts(textsOf({ community: COMMUNITY, cluster: cluster(cloud, pools), hubs: { prod: hub(more) } })),
  )
  const root = JSON.parse(out.get('polar/cluster/main.tf.json')!) as {
    resource: Record<string, Record<string, Record<string, unknown>>>
  }
  return root.resource[registry.clouds[cloud]!.resourceTypes.pool.type]!
}

/** The pool of each size. */
const poolOf = (cloud: Cloud, pools: string, more?: string): Record<string, string> => {
  const { sizes } = plansFrom({ cluster: cluster(cloud, pools), hubs: { prod: hub(more) } }).hub
  return Object.fromEntries(sizes.map(({ key, pool }) => [key, pool]))
}

describe.each(CLOUDS)('%s', (cloud) => {
  const first = PLACES[cloud].machines[0]
  test('any one of the machines may serve: one group with all on AWS, a pool for each elsewhere', () => {
    const pools = made(cloud, `{ usual: { machines: ${both(cloud)}, purpose: users, min: 1, max: 7 } }`)
    const mine = Object.entries(pools).filter(([name]) => name.startsWith('usual'))
    expect(mine).toHaveLength(cloud === 'aws' ? 1 : 2)
    expect(JSON.stringify(mine)).toContain(PLACES[cloud].machines[1])
    // one is always on, and not one of each
    expect(JSON.stringify(mine).match(/"(min_size|total_min_node_count|min_count)":1/g)).toHaveLength(1)
  })
  test('what is planned fits the smallest of them', () => {
    const { cluster: plan } = plansFrom({
      cluster: cluster(cloud, `{ usual: { machines: ${both(cloud)} } }`),
      hubs: { prod: hub() },
    })
    const { named, machine } = plan.pools.find(({ name }) => name === 'usual')!
    const least = (of: 'memory' | 'cpu') => Math.min(...named!.machines.map(({ schedulable }) => schedulable[of]))
    expect(machine.schedulable).toEqual({ memory: least('memory'), cpu: least('cpu') })
  })
  test('a size goes to the pool that it names, to one of its hub, to one of all users, in this order', () => {
    const sizes = 'sizes: { small: { memory: 4Gi }, mine: { memory: 4Gi, pool: extra } }\n'
    const pool = `machines: [${first}]`
    const all = `all: { ${pool}, purpose: users }, extra: { ${pool} }`
    expect(poolOf(cloud, `{ ${all} }`, sizes)).toMatchObject({ small: 'all', mine: 'extra' })
    expect(poolOf(cloud, `{ ${all}, own: { ${pool}, hubs: [prod] } }`, sizes)).toMatchObject({
      small: 'own',
      mine: 'extra',
    })
    expect(poolOf(cloud, `{ extra: { ${pool} } }`, sizes)['small']).toMatch(/^user-/)
  })
  test('a size that no pool fits has a planned one beside it', () => {
    const sizes = 'sizes: { vast: { memory: 300Gi } }\n'
    expect(poolOf(cloud, `{ all: { machines: [${first}], purpose: users } }`, sizes)['vast']).toMatch(/^user-/)
  })
  test('what a pool of one hub costs is under its name, what one of several costs is not', () => {
    const text = JSON.stringify(made(cloud, `{ own: { machines: [${first}], hubs: [prod] } }`))
    expect(text).toMatch(/"hub":"prod"/)
    expect(JSON.stringify(made(cloud, `{ own: { machines: [${first}] } }`))).not.toMatch(/"hub":"prod"/)
  })
  test('every hub has machines of its own, under its name, where the cluster says so', () => {
    const found = plansFrom({
      cluster: `${cluster(cloud, '{ }')}machines: { per-hub: true }\n`,
      hubs: { prod: hub(), staging: hub('dask: true\n').replace('hub.', 'staging.hub.') },
    })
    const pools = found.cluster.pools.filter(({ purpose }) => purpose !== 'core')
    expect(pools.length).toBeGreaterThan(2)
    for (const { name, hubs, onlyFor } of pools) {
      expect(hubs, name).toHaveLength(1)
      expect(onlyFor, name).toBe(hubs[0])
      expect(name).toContain(hubs[0]!.replace('/', '-'))
    }
  })
  test('Dask and builds go to pools that are for them', () => {
    const more =
      'dask: true\nimage-building: { registry: quay.io/polar/, secret: push, hub-image: "quay.io/polar/hub:1" }\n'
    const { hub: plan } = plansFrom({
      cluster: cluster(
        cloud,
        `{ made: { machines: [${first}], purpose: builds }, work: { machines: [${first}], purpose: dask } }`,
      ),
      hubs: { prod: hub(`sizes: { small: { memory: 4Gi } }\n${more}`) },
    })
    expect(plan.dask!.pool).toBe('work')
    expect(plan.placement.builds.nodeSelector).toEqual({ 'hub.jupyter.org/pool-name': 'made' })
    expect(plan.placement.default.nodeSelector['hub.jupyter.org/pool-name']).toMatch(/^user-/)
  })
  test('other machines in a pool would stop servers: a generation of its own is asked for', () => {
    const [a, b] = PLACES[cloud].machines
    const before = texts(cloud, `{ usual: { machines: [${a}], purpose: users } }`)
    const applied = new Map(
      [...outputTexts(compileTexts(before))].filter(([path]) => path === 'polar/cluster/main.tf.json'),
    )
    const told = (pools: string): string =>
      compileTexts(texts(cloud, pools), { applied })
        .diagnostics.filter(({ code }) => code === 'servers-would-stop')
        .map((each) => format(each))
        .join('\n')
    expect(told(`{ usual: { machines: [${a}], purpose: users } }`)).toBe('')
    expect(told(`{ usual: { machines: [${b}], purpose: users } }`)).toContain(
      'pools: { usual: { generation: b, replacing: a } }',
    )
    expect(told(`{ usual: { machines: [${b}], purpose: users, generation: b, replacing: a } }`)).toBe('')
  })
})

const texts = (cloud: Cloud, pools: string) =>
  textsOf({ community: COMMUNITY, cluster: cluster(cloud, pools), hubs: { prod: hub() } })
