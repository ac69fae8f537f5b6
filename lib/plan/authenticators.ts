import type { HubSettings } from '../settings/index.ts'

type Auth = HubSettings['auth']

/** A sign-in class that hubloom has no words for. */
export interface OwnClassPlan {
  /** As Python imports it, and its own name alone, which its configuration stands below. */
  path: string
  name: string
  title: string
  traits: Readonly<Record<string, unknown>>
  /** Traits that only a Secret knows, in the order of their names. */
  secretTraits: readonly { trait: string; secret: string; key: string }[]
  groupsFromClass: boolean
}

export interface LtiPlan {
  username: string
  /** LTI 1.1: keys of those who may send people. */
  consumers: readonly string[]
  /** Whether what each of them calls a person is the same person. */
  samePeople: boolean
  /** LTI 1.3: who sends people. */
  platform?: { issuer: string; authorizeUrl: string; keysUrl: string; clientIds: readonly string[] }
}

export interface NativePlan {
  signUp: 'approved' | 'open' | 'closed'
  passwordLength: number
  asksEmail: boolean
  failedSignIns: number
}

export interface LdapPlan {
  server: string
  port?: number
  encryption: 'start-tls' | 'tls' | 'none'
  /** Template of where a person stands. */
  person?: string
  search?: { below: string; attribute: string; user?: string }
  groups: readonly string[]
}

export function planOwnClass(own: NonNullable<Auth['class']>): OwnClassPlan {
  const name = own.class.split('.').at(-1)!
  const traits = Object.entries(own.traits ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    path: own.class,
    name,
    title: own.title ?? name,
    traits: Object.fromEntries(traits.filter(([, value]) => !isSecret(value))),
    secretTraits: traits.flatMap(([trait, value]) => (isSecret(value) ? [{ trait, ...value }] : [])),
    groupsFromClass: own['groups-from'] === 'sign-in',
  }
}

const isSecret = (value: unknown): value is { secret: string; key: string } =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).sort().join() === 'key,secret' &&
  Object.values(value).every((each) => typeof each === 'string')

export const planLti = ({ username, consumers = [], platform, ...lti }: NonNullable<Auth['lti']>): LtiPlan => ({
  username,
  consumers: [...consumers].sort(),
  samePeople: lti['same-people'] ?? false,
  platform: platform && {
    issuer: platform.issuer,
    authorizeUrl: platform['authorize-url'],
    keysUrl: platform['keys-url'],
    clientIds: platform['client-ids'],
  },
})

export const planNative = (native: NonNullable<Auth['native']>): NativePlan => ({
  signUp: native['sign-up'] ?? 'approved',
  passwordLength: native['password-length'] ?? 10,
  asksEmail: native['ask-email'] ?? false,
  failedSignIns: native['failed-sign-ins'] ?? 5,
})

export const planLdap = ({
  server,
  port,
  encryption,
  person,
  search,
  groups,
}: NonNullable<Auth['ldap']>): LdapPlan => ({
  server,
  port,
  encryption: encryption ?? 'start-tls',
  person,
  search,
  groups: groups ?? [],
})

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

export const planOAuth = (oauth: NonNullable<Auth['oauth']>): OAuthPlan => ({
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

/** Scopes that are asked for where the settings name none. */
const DEFAULT_SCOPES = ['openid', 'email', 'profile']
