import { describe, expect, test } from 'vitest'
import { daskGateway, gatewayName } from '../../../lib/services/dask-gateway/index.ts'
import type { Manifest } from '../../../lib/print/kubernetes.ts'
import { ref } from '../../../lib/print/terraform.ts'
import { valueAt } from '../../../lib/maps.ts'
import { chartFaults } from '../charts.ts'
import { found, manifestFaults } from '../manifests.ts'
import { hubPlan, wiring } from '../plan.ts'

const serve = (plan: Parameters<typeof hubPlan>[0] = {}, ways: Parameters<typeof wiring>[0] = {}) =>
  daskGateway.forHub(hubPlan({ ...plan, settings: { dask: true, ...plan.settings } }), wiring(ways))!
interface Gateway {
  gateway: {
    env: { value: string }[]
    backend: {
      environment: unknown
      imagePullSecrets?: unknown
      scheduler: { extraPodConfig: unknown }
      worker: { extraPodConfig: unknown }
    }
  }
}
const gateway = (...args: Parameters<typeof serve>) =>
  (serve(...args).releases![0]!.values as unknown as Gateway).gateway
const data = (...args: Parameters<typeof serve>) =>
  JSON.parse(gateway(...args).env[0]!.value.replace(/\$\$/g, () => '$')) as Record<string, unknown>
const bucket = (key: string, variable: string) => ({
  key,
  variable,
  fullName: `polar-${key}`,
  url: `s3://polar-${key}`,
  personal: ['scratch', 'persistent'].includes(key),
  versions: false,
  requesterPays: false,
  mayDestroy: false,
  readOnly: false,
  writers: [],
  readers: [],
  public: false,
  accessLogs: false,
})

test('nothing without the switch', () => {
  expect(daskGateway.forHub(hubPlan(), wiring())).toBeUndefined()
})

describe('the release', () => {
  test('is the published chart, under a name that no other hub of the cluster has', () => {
    expect(serve().releases![0]).toMatchObject({
      service: 'dask-gateway',
      name: 'dask-gateway',
      namespace: 'polar-prod',
      chart: 'dask-gateway',
      repository: 'https://helm.dask.org',
      version: '2026.3.0',
      values: {
        fullnameOverride: 'polar-prod-dask',
        traefik: { service: { type: 'ClusterIP' } },
        gateway: {
          prefix: '/services/dask-gateway',
          auth: { type: 'jupyterhub', jupyterhub: { jupyterhubServiceName: 'dask-gateway' } },
        },
      },
    })
  })

  test('names stay within what Kubernetes takes, and long ones apart', () => {
    const names = ['a', 'b'].map((end) => gatewayName({ namespace: `${'long-'.repeat(11)}${end}` }))
    expect(new Set(names).size).toBe(2)
    for (const name of names) expect(`clusters-prefix-${name}`.length).toBeLessThanOrEqual(63)
  })

  test('charts take the values', () => {
    const { releases, values } = serve({ settings: { 'pull-secrets': ['registry-polar'] } })
    expect(chartFaults('dask-gateway-2026.3.0', releases![0]!.values) ?? []).toEqual([])
    expect(chartFaults('jupyterhub-4.4.0', values!['jupyterhub']!) ?? []).toEqual([])
  })

  test('workers have what names their identity, unless the settings say otherwise', () => {
    const identityEnvironment = { AZURE_CLIENT_ID: ref('azurerm_user_assigned_identity.servers.client_id') }
    const environment = (variables: Record<string, string>): unknown =>
      valueAt(serve({ settings: { variables } }, { identityEnvironment }).releases![0]!.values, [
        'gateway',
        'backend',
        'environment',
      ])
    expect(environment({})).toMatchObject(identityEnvironment)
    expect(environment({ AZURE_CLIENT_ID: 'own' })).toMatchObject({ AZURE_CLIENT_ID: 'own' })
  })

  test("workers run on their pool, schedulers beside servers; both with the servers' identity", () => {
    const { scheduler, worker } = gateway().backend
    expect(scheduler.extraPodConfig).toMatchObject({
      serviceAccountName: 'user',
      nodeSelector: { 'hub.jupyter.org/pool-name': 'user-r5-xlarge' },
    })
    expect(worker.extraPodConfig).toMatchObject({
      serviceAccountName: 'user',
      automountServiceAccountToken: false,
      nodeSelector: { 'hub.jupyter.org/pool-name': 'dask-r5-4xlarge' },
      tolerations: [
        { key: 'k8s.dask.org/dedicated', operator: 'Equal', value: 'worker', effect: 'NoSchedule' },
        { key: 'k8s.dask.org_dedicated' },
      ],
    })
  })

  test('the environment goes on as data; what is personal is filled in for each person', () => {
    const plan = {
      buckets: [bucket('scratch', 'SCRATCH_BUCKET'), bucket('shared', 'SHARED_BUCKET')],
      settings: { variables: { ODD: '$(HOME) {x} "q"' } },
    }
    expect(gateway(plan).backend.environment).toEqual({
      AWS_DEFAULT_REGION: 'us-west-2',
      SHARED_BUCKET: 's3://polar-shared',
      ODD: '$$(HOME) {x} "q"',
    })
    expect(data(plan)['personal']).toEqual({ SCRATCH_BUCKET: 's3://polar-scratch' })
  })

  test.each([
    ["the hub's environments", {}, ['quay.io/pangeo/pangeo-notebook:2026.10.1']],
    ['any, where people may bring their own', { 'bring-your-own-image': true }, undefined],
    [
      'any, where people may build',
      { 'image-building': { registry: 'quay.io/polar/', 'hub-image': 'quay.io/2i2c/pilot-hub:0.0.1', secret: 's' } },
      undefined,
    ],
  ])('images: %s', (_, settings, images) => {
    expect(data({ settings })['images']).toEqual(images)
  })
})

