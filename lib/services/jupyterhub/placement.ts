import type { HubPlan, Pool, SizePlan, Taint } from '../../plan/types.ts'

/** Tolerated by every pod of the chart that runs on user machines (`scheduling.userPods.tolerations`). */
const STANDARD = new Set(['hub.jupyter.org/dedicated=user', 'hub.jupyter.org_dedicated=user'])

export interface Toleration {
  key: string
  operator: 'Equal'
  value: string
  effect: string
}

export const tolerate = ({ key, value, effect }: Taint): Toleration => ({ key, operator: 'Equal', value, effect })

const isStandard = (taint: Taint): boolean => STANDARD.has(`${taint.key}=${taint.value}`)
const same = (a: Taint, b: Taint): boolean => a.key === b.key && a.value === b.value && a.effect === b.effect

/** The machines that a size runs on. */
export function poolOf(hub: HubPlan, size: SizePlan): Pool {
  const pool = hub.cluster.pools.find((candidate) => candidate.name === size.pool)
  if (!pool) throw new Error(`no pool ${size.pool} on the cluster of ${hub.id}`)
  return pool
}

/** The size that is selected when the page opens. */
export const defaultSize = (hub: HubPlan): SizePlan => hub.sizes.find((size) => size.default) ?? hub.sizes[0]!

/** The size that room is kept for. */
export const eventSize = (hub: HubPlan): SizePlan =>
  hub.sizes.find(({ key }) => key === hub.settings.values.event?.size) ?? defaultSize(hub)

/** Taints of a size's machines, beyond the usual two. */
export const extraTaints = (hub: HubPlan, size: SizePlan): Taint[] =>
  poolOf(hub, size).taints.filter((taint) => !isStandard(taint))

/** Taints of every machine that the hub's servers may run on, beyond the usual two. */
export function commonTaints(hub: HubPlan): Taint[] {
  const pools = hub.sizes.map((size) => poolOf(hub, size))
  return (pools[0]?.taints ?? []).filter(
    (taint) => !isStandard(taint) && pools.every((pool) => pool.taints.some((other) => same(taint, other))),
  )
}

/** Taints of some of the machines only: tolerated by the sizes that run there, and by what fetches images. */
export function specialTaints(hub: HubPlan): Taint[] {
  const common = commonTaints(hub)
  const special: Taint[] = []
  for (const size of hub.sizes) {
    for (const taint of poolOf(hub, size).taints) {
      if (!isStandard(taint) && ![...common, ...special].some((other) => same(taint, other))) special.push(taint)
    }
  }
  return special
}

/** Where a size runs, as KubeSpawner says it. Its `tolerations` replace the chart's, so all of them are named. */
export function sizePlacement(
  hub: HubPlan,
  size: SizePlan,
): { node_selector: Record<string, string>; tolerations?: Toleration[] } {
  const pool = poolOf(hub, size)
  const special = specialTaints(hub)
  const needs = pool.taints.some((taint) => special.some((other) => same(taint, other)))
  return { node_selector: { ...pool.labels }, tolerations: needs ? pool.taints.map(tolerate) : undefined }
}
