import type { HubSettings } from '../settings/index.ts'
import type { SizePlan } from './types.ts'

/** A workshop or exam: machines are on, and images there, before people come. */
export interface EventPlan {
  users: number
  /** First and last day: `2027-01-18`. */
  from: string
  until: string
  /** The size that room is kept for, and for how many servers of it. */
  size?: SizePlan
  warm: number
}

/** The default size where the settings name none; the check `event-size` refuses one that there is not. */
export function planEvent(
  { event }: HubSettings,
  sizes: readonly SizePlan[],
  defaultSize: SizePlan | undefined,
): EventPlan | undefined {
  if (!event) return undefined
  const named = sizes.find(({ key }) => key === event.size)
  return {
    users: event.users,
    from: event.from,
    until: event.until,
    size: named ?? defaultSize,
    warm: event.warm ?? event.users,
  }
}
