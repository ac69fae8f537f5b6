import type { SignInPlan } from '../../plan/sign-in.ts'
import type { HubPlan } from '../../plan/types.ts'
import { adminRoles } from './admin-roles.ts'
import { ldap, lti, native, ownClass } from './authenticators.ts'
import { cilogon, genericOAuth, gitHub, google } from './oauth.ts'
import { ACCOUNTS, SHARED_PASSWORD, START_PAGE } from './sign-in-python.ts'
import { fromSecret, type Method } from './sign-in-method.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>

/**
 * Who may enter, as OAuthenticator 17 and JupyterHub 5 understand it: every rule adds people, and `allow_all` adds all.
 */
export function authValues({ signIn }: HubPlan): HubValues {
  const { users, admins, everyone, start, signOut } = signIn
  const method = methodOf(signIn)
  const allowed = [...new Set([...users, ...admins])].sort()
  return {
    hub: {
      config: {
        JupyterHub: { authenticator_class: method.name },
        Authenticator: {
          // tells admins their own password apart; everywhere else the role says who they are
          admin_users: signIn.provider.kind === 'shared-password' ? admins : undefined,
          allow_all: everyone,
          // JupyterHub turns it on by itself beside a list of people, and then lets in everyone who was ever let in
          allow_existing_users: false,
          allowed_users: allowed.length > 0 && !everyone ? allowed : undefined,
          manage_groups: signIn.groupsFrom === 'sign-in' ? true : undefined,
          auto_login: autoLogin(start),
          ...authState(signIn),
        },
        ...method.config,
      },
      extraEnv: method.extraEnv,
      loadRoles: adminRoles(signIn),
      shutdownOnLogout: signOut.stopsServers ? true : undefined,
      extraConfig: {
        '04-accounts': KNOWS_PEOPLE.includes(signIn.provider.kind) ? ACCOUNTS : undefined,
        ...method.extraConfig,
        ...(start.kind === 'elsewhere' ? { '05-start-page': START_PAGE } : {}),
      },
    },
    custom: data(signIn, method),
  }
}

/** What the Python of the sign-in works on. */
function data({ belongs, start }: SignInPlan, method: Method): Values | undefined {
  const found = {
    ...method.data,
    belongs,
    startPage: start.kind === 'elsewhere' ? start.url : undefined,
  }
  return Object.values(found).some((value) => value !== undefined) ? { hubloom: { 'sign-in': found } } : undefined
}

function autoLogin({ kind }: SignInPlan['start']): boolean | undefined {
  if (kind === 'provider') return true
  return kind === 'click' ? false : undefined
}

/**
 * What the hub keeps of a sign-in, and when it asks for it again. By itself JupyterHub asks every five minutes where it
 * keeps anything, and whoever it cannot ask about has to sign in again (`refresh_auth` of jupyterhub/handlers/base.py,
 * 5.5): an outage of the provider would lock everybody out.
 */
function authState({ provider, groupsFrom, passesOn, refresh, readByCode }: SignInPlan): Values {
  const kept = groupsFrom === 'sign-in' || passesOn || refresh !== undefined || readByCode
  if (!TELLS.includes(provider.kind) || !kept) return {}
  return { enable_auth_state: true, auth_refresh_age: refresh ?? 0, refresh_pre_spawn: refresh !== undefined }
}

/** Ways of signing in that tell more of somebody than a name. */
const TELLS: readonly string[] = ['github', 'google', 'cilogon', 'oauth', 'class', 'lti', 'ldap']

/** Ways of signing in that say who somebody is. */
const KNOWS_PEOPLE: readonly string[] = [...TELLS, 'native', 'shared-password']

function methodOf(signIn: SignInPlan): Method {
  const { provider } = signIn
  switch (provider.kind) {
    case 'github':
      return gitHub(signIn, provider)
    case 'google':
      return google(signIn, provider)
    case 'cilogon':
      return cilogon(signIn, provider.providers)
    case 'oauth':
      return genericOAuth(signIn, provider.oauth)
    case 'class':
      return ownClass(signIn, provider.own)
    case 'lti':
      return lti(signIn, provider.lti)
    case 'native':
      return native(signIn, provider.native)
    case 'ldap':
      return ldap(signIn, provider.ldap)
    case 'shared-password':
      return sharedPassword(signIn)
    case 'nobody':
      return { name: 'null', config: {} }
    default:
      return { name: 'tmp', config: {} }
  }
}

const sharedPassword = ({ secret, admins }: SignInPlan): Method => ({
  name: 'shared-password',
  config: {},
  extraEnv: {
    SHARED_PASSWORD: fromSecret(secret, 'password'),
    SHARED_ADMIN_PASSWORD: admins.length > 0 ? fromSecret(secret, 'admin-password') : undefined,
  },
  extraConfig: { '05-shared-password': SHARED_PASSWORD },
})
