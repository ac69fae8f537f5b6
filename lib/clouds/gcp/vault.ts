import { attribute, ref, template, type Block } from '../../print/terraform.ts'
import { shorten } from '../../plan/names.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { VaultWiring } from '../../plan/wiring.ts'
import { data, resource } from './blocks.ts'
import { accountId, clusterName } from './names.ts'

/** Service account of the hub's namespace that External Secrets Operator reads the store as. */
const READER = 'secrets-reader'

const readerId = (plan: HubPlan): string => accountId(shorten(`${plan.namespace}-secrets`, 30))
/** No namespace has an underscore, so that no hub's names begin like another's. */
const prefix = (plan: HubPlan): string => `${clusterName(plan.cluster)}_${plan.namespace}`

export const vaultWiring = (plan: HubPlan): VaultWiring => ({
  reader: READER,
  annotations: {
    'iam.gke.io/gcp-service-account': `${readerId(plan)}@${plan.cluster.account}.iam.gserviceaccount.com`,
  },
  provider: {
    gcpsm: {
      projectID: plan.cluster.account,
      auth: {
        workloadIdentity: {
          clusterLocation: plan.cluster.region,
          clusterName: clusterName(plan.cluster),
          clusterProjectID: plan.cluster.account,
          serviceAccountRef: { name: READER },
        },
      },
    },
  },
  prefix: prefix(plan),
  between: '_',
})

/** The account that reads the hub's own secrets in Google Secret Manager, trusted from its namespace only. */
export function vaultReader(plan: HubPlan, cluster: Block): Block[] {
  if (!plan.vault) return []
  const project = plan.cluster.account
  const account = resource('google_service_account', 'secrets', {
    project,
    account_id: readerId(plan),
    display_name: `Reads the secrets of ${plan.id}`.slice(0, 100),
  })
  const owner = data('google_project', 'secrets', { project_id: project })
  const pool = attribute(cluster, 'workload_identity_config[0].workload_pool')
  const number = ref(`data.${owner.type}.${owner.name}.number`)
  return [
    account,
    owner,
    resource('google_service_account_iam_member', 'secrets_reader', {
      service_account_id: attribute(account, 'name'),
      role: 'roles/iam.workloadIdentityUser',
      member: template`serviceAccount:${pool}[${plan.namespace}/${READER}]`,
    }),
    resource('google_project_iam_member', 'secrets', {
      project,
      role: 'roles/secretmanager.secretAccessor',
      member: template`serviceAccount:${attribute(account, 'email')}`,
      condition: {
        title: 'secrets-of-this-hub',
        expression: template`resource.name.startsWith("projects/${number}/secrets/${`${prefix(plan)}_`}")`,
      },
    }),
  ]
}
