import { attribute, takenOver, type Block } from '../../print/terraform.ts'
import { shorten } from '../../plan/names.ts'
import type { HubPlan } from '../../plan/types.ts'
import { LEAVES } from './existing.ts'
import { HOME_SHARE, clusterGroup, controlPlaneIdentity, homeAccount, homeDisk } from './names.ts'
import { networkOf } from './network.ts'
import { data, resource } from './blocks.ts'

/** Least size of a premium share, GiB (learn.microsoft.com/azure/storage/files/storage-files-scale-targets). */
const LEAST_SHARE = 100
/**
 * Days that a deleted share or account can be had back: the least that a vault takes, too, whose snapshots of disks it
 * does not keep (learn.microsoft.com/azure/backup/backup-azure-enhanced-soft-delete-about).
 */
const DELETED_KEPT = 14

/** What kind of disk homes are on. */
export const diskType = ({ home }: HubPlan): string =>
  home.drive.kind ?? (home.fast ? 'Premium_LRS' : 'StandardSSD_LRS')

/** Where people's files are kept: a disk for the hub's own NFS server, or Azure's file service. */
export function homes(plan: HubPlan, group: Block): Block[] {
  switch (plan.home.kind) {
    case 'disk':
      return disk(plan, group)
    case 'managed':
      return plan.home.within ? [] : share(plan, group)
    case 'nfs':
    case 'none':
      return []
  }
}

const keep = (plan: HubPlan) => (plan.home.mayDestroy ? {} : { lifecycle: { prevent_destroy: true } })

function disk(plan: HubPlan, group: Block): Block[] {
  const [zone] = plan.cluster.zones
  const itself = resource(
    'azurerm_managed_disk',
    'homes',
    {
      name: homeDisk(plan),
      resource_group_name: plan.home.existing?.group ?? attribute(group, 'name'),
      location: attribute(group, 'location'),
      tags: plan.labels,
      create_option: 'Empty',
      disk_size_gb: plan.home.disk,
      storage_account_type: diskType(plan),
      disk_iops_read_write: plan.home.drive.iops,
      disk_mbps_read_write: plan.home.drive.throughput,
      zone,
      // read by machines that it is attached to, and by no link that somebody makes
      network_access_policy: 'DenyAll',
      public_network_access_enabled: false,
    },
    keep(plan),
  )
  const homes = plan.home.existing ? takenOver(itself, leavesOf(plan)) : itself
  const controlPlane = data('azurerm_user_assigned_identity', 'control_plane', {
    name: controlPlaneIdentity(plan.cluster),
    resource_group_name: clusterGroup(plan.cluster),
  })
  const attaches = resource('azurerm_role_assignment', 'homes_attach', {
    scope: attribute(homes, 'id'),
    role_definition_name: 'Contributor',
    principal_id: attribute(controlPlane, 'principal_id'),
    principal_type: 'ServicePrincipal',
    description: 'The cluster attaches this disk, and no other of the group.',
  })
  return [homes, controlPlane, attaches, ...(plan.home.snapshots > 0 ? snapshots(plan, group, homes) : [])]
}

/** A disk that was there before keeps its kind and speed, unless the settings say them. */
function leavesOf({ home: { fast, drive } }: HubPlan): readonly string[] {
  const hasSpeed = fast || Object.values(drive).some((each) => each !== undefined)
  return [
    ...LEAVES.azurerm_managed_disk,
    ...(hasSpeed ? [] : ['disk_iops_read_write', 'disk_mbps_read_write', 'storage_account_type', 'tier']),
  ]
}

/** Daily incremental snapshots by Azure Backup, kept in the hub's group. */
function snapshots(plan: HubPlan, group: Block, homes: Block): Block[] {
  const vault = resource('azurerm_data_protection_backup_vault', 'homes', {
    name: shorten(`homes-${plan.namespace}`, 50),
    resource_group_name: attribute(group, 'name'),
    location: attribute(group, 'location'),
    tags: plan.labels,
    datastore_type: 'OperationalStore',
    redundancy: 'LocallyRedundant',
    identity: { type: 'SystemAssigned' },
    ...(plan.home.mayDestroy
      ? { soft_delete: 'Off' }
      : { soft_delete: 'On', retention_duration_in_days: DELETED_KEPT }),
  })
  const may = (name: string, scope: Block, args: { role_definition_name: string; description: string }): Block =>
    resource('azurerm_role_assignment', name, {
      ...args,
      scope: attribute(scope, 'id'),
      principal_id: attribute(vault, 'identity[0].principal_id'),
      principal_type: 'ServicePrincipal',
    })
  const reads = may('backup_reads', homes, {
    role_definition_name: 'Disk Backup Reader',
    description: 'Azure Backup reads the disk.',
  })
  const writes = may('backup_writes', group, {
    role_definition_name: 'Disk Snapshot Contributor',
    description: 'Azure Backup keeps snapshots in this group.',
  })
  // a policy cannot be changed: its name holds what it says, so that a new one is there before the disk leaves the old
  const policy = resource(
    'azurerm_data_protection_backup_policy_disk',
    'homes',
    {
      name: `daily-keep-${plan.home.snapshots}`,
      vault_id: attribute(vault, 'id'),
      backup_repeating_time_intervals: ['R/2024-01-01T02:00:00+00:00/P1D'],
      default_retention_duration: `P${plan.home.snapshots}D`,
    },
    { lifecycle: { create_before_destroy: true } },
  )
  const instance = resource(
    'azurerm_data_protection_backup_instance_disk',
    'homes',
    {
      name: homeDisk(plan),
      location: attribute(vault, 'location'),
      vault_id: attribute(vault, 'id'),
      disk_id: attribute(homes, 'id'),
      snapshot_resource_group_name: attribute(group, 'name'),
      backup_policy_id: attribute(policy, 'id'),
    },
    { dependsOn: [reads, writes] },
  )
  return [vault, reads, writes, policy, instance]
}

function share(plan: HubPlan, group: Block): Block[] {
  const { group: theirs, network, subnet: name } = networkOf(plan.cluster)
  const subnet = data('azurerm_subnet', 'nodes', { name, resource_group_name: theirs, virtual_network_name: network })
  const account = resource(
    'azurerm_storage_account',
    'homes',
    {
      name: homeAccount(plan, plan.cluster),
      resource_group_name: attribute(group, 'name'),
      location: attribute(group, 'location'),
      tags: plan.labels,
      account_kind: 'FileStorage',
      account_tier: 'Premium',
      account_replication_type: plan.cluster.zones.length > 0 ? 'ZRS' : 'LRS',
      // NFS has no TLS of its own; nobody but the nodes' subnet gets there
      https_traffic_only_enabled: false,
      network_rules: {
        default_action: 'Deny',
        bypass: ['None'],
        virtual_network_subnet_ids: [attribute(subnet, 'id')],
      },
      allow_nested_items_to_be_public: false,
      shared_access_key_enabled: false,
      default_to_oauth_authentication: true,
      local_user_enabled: false,
      cross_tenant_replication_enabled: false,
      min_tls_version: 'TLS1_2',
      share_properties: { retention_policy: { days: DELETED_KEPT } },
    },
    keep(plan),
  )
  return [
    subnet,
    account,
    resource(
      'azurerm_storage_share',
      'homes',
      {
        name: HOME_SHARE,
        storage_account_id: attribute(account, 'id'),
        enabled_protocol: 'NFS',
        quota: Math.max(plan.home.disk, LEAST_SHARE),
      },
      keep(plan),
    ),
  ]
}
