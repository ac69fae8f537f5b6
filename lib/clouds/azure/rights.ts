import type { Rights } from '../cloud.ts'

const OWN = "Contributor on the hub's resource group"
const GRANTS = "Role Based Access Control Administrator on the hub's resource group"
const CLUSTER = "Reader on the cluster's resource group"

/** Roles, each with its scope (learn.microsoft.com/azure/role-based-access-control/built-in-roles). */
export const rights: Rights = {
  'data.azurerm_client_config': [],
  'data.azurerm_kubernetes_cluster': [CLUSTER],
  'data.azurerm_subnet': [CLUSTER],
  'data.azurerm_user_assigned_identity': [CLUSTER],
  azurerm_data_protection_backup_instance_disk: [OWN],
  azurerm_data_protection_backup_policy_disk: [OWN],
  azurerm_data_protection_backup_vault: [OWN],
  azurerm_federated_identity_credential: [OWN],
  azurerm_key_vault: [OWN, "Key Vault Secrets Officer on the hub's resource group"],
  azurerm_managed_disk: [OWN],
  azurerm_monitor_diagnostic_setting: [OWN],
  azurerm_resource_group: [OWN, 'Azure Kubernetes Service Cluster User Role on the cluster'],
  azurerm_role_assignment: [GRANTS],
  azurerm_storage_account: [OWN],
  azurerm_storage_container: [OWN],
  azurerm_storage_management_policy: [OWN],
  azurerm_storage_share: [OWN, "Network Contributor on the cluster's subnet"],
  azurerm_user_assigned_identity: [OWN],
}
