import type { HubSettings } from '../settings/index.ts'
import { accountNames } from './account-names.ts'
import { mib } from './units.ts'

/** What a group of people gets. */
export interface GroupPlan {
  name: string
  /** Its people as JupyterHub calls them, where the sign-in does not tell. */
  members: readonly string[]
  /** Memory limit of their servers, MiB, where the hub offers no sizes. */
  memory?: number
  /** A folder below `~` that only they have. */
  folder?: string
}

/** Groups by the order of their names. */
export function planGroups({ groups = {}, auth }: HubSettings): GroupPlan[] {
  const nameOf = accountNames(auth)
  return Object.keys(groups)
    .sort()
    .map((name) => {
      const { members = [], memory, folder } = groups[name]!
      return {
        name,
        members: members.map(nameOf).sort(),
        memory: memory === undefined ? undefined : mib(memory),
        folder,
      }
    })
}
