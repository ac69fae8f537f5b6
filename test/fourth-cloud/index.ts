/**
 * An invented cloud, Fjord, as somebody would add one: everything that is cloud is here, and one entry in a registry
 * makes it known.
 */
import { onCloud, type RuleSet } from '../../lib/checks/check.ts'
import type { Cloud, Runbook, StateBackend } from '../../lib/clouds/cloud.ts'
import { defineProblems } from '../../lib/diagnostics.ts'
import type { ClusterPlan, HubPlan } from '../../lib/plan/types.ts'
import type { CloudFacts, Machine } from '../../lib/plan/cloud-facts.ts'
import { md } from '../../lib/print/markdown.ts'
import { sh } from '../../lib/print/shell.ts'
import type { ResourceTypes } from '../../lib/clouds/resource-types.ts'
import { attribute, type Block, type Root } from '../../lib/print/terraform.ts'
import type { CloudSettings } from '../../lib/settings/clouds.ts'
import { text } from '../../lib/settings/fields.ts'

const settings: CloudSettings = {
  name: 'fjord',
  title: 'Fjord Cloud',
  account: 'Fjord tenant',
  machine: text('Flavour on Fjord Cloud.', 'tide.4'),
  scheme: 'fj',
  state: {
    kind: 'fjordstate',
    bucket: 'bucket',
    fields: { vault: text('Vault of the bucket (fjordstate).', 'deep', { pattern: '^[a-z]+$' }) },
  },
  examples: { region: 'bergen', account: 'fjord-000000', identity: 'my-hub' },
}

const machine = (cores: number): Machine => ({
  type: `tide.${cores}`,
  vcpu: cores,
  memory: cores * 8192,
  allocatable: { memory: cores * 7600, cpu: cores * 960 },
  system: { memory: cores * 200, cpu: cores * 20, pods: 8 },
  schedulable: { memory: cores * 7400, cpu: cores * 940 },
  maxPods: 110,
  disks: 16,
  addresses: 256,
  usdPerHour: cores * 0.06,
})

const facts: CloudFacts = {
  settings,
  name: settings.name,
  title: settings.title,
  machines: [4, 16].map(machine),
  families: { user: ['tide.4', 'tide.16'], core: ['tide.4'], dask: ['tide.16'], gpu: {} },
  scheme: settings.scheme,
  limits: { identity: 60, bucket: 63, pool: 60 },
  bucketName: (hub, cluster, bucket) => `${cluster.account}-${hub.community}-${hub.hub}-${bucket}`,
  bucketUrl: (_at, fullName) => `fj://${fullName}`,
  existing: {},
  unsupported: { 'managed-home': 'Fjord Cloud has no file service.' },
  words: /fjord/,
  regions: ['bergen', 'tromso'],
  defaultZones: (region) => [`${region}-1`],
  podRange: true,
  corePods: [{ what: 'names', memory: 70, cpu: 100 }],
  forms: {
    region: /^[a-z]+$/,
    account: /^fjord-[0-9]{6}$/,
    zone: /^[a-z]+-[0-9]$/,
    accountWord: 'a tenant',
    regionOfZone: (zone) => zone.replace(/-[0-9]$/, ''),
    registry: /^images\.[a-z]+\.fjord\.example$/,
    examples: {
      admin: 'ops@fjord.example',
      region: 'bergen',
      account: 'fjord-000000',
      zone: 'bergen-1',
      registry: 'images.reef.fjord.example',
    },
  },
}

const resourceTypes: ResourceTypes = {
  provider: { name: 'fjord', account: 'tenant', region: 'region' },
  cluster: 'fjord_cluster',
  version: 'version',
  pool: { type: 'fjord_pool', disk: 'disk_gib' },
  replacedBy: {
    fjord_cluster: { source: 'cluster.go', changes: ['name', 'region'] },
    fjord_disk: { source: 'disk.go', changes: ['name', 'zone'], shrinks: ['size_gib'] },
    fjord_bucket: { source: 'bucket.go', changes: ['name'] },
  },
  ground: [],
  buckets: ['fjord_bucket'],
  settings: { region: 'region', zone: 'zones' },
}

