import type { Prices } from '../../plan/cloud-facts.ts'

/** A public address, an hour. */
const ADDRESS = 0.005

/**
 * eastus. A NAT gateway and an address: infracost's nat_gateway_test.golden (July 2024). Rules of the Standard Load
 * Balancer: five cost what one does, a balancer takes two and an address (azure.microsoft.com/pricing/details/
 * load-balancer, as c3x.dev/resources/azure/azurerm_lb has it). A Standard SSD costs the same for each GiB of each
 * size, E4 to E30, that it is rounded up to (infracost's managed_disk_test.golden); a Premium SSD does not, so that
 * its price is left out. Premium file shares, in all zones or with one copy: westus (infracost's
 * storage_share_test.golden).
 */
export const prices: Prices = {
  region: 'eastus',
  source: "Azure's price pages of NAT Gateway, Load Balancer, Managed Disks (eastus) and Files (westus), 2024",
  gateway: { hour: 0.045 + ADDRESS },
  loadBalancers: (count) => (count === 0 ? 0 : 0.025 + Math.max(0, 2 * count - 5) * 0.01 + count * ADDRESS),
  diskGib: 0.075,
  homeGib: ({ kind, fast }) => (kind === 'StandardSSD_LRS' || (kind === undefined && !fast) ? 0.075 : undefined),
  fileGib: (zones) => (zones > 0 ? 0.22 : 0.176),
}
