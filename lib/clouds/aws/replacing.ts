import type { Replacement } from '../resource-types.ts'

/**
 * What replaces resources that hold nothing: of the arguments that are written here, those that are `ForceNew` or
 * `RequiresReplace` in hashicorp/terraform-provider-aws, files below `internal/service/`, as read in November 2026. All
 * else changes in place.
 */
export const replacing: Readonly<Record<string, Replacement>> = {
  aws_eks_node_group: {
    source: 'eks/node_group.go',
    changes: ['cluster_name', 'node_group_name', 'node_role_arn', 'subnet_ids', 'launch_template.name'],
  },
  aws_eks_pod_identity_association: {
    source: 'eks/pod_identity_association.go',
    changes: ['cluster_name', 'namespace', 'service_account'],
  },
  aws_eks_access_entry: { source: 'eks/access_entry.go', changes: ['cluster_name', 'principal_arn', 'type'] },
  aws_eks_access_policy_association: {
    source: 'eks/access_policy_association.go',
    changes: ['cluster_name', 'principal_arn', 'policy_arn', 'access_scope'],
  },
  aws_eks_addon: { source: 'eks/addon.go', changes: ['cluster_name', 'addon_name'] },
  aws_launch_template: { source: 'ec2/ec2_launch_template.go', changes: ['name'] },
  aws_iam_role: { source: 'iam/role.go', changes: ['name'] },
  aws_iam_role_policy: { source: 'iam/role_policy.go', changes: ['name', 'role'] },
  aws_iam_role_policy_attachment: { source: 'iam/role_policy_attachment.go', changes: ['role', 'policy_arn'] },
  aws_iam_openid_connect_provider: { source: 'iam/openid_connect_provider.go', changes: ['url'] },
  aws_subnet: { source: 'ec2/vpc_subnet.go', changes: ['vpc_id', 'cidr_block', 'availability_zone'] },
  aws_nat_gateway: {
    source: 'ec2/vpc_nat_gateway.go',
    changes: ['subnet_id', 'allocation_id', 'connectivity_type'],
  },
  aws_route_table: { source: 'ec2/vpc_route_table.go', changes: ['vpc_id'] },
  aws_route: { source: 'ec2/vpc_route.go', changes: ['route_table_id', 'destination_cidr_block'] },
  aws_route_table_association: { source: 'ec2/vpc_route_table_association.go', changes: ['subnet_id'] },
  aws_vpc_endpoint: { source: 'ec2/vpc_endpoint.go', changes: ['service_name', 'vpc_id', 'vpc_endpoint_type'] },
  aws_cloudwatch_log_group: { source: 'logs/group.go', changes: ['name'] },
  aws_flow_log: {
    source: 'ec2/vpc_flow_log.go',
    changes: ['iam_role_arn', 'log_destination', 'traffic_type', 'vpc_id'],
  },
  aws_eip: { source: 'ec2/ec2_eip.go', changes: ['domain'] },
  aws_internet_gateway: { source: 'ec2/vpc_internet_gateway.go', changes: [] },
  aws_security_group: { source: 'ec2/vpc_security_group.go', changes: ['description', 'name', 'vpc_id'] },
  aws_vpc_security_group_ingress_rule: {
    source: 'ec2/vpc_security_group_ingress_rule.go',
    changes: ['security_group_id'],
  },
  aws_efs_mount_target: { source: 'efs/mount_target.go', changes: ['file_system_id', 'subnet_id'] },
  aws_backup_plan: { source: 'backup/plan.go', changes: ['name'] },
  aws_backup_selection: {
    source: 'backup/selection.go',
    changes: ['name', 'iam_role_arn', 'plan_id', 'resources'],
  },
  aws_kms_key: { source: 'kms/key.go', changes: [] },
  aws_kms_alias: { source: 'kms/alias.go', changes: ['name'] },
  aws_budgets_budget: { source: 'budgets/budget.go', changes: ['name'] },
  aws_s3_bucket_policy: { source: 's3/bucket_policy.go', changes: ['bucket'] },
  aws_s3_bucket_lifecycle_configuration: { source: 's3/bucket_lifecycle_configuration.go', changes: ['bucket'] },
  aws_s3_bucket_ownership_controls: { source: 's3/bucket_ownership_controls.go', changes: ['bucket'] },
  aws_s3_bucket_public_access_block: { source: 's3/bucket_public_access_block.go', changes: ['bucket'] },
  aws_s3_bucket_request_payment_configuration: {
    source: 's3/bucket_request_payment_configuration.go',
    changes: ['bucket'],
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    source: 's3/bucket_server_side_encryption_configuration.go',
    changes: ['bucket'],
  },
  aws_s3_bucket_versioning: { source: 's3/bucket_versioning.go', changes: ['bucket'] },
  aws_dlm_lifecycle_policy: { source: 'dlm/lifecycle_policy.go', changes: [] },
}
