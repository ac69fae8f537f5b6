import type { HubSettings } from '../settings/index.ts'
import type { EnvironmentPlan, SizePlan } from './types.ts'

/** Images that machines fetch before people come. */
export interface PrepullPlan {
  /** On every machine as it comes, or on those that are there while the hub is upgraded, which waits for them. */
  when: 'always' | 'upgrade'
  /** Whose images, the default one first. */
  environments: readonly EnvironmentPlan[]
  /** The pools whose machines fetch them, by name; all machines for servers where left out. */
  pools?: readonly string[]
}

/** Nothing where neither the settings nor an event ask for it. */
export function planPrepull(
  { prepull, events = {} }: HubSettings,
  environments: readonly EnvironmentPlan[],
  sizes: readonly SizePlan[],
): PrepullPlan | undefined {
  const forEvents = Object.keys(events).length > 0
  if (!prepull && !forEvents) return undefined
  const asked = typeof prepull === 'object' ? prepull : {}
  const [first, rest] = [true, false].map((chosen) =>
    environments.filter((environment) => environment.default === chosen),
  )
  const pools = asked.sizes && sizes.filter(({ key }) => asked.sizes!.includes(key)).map(({ pool }) => pool)
  return {
    // people of an event come to new machines
    when: forEvents ? 'always' : (asked.when ?? 'always'),
    environments: asked.images === 'default' ? first! : [...first!, ...rest!],
    pools: pools && [...new Set(pools)].sort(),
  }
}
