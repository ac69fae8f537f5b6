import { attribute, ref, takenOver, type Block, type Expression, type Outputs } from '../../print/terraform.ts'
import { homeOwner } from '../../plan/home.ts'
import { shorten } from '../../plan/names.ts'
import type { HubIdentity, HubPlan } from '../../plan/types.ts'
import { LEAVES } from './existing.ts'
import { role, service } from './identity.ts'
import { inZone, subnetName } from './network.ts'
import { identifier } from './root.ts'
import { data, resource } from './blocks.ts'

export interface Home {
  blocks: Block[]
  outputs: Outputs
}

/** Where people's files are kept: a disk for the hub's own NFS server, AWS's file service, or nothing. */
export function home(hub: HubPlan, cluster: Block): Home {
  const shared = fileSystem(hub, cluster)
  // of disks that people have each, too, which have the same tag
  const copied = hub.home.kind === 'disk' || hub.home.personal === 'volume'
  return copied ? { ...shared, blocks: [...shared.blocks, ...snapshots(hub)] } : shared
}

function fileSystem(hub: HubPlan, cluster: Block): Home {
  switch (hub.home.kind) {
    case 'disk':
      return { blocks: [homeVolume(hub)], outputs: {} }
    case 'managed':
      return hub.home.within ? { blocks: [], outputs: {} } : share(hub, cluster)
    case 'nfs':
    case 'none':
      return { blocks: [], outputs: {} }
  }
}

/** Name of the managed share inside the network. Known before anything is made, unlike EFS's own. */
export const shareServer = (hub: HubPlan, owner: HubIdentity = homeOwner(hub)): string => `nfs.${zoneName(hub, owner)}`
const zoneName = (hub: HubPlan, owner: HubIdentity = homeOwner(hub)): string =>
  `${owner.namespace}.${hub.cluster.name}.internal`

/** How AWS advises to mount EFS (EFS user guide, "Recommended NFS mount options"). */
export const SHARE_OPTIONS = [
  'nfsvers=4.1',
  'rsize=1048576',
  'wsize=1048576',
  'hard',
  'timeo=600',
  'retrans=2',
  'noresvport',
]

const protect = (hub: HubPlan) => (hub.home.mayDestroy ? {} : { lifecycle: { prevent_destroy: true } })

/** Roles are known all over the account: the cluster's name keeps two hubs of one name apart. */
const roleName = (hub: HubPlan, what: string): string => shorten(`${hub.cluster.name}-${hub.namespace}-${what}`, 64)

/** The tag of volumes that the EBS CSI driver may attach, which it puts on those that it makes itself. */
const MANAGED_VOLUME = 'ebs.csi.aws.com/cluster'

/** The tag by which snapshots find the disk. */
const target = (hub: HubPlan): Record<string, string> => ({ 'home-of': homeTag(hub) })
export const homeTag = (hub: HubPlan): string => `${hub.cluster.name}/${hub.namespace}`

/**
 * Kind, operations and MiB a second of a disk of so many GiB: gp3 allows 500 operations for each GiB, and a quarter MiB
 * for each operation.
 */
function performance({ home }: HubPlan, gib: number): { type: string; iops?: number; throughput?: number } {
  const { kind: type = 'gp3', iops, throughput } = home.drive
  if (type === 'gp2') return { type }
  const usual = home.fast ? Math.max(3000, Math.min(6000, 500 * gib)) : 3000
  if (type !== 'gp3') return { type, iops: iops ?? usual }
  return { type, iops: iops ?? usual, throughput: throughput ?? (home.fast ? 500 : 125) }
}

/**
 * What the EBS CSI driver makes a disk of for each person (kubernetes-sigs/aws-ebs-csi-driver, docs/parameters.md). The
 * tag is the one by which snapshots find it.
 */
