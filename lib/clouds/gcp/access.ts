/** Who may change the cluster: its admins, and the account that workflows deploy as. */
import { hash, shorten } from '../../plan/names.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { attribute, template, type Block } from '../../print/terraform.ts'
import { subjects } from '../github.ts'
import { resource } from './blocks.ts'
import { accountId, clusterName } from './names.ts'
import type { Apis } from './root.ts'

/** People who administer the cluster, by Google account or group. */
export function admins(plan: ClusterPlan): Block[] {
  return plan.admins.map((member) =>
    resource('google_project_iam_member', `admin_${hash(member)}`, {
      project: plan.account,
      role: 'roles/container.admin',
      member,
    }),
  )
}

/**
 * The workload identity pool that `gcloud` makes beforehand (runbook.ts), since google 6.50's slice has no resource for
 * it.
 */
export const DEPLOYER_POOL = 'github'

/**
 * An account that workflows of one branch of one repository may act as, with no key. It may change what runs on the
 * cluster; charts make roles, so it is the cluster's admin. Terraform is run by people.
 */
export function deployer(plan: ClusterPlan, owner: Block, apis: Apis): Block[] {
  const settings = plan.deployer
  if (!settings) return []
  const account = resource(
    'google_service_account',
    'deployer',
    {
      project: plan.account,
      account_id: deployerAccount(plan),
      display_name: `Deploys to ${clusterName(plan)} from ${settings.repository}`.slice(0, 100),
    },
    { dependsOn: apis('iam', 'iamcredentials', 'sts') },
  )
  const { named, numbered } = subjects(settings)
  const pools = template`principal://iam.googleapis.com/projects/${attribute(owner, 'number')}/locations/global`
  const trusted = (name: string, subject: string): Block =>
    resource('google_service_account_iam_member', name, {
      service_account_id: attribute(account, 'name'),
      role: 'roles/iam.workloadIdentityUser',
      member: template`${pools}/workloadIdentityPools/${DEPLOYER_POOL}/subject/${subject}`,
    })
  return [
    account,
    trusted('deployer', named),
    ...(numbered === undefined ? [] : [trusted('deployer_ids', numbered)]),
    resource('google_project_iam_member', 'deployer', {
      project: plan.account,
      role: 'roles/container.admin',
      member: template`serviceAccount:${attribute(account, 'email')}`,
    }),
  ]
}

export const deployerAccount = (plan: ClusterPlan): string => accountId(shorten(`${clusterName(plan)}-deployer`, 30))
