import { attribute, type Block, type Root } from '../../print/terraform.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { access } from './access.ts'
import { networkAddons, workloadAddons } from './addons.ts'
import { autoscaler } from './autoscaler.ts'
import { role, service } from './identity.ts'
import { podLogs } from './logs.ts'
import { network, type Network } from './network.ts'
import { nodes } from './nodes.ts'
import { root } from './root.ts'
import { resource } from './blocks.ts'

/** A root module that builds an EKS cluster from nothing: network, control plane, add-ons, machines, access, budget. */
export function cluster(plan: ClusterPlan): Root {
  const net = network(plan)
  const control = controlPlane(plan, net)
  const before = networkAddons(plan, control.cluster)
  const machines = nodes(plan, net, { cluster: control.cluster, before })
  return root(plan, plan.labels, {
    blocks: [
      ...net.blocks,
      ...control.blocks,
      ...before,
      ...machines.blocks,
      ...workloadAddons(plan, { cluster: control.cluster, after: machines.core }),
      ...autoscaler(plan, control.cluster),
      ...podLogs(plan, control.cluster),
      ...access(plan, control.cluster),
      ...budget(plan),
    ],
    outputs: {
      cluster_name: { value: attribute(control.cluster, 'name'), description: 'Name of the cluster.' },
      cluster_endpoint: {
        value: attribute(control.cluster, 'endpoint'),
        description: 'Address of the Kubernetes API.',
      },
      oidc_provider_arn: {
        value: attribute(control.oidc, 'arn'),
        description: 'Provider for roles that trust a service account by a token, where Pod Identity does not reach.',
      },
    },
  })
}

/** The log of the control plane, where EKS looks for it. */
export const logGroup = (plan: ClusterPlan): string => `/aws/eks/${plan.name}/cluster`

function controlPlane(plan: ClusterPlan, net: Network): { cluster: Block; oidc: Block; blocks: Block[] } {
  const { kubernetes, api, admins, protect } = plan
  const { key, alias } = secretsKey(plan)
  // made here, or EKS makes one that keeps everything for ever
  const logs = resource('aws_cloudwatch_log_group', 'cluster', {
    name: logGroup(plan),
    retention_in_days: 90,
    // EKS writes its last lines after the cluster is gone, and would make the group anew, to be kept for ever
    // (terraform-aws-modules/terraform-aws-eks#920, #2446)
    skip_destroy: true,
  })
  const owner = clusterRole(plan, key)
  const privateOnly = api.private
  const { ranges } = api
  const apiAccess = privateOnly && ranges.length > 0 ? privateApiAccess(plan, net, ranges) : []
  const made = resource(
    'aws_eks_cluster',
    'main',
    {
      name: plan.name,
      version: kubernetes.version,
      role_arn: attribute(owner.role, 'arn'),
      bootstrap_self_managed_addons: false,
      access_config: {
        authentication_mode: 'API',
        // whoever applies first administers the cluster, unless the settings say who does
        bootstrap_cluster_creator_admin_permissions: admins.length === 0,
      },
      vpc_config: {
        subnet_ids: net.subnets,
        endpoint_private_access: true,
        endpoint_public_access: !privateOnly,
        public_access_cidrs: ranges.length > 0 && !privateOnly ? [...ranges] : undefined,
        security_group_ids: apiAccess[0] ? [attribute(apiAccess[0], 'id')] : undefined,
      },
      kubernetes_network_config: { service_ipv4_cidr: plan.network.services },
      encryption_config: { resources: ['secrets'], provider: { key_arn: attribute(key, 'arn') } },
      enabled_cluster_log_types: ['api', 'audit', 'authenticator'],
      // at the end of standard support AWS upgrades the cluster, rather than bill six times as much for it
      upgrade_policy: { support_type: 'STANDARD' },
    },
    {
      dependsOn: [logs, ...owner.blocks.slice(1), ...net.ready],
      lifecycle: {
        prevent_destroy: protect ? true : undefined,
        // said once, when the cluster is made: the mode has no way back, and naming admins later must not replace the
        // cluster
        ignore_changes: ['access_config'],
      },
    },
  )
  const oidc = resource('aws_iam_openid_connect_provider', 'cluster', {
    url: attribute(made, 'identity[0].oidc[0].issuer'),
    client_id_list: ['sts.amazonaws.com'],
  })
  return { cluster: made, oidc, blocks: [key, alias, logs, ...owner.blocks, ...apiAccess, made, oidc] }
}

/** What the control plane may do: AWS's policy for it, and the use of the key. */
const clusterRole = (plan: ClusterPlan, key: Block): ReturnType<typeof role> =>
  role('cluster', {
    name: `${plan.name}-cluster`,
    trust: service('eks.amazonaws.com'),
    description: `The control plane of ${plan.name}.`,
    managed: ['AmazonEKSClusterPolicy'],
    own: [
      {
        Effect: 'Allow',
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ListGrants', 'kms:DescribeKey'],
        Resource: [attribute(key, 'arn')],
      },
    ],
  })

/** What Kubernetes Secrets are encrypted with. */
function secretsKey(plan: ClusterPlan): { key: Block; alias: Block } {
  const key = resource('aws_kms_key', 'secrets', {
    description: `Secrets of the cluster ${plan.name}.`,
    enable_key_rotation: true,
    deletion_window_in_days: 30,
  })
  const alias = resource('aws_kms_alias', 'secrets', {
    name: `alias/${plan.name}-secrets`,
    target_key_id: attribute(key, 'key_id'),
  })
  return { key, alias }
}

/** Opens the private address of the Kubernetes API to ranges that reach the network by a VPN or a peering. */
function privateApiAccess(plan: ClusterPlan, net: Network, ranges: readonly string[]): Block[] {
  const group = resource('aws_security_group', 'api', {
    name: `${plan.name}-api`,
    description: `Kubernetes API of ${plan.name}`,
    vpc_id: net.vpc,
    tags: { Name: `${plan.name}-api` },
  })
  return [
    group,
    ...ranges.map((range) =>
      resource('aws_vpc_security_group_ingress_rule', `api_${range.replace(/[^0-9]+/g, '_')}`, {
        security_group_id: attribute(group, 'id'),
        description: 'Kubernetes API',
        cidr_ipv4: range,
        ip_protocol: 'tcp',
        from_port: 443,
        to_port: 443,
      }),
    ),
  ]
}

/**
 * A budget over the whole account: one that counts a tag only would see nothing until somebody has activated the tag
 * for billing, a day after it was first used, and so would never tell.
 */
function budget(plan: ClusterPlan): Block[] {
  const wanted = plan.budget
  if (!wanted) return []
  const notice = (threshold: number, notification_type: string) => ({
    threshold,
    notification_type,
    threshold_type: 'PERCENTAGE',
    comparison_operator: 'GREATER_THAN',
    subscriber_email_addresses: [...wanted.alert],
  })
  return [
    resource('aws_budgets_budget', 'monthly', {
      name: `${plan.name}-monthly`,
      budget_type: 'COST',
      time_unit: 'MONTHLY',
      limit_amount: String(wanted.amount),
      limit_unit: wanted.currency,
      notification: [notice(50, 'ACTUAL'), notice(90, 'ACTUAL'), notice(100, 'ACTUAL'), notice(100, 'FORECASTED')],
    }),
  ]
}
