import type { Replacement } from '../resource-types.ts'

/**
 * What replaces resources that hold nothing: what is `ForceNew`, or `RequiresReplace`, in
 * hashicorp/terraform-provider-azurerm of August 2026, files below `internal/services/`. All else changes in
 * place.
 */
export const replacing: Readonly<Record<string, Replacement>> = {
  azurerm_kubernetes_cluster_node_pool: {
    source: 'containers/kubernetes_cluster_node_pool_resource.go',
    changes: [
      'kubernetes_cluster_id',
      'name',
      'os_type',
      'gpu_driver',
      'gpu_instance',
      'eviction_policy',
      'spot_max_price',
    ],
  },
  azurerm_resource_group: { source: 'resource/resource_group_resource.go', changes: ['location', 'name'] },
  azurerm_role_assignment: {
    source: 'authorization/role_assignment_resource.go',
    changes: ['principal_id', 'principal_type', 'role_definition_name', 'scope'],
  },
  azurerm_subnet: {
    source: 'network/subnet_resource.go',
    changes: ['name', 'resource_group_name', 'virtual_network_name'],
  },
  azurerm_subnet_nat_gateway_association: {
    source: 'network/subnet_nat_gateway_association_resource.go',
    changes: ['nat_gateway_id', 'subnet_id'],
  },
  azurerm_nat_gateway: {
    source: 'network/nat_gateway_resource.go',
    changes: ['location', 'name', 'resource_group_name', 'sku_name', 'zones'],
  },
  azurerm_nat_gateway_public_ip_association: {
    source: 'network/nat_gateway_public_ip_association_resource.go',
    changes: ['nat_gateway_id', 'public_ip_address_id'],
  },
  azurerm_public_ip: {
    source: 'network/public_ip_resource.go',
    changes: ['location', 'name', 'resource_group_name', 'sku', 'zones'],
  },
  azurerm_user_assigned_identity: {
    source: 'managedidentity/user_assigned_identity_resource.go',
    changes: ['location', 'name', 'resource_group_name'],
  },
  azurerm_federated_identity_credential: {
    source: 'managedidentity/federated_identity_credential_resource.go',
    changes: ['name'],
  },
  azurerm_consumption_budget_subscription: {
    source: 'consumption/consumption_budget_subscription_resource.go',
    changes: ['name', 'subscription_id'],
  },
  azurerm_data_protection_backup_instance_disk: {
    source: 'dataprotection/data_protection_backup_instance_disk_resource.go',
    changes: ['disk_id', 'location', 'name', 'snapshot_resource_group_name', 'vault_id'],
  },
  azurerm_data_protection_backup_policy_disk: {
    source: 'dataprotection/data_protection_backup_policy_disk_resource.go',
    changes: ['backup_repeating_time_intervals', 'default_retention_duration', 'name', 'vault_id'],
  },
  azurerm_data_protection_backup_vault: {
    source: 'dataprotection/data_protection_backup_vault_resource.go',
    changes: ['datastore_type', 'location', 'name', 'redundancy', 'resource_group_name'],
  },
  azurerm_storage_management_policy: {
    source: 'storage/storage_management_policy_resource.go',
    changes: ['storage_account_id'],
  },
}
