import { attribute, takenOver, template, type Block, type Outputs, type Template } from '../../print/terraform.ts'
import type { BucketPlan, HubPlan } from '../../plan/types.ts'
import { hash } from '../../plan/names.ts'
import { blockName, bucketName, cloudLabels } from './names.ts'
import { resource } from './blocks.ts'
import { LEAVES } from './existing.ts'

/** The hub's buckets, and who may write them. */
export function buckets(plan: HubPlan, account: Block | undefined): { blocks: readonly Block[]; outputs: Outputs } {
  const logs = plan.buckets.some(({ accessLogs }) => accessLogs) ? logBucket(plan) : []
  const made = plan.buckets.map((bucket) => ({ bucket, block: storageBucket(plan, bucket, logs[0]) }))
  const servers = account ? template`serviceAccount:${attribute(account, 'email')}` : undefined
  const grants = made.flatMap(({ bucket, block }) => [
    ...(servers ? [grant(bucket, block, { member: servers, writes: !bucket.readOnly })] : []),
    ...others(bucket, block),
  ])
  return {
    blocks: [...logs, ...made.map(({ block }) => block), ...grants],
    outputs:
      made.length === 0
        ? {}
        : {
            buckets: {
              value: Object.fromEntries(made.map(({ bucket, block }) => [bucket.key, attribute(block, 'url')])),
              description: "Addresses of the hub's buckets",
            },
          },
  }
}

interface Grant {
  member: string | Template
  writes: boolean
  /** What its block is called, after the bucket: nothing for the hub's own servers. */
  name?: string
}

const grant = (bucket: BucketPlan, block: Block, { member, writes, name }: Grant): Block =>
  resource('google_storage_bucket_iam_member', [blockName(bucket.key), ...(name ? [name] : [])].join('_'), {
    bucket: attribute(block, 'name'),
    role: `roles/storage.${writes ? 'objectUser' : 'objectViewer'}`,
    member,
  })

/** Those beside the hub's servers: a block for each, whose name another one does not change. */
const others = (bucket: BucketPlan, block: Block): Block[] => [
  ...bucket.writers.map((member) => grant(bucket, block, { member, writes: true, name: `WRITER_${hash(member)}` })),
  ...bucket.readers.map((member) => grant(bucket, block, { member, writes: false, name: `READER_${hash(member)}` })),
  ...(bucket.public ? [grant(bucket, block, { member: 'allUsers', writes: false, name: 'PUBLIC' })] : []),
]

/** Days that access logs are kept. */
const LOGS_KEPT = 90

/** Where Cloud Storage writes who read and wrote what, as that group (cloud.google.com/storage/docs/access-logs). */
function logBucket(plan: HubPlan): [Block, Block] {
  // in capitals, which no bucket's own name has
  const made = resource('google_storage_bucket', 'accessLogs', {
    name: bucketName(plan, plan.cluster, 'server-access-logs'),
    project: plan.cluster.account,
    location: plan.cluster.region.toUpperCase(),
    uniform_bucket_level_access: true,
    public_access_prevention: 'enforced',
    lifecycle_rule: [{ action: { type: 'Delete' }, condition: { age: LOGS_KEPT } }],
    labels: cloudLabels(plan.labels),
    force_destroy: true,
  })
  const writer = resource('google_storage_bucket_iam_member', 'accessLogs', {
    bucket: attribute(made, 'name'),
    role: 'roles/storage.objectCreator',
    member: 'group:cloud-storage-analytics@google.com',
  })
  return [made, writer]
}

/** Days that older versions of an object are kept, and seconds that deleted objects can be brought back. */
const VERSIONS_KEPT = 30
const UNDELETE = 7 * 86_400

function storageBucket(plan: HubPlan, bucket: BucketPlan, logs: Block | undefined): Block {
  const made = resource(
    'google_storage_bucket',
    blockName(bucket.key),
    {
      name: bucket.fullName,
      project: plan.cluster.account,
      location: plan.cluster.region.toUpperCase(),
      storage_class: 'STANDARD',
      uniform_bucket_level_access: true,
      public_access_prevention: bucket.public ? 'inherited' : 'enforced',
      requester_pays: bucket.requesterPays,
      versioning: { enabled: bucket.versions },
      // what is deleted by plan anyway need not be paid for another week
      soft_delete_policy: { retention_duration_seconds: bucket.expiresDays === undefined ? UNDELETE : 0 },
      lifecycle_rule: [
        { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: 7 } },
        ...(bucket.expiresDays === undefined
          ? []
          : [
              {
                action: { type: 'Delete' },
                condition: { age: bucket.expiresDays, with_state: bucket.versions ? 'LIVE' : 'ANY' },
              },
            ]),
        // without `send_age_if_zero: false` some versions of the provider add an age of 0, which is another rule
        ...(bucket.versions
          ? [
              {
                action: { type: 'Delete' },
                condition: {
                  days_since_noncurrent_time: VERSIONS_KEPT,
                  with_state: 'ARCHIVED',
                  send_age_if_zero: false,
                },
              },
            ]
          : []),
      ],
      logging:
        bucket.accessLogs && logs ? { log_bucket: attribute(logs, 'name'), log_object_prefix: bucket.key } : undefined,
      labels: { ...cloudLabels(plan.labels), bucket: bucket.key },
      force_destroy: bucket.mayDestroy,
    },
    { lifecycle: { prevent_destroy: !bucket.mayDestroy } },
  )
  return bucket.existing ? takenOver(made, LEAVES.google_storage_bucket) : made
}
