import { expect, test } from 'vitest'
import { gcp } from '../../../lib/clouds/gcp/index.ts'
import { terraformJson } from '../../../lib/print/terraform.ts'
import { conforms, dangling, slice } from '../../providers.ts'
import { plans, type Extra } from './fleet.ts'

const types = slice('google-6.50.0.json')

/** Each shape of cluster and hub that the settings can ask for. */
const shapes: Readonly<Record<string, Extra>> = {
  plain: {},
  'every cluster setting': {
    cluster: [
      'kubernetes: { version: "1.34", channel: stable }',
      'network: { range: 10.40.0.0/16, flow-logs: true, api-access: [198.51.100.0/24], private-api: true }',
      'machines: { generation: b, replacing: a, min: 1 }',
      'budget: { monthly: 4000 USD, alert: [a@ice.example.org, b@ice.example.org], billing-account: ' +
        '012345-6789AB-CDEF01 }',
      'admins: ["group:admins@ice.example.org", "user:ada@ice.example.org"]',
      'deployer: { repository: ice-lab/hubs, branch: live }',
      'state: { kind: gcs, bucket: ice-state }',
      'maintenance: { day: sunday, hour: 20 }',
      'ingress: none',
      'protect: false',
      '',
    ].join('\n'),
  },
  'a network that is there': {
    cluster: 'network: { existing: { network: research, subnets: [research-us] } }\n',
    home: 'home: { kind: managed, disk: 3Ti, speed: fast, backup: { keep: 0 } }',
  },
  'every kind of data': {
    hub: [
      'buckets: { scratch: { expires: 7d, delete: true }, persistent: { versions: true, requester-pays: true ' +
        '}, 2020-data: { expires: 30d, versions: true } }',
      'data: { read: { sentinel: { url: "gs://others-data", requester-pays: true } }, write: { results: ' +
        '"gs://others-results" } }',
      'hub: { identity: true }',
      '',
    ].join('\n'),
  },
  'GPUs, Dask and image building': {
    hub: [
      'sizes: { small: { memory: 4Gi, default: true }, gpu: { gpu: t4, gpu-shares: 2 }, l4: { gpu: l4 }, a100: ' +
        '{ gpu: a100 }, v100: { gpu: v100 }, n4: { memory: 10Gi, machine: { gcp: n4-standard-16 } } }',
      'dask: true',
      'image-building: { registry: us-central1-docker.pkg.dev/ice-hubs-1234/images/, secret: image-push, ' +
        'hub-image: "quay.io/2i2c/pilot-hub:0.0.1" }',
      '',
    ].join('\n'),
  },
}

for (const [name, extra] of Object.entries(shapes)) {
  test(`${name}: every reference names a block of the root`, () => {
    const { cluster, hub, hubs } = plans(extra)
    for (const root of [gcp.cluster(cluster, hubs), gcp.hub(hub)]) expect(dangling(terraformJson(root))).toEqual([])
  })
  test.skipIf(!types)(`${name}: only arguments that google 6.50 takes`, () => {
    const { cluster, hub, hubs } = plans(extra)
    expect(conforms(terraformJson(gcp.cluster(cluster, hubs)), types!)).toEqual([])
    expect(conforms(terraformJson(gcp.hub(hub)), types!)).toEqual([])
  })
}

test('a reference to nothing is seen', () => {
  expect(
    dangling({
      resource: {
        google_x: { a: { name: '${google_y.b.id}', text: '$${google_z.c.id}', depends_on: ['google_x.a'] } },
      },
    }),
  ).toEqual(['google_y.b'])
})

test.skipIf(!types)('an unknown, a missing and a wrongly typed argument are seen', () => {
  expect(conforms({ resource: { google_compute_disk: { a: { nam: 'x', size: '10' } } } }, types!)).toEqual([
    'google_compute_disk.a.name: required and missing',
    'google_compute_disk.a.nam: unknown',
    'google_compute_disk.a.size: number is wanted, "10" is there',
  ])
})
