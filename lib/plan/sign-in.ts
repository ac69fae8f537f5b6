/** How people sign in to a hub, who may enter, and who looks after it. */
import type { HubSettings } from '../settings/index.ts'
import { accountNames, domainOf, withoutDomain } from './account-names.ts'
import {
  planLdap,
  planLti,
  planNative,
  planOwnClass,
  type LdapPlan,
  type LtiPlan,
  type NativePlan,
  type OwnClassPlan,
} from './authenticators.ts'
import { authOf } from './event-sign-in.ts'
import { groupsOfFolders } from './folders.ts'
import { groupsOfRole } from './roles.ts'
import { namesInOrder } from './order.ts'
import { planMounts, readsSignIn } from './pods.ts'
import { seconds } from './units.ts'
import type { EnvironmentPlan, SizePlan } from './types.ts'
import type { Resolved } from './resolved.ts'

type Auth = HubSettings['auth']

/** The ways of signing in, by the name of their setting and in the order in which they are looked for. */
export const SIGN_IN_METHODS = [
  'github',
  'google',
  'cilogon',
  'oauth',
  'class',
  'lti',
  'native',
  'ldap',
  'shared-password',
  'temporary',
  'nobody',
] as const
type SignInMethod = (typeof SIGN_IN_METHODS)[number]

/** What people read of each, but for `oauth` and `class`, which have titles of their own. */
const TITLES: Readonly<Record<SignInMethod, string>> = {
  github: 'GitHub',
  google: 'Google',
  cilogon: 'CILogon',
  oauth: 'OAuth',
  class: 'a class of its own',
  lti: 'a learning management system',
  native: 'accounts of the hub',
  ldap: 'LDAP',
  'shared-password': 'a shared password',
  temporary: 'no sign-in',
  nobody: 'nobody signs in',
}

/** Methods by which another service says who somebody is, with an OAuth application for the hub. */
const OAUTH: readonly SignInMethod[] = ['github', 'google', 'cilogon', 'oauth']

export interface SignInPlan {
  /** Every way that the settings name. The check `one-sign-in` demands exactly one. */
  methods: readonly SignInMethod[]
  /** The first of them, with what it needs to know; `none` only where a check refuses the hub. */
  provider: SignInProvider
  /** As people read it: `GitHub`. */
  title: string
  /** Where those who know people send them to: an address of the hub that is registered with them. */
  callbackUrl?: string
  /** Whether the hub has an OAuth application, with a client id and a client secret, at a provider that it can ask. */
  hasClient: boolean
  /** Kubernetes Secret with what the hub knows that others must not; none where there is nothing to know. */
  secret?: string
  /** Single people who may enter, and those who administer the hub, as JupyterHub calls them. */
  users: readonly string[]
  admins: readonly string[]
  /**
   * Whether admins are what JupyterHub calls admins. Since version 2 these may always open other people's servers and
   * read the state of their sign-in (jupyterhub/roles.py; `admin_access` no longer changes it). A shared password tells
   * admins by nothing else, and who keeps accounts of the hub can set anybody's password.
   */
  fullAdmins: boolean
  /** Whether everyone who can sign in may enter. */
  everyone: boolean
  /** Seconds after which the sign-in is asked again who somebody is; never where there is none. */
  refresh?: number
  /** Where people without a session begin: the method's own page, the provider at once, or an address elsewhere. */
  start: StartPage
  signOut: { stopsServers: boolean; url?: string }
  /** Whether servers are given what it says of a person, such as a token. */
  passesOn: boolean
  /** Whether code of the community's own reads what the sign-in told. */
  readByCode: boolean
  /** Who says which groups people are in: the sign-in, and then JupyterHub keeps none of its own; or the settings. */
  groupsFrom: 'sign-in' | 'settings'
  /** Every group that the settings name. */
  groups: readonly string[]
  /** Which providers bring which names, where there are several that could bring the same one. */
  belongs?: NameOwners
}

type StartPage = { kind: 'default' | 'click' | 'provider' } | { kind: 'elsewhere'; url: string }

/** Entity ids of the providers that may bring a name, by the whole name and by the domain after its `@`. */
interface NameOwners {
  names: Readonly<Record<string, readonly string[]>>
  domains: Readonly<Record<string, readonly string[]>>
}

