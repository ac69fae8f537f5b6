/** How people sign in to a hub, who may enter, and who looks after it. */
import type { HubSettings } from '../settings/index.ts'
import { accountNames, domainOf } from './account-names.ts'
import {
  planLdap,
  planLti,
  planNative,
  planOAuth,
  planOwnClass,
  type LdapPlan,
  type LtiPlan,
  type NativePlan,
  type OAuthPlan,
  type OwnClassPlan,
} from './authenticators.ts'
import { ownersOf, planCILogon, type CILogonProvider, type NameOwners } from './cilogon.ts'
import { authOf } from './event-sign-in.ts'
import { groupsOfFolders } from './folders.ts'
import { groupsOfRole } from './roles.ts'
import { planOptions } from './options.ts'
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
  /** LTI 1.3: where the hub tells a learning management system how to register it. */
  toolUrl?: string
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
    ...planOptions(resolved).flatMap(({ choices }) => choices.flatMap((choice) => choice.groups)),
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
    toolUrl: registersAsTool(provider) ? `https://${settings.domain}/hub/lti13/config` : undefined,
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

const registersAsTool = (provider: SignInProvider): boolean =>
  provider.kind === 'lti' && provider.lti.platform !== undefined

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
