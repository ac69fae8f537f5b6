import type { ResourceTypes } from '../resource-types.ts'
import { replacing } from './replacing.ts'

/** Files below `internal/service/` of hashicorp/terraform-provider-aws 6: what is `ForceNew` there. */
export const resourceTypes: ResourceTypes = {
  provider: { name: 'aws', account: 'allowed_account_ids.0', region: 'region' },
  cluster: 'aws_eks_cluster',
  version: 'version',
  pool: {
    type: 'aws_eks_node_group',
    template: 'aws_launch_template',
    disk: 'block_device_mappings.0.ebs.volume_size',
    min: 'scaling_config.min_size',
    // eks/node_group.go
    stops: ['instance_types', 'capacity_type', 'ami_type'],
  },
  replacedBy: {
    aws_eks_cluster: {
      source: 'eks/cluster.go',
      changes: [
        'name',
        'role_arn',
        'bootstrap_self_managed_addons',
        'kubernetes_network_config.ip_family',
        'kubernetes_network_config.service_ipv4_cidr',
      ],
    },
    aws_ebs_volume: {
      // smaller is refused by AWS itself
      source: 'ec2/ebs_volume.go',
      changes: ['availability_zone', 'encrypted', 'kms_key_id', 'snapshot_id', 'multi_attach_enabled'],
      shrinks: ['size'],
    },
    aws_efs_file_system: {
      source: 'efs/file_system.go',
      changes: ['availability_zone_name', 'creation_token', 'encrypted', 'kms_key_id', 'performance_mode'],
    },
    aws_backup_vault: { source: 'backup/vault.go', changes: ['name', 'kms_key_arn'] },
    aws_s3_bucket: { source: 's3/bucket.go', changes: ['bucket'] },
    aws_vpc: { source: 'ec2/vpc_.go', changes: ['cidr_block'] },
  },
  replacing,
  ground: ['aws_vpc'],
  buckets: ['aws_s3_bucket'],
  settings: { region: 'region', availability_zone: 'zones' },
}
