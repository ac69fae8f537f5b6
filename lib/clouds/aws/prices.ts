import type { Prices } from '../../plan/cloud-facts.ts'

/**
 * us-east-1, before traffic: a NAT gateway and EFS Standard (infracost's nat_gateway_test.golden and
 * efs_file_system_test.golden, July 2024), a Network Load Balancer and gp3 as AWS's price pages have them. What
 * operations beyond a disk's own cost is left out.
 */
export const prices: Prices = {
  region: 'us-east-1',
  source: "AWS's price pages of VPC, Elastic Load Balancing, EBS and EFS for us-east-1, 2024",
  gateway: { hour: 0.045 },
  loadBalancers: (count) => 0.0225 * count,
  diskGib: 0.08,
  homeGib: ({ kind = 'gp3' }) => (kind === 'gp3' ? 0.08 : undefined),
  fileGib: () => 0.3,
}
