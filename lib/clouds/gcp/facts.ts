import { shorten } from '../../plan/names.ts'
import type { CloudFacts } from '../../plan/cloud-facts.ts'
import { machines } from './machines.ts'
import { accountId, bucketName, clusterName } from './names.ts'
import { existing } from './existing.ts'
import { gpuRegions } from './gpus.ts'
import { prices } from './prices.ts'
import { regions } from './regions.ts'
import { settings } from './settings.ts'

/** Zones of the few regions that do not have a, b and c (cloud.google.com/compute/docs/regions-zones). */
const ODD_ZONES: Readonly<Record<string, readonly string[]>> = {
  'us-east1': ['b', 'c', 'd'],
  'europe-west1': ['b', 'c', 'd'],
}

/** A disk or a key by its path, or a service account by its address: with the project. */
const NAMED = /^projects\/([a-z][a-z0-9-]+)\/|@([a-z][a-z0-9-]+)\.iam\.gserviceaccount\.com/

/** Location, project and repository of Artifact Registry. */
export const REGISTRY =
  /^([a-z][a-z0-9-]*)-docker\.pkg\.dev\/([a-z][a-z0-9-]{4,28}[a-z0-9])\/([a-z]([a-z0-9-]*[a-z0-9])?)$/

/** Of a member, by what stands before its colon. */
const PRINCIPALS: Readonly<Record<string, string>> = {
  user: 'a person',
  group: 'a group',
  serviceAccount: 'a service account',
  domain: 'everybody of a domain',
}

export const facts: CloudFacts = {
  settings,
  name: settings.name,
  title: 'Google Cloud',
  machines,
  families: {
    user: ['n2-highmem-4', 'n2-highmem-16', 'n2-highmem-64'],
    core: ['n2-highmem-2', 'n2-highmem-4', 'n2-highmem-8'],
    dask: ['n2-highmem-16'],
    gpu: {
      // eight cores first: four are few beside a GPU, and cost little less
      t4: ['n1-standard-8', 'n1-standard-4', 'n1-highmem-8'],
      l4: ['g2-standard-4', 'g2-standard-8', 'g2-standard-16'],
      a100: ['a2-highgpu-1g', 'a2-highgpu-2g', 'a2-highgpu-4g'],
      v100: ['n1-standard-8', 'n1-highmem-8'],
    },
  },
  scheme: settings.scheme,
  // cloud.google.com/kubernetes-engine/docs/concepts/workload-identity, "GKE metadata server"
  hidesMachineIdentity: true,
  // a pool's name may have 40 characters, of which `-a`, its generation, takes two; machines of a pool in one zone
  // (cloud.google.com/kubernetes-engine/quotas)
  limits: { identity: 30, bucket: 63, pool: 38, nodes: 1000 },
  bucketName,
  bucketUrl: (_at, fullName) => `gs://${fullName}`,
  existing,
  unsupported: {
    'object-tags': 'Objects of Google Cloud have no tags that a right of their own reads.',
    credentials: "Google Cloud decides how long the credentials of a hub's servers live: an hour.",
    'volume-each-backup': 'Google Cloud has no schedule of snapshots for disks that Kubernetes makes.',
    'managed-home-backup': 'Filestore makes backups when it is told to, and has no schedule that Terraform could set.',
  },
  // cloud.google.com/vpc/docs/subnets (prohibited ranges); Docker's own bridge on GKE nodes is 172.17.0.0/16
  reservedRanges: ['169.254.0.0/16', '172.17.0.0/16', '199.36.153.4/30', '199.36.153.8/30'],
  words: /\bgke\b|googleapis|gserviceaccount|cloud\.google\.com|\.pkg\.dev|\bgcr\.io|\bgs:\/\/|\bgoogle_/i,
  regions,
  prices,
  gpuRegions,
  // as nodes.ts and access.ts make them
  ownIdentities: (cluster) =>
    ['nodes', 'deployer'].map((what) => accountId(shorten(`${clusterName(cluster)}-${what}`, 30))),
  // cloud.google.com/compute/docs/disks/hyperdisks; the first is what disks are of that name no kind
  bootDisks: {
    'pd-balanced': { machines: /^(?!n4-)/ },
    'pd-standard': { machines: /^(?!n4-)/ },
    'pd-ssd': { machines: /^(?!n4-)/ },
    'hyperdisk-balanced': { iops: [3000, 160_000], throughput: [140, 2400], machines: /^n4-/ },
  },
  homeDisks: {
    'pd-balanced': { machines: /^(?!n4-)/ },
    'pd-standard': { machines: /^(?!n4-)/ },
    'pd-ssd': { machines: /^(?!n4-)/ },
    'hyperdisk-balanced': { iops: [3000, 160_000], throughput: [140, 2400], perGib: 500, machines: /^n4-/ },
  },
  podRange: true,
  // a GKE cluster of 1.29 (cryptnono/cryptnono#34); the last three from another of 2026, whose memory is a guess
  corePods: [
    { what: 'kube-dns', memory: 110, cpu: 260, count: 2 },
    { what: "kube-dns's autoscaler", memory: 10, cpu: 20 },
    { what: 'konnectivity-agent', memory: 60, cpu: 15, count: 2 },
    { what: "konnectivity-agent's autoscaler", memory: 10, cpu: 10 },
    { what: 'metrics-server', memory: 110, cpu: 44 },
    { what: 'event-exporter-gke', memory: 50, cpu: 3 },
    { what: 'l7-default-backend', memory: 20, cpu: 10 },
  ],
  forms: {
    accountWord: 'a project',
    regionOfZone: (zone) => zone.replace(/-[a-z]$/, ''),
    region: /^[a-z]+-[a-z]+[0-9]{1,2}$/,
    account: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    zone: /^[a-z]+-[a-z]+[0-9]{1,2}-[a-z]$/,
    registry: REGISTRY,
    accountNamed: (address) => NAMED.exec(address)?.slice(1).find(Boolean),
    principalKind: (id) => PRINCIPALS[id.split(':')[0]!],
    accountOfRegistry: (address) => REGISTRY.exec(address)?.[2],
    examples: {
      admin: 'group:hub-admins@polar.example.org',
      region: 'us-central1',
      account: 'polar-hubs-123456',
      zone: 'us-central1-b',
      registry: 'us-docker.pkg.dev/polar-images/base',
    },
  },
  defaultZones: (region) => (ODD_ZONES[region] ?? ['a', 'b', 'c']).map((zone) => `${region}-${zone}`),
}
