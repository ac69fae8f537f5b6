import type { HubPlan } from '../../plan/types.ts'
import { mib } from '../../plan/units.ts'
import { defaultSize } from './placement.ts'

type Values = Record<string, unknown>
const MIB = 1024 * 1024

/** What groups of people get: members, memory, and the right to look after others' servers. */
export function groupValues(hub: HubPlan): Values {
  const groups = hub.settings.values.groups ?? {}
  const names = Object.keys(groups).sort()
  const members = names.filter((name) => groups[name]!.members?.length)
  const staff = names.filter((name) => groups[name]!.staff)
  const memory = names.filter((name) => groups[name]!.memory)
  return {
    hub: {
      config: {
        JupyterHub:
          members.length > 0
            ? {
                load_groups: Object.fromEntries(
                  members.map((name) => [
                    name,
                    { users: groups[name]!.members!.map((user) => user.toLowerCase()).sort() },
                  ]),
                ),
              }
            : undefined,
        Spawner: memory.length > 0 ? { group_overrides: memoryOverrides(hub, memory) } : undefined,
      },
      loadRoles:
        staff.length > 0
          ? { staff: { description: "Looks after everybody's servers", scopes: STAFF, groups: staff } }
          : undefined,
    },
  }
}

/** See who is there, start and stop their servers, and open them (jupyterhub.readthedocs.io, "Available scopes"). */
const STAFF = ['admin-ui', 'list:users', 'read:users:activity', 'admin:servers', 'access:servers']

/** Applied in the order of their keys: whoever is in several groups has the most that one of them gives. */
function memoryOverrides(hub: HubPlan, names: readonly string[]): Values {
  const groups = hub.settings.values.groups!
  const guarantee = defaultSize(hub).memory.guarantee
  return Object.fromEntries(
    names.map((name) => {
      const limit = mib(groups[name]!.memory!)
      const key = `memory-${String(limit).padStart(9, '0')}-${name}`
      return [
        key,
        {
          groups: [name],
          spawner_override: { mem_limit: limit * MIB, mem_guarantee: Math.min(guarantee, limit) * MIB },
        },
      ]
    }),
  )
}
