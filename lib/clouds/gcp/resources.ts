import type { TerraformResources } from '../../print/terraform-resources.ts'

/** From the documentation of the google provider: what forces a new resource. */
export const resources: TerraformResources = {
  provider: { name: 'google', account: 'project', region: 'region' },
  cluster: 'google_container_cluster',
  version: 'min_master_version',
  pool: { type: 'google_container_node_pool', disk: 'node_config.disk_size_gb' },
  identity: ['name', 'project', 'region', 'zone', 'location'],
  replacedBy: {
    google_compute_disk: ['type'],
    google_container_cluster: ['network', 'subnetwork', 'ip_allocation_policy', 'datapath_provider'],
    google_filestore_instance: ['tier', 'protocol', 'networks'],
  },
  ground: {
    google_compute_network: [],
    google_compute_subnetwork: ['ip_cidr_range', 'secondary_ip_range'],
  },
  sizes: ['size', 'capacity_gb'],
  buckets: ['google_storage_bucket'],
  settings: { project: 'account', region: 'region', location: 'region', zone: 'zones' },
}
