import { isSecretNamed } from '../../secrets.ts'
import { duration, filled, nameOf, some } from '../words.ts'
import { oldSignIn } from './old-sign-in.ts'
import type { Values } from '../values.ts'
import type { PlainMap } from '../../maps.ts'

const CONFIG = 'hub.config'
const SECRET = { kind: 'secret', secret: 'hub-auth' } as const

/** How people sign in, who may and who administers. */
export function signIn(values: Values): PlainMap {
  if (values.keys('auth').length > 0) return { auth: oldSignIn(values) }
  const classes = classesOf(values)
  // the class may stand in a file of secrets, where its traits are here
  const sole = classes.length === 1 ? classes[0] : undefined
  const name = values.text(`${CONFIG}.JupyterHub.authenticator_class`) ?? sole ?? ''
  const way = WAYS.find(({ classes }) => classes.test(name))
  const settings = way?.read(values) ?? {}
  if (way) values.said(`auth.${Object.keys(settings)[0]}`, `${CONFIG}.JupyterHub.authenticator_class`)
  for (const of of classes) oauth(values, of)
  return { auth: { ...settings, ...people(values, way?.own ?? []) } }
}

interface Way {
  /** Values of `authenticator_class` that mean it. */
  classes: RegExp
  /** Classes whose traits are about it. */
  own: readonly string[]
  read: (values: Values) => PlainMap
}

const WAYS: readonly Way[] = [
  { classes: /^github$|GitHubOAuthenticator$/, own: ['GitHubOAuthenticator'], read: github },
  { classes: /^google$|GoogleOAuthenticator$/, own: ['GoogleOAuthenticator'], read: google },
  { classes: /^cilogon$|CILogonOAuthenticator$/, own: ['CILogonOAuthenticator'], read: cilogon },
  { classes: /^auth0$|Auth0OAuthenticator$/, own: ['Auth0OAuthenticator'], read: auth0 },
  { classes: /^azuread$|AzureAdOAuthenticator$/i, own: ['AzureAdOAuthenticator'], read: entra },
  {
    classes: /^(generic-oauth|keycloak|.*GenericOAuthenticator)$/,
    own: ['GenericOAuthenticator'],
    read: (values) => generic(values),
  },
  { classes: /^dummy$|DummyAuthenticator$/, own: ['DummyAuthenticator'], read: dummy },
  { classes: /^(tmp|null|.*TmpAuthenticator)$/, own: [], read: () => ({ temporary: {} }) },
  { classes: /^native$|NativeAuthenticator$/, own: ['NativeAuthenticator'], read: () => ({ native: {} }) },
  { classes: /^ldap$|LDAPAuthenticator$/, own: ['LDAPAuthenticator'], read: ldap },
  { classes: /^(mediawiki|globus|gitlab|bitbucket|openshift|\w+(\.\w+)+)$/, own: [], read: ownClass },
]

const classesOf = (values: Values): string[] =>
  values.keys(CONFIG).filter((name) => /(Authenticator|OAuthenticator)$/.test(name))

/** What every OAuthenticator has: parts of the Secret, and what follows from the domain. */
function oauth(values: Values, of: string): void {
  const at = (trait: string): string => `${CONFIG}.${of}.${trait}`
  values.note(SECRET, at('client_id'), at('client_secret'), at('password'), at('enable_auth_state_secret'))
  values.follows('made from `domain`', at('oauth_callback_url'))
  values.follows('what `auth` needs is asked for by itself', at('populate_teams_in_auth_state'))
}

