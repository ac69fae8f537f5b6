import { describe, expect, test } from 'vitest'
import { written } from '../../written.ts'
import { namespace } from '../../../lib/services/namespace/index.ts'
import type { HubPlan } from '../../../lib/plan/types.ts'
import { chartFaults } from '../charts.ts'
import { found, manifestFaults } from '../manifests.ts'
import { clusterPlan, hubPlan, wiring } from '../plan.ts'

const bucket = (key: string, variable: string): HubPlan['buckets'][number] => ({
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

describe('namespace', () => {
  test.each([
    ['homes on a disk', {}, { blockMetadata: false }, 'privileged'],
    ['no homes', { home: { ...hubPlan().home, kind: 'none' as const } }, { blockMetadata: false }, 'baseline'],
    [
      'no homes, metadata closed by iptables',
      { home: { ...hubPlan().home, kind: 'none' as const } },
      { blockMetadata: true },
      'privileged',
    ],
  ])('%s', (_, plan, ways, level) => {
    const object = found(namespace.forHub(hubPlan(plan), wiring(ways))!.manifests, 'Namespace', 'polar-prod')
    expect(object.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': level, community: 'polar' })
    expect(object.metadata.annotations === undefined).toBe(level === 'baseline')
  })

  test('every object is one that Kubernetes takes', () => {
    const hub = hubPlan({
      cluster: clusterPlan({ tenancy: 'shared' }),
      settings: { limits: { memory: '500Gi', cpu: 100 } },
    })
    expect(namespace.forHub(hub, wiring())!.manifests!.flatMap(manifestFaults)).toEqual([])
  })

  test("the servers' account has its identity and no token", () => {
    const account = found(namespace.forHub(hubPlan(), wiring())!.manifests, 'ServiceAccount', 'user')
    expect(account).toMatchObject({
      automountServiceAccountToken: false,
      metadata: { namespace: 'polar-prod', annotations: wiring().serviceAccountAnnotations },
    })
  })

  test.each([
    ['a hub of its own', {}, {}, undefined],
    ['limits', {}, { limits: { memory: '500Gi', cpu: 100 } }, { 'requests.memory': '500Gi', 'requests.cpu': '100' }],
    ['a tenant', { tenancy: 'shared' as const }, {}, { 'services.loadbalancers': '0' }],
    [
      'a tenant with an address of its own',
      { tenancy: 'shared' as const },
      { tls: 'letsencrypt' as const, limits: { cpu: 8 } },
      { 'requests.cpu': '8', 'services.loadbalancers': '1' },
    ],
  ])('quota of %s', (_, cluster, settings, hard) => {
    const objects = namespace.forHub(hubPlan({ cluster: clusterPlan(cluster), settings }), wiring())!.manifests!
    expect(objects.find(({ kind }) => kind === 'ResourceQuota')?.['spec']).toEqual(hard && { hard })
    // a quota on requests refuses pods that make none
    expect(objects.some(({ kind }) => kind === 'LimitRange')).toBe(hard !== undefined)
  })

  test("nothing reaches a pod without a policy, but Let's Encrypt its answer", () => {
    const objects = namespace.forHub(hubPlan(), wiring())!.manifests!
    expect(found(objects, 'NetworkPolicy', 'deny-ingress')['spec']).toEqual({
      podSelector: {},
      policyTypes: ['Ingress'],
    })
    expect(found(objects, 'NetworkPolicy', 'certificate-challenge')['spec']).toMatchObject({
      podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
    })
  })

  test('buckets in the environment: a folder each where it is theirs, the bucket where it is shared', () => {
    const hub = hubPlan({
      buckets: [bucket('scratch', 'SCRATCH_BUCKET'), bucket('persistent', 'KEEP'), bucket('public', 'PUBLIC_BUCKET')],
      grants: [
        {
          key: 'icesat2',
          url: 's3://example-icesat2',
          bucket: 'example-icesat2',
          write: false,
          requesterPays: false,
          tags: false,
          versions: false,
          list: true,
          variable: 'ICESAT2',
        },
        {
          key: 'unnamed',
          url: 's3://example-x',
          bucket: 'example-x',
          write: false,
          requesterPays: false,
          tags: false,
          versions: false,
          list: true,
        },
      ],
    })
    const values = namespace.forHub(hub, wiring())!.values!['jupyterhub']!
    expect(values['singleuser']).toMatchObject({
      serviceAccountName: 'user',
      extraEnv: {
        AWS_DEFAULT_REGION: 'us-west-2',
        SCRATCH_BUCKET: 's3://polar-scratch/$(JUPYTERHUB_USER)',
        KEEP: 's3://polar-persistent/$(JUPYTERHUB_USER)',
        PUBLIC_BUCKET: 's3://polar-public',
        ICESAT2: 's3://example-icesat2',
      },
    })
    expect(chartFaults('jupyterhub-4.4.0', values) ?? []).toEqual([])
  })

  test('text of a cloud is data in the environment', () => {
    const { singleuser } = namespace.forHub(hubPlan(), wiring({ environment: { X: '{username} $(HOME) $$' } }))!
      .values!['jupyterhub']! as { singleuser: { extraEnv: Record<string, string> } }
    expect(singleuser.extraEnv['X']).toBe('{{username}} $$(HOME) $$$$')
  })

  test('what the settings say of a variable stands', () => {
    const { singleuser } = namespace.forHub(
      hubPlan({ settings: { variables: { AWS_DEFAULT_REGION: 'eu-west-1' } } }),
      wiring(),
    )!.values!['jupyterhub']! as { singleuser: Record<string, unknown> }
    expect(written(singleuser)).not.toHaveProperty('extraEnv')
  })

  test('the hub itself has the identity only where it is asked for', () => {
    const identityEnvironment = { AZURE_CLIENT_ID: 'of-the-servers' }
    const ways = wiring({ podLabels: { 'azure.workload.identity/use': 'true' }, identityEnvironment })
    const hubValues = (identity: boolean) =>
      namespace.forHub(hubPlan({ settings: { hub: { identity } } }), ways)!.values!['jupyterhub']!['hub']
    expect(hubValues(false)).toEqual({ config: { KubeSpawner: { automount_service_account_token: false } } })
    expect(hubValues(true)).toMatchObject({
      serviceAccount: { annotations: ways.serviceAccountAnnotations },
      labels: ways.podLabels,
      extraEnv: identityEnvironment,
    })
  })
})
