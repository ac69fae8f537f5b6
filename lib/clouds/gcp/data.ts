import { attribute, template, type Block, type Outputs } from '../../print/terraform.ts'
import type { BucketPlan, HubPlan } from '../../plan/types.ts'
import { accountId, blockName, cloudLabels, identityEmail } from './names.ts'
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

/**
 * One service account for the hub's servers, trusted from one namespace and Kubernetes service account, without keys.
 */
export function identity(
  plan: HubPlan,
  cluster: Block,
): { account?: Block; blocks: readonly Block[]; outputs: Outputs } {
  const email = identityEmail(plan)
  if (plan.identity === undefined || email === undefined) return { blocks: [], outputs: {} }
  const project = plan.cluster.account
  const account = resource('google_service_account', 'hub', {
    project,
    account_id: accountId(plan.identity),
    display_name: `Servers of ${plan.id}`.slice(0, 100),
  })
  const trusted = [plan.serviceAccount, ...(plan.pod.identity ? ['hub'] : [])]
  // the cluster's own pool is read from it: it is there only once a cluster of the project has been made
  const pool = attribute(cluster, 'workload_identity_config[0].workload_pool')
  const trust = trusted.map((name) =>
    resource('google_service_account_iam_member', name, {
      service_account_id: attribute(account, 'name'),
      role: 'roles/iam.workloadIdentityUser',
      member: template`serviceAccount:${pool}[${plan.namespace}/${name}]`,
    }),
  )
  const pays = plan.buckets.some((bucket) => bucket.requesterPays) || plan.grants.some((grant) => grant.requesterPays)
  const payer = pays
    ? [
        resource('google_project_iam_member', 'requester_pays', {
          project,
          role: 'roles/serviceusage.serviceUsageConsumer',
          member: template`serviceAccount:${attribute(account, 'email')}`,
        }),
      ]
    : []
  return {
    account,
    blocks: [account, ...trust, ...payer],
    outputs: {
      identity: {
        value: attribute(account, 'email'),
        description: "The hub's identity: owners of other buckets let it in by this name",
      },
      ask_bucket_owners:
        plan.grants.length > 0
          ? {
              value: outsideGrants(plan, email),
              description: 'What the owners of outside buckets have to run: nobody else may',
            }
          : undefined,
    },
  }
}

/**
 * A Terraform that grants on somebody else's bucket would fail for want of rights; so their owners are asked, with the
 * very command.
 */
function outsideGrants(plan: HubPlan, email: string): Record<string, string> {
  return Object.fromEntries(
    plan.grants.map((grant) => [
      grant.key,
      `gcloud storage buckets add-iam-policy-binding gs://${grant.bucket} --member=serviceAccount:${email} ` +
        `--role=roles/storage.${grant.write ? 'objectUser' : 'objectViewer'}`,
    ]),
  )
}
