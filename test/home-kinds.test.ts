/** Homes on a share that is there already, and on a disk for each person: on each cloud, and when they change. */
import { parse, parseAllDocuments } from 'yaml'
import { describe, expect, it } from 'vitest'
import { compileTexts, outputTexts } from './fleet.ts'
import { plansFrom } from './plan.ts'
import { textsOf } from './plan.ts'

const CLUSTERS: Record<string, object> = {
  gcp: { cloud: 'gcp', region: 'us-central1', account: 'reef-lab' },
  aws: { cloud: 'aws', region: 'us-west-2', account: '000000000000' },
  azure: { cloud: 'azure', region: 'eastus', account: '00000000-0000-0000-0000-000000000000' },
}
const COMMUNITY = {
  name: 'Reef Lab',
  contact: 'ops@reef.example.org',
  hubs: { profile: 'research', auth: { github: { organizations: ['reef'] }, admins: ['ada-example'] } },
}
const fleet = (cloud: string, home: object): Record<string, string> =>
  textsOf({
    name: 'reef',
    community: COMMUNITY,
    cluster: CLUSTERS[cloud]!,
    hubs: { prod: { domain: 'hub.reef.example.org', buckets: null, home } },
  })

const SHARE = { kind: 'nfs', server: 'files.example.org:/exports/homes' }
const EACH = { kind: 'volume-each', quota: '20Gi', backup: { keep: 0 } }
const DISK = { kind: 'disk', disk: '500Gi' }

function build(cloud: string, home: object) {
  const compilation = compileTexts(fleet(cloud, home))
  expect(compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const texts = outputTexts(compilation)
  const objects = parseAllDocuments(texts.get('reef/prod/kubernetes.yaml')!).map(
    (each) => each.toJS() as Record<string, unknown> & { kind: string },
  )
  const values = parse(texts.get('reef/prod/jupyterhub.values.yaml')!) as {
    singleuser: { storage: Record<string, unknown>; initContainers?: { name: string; command: string[] }[] }
    hub: { config: { KubeSpawner: Record<string, unknown> } }
  }
  return { texts, objects, values, root: texts.get('reef/prod/main.tf.json')! }
}

describe.each(Object.keys(CLUSTERS))('on %s', (cloud) => {
  it('a share that is there already is mounted and not made', () => {
    const { root, objects, texts } = build(cloud, SHARE)
    expect(root).not.toMatch(/efs|filestore|ebs_volume|compute_disk|managed_disk|storage_share|dlm|backup/)
    expect(objects.find(({ kind }) => kind === 'PersistentVolume')!['spec']).toMatchObject({
      nfs: { server: 'files.example.org', path: '/exports/homes' },
      persistentVolumeReclaimPolicy: 'Retain',
    })
    expect(texts.get('reef/RESTORE.md')).toContain('whoever runs that server has its copies')
  })

  it('a disk for each person is made by its driver, and stays when its claim goes', () => {
    const { objects, values, texts } = build(cloud, EACH)
    const made = objects.find(({ kind }) => kind === 'StorageClass')!
    expect(made).toMatchObject({
      metadata: { name: 'reef-prod-homes' },
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
    })
    expect(made['provisioner']).toMatch(/^(ebs\.csi\.aws\.com|pd\.csi\.storage\.gke\.io|disk\.csi\.azure\.com)$/)
    expect(values.singleuser.storage).toMatchObject({
      type: 'dynamic',
      capacity: '20Gi',
      dynamic: { storageClass: 'reef-prod-homes', pvcNameTemplate: 'claim-{user_server}' },
    })
    expect(values.hub.config.KubeSpawner['delete_pvc']).toBe(false)
    expect(texts.get('reef/prod/releases.json')).not.toContain('home-nfs')
  })

  it('of disks that may go, the claim goes with the person, and the disk with its claim', () => {
    const { objects, values } = build(cloud, { ...EACH, delete: true })
    expect(objects.find(({ kind }) => kind === 'StorageClass')!['reclaimPolicy']).toBe('Delete')
    expect(values.hub.config.KubeSpawner['delete_pvc']).toBe(true)
  })

  it('a machine carries no more servers than it can attach disks', () => {
    const size = (home: object) =>
      plansFrom({
        cluster: CLUSTERS[cloud]!,
        hubs: {
          prod: {
            profile: 'research',
            domain: 'hub.reef.example.org',
            auth: { github: { organizations: ['reef'] } },
            sizes: { only: { memory: { guarantee: '64Mi', limit: '1Gi' } } },
            home,
          },
        },
      })
    const { hub, cluster } = size(EACH)
    const pool = cluster.pools.find(({ name }) => name === hub.sizes[0]!.pool)!
    expect(hub.sizes[0]!.perNode).toBeLessThanOrEqual(pool.machine.disks)
    expect(size(DISK).hub.sizes[0]!.perNode).toBeGreaterThan(0)
  })

  const told = (before: object, after: object): string[] => {
    const applied = new Map([...build(cloud, before).texts].filter(([path]) => path.endsWith('main.tf.json')))
    const { diagnostics } = compileTexts(fleet(cloud, after), { applied })
    return diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)
  }
  it.each<[string, object, object, string[]]>([
    ['a larger quota', EACH, { ...EACH, quota: '30Gi' }, []],
    ['disks of people given up for one', EACH, { ...DISK, backup: { keep: 0 } }, ['would-leave-homes']],
    ['disks that may go', { ...EACH, delete: true }, { ...DISK, backup: { keep: 0 } }, []],
    ['one disk given up for a share', { ...DISK, backup: { keep: 0 } }, SHARE, ['would-destroy-data']],
    ['another server', SHARE, { ...SHARE, server: 'new.example.org:/exports/homes' }, ['would-leave-homes']],
    ['another path', SHARE, { ...SHARE, server: 'files.example.org:/exports/people' }, ['would-leave-homes']],
    ['another folder', SHARE, { ...SHARE, folder: '{user}' }, ['would-leave-homes']],
    ['other options', SHARE, { ...SHARE, version: 3, options: ['hard'], squash: 'root' }, []],
    ['a share that may be left', { ...SHARE, delete: true }, { ...SHARE, folder: '{user}' }, []],
  ])('%s', (_, before, after, codes) => expect([...new Set(told(before, after))]).toEqual(codes))
})

