import { authOf } from '../../plan/sign-in.ts'
import type { HubPlan, SecretNeed } from '../../plan/types.ts'
import { GITHUB_GROUPS, NESTED_CLAIMS, PASS_TOKENS, SHARED_PASSWORD } from './python.ts'

type Auth = HubPlan['settings']['values']['auth']
type Values = Record<string, unknown>

/** Entity ids of providers that CILogon itself brings along (cilogon.org/idplist). */
export const CILOGON_PROVIDERS: Readonly<Record<string, string>> = {
  google: 'http://google.com/accounts/o8/id',
  microsoft: 'http://login.microsoftonline.com/common/oauth2/v2.0/authorize',
  github: 'http://github.com/login/oauth/authorize',
  orcid: 'http://orcid.org/oauth/authorize',
}

/**
 * Who may enter, as OAuthenticator 17 and JupyterHub 5 understand it: every rule adds people, and `allow_all` adds all.
 */
export function authValues(hub: HubPlan): Values {
  const auth = authOf(hub.settings.values)
  const managed = groupsComeFromSignIn(hub)
  const tokens = auth['pass-tokens'] ?? {}
  const keepsState = isOAuth(auth) && (managed || Object.keys(tokens).length > 0)
  const method = methodOf(hub, auth, managed)
  const full = adminsAreFull(auth)
  const everyone = method.everyone || auth.everyone === true
  const allowed = names([...(auth.users ?? []), ...(auth.users?.length || !full ? (auth.admins ?? []) : [])])
  return {
    hub: {
      config: {
        JupyterHub: { authenticator_class: method.name },
        Authenticator: {
          admin_users: full ? names(auth.admins) : undefined,
          allow_all: everyone,
          // JupyterHub turns it on by itself beside a list of people, and then lets in everyone who was ever let in
          allow_existing_users: false,
          allowed_users: allowed.length > 0 && !everyone ? allowed : undefined,
          manage_groups: managed ? true : undefined,
          enable_auth_state: keepsState ? true : undefined,
        },
        ...method.config,
      },
      extraEnv: method.extraEnv,
      ...(full ? {} : adminRole(auth)),
      extraConfig: {
        ...method.extraConfig,
        ...(Object.keys(tokens).length > 0 ? { '06-tokens': PASS_TOKENS } : {}),
      },
    },
    custom:
      method.data || Object.keys(tokens).length > 0
        ? { hubloom: { 'sign-in': { ...method.data, ...(Object.keys(tokens).length > 0 ? { tokens } : {}) } } }
        : undefined,
  }
}

/**
 * Whether admins are what JupyterHub calls admins. Since version 2 these may always open other people's servers and
 * read the state of their sign-in (jupyterhub/roles.py; `admin_access` no longer changes it). A shared password tells
 * admins by nothing else.
 */
export const adminsAreFull = (auth: Auth): boolean =>
  auth['admins-see-servers'] || auth['shared-password'] !== undefined

/**
 * All that an admin does, without opening servers, reading tokens, or making more admins (jupyterhub.readthedocs.io,
 * "Available scopes").
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
  'groups',
  'list:services',
  'read:services',
  'access:services',
  'read:hub',
  'read:metrics',
]

/** Name of the role. home-nfs knows admins by it too. */
const ADMIN_ROLE = 'hub-admin'

function adminRole(auth: Auth): Values {
  const users = names(auth.admins)
  const groups = auth.oauth?.['admin-groups'] ?? []
  if (users.length === 0 && groups.length === 0) return {}
  return {
    loadRoles: {
      [ADMIN_ROLE]: {
        description: 'Manages people and their servers without opening them',
        scopes: ADMIN_SCOPES,
        users,
        groups: groups.length > 0 ? groups : undefined,
      },
    },
  }
}

