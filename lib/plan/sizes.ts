import { hasOwnMachines } from './event.ts'
import type { Diagnostic, Origin, Result } from '../diagnostics.ts'
import type { HubSettings } from '../settings/index.ts'
import { groupsGiven } from './groups.ts'
import { shorten } from './names.ts'
import { amountsAsked } from './options.ts'
import { markedDefaults, namesInOrder } from './order.ts'
import { poolName, type PoolUse } from './pools.ts'
import { sliceFault } from './gpu-slices.ts'
import { planProblems } from './problems.ts'
import { fit, largest, type Ask, type Fit } from './fit.ts'
import type { HubContext } from './data.ts'
import { isFor, poolsFor } from './named-pools.ts'
import type { HubIdentity, NamedPool, SizePlan } from './types.ts'
import type { Resolved } from './resolved.ts'
import type { CloudFacts } from './cloud-facts.ts'
import { cpuBeside, sizeWords } from './size-words.ts'
import { mib } from './units.ts'

type Size = NonNullable<HubSettings['sizes']>[string]

/** A size with what it asks of a machine, and where its settings stand. */
interface Wanted {
  key: string
  size: Size
  ask: Ask
  /** Groups that have it without choosing. */
  given: readonly string[]
  origin(setting: 'gpu' | 'gpus' | 'gpu-slices' | 'machine' | 'memory' | 'cpu' | 'pool'): Origin
}

/** What planning the sizes of a hub needs. `beside` is what the containers beside each server are guaranteed. */
export interface SizeContext {
  identity: HubIdentity
  resolved: Resolved<HubSettings>
  facts: CloudFacts
  beside: { memory: number; cpu: number }
  /** The cluster, with the pools that it names. */
  cluster: HubContext['cluster']
}

/** A machine for a size, and the pool that has it where the cluster names one. */
interface Place extends Fit {
  named?: NamedPool
}

/** Sizes in the order in which people see them. The first is the default, if none says so. */
export function planSizes(context: SizeContext): Result<{ sizes: SizePlan[]; uses: PoolUse[] }> {
  const found = wantedSizes(context).map((each) => {
    const wanted = withOptions(each, context)
    return { wanted, ...placeOf(wanted, context) }
  })
  const diagnostics = found.flatMap((each) => each.diagnostics)
  const fitting = found.flatMap(({ wanted, value }) => (value === undefined ? [] : [{ wanted, fit: value }]))
  const uses = fitting.map(({ wanted, fit }) => poolUse(wanted, fit, context))
  const sizes = fitting.map(({ wanted, fit }, i) => sizePlan(wanted, fit, uses[i]!.name))
  const [marked] = markedDefaults(context.resolved.tree, ['sizes'])
  const chosen = sizes.find(({ key }) => key === marked) ?? sizes[0]
  return { value: { sizes: sizes.map((size) => ({ ...size, default: size === chosen })), uses }, diagnostics }
}

/** The sizes that the settings name, or the one that all servers have. */
function wantedSizes({ resolved, facts, beside }: SizeContext): Wanted[] {
  const disks = resolved.values.home.kind === 'volume-each' ? 1 : undefined
  const { sizes = {}, memory, cpu, shm } = resolved.values
  if (Object.keys(sizes).length === 0) {
    const ask = { beside, disks, ...askOf({ memory, cpu }, facts) }
    return [
      {
        key: 'standard',
        size: { memory, cpu, shm },
        ask,
        given: [],
        origin: (setting) => resolved.nearest([setting === 'cpu' ? 'cpu' : 'memory']),
      },
    ]
  }
  return namesInOrder(resolved.tree, ['sizes']).map((key) => ({
    key,
    size: sizes[key]!,
    ask: { beside, disks, ...askOf(sizes[key]!, facts) },
    given: groupsGiven(resolved.values, key),
    origin: (setting) => resolved.nearest(['sizes', key, setting]),
  }))
}

/** Room for the largest of the answers that ask for memory or CPU, together: each may be had with each. */
function withOptions(wanted: Wanted, { resolved }: SizeContext): Wanted {
  const { memory, cpu } = amountsAsked(resolved)
  if (!memory && !cpu) return wanted
  const { ask } = wanted
  return {
    ...wanted,
    ask: {
      ...ask,
      ...(memory ? { guarantee: memory.most, limit: memory.most, cpu: ask.cpu ?? cpuBeside(memory.least) } : {}),
      ...(cpu ? { cpu: cpu.most, cpuLimit: undefined } : {}),
      chosen: [...(memory ? (['memory'] as const) : []), ...(cpu ? (['cpu'] as const) : [])],
    },
    origin: (setting) => {
      const asked = setting === 'memory' || setting === 'cpu' ? { memory, cpu }[setting] : undefined
      return asked
        ? resolved.nearest(['form', 'options', asked.option, 'choices', asked.choice, setting as 'memory' | 'cpu'])
        : wanted.origin(setting)
    },
  }
}

