import type { TerraformResources } from '../../print/terraform-resources.ts'

/** From the documentation of the aws provider: what forces a new resource. */
export const resources: TerraformResources = {
  provider: { name: 'aws', account: 'allowed_account_ids.0', region: 'region' },
  cluster: 'aws_eks_cluster',
  version: 'version',
  pool: {
    type: 'aws_eks_node_group',
    template: 'aws_launch_template',
    disk: 'block_device_mappings.0.ebs.volume_size',
  },
  identity: ['bucket', 'name', 'region', 'availability_zone'],
  replacedBy: { aws_eks_cluster: ['kubernetes_network_config'] },
  ground: { aws_vpc: ['cidr_block'] },
  sizes: ['size'],
  buckets: ['aws_s3_bucket'],
  settings: { region: 'region', availability_zone: 'zones' },
}
