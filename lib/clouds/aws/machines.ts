import { schedulable } from '../../plan/machines.ts'
import type { Machine } from '../../plan/cloud-facts.ts'

/** Type, vCPU, GiB, pods by network interfaces, dollars an hour, and the GPU it has. */
type Row = readonly [
  type: string,
  vcpu: number,
  gib: number,
  pods: number,
  usd: number,
  gpu?: { kind: string; count: number },
]

const t4 = (count: number) => ({ kind: 't4', count })
const a10g = (count: number) => ({ kind: 'a10g', count })

/**
 * vCPU, memory and GPUs as AWS publishes them, pods from eni-max-pods.txt of amazon-vpc-cni-k8s (August 2026), prices
 * on demand for Linux in us-east-1 from karpenter-provider-aws (zz_generated.pricing_aws.go, 2026-07-20; r5.large is
 * half of an r5.xlarge, as AWS prices sizes of one family).
 */
const ROWS: readonly Row[] = [
  ['r5.large', 2, 16, 29, 0.126],
  ['r5.xlarge', 4, 32, 58, 0.252],
  ['r5.2xlarge', 8, 64, 58, 0.504],
  ['r5.4xlarge', 16, 128, 234, 1.008],
  ['r5.8xlarge', 32, 256, 234, 2.016],
  ['r5.16xlarge', 64, 512, 737, 4.032],
  ['r5d.xlarge', 4, 32, 58, 0.288],
  ['r5d.2xlarge', 8, 64, 58, 0.576],
  ['r5d.4xlarge', 16, 128, 234, 1.152],
  ['r5d.8xlarge', 32, 256, 234, 2.304],
  ['r6i.xlarge', 4, 32, 58, 0.252],
  ['r6i.2xlarge', 8, 64, 58, 0.504],
  ['r6i.4xlarge', 16, 128, 234, 1.008],
  ['r6i.8xlarge', 32, 256, 234, 2.016],
  ['r6i.16xlarge', 64, 512, 737, 4.032],
  ['r7i.xlarge', 4, 32, 58, 0.2646],
  ['r7i.2xlarge', 8, 64, 58, 0.5292],
  ['r7i.4xlarge', 16, 128, 234, 1.0584],
  ['r7i.8xlarge', 32, 256, 234, 2.1168],
  ['r7i.16xlarge', 64, 512, 737, 4.2336],
  ['m5.large', 2, 8, 29, 0.096],
  ['m5.xlarge', 4, 16, 58, 0.192],
  ['m5.2xlarge', 8, 32, 58, 0.384],
  ['m5.4xlarge', 16, 64, 234, 0.768],
  ['m5.8xlarge', 32, 128, 234, 1.536],
  ['m6i.xlarge', 4, 16, 58, 0.192],
  ['m6i.2xlarge', 8, 32, 58, 0.384],
  ['m6i.4xlarge', 16, 64, 234, 0.768],
  ['m6i.8xlarge', 32, 128, 234, 1.536],
  ['m6i.16xlarge', 64, 256, 737, 3.072],
  ['g4dn.xlarge', 4, 16, 29, 0.526, t4(1)],
  ['g4dn.2xlarge', 8, 32, 29, 0.752, t4(1)],
  ['g4dn.4xlarge', 16, 64, 29, 1.204, t4(1)],
  ['g4dn.8xlarge', 32, 128, 58, 2.176, t4(1)],
  ['g4dn.12xlarge', 48, 192, 234, 3.912, t4(4)],
  ['g5.xlarge', 4, 16, 58, 1.006, a10g(1)],
  ['g5.2xlarge', 8, 32, 58, 1.212, a10g(1)],
  ['g5.4xlarge', 16, 64, 234, 1.624, a10g(1)],
  ['g5.8xlarge', 32, 128, 234, 2.448, a10g(1)],
  ['g5.12xlarge', 48, 192, 737, 5.672, a10g(4)],
]

/**
 * What the pods of every machine ask for, MiB and thousandths of a core: aws-node 25 and its network policy agent 25,
 * kube-proxy 100, ebs-csi-node 30m/120Mi (charts of August 2026 and chart 2.64.0), calico-node 100m/128Mi,
 * csi-driver-nfs 30m/60Mi, the node exporter 10m/24Mi; rounded up. Pods: these six, and eks-pod-identity-agent.
 */
const SYSTEM: Machine['system'] = { memory: 400, cpu: 320, pods: 7 }
/** With a GPU: the device plugin's 10m/64Mi more. */
const SYSTEM_GPU: Machine['system'] = { memory: 400, cpu: 330, pods: 8 }

