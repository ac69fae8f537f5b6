/** Where inputs have errors: which parts are planned far enough that what becomes of them can be judged as well. */
import { hasErrors, type Diagnostic } from './diagnostics.ts'
import { inputOf } from './diff/index.ts'
import { nodeAt, origins } from './layers/tree.ts'
import type { ClusterPlan, Fleet, HubPlan, UncheckedHub } from './plan/types.ts'

type Plan = HubPlan | ClusterPlan

/** The fleet without hubs that have nothing to start: those cannot be emitted. */
export const emittable = (fleet: Fleet): Fleet => ({ ...fleet, hubs: fleet.hubs.filter(isWhole) })

/** Whether a hub has what its bundle is made of. */
export function isWhole(hub: UncheckedHub): hub is HubPlan {
  return hub.defaultSize !== undefined && hub.defaultEnvironment !== undefined
}

/**
 * What can be made of a plan that may have errors, or nothing: plans that rules refuse may be of no use to clouds and
 * services. A fault of the program's own shows once there are no errors, when everything is emitted.
 */
export function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

export const hasOverrides = ({ settings }: Pick<Plan, 'settings'>): boolean =>
  nodeAt(settings.tree, ['overrides']) !== undefined

/** The plans that bundles can be refused for: those that override something, and those that were applied. */
export function judgeable({ hubs, clusters }: Fleet, applied: ReadonlyMap<string, string>): ReadonlySet<Plan> {
  const parts = new Set([...applied.keys()].map(partOf))
  return new Set<Plan>([
    ...hubs.filter((hub) => hasOverrides(hub) || parts.has(hub.id)),
    ...clusters.filter((cluster) => hasOverrides(cluster) || parts.has(`${cluster.community}/cluster`)),
  ])
}

/**
 * What was applied of parts that no error has to do with: their settings come from files without one, as do those of
 * their cluster and, for a cluster, those of all hubs. A part whose file is gone is none of the fleet.
 */
export function appliedUntouched(
  applied: ReadonlyMap<string, string>,
  {
    fleet,
    diagnostics,
    texts,
  }: { fleet: Fleet; diagnostics: readonly Diagnostic[]; texts: ReadonlyMap<string, string> },
): ReadonlyMap<string, string> {
  if (applied.size === 0) return applied
  const errors = diagnostics.filter((each) => hasErrors([each]))
  const files = new Set(errors.map(({ at }) => at.file))
  const subjects = new Set(errors.flatMap(({ subject }) => subject?.id ?? []))
  const isUntouched = (id: string, ...plans: Plan[]): boolean =>
    !subjects.has(id) && !plans.some(({ settings }) => [...origins(settings.tree)].some(({ file }) => files.has(file)))
  const untouched = new Set([
    ...fleet.hubs.filter((hub) => isUntouched(hub.id, hub, hub.cluster)).map(({ id }) => id),
    ...(errors.length > 0 ? [] : fleet.clusters.map(({ community }) => `${community}/cluster`)),
  ])
  return new Map([...applied].filter(([path]) => untouched.has(partOf(path)) || !texts.has(inputOf(partOf(path)))))
}

const partOf = (path: string): string => path.split('/').slice(0, 2).join('/')
