import type { CILogonProvider, OAuthPlan, SignInPlan } from '../../plan/sign-in.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { SecretNeed } from '../../plan/wiring.ts'
import {
  ACCOUNTS,
  GITHUB_GROUPS,
  GOOGLE_GUESTS,
  GOOGLE_NAMES,
  GRANTED_SCOPES,
  NESTED_CLAIMS,
  OAUTH_NAMES,
  PROVIDER_ORDER,
  SHARED_PASSWORD,
  START_PAGE,
} from './python.ts'
import { ldap, lti, native, ownClass } from './authenticators.ts'
import { callbackOf, clientOf, fromSecret, type Method } from './sign-in-method.ts'
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

/** Name of the role. home-nfs knows admins by it too. */
const ADMIN_ROLE = 'hub-admin'

/**
 * Who administers the hub. Lists of a role are exact: at its start JupyterHub takes the role from whoever is not in
 * them, while `admin_users` only ever adds (`init_role_assignment` of jupyterhub/app.py). So the role `admin` is
 * written even where nobody has it. Groups have a role of ours, since JupyterHub 5.5 does not start where `admin` names
 * a group that is not there yet (the same function).
 */
function adminRoles({ admins, fullAdmins: full, provider }: SignInPlan): Values {
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

/** What the sign-in has to know and nobody else may, a Secret each. */
export function authSecrets({ signIn, namespace }: HubPlan): SecretNeed[] {
  const needs = [...ofMethod(signIn), ...ofTraits(signIn)]
  return [...new Set(needs.map(({ name }) => name))].map((name) => {
    const same = needs.filter((need) => need.name === name)
    const keys = new Map(same.flatMap((need) => need.keys.map((each) => [each.key, each])))
    return { name, namespace, why: same[0]!.why, keys: [...keys.values()] }
  })
}

type Need = Omit<SecretNeed, 'namespace'>

function ofMethod({ secret: name, provider, hasClient }: SignInPlan): Need[] {
  if (name === undefined) return []
  if (hasClient) return [{ name, why: CLIENT, keys: CLIENT_KEYS }]
  switch (provider.kind) {
    case 'lti':
      return [{ name, why: 'who sends people to the hub', keys: provider.lti.consumers.map(sharedWith) }]
    case 'ldap':
      return [{ name, why: 'how the hub looks people up', keys: [asked('search-password', 'password of its account')] }]
    case 'native':
      return [{ name, why: "the admins' first password, which each of them changes", keys: [ADMIN_PASSWORD] }]
    default:
      return [
        {
          name,
          why: "the password that everybody signs in with, and the admins' own",
          keys: [asked('password', 'password of everybody, 8 characters or more'), ADMIN_PASSWORD],
        },
      ]
  }
}

const asked = (key: string, what: string): SecretNeed['keys'][number] => ({ key, from: 'ask', what })
const sharedWith = (key: string): SecretNeed['keys'][number] =>
  asked(key, `secret that ${key} shares with the hub, 32 characters or more`)
const ADMIN_PASSWORD = {
  key: 'admin-password',
  from: 'random',
  what: 'password of the admins, 32 characters or more',
} as const

const CLIENT =
  'how the hub makes itself known to the sign-in; register it there with the callback address that ' +
  '"What you fill in" lists'
const CLIENT_KEYS = [
  asked('client-id', 'client id that the sign-in gave to the hub'),
  asked('client-secret', 'client secret that the sign-in gave to the hub'),
]

const ofTraits = ({ provider }: SignInPlan): Need[] =>
  provider.kind === 'class'
    ? provider.own.secretTraits.map(({ trait, secret, key }) => ({
        name: secret,
        why: 'what the sign-in needs and nobody else may know',
        keys: [asked(key, `${trait} of the sign-in`)],
      }))
    : []

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

type Provider<Kind> = Extract<SignInPlan['provider'], { kind: Kind }>

function gitHub(signIn: SignInPlan, provider: Provider<'github'>): Method {
  const managed = signIn.groupsFrom === 'sign-in'
  const teams = provider.teams.map((team) => team.replace('/', ':'))
  const organizations = [...provider.organizations, ...teams].sort()
  // without it GitHub tells only of public memberships
  const memberships = organizations.length > 0 || managed ? ['read:org'] : []
  const scopes = [...new Set([...memberships, ...provider.scopes])].sort()
  return {
    name: 'github',
    extraEnv: clientOf(signIn),
    config: {
      GitHubOAuthenticator: {
        ...callbackOf(signIn),
        allowed_organizations: organizations.length > 0 ? organizations : undefined,
        scope: scopes.length > 0 ? scopes : undefined,
        populate_teams_in_auth_state: managed ? true : undefined,
      },
    },
    extraConfig: managed ? { '05-groups': GITHUB_GROUPS } : undefined,
    data: managed ? { groups: signIn.groups } : undefined,
  }
}

function google(signIn: SignInPlan, { domains, guests, stripDomain }: Provider<'google'>): Method {
  return {
    name: 'google',
    extraEnv: clientOf(signIn),
    config: {
      GoogleOAuthenticator: {
        ...callbackOf(signIn),
        username_claim: stripDomain === undefined ? 'email' : undefined,
        // one domain would be dropped from names, and a second one would then rename everybody
        strip_domain: false,
        hosted_domain: domains.length > 0 ? domains : undefined,
      },
    },
    extraConfig: {
      ...(guests.length > 0 ? { '05-guests': GOOGLE_GUESTS } : {}),
      ...(stripDomain === undefined ? {} : { '05-names': GOOGLE_NAMES }),
    },
    data: { guests: guests.length > 0 ? guests : undefined, stripDomain },
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

function cilogon(signIn: SignInPlan, wanted: readonly CILogonProvider[]): Method {
  const order = wanted.map(({ id }) => id)
  // the first is told apart by `default`; keys of a file are sorted
  const [, ...others] = order
  const ordered = others.every((id, i) => i === 0 || others[i - 1]! < id)
  return {
    name: 'cilogon',
    extraEnv: clientOf(signIn),
    config: { CILogonOAuthenticator: { ...callbackOf(signIn), idps: providers(wanted) } },
    extraConfig: ordered ? undefined : { '05-providers': PROVIDER_ORDER },
    data: ordered ? undefined : { providers: order },
  }
}

const providers = (wanted: readonly CILogonProvider[]): Values =>
  Object.fromEntries(
    wanted.map(({ id, username, stripDomain, domains, everyone }, i) => [
      id,
      {
        default: i === 0 ? true : undefined,
        username_derivation: {
          username_claim: username,
          ...(stripDomain ? { action: 'strip_idp_domain', domain: stripDomain } : {}),
        },
        allow_all: everyone ? true : undefined,
        allowed_domains: domains.length > 0 ? domains : undefined,
        // other claims hold no domain that could be compared
        allowed_domains_claim: domains.length > 0 && !['email', 'eppn'].includes(username) ? 'email' : undefined,
      },
    ]),
  )

function genericOAuth(signIn: SignInPlan, oauth: OAuthPlan): Method {
  const { username, groupsClaim: claim, groupsFromScopes, adminGroups, stripDomain } = oauth
  const allowed = [...new Set([...oauth.groups, ...adminGroups])].sort()
  const nested = stripDomain !== undefined || [username, claim ?? ''].some((name) => name.includes('.'))
  return {
    name: 'generic-oauth',
    extraEnv: clientOf(signIn),
    config: {
      GenericOAuthenticator: {
        ...callbackOf(signIn),
        login_service: oauth.title,
        authorize_url: oauth.authorizeUrl,
        token_url: oauth.tokenUrl,
        userdata_url: oauth.userdataUrl,
        userdata_from_id_token: oauth.userdataUrl ? undefined : true,
        scope: oauth.scopes,
        allowed_scopes: oauth.allowedScopes.length > 0 ? oauth.allowedScopes : undefined,
        extra_authorize_params: oauth.authorizeParameters,
        ...(nested
          ? {}
          : { username_claim: username, auth_state_groups_key: claim ? `oauth_user.${claim}` : undefined }),
        allowed_groups: (claim ?? groupsFromScopes) && allowed.length > 0 ? allowed : undefined,
      },
    },
    extraConfig: {
      ...(nested ? { '05-claims': NESTED_CLAIMS } : {}),
      ...(stripDomain === undefined ? {} : { '05-names': OAUTH_NAMES }),
      ...(groupsFromScopes ? { '05-groups': GRANTED_SCOPES } : {}),
    },
    data: nested ? { username, groupsClaim: claim, stripDomain } : undefined,
  }
}
