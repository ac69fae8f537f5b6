import type { HubPlan } from '../../plan/types.ts'
import { GROUP_MEMORY } from './python.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>
const MIB = 1024 * 1024

/** What groups of people get: members, memory, and the right to look after others' servers. */
export function groupValues(hub: HubPlan): HubValues {
  const listed = hub.groups.filter(({ members }) => members.length > 0)
  const limits = memoryOverrides(hub)
  const limited = Object.keys(limits).length > 0
  const members = membersOf(hub)
  return {
    hub: {
      config: {
        JupyterHub:
          listed.length > 0
            ? { load_groups: Object.fromEntries(listed.map((group) => [group.name, { users: group.members }])) }
            : undefined,
        Spawner: limited ? { group_overrides: limits } : undefined,
      },
      extraConfig: limited && members ? { '07-group-memory': GROUP_MEMORY } : undefined,
      loadRoles: staffRole(hub),
    },
    custom: members ? { hubloom: { groups: members } } : undefined,
  }
}

/** Who is in each group that the settings name, where they and not the sign-in say it: of some groups, nobody. */
function membersOf({ signIn, groups }: HubPlan): Readonly<Record<string, readonly string[]>> | undefined {
  if (signIn.groupsFrom === 'sign-in' || signIn.groups.length === 0) return undefined
  const members = new Map(groups.map((group) => [group.name, group.members]))
  return Object.fromEntries(signIn.groups.map((name) => [name, members.get(name) ?? []]))
}

/**
 * Held by people where the settings say who is in a group: a role's list is exact at every start, membership of a group
 * is not.
 */
function staffRole({ signIn, groups }: HubPlan): Values | undefined {
  const staff = groups.filter((group) => group.staff)
  if (staff.length === 0) return undefined
  const role = { description: "Looks after everybody's servers", scopes: STAFF }
  if (signIn.groupsFrom === 'sign-in') return { staff: { ...role, groups: staff.map(({ name }) => name) } }
  return { staff: { ...role, users: [...new Set(staff.flatMap(({ members }) => members))].sort() } }
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