/** Who may enter and who administers, which are said of any way of signing in. */
function people(values: Values, own: readonly string[]): PlainMap {
  const places = ['Authenticator', 'JupyterHub', ...own].map((name) => `${CONFIG}.${name}`)
  const all = (trait: string): string[] => [...new Set(places.flatMap((place) => values.texts(`${place}.${trait}`)))]
  const paths = (trait: string): string[] => places.map((place) => `${place}.${trait}`)
  const first = (trait: string): unknown =>
    paths(trait)
      .map((path) => values.get(path))
      .find((value) => value !== undefined)
  values.said('auth.admins', ...paths('admin_users'))
  values.said('auth.users', ...paths('allowed_users'))
  values.follows('kept where it is needed', ...paths('enable_auth_state'), ...paths('manage_groups'))
  if (first('allow_all') === true) values.said('auth.everyone', ...paths('allow_all'))
  else values.follows('nobody enters who is not named', ...paths('allow_all'))
  if (first('auto_login') === true) values.said('auth.start-at', ...paths('auto_login'))
  const refresh = duration(first('auth_refresh_age'))
  if (refresh !== undefined) values.said('auth.refresh', ...paths('auth_refresh_age'))
  if (values.get(`${CONFIG}.JupyterHub.shutdown_on_logout`) === true)
    values.said('auth.sign-out.stop-server', `${CONFIG}.JupyterHub.shutdown_on_logout`)
  values.follows('admins are by role', `${CONFIG}.JupyterHub.admin_access`)
  return {
    ...some({
      everyone: first('allow_all') === true ? true : undefined,
      users: filled(all('allowed_users')),
      admins: filled(all('admin_users')),
      'start-at': first('auto_login') === true ? 'provider' : undefined,
      refresh,
      'sign-out': values.get(`${CONFIG}.JupyterHub.shutdown_on_logout`) === true ? { 'stop-server': true } : undefined,
    }),
  }
}

function github(values: Values): PlainMap {
  const at = `${CONFIG}.GitHubOAuthenticator`
  const allowed = values.texts(`${at}.allowed_organizations`)
  const own = values.texts(`${at}.scope`).filter((scope) => !['read:org', 'read:user', 'user:email'].includes(scope))
  values.said('auth.github', `${at}.allowed_organizations`, `${at}.scope`)
  return {
    github: {
      ...some({
        organizations: filled(allowed.filter((name) => !name.includes(':'))),
        teams: filled(allowed.filter((name) => name.includes(':')).map(team)),
        scopes: filled(own),
      }),
    },
  }
}

/** A team as OAuthenticator writes it, `org:team`, in the settings' words. */
const team = (name: string): string => name.replace(/^([^:]+):([^:]+)$/, '$1/$2')

/** A group in the settings' words: with GitHub it is a team. */
export const groupOf = (values: Values, name: string): string =>
  /^github$|GitHub/.test(values.text(`${CONFIG}.JupyterHub.authenticator_class`) ?? '') ? team(name) : name

function google(values: Values): PlainMap {
  const at = `${CONFIG}.GoogleOAuthenticator`
  values.said('auth.google.domains', `${at}.hosted_domain`)
  values.follows('what the button says is made from the way of signing in', `${at}.login_service`)
  return { google: { ...some({ domains: filled(values.texts(`${at}.hosted_domain`)) }) } }
}

/** Names that settings have for providers of CILogon. */
const PROVIDERS: Readonly<Record<string, string>> = {
  'http://google.com/accounts/o8/id': 'google',
  'http://login.microsoftonline.com/common/oauth2/v2.0/authorize': 'microsoft',
  'http://github.com/login/oauth/authorize': 'github',
  'http://orcid.org/oauth/authorize': 'orcid',
}