describe('a folder on a share of others', () => {
  const folders = (folder: string): { base?: string | undefined; person: string } => {
    const { home } = plansFrom({
      cluster: CLUSTERS['aws']!,
      hubs: {
        prod: {
          profile: 'research',
          domain: 'hub.reef.example.org',
          auth: { github: { organizations: ['reef'] } },
          home: { ...SHARE, folder },
        },
      },
    }).hub
    return { base: home.base, person: home.person }
  }
  it.each([
    ['{user}', undefined, '{escaped_username}'],
    ['{hub}/{user}', 'prod', '{escaped_username}'],
    ['homes/{community}-{hub}/{slug}', 'homes/polar-prod', '{safe_username}'],
    ['home-{user}/files', undefined, 'home-{escaped_username}/files'],
    ['/{hub}/home-{user}', 'prod', 'home-{escaped_username}'],
  ])('%s', (folder, base, person) => expect(folders(folder)).toEqual({ base, person }))

  it.each(['{hub}', '../{user}', '{user}/..', '{user}/{user}', '{username}/{user}', 'a b/{user}', '${x}/{user}'])(
    'cannot be %s',
    (folder) => {
      const { diagnostics } = compileTexts(fleet('aws', { ...SHARE, folder }))
      expect(diagnostics.map(({ code }) => code)).toContain('wrong-value')
    },
  )
})

it('tells what the share makes of root: only then does the owner container need it', () => {
  const owner = (squash: string) =>
    build('aws', { ...SHARE, squash }).values.singleuser.initContainers!.find(({ name }) => name === 'home-owner')!
  expect(owner('none')).toMatchObject({ securityContext: { runAsUser: 0, capabilities: { add: ['CHOWN'] } } })
  for (const squash of ['root', 'all']) {
    expect(owner(squash)).toMatchObject({ securityContext: { runAsUser: 1000, capabilities: { drop: ['ALL'] } } })
    expect(owner(squash).command.join(' ')).not.toContain('chown')
  }
})

describe("the disk in the cloud's own words", () => {
  it.each([
    ['aws', { size: '500Gi', kind: 'io2', iops: 9000 }, { type: 'io2', iops: 9000 }],
    ['aws', { size: '500Gi', iops: 8000, throughput: 700 }, { type: 'gp3', iops: 8000, throughput: 700 }],
    ['gcp', { size: '500Gi', kind: 'pd-standard' }, { type: 'pd-standard' }],
    [
      'azure',
      { size: '500Gi', kind: 'PremiumV2_LRS', iops: 5000, throughput: 300 },
      { storage_account_type: 'PremiumV2_LRS', disk_iops_read_write: 5000, disk_mbps_read_write: 300 },
    ],
  ])('on %s: %j', (cloud, disk, wanted) => {
    const { root } = build(cloud, { ...DISK, disk })
    const { resource } = JSON.parse(root) as { resource: Record<string, Record<string, object>> }
    const [made] = ['aws_ebs_volume', 'google_compute_disk', 'azurerm_managed_disk'].flatMap((type) =>
      Object.values(resource[type] ?? {}),
    )
    expect(made).toMatchObject(wanted)
    expect(JSON.stringify(made)).toContain('500')
  })

  it('a class of disks for people has a new name once it says something else: it cannot be changed', () => {
    const name = (disk: object) =>
      build('aws', { ...EACH, disk }).objects.find(({ kind }) => kind === 'StorageClass')!['metadata']
    expect(name({ iops: 9000 })).not.toEqual(name({ iops: 8000 }))
    expect(name({ iops: 8000, kind: 'io2' })).toEqual(name({ kind: 'io2', iops: 8000 }))
  })
})