/**
 * What is peculiar to each way of signing in. Google's domains are in lower case, and so are its guests: the addresses
 * of people who may enter beside everybody of the domains.
 */
type SignInProvider =
  | { kind: 'github'; organizations: readonly string[]; teams: readonly string[]; scopes: readonly string[] }
  | { kind: 'google'; domains: readonly string[]; stripDomain?: string; guests: readonly string[] }
  | { kind: 'cilogon'; providers: readonly CILogonProvider[] }
  | { kind: 'oauth'; oauth: OAuthPlan }
  | { kind: 'class'; own: OwnClassPlan }
  | { kind: 'lti'; lti: LtiPlan }
  | { kind: 'native'; native: NativePlan }
  | { kind: 'ldap'; ldap: LdapPlan }
  | { kind: 'shared-password' | 'temporary' | 'nobody' | 'none' }

/** An identity provider at CILogon. */
export interface CILogonProvider {
  key: string
  /** Its entity id; the key again where neither the settings nor hubloom know it, which a check refuses. */
  id: string
  /** The claim that names a person, and the domain that is cut off its end. */
  username: string
  stripDomain?: string
  domains: readonly string[]
  everyone: boolean
  /** Single people who may enter through it, in lower case. */
  users: readonly string[]
}

/** Any OAuth 2 or OpenID Connect provider. */
export interface OAuthPlan {
  title: string
  authorizeUrl: string
  tokenUrl: string
  /** None: people are known from the id token. */
  userdataUrl?: string
  authorizeParameters?: Readonly<Record<string, string>>
  scopes: readonly string[]
  /** Whom the provider grants all of these may enter. */
  allowedScopes: readonly string[]
  /** The claims that name a person and their groups, with dots into nested ones. */
  username: string
  /** The domain that is cut off the end of names. */
  stripDomain?: string
  groupsClaim?: string
  /** Whether each scope that the provider grants is a group. */
  groupsFromScopes: boolean
  /** Groups whose members may enter, and those whose members are admins. */
  groups: readonly string[]
  adminGroups: readonly string[]
}

/** Entity ids of providers that CILogon itself brings along (cilogon.org/idplist). */
export const CILOGON_PROVIDERS: Readonly<Record<string, string>> = {
  google: 'http://google.com/accounts/o8/id',
  microsoft: 'http://login.microsoftonline.com/common/oauth2/v2.0/authorize',
  github: 'http://github.com/login/oauth/authorize',
  orcid: 'http://orcid.org/oauth/authorize',
}

/** Scopes that are asked for where the settings name none. */
const DEFAULT_SCOPES = ['openid', 'email', 'profile']

interface Ways {
  environments: readonly EnvironmentPlan[]
  sizes: readonly SizePlan[]
}

/** How people sign in to the hub, from its settings and the groups that its environments and sizes are for. */
export function planSignIn(resolved: Resolved<HubSettings>, { environments, sizes }: Ways): SignInPlan {
  const { values: settings, tree } = resolved
  const auth = authOf(settings)
  const methods = SIGN_IN_METHODS.filter((method) => auth[method] !== undefined)
  const provider = planProvider(auth, methods[0], namesInOrder(tree, ['auth', 'cilogon', 'providers']))
  const named = [
    ...[...environments, ...sizes].flatMap(({ groups }) => groups),
    ...Object.values(settings.roles ?? {}).flatMap(groupsOfRole),
    ...groupsOfFolders(settings),
    ...planMounts(settings.mounts).flatMap(({ groups, writers }) => [...groups, ...writers]),
    ...(settings['image-building']?.for ?? []),
    ...Object.values(settings.form?.cards ?? {}).flatMap((card) => card.for ?? []),
  ]
  const groups = [...new Set([...named, ...groupNames(settings)])].sort()
  const nameOf = accountNames(auth)
  const users = sorted([...(auth.users ?? []).map(nameOf), ...ofProviders(provider).flatMap((each) => each.users)])
  const admins = sorted((auth.admins ?? []).map(nameOf))
  const hasClient = methods[0] !== undefined && (OAUTH.includes(methods[0]) || auth.class?.client === true)
  return {
    methods,
    provider,
    title: titleOf(provider),
    callbackUrl: callbackOf(provider, hasClient, settings.domain),
    hasClient,
    secret: needsSecret(provider, hasClient, admins) ? auth.secret : auth['shared-password']?.secret,
    users,
    admins,
    fullAdmins: auth['admins-see-servers'] || provider.kind === 'shared-password' || provider.kind === 'native',
    everyone: auth.everyone === true || opensToAll(provider, users),
    refresh: auth.refresh === undefined || auth.refresh === 'never' ? undefined : seconds(auth.refresh),
    start: planStart(auth['start-at']),
    signOut: { stopsServers: auth['sign-out']?.['stop-server'] ?? false, url: auth['sign-out']?.url },
    passesOn: readsSignIn(settings),
    readByCode: settings.code !== undefined,
    groupsFrom: groupsComeFromSignIn(provider, groups, settings) ? 'sign-in' : 'settings',
    groups,
    belongs: ownersOf(ofProviders(provider), [...users, ...admins]),
  }
}

