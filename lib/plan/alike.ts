import type { CloudFacts, Machine } from './cloud-facts.ts'

/** How much smaller a machine may be than the one it stands for: clouds count memory a little differently. */
const NEARLY = 0.95

/**
 * The cheapest machine of a cloud that has what another one has, on another cloud perhaps; with a fast disk of its own,
 * where `localDisk` says so. Undefined where there is none.
 */
export function machineLike(machine: Machine, { machines }: CloudFacts, localDisk = false): Machine | undefined {
  const enough = machines.filter((each) => isEnough(each, machine) && (!localDisk || each.localDisk !== undefined))
  return [...enough].sort((a, b) => a.usdPerHour - b.usdPerHour || (a.type < b.type ? -1 : 1))[0]
}

const isEnough = (each: Machine, { vcpu, memory, gpu }: Machine): boolean =>
  each.vcpu >= vcpu &&
  each.memory >= NEARLY * memory &&
  each.gpu?.kind === gpu?.kind &&
  (each.gpu?.count ?? 0) >= (gpu?.count ?? 0)
