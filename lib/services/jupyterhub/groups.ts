import type { HubPlan } from '../../plan/types.ts'

type Values = Record<string, unknown>
const MIB = 1024 * 1024

/** What groups of people get: members, memory, and the right to look after others' servers. */
export function groupValues(hub: HubPlan): Values {
  const listed = hub.groups.filter(({ members }) => members.length > 0)
  const staff = hub.groups.filter((group) => group.staff).map(({ name }) => name)
  const limits = memoryOverrides(hub)
  return {
    hub: {
      config: {
        JupyterHub:
          listed.length > 0
            ? { load_groups: Object.fromEntries(listed.map(({ name, members }) => [name, { users: members }])) }
            : undefined,
        Spawner: Object.keys(limits).length > 0 ? { group_overrides: limits } : undefined,
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
function memoryOverrides(hub: HubPlan): Values {
  const { guarantee } = hub.defaultSize.memory
  return Object.fromEntries(
    hub.groups.flatMap(({ name, memory: limit }) =>
      limit === undefined
        ? []
        : [
            [
              `memory-${String(limit).padStart(9, '0')}-${name}`,
              {
                groups: [name],
                spawner_override: { mem_limit: limit * MIB, mem_guarantee: Math.min(guarantee, limit) * MIB },
              },
            ],
          ],
    ),
  )
}