export function personalVolume(hub: HubPlan): Record<string, string> {
  const drive = Object.entries(performance(hub, hub.home.quota ?? 0)).map(([key, value]) => [key, String(value)])
  const tags = Object.entries(target(hub)).map(([key, value], i) => [`tagSpecification_${i + 1}`, `${key}=${value}`])
  return {
    encrypted: 'true',
    ...Object.fromEntries(drive),
    ...Object.fromEntries(tags),
  }
}

/** The disk of people's homes. */
export function homeVolume(hub: HubPlan): Block {
  const made = resource(
    'aws_ebs_volume',
    'home',
    {
      availability_zone: hub.cluster.zones[0]!,
      size: hub.home.disk,
      encrypted: true,
      ...performance(hub, hub.home.disk),
      // read from the state when the volume is deleted (internal/service/ec2/ebs_volume.go): said always, or it would
      // be unsaid by the very apply that allows the deletion
      final_snapshot: true,
      // the CSI driver's role reaches no volume without the last of these (AmazonEBSCSIDriverPolicyV2)
      tags: {
        Name: `${hub.cluster.name}-${hub.namespace}-home`,
        ...target(hub),
        [MANAGED_VOLUME]: 'true',
      },
      // the last snapshot is waited for; ten minutes, the provider's default, are too few for terabytes
      timeouts: { delete: '12h' },
    },
    protect(hub),
  )
  const { existing, drive, fast } = hub.home
  if (!existing) return made
  const hasSpeed = fast || Object.values(drive).some((each) => each !== undefined)
  return takenOver(made, [...LEAVES.aws_ebs_volume, ...(hasSpeed ? [] : SPEED)], existing.id)
}

/** What a disk that was there before keeps, unless the settings say it. */
const SPEED = ['iops', 'throughput', 'type']

function snapshots(hub: HubPlan): Block[] {
  if (hub.home.snapshots === 0) return []
  const maker = role('snapshots', {
    name: roleName(hub, 'snapshots'),
    trust: service('dlm.amazonaws.com'),
    description: `Daily snapshots of the homes of ${hub.id}.`,
    managed: ['service-role/AWSDataLifecycleManagerServiceRole'],
  })
  return [
    ...maker.blocks,
    resource(
      'aws_dlm_lifecycle_policy',
      'home',
      {
        // letters, digits, spaces, hyphens and underscores are all that the service takes
        description: `Homes of ${hub.community} ${hub.hub}`,
        execution_role_arn: attribute(maker.role, 'arn'),
        state: 'ENABLED',
        policy_details: {
          resource_types: ['VOLUME'],
          target_tags: target(hub),
          schedule: [
            {
              name: 'daily',
              copy_tags: true,
              create_rule: { interval: 24, interval_unit: 'HOURS', times: ['08:00'] },
              retain_rule: { count: hub.home.snapshots },
            },
          ],
        },
      },
      { dependsOn: maker.blocks.slice(1) },
    ),
  ]
}

function share(hub: HubPlan, cluster: Block): Home {
  const name = `${hub.cluster.name}-${hub.namespace}-home`
  const system = resource(
    'aws_efs_file_system',
    'home',
    {
      encrypted: true,
      // bursting gives 50 KiB/s for each GiB that is stored: 2.4 MiB/s for all people of a hub with 50 GiB of homes
      // (EFS user guide, "Amazon EFS performance specifications"); elastic is paid by what is read and written
      throughput_mode: 'elastic',
      lifecycle_policy: [
        { transition_to_ia: 'AFTER_90_DAYS' },
        { transition_to_primary_storage_class: 'AFTER_1_ACCESS' },
      ],
      tags: { Name: name },
    },
    protect(hub),
  )
  const place = placeOf(hub, cluster)
  const group = resource('aws_security_group', 'home', {
    name,
    description: `NFS of ${hub.id}`,
    vpc_id: place.vpc,
    tags: { Name: name },
  })
  const ingress = resource('aws_vpc_security_group_ingress_rule', 'home', {
    security_group_id: attribute(group, 'id'),
    description: 'NFS from the machines of the cluster',
    ...place.machines,
    ip_protocol: 'tcp',
    from_port: 2049,
    to_port: 2049,
  })
  const targets = place.targets.map(({ suffix, subnet }) =>
    resource('aws_efs_mount_target', `home${suffix}`, {
      file_system_id: attribute(system, 'id'),
      subnet_id: subnet,
      security_groups: [attribute(group, 'id')],
    }),
  )
  const zone = resource('aws_route53_zone', 'home', {
    name: zoneName(hub),
    comment: `Homes of ${hub.id}`,
    vpc: [{ vpc_id: place.vpc }],
  })
  const record = resource('aws_route53_record', 'home', {
    zone_id: attribute(zone, 'zone_id'),
    name: shareServer(hub),
    type: 'CNAME',
    ttl: 300,
    records: [attribute(system, 'dns_name')],
  })
  return {
    blocks: [...place.found, system, group, ingress, ...targets, zone, record, ...backups(hub, system)],
    outputs: {},
  }
}

