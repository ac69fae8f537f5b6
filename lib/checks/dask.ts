/** Rules of Dask. */
import { defineProblems } from '../diagnostics.ts'
import { perHub, placeOfLimit, type Rule, type RuleSet } from './check.ts'

const RAISE = "Raise the pool's limit in cluster.yaml, name another `dask.machine:`, or take `dask:` out."

const helpOfLimit = ({ smallestCores, smallestMemory }: { smallestCores: number; smallestMemory: number }): string =>
  `The smallest worker has ${smallestCores} cores and ${Math.ceil(smallestMemory / 1024)} GiB; allow several of them.`

const problems = defineProblems({
  'dask-without-machines/none': {
    severity: 'error',
    message: ({ hub, pool }: { hub: string; pool: string }) =>
      `Dask is on in ${hub}, but its workers have no machines: the cluster has no pool \`${pool}\` that one would fit`,
    help: RAISE,
  },
  'dask-without-machines/limit': {
    severity: 'error',
    message: ({ hub, pool }: { hub: string; pool: string }) =>
      `Dask is on in ${hub}, but its workers have no machines: the cluster gives the pool \`${pool}\` none`,
    help: RAISE,
  },
  'dask-scheduler-limits': {
    severity: 'error',
    message: ({ hub, what }: { hub: string; what: string }) =>
      `the ${what} of Dask's schedulers of ${hub} is limited to less than what is set aside`,
    help: 'Raise `limit`, or lower `guarantee`.',
    why: 'Kubernetes refuses a pod that may use less than is set aside for it.',
  },
  'dask-limits-too-small/cores': {
    severity: 'error',
    message: ({ cores }: { cores: number }) => `a person's Dask cluster may have ${cores} cores, less than one worker`,
    help: helpOfLimit,
  },
  'dask-limits-too-small/memory': {
    severity: 'error',
    message: ({ memory }: { memory: number }) =>
      `a person's Dask cluster may have ${memory} MiB of memory, less than one worker`,
    help: helpOfLimit,
  },
})

export const daskWithoutMachines: Rule = perHub(({ id: hub, dask, cluster, settings }) => {
  if (dask === undefined) return []
  const pool = cluster.pools.find(({ name }) => name === dask.pool)
  if (pool !== undefined && pool.max > 0 && dask.workers.length > 0) return []
  const args = { hub, pool: dask.pool }
  return pool?.max === 0
    ? [
        problems.raise('dask-without-machines/limit', {
          at: placeOfLimit(cluster, pool),
          related: [{ at: settings.at(['dask']), note: 'who asks for them' }],
          args,
        }),
      ]
    : [problems.raise('dask-without-machines/none', { at: settings.at(['dask']), args })]
})

export const daskLimitsTooSmall: Rule = perHub(({ dask, settings }) => {
  const smallest = dask && [...dask.workers].sort((a, b) => a.memory - b.memory)[0]
  if (smallest === undefined) return []
  const worker = { smallestCores: smallest.cores, smallestMemory: smallest.memory }
  return [
    ...(dask!.maxCores < smallest.cores
      ? [
          problems.raise('dask-limits-too-small/cores', {
            at: settings.nearest(['dask', 'cores']),
            args: { cores: dask!.maxCores, ...worker },
          }),
        ]
      : []),
    ...(dask!.maxMemory < smallest.memory
      ? [
          problems.raise('dask-limits-too-small/memory', {
            at: settings.nearest(['dask', 'memory']),
            args: { memory: dask!.maxMemory, ...worker },
          }),
        ]
      : []),
  ]
})

const schedulerLimits = perHub(({ id: hub, dask, settings }) =>
  (['memory', 'cpu'] as const).flatMap((key) => {
    const { guarantee = 0, limit = Infinity } = dask?.scheduler[key] ?? {}
    if (limit >= guarantee) return []
    const at = settings.nearest(['dask', 'scheduler', key])
    return [problems.raise('dask-scheduler-limits', { at, args: { hub, what: key === 'cpu' ? 'CPU' : key } })]
  }),
)

export const daskRules: RuleSet = { problems, rules: [daskWithoutMachines, schedulerLimits, daskLimitsTooSmall] }
