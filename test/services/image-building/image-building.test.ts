import { expect, test } from 'vitest'
import { written } from '../../written.ts'
import { imageBuilding } from '../../../lib/services/image-building/index.ts'
import { chartFaults } from '../charts.ts'
import { found, manifestFaults } from '../manifests.ts'
import { hubPlan, wiring } from '../plan.ts'

const building = {
  registry: 'quay.io/polar/',
  secret: 'image-push',
  'hub-image': 'quay.io/2i2c/pilot-hub:0.0.1-0.dev.git.13542.h9fb2e7d6',
}
const serve = (more: Partial<typeof building> = {}) =>
  imageBuilding.forHub(hubPlan({ settings: { 'image-building': { ...building, ...more } } }), wiring())!

test('nothing where it is not asked for', () => {
  expect(imageBuilding.forHub(hubPlan(), wiring())).toBeUndefined()
})

test("BinderHub is the hub's service where the form looks for it, behind the hub's sign-in", () => {
  const { releases, values } = serve()
  expect(releases![0]).toMatchObject({
    service: 'image-building',
    chart: 'binderhub-service',
    repository: 'https://2i2c.org/binderhub-service/',
    values: {
      config: {
        BinderHub: { base_url: '/services/binder', image_prefix: 'quay.io/polar/', auth_enabled: true },
        DockerRegistry: { url: 'https://quay.io' },
      },
    },
  })
  expect(values!['jupyterhub']).toMatchObject({
    hub: {
      services: { binder: { url: 'http://binderhub:8090' } },
      loadRoles: { user: { scopes: ['self', 'access:services!service=binder'] } },
    },
    singleuser: { image: { pullSecrets: [{ name: 'image-push' }] } },
  })
  expect(chartFaults('jupyterhub-4.4.0', values!['jupyterhub']!) ?? []).toEqual([])
})

test("credentials are a Secret's, and no value holds one", () => {
  const { secrets, releases } = serve()
  expect(secrets).toMatchObject([
    {
      name: 'image-push',
      namespace: 'polar-prod',
      type: 'kubernetes.io/dockerconfigjson',
      keys: [{ key: '.dockerconfigjson' }, { key: 'config.json' }],
    },
  ])
  expect(written(releases![0]!.values)).not.toHaveProperty('buildPodsRegistryCredentials')
})

test.each([
  ['a tag', building['hub-image'], { name: 'quay.io/2i2c/pilot-hub', tag: '0.0.1-0.dev.git.13542.h9fb2e7d6' }],
  ['a port', 'registry.example.org:5000/hub:1', { name: 'registry.example.org:5000/hub', tag: '1' }],
  [
    'a digest',
    `quay.io/2i2c/pilot-hub@sha256:${'a'.repeat(64)}`,
    { name: 'quay.io/2i2c/pilot-hub@sha256', tag: 'a'.repeat(64) },
  ],
])("the hub's image with %s", (_, image, expected) => {
  expect(serve({ 'hub-image': image }).values!['jupyterhub']!['hub']).toHaveProperty('image', expected)
})

test('builds reach the internet and nothing inside, and BinderHub is reached through the proxy only', () => {
  const { manifests } = serve()
  expect(manifests!.flatMap(manifestFaults)).toEqual([])
  for (const name of ['image-building-docker', 'image-building-builds']) {
    const { egress } = found(manifests, 'NetworkPolicy', name)['spec'] as {
      egress: { to: { ipBlock?: { cidr: string } }[]; ports?: unknown }[]
    }
    expect(
      egress.filter(({ ports }) => ports === undefined).flatMap(({ to }) => to.map(({ ipBlock }) => ipBlock?.cidr)),
    ).toEqual(['0.0.0.0/0'])
  }
  expect(found(manifests, 'NetworkPolicy', 'image-building')['spec']).toMatchObject({
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'proxy' } } }] }],
  })
})
