/** On which machines pods run: one place makes selectors and tolerations out of pools. */
import type { EventPlan } from './event.ts'
import { POOL_LABEL, PURPOSE_LABEL, USER_TAINTS } from './pools.ts'
import type { Pool, SizePlan, Taint } from './types.ts'

export interface Toleration {
  key: string
  operator: 'Equal'
  value: string
  effect: string
}

/** Where a pod runs, in a pod's own words. */
export interface Placement {
  nodeSelector: Readonly<Record<string, string>>
  tolerations: readonly Toleration[]
}

type SizePlacement = Pick<Placement, 'nodeSelector'> & Partial<Placement>

/** Where the servers of a hub run, and what is kept beside them. */
export interface ServerPlacement {
  /**
   * Each size's machines, by the size's key. Tolerations only where the size needs more than `tolerations`: then all of
   * them, since they replace the others.
   */
  sizes: Readonly<Record<string, SizePlacement>>
  /** The machines of the default size: Dask's schedulers run there too. */
  default: Placement
  /** Where images are built: a pool that the cluster has for it, or the machines of the default size. */
  builds: Placement
  /** The machines of Dask's workers. */
  dask?: Placement
  /** The machines that are kept ready for each event, by its name. */
  events: Readonly<Record<string, Placement>>
  /** The machines of sizes that there is always room for, by the size's key. */
  spare: Readonly<Record<string, Placement>>
  /**
   * What every server tolerates, beyond the two taints of all machines for servers: what keeps it off each of them.
   */
  tolerations: readonly Toleration[]
  /** What keeps a server off some of its hub's machines only: its size tolerates it, and so do fetchers of images. */
  sizeTolerations: readonly Toleration[]
}

const tolerate = ({ key, value, effect }: Taint): Toleration => ({ key, operator: 'Equal', value, effect })
const same = (a: Taint, b: Taint): boolean => a.key === b.key && a.value === b.value && a.effect === b.effect
const isUsual = (taint: Taint): boolean => USER_TAINTS.some((usual) => same(usual, taint))

/** The machines of one pool, whatever keeps others off them. */
const onPool = (pool: Pool): Placement => ({
  nodeSelector: { [POOL_LABEL]: pool.name },
  tolerations: pool.taints.map(tolerate),
})

const onSizesPool = ({ labels, taints }: Pool, sizeTaints: readonly Taint[]): SizePlacement => ({
  nodeSelector: { ...labels },
  tolerations: taints.some((taint) => sizeTaints.some((other) => same(taint, other)))
    ? taints.map(tolerate)
    : undefined,
})

/** The machines that carry hubs, proxies and monitoring: no machine for servers stays on because of these. */
export const planCorePlacement = (pools: readonly Pool[]): Placement => ({
  nodeSelector: { [PURPOSE_LABEL]: 'core' },
  tolerations: pools.filter((pool) => pool.purpose === 'core').flatMap((pool) => pool.taints.map(tolerate)),
})

interface Servers {
  pools: readonly Pool[]
  sizes: readonly SizePlan[]
  defaultSize: SizePlan | undefined
  events: readonly EventPlan[]
  spareSizes: readonly SizePlan[]
  daskPool?: string
  buildPool?: string
}

/** Where servers run. There is no size only where planning has found a fault. */
export function planServerPlacement({
  pools,
  sizes,
  defaultSize,
  events,
  spareSizes,
  daskPool,
  buildPool,
}: Servers): ServerPlacement {
  const named = (name: string | undefined): Pool | undefined => pools.find((pool) => pool.name === name)
  const poolOf = (size: SizePlan): Pool => {
    const pool = named(size.pool)
    if (!pool) throw new Error(`no pool ${size.pool} for the size ${size.key}`)
    return pool
  }
  const taints = sizes.map((size) => poolOf(size).taints.filter((taint) => !isUsual(taint)))
  const common = (taints[0] ?? []).filter((taint) => taints.every((others) => others.some((one) => same(one, taint))))
  const sizeTaints = taints
    .flat()
    .filter((taint, i, all) => ![...common, ...all.slice(0, i)].some((other) => same(taint, other)))
  const dask = named(daskPool)
  const first = named(defaultSize?.pool)
  const builds = named(buildPool) ?? first
  return {
    sizes: Object.fromEntries(sizes.map((size) => [size.key, onSizesPool(poolOf(size), sizeTaints)])),
    default: first ? onPool(first) : { nodeSelector: {}, tolerations: [] },
    builds: builds ? onPool(builds) : { nodeSelector: {}, tolerations: [] },
    dask: dask && onPool(dask),
    events: Object.fromEntries(events.flatMap(({ key, size }) => (size ? [[key, onPool(poolOf(size))]] : []))),
    spare: Object.fromEntries(spareSizes.map((size) => [size.key, onPool(poolOf(size))])),
    tolerations: common.map(tolerate),
    sizeTolerations: sizeTaints.map(tolerate),
  }
}