/** LTI has addresses of its own (ltiauthenticator 1.6, `get_handlers` of lti11/auth.py and lti13/auth.py). */
function callbackOf(provider: SignInProvider, hasClient: boolean, domain: string): string | undefined {
  if (provider.kind === 'lti')
    return `https://${domain}/hub/${provider.lti.platform ? 'lti13/oauth_callback' : 'lti/launch'}`
  return hasClient ? `https://${domain}/hub/oauth_callback` : undefined
}

function needsSecret(provider: SignInProvider, hasClient: boolean, admins: readonly string[]): boolean {
  switch (provider.kind) {
    case 'lti':
      return provider.lti.consumers.length > 0
    case 'ldap':
      return provider.ldap.search?.user !== undefined
    case 'native':
      return admins.length > 0
    default:
      return hasClient
  }
}

function planStart(at: string | undefined): StartPage {
  if (at === undefined) return { kind: 'default' }
  return at === 'click' || at === 'provider' ? { kind: at } : { kind: 'elsewhere', url: at }
}

/** Groups by the name that the settings have for each, and by that of the sign-in. */
const groupNames = ({ groups = {} }: HubSettings): string[] =>
  Object.entries(groups).flatMap(([name, { from }]) => [name, ...(from === undefined ? [] : [from])])

const ofProviders = (provider: SignInProvider): readonly CILogonProvider[] =>
  provider.kind === 'cilogon' ? provider.providers : []

/** Claims without a domain: whoever has the name at the provider has it here. */
const BARE_CLAIMS = ['preferred_username', 'name', 'given_name']
/** The provider's own number for an account: no name of another provider. */
const ACCOUNT_CLAIM = 'oidc'

export const givesBareNames = ({ stripDomain, username }: CILogonProvider): boolean =>
  stripDomain !== undefined || BARE_CLAIMS.includes(username)

/** The providers that may bring a name; none where nothing tells. */
export function providersOf(name: string, providers: readonly CILogonProvider[]): CILogonProvider[] {
  const named = providers.filter(({ users }) => users.includes(name))
  if (named.length > 0) return named
  const [, domain] = name.split('@')
  if (domain !== undefined)
    return providers.filter((each) => !givesBareNames(each) && each.domains.map(lower).includes(domain))
  return providers.filter(givesBareNames)
}

/**
 * OAuthenticator 17.4 compares a name with those of admins and users whatever provider it comes through
 * (oauthenticator/cilogon.py, `check_allowed`), and not every provider proves the addresses that it gives.
 */
function ownersOf(providers: readonly CILogonProvider[], known: readonly string[]): NameOwners | undefined {
  if (providers.length < 2) return undefined
  const withDomain = providers.filter((each) => !givesBareNames(each) && each.username !== ACCOUNT_CLAIM)
  const domains = [...new Set(withDomain.flatMap((each) => each.domains.map(lower)))].sort()
  return {
    names: Object.fromEntries(known.map((name) => [name, providersOf(name, providers).map(({ id }) => id)])),
    domains: Object.fromEntries(
      domains.map((domain) => [
        domain,
        withDomain.filter((each) => each.domains.map(lower).includes(domain)).map(({ id }) => id),
      ]),
    ),
  }
}

const lower = (text: string): string => text.toLowerCase()

