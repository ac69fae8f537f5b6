import { attribute, template, type Block } from '../../print/terraform.ts'
import type { BucketPlan, GrantPlan, HubPlan } from '../../plan/types.ts'
import { policy, type Statement } from './identity.ts'
import { arn, identifier } from './root.ts'
import { resource } from './blocks.ts'

export interface Bucket {
  plan: BucketPlan
  bucket: Block
  blocks: Block[]
}

/** A hub's own buckets: private, encrypted, reached by TLS only, and emptied as the settings say. */
export const buckets = (hub: HubPlan): Bucket[] => hub.buckets.map(bucketOf)

function bucketOf(plan: BucketPlan): Bucket {
  const name = identifier(plan.key)
  const made = resource(
    'aws_s3_bucket',
    name,
    { bucket: plan.fullName, force_destroy: plan.mayDestroy, tags: { bucket: plan.key } },
    plan.mayDestroy ? {} : { lifecycle: { prevent_destroy: true } },
  )
  const bucket = attribute(made, 'id')
  const blockade = resource('aws_s3_bucket_public_access_block', name, {
    bucket,
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  })
  const versioning = plan.versions
    ? [resource('aws_s3_bucket_versioning', name, { bucket, versioning_configuration: { status: 'Enabled' } })]
    : []
  return {
    plan,
    bucket: made,
    blocks: [
      made,
      blockade,
      resource('aws_s3_bucket_ownership_controls', name, { bucket, rule: { object_ownership: 'BucketOwnerEnforced' } }),
      resource('aws_s3_bucket_server_side_encryption_configuration', name, {
        bucket,
        rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }],
      }),
      ...versioning,
      resource(
        'aws_s3_bucket_lifecycle_configuration',
        name,
        { bucket, rule: lifecycleRules(plan) },
        { dependsOn: versioning },
      ),
      resource('aws_s3_bucket_policy', name, { bucket, policy: policy([tlsOnly(made)]) }, { dependsOn: [blockade] }),
      ...(plan.requesterPays
        ? [resource('aws_s3_bucket_request_payment_configuration', name, { bucket, payer: 'Requester' })]
        : []),
    ],
  }
}

/** Unfinished uploads are cleared in any case: they cost and nobody sees them. */
function lifecycleRules(plan: BucketPlan) {
  const filter = [{ prefix: '' }]
  const rule = (id: string, what: object) => ({ id, status: 'Enabled', filter, ...what })
  return [
    rule('abort-unfinished-uploads', { abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }] }),
    ...(plan.expiresDays === undefined ? [] : [rule('expire', { expiration: [{ days: plan.expiresDays }] })]),
    ...(plan.versions
      ? [
          rule('expire-versions', { noncurrent_version_expiration: [{ noncurrent_days: 30 }] }),
          rule('expire-delete-markers', { expiration: [{ expired_object_delete_marker: true }] }),
        ]
      : []),
  ]
}

const tlsOnly = (made: Block): Statement => ({
  Effect: 'Deny',
  Principal: '*',
  Action: ['s3:*'],
  Resource: [attribute(made, 'arn'), template`${attribute(made, 'arn')}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
})

const LIST = ['s3:ListBucket', 's3:GetBucketLocation']
const LIST_UPLOADS = ['s3:ListBucketMultipartUploads']
const READ = ['s3:GetObject']
const WRITE = ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts']

/** What a hub's servers may do: read and write objects of its own buckets, and what the settings grant of others. */
export function dataStatements(hub: HubPlan, own: readonly Bucket[]): Statement[] {
  const arns = own.map(({ bucket }) => attribute(bucket, 'arn'))
  const versioned = own.filter(({ plan }) => plan.versions).map(({ bucket }) => attribute(bucket, 'arn'))
  return [
    ...(arns.length > 0
      ? [
          { Effect: 'Allow' as const, Action: [...LIST, ...LIST_UPLOADS], Resource: arns },
          {
            Effect: 'Allow' as const,
            Action: [...READ, ...WRITE],
            Resource: arns.map((bucket) => template`${bucket}/*`),
          },
        ]
      : []),
    // people may fetch what they overwrote, never delete it for good
    ...(versioned.length > 0
      ? [
          { Effect: 'Allow' as const, Action: ['s3:ListBucketVersions'], Resource: versioned },
          {
            Effect: 'Allow' as const,
            Action: ['s3:GetObjectVersion'],
            Resource: versioned.map((bucket) => template`${bucket}/*`),
          },
        ]
      : []),
    ...hub.grants.flatMap(grantStatements),
  ]
}

/** An address with a path grants what lies below it only. */
function grantStatements({ url, bucket, write }: GrantPlan): Statement[] {
  const prefix = url
    .slice(url.indexOf('://') + 3)
    .slice(bucket.length)
    .replace(/^\/+|\/+$/g, '')
  const within = prefix === '' ? {} : { Condition: { StringLike: { 's3:prefix': [prefix, `${prefix}/*`] } } }
  return [
    {
      Effect: 'Allow',
      Action: ['s3:GetBucketLocation', ...(write ? LIST_UPLOADS : [])],
      Resource: [arn(`s3:::${bucket}`)],
    },
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [arn(`s3:::${bucket}`)], ...within },
    {
      Effect: 'Allow',
      Action: write ? [...READ, ...WRITE] : READ,
      Resource: [arn(`s3:::${bucket}/${prefix === '' ? '' : `${prefix}/`}*`)],
    },
  ]
}
