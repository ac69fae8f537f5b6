/** Ways of signing in beside those of OAuth. The chart's image has the packages of all but an own class. */
import type { LdapPlan, LtiPlan, NativePlan, OwnClassPlan } from '../../plan/authenticators.ts'
import type { SignInPlan } from '../../plan/sign-in.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { WrittenValues } from '../../print/helm.ts'
import { CONSUMERS, NATIVE_ADMINS, SEARCH_PASSWORD, SECRET_TRAITS } from './authenticators-python.ts'
import { callbackOf, clientOf, fromSecret, type Method } from './sign-in-method.ts'

type Values = Record<string, unknown>

export function ownClass(signIn: SignInPlan, { path, name, traits, secretTraits }: OwnClassPlan): Method {
  const variables = secretTraits.map(({ trait }) => [trait, `SIGN_IN_${trait.toUpperCase()}`] as const)
  return {
    name: path,
    config: { [name]: { ...traits, ...(signIn.hasClient ? callbackOf(signIn) : {}) } },
    extraEnv: {
      ...(signIn.hasClient ? clientOf(signIn) : {}),
      ...Object.fromEntries(secretTraits.map(({ secret, key }, i) => [variables[i]![1], fromSecret(secret, key)])),
    },
    ...(secretTraits.length > 0
      ? {
          extraConfig: { '05-secret-traits': SECRET_TRAITS },
          data: { className: name, secretTraits: Object.fromEntries(variables) },
        }
      : {}),
  }
}

/** Packages whose classes are in `classes.json`. */
const KNOWN_PACKAGES = ['jupyterhub', 'oauthenticator', 'tmpauthenticator']

/** The traits of a class that hubloom knows, though it has no words for it. */
export function ownTraits({ signIn: { provider } }: HubPlan): WrittenValues[] | undefined {
  if (provider.kind !== 'class' || !KNOWN_PACKAGES.includes(provider.own.path.split('.')[0]!)) return undefined
  const { name, traits } = provider.own
  const place = { setting: ['auth', 'class', 'traits'], named: ['auth', 'class', 'class'] }
  return [{ ...place, path: ['hub', 'config', name], values: traits }]
}

export const lti = (signIn: SignInPlan, plan: LtiPlan): Method =>
  plan.platform ? lti13(plan.username, plan.platform) : lti11(signIn, plan)

function lti11({ secret }: SignInPlan, { username, consumers }: LtiPlan): Method {
  const variableOf = (i: number): string => `LTI_CONSUMER_${i + 1}`
  return {
    name: 'ltiauthenticator.lti11.auth.LTI11Authenticator',
    // the hub stands behind a proxy, and a launch is signed with the address that people see
    config: { LTI11Authenticator: { username_key: username, uri_scheme: 'https' } },
    extraEnv: Object.fromEntries(consumers.map((key, i) => [variableOf(i), fromSecret(secret, key)])),
    extraConfig: { '05-consumers': CONSUMERS },
    data: { consumers: Object.fromEntries(consumers.map((key, i) => [key, variableOf(i)])) },
  }
}

const lti13 = (username: string, platform: NonNullable<LtiPlan['platform']>): Method => ({
  name: 'ltiauthenticator.lti13.auth.LTI13Authenticator',
  config: {
    LTI13Authenticator: {
      username_key: username,
      uri_scheme: 'https',
      issuer: platform.issuer,
      authorize_url: platform.authorizeUrl,
      jwks_endpoint: platform.keysUrl,
      client_id: platform.clientIds,
    },
  },
})

export const native = (signIn: SignInPlan, plan: NativePlan): Method => ({
  name: 'nativeauthenticator.NativeAuthenticator',
  config: {
    NativeAuthenticator: {
      enable_signup: plan.signUp !== 'closed',
      open_signup: plan.signUp === 'open',
      minimum_password_length: plan.passwordLength,
      check_common_password: true,
      ask_email_on_signup: plan.asksEmail ? true : undefined,
      allowed_failed_logins: plan.failedSignIns,
      seconds_before_next_try: TEN_MINUTES,
    },
  },
  ...(signIn.admins.length > 0
    ? {
        extraEnv: { NATIVE_ADMIN_PASSWORD: fromSecret(signIn.secret, 'admin-password') },
        extraConfig: { '05-admin-accounts': NATIVE_ADMINS },
        data: { admins: signIn.admins },
      }
    : {}),
})

/** Seconds. */
const TEN_MINUTES = 600

export function ldap(signIn: SignInPlan, plan: LdapPlan): Method {
  const { search } = plan
  return {
    name: 'ldapauthenticator.LDAPAuthenticator',
    config: {
      LDAPAuthenticator: {
        server_address: plan.server,
        server_port: plan.port,
        tls_strategy: TLS[plan.encryption],
        bind_dn_template: plan.person,
        ...(search ? searching(search) : {}),
        allowed_groups: plan.groups.length > 0 ? plan.groups : undefined,
        // by itself it takes no capitals, which JupyterHub makes small, and no name that begins with a figure
        valid_username_regex: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
      },
    },
    ...(search?.user === undefined
      ? {}
      : {
          extraEnv: { LDAP_SEARCH_PASSWORD: fromSecret(signIn.secret, 'search-password') },
          extraConfig: { '05-search-password': SEARCH_PASSWORD },
        }),
  }
}

const TLS: Readonly<Record<LdapPlan['encryption'], string>> = {
  'start-tls': 'before_bind',
  tls: 'on_connect',
  none: 'insecure',
}

const searching = ({ below, attribute, user }: NonNullable<LdapPlan['search']>): Values => ({
  lookup_dn: true,
  user_search_base: below,
  user_attribute: attribute,
  lookup_dn_search_user: user,
  lookup_dn_user_dn_attribute: attribute,
})
