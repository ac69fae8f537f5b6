import { sh } from '../../print/shell.ts'
import { joined, wordOf, type Imported, type ImportId, type ImportIds } from '../../print/terraform-imports.ts'

/** Ids for roots of one subscription (section "Import" of each resource's page, hashicorp/azurerm). */
export function imports(subscription: string): ImportIds {
  const inGroup = (group: ImportId, rest: string, name: ImportId): ImportId =>
    joined(`/subscriptions/${subscription}/resourceGroups/`, group, `/providers/${rest}/`, name)
  const resource = (kind: string) => (r: Imported) => inGroup(r.at('resource_group_name'), kind, r.at('name'))
  const below = (parent: string, kind: string) => (r: Imported) => joined(r.at(parent), `/${kind}/`, r.at('name'))
  const subnet = (r: Imported): ImportId =>
    joined(
      inGroup(r.at('resource_group_name'), 'Microsoft.Network/virtualNetworks', r.at('virtual_network_name')),
      '/subnets/',
      r.at('name'),
    )
  return {
    ids: {
      azurerm_consumption_budget_subscription: (r) =>
        joined(r.at('subscription_id'), '/providers/Microsoft.Consumption/budgets/', r.at('name')),
      azurerm_container_registry: resource('Microsoft.ContainerRegistry/registries'),
      azurerm_data_protection_backup_instance_disk: below('vault_id', 'backupInstances'),
      azurerm_data_protection_backup_policy_disk: below('vault_id', 'backupPolicies'),
      azurerm_data_protection_backup_vault: resource('Microsoft.DataProtection/backupVaults'),
      azurerm_federated_identity_credential: below('parent_id', 'federatedIdentityCredentials'),
      azurerm_key_vault: resource('Microsoft.KeyVault/vaults'),
      azurerm_kubernetes_cluster: resource('Microsoft.ContainerService/managedClusters'),
      azurerm_kubernetes_cluster_node_pool: below('kubernetes_cluster_id', 'agentPools'),
      azurerm_managed_disk: resource('Microsoft.Compute/disks'),
      azurerm_monitor_diagnostic_setting: (r) => joined(r.at('target_resource_id'), '|', r.at('name')),
      azurerm_nat_gateway: resource('Microsoft.Network/natGateways'),
      azurerm_nat_gateway_public_ip_association: (r) =>
        joined(r.at('nat_gateway_id'), '|', r.at('public_ip_address_id')),
      azurerm_network_watcher_flow_log: (r) =>
        joined(
          inGroup(r.at('resource_group_name'), 'Microsoft.Network/networkWatchers', r.at('network_watcher_name')),
          '/flowLogs/',
          r.at('name'),
        ),
      azurerm_network_security_group: resource('Microsoft.Network/networkSecurityGroups'),
      azurerm_public_ip: resource('Microsoft.Network/publicIPAddresses'),
      azurerm_resource_group: (r) => joined(`/subscriptions/${subscription}/resourceGroups/`, r.at('name')),
      azurerm_role_assignment: assignment,
      azurerm_storage_account: resource('Microsoft.Storage/storageAccounts'),
      azurerm_storage_container: below('storage_account_id', 'blobServices/default/containers'),
      azurerm_storage_management_policy: (r) => joined(r.at('storage_account_id'), '/managementPolicies/default'),
      azurerm_storage_share: below('storage_account_id', 'fileServices/default/shares'),
      azurerm_subnet: subnet,
      azurerm_subnet_nat_gateway_association: (r) => r.at('subnet_id'),
      azurerm_user_assigned_identity: resource('Microsoft.ManagedIdentity/userAssignedIdentities'),
      azurerm_virtual_network: resource('Microsoft.Network/virtualNetworks'),
    },
    attributes: {
      'data.azurerm_subnet.id': subnet,
      'azurerm_kubernetes_cluster.kubelet_identity[0].object_id': kubelet,
      'azurerm_user_assigned_identity.principal_id': identity,
      'data.azurerm_client_config.tenant_id': () => [sh`"$(az account show --query tenantId --output tsv)"`],
      'data.azurerm_user_assigned_identity.principal_id': identity,
      'azurerm_data_protection_backup_vault.identity[0].principal_id': (r) => [
        sh`"$(az dataprotection backup-vault show --resource-group ${wordOf(r.at('resource_group_name'))}
          --vault-name ${wordOf(r.at('name'))} --query identity.principalId --output tsv)"`,
      ],
    },
  }
}

const identity = (r: Imported): ImportId => [
  sh`"$(az identity show --resource-group ${wordOf(r.at('resource_group_name'))} --name ${wordOf(r.at('name'))}
    --query principalId --output tsv)"`,
]

const kubelet = (r: Imported): ImportId => [
  sh`"$(az aks show --resource-group ${wordOf(r.at('resource_group_name'))} --name ${wordOf(r.at('name'))}
    --query identityProfile.kubeletidentity.objectId --output tsv)"`,
]

/** Azure draws the name of an assignment. */
const assignment = (r: Imported): ImportId => [
  sh`"$(az role assignment list --scope ${wordOf(r.at('scope'))} --assignee-object-id ${wordOf(r.at('principal_id'))}
    --role ${wordOf(r.at('role_definition_name'))} --query '[0].id' --output tsv)"`,
]
