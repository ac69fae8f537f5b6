import { managedSources } from '../../plan/folders.ts'
import { homeOwner } from '../../plan/home.ts'
import type { HubIdentity, HubPlan } from '../../plan/types.ts'
import type { ClusterWiring, Wiring } from '../../plan/wiring.ts'
import { diskType } from './homes.ts'
import { CLIENT_ID, HUB_CLIENT_ID } from './identity.ts'
import { HOME_SHARE, homeAccount, homeDiskId } from './names.ts'
import { vaultWiring } from './vault.ts'

/** AKS's own class: standard SSD, made where its pod runs, and growing. */
const STORAGE_CLASS = 'managed-csi'

/**
 * As Azure advises for NFS shares (learn.microsoft.com/azure/storage/files/nfs-performance), with errors rather than
 * endless waiting.
 */
const SHARE_OPTIONS = [
  'vers=4.1',
  'sec=sys',
  'nconnect=4',
  'noresvport',
  'rsize=1048576',
  'wsize=1048576',
  'timeo=600',
  'retrans=2',
  'soft',
  'noatime',
]

/** What the hub's releases and manifests need from Azure, all of it derived from names. */
export function wiring(plan: HubPlan): Wiring {
  const shareOf = (owner: HubIdentity) => {
    const account = homeAccount(owner, plan.cluster)
    return {
      server: `${account}.file.core.windows.net`,
      path: `/${account}/${HOME_SHARE}`,
      mountOptions: SHARE_OPTIONS,
    }
  }
  return {
    // not annotated: only an apply tells the client id, and annotations are written before; a variable has it
    serviceAccountAnnotations: {},
    podLabels: plan.identity === undefined ? {} : { 'azure.workload.identity/use': 'true' },
    // adlfs tries without a credential unless it is told (adlfs, README, "Setting credentials")
    environment: plan.identity === undefined ? {} : { AZURE_STORAGE_ANON: 'false' },
    // Azure draws the client id when it makes an identity; its webhook keeps one that is set already
    identityEnvironment: plan.identity === undefined ? {} : { AZURE_CLIENT_ID: CLIENT_ID },
    hubIdentity:
      plan.hubIdentity === undefined
        ? undefined
        : {
            podLabels: { 'azure.workload.identity/use': 'true' },
            identityEnvironment: { AZURE_CLIENT_ID: HUB_CLIENT_ID },
          },
    // tokens of a service account are changed at Entra's public address, never at 169.254.169.254
    blockMetadata: true,
    allowMetadata: false,
    vault: plan.vault ? vaultWiring(plan) : undefined,
    storageClass: STORAGE_CLASS,
    homeDisk: plan.home.kind === 'disk' ? { driver: 'disk.csi.azure.com', handle: homeDiskId(plan) } : undefined,
    homeShare: plan.home.kind === 'managed' ? shareOf(homeOwner(plan)) : undefined,
    otherShares: managedSources(plan, shareOf),
    homeClass:
      plan.home.personal === 'volume'
        ? {
            provisioner: 'disk.csi.azure.com',
            parameters: { skuName: diskType(plan), ...speedOf(plan), tags: tagList(plan.labels) },
          }
        : undefined,
  }
}

/** Of a kind whose speed one chooses. */
const speedOf = ({ home: { drive } }: HubPlan): Record<string, string> => ({
  ...(drive.iops === undefined ? {} : { DiskIOPSReadWrite: String(drive.iops) }),
  ...(drive.throughput === undefined ? {} : { DiskMBpsReadWrite: String(drive.throughput) }),
})

/** Tags as the driver of disks takes them (kubernetes-sigs/azuredisk-csi-driver, docs/driver-parameters.md). */
const tagList = (labels: HubPlan['labels']): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',')

/**
 * What the cluster's own releases need. Cilium enforces policies on every pod and AKS scales its pools itself: neither
 * is installed.
 */
export function clusterWiring(): ClusterWiring {
  return {
    storageClass: STORAGE_CLASS,
    // Azure asks a balancer's backend for `/` unless it is told; an ingress controller answers that with 404, which
    // counts as down
    loadBalancer: { 'service.beta.kubernetes.io/azure-load-balancer-health-probe-protocol': 'tcp' },
    // AKS installs NVIDIA's driver, and leaves the device plugin to whoever runs the cluster
    // (learn.microsoft.com/azure/aks/use-nvidia-gpu)
    gpuPlugin: true,
  }
}
