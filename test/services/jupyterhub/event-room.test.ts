/** Room for an event: on its days, and on no others. */
import { describe, expect, it } from 'vitest'
import { EVENT_ROOM } from '../../../lib/services/jupyterhub/event-room-python.ts'
import { compileTexts, fleet, outputTexts } from '../../fleet.ts'
import { list, writtenOf, type Values, type Written } from '../../points.ts'
import { hasPython, runPython } from '../python.ts'

const hubs = writtenOf(fleet()).filter(({ plan }) => plan.events.length > 0)
const cases = hubs.map((hub): [string, Written] => [hub.plan.id, hub])

const called = ({ manifests, plan }: Written, kind: string): Values =>
  manifests.find(
    (object) =>
      String(object['kind']) === kind &&
      String(object['metadata']!['name']) ===
        (kind === 'Deployment' ? `event-placeholder-${plan.events[0]!.key}` : 'event-placeholder'),
  )!
const podOf = (object: Values): Values => object['spec']!['template']!['spec']!
const jobOf = (hub: Written): Values => podOf(called(hub, 'CronJob')['spec']!['jobTemplate']!)

describe.each(cases)('%s', (_, hub) => {
  it('leaves the number of placeholders to the job', () => {
    expect(called(hub, 'Deployment')['spec']!['replicas']).toBeUndefined()
  })
  it('the job may change that number and nothing else', () => {
    expect(called(hub, 'Role')['rules']).toEqual([
      {
        apiGroups: ['apps'],
        resources: ['deployments/scale'],
        resourceNames: hub.plan.events.map(({ key }) => `event-placeholder-${key}`),
        verbs: ['patch'],
      },
    ])
    expect(called(hub, 'RoleBinding')['subjects']).toEqual([
      { kind: 'ServiceAccount', name: jobOf(hub)['serviceAccountName'], namespace: hub.plan.namespace },
    ])
    expect(String(called(hub, 'CronJob')['spec']!['timeZone'])).toBe('Etc/UTC')
  })
  it('placeholders are as large as servers, run where they do, and are the first to go', () => {
    const { size } = hub.plan.events[0]!
    const pod = podOf(called(hub, 'Deployment'))
    const { requests } = list(pod['containers'])[0]!['resources']!
    expect(requests).toMatchObject({ cpu: `${size!.cpu.guarantee}m`, memory: `${size!.memory.guarantee}Mi` })
    const pool = hub.plan.cluster.pools.find(({ name }) => name === size!.pool)!
    expect(pool.labels).toMatchObject(pod['nodeSelector']!)
    for (const { key } of pool.taints) expect(list(pod['tolerations']).map((each) => each['key'])).toContain(key)
    // the names that the chart's templates give to the scheduler and the priority class of this release
    const release = hub.releases.find(({ chart }) => String(chart).endsWith('jupyterhub'))!
    expect(pod['schedulerName']).toBe(`${String(release['name'])}-user-scheduler`)
    expect(pod['priorityClassName']).toBe(`${String(release['name'])}-user-placeholder-priority`)
  })
})

it('the fleet has events', () => {
  expect(hubs.length).toBeGreaterThan(1)
})

describe.skipIf(!hasPython)('the number of placeholders', () => {
  const at = (moments: readonly string[]): unknown =>
    runPython(`
import json
exec(${JSON.stringify(EVENT_ROOM)}, scope := {"__name__": "room"})
moments = ${JSON.stringify(moments)}
print(json.dumps([
    scope["replicas"](scope["datetime"].fromisoformat(moment), "2027-01-18", "2027-01-22", 40) for moment in moments
]))
`)
  it('is nothing before and after, wherever in the world the days are', () => {
    expect(
      at([
        '2026-11-26T09:00:00+00:00',
        '2027-01-17T11:59:00+00:00',
        '2027-01-18T00:00:00+12:00',
        '2027-01-20T12:00:00+00:00',
        '2027-01-22T23:59:00-12:00',
        '2027-01-23T12:00:00+00:00',
        '2028-01-20T12:00:00+00:00',
      ]),
    ).toEqual([0, 0, 40, 40, 40, 0, 0])
  })
})

const EVENT = {
  'communities/reef/community.yaml': 'name: Reef Lab\ncontact: ops@reef.example.org\n',
  'communities/reef/hubs/prod.yaml':
    'profile: teaching\ndomain: hub.reef.example.org\nauth: { github: { teams: [reef/members] }, admins: ' +
    '[ada-example] }\nevents: { exams: { users: 100, from: 2027-02-27, until: 2027-03-01 } }\n',
}
const compileOn = (cloud: string, more = '') =>
  compileTexts({
    ...EVENT,
    'communities/reef/cluster.yaml': `${cloud}maintenance: { day: tuesday, hour: 4 }\n${more}`,
  })
const GCP = 'cloud: gcp\nregion: us-central1\naccount: reef-lab\n'
const AZURE =
  'cloud: azure\nregion: westeurope\naccount: 00000000-0000-0000-0000-000000000000\nadmins: ' +
  '[11111111-1111-1111-1111-111111111111]\n'
const clusterOf = (cloud: string, type: string): Values =>
  Object.values(
    (JSON.parse(outputTexts(compileOn(cloud)).get('reef/cluster/main.tf.json')!) as Values)['resource']![type]!,
  )[0]!

describe('no machine is upgraded on the days', () => {
  it('on Google Cloud', () => {
    const { maintenance_policy: policy } = clusterOf(GCP, 'google_container_cluster')
    expect(policy!['maintenance_exclusion']).toEqual([
      {
        exclusion_name: 'event-reef-prod-exams',
        start_time: '2027-02-27T00:00:00Z',
        end_time: '2027-03-01T23:59:59Z',
        exclusion_options: { scope: 'NO_MINOR_OR_NODE_UPGRADES' },
      },
    ])
  })
  it('on Azure', () => {
    const cluster = clusterOf(AZURE, 'azurerm_kubernetes_cluster')
    for (const window of ['maintenance_window_node_os', 'maintenance_window_auto_upgrade'])
      if (cluster[window])
        expect(cluster[window]!['not_allowed']).toEqual([
          { start: '2027-02-27T00:00:00Z', end: '2027-03-01T23:59:59Z' },
        ])
    expect(cluster['maintenance_window_node_os']).toBeTruthy()
  })
})

it('the README tells what the room costs, over the end of a month', () => {
  const compilation = compileOn(GCP)
  const [hub] = compilation.fleet.hubs
  const { size, warm, hours } = hub!.events[0]!
  expect(hours).toBe(4 * 24)
  const { usdPerHour } = hub!.cluster.pools.find(({ name }) => name === size!.pool)!.machine
  const price = Math.round(Math.ceil(warm / size!.perNode) * hours * usdPerHour)
  expect(outputTexts(compilation).get('reef/README.md')).toContain(`96 hours: about **${price} USD**`)
})
