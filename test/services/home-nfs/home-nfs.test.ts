import { describe, expect, test } from 'vitest'
import { written } from '../../written.ts'
import { homeNfs } from '../../../lib/services/home-nfs/index.ts'
import type { HubPlan } from '../../../lib/plan/types.ts'
import { hubServices } from '../../../lib/services/index.ts'
import { ref } from '../../../lib/print/terraform.ts'
import { chartFaults } from '../charts.ts'
import { found, manifestFaults } from '../manifests.ts'
import { hubPlan, wiring } from '../plan.ts'

type Values = Record<string, Record<string, Record<string, unknown>>>
const home = (more: Partial<HubPlan['home']>): HubPlan['home'] => ({ ...hubPlan().home, ...more })
const serve = (plan: Parameters<typeof hubPlan>[0] = {}, ways: Parameters<typeof wiring>[0] = {}) =>
  homeNfs.forHub(hubPlan(plan), wiring(ways))!
const singleuser = (plan: Parameters<typeof hubPlan>[0], ways: Parameters<typeof wiring>[0] = {}) =>
  (serve(plan, ways).values!['jupyterhub'] as Values)['singleuser']!
const quotas = (plan: Parameters<typeof hubPlan>[0]) =>
  (
    serve(plan).releases![0]!.values as unknown as {
      quotaEnforcer: { config: { QuotaManager: Record<string, unknown> } }
    }
  ).quotaEnforcer.config.QuotaManager

describe("homes on the hub's own disk", () => {
  test("the release is named so that the chart's volume is the hub's alone, and what Terraform knows comes from it", () => {
    expect(serve().releases![0]).toMatchObject({
      service: 'home-nfs',
      name: 'polar-prod-nfs',
      namespace: 'polar-prod',
      chart: 'jupyterhub-home-nfs',
      version: '1.2.0',
      repository: 'oci://ghcr.io/2i2c-org/jupyterhub-home-nfs',
      values: {
        fullnameOverride: '',
        eks: { enabled: true, volumeId: ref('aws_ebs_volume.home.id') },
        nodeSelector: { 'hub.jupyter.org/node-purpose': 'core' },
      },
    })
  })

  test('no two releases of a hub have one name: Helm would replace the one by the other', () => {
    const hub = hubPlan({
      settings: {
        dask: true,
        'image-building': {
          registry: 'quay.io/polar/',
          secret: 'image-push',
          'hub-image': 'quay.io/2i2c/pilot-hub:0.0.1',
        },
      },
    })
    const names = hubServices
      .flatMap((service) => service.forHub(hub, wiring())?.releases ?? [])
      .map(({ name }) => name)
    expect(names).toHaveLength(4)
    expect(new Set(names).size).toBe(4)
  })

  test('the chart takes the values', () => {
    expect(chartFaults('jupyterhub-home-nfs-1.2.0', serve().releases![0]!.values) ?? []).toEqual([])
    expect(
      chartFaults(
        'jupyterhub-4.4.0',
        serve({ settings: { folders: { shared: true, everyone: true } } }).values!['jupyterhub']!,
      ) ?? [],
    ).toEqual([])
  })

  test.each([
    ['quota by person', {}, { hard_quota: 10 }],
    ['none', { home: home({ quota: undefined as unknown as number }) }, { hard_quota: 0 }],
    [
      "shared folders get ten people's worth",
      { settings: { folders: { shared: true, public: true } } },
      { hard_quota: 10, quota_overrides: { _shared: 100, '_shared-public': 100 } },
    ],
    [
      'but at most a quarter of the disk',
      { home: home({ disk: 60 }), settings: { folders: { shared: true } } },
      { quota_overrides: { _shared: 15 } },
    ],
    [
      'and no less than one person',
      { home: home({ disk: 20 }), settings: { folders: { shared: true } } },
      { quota_overrides: { _shared: 10 } },
    ],
    [
      'single people by their folder, beside shared ones',
      { home: home({ quotas: { 'ada-example': 100, 'grace@x.org': 0.5 } }), settings: { folders: { shared: true } } },
      { hard_quota: 10, quota_overrides: { 'ada-2dexample': 100, 'grace-40x-2eorg': 0.5, _shared: 100 } },
    ],
    [
      'single people alone',
      { home: home({ quota: undefined as unknown as number, quotas: { ada: 100 } }) },
      { hard_quota: 0, quota_overrides: { ada: 100 } },
    ],
  ])('quotas: %s', (_, plan, expected) => {
    expect(quotas(plan)).toMatchObject({ paths: ['/export'], uid: 1000, gid: 1000, ...expected })
  })

  test('little is asked for where the disk is small', () => {
    const memory = (disk: number) =>
      (
        serve({ home: hubPlan({ settings: { home: { kind: 'disk', disk: `${disk}Gi`, quota: '1Gi' } } }).home })
          .releases![0]!.values as unknown as {
          nfsServer: { resources: { requests: { memory: string } } }
        }
      ).nfsServer.resources.requests.memory
    expect([memory(60), memory(500)]).toEqual(['256Mi', '2Gi'])
  })

  test('every object is one that Kubernetes takes', () => {
    const azure = { homeDisk: { driver: 'disk.csi.azure.com', handle: '/subscriptions/x' } }
    expect(serve({}, azure).manifests!.flatMap(manifestFaults)).toEqual([])
  })

  test('servers mount it by the name of its service, through a volume that no other hub can claim', () => {
    const { manifests } = serve()
    expect(found(manifests, 'PersistentVolume', 'polar-prod-home')['spec']).toMatchObject({
      accessModes: ['ReadWriteMany'],
      claimRef: { namespace: 'polar-prod', name: 'home' },
      persistentVolumeReclaimPolicy: 'Retain',
      csi: {
        driver: 'nfs.csi.k8s.io',
        volumeHandle: 'polar-prod-home',
        volumeAttributes: { server: 'home-nfs.polar-prod.svc.cluster.local', share: '/' },
      },
    })
    expect(found(manifests, 'PersistentVolumeClaim', 'home')['spec']).toMatchObject({
      volumeName: 'polar-prod-home',
      storageClassName: '',
    })
  })

  test('growing the disk changes no object: claims of such disks cannot be changed', () => {
    expect(serve({ home: home({ disk: 1000 }) }).manifests).toEqual(serve({ home: home({ disk: 500 }) }).manifests)
    expect(written(serve({ home: home({ disk: 1000 }) }).releases![0]!.values)).not.toHaveProperty('persistentVolume')
  })

  test("a cloud that the chart does not know gets a volume of ours, for the chart's claim", () => {
    const volume = found(
      serve({}, { homeDisk: { driver: 'disk.csi.azure.com', handle: '/subscriptions/x' } }).manifests,
      'PersistentVolume',
      'polar-prod-home-nfs',
    )
    expect(volume['spec']).toMatchObject({
      claimRef: { namespace: 'polar-prod', name: 'home-nfs' },
      persistentVolumeReclaimPolicy: 'Retain',
      accessModes: ['ReadWriteOnce'],
      csi: { driver: 'disk.csi.azure.com', volumeHandle: '/subscriptions/x', fsType: 'xfs' },
    })
    expect((volume['spec'] as { mountOptions: string[] }).mountOptions).toContain('pquota')
  })

  test('a version of the chart can be named', () => {
    expect(serve({ settings: { releases: { 'home-nfs': { version: '1.3.0' } } } }).releases![0]!.version).toBe('1.3.0')
  })
})

