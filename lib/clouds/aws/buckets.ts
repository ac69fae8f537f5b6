import { attribute, takenOver, template, type Block } from '../../print/terraform.ts'
import type { BucketPlan, GrantPlan, HubPlan } from '../../plan/types.ts'
import { policy, type Statement } from './identity.ts'
import { arn, identifier } from './root.ts'
import { facts } from './facts.ts'
import { resource } from './blocks.ts'
import { LEAVES } from './existing.ts'

export interface Bucket {
  plan: BucketPlan
  bucket: Block
  blocks: Block[]
}

/** A hub's own buckets: private unless they are public, encrypted, reached by TLS only, emptied as the settings say. */
export function buckets(hub: HubPlan): { own: Bucket[]; logs: readonly Block[] } {
  const logs = hub.buckets.some(({ accessLogs }) => accessLogs) ? logBucket(hub) : undefined
  return { own: hub.buckets.map((plan) => bucketOf(plan, logs)), logs: logs?.blocks ?? [] }
}

function bucketOf(plan: BucketPlan, logs: LogBucket | undefined): Bucket {
  const name = identifier(plan.key)
  const itself = resource(
    'aws_s3_bucket',
    name,
    { bucket: plan.fullName, force_destroy: plan.mayDestroy, tags: { bucket: plan.key } },
    plan.mayDestroy ? {} : { lifecycle: { prevent_destroy: true } },
  )
  const made = plan.existing ? takenOver(itself, LEAVES.aws_s3_bucket) : itself
  const bucket = attribute(made, 'id')
  const versioning = plan.versions
    ? [resource('aws_s3_bucket_versioning', name, { bucket, versioning_configuration: { status: 'Enabled' } })]
    : []
  return {
    plan,
    bucket: made,
    blocks: [
      made,
      ...closed(name, made, plan.public),
      ...versioning,
      resource(
        'aws_s3_bucket_lifecycle_configuration',
        name,
        { bucket, rule: lifecycleRules(plan) },
        { dependsOn: versioning },
      ),
      resource(
        'aws_s3_bucket_policy',
        name,
        { bucket, policy: policy([tlsOnly(made), ...others(plan, made)]) },
        { dependsOn: [blockade(name, made, plan.public)] },
      ),
      ...(plan.requesterPays
        ? [resource('aws_s3_bucket_request_payment_configuration', name, { bucket, payer: 'Requester' })]
        : []),
      ...(plan.accessLogs && logs
        ? [
            resource(
              'aws_s3_bucket_logging',
              name,
              { bucket, target_bucket: attribute(logs.bucket, 'id'), target_prefix: `${plan.key}/` },
              // refused for a bucket that S3 may not write
              { dependsOn: [logs.policy] },
            ),
          ]
        : []),
    ],
  }
}

/** Nobody but whom a policy names; with `open`, a policy may name everybody. */
const blockade = (name: string, made: Block, open = false): Block =>
  resource('aws_s3_bucket_public_access_block', name, {
    bucket: attribute(made, 'id'),
    block_public_acls: true,
    block_public_policy: !open,
    ignore_public_acls: true,
    restrict_public_buckets: !open,
  })

/** What every bucket has: no lists of its own of who may what, and encryption. */
function closed(name: string, made: Block, open = false): Block[] {
  const bucket = attribute(made, 'id')
  return [
    blockade(name, made, open),
    resource('aws_s3_bucket_ownership_controls', name, { bucket, rule: { object_ownership: 'BucketOwnerEnforced' } }),
    resource('aws_s3_bucket_server_side_encryption_configuration', name, {
      bucket,
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }],
    }),
  ]
}

/** In capitals, which no bucket's own name has. */
const LOGS = 'accessLogs'
/** Days that access logs are kept. */
const LOGS_KEPT = 90

interface LogBucket {
  bucket: Block
  policy: Block
  blocks: Block[]
}

/** Where S3 writes who read and wrote what (Amazon S3 user guide, "Enabling Amazon S3 server access logging"). */
function logBucket(hub: HubPlan): LogBucket {
  const made = resource('aws_s3_bucket', LOGS, {
    bucket: facts.bucketName(hub, hub.cluster, 'server-access-logs'),
    force_destroy: true,
  })
  const bucket = attribute(made, 'id')
  const write: Statement = {
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: ['s3:PutObject'],
    Resource: [template`${attribute(made, 'arn')}/*`],
    Condition: { StringEquals: { 'aws:SourceAccount': hub.cluster.account } },
  }
  const allows = resource(
    'aws_s3_bucket_policy',
    LOGS,
    { bucket, policy: policy([tlsOnly(made), write]) },
    { dependsOn: [blockade(LOGS, made)] },
  )
  return {
    bucket: made,
    policy: allows,
    blocks: [
      made,
      ...closed(LOGS, made),
      resource('aws_s3_bucket_lifecycle_configuration', LOGS, {
        bucket,
        rule: [{ id: 'expire', status: 'Enabled', filter: [{ prefix: '' }], expiration: [{ days: LOGS_KEPT }] }],
      }),
      allows,
    ],
  }
}

