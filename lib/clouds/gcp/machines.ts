import { schedulable } from '../../plan/machines.ts'
import type { Machine } from '../../plan/cloud-facts.ts'

/**
 * Machine type, vCPUs, memory in GiB, US dollars an hour on demand. Nominal figures:
 * cloud.google.com/compute/docs/machine-resource. Prices: us-central1, from kubernetes/autoscaler `gce_price_info.go`
 * (read in November 2026; it names no region, and its figures are those of us-central1 and us-east1). That file has no
 * n4 and no g2: n4 from public price lists (0.04535 a vCPU, 1:4), g2 rounded up. A type with a GPU stands after the
 * same type without one, so that its bare name means the plain machine.
 */
type Plain = readonly [type: string, vcpu: number, gib: number, usdPerHour: number]
const PLAIN: readonly Plain[] = [
  ['n2-highmem-2', 2, 16, 0.131],
  ['n2-highmem-4', 4, 32, 0.262],
  ['n2-highmem-8', 8, 64, 0.5241],
  ['n2-highmem-16', 16, 128, 1.0481],
  ['n2-highmem-32', 32, 256, 2.0962],
  ['n2-highmem-64', 64, 512, 4.1924],
  ['n2-standard-2', 2, 8, 0.0971],
  ['n2-standard-4', 4, 16, 0.1942],
  ['n2-standard-8', 8, 32, 0.3885],
  ['n2-standard-16', 16, 64, 0.7769],
  ['n2-standard-32', 32, 128, 1.5539],
  ['n2-standard-64', 64, 256, 3.1078],
  ['n4-standard-2', 2, 8, 0.0907],
  ['n4-standard-4', 4, 16, 0.1814],
  ['n4-standard-8', 8, 32, 0.3628],
  ['n4-standard-16', 16, 64, 0.7256],
  ['n4-standard-32', 32, 128, 1.4512],
  ['e2-standard-2', 2, 8, 0.06701],
  ['e2-standard-4', 4, 16, 0.13402],
  ['e2-standard-8', 8, 32, 0.26805],
  ['e2-standard-16', 16, 64, 0.53609],
  ['e2-highmem-2', 2, 16, 0.0904],
  ['e2-highmem-4', 4, 32, 0.1808],
  ['e2-highmem-8', 8, 64, 0.3616],
  ['e2-highmem-16', 16, 128, 0.7232],
  ['n1-standard-4', 4, 15, 0.19],
  ['n1-standard-8', 8, 30, 0.38],
  ['n1-highmem-4', 4, 26, 0.2368],
  ['n1-highmem-8', 8, 52, 0.4736],
]

/**
 * The same with a kind and a number of GPUs. On n1 the GPU is attached and priced apart, 0.35 a T4 and 2.48 a V100; g2
 * and a2 have theirs built in.
 */
const WITH_GPU: readonly (readonly [...Plain, kind: string, count: number])[] = [
  ['n1-standard-4', 4, 15, 0.19 + 0.35, 't4', 1],
  ['n1-standard-8', 8, 30, 0.38 + 0.35, 't4', 1],
  ['n1-highmem-8', 8, 52, 0.4736 + 0.35, 't4', 1],
  ['n1-standard-8', 8, 30, 0.38 + 2.48, 'v100', 1],
  ['n1-highmem-8', 8, 52, 0.4736 + 2.48, 'v100', 1],
  ['g2-standard-4', 4, 16, 0.76, 'l4', 1],
  ['g2-standard-8', 8, 32, 0.91, 'l4', 1],
  ['g2-standard-16', 16, 64, 1.2, 'l4', 1],
  ['a2-highgpu-1g', 12, 85, 3.673385, 'a100', 1],
  ['a2-highgpu-2g', 24, 170, 7.34677, 'a100', 2],
  ['a2-highgpu-4g', 48, 340, 14.69354, 'a100', 4],
]

/**
 * What the pods of every machine ask for with Dataplane V2, MiB and thousandths of a core. CPU: anetd 205 (`kubectl get
 * ds` of public clusters), fluentbit-gke 105, gke-metadata-server 100, gke-metrics-agent 21, node-local-dns 30, netd 8,
 * pdcsi-node 10 (a node of GKE 1.36.3, October 2026), csi-driver-nfs 30 and the node exporter 10, rounded up. Memory:
 * 694 MiB of the same; what anetd asks for is in no public list, and 600 MiB are counted for it. Pods: these nine, and
 * ip-masq-agent where addresses are masked.
 */
