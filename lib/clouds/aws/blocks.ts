/** The kinds of AWS blocks that are written here, each checked against its arguments. */
import type { BackupPlanConfig } from '@cdktf/provider-aws/lib/backup-plan/index.js'
import type { BackupSelectionConfig } from '@cdktf/provider-aws/lib/backup-selection/index.js'
import type { BackupVaultConfig } from '@cdktf/provider-aws/lib/backup-vault/index.js'
import type { BudgetsBudgetConfig } from '@cdktf/provider-aws/lib/budgets-budget/index.js'
import type { CloudwatchLogGroupConfig } from '@cdktf/provider-aws/lib/cloudwatch-log-group/index.js'
import type { DataAwsEksClusterConfig } from '@cdktf/provider-aws/lib/data-aws-eks-cluster/index.js'
import type * as dataOpenid from '@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider/index.js'
import type { DataAwsPartitionConfig } from '@cdktf/provider-aws/lib/data-aws-partition/index.js'
import type { DataAwsSubnetConfig } from '@cdktf/provider-aws/lib/data-aws-subnet/index.js'
import type { DlmLifecyclePolicyConfig } from '@cdktf/provider-aws/lib/dlm-lifecycle-policy/index.js'
import type { EbsVolumeConfig } from '@cdktf/provider-aws/lib/ebs-volume/index.js'
import type { EfsFileSystemConfig } from '@cdktf/provider-aws/lib/efs-file-system/index.js'
import type { EfsMountTargetConfig } from '@cdktf/provider-aws/lib/efs-mount-target/index.js'
import type { EipConfig } from '@cdktf/provider-aws/lib/eip/index.js'
import type { EksAccessEntryConfig } from '@cdktf/provider-aws/lib/eks-access-entry/index.js'
import type { EksAccessPolicyAssociationConfig } from '@cdktf/provider-aws/lib/eks-access-policy-association/index.js'
import type { EksAddonConfig } from '@cdktf/provider-aws/lib/eks-addon/index.js'
import type { EksClusterConfig } from '@cdktf/provider-aws/lib/eks-cluster/index.js'
import type { EksNodeGroupConfig } from '@cdktf/provider-aws/lib/eks-node-group/index.js'
import type { EksPodIdentityAssociationConfig } from '@cdktf/provider-aws/lib/eks-pod-identity-association/index.js'
import type { FlowLogConfig } from '@cdktf/provider-aws/lib/flow-log/index.js'
import type { IamOpenidConnectProviderConfig } from '@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js'
import type { IamRoleConfig } from '@cdktf/provider-aws/lib/iam-role/index.js'
import type { IamRolePolicyAttachmentConfig } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js'
import type { IamRolePolicyConfig } from '@cdktf/provider-aws/lib/iam-role-policy/index.js'
import type { InternetGatewayConfig } from '@cdktf/provider-aws/lib/internet-gateway/index.js'
import type { KmsAliasConfig } from '@cdktf/provider-aws/lib/kms-alias/index.js'
import type { KmsKeyConfig } from '@cdktf/provider-aws/lib/kms-key/index.js'
import type { LaunchTemplateConfig } from '@cdktf/provider-aws/lib/launch-template/index.js'
import type { NatGatewayConfig } from '@cdktf/provider-aws/lib/nat-gateway/index.js'
import type { RouteConfig } from '@cdktf/provider-aws/lib/route/index.js'
import type { RouteTableAssociationConfig } from '@cdktf/provider-aws/lib/route-table-association/index.js'
import type { RouteTableConfig } from '@cdktf/provider-aws/lib/route-table/index.js'
import type { Route53RecordConfig } from '@cdktf/provider-aws/lib/route53-record/index.js'
import type { Route53ZoneConfig } from '@cdktf/provider-aws/lib/route53-zone/index.js'
import type { S3BucketConfig } from '@cdktf/provider-aws/lib/s3-bucket/index.js'
import type * as s3BucketLifecycle from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js'
import type { S3BucketOwnershipControlsConfig } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js'
import type { S3BucketPolicyConfig } from '@cdktf/provider-aws/lib/s3-bucket-policy/index.js'
import type { S3BucketPublicAccessBlockConfig } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js'
import type * as s3BucketPayment from '@cdktf/provider-aws/lib/s3-bucket-request-payment-configuration/index.js'
import type * as encryption from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js'
import type { S3BucketLoggingAConfig } from '@cdktf/provider-aws/lib/s3-bucket-logging/index.js'
import type { S3BucketVersioningAConfig } from '@cdktf/provider-aws/lib/s3-bucket-versioning/index.js'
import type { SecurityGroupConfig } from '@cdktf/provider-aws/lib/security-group/index.js'
import type { SubnetConfig } from '@cdktf/provider-aws/lib/subnet/index.js'
import type { VpcConfig } from '@cdktf/provider-aws/lib/vpc/index.js'
import type { VpcEndpointConfig } from '@cdktf/provider-aws/lib/vpc-endpoint/index.js'
import type * as vpcSecurityGroupIngressRule from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js'
import { makers } from '../../print/terraform-types.ts'

