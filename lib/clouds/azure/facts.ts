import { schedulable } from '../../plan/machines.ts'
import type { CloudFacts, Machine } from '../../plan/cloud-facts.ts'
import { bucketAccount, containerName } from './names.ts'
import { existing } from './existing.ts'
import { gpuRegions } from './gpus.ts'
import { prices } from './prices.ts'
import { regions } from './regions.ts'
import { settings } from './settings.ts'

/**
 * Pods on one node. Set on every pool, since the memory that AKS reserves grows with it; its own default would be 250
 * (overlay).
 */
const MAX_PODS = 110

/**
 * Thousandths of a core that AKS reserves, by number of cores; between two of the figures in proportion
 * (learn.microsoft.com/azure/aks/node-resource-reservations, AKS 1.29 and later).
 */
const RESERVED_CPU = [
  [1, 60],
  [2, 100],
  [4, 140],
  [8, 180],
  [16, 260],
  [32, 420],
  [64, 740],
] as const

/**
 * What the pods of every machine ask for with Cilium, MiB and thousandths of a core: azure-cns 40m/250Mi,
 * azure-ip-masq-agent 100m/50Mi, cloud-node-manager 50m/50Mi, csi-azuredisk-node 30m/60Mi (a node of AKS 1.30.7,
 * overlay, February 2025), cilium 100m/100Mi by its init container (Azure/AKS#5244), csi-driver-nfs 30m/60Mi, the node
 * exporter 10m/24Mi; rounded up for what GPUs need. The driver of file shares is off, and there is no kube-proxy with
 * Cilium.
 */
const SYSTEM: Machine['system'] = { cpu: 400, memory: 700, pods: 9 }

/** GiB of the temporary disk of the sizes that have one (learn.microsoft.com/azure/virtual-machines/sizes). */
const TEMPORARY_DISKS: Readonly<Record<string, number>> = {
  Standard_E4ds_v5: 150,
  Standard_E8ds_v5: 300,
  Standard_E16ds_v5: 600,
  Standard_E32ds_v5: 1200,
  Standard_NC4as_T4_v3: 180,
  Standard_NC8as_T4_v3: 360,
  Standard_NC16as_T4_v3: 360,
  Standard_NC64as_T4_v3: 2880,
}

/**
 * Size, cores, memory in GiB, US dollars an hour on demand in eastus, disks that it can attach beside its own, GPUs.
 * Prices: Azure's retail prices as karpenter-provider-azure generated them on 2026-06-18
 * (pkg/providers/pricing/zz_generated.pricing.go). Disks: azuredisk-csi-driver (August 2026),
 * pkg/azuredisk/azure_dd_max_disk_count.go.
 */
const SIZES: readonly [string, number, number, number, number, { kind: string; count: number }?][] = [
  ['Standard_D4s_v5', 4, 16, 0.192, 8],
  ['Standard_D8s_v5', 8, 32, 0.384, 16],
  ['Standard_D16s_v5', 16, 64, 0.768, 32],
  ['Standard_E2s_v5', 2, 16, 0.126, 4],
  ['Standard_E4s_v5', 4, 32, 0.252, 8],
  ['Standard_E8s_v5', 8, 64, 0.504, 16],
  ['Standard_E16s_v5', 16, 128, 1.008, 32],
  ['Standard_E20s_v5', 20, 160, 1.26, 32],
  ['Standard_E32s_v5', 32, 256, 2.016, 32],
  ['Standard_E48s_v5', 48, 384, 3.024, 32],
  ['Standard_E64s_v5', 64, 512, 4.032, 32],
  ['Standard_E4ds_v5', 4, 32, 0.288, 8],
  ['Standard_E8ds_v5', 8, 64, 0.576, 16],
  ['Standard_E16ds_v5', 16, 128, 1.152, 32],
  ['Standard_E32ds_v5', 32, 256, 2.304, 32],
  ['Standard_NC4as_T4_v3', 4, 28, 0.526, 8, { kind: 't4', count: 1 }],
  ['Standard_NC8as_T4_v3', 8, 56, 0.752, 16, { kind: 't4', count: 1 }],
  ['Standard_NC16as_T4_v3', 16, 110, 1.204, 32, { kind: 't4', count: 1 }],
  ['Standard_NC64as_T4_v3', 64, 440, 4.352, 32, { kind: 't4', count: 4 }],
  ['Standard_NC24ads_A100_v4', 24, 220, 3.673, 8, { kind: 'a100', count: 1 }],
  ['Standard_NC48ads_A100_v4', 48, 440, 7.346, 16, { kind: 'a100', count: 2 }],
  ['Standard_NC96ads_A100_v4', 96, 880, 14.692, 32, { kind: 'a100', count: 4 }],
]

