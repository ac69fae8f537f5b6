import type { ResourceTypes } from '../resource-types.ts'
import { replacing } from './replacing.ts'

/** Files below `google/services/` of hashicorp/terraform-provider-google: what is `ForceNew` there. */
export const resourceTypes: ResourceTypes = {
  provider: { name: 'google', account: 'project', region: 'region' },
  cluster: 'google_container_cluster',
  version: 'min_master_version',
  pool: {
    type: 'google_container_node_pool',
    disk: 'node_config.disk_size_gb',
    // container/node_config.go: made anew, or every machine replaced in place
    stops: [
      'node_config.machine_type',
      'node_config.spot',
      'node_config.disk_type',
      'node_config.boot_disk',
      'node_config.ephemeral_storage_local_ssd_config',
    ],
  },
  replacedBy: {
    google_container_cluster: {
      source: 'container/resource_container_cluster.go',
      changes: [
        'name',
        'project',
        'location',
        'description',
        'network',
        'subnetwork',
        'networking_mode',
        'datapath_provider',
        'initial_node_count',
        'ip_allocation_policy',
        'private_cluster_config.master_ipv4_cidr_block',
        'master_auth.client_certificate_config',
      ],
    },
    google_compute_disk: {
      source: 'compute/resource_compute_disk.go',
      changes: ['name', 'project', 'zone', 'type', 'description', 'snapshot'],
      shrinks: ['size'],
    },
    google_filestore_instance: {
      source: 'filestore/resource_filestore_instance.go',
      changes: ['name', 'project', 'location', 'tier', 'protocol', 'networks', 'file_shares.name'],
      shrinks: ['file_shares.capacity_gb'],
    },
    google_storage_bucket: {
      source: 'storage/resource_storage_bucket.go',
      changes: ['name', 'project', 'location'],
    },
    google_compute_network: {
      source: 'compute/resource_compute_network.go',
      changes: ['name', 'project', 'auto_create_subnetworks'],
    },
    google_compute_subnetwork: {
      // a range that holds the old one is taken in place (`IsShrinkageIpCidr`), and so are secondary ranges
      source: 'compute/resource_compute_subnetwork.go',
      changes: ['name', 'project', 'region', 'network'],
      shrinks: ['ip_cidr_range'],
    },
  },
  replacing,
  ground: ['google_compute_network', 'google_compute_subnetwork'],
  buckets: ['google_storage_bucket'],
  settings: { project: 'account', region: 'region', location: 'region', zone: 'zones' },
}
