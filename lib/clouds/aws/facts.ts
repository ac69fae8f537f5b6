import { shorten } from '../../plan/names.ts'
import type { CloudFacts, Machine } from '../../plan/types.ts'
import { gpuRegions } from './gpus.ts'
import { regions } from './regions.ts'
import { settings } from './settings.ts'

/**
 * What planning asks of AWS. Machines: vCPU, memory and GPUs as AWS publishes them, pods from eni-max-pods.txt of
 * amazon-vpc-cni-k8s, prices on demand for Linux in us-east-1 from karpenter-provider-aws (zz_generated.pricing_aws.go,
 * 2026-07-20; r5.large is half of an r5.xlarge, as AWS prices sizes of one family).
 */
export const facts: CloudFacts = {
  settings,
  name: settings.name,
  title: 'AWS',
  machines: machines(),
  families: {
    user: ['r5.xlarge', 'r5.4xlarge', 'r5.16xlarge'],
    core: ['m5.large', 'r5.large', 'r5.xlarge', 'r5.2xlarge', 'r5.4xlarge'],
    dask: ['r5.4xlarge'],
    gpu: {
      t4: ['g4dn.xlarge', 'g4dn.2xlarge', 'g4dn.4xlarge', 'g4dn.8xlarge', 'g4dn.12xlarge'],
      a10g: ['g5.xlarge', 'g5.2xlarge', 'g5.4xlarge', 'g5.8xlarge', 'g5.12xlarge'],
    },
  },
  scheme: settings.scheme,
  // names of IAM roles; S3 buckets; EKS node groups (63) less a hyphen and the generation; machines of a node group
  // (EKS quotas)
  limits: { identity: 64, bucket: 63, pool: 61, nodes: 450 },
  bucketName: (hub, cluster, bucket) => shorten(`${hub.community}-${hub.hub}-${bucket}-${cluster.account}`, 63),
  bucketUrl: (_hub, _cluster, fullName) => `s3://${fullName}`,
  lacks: {},
  // link-local addresses, and what a VPC cannot have (Amazon VPC user guide, "VPC CIDR blocks")
  reservedRanges: ['127.0.0.0/8', '169.254.0.0/16', '198.19.0.0/16'],
  regions,
  gpuRegions,
  // roles are known all over the account: those that the cluster's root makes
  ownIdentities: ({ name }) =>
    [
      'cluster',
      'nodes',
      'autoscaler',
      'deployer',
      'flow-logs',
      'vpc-cni',
      'aws-ebs-csi-driver',
      'aws-efs-csi-driver',
    ].map((what) => `${name}-${what}`),
  podRange: false,
  moreZones: true,
  forms: {
    accountWord: 'an account number',
    regionOfZone: (zone) => zone.replace(/[a-z]$/, ''),
    region: regionForm(''),
    zone: regionForm('[a-z]'),
    account: /^[0-9]{12}$/,
    network: /^vpc-[0-9a-f]{8,17}$/,
    examples: { region: 'us-west-2', account: '000000000000', zone: 'us-west-2a', network: 'vpc-0a1b2c3d' },
  },
  defaultZones: (region) => (ZONES[region] ?? ['a', 'b']).map((letter) => region + letter),
}

/** `us-west-2`, `us-gov-east-1`, `eusc-de-east-1`. */
function regionForm(end: string): RegExp {
  return new RegExp(
    `^(?:[a-z]{2}(?:-gov|-iso[a-z]?)?|eusc-de)-(?:north|south|east|west|central)(?:east|west)?-[1-9]${end}$`,
  )
}

/** Regions in which new accounts do not have both of the zones a and b (AWS documentation, "Availability Zones"). */
const ZONES: Readonly<Record<string, readonly string[]>> = {
  'ap-northeast-1': ['a', 'c'],
  'us-west-1': ['a', 'c'],
}

/** Type, vCPU, GiB, pods by network interfaces, dollars an hour, and the GPU it has. */
type Row = readonly [
  type: string,
  vcpu: number,
  gib: number,
  pods: number,
  usd: number,
  gpu?: { kind: string; count: number },
]

function machines(): Machine[] {
  const t4 = (count: number) => ({ kind: 't4', count })
  const a10g = (count: number) => ({ kind: 'a10g', count })
  const rows: Row[] = [
    ['r5.large', 2, 16, 29, 0.126],
    ['r5.xlarge', 4, 32, 58, 0.252],
    ['r5.2xlarge', 8, 64, 58, 0.504],
    ['r5.4xlarge', 16, 128, 234, 1.008],
    ['r5.8xlarge', 32, 256, 234, 2.016],
    ['r5.16xlarge', 64, 512, 737, 4.032],
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
  return rows.map(machine)
}

/**
 * What an EKS node leaves for pods: memory is 97 % of the nominal MiB less 300 (kernel and firmware, measured), less
 * the kubelet's 255 + 11 a pod and an eviction threshold of 100; CPU is less 6 % of the first core, 1 % of the second,
 * 0.5 % of the next two and 0.25 % of the others (nodeadm of amazon-eks-ami). Against the nodes measured in a fleet it
 * is within 1 %, never above.
 */
function machine([type, vcpu, gib, pods, usdPerHour, gpu]: Row): Machine {
  const memory = gib * 1024
  // what VPC CNI, kube-proxy, EBS CSI, Pod Identity, Calico, csi-driver-nfs and the node exporter ask for on every node
  const everyNode = { memory: 400, cpu: 300 }
  const allocatable = {
    memory: Math.round(0.97 * memory - 300 - (255 + 11 * pods) - 100),
    cpu: vcpu * 1000 - reservedCpu(vcpu),
  }
  return {
    type,
    vcpu,
    memory,
    allocatable,
    usdPerHour,
    schedulable: { memory: allocatable.memory - everyNode.memory, cpu: allocatable.cpu - everyNode.cpu },
    // managed node groups hold the number of pods below this, whatever the interfaces allow (EKS user guide, "How
    // maxPods is determined")
    maxPods: Math.min(pods, vcpu < 30 ? 110 : 250),
    gpu,
  }
}

function reservedCpu(vcpu: number): number {
  return 60 + (vcpu > 1 ? 10 : 0) + Math.max(0, Math.min(vcpu, 4) - 2) * 5 + Math.max(0, vcpu - 4) * 2.5
}