/**
 * Regions with availability zones (learn.microsoft.com/azure/reliability/regions-list). Elsewhere nothing is put into a
 * zone. Adding a region here would move the disks of clusters that are there already without naming their zones: it is
 * not done.
 */
const ZONAL = new Set(
  `
  australiaeast austriaeast belgiumcentral brazilsouth canadacentral centralindia centralus chilecentral eastasia
  eastus eastus2 francecentral germanywestcentral indonesiacentral israelcentral italynorth japaneast japanwest
  koreacentral malaysiawest mexicocentral newzealandnorth northeurope norwayeast polandcentral qatarcentral
  southafricanorth southcentralus southeastasia spaincentral swedencentral switzerlandnorth uaenorth uksouth
  westeurope westus2 westus3`
    .trim()
    .split(/\s+/),
)

/** The id of a container registry, in whichever subscription. */
const REGISTRY = new RegExp(
  '^/subscriptions/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/resourceGroups/[A-Za-z0-9_.-]+/providers/' +
    'Microsoft\\.ContainerRegistry/registries/[A-Za-z0-9]{5,50}$',
)

/** What planning needs to know of Azure. */
export const facts: CloudFacts = {
  settings,
  name: settings.name,
  title: 'Azure',
  machines: SIZES.map(machine),
  families: {
    user: ['Standard_E4s_v5', 'Standard_E16s_v5', 'Standard_E32s_v5', 'Standard_E64s_v5'],
    core: ['Standard_E2s_v5', 'Standard_D4s_v5', 'Standard_E4s_v5', 'Standard_E8s_v5'],
    dask: ['Standard_E16s_v5'],
    gpu: {
      t4: ['Standard_NC4as_T4_v3', 'Standard_NC8as_T4_v3', 'Standard_NC16as_T4_v3', 'Standard_NC64as_T4_v3'],
      a100: ['Standard_NC24ads_A100_v4', 'Standard_NC48ads_A100_v4', 'Standard_NC96ads_A100_v4'],
    },
  },
  scheme: settings.scheme,
  // a pool's name is also a label of its nodes; AKS's own twelve characters are made from it in names.ts
  limits: { identity: 128, bucket: 63, pool: 63, nodes: 1000 },
  bucketName: (_hub, _cluster, bucket) => containerName(bucket),
  bucketUrl: ({ hub, cluster, existing: { parent } = {} }, fullName) =>
    `abfs://${fullName}@${parent ?? bucketAccount(hub, cluster)}.dfs.core.windows.net`,
  existing,
  unsupported: {
    'pod-logs': "Azure's collector of logs runs on every machine, and takes memory that servers were promised.",
    'object-tags': 'Only owners of the data may read the tags of objects on Azure, which servers never are.',
    unlisted: 'Whoever may read a container on Azure may list it.',
    credentials: "Azure decides how long the credentials of a hub's servers live.",
    'requester-pays': 'Azure has no buckets whose readers pay: whoever owns the storage account does.',
    'volume-each-backup':
      'Azure Backup takes disks one by one, so nothing can make daily snapshots of those that Kubernetes makes later.',
    'managed-home-backup':
      'Azure Backup does not take file shares with NFS, so nothing can make daily snapshots of managed homes.',
    'restricted-private-api': 'Azure limits the address ranges of a public Kubernetes API only.',
  },
  spotTaint: { key: 'kubernetes.azure.com/scalesetpriority', value: 'spot', effect: 'NoSchedule' },
  // learn.microsoft.com/azure/aks/concepts-network-ip-address-planning
  reservedRanges: ['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24'],
  words: /\bazure\b|\bazurerm_|\baks\b|azurecr\.io|windows\.net|microsoft\.com\/|\babfss?:\/\/|\bMicrosoft\.[A-Z]/,
  regions,
  prices,
  gpuRegions,
  // learn.microsoft.com/azure/aks/concepts-storage-ephemeral-os-disk
  bootDisks: { managed: {}, ephemeral: {} },
  // learn.microsoft.com/azure/virtual-machines/disks-types
  homeDisks: {
    StandardSSD_LRS: {},
    Premium_LRS: {},
    PremiumV2_LRS: { iops: [3000, 80_000], throughput: [125, 1200], perGib: 500 },
  },
  podRange: true,
  // which there are: public lists of pods of AKS 1.30 to 1.33 with Cilium. coredns asks for what its manifest says
  // (100m/70Mi); what the others ask for is published nowhere, and is a guess
  corePods: [
    { what: 'coredns', memory: 70, cpu: 100, count: 2 },
    { what: "coredns's autoscaler", memory: 20, cpu: 20 },
    { what: 'konnectivity-agent', memory: 50, cpu: 20, count: 2 },
    { what: "konnectivity-agent's autoscaler", memory: 20, cpu: 20 },
    { what: 'metrics-server', memory: 100, cpu: 50, count: 2 },
    { what: 'azure-wi-webhook', memory: 50, cpu: 50, count: 2 },
    { what: 'cilium-operator', memory: 50, cpu: 20, count: 2 },
  ],
  forms: {
    accountWord: 'a subscription',
    region: /^[a-z]+[0-9]?$/,
    account: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    zone: /^[123]$/,
    network: /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/,
    registry: REGISTRY,
    accountNamed: (address) => /\/subscriptions\/([0-9a-f-]{36})\//.exec(address)?.[1],
    principalKind: () => 'an Entra object id',
    examples: {
      admin: '11111111-1111-1111-1111-111111111111',
      region: 'westeurope',
      account: '00000000-0000-0000-0000-000000000000',
      zone: '1',
      network: 'network-team/research',
      registry:
        '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/images/providers/' +
        'Microsoft.ContainerRegistry/registries/polarimages',
    },
  },
  defaultZones: (region) => (ZONAL.has(region) ? ['1', '2', '3'] : []),
}

