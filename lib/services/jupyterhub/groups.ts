import type { ShareWanted } from '../../plan/groups.ts'
import type { HubPlan } from '../../plan/types.ts'
import { GROUP_MEMORY, GROUP_NAMES } from './groups-python.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>
const MIB = 1024 * 1024

/** What groups of people get: members, memory, and roles. */
export function groupValues(hub: HubPlan): HubValues {
  const listed = hub.groups.filter(({ members }) => members.length > 0)
  const limits = shareOverrides(hub)
  const limited = Object.keys(limits).length > 0
  const members = membersOf(hub)
  const renamed = namesAtSignIn(hub)
  return {
    hub: {
      config: {
        JupyterHub:
          listed.length > 0
            ? { load_groups: Object.fromEntries(listed.map((group) => [group.name, { users: group.members }])) }
            : undefined,
        Spawner: limited ? { group_overrides: limits } : undefined,
      },
      extraConfig: {
        '07-group-memory': limited && members ? GROUP_MEMORY : undefined,
        '08-group-names': renamed ? GROUP_NAMES : undefined,
      },
      loadRoles: rolesOf(hub),
    },
    custom: members || renamed ? { hubloom: { groups: members, 'group-names': renamed } } : undefined,
  }
}

/** Who is in each group that the settings name, where they and not the sign-in say it: of some groups, nobody. */
function membersOf({ signIn, groups }: HubPlan): Readonly<Record<string, readonly string[]>> | undefined {
  if (signIn.groupsFrom === 'sign-in' || signIn.groups.length === 0) return undefined
  const members = new Map(groups.map((group) => [group.name, group.members]))
  return Object.fromEntries(signIn.groups.map((name) => [name, members.get(name) ?? []]))
}

/** What the sign-in calls groups that have another name here. */
function namesAtSignIn({ signIn, groups }: HubPlan): Readonly<Record<string, string>> | undefined {
  const named = groups.flatMap(({ name, from }): [string, string][] => (from === undefined ? [] : [[name, from]]))
  return signIn.groupsFrom === 'sign-in' && named.length > 0 ? Object.fromEntries(named) : undefined
}

/** Roles that the settings name: their lists are exact at every start. */
function rolesOf({ roles }: HubPlan): Values | undefined {
  const held = roles.filter(
    ({ users, groups, services, servers }) => !servers || users.length + groups.length + services.length > 0,
  )
  const ofServers = roles.filter(({ servers }) => servers).flatMap(({ scopes }) => scopes)
  if (roles.length === 0) return undefined
  return {
    ...Object.fromEntries(
      held.map(({ name, description, scopes, users, groups, services }) => [
        name,
        {
          description,
          scopes,
          users: filled(users),
          groups: filled(groups),
          services: filled(services),
        },
      ]),
    ),
    ...(ofServers.length > 0 ? { server: { scopes: [...SERVER_SCOPES, ...ofServers] } } : {}),
  }
}

/** What JupyterHub gives tokens of servers by itself (`get_default_roles` of jupyterhub/roles.py, 5.5). */
const SERVER_SCOPES = ['users:activity!user', 'access:servers!server']

const filled = (names: readonly string[]): readonly string[] | undefined => (names.length > 0 ? names : undefined)

/** Applied in the order of their keys: whoever is in several groups has the most that one of them gives. */
function shareOverrides(hub: HubPlan): Values {
  const { memory, cpu } = hub.defaultSize
  return Object.fromEntries(
    hub.groups.flatMap((group) => {
      const entry = (kind: string, limit: ShareWanted['limit'], spawner_override: Values): [string, Values] => [
        `${kind}-${String(limit === 'none' ? NO_LIMIT : limit).padStart(9, '0')}-${group.name}`,
        { groups: [group.name], spawner_override },
      ]
      const [ofMemory, ofCpu] = [shareOf(group.memory, memory), shareOf(group.cpu, cpu)]
      return [
        ...(ofMemory
          ? [
              entry('memory', ofMemory.limit, {
                mem_limit: amount(ofMemory.limit, MIB),
                mem_guarantee: ofMemory.guarantee * MIB,
              }),
            ]
          : []),
        ...(ofCpu
          ? [
              entry('cpu', ofCpu.limit, {
                cpu_limit: amount(ofCpu.limit, 1 / 1000),
                cpu_guarantee: ofCpu.guarantee / 1000,
              }),
            ]
          : []),
      ]
    }),
  )
}

/** Sorts after every limit. */
const NO_LIMIT = 999_999_999

/** 0 is no limit to KubeSpawner (objects.py, `make_pod`). */
const amount = (limit: number | 'none', unit: number): number => (limit === 'none' ? 0 : limit * unit)

/** What a group changes of what every server has. No more is guaranteed than the limit. */
function shareOf(
  wanted: ShareWanted | undefined,
  own: { guarantee: number; limit?: number | undefined },
): { guarantee: number; limit: number | 'none' } | undefined {
  if (!wanted) return undefined
  const limit = wanted.limit ?? own.limit ?? 'none'
  const guarantee = wanted.guarantee ?? own.guarantee
  return { guarantee: limit === 'none' ? guarantee : Math.min(guarantee, limit), limit }
}
