/** Plans of hubs for the tests of their services, made by hand: no cloud and no input file is needed. */
import { addressesOf } from './origin.ts'
import { planClusterDetails } from '../../lib/plan/cluster.ts'
import { planHubDetails } from '../../lib/plan/hub-details.ts'
import { parseImage } from '../../lib/plan/image.ts'
import type { ClusterPlan, HubPlan, Machine, Pool, Wiring } from '../../lib/plan/types.ts'

const machine = (type: string, vcpu: number, memory: number): Machine => ({
  type,
  vcpu,
  memory,
  allocatable: { memory: memory * 0.95, cpu: vcpu * 980 },
  schedulable: { memory: memory * 0.94, cpu: vcpu * 960 },
  maxPods: 58,
  usdPerHour: 0.25,
})

const taints = (prefix: string, value: string): Pool['taints'] =>
  [`${prefix}/dedicated`, `${prefix}_dedicated`].map((key) => ({ key, value, effect: 'NoSchedule' }))

const pool = (name: string, purpose: Pool['purpose'], more: Partial<Pool> = {}): Pool => ({
  name,
  purpose,
  machine: machine('r5.xlarge', 4, 32_768),
  min: 0,
  max: 20,
  spot: false,
  gpuShares: 1,
  disk: 100,
  generations: ['a'],
  labels: {
    'hub.jupyter.org/pool-name': name,
    ...(purpose === 'dask' ? { 'k8s.dask.org/node-purpose': 'worker' } : { 'hub.jupyter.org/node-purpose': purpose }),
  },
  taints:
    purpose === 'core' ? [] : purpose === 'dask' ? taints('k8s.dask.org', 'worker') : taints('hub.jupyter.org', 'user'),
  hubs: [],
  ...more,
})

type ClusterChanges = Partial<Omit<ClusterPlan, 'settings'>> & { settings?: Partial<ClusterPlan['settings']['values']> }

export function clusterPlan({ settings = {}, ...plan }: ClusterChanges = {}): ClusterPlan {
  const settled = addressesOf<ClusterPlan['settings']['values']>({
    cloud: 'aws',
    region: 'us-west-2',
    account: '000000000000',
    tenancy: 'dedicated',
    kubernetes: { version: '1.34' },
    core: { memory: '16Gi', nodes: 5 },
    pools: { max: 100, disk: '100Gi' },
    state: { kind: 'local' },
    ingress: 'traefik',
    ...settings,
  })
  const owner = plan.owner ?? { name: 'Polar Data Lab' }
  const pools = plan.pools ?? [
    pool('core', 'core'),
    pool('user-r5-xlarge', 'user'),
    pool('dask-r5-4xlarge', 'dask', { machine: machine('r5.4xlarge', 16, 131_072), spot: true }),
  ]
  return {
    ...planClusterDetails({ settings: settled.values, owner, pools }),
    community: 'polar',
    name: 'polar',
    cloud: 'aws',
    region: 'us-west-2',
    account: '000000000000',
    settings: settled,
    owner,
    pools,
    zones: ['us-west-2a'],
    tenancy: 'dedicated',
    network: {
      range: '10.40.0.0/16',
      nodes: '10.40.0.0/17',
      pods: '100.64.0.0/14',
      services: '10.40.240.0/20',
      public: '10.40.224.0/20',
    },
    hubs: ['polar/prod'],
    labels: {},
    ...plan,
  }
}

type HubChanges = Partial<Omit<HubPlan, 'settings'>> & { settings?: Partial<HubPlan['settings']['values']> }

/**
 * A hub with one environment, one size and homes on a disk. What `plan` says replaces; `settings` are laid over the
 * least there can be.
 */
export function hubPlan({ settings = {}, ...plan }: HubChanges = {}): HubPlan {
  const settled = addressesOf<HubPlan['settings']['values']>({
    purpose: 'production',
    domain: 'hub.polar.example.org',
    opens: 'lab',
    auth: {
      secret: 'hub-auth',
      'admins-see-servers': false,
      github: { organizations: ['polar-lab'] },
      admins: ['ada-example'],
    },
    memory: { guarantee: '512Mi', limit: '1Gi' },
    cpu: { guarantee: 0.05 },
    'start-timeout': '10m',
    cull: { idle: '1h', every: '10m' },
    home: { kind: 'disk', quota: '10Gi', people: 100 },
    ...settings,
  })
  const core = {
    community: 'polar',
    hub: 'prod',
    namespace: 'polar-prod',
    id: 'polar/prod',
    domain: 'hub.polar.example.org',
    title: 'Polar Data Lab',
    purpose: 'production',
    profiles: ['base'],
    settings: settled,
    owner: { name: 'Polar Data Lab' },
    cluster: clusterPlan(),
    environments: [PYTHON],
    sizes: [SMALL],
    serviceAccount: 'user-sa',
    buckets: [],
    grants: [],
    home: { kind: 'disk' as const, disk: 500, quota: 10, fast: false, snapshots: 7, mayDestroy: false },
    labels: { community: 'polar', hub: 'prod' },
    ...plan,
  }
  const { cluster } = core
  const details = planHubDetails({
    ...core,
    settings: settled.values,
    cluster: { settings: { ...cluster.settings.values, tenancy: cluster.tenancy }, pools: cluster.pools },
  })
  return { ...details, ...core }
}

const image = 'quay.io/pangeo/pangeo-notebook:2026.10.1'
const PYTHON: HubPlan['environments'][number] = {
  key: 'python',
  title: 'Python',
  image,
  reference: parseImage(image),
  url: '/lab',
  pullAlways: false,
  default: true,
  groups: [],
  variables: {},
}
const SMALL: HubPlan['sizes'][number] = {
  key: 'small',
  title: '4 GB',
  description: '4 GB of memory',
  memory: { guarantee: 3700, limit: 3700 },
  cpu: { guarantee: 440, limit: 3650 },
  gpus: 0,
  pool: 'user-r5-xlarge',
  perNode: 8,
  default: true,
  groups: [],
  environments: [],
}

export const dask: NonNullable<HubPlan['dask']> = {
  pool: 'dask-r5-4xlarge',
  spot: true,
  maxWorkers: 100,
  maxCores: 200,
  maxMemory: 1_638_400,
  idleSeconds: 1800,
  workers: [
    { title: '1 CPU, 8 GB', cores: 0.9, memory: 7600 },
    { title: '4 CPU, 32 GB', cores: 3.8, memory: 30_400 },
    { title: '16 CPU, 128 GB', cores: 15.4, memory: 121_900 },
  ],
}

/** What AWS says, with a disk that only Terraform knows. */
export const wiring = (more: Partial<Wiring> = {}): Wiring => ({
  serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::000000000000:role/polar-prod' },
  podLabels: {},
  environment: { AWS_DEFAULT_REGION: 'us-west-2' },
  blockMetadata: true,
  allowMetadata: false,
  storageClass: 'gp3',
  homeDisk: { helm: { eks: { enabled: true } } },
  terraformValues: ['home-nfs'],
  ...more,
})