const problems = defineProblems({
  'fjord-public-api': {
    severity: 'error',
    message: ({ name }: { name: string }) => `the cluster ${name} would have a private API, which Fjord Cloud lacks`,
    help: 'Take `private-api:` out.',
  },
})

const rules: RuleSet = {
  problems,
  rules: [
    onCloud(settings.name).perCluster(({ api, name, settings: resolved }) =>
      api.private
        ? [problems.raise('fjord-public-api', { at: resolved.at(['network', 'private-api']), args: { name } })]
        : [],
    ),
  ],
}

const state: StateBackend = {
  config: ({ bucket, vault }, key) => ({ bucket, vault, key }),
  where: md`in the Fjord bucket`,
  create: ({ bucket = '' }, here) => [sh`fjord bucket create ${bucket} --region ${here?.region ?? 'bergen'}`],
}

const block = (type: string, name: string, args: Block['args'], lifecycle?: Block['lifecycle']): Block => ({
  mode: 'resource',
  type,
  name,
  args,
  lifecycle,
})

const root = ({ account, region }: ClusterPlan, blocks: readonly Block[], outputs: Root['outputs'] = {}): Root => ({
  requiredVersion: '>= 1.10',
  providers: { fjord: { source: 'example/fjord', version: '~> 1.0', config: { tenant: account, region } } },
  blocks,
  outputs,
})

function cluster(plan: ClusterPlan): Root {
  const { name, region, kubernetes, protect } = plan
  const main = block(
    'fjord_cluster',
    'main',
    { name, region, version: kubernetes.version },
    { prevent_destroy: protect },
  )
  const pools = plan.pools.flatMap((pool) =>
    pool.generations.map((generation) =>
      block('fjord_pool', `${pool.name}-${generation}`, {
        cluster: attribute(main, 'id'),
        flavour: pool.machine.type,
        min: pool.min,
        max: pool.max,
        disk_gib: pool.disk,
        labels: pool.labels,
      }),
    ),
  )
  return root(plan, [main, ...pools])
}

const homes = ({ home, cluster: { zones } }: HubPlan): Block =>
  block('fjord_disk', 'homes', { zone: zones[0], size_gib: home.disk }, { prevent_destroy: !home.mayDestroy })

const hub = (plan: HubPlan): Root =>
  root(plan.cluster, [
    ...(plan.home.kind === 'disk' ? [homes(plan)] : []),
    ...plan.buckets.map(({ key, fullName, mayDestroy }) =>
      block('fjord_bucket', key, { name: fullName }, { prevent_destroy: !mayDestroy }),
    ),
  ])

function runbook({ name, region }: ClusterPlan): Runbook {
  return {
    prerequisites: md`\`fjord\`, the command line of Fjord Cloud`,
    signIn: [sh`fjord login`],
    credentials: [sh`fjord cluster credentials ${name} --region ${region}`],
    context: `fjord_${region}_${name}`,
    copyBucket: (from, to) => sh`fjord bucket copy ${from} ${to}`,
    byHand: { data: md`take \`prevent_destroy\` out`, cluster: md`- Machines: \`fjord_pool\`.` },
    check: [sh`fjord cluster show ${name}`],
    upgrade: md`Fjord Cloud upgrades by itself.`,
  }
}

export const fjord: Cloud = {
  facts,
  resourceTypes,
  rules,
  state,
  cluster,
  hub,
  runbook,
  wiring: (plan) => ({
    serviceAccountAnnotations: { 'fjord.example/identity': plan.identity ?? 'none' },
    podLabels: {},
    environment: { FJORD_REGION: plan.cluster.region },
    identityEnvironment: {},
    blockMetadata: true,
    allowMetadata: false,
    storageClass: 'fjord-block',
    homeDisk:
      plan.home.kind === 'disk' ? { driver: 'csi.fjord.example', handle: `${plan.namespace}/homes` } : undefined,
  }),
  clusterWiring: () => ({ storageClass: 'fjord-block', loadBalancer: {}, gpuPlugin: false }),
  clusterManifests: () => [],
  takesOver: () => [],
  homeCopies: () => ({ list: [] }),
  rights: {},
  worldNames: {},
  moveThrough: [],
  quotaOf: ({ vcpu }) => [{ quota: 'cores', each: vcpu }],
  imports: () => ({ ids: {}, attributes: {} }),
}