function cilogon(values: Values): PlainMap {
  const at = [...CONFIG.split('.'), 'CILogonOAuthenticator']
  const taken = new Set<string>()
  const providers = values.keys([...at, 'allowed_idps']).map((id) => {
    const path = [...at, 'allowed_idps', id]
    const known = PROVIDERS[id]
    const name = known ?? nameOf(id.replace(/^\w+:\/\/|\/.*$/g, '').replace(/^(idp|login|sso|shibboleth)\./, ''), taken)
    taken.add(name)
    const derived = [...path, 'username_derivation']
    const claim = values.text([...derived, 'username_claim'])
    const strips = values.get([...derived, 'action']) === 'strip_idp_domain'
    const setting = `auth.cilogon.providers.${name}`
    const read = ['username_claim', ...(strips ? ['action', 'domain'] : [])].map((key) => [...derived, key])
    values.said(setting, ...read, [...path, 'allowed_domains'], [...path, 'allow_all'])
    values.follows('the providers, in their order', [...path, 'default'])
    // a provider without settings
    if (values.keys(path).length === 0) values.said(setting, path)
    return [
      name,
      {
        ...some({
          id: known ? undefined : id,
          username: claim === 'email' ? undefined : claim,
          domains: filled(values.texts([...path, 'allowed_domains'])),
          everyone: values.get([...path, 'allow_all']) === true ? true : undefined,
          'strip-domain': strips ? values.text([...derived, 'domain']) : undefined,
        }),
      },
    ] as const
  })
  values.follows('the providers, in their order', [...at, 'shown_idps'], [...at, 'scope'], [...at, 'username_claim'])
  return { cilogon: { providers: Object.fromEntries(providers) } }
}

export function generic(values: Values, at = `${CONFIG}.GenericOAuthenticator`): PlainMap {
  const get = (trait: string, setting: string): string | undefined => {
    values.said(`auth.oauth.${setting}`, `${at}.${trait}`)
    return values.text(`${at}.${trait}`)
  }
  const list = (trait: string, setting: string): readonly string[] | undefined => {
    values.said(`auth.oauth.${setting}`, `${at}.${trait}`)
    return filled(values.texts(`${at}.${trait}`))
  }
  return {
    oauth: {
      title: get('login_service', 'title') ?? 'Sign in',
      ...some({
        'authorize-url': get('authorize_url', 'authorize-url'),
        'token-url': get('token_url', 'token-url'),
        'userdata-url': get('userdata_url', 'userdata-url'),
        username: get('username_claim', 'username') ?? get('username_key', 'username'),
        scopes: list('scope', 'scopes'),
        'groups-claim':
          get('claim_groups_key', 'groups-claim') ??
          get('auth_state_groups_key', 'groups-claim')?.replace(/^[^.]*user\./, ''),
        groups: list('allowed_groups', 'groups'),
        'admin-groups': list('admin_groups', 'admin-groups'),
      }),
    },
  }
}

function auth0(values: Values): PlainMap {
  const at = `${CONFIG}.Auth0OAuthenticator`
  const subdomain = values.text(`${at}.auth0_subdomain`)
  const domain = values.text(`${at}.auth0_domain`) ?? (subdomain && `${subdomain}.auth0.com`)
  values.said('auth.oauth', `${at}.auth0_domain`, `${at}.auth0_subdomain`, `${at}.scope`, `${at}.username_claim`)
  values.said('auth.oauth.groups', `${at}.allowed_groups`, `${at}.claim_groups_key`)
  return {
    oauth: {
      title: values.text(`${at}.login_service`) ?? 'Auth0',
      'authorize-url': `https://${domain}/authorize`,
      'token-url': `https://${domain}/oauth/token`,
      'userdata-url': `https://${domain}/userinfo`,
      username: values.text(`${at}.username_claim`) ?? 'email',
      ...some({
        scopes: filled(values.texts(`${at}.scope`)),
        groups: filled(values.texts(`${at}.allowed_groups`)),
        'groups-claim': values.text(`${at}.claim_groups_key`),
      }),
    },
  }
}

/** Microsoft Entra ID, by the addresses of its version 2.0 (learn.microsoft.com, "OpenID Connect on the platform"). */
function entra(values: Values): PlainMap {
  const at = `${CONFIG}.AzureAdOAuthenticator`
  const tenant = values.text(`${at}.tenant_id`) ?? 'common'
  values.said('auth.oauth', `${at}.tenant_id`, `${at}.scope`, `${at}.username_claim`, `${at}.login_service`)
  values.said('auth.oauth.groups', `${at}.allowed_groups`)
  const base = `https://login.microsoftonline.com/${tenant}/oauth2/v2.0`
  return {
    oauth: {
      title: values.text(`${at}.login_service`) ?? 'Microsoft',
      'authorize-url': `${base}/authorize`,
      'token-url': `${base}/token`,
      'userdata-url': 'https://graph.microsoft.com/oidc/userinfo',
      username: values.text(`${at}.username_claim`) ?? 'preferred_username',
      scopes: values.texts(`${at}.scope`).length > 0 ? values.texts(`${at}.scope`) : ['openid', 'profile', 'email'],
      ...some({ groups: filled(values.texts(`${at}.allowed_groups`)) }),
    },
  }
}

