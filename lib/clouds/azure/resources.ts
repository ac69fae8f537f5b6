import type { TerraformResources } from '../../print/terraform-resources.ts'

/** From the documentation of the azurerm provider: what forces a new resource. */
export const resources: TerraformResources = {
  provider: { name: 'azurerm', account: 'subscription_id' },
  cluster: 'azurerm_kubernetes_cluster',
  version: 'kubernetes_version',
  pool: { type: 'azurerm_kubernetes_cluster_node_pool', disk: 'os_disk_size_gb' },
  identity: ['name', 'location', 'zone', 'resource_group_name', 'storage_account_name'],
  replacedBy: {
    azurerm_kubernetes_cluster: [
      'dns_prefix',
      'node_resource_group',
      'private_cluster_enabled',
      'network_profile.pod_cidr',
      'network_profile.service_cidr',
      'default_node_pool.vnet_subnet_id',
    ],
    azurerm_storage_account: ['account_kind', 'account_tier', 'account_replication_type'],
  },
  ground: { azurerm_virtual_network: ['address_space'] },
  sizes: ['disk_size_gb', 'quota'],
  buckets: ['azurerm_storage_account', 'azurerm_storage_container'],
  settings: { location: 'region', zone: 'zones' },
}
