import type { CloudFacts, Machine } from './cloud-facts.ts'

/** What one server asks for: MiB and thousandths of a core. */
export interface Ask {
  guarantee?: number
  /** `share`: no more than its share of the machine, which is then set aside for it. */
  limit: number | 'none' | 'share'
  cpu?: number
  cpuLimit?: number
  gpu?: string
  gpus: number
  /** Servers on one GPU, by turns or, where it is sliced, each on a part of its own. */
  gpuShares: number
  gpuSliced?: boolean
  /** Machine type named in the settings. */
  machine?: string
  /** What the containers beside each server are guaranteed, in the same pod: MiB and thousandths of a core. */
  beside?: { memory: number; cpu: number }
  /** What people choose by an option of the form: this asks for the most of it. */
  chosen?: readonly ('memory' | 'cpu')[]
  /** Disks that each server has attached to its machine. */
  disks?: number
}

export interface Fit {
  machine: Machine
  perNode: number
  /** Without a limit, a server may use what its machine has. */
  memory: { guarantee: number; limit?: number }
  cpu: { guarantee: number; limit: number }
}

/** Pods of the system on a node that also count against its limit of pods. */
const SYSTEM_PODS = 10
/** Least CPU of a server: without any set aside, Kubernetes would set its limit aside. */
const LEAST_CPU = 10
const NOTHING = { memory: 0, cpu: 0 }
/**
 * The smallest machine is taken unless servers would get half as much again as they asked for: a person alone on a
 * large machine costs more than memory that is given away. Beyond that, the machine that fits best. Of machines with 6,
 * 13 and 27 GiB for servers:
 * - 4 GiB asked for: the first carries one server, with 6 / 4 = 1.5 times what it asked for, and is taken.
 * - 3.5 GiB: the first would give its one server 1.7 times that. The second carries three, with 13 / 3 / 3.5 = 1.24
 *   times, and is taken: each server gets 4.33 GiB.
 */
const GENEROUS = 1.5

/**
 * The machine for a size, how many servers it carries, and what each gets. Without a limit of its own a server is given
 * its share of the machine: what it asked for or a little more, so that the shares fill the machine and no guaranteed
 * memory is promised twice. Kubernetes schedules by what is guaranteed alone, and so a limit may be more than any
 * machine has; a machine that has it is preferred. Undefined where no machine is large enough: of the cloud's families,
 * unless `machines` are given.
 */
export function fit(ask: Ask, facts: CloudFacts, machines = candidates(ask, facts)): Fit | undefined {
  const beside = ask.beside ?? NOTHING
  const holding = machines
    .map((machine) => ({ machine, perNode: serversOn(machine, ask) }))
    .filter(({ perNode }) => perNode >= 1)
  const limit = typeof ask.limit === 'number' ? ask.limit : 0
  const whole = holding.filter(({ machine }) => limit + beside.memory <= machine.schedulable.memory)
  const fits = whole.length > 0 ? whole : holding
  /** How many times what it asked for a server gets. */
  const waste = ({ machine, perNode }: { machine: Machine; perNode: number }): number =>
    machine.schedulable.memory / perNode / (ask.guarantee ?? machine.schedulable.memory / perNode)
  const best =
    fits.find((option) => waste(option) <= GENEROUS) ??
    fits.reduce<(typeof fits)[number] | undefined>((a, b) => (a && waste(a) <= waste(b) ? a : b), undefined)
  if (!best) return undefined
  const { machine, perNode } = best
  const share = Math.floor(machine.schedulable.memory / perNode) - beside.memory
  const guarantee = ask.limit === 'share' ? share : (ask.guarantee ?? share)
  const cpuLimit = ask.cpuLimit ?? machine.schedulable.cpu
  return {
    machine,
    perNode,
    memory: { guarantee, limit: limitOf(ask, share) },
    cpu: {
      // Kubernetes refuses a pod that is guaranteed more than it may use
      guarantee:
        ask.cpu ??
        Math.min(Math.floor((machine.schedulable.cpu / perNode - beside.cpu) / LEAST_CPU) * LEAST_CPU, cpuLimit),
      limit: cpuLimit,
    },
  }
}

function limitOf({ limit }: Ask, share: number): number | undefined {
  if (limit === 'none') return undefined
  return limit === 'share' ? share : limit
}

/**
 * The most memory, MiB, and CPU, thousandths of a core, that a server can be given together on the cloud, for the
 * message when a size is too large: of the machines that have what it asks of the other, where there is one, else of
 * the largest. `over` is what no machine has enough of.
 */
export function largest(
  ask: Ask,
  facts: CloudFacts,
  machines = candidates(ask, facts),
): { memory: number; cpu: number; over: 'memory' | 'cpu' | 'both' } {
  const beside = ask.beside ?? NOTHING
  const offered = machines
    .filter((machine) => serversOn(machine, { ...ask, guarantee: undefined, cpu: undefined }) >= 1)
    .map(({ schedulable: { memory, cpu } }) => ({ memory: memory - beside.memory, cpu: cpu - beside.cpu }))
  const withCpu = offered.filter(({ cpu }) => cpu >= (ask.cpu ?? LEAST_CPU))
  const withMemory = offered.filter(({ memory }) => memory >= (ask.guarantee ?? 0))
  const most = (of: typeof offered, key: 'memory' | 'cpu') =>
    of.reduce((a, b) => (a[key] >= b[key] ? a : b), { memory: 0, cpu: 0 })
  if (withCpu.length > 0) return { ...most(withCpu, 'memory'), over: 'memory' }
  if (withMemory.length > 0) return { ...most(withMemory, 'cpu'), over: 'cpu' }
  return { ...most(offered, 'memory'), over: 'both' }
}

/** Machines of the cloud's families, or the one that the settings name, with the GPU that is asked for. */
function candidates(ask: Ask, facts: CloudFacts): Machine[] {
  const family = ask.gpu ? (facts.families.gpu[ask.gpu] ?? []) : facts.families.user
  const types = ask.machine ? [ask.machine] : family
  return types.flatMap(
    (type) =>
      facts.machines.find(
        (machine) => machine.type === type && (ask.gpu === undefined || machine.gpu?.kind === ask.gpu),
      ) ?? [],
  )
}

function serversOn(machine: Machine, ask: Ask): number {
  const beside = ask.beside ?? NOTHING
  const bounds = [machine.maxPods - SYSTEM_PODS, machine.schedulable.cpu / ((ask.cpu ?? LEAST_CPU) + beside.cpu)]
  if (ask.disks) bounds.push(machine.disks / ask.disks)
  if (ask.guarantee) bounds.push(machine.schedulable.memory / (ask.guarantee + beside.memory))
  if (ask.gpu) bounds.push(((machine.gpu?.count ?? 0) * ask.gpuShares) / ask.gpus)
  else if (!ask.guarantee) bounds.push(1)
  return Math.floor(Math.min(...bounds))
}
