import { subjects } from '../github.ts'
import { attribute, template, type Block, type Root } from '../../print/terraform.ts'
import { hash, shorten } from '../../plan/names.ts'
import type { ClusterPlan, HubPlan } from '../../plan/types.ts'
import { accountId, cloudLabels, clusterName } from './names.ts'
import { data, resource } from './blocks.ts'
import { billingAccount } from './settings.ts'

/**
 * Terraform and provider that the roots are written for. Google 8 takes the same arguments; of them it only deprecates
 * `remove_default_node_pool` (8.9).
 */
export const REQUIRED_VERSION = '>= 1.10'

export function providers(plan: ClusterPlan, more: Readonly<Record<string, unknown>> = {}): Root['providers'] {
  return {
    google: {
      source: 'hashicorp/google',
      version: '~> 6.50',
      config: { project: plan.account, region: plan.region, ...more },
    },
  }
}

/** The APIs that the root calls. They stay on after a destroy: others in the project may use them. */
export function projectServices(project: string, names: readonly string[]): Block[] {
  return [...names].sort().map((name) =>
    resource('google_project_service', name, {
      project,
      service: `${name}.googleapis.com`,
      disable_on_destroy: false,
    }),
  )
}

/** The blocks that turn these APIs on, for what has to wait for them. */
export type Apis = (...names: string[]) => Block[]
export const apisOf =
  (services: readonly Block[]): Apis =>
  (...names) =>
    services.filter((service) => names.includes(service.name))

export const CLUSTER_SERVICES = [
  'artifactregistry',
  'cloudresourcemanager',
  'compute',
  'container',
  'iam',
  'iamcredentials',
  'logging',
  'monitoring',
  'storage',
]

/** The project, for its number. */
export const project = (plan: ClusterPlan, apis: Apis): Block => ({
  ...data('google_project', 'main', { project_id: plan.account }),
  dependsOn: apis('cloudresourcemanager'),
})

/**
 * The machines' service account: logs, metrics and pulling images, nothing else
 * (cloud.google.com/kubernetes-engine/docs/how-to/hardening-your-cluster).
 */
export function nodeAccount(plan: ClusterPlan, apis: Apis): { account: Block; roles: Block[] } {
  const name = clusterName(plan)
  const account = resource(
    'google_service_account',
    'nodes',
    {
      project: plan.account,
      account_id: accountId(shorten(`${name}-nodes`, 30)),
      display_name: `Machines of the cluster ${name}`,
    },
    { dependsOn: apis('iam') },
  )
  const role = (label: string, id: string): Block =>
    resource('google_project_iam_member', `nodes_${label}`, {
      project: plan.account,
      role: id,
      member: template`serviceAccount:${attribute(account, 'email')}`,
    })
  return {
    account,
    roles: [
      role('default', 'roles/container.defaultNodeServiceAccount'),
      role('images', 'roles/artifactregistry.reader'),
    ],
  }
}

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

/**
 * A monthly budget for the whole project, told to each address at 50, 90 and 100 %. Google matches its currency with
 * the billing account's. Google knows no budget of one cluster: what leaves the network carries no label.
 */
export function budget(plan: ClusterPlan, owner: Block, apis: Apis): Block[] {
  const wanted = plan.budget
  const account = wanted && billingAccount(wanted)
  if (!wanted || !account) return []
  const channels = wanted.alert.map((address) =>
    resource(
      'google_monitoring_notification_channel',
      `budget_${hash(address)}`,
      {
        project: plan.account,
        type: 'email',
        display_name: `Budget of ${clusterName(plan)}: ${address}`,
        labels: { email_address: address },
        user_labels: cloudLabels(plan.labels),
      },
      { dependsOn: apis('monitoring') },
    ),
  )
  return [
    ...channels,
    resource(
      'google_billing_budget',
      'main',
      {
        billing_account: account,
        display_name: `JupyterHubs on ${clusterName(plan)}`.slice(0, 60),
        budget_filter: { projects: [template`projects/${attribute(owner, 'number')}`], calendar_period: 'MONTH' },
        amount: { specified_amount: { currency_code: wanted.currency, units: String(wanted.amount) } },
        threshold_rules: [0.5, 0.9, 1].map((share) => ({ threshold_percent: share })),
        all_updates_rule: {
          monitoring_notification_channels: channels.map((channel) => attribute(channel, 'id')),
          disable_default_iam_recipients: false,
        },
      },
      { dependsOn: apis('billingbudgets') },
    ),
  ]
}

/**
 * A Docker repository of the project for each that hubs build images into, as
 * `us-central1-docker.pkg.dev/<project>/<repository>/`.
 */
export function imageRepositories(plan: ClusterPlan, hubs: readonly HubPlan[], apis: Apis): Block[] {
  const wanted = hubs.flatMap((hub) => {
    const [host = '', owner, repository] = (hub.servers.images.building?.registry ?? '').split('/')
    const location = /^([a-z0-9-]+)-docker\.pkg\.dev$/.exec(host)?.[1]
    return location && repository && owner === plan.account ? [`${location}/${repository}`] : []
  })
  return [...new Set(wanted)].sort().map((path) => {
    const [location, repository] = path.split('/') as [string, string]
    return resource(
      'google_artifact_registry_repository',
      `images_${location}_${repository.replace(/[^a-z0-9_-]/g, '-')}`,
      {
        project: plan.account,
        location,
        repository_id: repository,
        format: 'DOCKER',
        description: 'Images that hubs build',
        labels: cloudLabels(plan.labels),
        // 90 days: a build's image is asked for again within days or never
        cleanup_policies: [
          { id: 'unused', action: 'DELETE', condition: { older_than: '7776000s' } },
          { id: 'recent', action: 'KEEP', most_recent_versions: { keep_count: 5 } },
        ],
      },
      { dependsOn: apis('artifactregistry') },
    )
  })
}
