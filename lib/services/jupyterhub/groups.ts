import type { GroupPlan } from '../../plan/groups.ts'
import type { HubPlan } from '../../plan/types.ts'
import { GROUP_MEMORY } from './python.ts'

type Values = Record<string, unknown>
const MIB = 1024 * 1024

/** What groups of people get: members, memory, and the right to look after others' servers. */
export function groupValues(hub: HubPlan): Values {
  const listed = hub.groups.filter(({ members }) => members.length > 0)
  const limits = memoryOverrides(hub)
  const limited = Object.keys(limits).length > 0
  const members = Object.fromEntries(listed.map((group) => [group.name, group.members]))
  return {
    hub: {
      config: {
        JupyterHub:
          listed.length > 0
            ? { load_groups: Object.fromEntries(listed.map((group) => [group.name, { users: group.members }])) }
            : undefined,
        Spawner: limited ? { group_overrides: limits } : undefined,
      },
      extraConfig: limited && listed.length > 0 ? { '07-group-memory': GROUP_MEMORY } : undefined,
      loadRoles: staffRole(hub.groups.filter((group) => group.staff)),
    },
    custom: listed.length > 0 ? { hubloom: { groups: members } } : undefined,
  }
}

/**
 * Held by people where the settings list them: the role's list is exact at every start, membership of a group is not.
 */
function staffRole(staff: readonly GroupPlan[]): Values | undefined {
  if (staff.length === 0) return undefined
  const people = [...new Set(staff.flatMap(({ members }) => members))].sort()
  const groups = staff.filter(({ members }) => members.length === 0).map(({ name }) => name)
  return {
    staff: {
      description: "Looks after everybody's servers",
      scopes: STAFF,
      users: people.length > 0 ? people : undefined,
      groups: groups.length > 0 ? groups : undefined,
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
