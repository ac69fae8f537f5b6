import { shorten } from '../../plan/names.ts'
import type { CloudFacts } from '../../plan/cloud-facts.ts'
import { existing } from './existing.ts'
import { gpuRegions } from './gpus.ts'
import { LOG_COLLECTOR } from './logs.ts'
import { machines } from './machines.ts'
import { prices } from './prices.ts'
import { regions } from './regions.ts'
import { settings } from './settings.ts'

/** Account, region and repository of a private registry of ECR. */
export const REGISTRY =
  /^([0-9]{12})\.dkr\.ecr\.([a-z]+(?:-[a-z0-9]+)+)\.amazonaws\.(?:com|com\.cn|eu)\/([a-z0-9]+(?:[._/-][a-z0-9]+)*)$/

/** Of an ARN, by what stands after its account. */
const PRINCIPALS: Readonly<Record<string, string>> = { role: 'a role', user: 'a user', root: 'a whole account' }

/** What planning asks of AWS. */
export const facts: CloudFacts = {
  settings,
  name: settings.name,
  title: 'AWS',
  machines,
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
  bucketUrl: (_at, fullName) => `s3://${fullName}`,
  existing,
  unsupported: {},
  logCollector: LOG_COLLECTOR,
  // link-local addresses, and what a VPC cannot have (Amazon VPC user guide, "VPC CIDR blocks")
  reservedRanges: ['127.0.0.0/8', '169.254.0.0/16', '198.19.0.0/16'],
  words: /amazonaws\.com|\barn:aws|\beks\b|\baws[-_]|\bs3:\/\/|\b(ebs|efs)\.csi\.aws|k8s\.aws/i,
  regions,
  gpuRegions,
  // roles are known all over the account: those that the cluster's root makes
  ownIdentities: ({ name }) =>
    ['cluster', 'nodes', 'autoscaler', 'deployer', 'flow-logs', 'vpc-cni', 'aws-ebs-csi-driver'].map(
      (what) => `${name}-${what}`,
    ),
  prices,
  // EBS user guide, "Amazon EBS volume types"
  bootDisks: {
    gp3: { iops: [3000, 80_000], throughput: [125, 2000] },
    gp2: {},
    io1: { iops: [100, 64_000] },
    io2: { iops: [100, 256_000] },
  },
  // the same page: operations for each GiB
  homeDisks: {
    gp3: { iops: [3000, 80_000], throughput: [125, 2000], perGib: 500 },
    gp2: {},
    io1: { iops: [100, 64_000], perGib: 50 },
    io2: { iops: [100, 256_000], perGib: 1000 },
  },
  podRange: false,
  unsizedHomes: true,
  // coredns by its manifest; six containers of 10m/40Mi (aws-ebs-csi-driver, chart 2.64.0)
  corePods: [
    { what: 'coredns', memory: 70, cpu: 100, count: 2 },
    { what: 'ebs-csi-controller', memory: 240, cpu: 60, count: 2 },
  ],
  moreZones: true,
  forms: {
    accountWord: 'an account number',
    regionOfZone: (zone) => zone.replace(/[a-z]$/, ''),
    region: regionForm(''),
    zone: regionForm('[a-z]'),
    account: /^[0-9]{12}$/,
    network: /^vpc-[0-9a-f]{8,17}$/,
    registry: REGISTRY,
    accountNamed: (address) => /arn:aws[a-z-]*:iam::([0-9]{12}):/.exec(address)?.[1],
    principalKind: (id) => PRINCIPALS[/:(root|role|user)(?:\/|$)/.exec(id)?.[1] ?? ''],
    accountOfRegistry: (address) => REGISTRY.exec(address)?.[1],
    examples: {
      admin: 'arn:aws:iam::000000000000:role/hub-admins',
      region: 'us-west-2',
      account: '000000000000',
      zone: 'us-west-2a',
      registry: '111111111111.dkr.ecr.us-west-2.amazonaws.com/images',
      network: 'vpc-0a1b2c3d',
    },
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
