import type { CloudFacts } from '../../plan/cloud-facts.ts'

/** What may be there before the first apply. */
export const existing: CloudFacts['existing'] = {
  bucket: {
    form: /^(?<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$/,
    what: 'the name of a bucket',
    example: 'my-lab-scratch',
    find: 'aws s3 ls',
  },
  disk: {
    form: /^(?<name>vol-[0-9a-f]{8,17})$/,
    what: 'the id of a volume',
    example: 'vol-0a1b2c3d4e5f60718',
    find: "aws ec2 describe-volumes --query 'Volumes[].VolumeId' --output text",
  },
  identity: {
    form: /^arn:aws[a-z-]*:iam::(?<account>[0-9]{12}):role\/([\w+=,.@-]+\/)*(?<name>[\w+=,.@-]{1,64})$/,
    what: 'the ARN of a role',
    example: 'arn:aws:iam::000000000000:role/my-lab-hub',
    find: "aws iam list-roles --query 'Roles[].Arn' --output text",
  },
}

/**
 * What stays of each as it is: what would replace it (`ForceNew`), and what the settings have no words for. Files below
 * internal/service of hashicorp/terraform-provider-aws.
 */
export const LEAVES = {
  // s3/bucket.go: all but its name are resources of their own
  aws_s3_bucket: [],
  // ec2/ebs_volume.go
  aws_ebs_volume: [
    'availability_zone',
    'encrypted',
    'kms_key_id',
    'multi_attach_enabled',
    'outpost_arn',
    'snapshot_id',
  ],
  // iam/role.go
  aws_iam_role: ['path', 'permissions_boundary'],
} as const
