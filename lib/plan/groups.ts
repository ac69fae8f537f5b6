import type { HubSettings } from '../settings/index.ts'
import { accountNames } from './account-names.ts'
import { mib } from './units.ts'

/** What a group of people gets. */
export interface GroupPlan {
  name: string
  /** What the sign-in calls it, where that is another name. */
  from?: string | undefined
  /** Its people as JupyterHub calls them, where the sign-in does not tell. */
  members: readonly string[]
  /** Of their servers, where the hub offers no sizes: MiB, and thousandths of a core. */
  memory?: ShareWanted | undefined
  cpu?: ShareWanted | undefined
  /** The size that they have without choosing. */
  size?: string | undefined
  /** A folder below `~` that only they have. */
  folder?: string | undefined
}

/** A limit of `none` is none; one that is left out is that of the hub. */
export interface ShareWanted {
  guarantee?: number | undefined
  limit?: number | 'none' | undefined
}

type Group = NonNullable<HubSettings['groups']>[string]

/** Groups by the order of their names. */
export function planGroups({ groups = {}, auth }: HubSettings): GroupPlan[] {
  const nameOf = accountNames(auth)
  return Object.keys(groups)
    .sort()
    .map((name) => {
      const { members = [], from, memory, cpu, size, folder } = groups[name]!
      return {
        name,
        from,
        members: members.map(nameOf).sort(),
        memory: memory === undefined ? undefined : memoryWanted(memory),
        cpu: cpu === undefined ? undefined : cpuWanted(cpu),
        size,
        folder,
      }
    })
}

/** The groups to whose members a size is given. */
export const groupsGiven = ({ groups = {} }: HubSettings, size: string): string[] =>
  Object.keys(groups)
    .filter((name) => groups[name]!.size === size)
    .sort()

/** As sizes have it: a guarantee alone sets no limit. */
function memoryWanted(memory: NonNullable<Group['memory']>): ShareWanted {
  if (typeof memory === 'string') return { limit: mib(memory) }
  const { guarantee, limit = guarantee === undefined ? undefined : 'none' } = memory
  return {
    guarantee: guarantee === undefined ? undefined : mib(guarantee),
    limit: limit === undefined || limit === 'none' ? limit : mib(limit),
  }
}

function cpuWanted(cpu: NonNullable<Group['cpu']>): ShareWanted {
  if (typeof cpu === 'number') return { limit: thousandths(cpu) }
  const { guarantee, limit } = cpu
  return {
    guarantee: guarantee === undefined ? undefined : thousandths(guarantee),
    limit: limit === undefined ? undefined : thousandths(limit),
  }
}

const thousandths = (cores: number): number => Math.round(cores * 1000)
