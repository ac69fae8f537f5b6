import { hash } from '../../plan/names.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { attribute, template, type Block } from '../../print/terraform.ts'
import { resource } from './blocks.ts'
import { cloudLabels, clusterName } from './names.ts'
import type { Apis } from './root.ts'
import { billingAccount } from './settings.ts'

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
