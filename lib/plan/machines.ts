import type { Machine } from './cloud-facts.ts'

/**
 * Share of a machine's memory that is promised to nobody. What kernel and firmware keep changes with their versions (a
 * GKE node of 1.36 has 23 MiB less than the formula of Google's autoscaler says), and agents use more than they ask for
 * (Cilium 300 to 400 MiB where it asks for 100: cilium/cilium#28772).
 */
const SLACK = 0.02

/** What a machine has left for servers and hubs: MiB, rounded down, and thousandths of a core. */
export const schedulable = ({
  allocatable,
  system,
}: Pick<Machine, 'allocatable' | 'system'>): Machine['schedulable'] => ({
  memory: Math.floor((allocatable.memory - system.memory) * (1 - SLACK)),
  cpu: allocatable.cpu - system.cpu,
})
