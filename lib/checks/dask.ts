/** Rules of Dask. */
import type { Check, Finding } from './check.ts'

export const daskWithoutMachines: Check = {
  code: 'dask-without-machines',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs.flatMap((hub): Finding[] => {
      const { dask } = hub
      if (dask === undefined) return []
      const pool = hub.cluster.pools.find((candidate) => candidate.name === dask.pool)
      if (pool !== undefined && pool.max > 0 && dask.workers.length > 0) return []
      return [
        {
          at: pool?.max === 0 ? hub.cluster.settings.at(['pools', 'limits', dask.pool]) : hub.settings.at(['dask']),
          message:
            `Dask is on in ${hub.id}, but its workers have no machines: ` +
            `${pool?.max === 0 ? `the cluster's \`pools.limits\` gives the pool \`${dask.pool}\` none` : `the cluster has no pool \`${dask.pool}\` that one would fit`}`,
          help: "Raise the pool's limit in cluster.yaml, name another `dask.machine:`, or take `dask:` out.",
        },
      ]
    }),
}

export const daskLimitsTooSmall: Check = {
  code: 'dask-limits-too-small',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs.flatMap((hub): Finding[] => {
      const { dask } = hub
      const smallest = dask && [...dask.workers].sort((a, b) => a.memory - b.memory)[0]
      if (dask === undefined || smallest === undefined) return []
      const finding = (key: 'cores' | 'memory', message: string): Finding => ({
        at: hub.settings.at(['dask', key]),
        message,
        help:
          `The smallest worker has ${smallest.cores} cores and ${Math.ceil(smallest.memory / 1024)} GiB; allow ` +
          'several of them.',
      })
      return [
        ...(dask.maxCores < smallest.cores
          ? [finding('cores', `a person's Dask cluster may have ${dask.maxCores} cores, less than one worker`)]
          : []),
        ...(dask.maxMemory < smallest.memory
          ? [
              finding(
                'memory',
                `a person's Dask cluster may have ${dask.maxMemory} MiB of memory, less than one worker`,
              ),
            ]
          : []),
      ]
    }),
}
