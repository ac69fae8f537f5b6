import type { Result } from '../diagnostics.ts'
import type { HubSettings } from '../settings/index.ts'
import { shorten } from './names.ts'
import { planMounts } from './pods.ts'
import { poolsFor } from './named-pools.ts'
import { poolName, type PoolUse } from './pools.ts'
import { planProblems } from './problems.ts'
import type { DaskPlan, HubIdentity, NamedPool } from './types.ts'
import type { Resolved } from './resolved.ts'
import type { CloudFacts, Machine } from './cloud-facts.ts'
import { inWords, mib, seconds } from './units.ts'

interface Asked {
  identity: HubIdentity
  resolved: Resolved<HubSettings>
  facts: CloudFacts
  /** Those that the cluster names. */
  pools: readonly NamedPool[]
  perHub: boolean
}

/**
 * Dask of a hub and the pool of its workers; nothing where it is off. A pool that the cluster names for Dask comes
 * before one that is planned, unless the hub names a machine.
 */
export function planDask({
  identity,
  resolved,
  facts,
  pools,
  perHub,
}: Asked): Result<{ dask: DaskPlan; use: PoolUse } | undefined> {
  const wanted = resolved.values.dask
  if (!wanted) return { value: undefined, diagnostics: [] }
  const settings = wanted === true ? {} : wanted
  const named = settings.machine?.[facts.name] === undefined ? poolsFor(pools, 'dask', identity)[0] : undefined
  const type = settings.machine?.[facts.name] ?? facts.families.dask[0]!
  const machine = named?.machine ?? facts.machines.find((candidate) => candidate.type === type)
  if (!machine) {
    const at = resolved.nearest(['dask', 'machine'])
    const args = { machine: type, cloud: facts.title }
    return { value: undefined, diagnostics: [planProblems.raise('no-such-machine/dask', { at, args })] }
  }
  const spot = named?.spot ?? settings.spot ?? true
  const reservedFor = perHub && !named ? shorten(identity.namespace, 20) : undefined
  const pool = named?.name ?? poolName('dask', machine, { spot, reservedFor })
  const use: PoolUse = {
    hub: `${identity.community}/${identity.hub}`,
    name: pool,
    purpose: 'dask',
    machine,
    spot,
    gpuShares: 1,
    max: settings.nodes ?? 20,
    reservedFor,
    billed: perHub,
  }
  const dask: DaskPlan = {
    pool,
    spot,
    workers: workersOf(machine),
    scheduler: planScheduler(settings.scheduler),
    mounts: planMounts(settings.mounts),
    choices: { worker: true, image: true, environment: true, ...settings.choices },
    maxWorkers: settings.workers ?? 100,
    maxCores: settings.cores ?? 200,
    maxMemory: mib(settings.memory ?? '1600Gi'),
    idleSeconds: seconds(settings.idle ?? '30m'),
  }
  return { value: { dask, use }, diagnostics: [] }
}

type Scheduler = Exclude<HubSettings['dask'], boolean | undefined>['scheduler']

/** MiB of a scheduler where the settings say nothing, as near as they are to the gateway's `512M` and `4G`. */
const USUAL = { guarantee: 488, limit: 3814 }

/** A plain figure of memory is guarantee and limit, one of CPU the guarantee, beside which it may use two cores. */
function planScheduler({ memory, cpu }: NonNullable<Scheduler> = {}): DaskPlan['scheduler'] {
  const said = typeof memory === 'string' ? { guarantee: memory, limit: memory } : (memory ?? {})
  const [least, most] = [said.guarantee, said.limit].map((size) => (size === undefined ? undefined : mib(size)))
  const cores = typeof cpu === 'number' ? { guarantee: cpu } : (cpu ?? {})
  const guarantee = cores.guarantee ?? Math.min(0.1, cores.limit ?? Infinity)
  return {
    memory: {
      guarantee: least ?? ((most ?? Infinity) < USUAL.guarantee ? most : undefined),
      limit: most ?? ((least ?? 0) > USUAL.limit ? least : undefined),
    },
    cpu: {
      guarantee: Math.round(guarantee * 1000),
      limit: Math.round((cores.limit ?? Math.max(2, guarantee)) * 1000),
    },
  }
}

/** A whole machine, halves, quarters and so on. */
function workersOf(machine: Machine): DaskPlan['workers'] {
  return [16, 8, 4, 2, 1]
    .filter((parts) => parts <= machine.vcpu)
    .map((parts) => ({
      title: `${machine.vcpu / parts} CPU, ${inWords(machine.memory / parts)}`,
      // one decimal, rounded down: dask-gateway rounds cores up otherwise (dask-gateway#765)
      cores: Math.floor(machine.schedulable.cpu / parts / 100) / 10,
      memory: Math.floor(machine.schedulable.memory / parts),
    }))
}