interface Place {
  found: Block[]
  vpc: Expression | string
  /** Whence the share may be reached. */
  machines: { cidr_ipv4: Expression } | { referenced_security_group_id: Expression }
  targets: { suffix: string; subnet: Expression }[]
}

/**
 * Where the share is: in our own network in every zone, open to the subnet that holds machines only. In a network that
 * others use too, in the zone of the machines, open to their security group only.
 */
function placeOf(hub: HubPlan, cluster: Block): Place {
  const existing = hub.cluster.existingNetwork
  if (existing) {
    const found = existing.subnets.map((id) => data('aws_subnet', identifier(id), { id, vpc_id: existing.network }))
    return {
      found,
      vpc: existing.network,
      machines: { referenced_security_group_id: attribute(cluster, 'vpc_config[0].cluster_security_group_id') },
      targets: [{ suffix: '', subnet: ref(`${inZone(found, hub.cluster.zones[0]!).source}[0]`) }],
    }
  }
  const zones = hub.cluster.zones.map((zone) => ({
    suffix: `_${identifier(zone)}`,
    found: data('aws_subnet', `private_${identifier(zone)}`, {
      availability_zone: zone,
      tags: { Name: subnetName(hub.cluster, 'private', zone) },
    }),
  }))
  const first = zones[0]!.found
  return {
    found: zones.map(({ found }) => found),
    vpc: attribute(first, 'vpc_id'),
    machines: { cidr_ipv4: attribute(first, 'cidr_block') },
    targets: zones.map(({ suffix, found }) => ({ suffix, subnet: attribute(found, 'id') })),
  }
}

/** A plan of our own rather than EFS's default, which keeps 35 days whatever one wants. */
function backups(hub: HubPlan, system: Block): Block[] {
  if (hub.home.snapshots === 0) return []
  const name = shorten(`${hub.cluster.name}-${hub.namespace}-home`, 50)
  const vault = resource('aws_backup_vault', 'home', { name }, protect(hub))
  const schedule = resource('aws_backup_plan', 'home', {
    name,
    rule: [
      {
        rule_name: 'daily',
        target_vault_name: attribute(vault, 'name'),
        schedule: 'cron(0 8 * * ? *)',
        lifecycle: { delete_after: hub.home.snapshots },
      },
    ],
  })
  const maker = role('backups', {
    name: roleName(hub, 'backups'),
    trust: service('backup.amazonaws.com'),
    description: `Daily backups of the homes of ${hub.id}.`,
    managed: ['service-role/AWSBackupServiceRolePolicyForBackup', 'service-role/AWSBackupServiceRolePolicyForRestores'],
  })
  return [
    vault,
    schedule,
    ...maker.blocks,
    resource(
      'aws_backup_selection',
      'home',
      {
        name,
        plan_id: attribute(schedule, 'id'),
        iam_role_arn: attribute(maker.role, 'arn'),
        resources: [attribute(system, 'arn')],
      },
      { dependsOn: maker.blocks.slice(1) },
    ),
  ]
}