/**
 * The machine for a size, or why there is none: of the pool that the size names, else of pools that are for the hub's
 * servers where one fits, else of the cloud's families.
 */
function placeOf(wanted: Wanted, context: SizeContext): Result<Place | undefined> {
  const { key, ask, size, origin } = wanted
  const slices = { what: `the size \`${key}\``, at: origin('gpu-slices'), facts: context.facts }
  const refused = sliceFault(size, size.gpu, slices)
  if (refused) return { value: undefined, diagnostics: [refused] }
  if (size.pool !== undefined) return placeOnPool(wanted, size.pool, context)
  const pools = poolsFor(context.cluster.pools, 'users', context.identity).filter(
    ({ machine, machines, gpuShares, gpuSliced, hubs }) =>
      (ask.gpu === undefined ? machine.gpu === undefined : machine.gpu?.kind === ask.gpu) &&
      gpuShares === ask.gpuShares &&
      gpuSliced === ask.gpuSliced &&
      (ask.machine === undefined || machines.some(({ type }) => type === ask.machine)) &&
      (hubs?.length === 1 || !hasOwnMachines(context.resolved.values)),
  )
  const ranks = [pools.filter(({ hubs }) => hubs !== undefined), pools.filter(({ hubs }) => hubs === undefined)]
  for (const rank of ranks) {
    const given = fit(
      ask,
      context.facts,
      rank.map(({ machine }) => machine),
    )
    const named = rank.find(({ machine }) => machine === given?.machine)
    if (given && named) return { value: { ...given, named }, diagnostics: [] }
  }
  return fitOf(wanted, context.facts)
}

/** On the pool that a size names. */
function placeOnPool(
  { key, ask, origin }: Wanted,
  pool: string,
  { cluster, identity, facts }: SizeContext,
): Result<Place | undefined> {
  const at = origin('pool')
  const refused = (diagnostic: Diagnostic) => ({ value: undefined, diagnostics: [diagnostic] })
  const named = cluster.pools.find(({ name }) => name === pool)
  // one whose machines are not known has been told of
  if (!named && cluster.poolNames.includes(pool)) return { value: undefined, diagnostics: [] }
  const { community } = cluster
  const hub = `${identity.community}/${identity.hub}`
  if (!named) {
    const known = cluster.pools.map(({ name }) => name)
    return refused(
      planProblems.raise('size-pool/unknown', { at, args: { cluster: cluster.name, pool, known, community } }),
    )
  }
  if (!isFor(named, identity))
    return refused(planProblems.raise('size-pool/others', { at, args: { pool, hub, community } }))
  const { purpose, machine } = named
  if (purpose === 'builds' || purpose === 'dask')
    return refused(planProblems.raise('size-pool/purpose', { at, args: { pool, purpose } }))
  const wanted = { ...ask, gpuShares: named.gpuShares, gpuSliced: named.gpuSliced }
  if (ask.gpu !== undefined && machine.gpu?.kind !== ask.gpu)
    return refused(planProblems.raise('size-pool/gpu', { at, args: { size: key, pool, gpu: ask.gpu } }))
  const given = fit(wanted, facts, [machine])
  if (given) return { value: { ...given, named }, diagnostics: [] }
  const { memory, cpu } = largest(wanted, facts, [machine])
  return refused(
    planProblems.raise('size-pool/fit', { at, args: { size: key, pool, memory, cpu, machine: machine.type } }),
  )
}

/** The machine for a size of the cloud's families, or why there is none. */
function fitOf({ key, ask, origin }: Wanted, facts: CloudFacts): Result<Fit | undefined> {
  const refused = missingGpu(ask, origin, facts) ?? missingMachine(ask, origin, facts)
  if (refused) return { value: undefined, diagnostics: [refused] }
  const value = fit(ask, facts)
  if (value) return { value, diagnostics: [] }
  const most = largest(ask, facts)
  const args = { size: key, cloud: facts.title, ...most, gpu: ask.gpu }
  const at = origin(most.over === 'cpu' ? 'cpu' : 'memory')
  return { value, diagnostics: [planProblems.raise('size-fits-no-machine', { at, args })] }
}

function missingGpu(
  { gpu, gpus, gpuShares }: Ask,
  origin: Wanted['origin'],
  facts: CloudFacts,
): Diagnostic | undefined {
  if (gpu === undefined) return undefined
  if (!facts.families.gpu[gpu])
    return planProblems.raise('no-such-gpu/kind', {
      at: origin('gpu'),
      args: { cloud: facts.title, gpu, known: Object.keys(facts.families.gpu).sort() },
    })
  const most = Math.max(0, ...facts.machines.flatMap((each) => (each.gpu?.kind === gpu ? each.gpu.count : [])))
  if (gpus <= most * gpuShares) return undefined
  return planProblems.raise('no-such-gpu/number', {
    at: origin('gpus'),
    args: { cloud: facts.title, gpu, wanted: gpus, most },
  })
}