export function authSecrets(hub: HubPlan): SecretNeed[] {
  const auth = hub.settings.values.auth
  if (auth['shared-password']) {
    return [
      {
        name: auth['shared-password'].secret,
        namespace: hub.namespace,
        why: "the password that everybody signs in with, and the admins' own",
        keys: [
          { key: 'password', from: 'ask', what: 'password of everybody, 8 characters or more' },
          { key: 'admin-password', from: 'random', what: 'password of the admins, 32 characters or more' },
        ],
      },
    ]
  }
  if (!isOAuth(auth)) return []
  return [
    {
      name: auth.secret,
      namespace: hub.namespace,
      why:
        'how the hub makes itself known to the sign-in; register it there with the callback address ' +
        `${callback(hub)}`,
      keys: [
        { key: 'client-id', from: 'ask', what: 'client id that the sign-in gave to the hub' },
        { key: 'client-secret', from: 'ask', what: 'client secret that the sign-in gave to the hub' },
      ],
    },
  ]
}

/** Whether JupyterHub takes people's groups from the sign-in. Then it keeps no groups of its own. */
export function groupsComeFromSignIn(hub: HubPlan): boolean {
  const { auth } = hub.settings.values
  if (auth.oauth) return auth.oauth['groups-claim'] !== undefined
  return auth.github !== undefined && groupNames(hub).some((name) => !hub.settings.values.groups?.[name]?.members)
}

/** Every group that the hub's settings name. */
export function groupNames(hub: HubPlan): string[] {
  const named = [...hub.environments, ...hub.sizes].flatMap(({ groups }) => groups)
  return [...new Set([...named, ...Object.keys(hub.settings.values.groups ?? {})])].sort()
}

export const isOAuth = (auth: Auth): boolean =>
  [auth.github, auth.google, auth.cilogon, auth.oauth].some((method) => method !== undefined)

const callback = (hub: HubPlan): string => `https://${hub.domain}/hub/oauth_callback`

/** JupyterHub compares names in lower case (`Authenticator.normalize_username`). */
const names = (people: readonly string[] | undefined): string[] =>
  [...new Set((people ?? []).map((name) => name.toLowerCase()))].sort()

interface Method {
  /** JupyterHub's name of the authenticator. */
  name: string
  everyone: boolean
  config: Values
  extraEnv?: Values
  extraConfig?: Record<string, string>
  data?: Values
}

function methodOf(hub: HubPlan, auth: Auth, managed: boolean): Method {
  const shared = { oauth_callback_url: callback(hub) }
  // read by every OAuthenticator that is given no client id of its own (oauthenticator/oauth2.py)
  const extraEnv = {
    OAUTH_CLIENT_ID: fromSecret(auth.secret, 'client-id'),
    OAUTH_CLIENT_SECRET: fromSecret(auth.secret, 'client-secret'),
  }
  if (auth.github) {
    const teams = (auth.github.teams ?? []).map((team) => team.replace('/', ':'))
    const organizations = [...(auth.github.organizations ?? []), ...teams].sort()
    return {
      name: 'github',
      everyone: false,
      extraEnv,
      config: {
        GitHubOAuthenticator: {
          ...shared,
          ...(organizations.length > 0 ? { allowed_organizations: organizations } : {}),
          // without it GitHub tells only of public memberships
          ...(organizations.length > 0 || managed ? { scope: ['read:org'] } : {}),
          ...(managed ? { populate_teams_in_auth_state: true } : {}),
        },
      },
      ...(managed ? { extraConfig: { '05-groups': GITHUB_GROUPS }, data: { groups: groupNames(hub) } } : {}),
    }
  }
  if (auth.google) {
    const domains = (auth.google.domains ?? []).map((domain) => domain.toLowerCase())
    return {
      // OAuthenticator 17.4: `hosted_domain` keeps everyone else out, and who is left still has to be let in
      name: 'google',
      everyone: domains.length > 0,
      extraEnv,
      config: {
        GoogleOAuthenticator: {
          ...shared,
          username_claim: 'email',
          // one domain would be dropped from names, and a second one would then rename everybody
          strip_domain: false,
          ...(domains.length > 0 ? { hosted_domain: domains } : {}),
        },
      },
    }
  }
  if (auth.cilogon)
    return {
      name: 'cilogon',
      everyone: false,
      extraEnv,
      config: { CILogonOAuthenticator: { ...shared, idps: providers(auth.cilogon.providers) } },
    }
  if (auth.oauth) return genericMethod(auth.oauth, adminsAreFull(auth), shared, extraEnv)
  if (auth['shared-password']) {
    const { secret } = auth['shared-password']
    return {
      name: 'shared-password',
      everyone: names(auth.users).length === 0,
      config: {},
      extraEnv: {
        SHARED_PASSWORD: fromSecret(secret, 'password'),
        SHARED_ADMIN_PASSWORD: names(auth.admins).length > 0 ? fromSecret(secret, 'admin-password') : undefined,
      },
      extraConfig: { '05-shared-password': SHARED_PASSWORD },
    }
  }
  if (auth.nobody) return { name: 'null', everyone: false, config: {} }
  return { name: 'tmp', everyone: true, config: {} }
}

