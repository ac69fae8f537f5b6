import type { CloudFacts } from '../../plan/cloud-facts.ts'

/** An id of Azure, whose words some tools write in small letters. */
const id = (rest: string): RegExp =>
  new RegExp(
    `^/subscriptions/(?<account>[0-9a-f-]{36})/resourceGroups/(?<group>[A-Za-z0-9._()-]{1,90})/providers/${rest}$`,
    'i',
  )

const MINE = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-lab/providers'

/** What may be there before the first apply, by its id. */
export const existing: CloudFacts['existing'] = {
  bucket: {
    form: id(
      'Microsoft\\.Storage/storageAccounts/(?<parent>[a-z0-9]{3,24})/blobServices/default/containers/' +
        '(?<name>[a-z0-9](-?[a-z0-9]){2,62})',
    ),
    what: 'the id of a container',
    example: `${MINE}/Microsoft.Storage/storageAccounts/mylabdata/blobServices/default/containers/scratch`,
    find: "az storage container-rm list --storage-account <account> --query '[].id' --output tsv",
  },
  disk: {
    form: id('Microsoft\\.Compute/disks/(?<name>[A-Za-z0-9_][A-Za-z0-9_.-]{0,79})'),
    what: 'the id of a managed disk',
    example: `${MINE}/Microsoft.Compute/disks/my-homes`,
    find: "az disk list --query '[].id' --output tsv",
  },
  identity: {
    form: id('Microsoft\\.ManagedIdentity/userAssignedIdentities/(?<name>[A-Za-z0-9][A-Za-z0-9_-]{2,127})'),
    what: 'the id of a managed identity',
    example: `${MINE}/Microsoft.ManagedIdentity/userAssignedIdentities/my-lab-hub`,
    find: "az identity list --query '[].id' --output tsv",
  },
  vault: {
    form: id('Microsoft\\.KeyVault/vaults/(?<name>[A-Za-z][A-Za-z0-9-]{2,23})'),
    what: 'the id of a Key Vault',
    example: `${MINE}/Microsoft.KeyVault/vaults/my-lab-secrets`,
    find: "az keyvault list --query '[].id' --output tsv",
  },
}

/**
 * What stays of each as it is: what would replace it (`ForceNew`), and what the settings have no words for. Files below
 * internal/services of hashicorp/terraform-provider-azurerm.
 */
export const LEAVES = {
  // storage/storage_account_resource.go
  azurerm_storage_account: [
    'account_kind',
    'account_replication_type',
    'account_tier',
    'allowed_copy_scope',
    'custom_domain',
    'customer_managed_key',
    'dns_endpoint_type',
    'edge_zone',
    'identity',
    'immutability_policy',
    'infrastructure_encryption_enabled',
    'is_hns_enabled',
    'large_file_share_enabled',
    'location',
    'network_rules',
    'nfsv3_enabled',
    'provisioned_billing_model_version',
    'public_network_access_enabled',
    'queue_encryption_key_type',
    'sas_policy',
    'sftp_enabled',
    'table_encryption_key_type',
  ],
  // storage/storage_container_resource.go
  azurerm_storage_container: ['default_encryption_scope', 'encryption_scope_override_enabled', 'metadata'],
  // compute/managed_disk_resource.go
  azurerm_managed_disk: [
    'create_option',
    'disk_encryption_set_id',
    'edge_zone',
    'encryption_settings',
    'gallery_image_reference_id',
    'hyper_v_generation',
    'image_reference_id',
    'location',
    'logical_sector_size',
    'max_shares',
    'optimized_frequent_attach_enabled',
    'os_type',
    'performance_plus_enabled',
    'secure_vm_disk_encryption_set_id',
    'security_type',
    'source_resource_id',
    'source_uri',
    'storage_account_id',
    'trusted_launch_enabled',
    'upload_size_bytes',
    'zone',
  ],
  // managedidentity/user_assigned_identity_resource.go
  azurerm_user_assigned_identity: ['isolation_scope', 'location'],
  // keyvault/key_vault_resource.go; how long deleted secrets are kept, Azure never changes
  azurerm_key_vault: [
    'contact',
    'enabled_for_deployment',
    'enabled_for_disk_encryption',
    'enabled_for_template_deployment',
    'location',
    'network_acls',
    'public_network_access_enabled',
    'purge_protection_enabled',
    'sku_name',
    'soft_delete_retention_days',
  ],
} as const
