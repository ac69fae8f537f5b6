import type { Manifest } from '../../print/kubernetes.ts'
import { attribute } from '../../print/terraform.ts'
import { managedSources } from '../../plan/folders.ts'
import { homeOwner } from '../../plan/home.ts'
import type { ClusterPlan, HubIdentity, HubPlan } from '../../plan/types.ts'
import type { ClusterWiring, Wiring } from '../../plan/wiring.ts'
import { autoscalerValues } from './autoscaler.ts'
import { logWiring } from './logs.ts'
import { vaultWiring } from './vault.ts'
import { SHARE_OPTIONS, homeVolume, personalVolume, shareServer } from './homes.ts'

/** Encrypted gp3 disks, made where the pod that wants one runs. */
const STORAGE_CLASS = 'gp3'

/**
 * What a hub's releases need to know. Pod Identity asks for no annotation: the association in the hub's Terraform names
 * the service account, and its agent answers at 169.254.170.23, apart from the metadata service, which pods never need.
 */
export function wiring(hub: HubPlan): Wiring {
  const shareOf = (owner: HubIdentity) => ({
    server: shareServer(hub, owner),
    path: '/',
    mountOptions: SHARE_OPTIONS,
  })
  const payer = hub.grants.some(({ requesterPays }) => requesterPays)
  return {
    serviceAccountAnnotations: {},
    podLabels: {},
    environment: {
      AWS_DEFAULT_REGION: hub.cluster.region,
      AWS_REGION: hub.cluster.region,
      // GDAL and rasterio send the header that agrees to pay (gdal.org, "/vsis3/")
      ...(payer ? { AWS_REQUEST_PAYER: 'requester' } : {}),
    },
    identityEnvironment: {},
    blockMetadata: true,
    allowMetadata: false,
    loadBalancer: balancer(hub.cluster),
    vault: hub.vault ? vaultWiring(hub) : undefined,
    storageClass: STORAGE_CLASS,
    homeDisk:
      hub.home.kind === 'disk' ? { driver: 'ebs.csi.aws.com', handle: attribute(homeVolume(hub), 'id') } : undefined,
    homeShare: hub.home.kind === 'managed' ? shareOf(homeOwner(hub)) : undefined,
    otherShares: managedSources(hub, shareOf),
    homeClass:
      hub.home.personal === 'volume' ? { provisioner: 'ebs.csi.aws.com', parameters: personalVolume(hub) } : undefined,
  }
}

export function clusterWiring(plan: ClusterPlan): ClusterWiring {
  return {
    storageClass: STORAGE_CLASS,
    loadBalancer: {
      'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb',
      // machines are in one zone only, and addresses of the others must lead there too
      'service.beta.kubernetes.io/aws-load-balancer-cross-zone-load-balancing-enabled': 'true',
      ...balancer(plan),
    },
    // the VPC CNI's own policy agent passes over pods without an owner, as KubeSpawner makes them
    // (aws-network-policy-agent#327)
    calico: { kubernetesProvider: 'EKS', cni: { type: 'AmazonVPC' }, calicoNetwork: { bgp: 'Disabled' } },
    autoscaler: autoscalerValues(plan),
    logs: plan.logs ? logWiring(plan) : undefined,
    // the images for GPUs bring the driver and the container toolkit; offering GPUs to pods is left to the device
    // plugin
    gpuPlugin: plan.pools.some((pool) => pool.machine.gpu),
  }
}

/**
 * What any balancer is told. Only core machines receive web traffic: of all others there may be more than the 500 that
 * one over all zones takes (kubernetes/cloud-provider-aws, docs/service_controller.md; Elastic Load Balancing, quotas).
 */
function balancer({ pools, labels }: ClusterPlan): Record<string, string> {
  const list = (map: Readonly<Record<string, string>> = {}): string =>
    Object.entries(map)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(',')
  return {
    'service.beta.kubernetes.io/aws-load-balancer-target-node-labels': list(
      pools.find(({ purpose }) => purpose === 'core')?.labels,
    ),
    'service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags': list(labels),
  }
}

/** Objects of the cluster that only EKS needs. */
export function clusterManifests(plan: ClusterPlan): readonly Manifest[] {
  return [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: STORAGE_CLASS, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'ebs.csi.aws.com',
      parameters: { type: 'gp3', encrypted: 'true' },
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
      reclaimPolicy: 'Delete',
    },
    ...annotatePods(plan),
  ]
}

/** Lets the VPC CNI write a pod's address onto it, for Calico (docs.tigera.io, "EKS"). */
function annotatePods(plan: ClusterPlan): Manifest[] {
  const metadata = { name: `${plan.name}-aws-node-annotates-pods` }
  const group = 'rbac.authorization.k8s.io'
  return [
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRole',
      metadata,
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['patch'] }],
    },
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: 'aws-node', namespace: 'kube-system' }],
    },
  ]
}