/**
 * What a size leaves for pods, MiB and thousandths of a core
 * (learn.microsoft.com/azure/aks/node-resource-reservations): of the nominal memory the kernel keeps 2.5 % (62.79 GiB
 * of 64 measured on E8s_v5), AKS the lesser of 20 MiB for each of `MAX_PODS` and 50 MiB more, or a quarter, and the
 * kubelet evicts pods at 100 MiB. The documentation says MB; a node of AKS 1.30.7 with 250 pods has 32865016Ki and
 * allocates 27591416Ki, which is 5150 MiB less to the kibibyte. Rounded down.
 */
function machine([type, vcpu, memoryGiB, usdPerHour, disks, gpu]: (typeof SIZES)[number]): Machine {
  const memory = memoryGiB * 1024
  const allocatable = {
    memory: Math.floor(memory * 0.975 - reservedMemory(memory, MAX_PODS)),
    cpu: vcpu * 1000 - reservedCpu(vcpu),
  }
  return {
    type,
    vcpu,
    memory,
    allocatable,
    usdPerHour,
    maxPods: MAX_PODS,
    system: SYSTEM,
    schedulable: schedulable({ allocatable, system: SYSTEM }),
    disks,
    localDisk: TEMPORARY_DISKS[type],
    // each node has a /24 of its own (learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay)
    addresses: 256,
    gpu,
  }
}

/** What AKS and the threshold of eviction keep of the memory that the kernel has, MiB. */
export function reservedMemory(memory: number, pods: number): number {
  return Math.min(20 * pods + 50, memory / 4) + 100
}

function reservedCpu(cores: number): number {
  const above = RESERVED_CPU.findIndex(([known]) => known >= cores)
  const [high, low] =
    above < 0 ? [RESERVED_CPU[6], RESERVED_CPU[5]] : [RESERVED_CPU[above]!, RESERVED_CPU[Math.max(above - 1, 0)]!]
  if (high[0] === cores) return high[1]
  return Math.ceil(low[1] + ((cores - low[0]) * (high[1] - low[1])) / (high[0] - low[0]))
}