/** So many of the known machines are named; docs/machines.md has the rest. */
const NAMED_MACHINES = 12

function missingMachine({ machine }: Ask, origin: Wanted['origin'], facts: CloudFacts): Diagnostic | undefined {
  if (machine === undefined) return undefined
  const types = facts.machines.map(({ type }) => type)
  if (types.includes(machine)) return undefined
  return planProblems.raise('no-such-machine/size', {
    at: origin('machine'),
    args: { cloud: facts.title, machine, known: types.slice(0, NAMED_MACHINES) },
  })
}

function poolUse({ ask }: Wanted, { machine, named }: Place, { identity, resolved, cluster }: SizeContext): PoolUse {
  const hub = `${identity.community}/${identity.hub}`
  if (named) {
    const { name, spot, gpuShares, gpuSliced } = named
    return { hub, name, purpose: 'user', machine, spot, gpuShares, gpuSliced }
  }
  const alone = cluster.perHub || hasOwnMachines(resolved.values)
  const reservedFor = alone ? shorten(identity.namespace, 20) : undefined
  return {
    hub,
    name: poolName('user', machine, { gpuShares: ask.gpuShares, gpuSliced: ask.gpuSliced, reservedFor }),
    purpose: 'user',
    machine,
    spot: false,
    gpuShares: ask.gpuShares,
    gpuSliced: ask.gpuSliced,
    reservedFor,
    billed: cluster.perHub,
  }
}

function sizePlan({ key, size, ask, given }: Wanted, fitted: Fit, pool: string): SizePlan {
  const { memory, cpu, perNode } = fitted
  return {
    key,
    ...sizeWords(size, ask, fitted),
    asked: [ask.guarantee, ask.limit].filter((each) => typeof each === 'number'),
    memory,
    cpu,
    shm: sharedMemory(size, ask, memory),
    gpus: ask.gpu ? ask.gpus : 0,
    pool,
    perNode,
    default: size.default === true,
    groups: opened(size.for ?? [], given),
    environments: size.environments ?? [],
    ownImages: size['own-images'] ?? (size.environments ?? []).length === 0,
    defaultEnvironment: size['default-environment'],
    gpuKind: ask.gpu,
  }
}

/** A size for some groups is for those, too, to whom it is given. */
const opened = (groups: readonly string[], given: readonly string[]): readonly string[] =>
  groups.length === 0 ? [] : [...new Set([...groups, ...given])]

/**
 * PyTorch's workers hand each other batches through shared memory (pytorch.org/docs, `torch.multiprocessing`), so
 * servers with a GPU get half of their memory, as Linux itself gives. No more than there is.
 */
function sharedMemory(
  { shm }: Pick<Size, 'shm'>,
  { gpu }: Ask,
  { guarantee, limit }: Fit['memory'],
): number | undefined {
  if (shm !== undefined) return Math.min(mib(shm), limit ?? Infinity)
  return gpu === undefined ? undefined : Math.floor((limit ?? guarantee) / 2)
}

function askOf(size: Size, facts: CloudFacts): Ask {
  const memory = size.memory
  const cpu = size.cpu
  const ask: Ask = {
    gpus: size.gpus ?? 1,
    gpuShares: size.gpu ? (size['gpu-slices'] ?? size['gpu-shares'] ?? 1) : 1,
    gpuSliced: size.gpu && size['gpu-slices'] !== undefined ? true : undefined,
    ...memoryAsked(memory),
  }
  if (typeof cpu === 'number') ask.cpu = Math.round(cpu * 1000)
  else if (cpu) {
    if (cpu.guarantee !== undefined) ask.cpu = Math.round(cpu.guarantee * 1000)
    if (cpu.limit !== undefined) ask.cpuLimit = Math.round(cpu.limit * 1000)
  }
  if (size.gpu) ask.gpu = size.gpu
  const machine = size.machine?.[facts.name]
  if (machine) ask.machine = machine
  return ask
}

/**
 * As KubeSpawner and Kubernetes have it: a guarantee alone sets no limit, and a limit alone is set aside as a whole
 * (kubernetes.io, "Resource Management for Pods and Containers"). `memory: 4Gi` is both at once.
 */
function memoryAsked(memory: Size['memory']): Pick<Ask, 'guarantee' | 'limit'> {
  if (memory === undefined) return { limit: 'share' }
  if (typeof memory === 'string') return { guarantee: mib(memory), limit: 'share' }
  const limit = memory.limit === undefined || memory.limit === 'none' ? undefined : mib(memory.limit)
  const guarantee = memory.guarantee === undefined ? limit : mib(memory.guarantee)
  if (guarantee === undefined) return { limit: memory.limit === 'none' ? 'none' : 'share' }
  return { guarantee, limit: limit ?? 'none' }
}
