/** Plans of hubs for the tests of their services: a hub of the Polar Data Lab on AWS, and what a test changes of it. */
import { planClusterDetails } from '../../lib/plan/cluster.ts'
import { planHubDetails } from '../../lib/plan/hub-details.ts'
import type { ClusterPlan, HubPlan } from '../../lib/plan/types.ts'
import type { Resolved } from '../../lib/plan/resolved.ts'
import type { Wiring } from '../../lib/plan/wiring.ts'
import { ref } from '../../lib/print/terraform.ts'
import { plansFrom } from '../plan.ts'

/** What the files say where a test says nothing else, by setting. */
const CLUSTER = {
  cloud: 'aws',
  region: 'us-west-2',
  account: '000000000000',
  network: { range: '10.40.0.0/16' },
  machines: { max: 20 },
}
const HUB = {
  domain: 'hub.polar.example.org',
  auth: { github: { organizations: ['polar-lab'] }, admins: ['ada-example'] },
  environments: { python: { title: 'Python', image: 'quay.io/pangeo/pangeo-notebook:2026.10.1' } },
  sizes: { small: { memory: '4Gi' } },
  home: { disk: '500Gi', quota: '10Gi' },
  folders: null,
}

type Changes<Plan extends { settings: Resolved<object> }> = Partial<Omit<Plan, 'settings'>> & {
  /** Settings as a file would say them; each replaces the one of that name above. */
  settings?: Readonly<Record<string, unknown>>
  /** Laid over the resolved settings: what no file could say, and a test wants to see refused or escaped all the same. */
  values?: Partial<Plan['settings']['values']>
}

/** The cluster with what `settings` make of it. What else is given is laid over the plan. */
export function clusterPlan({ settings = {}, values, ...plan }: Changes<ClusterPlan> = {}): ClusterPlan {
  const { cluster } = plansFrom({ cluster: { ...CLUSTER, ...settings }, hubs: { prod: HUB } })
  const changed = { ...cluster, settings: named(cluster.settings, values), ...plan }
  return { ...changed, ...planClusterDetails({ ...changed, settings: changed.settings.values }), ...plan }
}

/** The hub with what `settings` make of it. What else is given is laid over the plan. */
export function hubPlan({ settings = {}, values, ...plan }: Changes<HubPlan> = {}): HubPlan {
  const { hub, cluster } = plansFrom({ cluster: CLUSTER, hubs: { prod: { ...HUB, ...settings } } })
  const own = { ...cluster, settings: named(cluster.settings) }
  const changed = { ...hub, settings: named(hub.settings, values), cluster: own, ...plan }
  const { settings: asked, pools, tenancy } = changed.cluster
  const details = planHubDetails({
    ...changed,
    resolved: changed.settings,
    hub: changed,
    attachments: [],
    cluster: { settings: { ...asked.values, tenancy }, pools },
  })
  return { ...changed, ...details, ...plan }
}

/** Settings that answer where something was set with its path, as the name of the file. */
function named<T>(settings: Resolved<T>, values: Partial<T> = {}): Resolved<T> {
  const at: Resolved<T>['at'] = (path) => ({ file: path.join('.'), line: 1, column: 1 })
  return { ...settings, values: { ...settings.values, ...values }, at, nearest: at }
}

/** The figures of a hub's Dask, beside `settings: { dask: true }`. */
export const dask: NonNullable<HubPlan['dask']> = {
  pool: 'dask-r5-4xlarge',
  spot: true,
  maxWorkers: 100,
  maxCores: 200,
  maxMemory: 1_638_400,
  scheduler: { memory: {}, cpu: { guarantee: 100, limit: 2000 } },
  mounts: [],
  choices: { worker: true, image: true, environment: true },
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
  identityEnvironment: {},
  blockMetadata: true,
  allowMetadata: false,
  storageClass: 'gp3',
  homeDisk: { driver: 'ebs.csi.aws.com', handle: ref('aws_ebs_volume.home.id') },
  ...more,
})
