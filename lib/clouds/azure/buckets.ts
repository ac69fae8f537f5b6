import { attribute, template, type Block, type Outputs } from '../../print/terraform.ts'
import type { GrantPlan, HubPlan } from '../../plan/types.ts'
import { bucketAccount } from './names.ts'
import { resource } from './blocks.ts'

/** Days that older versions of objects are kept where a bucket keeps them, and that deleted things can be had back. */
const VERSIONS_KEPT = 30
const DELETED_KEPT = 7

/**
 * The hub's storage account with a container for each bucket, which its servers' identity may read and write, by token
 * only.
 */
export function buckets(plan: HubPlan, group: Block, identity: Block): Block[] {
  if (plan.buckets.length === 0) return []
  const keepsVersions = plan.buckets.some((bucket) => bucket.versions)
  const account = resource(
    'azurerm_storage_account',
    'buckets',
    {
      name: bucketAccount(plan, plan.cluster),
      resource_group_name: attribute(group, 'name'),
      location: attribute(group, 'location'),
      tags: plan.labels,
      account_kind: 'StorageV2',
      account_tier: 'Standard',
      account_replication_type: plan.cluster.zones.length > 0 ? 'ZRS' : 'LRS',
      access_tier: 'Hot',
      allow_nested_items_to_be_public: false,
      shared_access_key_enabled: false,
      default_to_oauth_authentication: true,
      local_user_enabled: false,
      cross_tenant_replication_enabled: false,
      min_tls_version: 'TLS1_2',
      https_traffic_only_enabled: true,
      blob_properties: {
        versioning_enabled: keepsVersions,
        container_delete_retention_policy: { days: DELETED_KEPT },
        // of a bucket that empties itself, every object would be paid for a week longer; and versions are kept anyway
        delete_retention_policy:
          keepsVersions || plan.buckets.some((bucket) => bucket.expiresDays !== undefined)
            ? undefined
            : { days: DELETED_KEPT },
      },
    },
    keep(plan.buckets.every((bucket) => bucket.mayDestroy)),
  )
  const containers = plan.buckets.map((bucket) =>
    resource(
      'azurerm_storage_container',
      `bucket_${bucket.key}`,
      {
        name: bucket.fullName,
        storage_account_id: attribute(account, 'id'),
        container_access_type: 'private',
      },
      keep(bucket.mayDestroy),
    ),
  )
  const rights = plan.buckets.map((bucket, i) =>
    resource('azurerm_role_assignment', `bucket_${bucket.key}_access`, {
      scope: template`${attribute(account, 'id')}/blobServices/default/containers/${attribute(containers[i]!, 'name')}`,
      role_definition_name: 'Storage Blob Data Contributor',
      principal_id: attribute(identity, 'principal_id'),
      principal_type: 'ServicePrincipal',
      description: "Servers read and write their hub's bucket.",
    }),
  )
  return [account, ...containers, ...rights, ...lifecycle(plan, account, keepsVersions)]
}

const keep = (mayDestroy: boolean) => (mayDestroy ? {} : { lifecycle: { prevent_destroy: true } })

/** Versioning is the account's, so buckets that want none lose older versions after a day. */
function lifecycle(plan: HubPlan, account: Block, keepsVersions: boolean): Block[] {
  const rules = plan.buckets
    .filter((bucket) => bucket.expiresDays !== undefined || keepsVersions)
    .map((bucket) => ({
      name: bucket.fullName,
      enabled: true,
      filters: {
        blob_types: ['blockBlob', ...(keepsVersions ? [] : ['appendBlob'])],
        prefix_match: [`${bucket.fullName}/`],
      },
      actions: {
        base_blob:
          bucket.expiresDays === undefined
            ? undefined
            : { delete_after_days_since_modification_greater_than: bucket.expiresDays },
        version: keepsVersions ? { delete_after_days_since_creation: bucket.versions ? VERSIONS_KEPT : 1 } : undefined,
      },
    }))
  return rules.length === 0
    ? []
    : [
        resource('azurerm_storage_management_policy', 'buckets', {
          storage_account_id: attribute(account, 'id'),
          rule: rules,
        }),
      ]
}

/** What the hub's identity asks for in an outside bucket. */
const role = ({ write }: GrantPlan): string => `Storage Blob Data ${write ? 'Contributor' : 'Reader'}`

/**
 * Outside data. Whose resource group an account is in, its address does not tell, and only its owner may let somebody
 * in: they are asked, with what they need to do it.
 */
export function outsideData(plan: HubPlan, identity: Block): Outputs {
  if (plan.grants.length === 0) return {}
  return {
    outside_data: {
      description:
        'Outside buckets that this hub wants to use. Their owners run: az role assignment create --role ROLE ' +
        '--assignee-object-id PRINCIPAL_ID --assignee-principal-type ServicePrincipal --scope "$(az storage ' +
        'account show --name ACCOUNT --query id --output tsv)/blobServices/default/containers/CONTAINER"',
      value: Object.fromEntries(
        plan.grants.map((grant) => [
          grant.key,
          { ...place(grant), role: role(grant), principal_id: attribute(identity, 'principal_id') },
        ]),
      ),
    },
  }
}

/** `data@account.dfs.core.windows.net` in its parts. */
function place({ bucket }: GrantPlan): { container: string; account: string } {
  const [container, host] = bucket.split('@') as [string, string?]
  return { container, account: (host ?? '').split('.')[0]! }
}