describe('the hub', () => {
  test('knows the service, lets people and their servers use it, and tells servers where it is', () => {
    const at = 'traefik-polar-prod-dask.polar-prod'
    expect(serve().values!['jupyterhub']).toMatchObject({
      hub: {
        services: { 'dask-gateway': { display: false, url: `http://${at}` } },
        loadRoles: {
          user: { scopes: ['self', 'access:services!service=dask-gateway'] },
          server: { scopes: ['users:activity!user', 'access:servers!server', 'access:services!service=dask-gateway'] },
        },
      },
      singleuser: {
        extraEnv: {
          DASK_GATEWAY__ADDRESS: `http://${at}/services/dask-gateway`,
          DASK_GATEWAY__PROXY_ADDRESS: `gateway://${at}:80`,
          DASK_GATEWAY__CLUSTER__OPTIONS__IMAGE: '{{JUPYTER_IMAGE_SPEC}}',
        },
      },
    })
  })
})

describe('who may talk to whom', () => {
  const policies = (network = {}, ways = {}) => serve({ settings: { network } }, ways).manifests as Manifest[]
  const egress = (...args: Parameters<typeof policies>) =>
    (
      found(policies(...args), 'NetworkPolicy', 'dask-worker')['spec'] as {
        egress: { to: { ipBlock?: { cidr: string; except?: string[] } }[]; ports?: { port: number }[] }[]
      }
    ).egress
  const reaches = (cidr: string, ...args: Parameters<typeof policies>) =>
    egress(...args)
      .filter(({ to }) => to.some(({ ipBlock }) => ipBlock?.cidr === cidr))
      .map(({ ports }) => ports?.map(({ port }) => port) ?? 'all')

  test('every policy is one that Kubernetes takes', () => {
    expect(policies().flatMap(manifestFaults)).toEqual([])
  })

  test.each([
    ['open', {}, ['all']],
    ['web-only', { outbound: 'web-only' }, [[80, 443]]],
    ['closed', { outbound: 'closed' }, []],
  ])('the internet is %s to workers as it is to servers', (_, network, ports) => {
    expect(reaches('0.0.0.0/0', network)).toEqual(ports)
  })

  test("private ranges, pods' own among them, stay closed but for names and what the hub allows", () => {
    expect(egress().find(({ to }) => to.some(({ ipBlock }) => ipBlock?.except))!.to[0]!.ipBlock!.except).toEqual(
      expect.arrayContaining(['10.0.0.0/8', '100.64.0.0/10', '169.254.169.254/32']),
    )
    expect(reaches('10.0.0.0/8')).toEqual([[53, 53]])
    expect(reaches('10.20.0.0/16', { 'allow-private': ['10.20.0.0/16'] })).toEqual(['all'])
  })

  test('the metadata server is open only where workload identity answers there', () => {
    expect(reaches('169.254.169.254/32')).toEqual([])
    expect(reaches('169.254.169.254/32', {}, { allowMetadata: true })).toEqual([[80, 988]])
  })
})