interface Resources {
  aws_backup_plan: BackupPlanConfig
  aws_backup_selection: BackupSelectionConfig
  aws_backup_vault: BackupVaultConfig
  aws_budgets_budget: BudgetsBudgetConfig
  aws_cloudwatch_log_group: CloudwatchLogGroupConfig
  aws_dlm_lifecycle_policy: DlmLifecyclePolicyConfig
  aws_ebs_volume: EbsVolumeConfig
  aws_efs_file_system: EfsFileSystemConfig
  aws_efs_mount_target: EfsMountTargetConfig
  aws_eip: EipConfig
  aws_eks_access_entry: EksAccessEntryConfig
  aws_eks_access_policy_association: EksAccessPolicyAssociationConfig
  aws_eks_addon: EksAddonConfig
  aws_eks_cluster: EksClusterConfig
  aws_eks_node_group: EksNodeGroupConfig
  aws_eks_pod_identity_association: EksPodIdentityAssociationConfig
  aws_flow_log: FlowLogConfig
  aws_iam_openid_connect_provider: IamOpenidConnectProviderConfig
  aws_iam_role: IamRoleConfig
  aws_iam_role_policy: IamRolePolicyConfig
  aws_iam_role_policy_attachment: IamRolePolicyAttachmentConfig
  aws_internet_gateway: InternetGatewayConfig
  aws_kms_alias: KmsAliasConfig
  aws_kms_key: KmsKeyConfig
  aws_launch_template: LaunchTemplateConfig
  aws_nat_gateway: NatGatewayConfig
  aws_route: RouteConfig
  aws_route_table: RouteTableConfig
  aws_route_table_association: RouteTableAssociationConfig
  aws_route53_record: Route53RecordConfig
  aws_route53_zone: Route53ZoneConfig
  aws_s3_bucket: S3BucketConfig
  aws_s3_bucket_lifecycle_configuration: s3BucketLifecycle.S3BucketLifecycleConfigurationConfig
  aws_s3_bucket_ownership_controls: S3BucketOwnershipControlsConfig
  aws_s3_bucket_policy: S3BucketPolicyConfig
  aws_s3_bucket_public_access_block: S3BucketPublicAccessBlockConfig
  aws_s3_bucket_request_payment_configuration: s3BucketPayment.S3BucketRequestPaymentConfigurationConfig
  aws_s3_bucket_server_side_encryption_configuration: encryption.S3BucketServerSideEncryptionConfigurationAConfig
  aws_s3_bucket_logging: S3BucketLoggingAConfig
  aws_s3_bucket_versioning: S3BucketVersioningAConfig
  aws_security_group: SecurityGroupConfig
  aws_subnet: SubnetConfig
  aws_vpc: VpcConfig
  aws_vpc_endpoint: VpcEndpointConfig
  aws_vpc_security_group_ingress_rule: vpcSecurityGroupIngressRule.VpcSecurityGroupIngressRuleConfig
}

interface Data {
  aws_eks_cluster: DataAwsEksClusterConfig
  aws_iam_openid_connect_provider: dataOpenid.DataAwsIamOpenidConnectProviderConfig
  aws_partition: DataAwsPartitionConfig
  aws_subnet: DataAwsSubnetConfig
}

export const { resource, data } = makers<Resources, Data>()
