import type { HubPlan } from '../../plan/types.ts'
import { GROUP_MEMORY } from './python.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>
const MIB = 1024 * 1024

/** What groups of people get: members, memory, and roles. */
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
      loadRoles: rolesOf(hub),
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

/** Roles that the settings name: their lists are exact at every start. */
const rolesOf = ({ roles }: HubPlan): Values | undefined =>
  roles.length === 0
    ? undefined
    : Object.fromEntries(
        roles.map(({ name, description, scopes, users, groups, services }) => [
          name,
          {
            description,
            scopes,
            users: filled(users),
            groups: filled(groups),
            services: filled(services),
          },
        ]),
      )

const filled = (names: readonly string[]): readonly string[] | undefined => (names.length > 0 ? names : undefined)

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
