import { expect, test } from 'vitest'
import { codes, type Extra } from './fleet.ts'
import { shapes } from './shapes.ts'

/** What Azure refuses, with the line that has to change. */
const refused: readonly [string, Extra, string][] = [
  ['admins by name', { cluster: 'admins: ["group:admins@soil.example.org"]\n' }, 'cluster.yaml:4 azure-admin'],
  [
    'a network without its resource group',
    { cluster: 'network: { existing: { network: research, subnets: [machines] } }\n' },
    'cluster.yaml:4 azure-network',
  ],
  [
    'two subnets',
    { cluster: 'network: { existing: { network: team/research, subnets: [a, b] } }\n' },
    'cluster.yaml:4 azure-network',
  ],
  [
    'ranges of a private API',
    { cluster: 'network: { private-api: true, api-access: [198.51.100.0/24] }\n' },
    'cluster.yaml:4 azure-private-api',
  ],
  [
    'services among the machines',
    { cluster: 'network: { range: 10.40.0.0/16, services: 10.40.0.0/20 }\n' },
    'cluster.yaml:4 azure-service-range',
  ],
  ['services of a /12', { cluster: 'network: { services: 10.64.0.0/12 }\n' }, 'cluster.yaml:4 azure-service-range'],
  ['more machines than a pool takes', { cluster: 'machines: { max: 1500 }\n' }, 'cluster.yaml:4 pool-too-large'],
  [
    'more machines always on than there may be',
    {
      cluster: 'machines: { min: 5, limits: { user-standard-e4s-v5: 2 } }\n',
      hub: 'sizes: { small: { memory: 4Gi } }',
    },
    'cluster.yaml:4 pool-too-small',
  ],
  ['data without an account', { hub: 'data: { read: { sentinel: "abfs://data" } }' }, 'prod.yaml:5 azure-data'],
  ['a bucket of two hyphens', { hub: 'buckets: { scratch: { name: soil--scratch } }' }, 'prod.yaml:5 azure-bucket'],
  ['addresses that Azure keeps', { cluster: 'network: { pods: 172.30.0.0/15 }\n' }, 'cluster.yaml:4 reserved-range'],
  ['a region of another cloud', { region: 'us-west-2' }, 'cluster.yaml:2 not-a-place'],
  ['readers who pay', { hub: 'buckets: { scratch: { requester-pays: true } }' }, 'prod.yaml:5 '],
  [
    'snapshots of managed homes',
    { home: 'home: { kind: managed, disk: 200Gi, backup: { keep: 7 } }' },
    'prod.yaml:4 managed-home-without-backup',
  ],
]

test.each(refused)('%s: refused at its line', (_name, extra, code) => {
  expect(
    codes(extra).some((found) => found.startsWith(code)),
    codes(extra).join('; '),
  ).toBe(true)
})

test.each(Object.entries(shapes))('%s: nothing of Azure to refuse', (_name, extra) => {
  expect(codes(extra).filter((found) => /azure-|reserved-range/.test(found))).toEqual([])
})