/** Network interfaces of a type and addresses of each, by the pods they allow: interfaces x (addresses - 1) + 2. */
const INTERFACES: Readonly<Record<number, readonly [interfaces: number, addresses: number]>> = {
  29: [3, 10],
  58: [4, 15],
  234: [8, 30],
  737: [15, 50],
}

/** Disks of r7i by size, which share nothing with its interfaces. */
const DEDICATED: Readonly<Record<string, number>> = { '16xlarge': 48 }

/** GB of a type's own disks (docs.aws.amazon.com/ec2, "SSD instance store volumes"). */
const LOCAL_DISKS: Readonly<Record<string, number>> = {
  'r5d.xlarge': 150,
  'r5d.2xlarge': 300,
  'r5d.4xlarge': 600,
  'r5d.8xlarge': 1200,
  'g4dn.xlarge': 125,
  'g4dn.2xlarge': 225,
  'g4dn.4xlarge': 225,
  'g4dn.8xlarge': 900,
  'g4dn.12xlarge': 900,
  'g5.xlarge': 250,
  'g5.2xlarge': 450,
  'g5.4xlarge': 600,
  'g5.8xlarge': 900,
  'g5.12xlarge': 3800,
}
const GB_IN_GIB = 1000 ** 3 / 1024 ** 3

/** Slots of types with GPUs and disks of their own, which take some. */
const SHARED: Readonly<Record<string, number>> = {
  'g4dn.12xlarge': 22,
  'g5.12xlarge': 22,
  'r5d.xlarge': 26,
  'r5d.2xlarge': 26,
  'r5d.4xlarge': 25,
  'r5d.8xlarge': 25,
}

export const machines: readonly Machine[] = ROWS.map(machine)

/**
 * What an EKS node leaves for pods: memory is 97 % of the nominal MiB less 300 (kernel and firmware, measured), less
 * the kubelet's 255 + 11 a pod and an eviction threshold of 100; CPU is less 6 % of the first core, 1 % of the second,
 * 0.5 % of the next two and 0.25 % of the others (nodeadm of amazon-eks-ami). Against the nodes measured in a fleet it
 * is within 1 %, never above.
 */
function machine([type, vcpu, gib, pods, usdPerHour, gpu]: Row): Machine {
  const memory = gib * 1024
  const allocatable = {
    memory: Math.round(0.97 * memory - 300 - (255 + 11 * pods) - 100),
    cpu: vcpu * 1000 - reservedCpu(vcpu),
  }
  // managed node groups hold the number of pods below this, whatever the interfaces allow (EKS user guide, "How
  // maxPods is determined")
  const maxPods = Math.min(pods, vcpu < 30 ? 110 : 250)
  const system = gpu ? SYSTEM_GPU : SYSTEM
  return {
    type,
    vcpu,
    memory,
    allocatable,
    usdPerHour,
    system,
    schedulable: schedulable({ allocatable, system }),
    maxPods,
    disks: disks(type, pods),
    localDisk: LOCAL_DISKS[type] === undefined ? undefined : Math.floor(LOCAL_DISKS[type] * GB_IN_GIB),
    addresses: addresses(pods, maxPods),
    gpu,
  }
}

/**
 * Addresses that a full machine takes of its subnet: whole interfaces, of which the VPC CNI keeps one more than it
 * needs (`WARM_ENI_TARGET` 1, amazon-vpc-cni-k8s).
 */
function addresses(pods: number, maxPods: number): number {
  const [interfaces, each] = INTERFACES[pods]!
  return Math.min(interfaces, Math.ceil(maxPods / (each - 1)) + 1) * each
}

/**
 * Disks that a type takes beside its own (aws-ebs-csi-driver 1.64.0, pkg/cloud/limits and pkg/driver/node.go): 27 slots
 * that network interfaces share, all of which a machine full of pods has; 25 where a GPU and a local disk have two.
 */
function disks(type: string, pods: number): number {
  const [family, size] = type.split('.') as [string, string]
  if (family === 'r7i') return (DEDICATED[size] ?? 32) - 1
  const slots = SHARED[type] ?? (family.startsWith('g') ? 25 : 27)
  return slots - 1 - (INTERFACES[pods]![0] - 1)
}

function reservedCpu(vcpu: number): number {
  return 60 + (vcpu > 1 ? 10 : 0) + Math.max(0, Math.min(vcpu, 4) - 2) * 5 + Math.max(0, vcpu - 4) * 2.5
}
