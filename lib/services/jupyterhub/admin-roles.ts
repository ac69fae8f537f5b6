import type { SignInPlan } from '../../plan/sign-in.ts'

type Values = Record<string, unknown>

/**
 * Who administers the hub. Lists of a role are exact: at its start JupyterHub takes the role from whoever is not in
 * them, while `admin_users` only ever adds (`init_role_assignment` of jupyterhub/app.py). So the role `admin` is
 * written even where nobody has it. Groups have a role of ours, since JupyterHub 5.5 does not start where `admin` names
 * a group that is not there yet (the same function).
 */
export function adminRoles({ admins, fullAdmins: full, provider }: SignInPlan): Values {
  const groups = provider.kind === 'oauth' ? provider.oauth.adminGroups : []
  const admin = { users: full ? admins : [] }
  const users = full ? [] : admins
  if (users.length + groups.length === 0) return { admin }
  return {
    admin,
    [ADMIN_ROLE]: {
      description: `Manages people and their servers${full ? '' : ' without opening them'}`,
      scopes: full ? FULL_SCOPES : ADMIN_SCOPES,
      users,
      groups: groups.length > 0 ? groups : undefined,
    },
  }
}

/** Name of the role. home-nfs knows admins by it too. */
const ADMIN_ROLE = 'hub-admin'

/**
 * All that an admin does, without opening servers, reading tokens, making more admins, or adding people to groups that
 * may do more (jupyterhub.readthedocs.io, "Available scopes").
 */
const ADMIN_SCOPES = [
  'admin-ui',
  'list:users',
  'users',
  'delete:users',
  'read:roles:users',
  'servers',
  'admin:server_state',
  'list:groups',
  'read:groups',
  'list:services',
  'read:services',
  'access:services',
  'read:hub',
  'read:metrics',
]

/** All that JupyterHub's own role `admin` may (`get_default_roles` of jupyterhub/roles.py, 5.5). */
const FULL_SCOPES = [
  'admin-ui',
  'admin:users',
  'admin:servers',
  'admin:services',
  'tokens',
  'admin:groups',
  'list:services',
  'read:services',
  'read:hub',
  'proxy',
  'shutdown',
  'access:services',
  'access:servers',
  'read:roles',
  'read:metrics',
  'shares',
]