/** A class of its own, with all its traits but those of people, which are said of any way of signing in. */
function ownClass(values: Values): PlainMap {
  const said = values.text(`${CONFIG}.JupyterHub.authenticator_class`)!
  const name = SHORT[said] ?? said
  const at = `${CONFIG}.${name.split('.').pop()}`
  const all = values.keys(at).filter((trait) => !PEOPLE.includes(trait) && !/^client_|_callback_url$/.test(trait))
  const isSecret = (trait: string): boolean => isSecretNamed(trait, values.text(`${at}.${trait}`) ?? '')
  const traits = all.filter((trait) => !isSecret(trait))
  values.note(SECRET, ...all.filter(isSecret).map((trait) => `${at}.${trait}`))
  values.said('auth.class.traits', ...traits.map((trait) => `${at}.${trait}`))
  const client = values.keys(at).includes('client_id') || undefined
  const own = Object.fromEntries(traits.map((trait) => [trait, values.get(`${at}.${trait}`)]))
  return { class: { class: name, ...some({ client, traits: some(own) }) } }
}

/** Classes of OAuthenticator that hubloom has no words for, by the names that they are registered under. */
const SHORT: Readonly<Record<string, string>> = {
  mediawiki: 'oauthenticator.mediawiki.MWOAuthenticator',
  globus: 'oauthenticator.globus.GlobusOAuthenticator',
  gitlab: 'oauthenticator.gitlab.GitLabOAuthenticator',
  bitbucket: 'oauthenticator.bitbucket.BitbucketOAuthenticator',
  openshift: 'oauthenticator.openshift.OpenShiftOAuthenticator',
}

const PEOPLE = ['admin_users', 'allowed_users', 'allow_all', 'auto_login', 'enable_auth_state', 'auth_refresh_age']

/** A directory: people stand where a template says, or are looked up. */
function ldap(values: Values): PlainMap {
  const at = `${CONFIG}.LDAPAuthenticator`
  const templates = values.texts(`${at}.bind_dn_template`)
  const isSearched = values.get(`${at}.lookup_dn`) === true
  if (!isSearched && templates.length !== 1) return ownClass(values)
  const get = (trait: string, setting: string): unknown => {
    values.said(`auth.ldap.${setting}`, `${at}.${trait}`)
    return values.get(`${at}.${trait}`)
  }
  const search = {
    below: get('user_search_base', 'search'),
    attribute: get('user_attribute', 'search'),
    user: get('lookup_dn_search_user', 'search'),
  }
  values.said('auth.ldap.search', `${at}.lookup_dn`)
  values.note(SECRET, `${at}.lookup_dn_search_password`)
  if (isSearched) values.note({ kind: 'not-carried', why: 'people are found by the search' }, `${at}.bind_dn_template`)
  else values.said('auth.ldap.person', `${at}.bind_dn_template`)
  values.follows('as the search has it', `${at}.lookup_dn_search_filter`, `${at}.lookup_dn_user_dn_attribute`)
  return {
    ldap: {
      ...some({
        server: get('server_address', 'server'),
        port: get('server_port', 'port'),
        encryption: get('use_ssl', 'encryption') === true ? 'tls' : undefined,
        person: isSearched ? undefined : templates[0],
        search: isSearched ? some(search) : undefined,
        groups: filled(values.texts(`${at}.allowed_groups`)),
      }),
    },
  }
}

function dummy(values: Values): PlainMap {
  values.note({ kind: 'secret', secret: 'hub-shared-password' }, `${CONFIG}.DummyAuthenticator.password`)
  return { 'shared-password': { secret: 'hub-shared-password' } }
}
