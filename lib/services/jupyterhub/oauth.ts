/** Ways of signing in by OAuth and OpenID Connect, as OAuthenticator 17 understands them. */
import type { SignInPlan } from '../../plan/sign-in.ts'
import type { OAuthPlan } from '../../plan/authenticators.ts'
import type { CILogonProvider } from '../../plan/cilogon.ts'
import {
  GITHUB_GROUPS,
  GOOGLE_GUESTS,
  GOOGLE_NAMES,
  GRANTED_SCOPES,
  NESTED_CLAIMS,
  OAUTH_NAMES,
  PROVIDER_ORDER,
} from './sign-in-python.ts'
import { callbackOf, clientOf, type Method } from './sign-in-method.ts'

type Values = Record<string, unknown>

export function gitHub(signIn: SignInPlan, provider: Provider<'github'>): Method {
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

export function google(signIn: SignInPlan, { domains, guests, stripDomain }: Provider<'google'>): Method {
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

export function cilogon(signIn: SignInPlan, wanted: readonly CILogonProvider[]): Method {
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

export function genericOAuth(signIn: SignInPlan, oauth: OAuthPlan): Method {
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

type Provider<Kind> = Extract<SignInPlan['provider'], { kind: Kind }>