const SYSTEM: Machine['system'] = { memory: 1300, cpu: 560, pods: 10 }
/** With a GPU: nvidia-gpu-device-plugin 55m and nvidia-driver-installer 150m more. */
const SYSTEM_GPU: Machine['system'] = { ...SYSTEM, cpu: 765, pods: 12 }

/** The kubelet evicts pods when less than this is free, MiB. */
const EVICTION = 100

/**
 * Share of each part of nominal memory that GKE reserves; a part ends at so many MiB (cloudprovider/gce/reserved.go,
 * whose GB are 1000 MiB).
 */
const MEMORY_BRACKETS: readonly (readonly [until: number, share: number])[] = [
  [4000, 0.25],
  [8000, 0.2],
  [16_000, 0.1],
  [128_000, 0.06],
  [Infinity, 0.02],
]
/** The same of cores: 6 % of the first, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest. */
const CPU_BRACKETS: readonly (readonly [until: number, share: number])[] = [
  [1, 0.06],
  [2, 0.01],
  [4, 0.005],
  [Infinity, 0.0025],
]

/**
 * GiB of one local disk, and the least number of them that a type takes
 * (cloud.google.com/compute/docs/disks/local-ssd).
 */
const LOCAL_SSD = 375

export const machines: readonly Machine[] = [
  ...PLAIN.map((row) => machine(row, SYSTEM)),
  ...WITH_GPU.map(([type, vcpu, gib, usd, kind, count]) => ({
    ...machine([type, vcpu, gib, usd], SYSTEM_GPU),
    gpu: { kind, count },
  })),
]

function machine([type, vcpu, gib, usdPerHour]: Plain, system: Machine['system']): Machine {
  const memory = gib * 1024
  const allocatable = {
    memory: Math.floor(memory - kernel(memory) - inBrackets(memory, MEMORY_BRACKETS) - EVICTION),
    cpu: Math.floor(vcpu * 1000 - 1000 * inBrackets(vcpu, CPU_BRACKETS)),
  }
  return {
    type,
    vcpu,
    memory,
    allocatable,
    usdPerHour: Math.round(usdPerHour * 1e6) / 1e6,
    maxPods: 110,
    system,
    schedulable: schedulable({ allocatable, system }),
    disks: disks(type, vcpu),
    localDisk: localDisks(type, vcpu),
    // twice its pods, as the next power of two (cloud.google.com/kubernetes-engine/docs/how-to/flexible-pod-cidr)
    addresses: 256,
  }
}

/**
 * Disks that a machine takes beside the one it boots from, as the driver tells Kubernetes (gcp-compute-persistent-disk-
 * csi-driver, getVolumeLimits in pkg/gce-pd-csi-driver/node.go, August 2026): fewer on n4, whose disks are Hyperdisks.
 */
function disks(type: string, vcpu: number): number {
  if (!type.startsWith('n4-')) return 127
  return vcpu <= 8 ? 15 : 31
}

function localDisks(type: string, vcpu: number): number | undefined {
  const family = type.slice(0, 2)
  const least: Readonly<Record<string, number>> = { n1: 1, g2: 1, a2: Math.ceil(vcpu / 12), n2: n2Disks(vcpu) }
  return least[family] === undefined ? undefined : least[family] * LOCAL_SSD
}

function n2Disks(vcpu: number): number {
  const above = [
    [10, 1],
    [20, 2],
    [40, 4],
  ].find(([most]) => vcpu <= most!)
  return above?.[1] ?? 8
}

/**
 * What firmware and kernel keep of nominal memory, MiB, with Container-Optimized OS: kubernetes/autoscaler,
 * cloudprovider/gce/gce_reserved.go.
 */
function kernel(memory: number): number {
  return memory / 64 + 16 + (memory > 3072 ? 64 : 0) + (memory <= 8192 ? 8 : 0) + Math.min(0.00175 * memory, 248)
}

function inBrackets(amount: number, brackets: readonly (readonly [until: number, share: number])[]): number {
  let sum = 0
  let from = 0
  for (const [until, share] of brackets) {
    sum += Math.max(0, Math.min(amount, until) - from) * share
    from = until
  }
  return sum
}
