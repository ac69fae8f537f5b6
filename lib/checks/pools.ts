/** Limits of pools against what runs on them. */
import type { Check, Finding } from './check.ts'

export const poolTooSmall: Check = {
  code: 'pool-too-small',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.clusters.flatMap(({ pools, settings, community }) =>
      pools.flatMap((pool): Finding[] => {
        const at = settings.at(
          settings.values.pools.limits?.[pool.name] === undefined ? ['pools', 'min'] : ['pools', 'limits', pool.name],
        )
        // Dask says it of its own workers
        if (pool.max < 1 && pool.purpose === 'user') {
          return [
            {
              at,
              message:
                `the pool \`${pool.name}\` may have no machine, so that servers of ${pool.hubs.join(', ')} could ` +
                'never start',
              help:
                `Allow one machine or more in communities/${community}/cluster.yaml, or take the sizes that run ` +
                'there out of the hubs.',
            },
          ]
        }
        return pool.min > pool.max && pool.max > 0
          ? [
              {
                at,
                message: `the pool \`${pool.name}\` may have ${pool.max} machines, and ${pool.min} are to be always on`,
                help: `Raise the limit to ${pool.min}, or lower \`pools: { min: … }\`.`,
              },
            ]
          : []
      }),
    ),
}

/** Clouds have a largest number of machines in one pool. */
export const poolTooLarge: Check = {
  code: 'pool-too-large',
  severity: 'error',
  find: ({ fleet, clouds }) =>
    fleet.clusters.flatMap(({ pools, settings, cloud }) => {
      const {
        limits: { nodes: most = Infinity },
        title,
      } = clouds[cloud]!
      const over = pools.filter((pool) => pool.max > most)
      // one limit for all of them is one fault
      const own = over.filter(({ name }) => settings.values.pools.limits?.[name] !== undefined)
      return (over.length > own.length ? [...own, over.find((pool) => !own.includes(pool))!] : own).map((pool) => ({
        at: settings.at(own.includes(pool) ? ['pools', 'limits', pool.name] : ['pools', 'max']),
        message: `the pool \`${pool.name}\` may have ${pool.max} machines, and ${title} has at most ${most} in one`,
        help: `Write ${most} or less.`,
      }))
    }),
}
