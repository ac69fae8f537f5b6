import type { ClusterPlan } from '../../plan/types.ts'
import { sh, type Shell } from '../../print/shell.ts'
import { joined, wordOf, type Imported, type ImportId, type ImportIds } from '../../print/terraform-imports.ts'
import { rememberedOf } from '../../remembered.ts'
import { partitionOf } from './regions.ts'

const arg =
  (name: string) =>
  (r: Imported): ImportId =>
    r.at(name)

/**
 * Ids of an account in a region (section "Import" of each resource's page, hashicorp/aws). What AWS draws at random is
 * looked up by the name or the tags that the root gives.
 */
export const imports = rememberedOf(({ account, region, name }: ClusterPlan): ImportIds => {
  const ask: Ask = (words, then = sh``) => [sh`"$(aws ${words} --region ${region} --output text${then})"`]
  const roleArn = (r: Imported): ImportId => joined(`arn:${partitionOf(region)}:iam::${account}:role/`, r.at('name'))
  return {
    ids: {
      ...looksUp(ask),
      ...NAMED,
      aws_budgets_budget: (r) => joined(`${account}:`, r.at('name')),
      aws_kms_key: () => ask(sh`kms describe-key --key-id ${`alias/${name}-secrets`} --query KeyMetadata.KeyId`),
      aws_iam_openid_connect_provider: (r) =>
        joined(
          `arn:${partitionOf(region)}:iam::${account}:oidc-provider/`,
          sh`"$(aws eks describe-cluster --region ${region} --name ${wordOf(r.at('url'))} --query
            cluster.identity.oidc.issuer
            --output text | sed 's#https://##')"`,
        ),
    },
    attributes: {
      'aws_iam_role.arn': roleArn,
      // the name alone: whoever wants the address asks the cluster for it
      'aws_eks_cluster.identity[0].oidc[0].issuer': (r) => r.at('name'),
      'aws_route53_zone.zone_id': zoneOf(ask),
      'data.aws_subnet.id': (r) => (r.has('id') ? r.at('id') : subnetOf(ask)(r)),
      'data.aws_partition.partition': () => [partitionOf(region)],
    },
  }
})

/** Types whose ids the root says itself. */
const NAMED: ImportIds['ids'] = {
  aws_backup_vault: arg('name'),
  aws_cloudwatch_log_group: arg('name'),
  aws_ecr_lifecycle_policy: arg('repository'),
  aws_ecr_repository: arg('name'),
  aws_eks_access_entry: (r) => joined(r.at('cluster_name'), ':', r.at('principal_arn')),
  aws_eks_access_policy_association: (r) =>
    joined(r.at('cluster_name'), '#', r.at('principal_arn'), '#', r.at('policy_arn')),
  aws_eks_addon: (r) => joined(r.at('cluster_name'), ':', r.at('addon_name')),
  aws_eks_cluster: arg('name'),
  aws_eks_node_group: (r) => joined(r.at('cluster_name'), ':', r.at('node_group_name')),
  aws_iam_role: arg('name'),
  aws_iam_role_policy: (r) => joined(r.at('role'), ':', r.at('name')),
  aws_iam_role_policy_attachment: (r) => joined(r.at('role'), '/', r.at('policy_arn')),
  aws_kms_alias: arg('name'),
  aws_s3_bucket: arg('bucket'),
  aws_s3_bucket_lifecycle_configuration: arg('bucket'),
  aws_s3_bucket_logging: arg('bucket'),
  aws_s3_bucket_ownership_controls: arg('bucket'),
  aws_s3_bucket_policy: arg('bucket'),
  aws_s3_bucket_public_access_block: arg('bucket'),
  aws_s3_bucket_request_payment_configuration: arg('bucket'),
  aws_s3_bucket_server_side_encryption_configuration: arg('bucket'),
  aws_s3_bucket_versioning: arg('bucket'),
}

/** A command of the AWS CLI, and what makes its answer an id. */
type Ask = (words: Shell, then?: Shell) => ImportId

