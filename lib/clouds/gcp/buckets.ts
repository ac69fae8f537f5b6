import { attribute, template, type Block, type Outputs } from '../../print/terraform.ts'
import type { BucketPlan, HubPlan } from '../../plan/types.ts'
import { blockName, cloudLabels } from './names.ts'
import { resource } from './blocks.ts'

/** The hub's buckets, and who may write them. */
export function buckets(plan: HubPlan, account: Block | undefined): { blocks: readonly Block[]; outputs: Outputs } {
  const made = plan.buckets.map((bucket) => ({ bucket, block: storageBucket(plan, bucket) }))
  const grants = account
    ? made.map(({ bucket, block }) =>
        resource('google_storage_bucket_iam_member', blockName(bucket.key), {
          bucket: attribute(block, 'name'),
          role: 'roles/storage.objectUser',
          member: template`serviceAccount:${attribute(account, 'email')}`,
        }),
      )
    : []
  return {
    blocks: [...made.map(({ block }) => block), ...grants],
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

/** Days that older versions of an object are kept, and seconds that deleted objects can be brought back. */
const VERSIONS_KEPT = 30
const UNDELETE = 7 * 86_400

function storageBucket(plan: HubPlan, bucket: BucketPlan): Block {
  return resource(
    'google_storage_bucket',
    blockName(bucket.key),
    {
      name: bucket.fullName,
      project: plan.cluster.account,
      location: plan.cluster.region.toUpperCase(),
      storage_class: 'STANDARD',
      uniform_bucket_level_access: true,
      public_access_prevention: 'enforced',
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
      labels: { ...cloudLabels(plan.labels), bucket: bucket.key },
      force_destroy: bucket.mayDestroy,
    },
    { lifecycle: { prevent_destroy: !bucket.mayDestroy } },
  )
}
