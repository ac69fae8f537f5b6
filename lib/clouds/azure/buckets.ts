import { attribute, takenOver, template, type Block, type Outputs } from '../../print/terraform.ts'
import type { BucketPlan, GrantPlan, HubPlan } from '../../plan/types.ts'
import { bucketAccount, logAccount } from './names.ts'
import { resource } from './blocks.ts'
import { LEAVES } from './existing.ts'

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
  // one account has all of them, so what is in another's makes it that of the hub
  const existing = plan.buckets.find((bucket) => bucket.existing)?.existing
  const itself = resource(
    'azurerm_storage_account',
    'buckets',
    {
      name: existing?.parent ?? bucketAccount(plan, plan.cluster),
      resource_group_name: existing?.group ?? attribute(group, 'name'),
      location: attribute(group, 'location'),
      tags: plan.labels,
      account_kind: 'StorageV2',
      account_tier: 'Standard',
      account_replication_type: plan.cluster.zones.length > 0 ? 'ZRS' : 'LRS',
      access_tier: 'Hot',
      allow_nested_items_to_be_public: plan.buckets.some((bucket) => bucket.public),
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
  const account = existing ? takenOver(itself, LEAVES.azurerm_storage_account) : itself
  const containers = plan.buckets.map((bucket) => container(bucket, account))
  const rights = plan.buckets.flatMap((bucket, i) => access(bucket, { account, container: containers[i]!, identity }))
  const logs = plan.buckets.some(({ accessLogs }) => accessLogs) ? accessLogs(plan, group, account) : []
  return [account, ...containers, ...rights, ...lifecycle(plan, account, keepsVersions), ...logs]
}

function container(bucket: BucketPlan, account: Block): Block {
  const made = resource(
    'azurerm_storage_container',
    `bucket_${bucket.key}`,
    {
      name: bucket.fullName,
      storage_account_id: attribute(account, 'id'),
      container_access_type: bucket.public ? 'container' : 'private',
    },
    keep(bucket.mayDestroy),
  )
  return bucket.existing ? takenOver(made, LEAVES.azurerm_storage_container) : made
}

const ROLES = { write: 'Storage Blob Data Contributor', read: 'Storage Blob Data Reader' } as const

/** Who may do what with a bucket: the hub's servers, and others by their object ids. */
function access(bucket: BucketPlan, on: { account: Block; container: Block; identity: Block }): Block[] {
  const container = attribute(on.container, 'name')
  const scope = template`${attribute(on.account, 'id')}/blobServices/default/containers/${container}`
  const other = (id: string, right: keyof typeof ROLES): Block =>
    resource('azurerm_role_assignment', `bucket_${bucket.key}_${right}_${id}`, {
      scope,
      role_definition_name: ROLES[right],
      principal_id: id,
      description: 'Named below the bucket.',
    })
  return [
    resource('azurerm_role_assignment', `bucket_${bucket.key}_access`, {
      scope,
      role_definition_name: ROLES[bucket.readOnly ? 'read' : 'write'],
      principal_id: attribute(on.identity, 'principal_id'),
      principal_type: 'ServicePrincipal',
      description: `Servers read ${bucket.readOnly ? '' : 'and write '}their hub's bucket.`,
    }),
    ...bucket.writers.map((id) => other(id, 'write')),
    ...bucket.readers.map((id) => other(id, 'read')),
  ]
}

/** Days that access logs are kept. */
const LOGS_KEPT = 90

/**
 * Who reads and writes what, of all buckets of the hub, which are one account's
 * (learn.microsoft.com/azure/storage/blobs/monitor-blob-storage).
 */
function accessLogs(plan: HubPlan, group: Block, account: Block): Block[] {
  const logs = resource('azurerm_storage_account', 'access_logs', {
    name: logAccount(plan, plan.cluster),
    resource_group_name: attribute(group, 'name'),
    location: attribute(group, 'location'),
    tags: plan.labels,
    account_kind: 'StorageV2',
    account_tier: 'Standard',
    account_replication_type: 'LRS',
    access_tier: 'Cool',
    allow_nested_items_to_be_public: false,
    cross_tenant_replication_enabled: false,
    min_tls_version: 'TLS1_2',
    // Azure Monitor writes as a trusted service
    network_rules: { default_action: 'Deny', bypass: ['AzureServices'] },
  })
  return [
    logs,
    resource('azurerm_storage_management_policy', 'access_logs', {
      storage_account_id: attribute(logs, 'id'),
      rule: [
        {
          name: 'expire',
          enabled: true,
          filters: { blob_types: ['appendBlob'] },
          actions: { base_blob: { delete_after_days_since_modification_greater_than: LOGS_KEPT } },
        },
      ],
    }),
    resource('azurerm_monitor_diagnostic_setting', 'buckets', {
      name: 'access-logs',
      target_resource_id: template`${attribute(account, 'id')}/blobServices/default`,
      storage_account_id: attribute(logs, 'id'),
      enabled_log: ['StorageRead', 'StorageWrite', 'StorageDelete'].map((category) => ({ category })),
    }),
  ]
}

/** The servers' right to all buckets of the subscription. */
export function accountAccess(plan: HubPlan, identity: Block): Block[] {
  const right = plan.account.buckets
  if (right === undefined) return []
  return [
    resource('azurerm_role_assignment', 'all_buckets', {
      scope: `/subscriptions/${plan.cluster.account}`,
      role_definition_name: ROLES[right],
      principal_id: attribute(identity, 'principal_id'),
      principal_type: 'ServicePrincipal',
      description: `Servers ${right} all buckets of the subscription.`,
    }),
  ]
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
