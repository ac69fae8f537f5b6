import type { HubSettings } from '../settings/index.ts'
import { accountNames } from './account-names.ts'
import type { GroupPlan } from './groups.ts'
import type { SignInPlan } from './sign-in.ts'

/** What some people may do, as JupyterHub keeps it. Its lists are exact at every start of the hub. */
export interface RolePlan {
  name: string
  description: string
  /** With the people or the group that each is limited to. */
  scopes: readonly string[]
  users: readonly string[]
  groups: readonly string[]
  services: readonly string[]
  /** Whether every server's own token has it. */
  servers: boolean
  asked: AskedRole
}

/** What the settings say of a role, for rules of what goes together. */
export interface AskedRole {
  staffOf?: string | undefined
  adminPage?: boolean | undefined
  over?: string | undefined
  scopes: readonly string[]
  /** Groups that have it, and every group that it names. */
  holders: readonly string[]
  groups: readonly string[]
}

/** A right over users and servers, which a filter limits to some of them; over groups; or over the hub as a whole. */
export type ScopeKind = 'people' | 'group' | 'hub'

/** Scopes of JupyterHub 5.5 that a role may hold (`scope_definitions` of jupyterhub/scopes.py). */
export const SCOPES: Readonly<Record<string, ScopeKind>> = {
  self: 'hub',
  inherit: 'hub',
  'admin-ui': 'hub',
  'admin:users': 'people',
  'admin:auth_state': 'people',
  users: 'people',
  'delete:users': 'people',
  'list:users': 'people',
  'read:users': 'people',
  'read:users:name': 'people',
  'read:users:groups': 'people',
  'read:users:activity': 'people',
  'read:roles': 'hub',
  'read:roles:users': 'people',
  'read:roles:services': 'hub',
  'read:roles:groups': 'group',
  'users:activity': 'people',
  'admin:servers': 'people',
  'admin:server_state': 'people',
  servers: 'people',
  'read:servers': 'people',
  'delete:servers': 'people',
  tokens: 'people',
  'read:tokens': 'people',
  'admin:groups': 'group',
  groups: 'group',
  'list:groups': 'group',
  'read:groups': 'group',
  'read:groups:name': 'group',
  'delete:groups': 'group',
  'admin:services': 'hub',
  'list:services': 'hub',
  'read:services': 'hub',
  'read:services:name': 'hub',
  'read:hub': 'hub',
  'access:servers': 'people',
  'access:services': 'hub',
  'users:shares': 'people',
  'read:users:shares': 'people',
  'groups:shares': 'group',
  'read:groups:shares': 'group',
  'read:shares': 'people',
  shares: 'people',
  proxy: 'hub',
  shutdown: 'hub',
  'read:metrics': 'hub',
}

export const ADMIN_PAGE = 'admin-ui'
export const EVERYONE = 'everyone'

/** See people, start and stop their servers, and open them. */
const STAFF = ['list:users', 'read:users:activity', 'servers', 'access:servers']

/** The scope without what it is limited to. */
export const baseOf = (scope: string): string => scope.split('!')[0]!

type Role = NonNullable<HubSettings['roles']>[string]

/** The group over whose members a role holds; none where it holds over everybody. */
export function overOf({ 'staff-of': staffOf, over }: Role): string | undefined {
  const group = staffOf ?? over
  return staffOf === EVERYONE ? undefined : group
}

/** Every group that a role names: who has it, and over whose members. */
export const groupsOfRole = (role: Role): string[] => {
  const over = overOf(role)
  return [...(role.for ?? []), ...(over === undefined ? [] : [over])]
}

interface Known {
  groups: readonly GroupPlan[]
  signIn: Pick<SignInPlan, 'groupsFrom'>
}

/** Who has what is for some groups, as a role names them: the groups, or each of their members. */
export const holdersOf = (holders: readonly string[], { groups, signIn }: Known): Pick<RolePlan, 'users' | 'groups'> =>
  signIn.groupsFrom === 'sign-in'
    ? { users: [], groups: [...holders].sort() }
    : { users: [...new Set(holders.flatMap((group) => membersOf(group, groups)))].sort(), groups: [] }

const membersOf = (group: string, groups: readonly GroupPlan[]): readonly string[] =>
  groups.find(({ name }) => name === group)?.members ?? []

/** Roles by the order of their names. */
export function planRoles({ roles = {}, auth }: HubSettings, known: Known): RolePlan[] {
  const nameOf = accountNames(auth)
  return Object.keys(roles)
    .sort()
    .map((name) => planRole(name, { ...roles[name]!, users: (roles[name]!.users ?? []).map(nameOf) }, known))
}

/**
 * Where the settings say who is in a group, its members stand in the role one by one: JupyterHub never takes anybody
 * out of a group of `load_groups` (`init_groups` of jupyterhub/app.py).
 */
function planRole(name: string, role: Role, { groups, signIn }: Known): RolePlan {
  const holders = role.for ?? []
  const held = holdersOf(holders, { groups, signIn })
  const over = overOf(role)
  const listed = signIn.groupsFrom === 'sign-in' || over === undefined ? undefined : membersOf(over, groups)
  const limits: Limits | undefined = over === undefined ? undefined : { group: over, members: listed }
  return {
    name,
    description: describe(role, over),
    scopes: scopesOf(role).flatMap((scope) => (limits ? limited(scope, limits) : [scope])),
    users: [...new Set([...(role.users ?? []), ...held.users])].sort(),
    groups: held.groups,
    services: [...(role.services ?? [])].sort(),
    servers: role.servers ?? false,
    asked: {
      staffOf: role['staff-of'],
      adminPage: role['admin-page'],
      over: role.over,
      scopes: role.scopes ?? [],
      holders,
      groups: groupsOfRole(role),
    },
  }
}

const scopesOf = ({ 'staff-of': staffOf, 'admin-page': page = true, scopes = [] }: Role): readonly string[] =>
  staffOf === undefined ? scopes : [...(page ? [ADMIN_PAGE] : []), ...STAFF]

const describe = ({ 'staff-of': staffOf }: Role, over: string | undefined): string => {
  if (staffOf !== undefined) return over === undefined ? "Looks after everybody's servers" : `Staff of ${over}`
  return over === undefined ? 'Named in the settings' : `Over the members of ${over}`
}

interface Limits {
  group: string
  /** Its members, where the settings say who they are. */
  members?: readonly string[] | undefined
}

/** What a filter cannot limit is refused by a check, but for the admin page, which shows no more than one may see. */
function limited(scope: string, { group, members }: Limits): string[] {
  const kind = SCOPES[baseOf(scope)]
  if (kind === 'hub' || kind === undefined || scope.includes('!')) return [scope]
  if (kind === 'group' || members === undefined) return [`${scope}!group=${group}`]
  return members.map((person) => `${scope}!user=${person}`)
}