const tagged =
  (ask: Ask) =>
  (what: string, query: string, { tag = 'Name', option = '--filters' } = {}) =>
  (r: Imported): ImportId =>
    ask(sh`ec2 ${what} ${option} ${`Name=tag:${tag},Values=`}${wordOf(r.at(`tags.${tag}`))} --query ${query}`)

const zoneOf =
  (ask: Ask) =>
  (r: Imported): ImportId =>
    ask(
      sh`route53 list-hosted-zones-by-name --dns-name ${wordOf(r.at('name'))} --query 'HostedZones[0].Id'`,
      sh` | cut -d/ -f3`,
    )

const subnetOf = (ask: Ask) => tagged(ask)('describe-subnets', 'Subnets[0].SubnetId')

/** Types that are found by the tag `Name`, or by a name of their own. */
function looksUp(ask: Ask): ImportIds['ids'] {
  const byTag = tagged(ask)
  return {
    aws_backup_plan: (r) =>
      ask(
        sh`backup list-backup-plans --query
          "BackupPlansList[?BackupPlanName=='"${wordOf(r.at('name'))}"'].BackupPlanId"`,
      ),
    aws_backup_selection: (r) =>
      joined(
        r.at('plan_id'),
        '|',
        ask(
          sh`backup list-backup-selections --backup-plan-id ${wordOf(r.at('plan_id'))}
            --query 'BackupSelectionsList[0].SelectionId'`,
        ),
      ),
    aws_dlm_lifecycle_policy: (r) =>
      ask(sh`dlm get-lifecycle-policies --query "Policies[?Description=='"${wordOf(r.at('description'))}"'].PolicyId"`),
    aws_ebs_volume: byTag('describe-volumes', 'Volumes[0].VolumeId', { tag: 'home-of' }),
    aws_efs_file_system: (r) =>
      ask(sh`efs describe-file-systems --query "FileSystems[?Name=='"${wordOf(r.at('tags.Name'))}"'].FileSystemId"`),
    aws_efs_mount_target: (r) =>
      ask(
        sh`efs describe-mount-targets --file-system-id ${wordOf(r.at('file_system_id'))}
          --query "MountTargets[?SubnetId=='"${wordOf(r.at('subnet_id'))}"'].MountTargetId"`,
      ),
    aws_eip: byTag('describe-addresses', 'Addresses[0].AllocationId'),
    aws_eks_pod_identity_association: (r) =>
      joined(
        r.at('cluster_name'),
        ',',
        ask(
          sh`eks list-pod-identity-associations --cluster-name ${wordOf(r.at('cluster_name'))} --namespace
            ${wordOf(r.at('namespace'))}
            --service-account ${wordOf(r.at('service_account'))} --query 'associations[0].associationId'`,
        ),
      ),
    aws_flow_log: byTag('describe-flow-logs', 'FlowLogs[0].FlowLogId', { option: '--filter' }),
    aws_internet_gateway: byTag('describe-internet-gateways', 'InternetGateways[0].InternetGatewayId'),
    aws_launch_template: (r) =>
      ask(
        sh`ec2 describe-launch-templates --launch-template-names ${wordOf(r.at('name'))}
          --query 'LaunchTemplates[0].LaunchTemplateId'`,
      ),
    aws_nat_gateway: byTag('describe-nat-gateways', 'NatGateways[0].NatGatewayId', { option: '--filter' }),
    aws_route: (r) => joined(r.at('route_table_id'), '_', r.at('destination_cidr_block')),
    aws_route53_record: (r) => joined(r.at('zone_id'), '_', r.at('name'), '_', r.at('type')),
    aws_route53_zone: zoneOf(ask),
    aws_route_table: byTag('describe-route-tables', 'RouteTables[0].RouteTableId'),
    aws_route_table_association: (r) => joined(r.at('subnet_id'), '/', r.at('route_table_id')),
    aws_security_group: byTag('describe-security-groups', 'SecurityGroups[0].GroupId'),
    aws_subnet: subnetOf(ask),
    aws_vpc: byTag('describe-vpcs', 'Vpcs[0].VpcId'),
    aws_vpc_endpoint: byTag('describe-vpc-endpoints', 'VpcEndpoints[0].VpcEndpointId'),
  }
}
