import type { Prices } from '../../plan/cloud-facts.ts'

/**
 * us-central1. Cloud NAT: by machine behind it, and an address (cloud.google.com/nat/pricing). Forwarding rules: five
 * cost what one does (cloud.google.com/load-balancing/pricing, read by others in September 2026; a balancer takes one).
 * Disks: Google Cloud's pricing calculator (balanced, May 2023) and infracost's compute_disk_test.golden (the others,
 * July 2024). The price of Filestore's zonal tier was found nowhere.
 */
export const prices: Prices = {
  region: 'us-central1',
  source:
    "Google Cloud's price pages of Cloud NAT, Cloud Load Balancing and Persistent Disk for us-central1, 2023 to 2026",
  gateway: { hour: 0.005, machine: 0.0014 },
  loadBalancers: (count) => (count === 0 ? 0 : 0.025 + Math.max(0, count - 5) * 0.01),
  diskGib: 0.1,
  homeGib: ({ kind, fast }) => DISKS[kind ?? (fast ? 'pd-ssd' : 'pd-balanced')],
}

const DISKS: Readonly<Record<string, number>> = { 'pd-standard': 0.04, 'pd-balanced': 0.1, 'pd-ssd': 0.17 }
