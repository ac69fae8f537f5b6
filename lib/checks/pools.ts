/** Limits of pools against what runs on them. */
import { defineProblems, listed, type Diagnostic, type Origin } from '../diagnostics.ts'
import type { ClusterPlan, Pool } from '../plan/types.ts'
import { nextGeneration } from '../plan/pools.ts'
import { perCluster, placeOfLimit, type RuleSet } from './check.ts'

interface OfPool {
  pool: string
}

const problems = defineProblems({
  'pool-limit': {
    severity: 'error',
    message: ({ cluster, pool }: OfPool & { cluster: string }) => `the cluster ${cluster} has no pool \`${pool}\``,
    help: ({ known }: { known: readonly string[] }) =>
      `It has ${listed(known)}; pools follow from the sizes of its hubs, or have their own \`max\` below \`pools:\`.`,
    why: 'A limit of a pool that is not there would do nothing.',
  },
  'pool-too-small/none': {
    severity: 'error',
    message: ({ pool, hubs }: OfPool & { hubs: readonly string[] }) =>
      `the pool \`${pool}\` may have no machine, so that servers of ${hubs.join(', ')} could never start`,
    help: ({ community }: { community: string }) =>
      `Allow one machine or more in communities/${community}/cluster.yaml, or take the sizes that run there out of ` +
      'the hubs.',
  },
  'pool-too-small/fewer-than-on': {
    severity: 'error',
    message: ({ pool, most, least }: OfPool & { most: number; least: number }) =>
      `the pool \`${pool}\` may have ${most} machines, and ${least} are to be always on`,
    help: ({ least, setting }: { least: number; setting: string }) =>
      `Raise the limit to ${least}, or lower \`${setting}\`.`,
  },
  'generation-replaces-itself': {
    severity: 'error',
    message: ({ generation }: { generation: string }) =>
      `the machines of generation \`${generation}\` would replace themselves`,
    help: ({ next, generation }: { next: string; generation: string }) =>
      `Write \`machines: { generation: ${next}, replacing: ${generation} }\`, or take \`replacing\` out.`,
  },
  'pool-too-large': {
    severity: 'error',
    message: ({ pool, machines, title, most }: OfPool & { machines: number; title: string; most: number }) =>
      `the pool \`${pool}\` may have ${machines} machines, and ${title} has at most ${most} in one`,
    help: ({ most }: { most: number }) => `Write ${most} or less.`,
  },
})

/** Whether a pool has a limit of its own. */
const isLimited = ({ settings }: ClusterPlan, { name, named }: Pool): boolean =>
  named !== undefined || settings.values.machines.limits?.[name] !== undefined

const poolLimits = perCluster(({ name: cluster, pools, settings }) => {
  const known = pools.filter(({ named }) => !named).map(({ name }) => name)
  return Object.keys(settings.values.machines.limits ?? {})
    .filter((name) => !known.includes(name))
    .map((pool) =>
      problems.raise('pool-limit', { at: settings.at(['machines', 'limits', pool]), args: { cluster, pool, known } }),
    )
})

const poolTooSmall = perCluster((cluster) => {
  const placeOf = (pool: Pool): Origin =>
    isLimited(cluster, pool) ? placeOfLimit(cluster, pool) : cluster.settings.nearest(['machines', 'min'])
  return cluster.pools.flatMap((pool): Diagnostic[] => {
    const { name, min, max, hubs } = pool
    const at = placeOf(pool)
    const setting = pool.named ? `pools: { ${name}: { min: … } }` : 'machines: { min: … }'
    // Dask says it of its own workers
    if (max < 1 && pool.purpose === 'user' && hubs.length > 0)
      return [problems.raise('pool-too-small/none', { at, args: { pool: name, hubs, community: cluster.community } })]
    return min > max && max > 0
      ? [problems.raise('pool-too-small/fewer-than-on', { at, args: { pool: name, most: max, least: min, setting } })]
      : []
  })
})

const replacesItself = perCluster(({ settings, generation, replacing, pools }) =>
  replacing === generation
    ? [
        problems.raise('generation-replaces-itself', {
          at: settings.at(['machines', 'replacing']),
          args: { generation, next: nextGeneration({ pools }) },
        }),
      ]
    : [],
)

/** Clouds have a largest number of machines in one pool. */
const poolTooLarge = perCluster((cluster, { clouds }) => {
  const { limits, title } = clouds[cluster.cloud]!
  const most = limits.nodes ?? Infinity
  const over = cluster.pools.filter((pool) => pool.max > most)
  const own = over.filter((pool) => isLimited(cluster, pool))
  // the limit of all others is one fault
  const others = over.filter((pool) => !own.includes(pool)).slice(0, 1)
  const raise = ({ name, max }: Pool, at: Origin): Diagnostic =>
    problems.raise('pool-too-large', { at, args: { pool: name, machines: max, title, most } })
  return [
    ...own.map((pool) => raise(pool, placeOfLimit(cluster, pool))),
    ...others.map((pool) => raise(pool, cluster.settings.at(['machines', 'max']))),
  ]
})

export const poolRules: RuleSet = {
  problems,
  rules: [poolLimits, poolTooSmall, poolTooLarge, replacesItself],
  ofCloud: [poolTooLarge],
}
