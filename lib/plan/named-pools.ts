/** Pools that cluster.yaml names: which machines they have, and whose servers and workers go there. */
import type { Diagnostic, Result } from '../diagnostics.ts'
import type { ClusterSettings } from '../settings/index.ts'
import { namesInOrder } from './order.ts'
import { sliceFault } from './gpu-slices.ts'
import { planProblems } from './problems.ts'
import type { HubIdentity, NamedPool } from './types.ts'
import type { Resolved } from './resolved.ts'
import type { CloudFacts, Machine } from './cloud-facts.ts'
import { gib, mib } from './units.ts'

type Settings = NonNullable<ClusterSettings['pools']>[string]

/** In the order written. One whose machines are not known is told of and left out. */
export function planNamedPools(
  community: string,
  resolved: Resolved<ClusterSettings>,
  facts: CloudFacts,
): Result<NamedPool[]> {
  const { pools = {} } = resolved.values
  const found = namesInOrder(resolved.tree, ['pools']).map((name) => {
    const settings = pools[name]!
    const machines = machinesOf(name, settings, { resolved, facts })
    const fault = sliceFault(settings, settings.gpu ?? machines.value[0]?.[0]?.gpu?.kind, {
      what: `the pool \`${name}\``,
      at: resolved.nearest(['pools', name, 'gpu-slices']),
      facts,
    })
    return {
      diagnostics: [...machines.diagnostics, ...(fault ? [fault] : [])],
      value: machines.value.map((all) =>
        poolOf(name, settings, { all, community, defaults: resolved.values.machines }),
      ),
    }
  })
  return {
    value: found.flatMap(({ value }) => value),
    diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
  }
}

/** Whether a hub's servers and workers may go to a pool. */
export const isFor = ({ hubs }: Pick<NamedPool, 'hubs'>, { community, hub }: HubIdentity): boolean =>
  hubs === undefined || hubs.includes(`${community}/${hub}`)

/** The pools that are for something of a hub, those that name it first. */
export function poolsFor(pools: readonly NamedPool[], purpose: NamedPool['purpose'], hub: HubIdentity): NamedPool[] {
  const mine = pools.filter((pool) => pool.purpose === purpose && isFor(pool, hub))
  return [...mine.filter(({ hubs }) => hubs !== undefined), ...mine.filter(({ hubs }) => hubs === undefined)]
}

interface Around {
  resolved: Resolved<ClusterSettings>
  facts: CloudFacts
}

/** Every machine that may serve, the preferred one first; none where one is not known. */
function machinesOf(name: string, settings: Settings, { resolved, facts }: Around): Result<Machine[][]> {
  const { machines: types = [], memory, gpu } = settings
  const isOfKind = (machine: Machine): boolean => gpu === undefined || machine.gpu?.kind === gpu
  const missing = (at: 'machines' | 'memory' | 'gpu', machine: string): Result<Machine[][]> => ({
    value: [],
    diagnostics: [
      planProblems.raise('no-such-machine/pool', {
        at: resolved.nearest(['pools', name, at]),
        args: { cloud: facts.title, machine, pool: name },
      }),
    ],
  })
  if (types.length > 0) {
    const found = types.map((type) => facts.machines.find((machine) => machine.type === type && isOfKind(machine)))
    const unknown = types[found.indexOf(undefined)]
    if (unknown !== undefined) return missing('machines', gpu === undefined ? unknown : `${unknown} with a ${gpu}`)
    return { value: [found as Machine[]], diagnostics: [] }
  }
  const family = gpu === undefined ? facts.families.user : (facts.families.gpu[gpu] ?? [])
  const least = facts.machines
    .filter((machine) => family.includes(machine.type) && isOfKind(machine))
    .sort((a, b) => a.memory - b.memory)
    .find((machine) => memory === undefined || machine.memory >= mib(memory))
  if (!least) return missing(memory === undefined ? 'gpu' : 'memory', [memory, gpu].filter(Boolean).join(' with a '))
  return { value: [[least]], diagnostics: [] }
}

interface Given {
  all: readonly Machine[]
  community: string
  defaults: ClusterSettings['machines']
}

function poolOf(name: string, settings: Settings, { all, community, defaults }: Given): NamedPool {
  const { disk, hubs, generation = defaults.generation ?? 'a', replacing } = settings
  const { size = defaults.disk, kind, iops, throughput } = typeof disk === 'string' ? { size: disk } : (disk ?? {})
  const old = settings.generation === undefined ? defaults.replacing : replacing
  return {
    name,
    purpose: settings.purpose ?? (hubs === undefined ? undefined : 'users'),
    machine: leastOf(all),
    machines: all,
    zones: settings.zones,
    disk: gib(size),
    disks: { kind, iops, throughput },
    localDisk: settings['local-disk'] ?? false,
    min: settings.min ?? 0,
    max: settings.max ?? defaults.max,
    spot: settings.spot ?? false,
    gpuShares: settings['gpu-slices'] ?? settings['gpu-shares'] ?? 1,
    gpuSliced: settings['gpu-slices'] === undefined ? undefined : true,
    labels: settings.labels ?? {},
    hubs: hubs?.map((hub) => (hub.includes('/') ? hub : `${community}/${hub}`)),
    replacing,
    generations: [...new Set([generation, old ?? generation])],
  }
}

/** What each of them has at least: what is planned on it fits every one. */
function leastOf(machines: readonly Machine[]): Machine {
  const [first, ...others] = machines as readonly [Machine, ...Machine[]]
  return others.reduce(
    (least, { vcpu, memory, allocatable, schedulable, maxPods, disks, addresses, system, localDisk }) => ({
      ...least,
      vcpu: Math.min(least.vcpu, vcpu),
      memory: Math.min(least.memory, memory),
      allocatable: lesser(least.allocatable, allocatable),
      schedulable: lesser(least.schedulable, schedulable),
      maxPods: Math.min(least.maxPods, maxPods),
      disks: Math.min(least.disks, disks),
      addresses: Math.max(least.addresses, addresses),
      system: system.pods > least.system.pods ? system : least.system,
      localDisk: Math.min(least.localDisk ?? 0, localDisk ?? 0) || undefined,
    }),
    first,
  )
}

const lesser = (a: Machine['schedulable'], b: Machine['schedulable']): Machine['schedulable'] => ({
  memory: Math.min(a.memory, b.memory),
  cpu: Math.min(a.cpu, b.cpu),
})

/** What is wrong with the machine of the core pool, where it is named. */
export function coreProblems(resolved: Resolved<ClusterSettings>, facts: CloudFacts): Diagnostic[] {
  const { machine } = resolved.values.core
  if (machine === undefined || facts.machines.some(({ type }) => type === machine)) return []
  const at = resolved.at(['core', 'machine'])
  return [planProblems.raise('no-such-machine/core', { at, args: { cloud: facts.title, machine } })]
}