/** Those beside the hub's servers who may do something with a bucket. */
function others({ writers, readers, public: open }: BucketPlan, made: Block): Statement[] {
  const allow = (principal: unknown, reading: readonly string[], objects: readonly string[]): Statement[] => [
    { Effect: 'Allow', Principal: principal, Action: reading, Resource: [attribute(made, 'arn')] },
    { Effect: 'Allow', Principal: principal, Action: objects, Resource: [template`${attribute(made, 'arn')}/*`] },
  ]
  return [
    ...(writers.length > 0 ? allow({ AWS: writers }, [...LIST, ...LIST_UPLOADS], [...READ, ...WRITE]) : []),
    ...(readers.length > 0 ? allow({ AWS: readers }, LIST, READ) : []),
    ...(open ? allow('*', LIST, READ) : []),
  ]
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

/** What a hub's servers may do: with objects of its own buckets, and what the settings grant of others. */
export function dataStatements(hub: HubPlan, own: readonly Bucket[]): Statement[] {
  const writable = own.filter(({ plan }) => !plan.readOnly)
  const readable = own.filter(({ plan }) => plan.readOnly)
  return [
    ...onBuckets(writable, [...LIST, ...LIST_UPLOADS], [...READ, ...WRITE]),
    ...onBuckets(readable, LIST, READ),
    // people may fetch what they overwrote, never delete it for good
    ...onBuckets(
      own.filter(({ plan }) => plan.versions),
      ['s3:ListBucketVersions'],
      ['s3:GetObjectVersion'],
    ),
    ...hub.grants.flatMap(grantStatements),
    ...accountStatements(hub),
  ]
}

/** What may be done with buckets, and with the objects in them. */
function onBuckets(of: readonly Bucket[], listing: readonly string[], objects: readonly string[]): Statement[] {
  const arns = of.map(({ bucket }) => attribute(bucket, 'arn'))
  if (arns.length === 0) return []
  return [
    { Effect: 'Allow', Action: listing, Resource: arns },
    { Effect: 'Allow', Action: objects, Resource: arns.map((bucket) => template`${bucket}/*`) },
  ]
}

/** Every bucket of the account, those of others in it included; none of other accounts. */
function accountStatements({ account, cluster }: HubPlan): Statement[] {
  if (account.buckets === undefined) return []
  const within = { Condition: { StringEquals: { 'aws:ResourceAccount': cluster.account } } }
  const writes = account.buckets === 'write'
  return [
    { Effect: 'Allow', Action: ['s3:ListAllMyBuckets'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: writes ? [...LIST, ...LIST_UPLOADS] : LIST,
      Resource: [arn('s3:::*')],
      ...within,
    },
    { Effect: 'Allow', Action: writes ? [...READ, ...WRITE] : READ, Resource: [arn('s3:::*/*')], ...within },
  ]
}

/** An address with a path grants what lies below it only. */
function grantStatements({ url, bucket, write, tags, versions, list }: GrantPlan): Statement[] {
  const prefix = url
    .slice(url.indexOf('://') + 3)
    .slice(bucket.length)
    .replace(/^\/+|\/+$/g, '')
  const within = prefix === '' ? {} : { Condition: { StringLike: { 's3:prefix': [prefix, `${prefix}/*`] } } }
  const listing = [...(list ? ['s3:ListBucket'] : []), ...(list && versions ? ['s3:ListBucketVersions'] : [])]
  return [
    {
      Effect: 'Allow',
      Action: ['s3:GetBucketLocation', ...(write ? LIST_UPLOADS : [])],
      Resource: [arn(`s3:::${bucket}`)],
    },
    ...(listing.length > 0
      ? [{ Effect: 'Allow' as const, Action: listing, Resource: [arn(`s3:::${bucket}`)], ...within }]
      : []),
    {
      Effect: 'Allow',
      Action: [...(write ? [...READ, ...WRITE] : READ), ...besideObjects({ write, tags, versions })],
      Resource: [arn(`s3:::${bucket}/${prefix === '' ? '' : `${prefix}/`}*`)],
    },
  ]
}

/** Actions on objects' tags and older versions (service authorization reference, "Amazon S3"). */
const besideObjects = ({ write, tags, versions }: Pick<GrantPlan, 'write' | 'tags' | 'versions'>): string[] => [
  ...(versions ? ['s3:GetObjectVersion'] : []),
  ...(tags ? ['s3:GetObjectTagging'] : []),
  ...(tags && versions ? ['s3:GetObjectVersionTagging'] : []),
  ...(tags && write ? ['s3:PutObjectTagging'] : []),
]
