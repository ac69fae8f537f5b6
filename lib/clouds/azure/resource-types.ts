import type { ResourceTypes } from '../resource-types.ts'
import { replacing } from './replacing.ts'

/** Files below `internal/services/` of hashicorp/terraform-provider-azurerm: what is `ForceNew` there. */
export const resourceTypes: ResourceTypes = {
  provider: { name: 'azurerm', account: 'subscription_id' },
  cluster: 'azurerm_kubernetes_cluster',
  version: 'kubernetes_version',
  pool: {
    type: 'azurerm_kubernetes_cluster_node_pool',
    disk: 'os_disk_size_gb',
    // containers/kubernetes_cluster_node_pool_resource.go: refused without `temporary_name_for_rotation`, or ForceNew
    stops: ['vm_size', 'os_disk_type', 'kubelet_disk_type', 'priority'],
  },
  replacedBy: {
    azurerm_kubernetes_cluster: {
      source: 'containers/kubernetes_cluster_resource.go',
      changes: [
        'name',
        'location',
        'resource_group_name',
        'dns_prefix',
        'node_resource_group',
        'private_cluster_enabled',
        'role_based_access_control_enabled',
        'network_profile.network_plugin',
        'network_profile.dns_service_ip',
        'network_profile.service_cidr',
        'network_profile.pod_cidr',
        'network_profile.load_balancer_sku',
        'default_node_pool.name',
        'default_node_pool.type',
      ],
    },
    azurerm_key_vault: {
      source: 'keyvault/key_vault_resource.go',
      changes: ['name', 'location', 'resource_group_name'],
    },
    azurerm_managed_disk: {
      source: 'compute/managed_disk_resource.go',
      changes: ['name', 'location', 'resource_group_name', 'zone', 'create_option'],
      shrinks: ['disk_size_gb'],
    },
    azurerm_storage_account: {
      // replication between one zone and several, which is all that is written here
      source: 'storage/storage_account_resource.go',
      changes: ['name', 'location', 'resource_group_name', 'account_kind', 'account_tier', 'account_replication_type'],
    },
    azurerm_storage_container: {
      source: 'storage/storage_container_resource.go',
      changes: ['name', 'storage_account_id'],
    },
    azurerm_storage_share: {
      // Azure makes a share smaller in place, which people would not expect
      source: 'storage/storage_share_resource.go',
      changes: ['name', 'storage_account_id', 'enabled_protocol'],
      shrinks: ['quota'],
    },
    // its addresses change in place (`address_space` is not ForceNew)
    azurerm_virtual_network: {
      source: 'network/virtual_network_resource.go',
      changes: ['name', 'location', 'resource_group_name'],
    },
  },
  replacing,
  ground: ['azurerm_virtual_network'],
  buckets: ['azurerm_storage_account', 'azurerm_storage_container'],
  settings: { location: 'region', zone: 'zones' },
}
