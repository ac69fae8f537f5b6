/**
 * One community on each cloud whose cluster and hubs ask for all that the settings have, so that no row of
 * docs/clouds.md goes untested.
 */
import type { CloudName } from '../../lib/clouds/index.ts'
import { compileTexts } from '../fleet.ts'
import type { Compilation } from '../../lib/compile.ts'

interface Words {
  region: string
  account: string
  zones: string
  admin: string
  budget: string
  state: string
  bucket: string
  registry: string
  /** A registry of another account. */
  others: string
  existing: string
  payers: boolean
  managedBackup: boolean
  gpu: string
}

const WORDS: Record<CloudName, Words> = {
  gcp: {
    region: 'us-central1',
    account: 'tide-lab-1',
    zones: '[us-central1-b, us-central1-c]',
    admin: 'group:tide-admins@tide.example.org',
    budget: '{ monthly: 900 EUR, alert: [ops@tide.example.org], billing-account: 0A0A0A-0B0B0B-0C0C0C }',
    state: '{ kind: gcs, bucket: tide-state }',
    bucket: 'gs://others',
    others: 'us-docker.pkg.dev/group-images/base',
    registry: 'us-central1-docker.pkg.dev/tide-lab-1/images/',
    existing: '{ network: research, subnets: [research-us] }',
    payers: true,
    managedBackup: false,
    gpu: 'l4',
  },
  aws: {
    region: 'us-west-2',
    account: '"000000000000"',
    zones: '[us-west-2b, us-west-2c]',
    admin: 'arn:aws:iam::000000000000:role/tide-admins',
    budget: '{ monthly: 900 USD, alert: [ops@tide.example.org] }',
    state: '{ kind: s3, bucket: tide-state, region: us-west-2 }',
    bucket: 's3://others',
    others: '111111111111.dkr.ecr.us-east-1.amazonaws.com/group/base',
    registry: 'quay.io/tide-lab/',
    existing: '{ network: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d, subnet-0a1b2c3e] }',
    payers: true,
    managedBackup: true,
    gpu: 'a10g',
  },
  azure: {
    region: 'westeurope',
    account: '12345678-90ab-cdef-1234-567890abcdef',
    zones: '["2", "3"]',
    admin: '11111111-1111-1111-1111-111111111111',
    budget: '{ monthly: 900 EUR, alert: [ops@tide.example.org] }',
    state: '{ kind: azurerm, bucket: tide-state, account: tidestate, resource-group: tide-state }',
    bucket: 'abfs://data@others.dfs.core.windows.net',
    others:
      '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/images/providers/' +
      'Microsoft.ContainerRegistry/registries/groupimages',
    registry: 'tideimages.azurecr.io/prod/',
    existing: '{ network: network-team/research, subnets: [machines] }',
    payers: false,
    managedBackup: false,
    gpu: 'a100',
  },
}

export const CLOUDS = Object.keys(WORDS) as CloudName[]

/**
 * The texts. `closed` is the other way of each choice: a private API, a network that is there, a private way in, no
 * protection.
 */
export function texts(cloud: CloudName, way: 'open' | 'closed' = 'open'): Record<string, string> {
  const words = WORDS[cloud]
  const cluster = [
    `cloud: ${cloud}`,
    `region: ${words.region}`,
    `account: ${words.account}`,
    `zones: ${words.zones}`,
    'tenancy: shared',
    `admins: ["${words.admin}"]`,
    `budget: ${words.budget}`,
    `state: ${words.state}`,
    'deployer: { repository: tide-lab/hubs, branch: live, ids: 123/4567 }',
    'machines: { generation: b, replacing: a, min: 1, limits: { } }',
    `registries: { group: ${words.others} }`,
    'maintenance: { day: sunday, hour: 20 }',
    way === 'open'
      ? 'network: { range: 10.40.0.0/16, flow-logs: true, api-access: [198.51.100.0/24] }'
      : `network: { range: 10.40.0.0/16, private-api: true, existing: ${words.existing} }`,
    ...(way === 'open'
      ? ['monitoring: { domain: grafana.tide.example.org }']
      : ['protect: false', 'ingress: none', 'kubernetes: { channel: null }']),
  ]
  const auth =
    'auth: { github: { organizations: [tide-lab] }, admins: [ada-example] ' +
    `}${way === 'open' ? '' : '\ntls: letsencrypt'}`
  return {
    'communities/tide/community.yaml': 'name: Tide Lab\ncontact: ops@tide.example.org\n',
    'communities/tide/cluster.yaml': `${cluster.join('\n')}\n`,
    'communities/tide/hubs/all.yaml': [
      'profile: geoscience',
      'domain: all.tide.example.org',
      auth,
      'home: { quota: 10Gi, disk: 200Gi, backup: { keep: 9 } }',
      `sizes: { gpu: { gpu: ${words.gpu} }, shared: { gpu: t4${cloud === 'azure' ? '' : ', gpu-shares: 2'} } }`,
      'dask: { nodes: 12 }',
      'buckets: { scratch: { expires: 7d, delete: true }, persistent: { versions: ' +
        `true${words.payers ? ', requester-pays: true' : ''} } }`,
      `data: { read: { theirs: "${words.bucket}" } }`,
      `image-building: { registry: ${words.registry}, secret: image-push, hub-image: "quay.io/2i2c/pilot-hub:0.0.1" }`,
      'bring-your-own-image: true',
      'hub: { identity: true }',
      '',
    ].join('\n'),
    'communities/tide/hubs/managed.yaml': [
      'profile: research',
      'domain: managed.tide.example.org',
      auth,
      `home: { kind: managed, quota: null, disk: 1Ti, speed: fast, backup: { keep: ${words.managedBackup ? 9 : 0} } }`,
      '',
    ].join('\n'),
    'communities/guest/community.yaml': 'name: Guest School\ncontact: school@guest.example.org\n',
    'communities/guest/hubs/course.yaml': [
      'profile: teaching',
      'cluster: tide',
      'domain: course.guest.example.org',
      auth,
      'home: { people: 60, delete: true }',
      'limits: { memory: 40Gi, cpu: 20, servers: 30 }',
      'events: { exams: { users: 20, from: 2027-01-18, until: 2027-01-22, own-machines: true } }',
      '',
    ].join('\n'),
  }
}

const compiled = new Map<string, Compilation>()
export function everything(cloud: CloudName, way: 'open' | 'closed' = 'open'): Compilation {
  const key = `${cloud} ${way}`
  if (!compiled.has(key)) compiled.set(key, compileTexts(texts(cloud, way)))
  return compiled.get(key)!
}
