import { attribute, json, type Block } from '../../print/terraform.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { pods, role } from './identity.ts'
import { identifier } from './root.ts'
import { resource } from './blocks.ts'

interface Addon {
  name: string
  configuration?: unknown
  /** A role by AWS's managed policy, for one of its service accounts. */
  identity?: { serviceAccount: string; managed: string }
}

/** Add-ons that have to be there before the first machine: without them none becomes ready. */
export function networkAddons(plan: ClusterPlan, cluster: Block): Block[] {
  return [
    { name: 'eks-pod-identity-agent' },
    { name: 'kube-proxy' },
    {
      name: 'vpc-cni',
      identity: { serviceAccount: 'aws-node', managed: 'AmazonEKS_CNI_Policy' },
      // Calico learns a pod's address from the pod itself, and so does not let it wait (docs.tigera.io, "EKS")
      configuration: { env: { ANNOTATE_POD_IP: 'true' } },
    },
  ].flatMap((addon) => addonBlocks(plan, addon, { cluster, after: [] }))
}

/**
 * Add-ons that run on machines. They are not pinned: each begins at its default for the cluster's version and then
 * stays there.
 */
export function workloadAddons(plan: ClusterPlan, around: { cluster: Block; after: readonly Block[] }): Block[] {
  const placement = onCore(plan)
  const wanted: Addon[] = [
    { name: 'coredns', configuration: { ...placement, autoScaling: { enabled: true } } },
    {
      name: 'aws-ebs-csi-driver',
      // volumes and snapshots with the driver's tag only; homes have it (homes.ts)
      identity: { serviceAccount: 'ebs-csi-controller-sa', managed: 'AmazonEBSCSIDriverPolicyV2' },
      configuration: { controller: { ...placement, extraVolumeTags: plan.labels } },
    },
  ]
  return wanted.flatMap((addon) => addonBlocks(plan, addon, around))
}

function addonBlocks(
  plan: ClusterPlan,
  { name, configuration, identity }: Addon,
  { cluster, after }: { cluster: Block; after: readonly Block[] },
): Block[] {
  const made =
    identity &&
    role(identifier(name), {
      name: `${plan.name}-${name}`,
      trust: pods(cluster, 'kube-system', [identity.serviceAccount]),
      description: `The add-on ${name} of ${plan.name}.`,
      managed: [identity.managed],
    })
  const addon = resource(
    'aws_eks_addon',
    identifier(name),
    {
      cluster_name: attribute(cluster, 'name'),
      addon_name: name,
      resolve_conflicts_on_create: 'OVERWRITE',
      resolve_conflicts_on_update: 'OVERWRITE',
      configuration_values: configuration ? json(configuration) : undefined,
      pod_identity_association: made
        ? [{ role_arn: attribute(made.role, 'arn'), service_account: identity.serviceAccount }]
        : undefined,
    },
    { dependsOn: [...after, ...(made?.blocks.slice(1) ?? [])] },
  )
  return [...(made?.blocks ?? []), addon]
}

/**
 * Keeps the cluster's own Deployments on the core pool, so that no machine for user servers stays on because of them.
 * Where that has no taints, the tolerations that an add-on brings stay as they are.
 */
function onCore(plan: ClusterPlan): { nodeSelector: Readonly<Record<string, string>>; tolerations?: unknown[] } {
  const core = plan.pools.find((pool) => pool.purpose === 'core')
  const { tolerations } = plan.core
  return { nodeSelector: core?.labels ?? {}, tolerations: tolerations.length > 0 ? [...tolerations] : undefined }
}