const titleOf = (provider: SignInProvider): string => {
  if (provider.kind === 'none') return 'none'
  if (provider.kind === 'class') return provider.own.title
  return provider.kind === 'oauth' ? provider.oauth.title : TITLES[provider.kind]
}

/** Ways of signing in that let in everyone who manages to. */
function opensToAll(provider: SignInProvider, users: readonly string[]): boolean {
  switch (provider.kind) {
    case 'google':
      // OAuthenticator 17.4: `hosted_domain` keeps everyone else out, and who is left still has to be let in
      return provider.domains.length > 0
    case 'shared-password':
      return users.length === 0
    case 'temporary':
    case 'none':
      return true
    case 'native':
      // whoever has an account has been approved, or may sign up: the class itself keeps out everyone else
      return true
    default:
      return false
  }
}

/** GitHub's teams are groups, unless the settings say who is in each of those they name. */
function groupsComeFromSignIn(provider: SignInProvider, groups: readonly string[], settings: HubSettings): boolean {
  if (provider.kind === 'oauth') return provider.oauth.groupsClaim !== undefined || provider.oauth.groupsFromScopes
  if (provider.kind === 'class') return provider.own.groupsFromClass
  return provider.kind === 'github' && groups.some((name) => !settings.groups?.[name]?.members?.length)
}

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort()

function planProvider(auth: Auth, method: SignInMethod | undefined, order: readonly string[]): SignInProvider {
  switch (method) {
    case 'github':
      return {
        kind: 'github',
        organizations: auth.github!.organizations ?? [],
        teams: auth.github!.teams ?? [],
        scopes: auth.github!.scopes ?? [],
      }
    case 'google':
      return planGoogle(auth)
    case 'cilogon':
      return { kind: 'cilogon', providers: planCILogon(auth.cilogon!, order) }
    case 'oauth':
      return { kind: 'oauth', oauth: planOAuth(auth.oauth!) }
    case 'class':
      return { kind: 'class', own: planOwnClass(auth.class!) }
    case 'lti':
      return { kind: 'lti', lti: planLti(auth.lti!) }
    case 'native':
      return { kind: 'native', native: planNative(auth.native!) }
    case 'ldap':
      return { kind: 'ldap', ldap: planLdap(auth.ldap!) }
    default:
      return { kind: method ?? 'none' }
  }
}

function planGoogle({ google, users = [], admins = [] }: Auth): Extract<SignInProvider, { kind: 'google' }> {
  const domains = (google!.domains ?? []).map(lower)
  const isOutside = (name: string): boolean => name.includes('@') && !domains.includes(domainOf(name)!)
  const outside = [...users, ...admins].map(lower).filter(isOutside)
  return {
    kind: 'google',
    domains,
    stripDomain: google!['strip-domain']?.toLowerCase(),
    guests: domains.length > 0 ? sorted(outside) : [],
  }
}

/** The first is offered first. */
const planCILogon = ({ providers }: NonNullable<Auth['cilogon']>, order: readonly string[]): CILogonProvider[] =>
  order.map((key) => {
    const provider = providers[key]!
    const dropped = [provider['strip-domain'] ?? []].flat().map(lower)
    return {
      key,
      id: provider.id ?? CILOGON_PROVIDERS[key] ?? key,
      username: provider.username ?? 'email',
      stripDomain: provider['strip-domain'],
      domains: provider.domains ?? [],
      everyone: provider.everyone ?? false,
      users: sorted((provider.users ?? []).map((name) => withoutDomain(lower(name), dropped))),
    }
  })

const planOAuth = (oauth: NonNullable<Auth['oauth']>): OAuthPlan => ({
  title: oauth.title,
  authorizeUrl: oauth['authorize-url'],
  tokenUrl: oauth['token-url'],
  userdataUrl: oauth['userdata-url'],
  authorizeParameters: oauth['authorize-parameters'],
  scopes: oauth.scopes ?? DEFAULT_SCOPES,
  allowedScopes: oauth['allowed-scopes'] ?? [],
  username: oauth.username,
  stripDomain: oauth['strip-domain']?.toLowerCase(),
  groupsClaim: oauth['groups-claim'],
  groupsFromScopes: oauth['groups-from'] === 'granted-scopes',
  groups: oauth.groups ?? [],
  adminGroups: oauth['admin-groups'] ?? [],
})
