/** What keeps pods of the fleet up, wherever they are written: each is a fault that once stood in `dist/`. */
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { roomOf, roomOnDisk } from '../../lib/plan/temporary.ts'
import type { SizePlan } from '../../lib/plan/types.ts'
import { mib } from '../../lib/plan/units.ts'
import { compileTexts, fleet, outputTexts } from '../fleet.ts'
import { hubOf, list, overridesOf, writtenOf, type Values, type Written } from '../points.ts'

const hubs = writtenOf(fleet())
const texts = outputTexts(fleet())
const hubCases = hubs.map((hub): [string, Written] => [hub.plan.id, hub])
const SAFE = { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' }

const valuesOf = (release: string): [string, Values][] =>
  [...texts]
    .filter(([path]) => path.endsWith(`/${release}.values.yaml`))
    .map(([path, text]): [string, Values] => [path, parse(text) as Values])

describe('the autoscaler moves no pod of which there is one, and which has a disk or people connected to it', () => {
  it.each(hubCases)('hub and proxy of %s', (_, hub) => {
    expect(hubOf(hub)['hub']!['annotations']).toMatchObject(SAFE)
    expect(hubOf(hub)['proxy']!['annotations']).toMatchObject(SAFE)
  })
  it.each<[string, (values: Values) => Values | undefined]>([
    ['home-nfs', (values) => values['annotations']],
    ['grafana', (values) => values['podAnnotations']],
    ['prometheus', ({ server }) => server!['podAnnotations']],
    [
      'prometheus',
      ({ alertmanager }) => (String(alertmanager!['enabled']) === 'true' ? alertmanager!['podAnnotations'] : SAFE),
    ] as [string, (values: Values) => Values],
  ])('%s', (release, annotations) => {
    const found = valuesOf(release)
    expect(found.length).toBeGreaterThan(1)
    for (const [path, values] of found) expect(annotations(values), path).toMatchObject(SAFE)
  })
})

describe('a full home keeps no server from starting', () => {
  it.each(hubCases)('%s', (_, hub) => {
    const { extraEnv, extraFiles } = hubOf(hub)['singleuser']!
    expect(extraEnv!['JUPYTER_RUNTIME_DIR']).toMatch(/^\/tmp\//)
    const config = JSON.parse(String(extraFiles!['jupyter_server_config.json']!['stringData'])) as Values
    // each SQLite file that a server opens when it starts, or when a notebook is opened
    for (const [section, key] of [
      ['SQLiteYStore', 'db_path'],
      ['BaseFileIdManager', 'db_path'],
      ['NotebookNotary', 'db_file'],
    ] as const)
      expect(config[section]![key], section).toMatch(/^\/tmp\//)
  })
})

describe('Prometheus comes back after a stop', () => {
  it.each(valuesOf('prometheus'))('%s', (_, { server }) => {
    const { requests, limits } = server!['resources']!
    expect(requests!['memory']).toBe(limits!['memory'])
    const { enabled, periodSeconds, failureThreshold } = server!['startupProbe']!
    expect(enabled).toBe(true)
    expect(Number(periodSeconds) * Number(failureThreshold)).toBeGreaterThanOrEqual(1800)
    expect(server!['global']).toEqual({ scrape_interval: '1m', scrape_timeout: '30s' })
  })
})

const manifestsOf = (path: string): Values[] =>
  parseAllDocuments(texts.get(path) ?? '').map((document) => document.toJS() as Values)

const reachesInternet = ({ to }: Values): boolean =>
  list(to).some((peer) => String(peer['ipBlock']?.['cidr']) === '0.0.0.0/0')

/** Every list of egress rules of a hub that opens the internet. */
const openings = (hub: Written): Values[][] =>
  [
    list(hubOf(hub)['singleuser']!['networkPolicy']!['egress']),
    ...hub.manifests.map(({ spec }) => list(spec?.['egress'])),
    ...Object.values(hub.values).map((values) => list(values['networkPolicy']?.['egress'])),
  ].filter((rules) => rules.some(reachesInternet))

describe("what reaches the internet reaches the cluster's own hubs, whose addresses lead to the ingress controller", () => {
  it.each(hubCases.filter(([, { plan }]) => plan.cluster.ingress !== 'none'))('%s', (_, hub) => {
    const wall = manifestsOf(`${hub.plan.cluster.community}/cluster/kubernetes.yaml`).find(
      ({ kind, metadata }) =>
        String(kind) === 'NetworkPolicy' &&
        String(metadata!['namespace']) === 'ingress' &&
        String(metadata!['name']) === 'web',
    )!
    const pods = wall['spec']!['podSelector']
    const ports = list(wall['spec']!['ingress'])[0]!['ports']
    expect(list(ports).length).toBeGreaterThan(1)
    for (const rules of openings(hub))
      expect(rules).toContainEqual({
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } }, podSelector: pods }],
        ports,
      })
  })
  it('there are such rules', () => {
    expect(hubs.flatMap(openings).length).toBeGreaterThan(hubs.length / 2)
  })
})

