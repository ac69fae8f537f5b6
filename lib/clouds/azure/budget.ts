import { ref, type Block } from '../../print/terraform.ts'
import type { ClusterPlan, HubPlan } from '../../plan/types.ts'
import { clusterGroup, hubGroup, nodeGroup } from './names.ts'
import { resource } from './blocks.ts'

/** Parts of the budget, percent, at which mail is sent. */
const ALERTS = [50, 90, 100]

/**
 * A budget over the resource groups of the cluster, its machines and its hubs. A budget of one group would miss the
 * machines, which AKS keeps in a group of their own. The amount counts in the subscription's billing currency.
 */
export function budget(plan: ClusterPlan, hubs: readonly HubPlan[]): Block[] {
  const wanted = plan.budget
  if (!wanted) return []
  return [
    resource(
      'azurerm_consumption_budget_subscription',
      'main',
      {
        name: plan.name,
        subscription_id: `/subscriptions/${plan.account}`,
        amount: wanted.amount,
        time_grain: 'Monthly',
        // a new budget has to begin in the present month; once it is there, its beginning stays
        time_period: { start_date: ref('formatdate("YYYY-MM-\'01T00:00:00Z\'", plantimestamp())') },
        filter: {
          dimension: [
            {
              name: 'ResourceGroupName',
              operator: 'In',
              values: [clusterGroup(plan), nodeGroup(plan), ...hubs.map((hub) => hubGroup(hub, plan))].sort(),
            },
          ],
        },
        notification: ALERTS.map((threshold) => ({
          enabled: true,
          threshold,
          threshold_type: 'Actual',
          operator: 'GreaterThanOrEqualTo',
          contact_emails: [...wanted.alert],
        })),
      },
      { lifecycle: { ignore_changes: ['time_period'] } },
    ),
  ]
}
