import type * as budget from '@cdktf/provider-azurerm/lib/consumption-budget-subscription/index.js'
import type { ContainerRegistryConfig } from '@cdktf/provider-azurerm/lib/container-registry/index.js'
import type * as dataCluster from '@cdktf/provider-azurerm/lib/data-azurerm-kubernetes-cluster/index.js'
import type { DataAzurermClientConfigConfig } from '@cdktf/provider-azurerm/lib/data-azurerm-client-config/index.js'
import type { KeyVaultConfig } from '@cdktf/provider-azurerm/lib/key-vault/index.js'
import type { DataAzurermSubnetConfig } from '@cdktf/provider-azurerm/lib/data-azurerm-subnet/index.js'
import type * as dataIdentity from '@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity/index.js'
import type { DataAzurermVirtualNetworkConfig } from '@cdktf/provider-azurerm/lib/data-azurerm-virtual-network/index.js'
import type * as backupInstance from '@cdktf/provider-azurerm/lib/data-protection-backup-instance-disk/index.js'
import type * as backupPolicy from '@cdktf/provider-azurerm/lib/data-protection-backup-policy-disk/index.js'
import type { DataProtectionBackupVaultConfig } from '@cdktf/provider-azurerm/lib/data-protection-backup-vault/index.js'
import type * as federatedIdentityCredential from '@cdktf/provider-azurerm/lib/federated-identity-credential/index.js'
import type { KubernetesClusterNodePoolConfig } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-node-pool/index.js'
import type { KubernetesClusterConfig } from '@cdktf/provider-azurerm/lib/kubernetes-cluster/index.js'
import type { ManagedDiskConfig } from '@cdktf/provider-azurerm/lib/managed-disk/index.js'
import type * as natAddress from '@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association/index.js'
import type { MonitorDiagnosticSettingConfig } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting/index.js'
import type { NatGatewayConfig } from '@cdktf/provider-azurerm/lib/nat-gateway/index.js'
import type { NetworkWatcherFlowLogConfig } from '@cdktf/provider-azurerm/lib/network-watcher-flow-log/index.js'
import type { AzurermProviderConfig } from '@cdktf/provider-azurerm/lib/provider/index.js'
import type { PublicIpConfig } from '@cdktf/provider-azurerm/lib/public-ip/index.js'
import type { ResourceGroupConfig } from '@cdktf/provider-azurerm/lib/resource-group/index.js'
import type { RoleAssignmentConfig } from '@cdktf/provider-azurerm/lib/role-assignment/index.js'
import type { StorageAccountConfig } from '@cdktf/provider-azurerm/lib/storage-account/index.js'
import type { StorageContainerConfig } from '@cdktf/provider-azurerm/lib/storage-container/index.js'
import type { StorageManagementPolicyConfig } from '@cdktf/provider-azurerm/lib/storage-management-policy/index.js'
import type { StorageShareConfig } from '@cdktf/provider-azurerm/lib/storage-share/index.js'
import type * as subnetNatGatewayAssociation from '@cdktf/provider-azurerm/lib/subnet-nat-gateway-association/index.js'
import type { SubnetConfig } from '@cdktf/provider-azurerm/lib/subnet/index.js'
import type { UserAssignedIdentityConfig } from '@cdktf/provider-azurerm/lib/user-assigned-identity/index.js'
import type { VirtualNetworkConfig } from '@cdktf/provider-azurerm/lib/virtual-network/index.js'
import { makers, type Arguments } from '../../print/terraform-types.ts'

interface Resources {
  azurerm_consumption_budget_subscription: budget.ConsumptionBudgetSubscriptionConfig
  azurerm_container_registry: ContainerRegistryConfig
  azurerm_data_protection_backup_instance_disk: backupInstance.DataProtectionBackupInstanceDiskConfig
  azurerm_data_protection_backup_policy_disk: backupPolicy.DataProtectionBackupPolicyDiskConfig
  azurerm_data_protection_backup_vault: DataProtectionBackupVaultConfig
  azurerm_federated_identity_credential: federatedIdentityCredential.FederatedIdentityCredentialConfig
  azurerm_key_vault: KeyVaultConfig
  azurerm_kubernetes_cluster: KubernetesClusterConfig
  azurerm_kubernetes_cluster_node_pool: KubernetesClusterNodePoolConfig
  azurerm_managed_disk: ManagedDiskConfig
  azurerm_monitor_diagnostic_setting: MonitorDiagnosticSettingConfig
  azurerm_nat_gateway: NatGatewayConfig
  azurerm_nat_gateway_public_ip_association: natAddress.NatGatewayPublicIpAssociationConfig
  azurerm_network_watcher_flow_log: NetworkWatcherFlowLogConfig
  azurerm_public_ip: PublicIpConfig
  azurerm_resource_group: ResourceGroupConfig
  azurerm_role_assignment: RoleAssignmentConfig
  azurerm_storage_account: StorageAccountConfig
  azurerm_storage_container: StorageContainerConfig
  azurerm_storage_management_policy: StorageManagementPolicyConfig
  azurerm_storage_share: StorageShareConfig
  azurerm_subnet: SubnetConfig
  azurerm_subnet_nat_gateway_association: subnetNatGatewayAssociation.SubnetNatGatewayAssociationConfig
  azurerm_user_assigned_identity: UserAssignedIdentityConfig
  azurerm_virtual_network: VirtualNetworkConfig
}

interface Data {
  azurerm_client_config: DataAzurermClientConfigConfig
  azurerm_kubernetes_cluster: dataCluster.DataAzurermKubernetesClusterConfig
  azurerm_subnet: DataAzurermSubnetConfig
  azurerm_user_assigned_identity: dataIdentity.DataAzurermUserAssignedIdentityConfig
  azurerm_virtual_network: DataAzurermVirtualNetworkConfig
}

/** Blocks whose arguments TypeScript has checked against the provider's bindings. */
export const { resource, data } = makers<Resources, Data>()

export type Provider = Arguments<AzurermProviderConfig>
export type ClusterArguments = Arguments<KubernetesClusterConfig>
export type PoolArguments = Arguments<KubernetesClusterNodePoolConfig>
export type RoleAssignment = Arguments<RoleAssignmentConfig>