describe('the form names each choice in what a field shows of it', () => {
  const profiles = (hub: Written): Values[] => list(hubOf(hub)['singleuser']!['profileList'])
  const plain = (text: unknown): string => String(text).replace(/&#?[a-z0-9]+;/g, '?')
  it.each(hubCases)('%s', (_, hub) => {
    const names = profiles(hub)
      .flatMap((profile) => Object.values(profile['profile_options'] ?? {}))
      .flatMap((option) => Object.values(option['choices']!))
      .map(({ display_name: name }) => plain(name))
    expect(names.filter((name) => name.length > 45)).toEqual([])
  })
  /** What is read of a size: the description of its choice, or of the card that hubloom makes of it. */
  const figures = (hub: Written, { key }: SizePlan): unknown => {
    const cards = profiles(hub)
    const choices = cards.map((card) => card['profile_options']?.['size']?.choices?.[key])
    return (choices.find((choice) => choice) ?? cards.find(({ slug }) => String(slug) === `gpu-${key}`))?.[
      'description'
    ]
  }
  it('a size with a GPU gives its figures', () => {
    const said = hubs.flatMap((hub) => hub.plan.sizes.filter(({ gpus }) => gpus > 0).map((size) => figures(hub, size)))
    expect(said.length).toBeGreaterThan(2)
    for (const text of said) expect(text).toMatch(/[0-9] GiB of memory; [0-9.]+ CPU cores/)
  })
})

/** Resources of each size's servers, as their choice or the chart has them, and those of a sole size. */
const sized = (hub: Written): [SizePlan, Values][] => {
  const chosen = new Map(overridesOf(hub).map(([key, override]) => [key.replace(/^gpu-/, ''), override]))
  const { extraResource, storage } = hubOf(hub)['singleuser']!
  const sole = {
    extra_resource_guarantees: extraResource!['guarantees']!,
    extra_resource_limits: extraResource!['limits']!,
    volumes: storage!['extraVolumes']!,
    volume_mounts: storage!['extraVolumeMounts']!,
  } as unknown as Values
  return hub.plan.sizes.map((size) => [size, hub.plan.sizes.length === 1 ? sole : chosen.get(size.key)!])
}

const STORAGE = 'ephemeral-storage'

describe("one person's temporary files evict nobody else", () => {
  it.each(hubCases)('%s', (_, hub) => {
    for (const [size, given] of sized(hub)) {
      const guarantee = mib(String(given['extra_resource_guarantees']![STORAGE]))
      const limit = mib(String(given['extra_resource_limits']![STORAGE]))
      const room = roomOf(hub.plan.cluster.pools.find(({ name }) => name === size.pool)!)
      expect(guarantee).toBeGreaterThanOrEqual(256)
      expect(limit).toBeGreaterThan(guarantee)
      // everybody has theirs with room for images, and nobody alone fills the disk
      expect(guarantee * size.perNode).toBeLessThanOrEqual(room / 2)
      expect(limit).toBeLessThanOrEqual(room / 2)
    }
  })
  it('Dask spills within bounds, too', () => {
    const found = valuesOf('dask-gateway')
    expect(found.length).toBeGreaterThan(1)
    for (const [path, { gateway }] of found)
      for (const part of ['scheduler', 'worker'])
        expect(gateway!['backend']![part]!['extraContainerConfig']!['resources'], path).toEqual({
          requests: { [STORAGE]: expect.any(String) as string },
          limits: { [STORAGE]: expect.any(String) as string },
        })
  })
  it('the room on a disk is what was measured on GKE, and nothing above it', () => {
    const measured = 47_060_071_478 / 2 ** 20
    expect(roomOnDisk(100)).toBeLessThanOrEqual(measured)
    expect(roomOnDisk(100)).toBeGreaterThan(measured * 0.98)
  })
})

describe('servers with a GPU have shared memory', () => {
  const withGpu = hubs.flatMap((hub) => sized(hub)).filter(([{ gpus }]) => gpus > 0)
  it('there are some', () => {
    expect(withGpu.length).toBeGreaterThan(2)
  })
  it('within their own memory', () => {
    for (const [size, given] of withGpu) {
      const mount = Object.values(given['volume_mounts']!).find(({ mountPath }) => String(mountPath) === '/dev/shm')!
      const volume = Object.values(given['volumes']!).find(({ name }) => name === mount['name'])!
      expect(String(volume['emptyDir']!['medium'])).toBe('Memory')
      const most = mib(String(volume['emptyDir']!['sizeLimit']))
      expect(most).toBeGreaterThan(1024)
      expect(most).toBeLessThanOrEqual(size.memory.limit! / 2)
    }
  })
})

describe('managed homes on AWS', () => {
  const compilation = compileTexts({
    'communities/reef/community.yaml': 'name: Reef Lab\ncontact: ops@reef.example.org\n',
    'communities/reef/cluster.yaml': 'cloud: aws\nregion: us-west-2\naccount: "000000000000"\n',
    'communities/reef/hubs/prod.yaml':
      'profile: research\ndomain: hub.reef.example.org\nauth: { github: { teams: [reef/members] }, admins: ' +
      '[ada-example] }\nhome: { kind: managed, quota: null }\n',
  })
  it('need no size, and are not slowed down for being small', () => {
    expect(compilation.diagnostics).toEqual([])
    const root = JSON.parse(outputTexts(compilation).get('reef/prod/main.tf.json')!) as Values
    expect(root['resource']!['aws_efs_file_system']!['home']!['throughput_mode']).toBe('elastic')
  })
})