describe('what servers mount', () => {
  test('their own folder, and nothing before they start', () => {
    expect(singleuser({})).toEqual({
      storage: {
        type: 'static',
        homeMountPath: '/home/jovyan',
        static: { pvcName: 'home', subPath: '{escaped_username}' },
      },
    })
  })

  test('folders for everybody, read-only where admins write', () => {
    expect(singleuser({ settings: { folders: { shared: true, public: true } } })['storage']).toMatchObject({
      extraVolumeMounts: {
        'home-jovyan-shared': { name: 'home', mountPath: '/home/jovyan/shared', subPath: '_shared', readOnly: true },
        'home-jovyan-shared-public': {
          name: 'home',
          mountPath: '/home/jovyan/shared-public',
          subPath: '_shared-public',
        },
      },
    })
  })

  test('an environment that opens elsewhere finds the same home there', () => {
    const rstudio = { ...hubPlan().environments[0]!, key: 'r', default: false, directory: '/home/rstudio/work' }
    expect(
      singleuser({ environments: [...hubPlan().environments, rstudio], settings: { folders: { shared: true } } })[
        'storage'
      ],
    ).toMatchObject({
      extraVolumeMounts: {
        'home-rstudio': { mountPath: '/home/rstudio', subPath: '{escaped_username}' },
        'home-rstudio-shared': { mountPath: '/home/rstudio/shared', subPath: '_shared', readOnly: true },
      },
    })
  })
})

describe('other homes', () => {
  test('none: nothing is kept', () => {
    expect(serve({ home: home({ kind: 'none', personal: 'none' }) })).toEqual({
      values: { jupyterhub: { singleuser: { storage: { type: 'none' } } } },
    })
  })

  test('a cloud that forgets its file service is a fault of ours, not of the inputs', () => {
    expect(() => serve({ home: home({ kind: 'managed' }) })).toThrow('file service')
  })

  test("the cloud's file service: no release, its own options, and new folders made people's own", () => {
    const ways = { homeShare: { server: 'fs-1.efs.us-west-2.amazonaws.com', path: '/', mountOptions: ['nfsvers=4.1'] } }
    const plan = {
      home: home({ kind: 'managed' as const }),
      settings: { folders: { shared: true }, groups: { 'polar-lab/ice': { folder: 'ice' } } },
    }
    const managed = serve(plan, ways)
    expect(managed.releases).toBeUndefined()
    expect(managed.manifests!.flatMap(manifestFaults)).toEqual([])
    expect(found(managed.manifests, 'PersistentVolume', 'polar-prod-home')['spec']).toMatchObject({
      nfs: { server: 'fs-1.efs.us-west-2.amazonaws.com', path: '/' },
      mountOptions: ['nfsvers=4.1'],
    })
    const [container] = singleuser(plan, ways)['initContainers'] as unknown as {
      command: string[]
      securityContext: unknown
      image: string
    }[]
    expect(container!.command.slice(4)).toEqual([
      '/share/{escaped_username}',
      '/share/_group-polar-2dlab-2fice',
      '/share/_shared',
    ])
    expect(container!.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['CHOWN'] },
    })
    expect(container!.image).toMatch(/:[0-9.]+$/)
  })
})
