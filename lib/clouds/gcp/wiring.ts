import type { Manifest } from '../../print/kubernetes.ts'
import { managedSources } from '../../plan/folders.ts'
import { homeOwner } from '../../plan/home.ts'
import type { ClusterPlan, HubIdentity, HubPlan } from '../../plan/types.ts'
import type { ClusterWiring, Wiring } from '../../plan/wiring.ts'
import { ingressAddressName } from './cluster.ts'
import { diskHandle, diskType, SHARE } from './homes.ts'
import { vaultWiring } from './vault.ts'
import { cloudLabels, hubEmail, identityEmail, shareHost } from './names.ts'

const STORAGE_CLASS = 'hubs'

export function wiring(plan: HubPlan): Wiring {
  const shareOf = (owner: HubIdentity) => ({
    server: shareHost(plan, owner),
    path: `/${SHARE}`,
    mountOptions: ['nfsvers=4.1', 'soft', 'noatime'],
  })
  return {
    serviceAccountAnnotations: annotations(identityEmail(plan)),
    hubIdentity: { serviceAccountAnnotations: annotations(hubEmail(plan)) },
    podLabels: {},
    environment: { GOOGLE_CLOUD_PROJECT: plan.cluster.account },
    identityEnvironment: {},
    // workload identity answers at the metadata address, with the pod's own identity only (GKE_METADATA); the iptables
    // block would cut it off
    blockMetadata: false,
    allowMetadata: true,
    vault: plan.vault ? vaultWiring(plan) : undefined,
    storageClass: STORAGE_CLASS,
    homeDisk: plan.home.kind === 'disk' ? { driver: 'pd.csi.storage.gke.io', handle: diskHandle(plan) } : undefined,
    homeShare: plan.home.kind === 'managed' ? shareOf(homeOwner(plan)) : undefined,
    otherShares: managedSources(plan, shareOf),
    homeClass:
      plan.home.personal === 'volume'
        ? {
            provisioner: 'pd.csi.storage.gke.io',
            parameters: { type: diskType(plan), ...speedOf(plan), labels: labelList(plan.labels) },
          }
        : undefined,
  }
}

const annotations = (email: string | undefined): Record<string, string> =>
  email ? { 'iam.gke.io/gcp-service-account': email } : {}

export function clusterWiring(plan: ClusterPlan): ClusterWiring {
  return {
    storageClass: STORAGE_CLASS,
    // an address that Terraform keeps, by its name
    // (cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer-parameters)
    loadBalancer:
      plan.ingress === 'none'
        ? {}
        : {
            'cloud.google.com/l4-rbs': 'enabled',
            'networking.gke.io/load-balancer-ip-addresses': ingressAddressName(plan),
          },
    gpuPlugin: false,
  }
}

/** GKE's own `standard-rwo`, with the cluster's labels on the disks, so that they are on the bill under its name. */
export function clusterManifests(plan: ClusterPlan): readonly Manifest[] {
  return [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: STORAGE_CLASS },
      provisioner: 'pd.csi.storage.gke.io',
      parameters: { type: 'pd-balanced', labels: labelList(plan.labels) },
      allowVolumeExpansion: true,
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
  ]
}

/** Labels as the driver of disks takes them. */
const labelList = (labels: ClusterPlan['labels']): string =>
  Object.entries(cloudLabels(labels))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

/** Of a kind whose speed one chooses (kubernetes-sigs/gcp-compute-persistent-disk-csi-driver). */
const speedOf = ({ home: { drive } }: HubPlan): Record<string, string> => ({
  ...(drive.iops === undefined ? {} : { 'provisioned-iops-on-create': String(drive.iops) }),
  ...(drive.throughput === undefined ? {} : { 'provisioned-throughput-on-create': `${drive.throughput}Mi` }),
})
