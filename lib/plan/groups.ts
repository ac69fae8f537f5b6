import type { HubSettings } from '../settings/index.ts'
import { mib } from './units.ts'

/** What a group of people gets. */
export interface GroupPlan {
  name: string
  /** Its people in lower case, where the sign-in does not tell. */
  members: readonly string[]
  /** Memory limit of their servers, MiB, where the hub offers no sizes. */
  memory?: number
  /** A folder below `~` that only they have. */
  folder?: string
}

/** Groups by the order of their names. */
export const planGroups = ({ groups = {} }: HubSettings): GroupPlan[] =>
  Object.keys(groups)
    .sort()
    .map((name) => {
      const { members = [], memory, folder } = groups[name]!
      return {
        name,
        members: members.map((person) => person.toLowerCase()).sort(),
        memory: memory === undefined ? undefined : mib(memory),
        folder,
      }
    })
