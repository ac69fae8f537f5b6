import type { GrantPlan, HubPlan } from '../../plan/types.ts'
import { attribute, takenOver, template, type Block, type Outputs } from '../../print/terraform.ts'
import { resource } from './blocks.ts'
import { LEAVES } from './existing.ts'
import { accountId, identityEmail } from './names.ts'

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
  const itself = resource('google_service_account', 'hub', {
    project,
    account_id: accountId(plan.identity),
    display_name: `Servers of ${plan.id}`.slice(0, 100),
  })
  const account = plan.existing.identity ? takenOver(itself, LEAVES.google_service_account) : itself
  const trusted = [plan.serviceAccount, ...(plan.pod.identity === 'servers' ? [HUB] : [])]
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
    blocks: [account, ...trust, ...payer, ...onAccount(plan, account)],
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

/** The servers' right to all buckets of the project. */
function onAccount({ account: { buckets }, cluster }: HubPlan, account: Block): Block[] {
  if (buckets === undefined) return []
  const member = template`serviceAccount:${attribute(account, 'email')}`
  const may = (name: string, role: string): Block =>
    resource('google_project_iam_member', name, { project: cluster.account, role: `roles/storage.${role}`, member })
  return [
    may('account_objects', buckets === 'write' ? 'objectUser' : 'objectViewer'),
    may('account_buckets', 'bucketViewer'),
  ]
}

/** Service account of the hub itself, which the chart makes under this name. */
const HUB = 'hub'

/** The identity of the hub itself, which its servers do not have. It may do nothing yet. */
export function hubIdentity(plan: HubPlan, cluster: Block): { blocks: readonly Block[]; outputs: Outputs } {
  if (plan.hubIdentity === undefined) return { blocks: [], outputs: {} }
  const account = resource('google_service_account', 'hub_itself', {
    project: plan.cluster.account,
    account_id: accountId(plan.hubIdentity),
    display_name: `The hub ${plan.id} itself`.slice(0, 100),
  })
  const pool = attribute(cluster, 'workload_identity_config[0].workload_pool')
  const trust = resource('google_service_account_iam_member', 'hub_itself', {
    service_account_id: attribute(account, 'name'),
    role: 'roles/iam.workloadIdentityUser',
    member: template`serviceAccount:${pool}[${plan.namespace}/${HUB}]`,
  })
  return {
    blocks: [account, trust],
    outputs: {
      hub_identity: {
        value: attribute(account, 'email'),
        description: 'The identity of the hub itself: owners of what it needs let it in by this name',
      },
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
        `--role=roles/storage.${roleOf(grant)}`,
    ]),
  )
}

/** An object whose name one knows is read without a right to list (cloud.google.com/storage, "IAM roles"). */
const roleOf = ({ write, list }: GrantPlan): string => {
  if (write) return 'objectUser'
  return list ? 'objectViewer' : 'legacyObjectReader'
}
