import { attribute, takenOver, template, type Block, type Outputs } from '../../print/terraform.ts'
import type { HubPlan } from '../../plan/types.ts'
import { cloudLabels, clusterName, hubName, shareHost } from './names.ts'
import { apisOf, projectServices } from './root.ts'
import { resource } from './blocks.ts'
import { LEAVES } from './existing.ts'

interface Part {
  blocks: readonly Block[]
  outputs: Outputs
}

/** Name of the disk with people's homes, known before it is made. */
export const diskName = (plan: HubPlan): string => plan.home.existing?.name ?? hubName(plan, 'homes')
/** What the Kubernetes driver calls the disk. */
export const diskHandle = (plan: HubPlan): string =>
  `projects/${plan.cluster.account}/zones/${plan.cluster.zones[0]}/disks/${diskName(plan)}`
/** What kind of disk homes are on. */
export const diskType = ({ home }: HubPlan): string => home.drive.kind ?? (home.fast ? 'pd-ssd' : 'pd-balanced')
export const SHARE = 'homes'

/** Where people's homes are kept. `cluster` is the data source that finds the cluster. */
export function home(plan: HubPlan, cluster: Block): Part {
  switch (plan.home.kind) {
    case 'disk':
      return disk(plan)
    case 'managed':
      return plan.home.within ? { blocks: [], outputs: {} } : filestore(plan, cluster)
    case 'nfs':
    case 'none':
      return { blocks: [], outputs: {} }
  }
}

/**
 * A disk in the cluster's first zone, where the machines are; it grows in place. Snapshots are kept in the region even
 * when the disk is gone, until somebody deletes them: nothing expires them then.
 */
function disk(plan: HubPlan): Part {
  const project = plan.cluster.account
  const zone = plan.cluster.zones[0]!
  const itself = resource(
    'google_compute_disk',
    'homes',
    {
      name: diskName(plan),
      project,
      zone,
      description: `Homes of ${plan.id}`,
      type: diskType(plan),
      size: plan.home.disk,
      provisioned_iops: plan.home.drive.iops,
      provisioned_throughput: plan.home.drive.throughput,
      labels: cloudLabels(plan.labels),
    },
    // a new description makes a new disk (resource_compute_disk.go)
    { lifecycle: { prevent_destroy: !plan.home.mayDestroy, ignore_changes: ['description'] } },
  )
  const homes = plan.home.existing ? takenOver(itself, LEAVES.google_compute_disk) : itself
  const outputs = { home_disk: { value: attribute(homes, 'id'), description: "The disk with people's homes" } }
  if (plan.home.snapshots === 0) return { blocks: [homes], outputs }
  const schedule = resource('google_compute_resource_policy', 'homes', {
    name: hubName(plan, 'homes'),
    project,
    region: plan.cluster.region,
    description: `Daily snapshots of the homes of ${plan.id}`,
    snapshot_schedule_policy: {
      schedule: { daily_schedule: { days_in_cycle: 1, start_time: '04:00' } },
      retention_policy: { max_retention_days: plan.home.snapshots, on_source_disk_delete: 'KEEP_AUTO_SNAPSHOTS' },
      snapshot_properties: {
        labels: cloudLabels(plan.labels),
        storage_locations: [plan.cluster.region],
        guest_flush: false,
      },
    },
  })
  const attachment = resource('google_compute_disk_resource_policy_attachment', 'homes', {
    project,
    zone,
    name: attribute(schedule, 'name'),
    disk: attribute(homes, 'name'),
  })
  return { blocks: [homes, schedule, attachment], outputs }
}

/**
 * Zonal instances, GiB: 1 to 9.75 TiB in steps of 256 GiB, 10 to 100 TiB in steps of 2.5 TiB
 * (cloud.google.com/filestore/docs/service-tiers-zonal).
 */
const SMALL = { least: 1024, most: 9984, step: 256 }
const LARGE = { least: 10_240, step: 2560 }

/**
 * A size that Filestore has, for one that was asked for. An instance cannot grow from below 10 TiB to above it: Google
 * refuses, nothing is lost.
 */
export function capacity(gib: number): number {
  const range = gib <= SMALL.most ? SMALL : LARGE
  return Math.max(range.least, Math.ceil(gib / range.step) * range.step)
}

/** Operations a second and TiB, where speed is asked for; standard is 9,200 (same page, custom performance). */
const FAST_IOPS = 17_000

/**
 * A zonal Filestore instance, whose NFS 4.1 has its own locks, and a name for it inside the network, so that
 * Kubernetes' objects need no address that only Terraform knows. Its backups have no schedule; the check
 * `managed-home-without-backup` refuses `home.backup` with it.
 */
function filestore(plan: HubPlan, cluster: Block): Part {
  const { account: project, zones } = plan.cluster
  const services = projectServices(project, ['dns', 'file'])
  const apis = apisOf(services)
  const existing = plan.cluster.existingNetwork?.network
  const instance = resource(
    'google_filestore_instance',
    'homes',
    {
      name: diskName(plan),
      project,
      tier: 'ZONAL',
      protocol: 'NFS_V4_1',
      location: zones[0]!,
      description: `Homes of ${plan.id}`,
      file_shares: { name: SHARE, capacity_gb: capacity(plan.home.disk) },
      // the larger range is fast as it is, and has other limits
      performance_config:
        plan.home.fast && plan.home.disk <= SMALL.most ? { iops_per_tb: { max_iops_per_tb: FAST_IOPS } } : undefined,
      networks: [{ network: existing ?? clusterName(plan.cluster), modes: ['MODE_IPV4'] }],
      labels: cloudLabels(plan.labels),
      deletion_protection_enabled: !plan.home.mayDestroy,
    },
    { dependsOn: [...apis('file'), cluster], lifecycle: { prevent_destroy: !plan.home.mayDestroy } },
  )
  const zone = resource(
    'google_dns_managed_zone',
    'homes',
    {
      name: hubName(plan, 'homes'),
      project,
      dns_name: `${shareHost(plan)}.`,
      description: `Where the homes of ${plan.id} are found`,
      visibility: 'private',
      private_visibility_config: {
        networks: [{ network_url: template`https://www.googleapis.com/compute/v1/${attribute(cluster, 'network')}` }],
      },
      labels: cloudLabels(plan.labels),
    },
    { dependsOn: apis('dns') },
  )
  const record = resource('google_dns_record_set', 'homes', {
    project,
    managed_zone: attribute(zone, 'name'),
    name: `${shareHost(plan)}.`,
    type: 'A',
    ttl: 300,
    rrdatas: [attribute(instance, 'networks[0].ip_addresses[0]')],
  })
  return {
    blocks: [...services, instance, zone, record],
    outputs: {
      home_share: { value: attribute(instance, 'id'), description: "The Filestore instance with people's homes" },
    },
  }
}
