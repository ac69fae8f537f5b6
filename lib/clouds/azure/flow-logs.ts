import { attribute, type Block } from '../../print/terraform.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { flowLogAccount } from './names.ts'
import { resource } from './blocks.ts'

/** How long flow logs are kept, days. */
const KEPT = 90

/**
 * Flow logs of a whole network, in an account of their own. The network watcher of a region is Azure's; it comes with
 * the first network.
 */
export function flowLogs(plan: ClusterPlan, group: Block, vnet: Block): Block[] {
  const place = { location: attribute(group, 'location'), tags: plan.labels }
  const account = resource('azurerm_storage_account', 'flow_logs', {
    ...place,
    name: flowLogAccount(plan),
    resource_group_name: attribute(group, 'name'),
    account_kind: 'StorageV2',
    account_tier: 'Standard',
    account_replication_type: 'LRS',
    access_tier: 'Cool',
    allow_nested_items_to_be_public: false,
    cross_tenant_replication_enabled: false,
    min_tls_version: 'TLS1_2',
    // the watcher writes as a trusted service of Azure, and with the account's key
    network_rules: { default_action: 'Deny', bypass: ['AzureServices'] },
  })
  return [
    account,
    resource('azurerm_network_watcher_flow_log', 'main', {
      ...place,
      name: plan.name,
      network_watcher_name: `NetworkWatcher_${plan.region}`,
      resource_group_name: 'NetworkWatcherRG',
      target_resource_id: attribute(vnet, 'id'),
      storage_account_id: attribute(account, 'id'),
      enabled: true,
      version: 2,
      retention_policy: { enabled: true, days: KEPT },
    }),
  ]
}
