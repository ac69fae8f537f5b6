import type { Rights } from '../cloud.ts'

const BUCKET = ['s3:*Bucket*', 's3:*LifecycleConfiguration', 's3:*EncryptionConfiguration']
const ROLE = ['iam:*Role', 'iam:*RolePolicy', 'iam:List*Role*', 'iam:PassRole']
const EFS = ['elasticfilesystem:*']
const NETWORK = ['ec2:Describe*']
const BACKUP = ['backup:*', 'backup-storage:*', 'iam:PassRole']
const ZONE = ['route53:*HostedZone*', 'route53:*ResourceRecordSets', 'route53:GetChange', 'route53:*TagsForResource*']
const WALL = ['ec2:*SecurityGroup*', 'ec2:CreateTags', ...NETWORK]

/** Actions in the account (docs.aws.amazon.com/service-authorization). */
export const rights: Rights = {
  'data.aws_eks_cluster': ['eks:DescribeCluster'],
  'data.aws_iam_openid_connect_provider': ['iam:GetOpenIDConnectProvider', 'iam:ListOpenIDConnectProviders'],
  'data.aws_partition': [],
  'data.aws_subnet': NETWORK,
  aws_backup_plan: BACKUP,
  aws_backup_selection: BACKUP,
  aws_backup_vault: BACKUP,
  aws_dlm_lifecycle_policy: ['dlm:*', 'iam:PassRole'],
  aws_ebs_volume: ['ec2:*Volume', 'ec2:CreateSnapshot', 'ec2:CreateTags', 'ec2:DeleteTags', ...NETWORK],
  aws_efs_file_system: EFS,
  aws_efs_mount_target: [...EFS, 'ec2:*NetworkInterface*', ...NETWORK],
  aws_eks_pod_identity_association: ['eks:*PodIdentityAssociation*', 'iam:PassRole'],
  aws_iam_role: ROLE,
  aws_iam_role_policy: ROLE,
  aws_iam_role_policy_attachment: ROLE,
  aws_route53_record: ZONE,
  aws_route53_zone: [...ZONE, 'ec2:DescribeVpcs'],
  aws_s3_bucket: BUCKET,
  aws_s3_bucket_lifecycle_configuration: BUCKET,
  aws_s3_bucket_logging: BUCKET,
  aws_s3_bucket_ownership_controls: BUCKET,
  aws_s3_bucket_policy: BUCKET,
  aws_s3_bucket_public_access_block: BUCKET,
  aws_s3_bucket_request_payment_configuration: BUCKET,
  aws_s3_bucket_server_side_encryption_configuration: BUCKET,
  aws_s3_bucket_versioning: BUCKET,
  aws_security_group: WALL,
  aws_vpc_security_group_ingress_rule: WALL,
}