const fromSecret = (name: string, key: string): Values => ({ valueFrom: { secretKeyRef: { name, key } } })

type Providers = NonNullable<Auth['cilogon']>['providers']

function providers(wanted: Providers): Values {
  const keys = Object.keys(wanted).sort()
  return Object.fromEntries(
    keys.map((key) => {
      const provider = wanted[key]!
      const { 'strip-domain': strip, username = 'email' } = provider
      return [
        provider.id ?? CILOGON_PROVIDERS[key] ?? key,
        {
          default: key === keys[0] ? true : undefined,
          username_derivation: {
            username_claim: username,
            ...(strip ? { action: 'strip_idp_domain', domain: strip } : {}),
          },
          allow_all: provider.everyone ? true : undefined,
          allowed_domains: provider.domains?.length ? provider.domains : undefined,
          // other claims hold no domain that could be compared
          allowed_domains_claim:
            provider.domains?.length && !['email', 'eppn'].includes(username) ? 'email' : undefined,
        },
      ]
    }),
  )
}

function genericMethod(oauth: NonNullable<Auth['oauth']>, full: boolean, shared: Values, extraEnv: Values): Method {
  const allowed = [...new Set([...(oauth.groups ?? []), ...(full ? [] : (oauth['admin-groups'] ?? []))])].sort()
  const claim = oauth['groups-claim']
  const nested = [oauth.username, claim ?? ''].some((name) => name.includes('.'))
  return {
    name: 'generic-oauth',
    everyone: false,
    extraEnv,
    config: {
      GenericOAuthenticator: {
        ...shared,
        login_service: oauth.title,
        authorize_url: oauth['authorize-url'],
        token_url: oauth['token-url'],
        ...(oauth['userdata-url'] ? { userdata_url: oauth['userdata-url'] } : { userdata_from_id_token: true }),
        scope: oauth.scopes ?? ['openid', 'email', 'profile'],
        ...(oauth['allowed-scopes']?.length ? { allowed_scopes: oauth['allowed-scopes'] } : {}),
        ...(oauth['authorize-parameters'] ? { extra_authorize_params: oauth['authorize-parameters'] } : {}),
        ...(oauth['logout-url'] ? { logout_redirect_url: oauth['logout-url'] } : {}),
        ...(nested
          ? {}
          : { username_claim: oauth.username, auth_state_groups_key: claim ? `oauth_user.${claim}` : undefined }),
        ...(claim && allowed.length > 0 ? { allowed_groups: allowed } : {}),
        ...(claim && full && oauth['admin-groups'] ? { admin_groups: oauth['admin-groups'] } : {}),
      },
    },
    ...(nested
      ? {
          extraConfig: { '05-claims': NESTED_CLAIMS },
          data: { username: oauth.username, groupsClaim: claim },
        }
      : {}),
  }
}
