/** Rules of who may sign in to a hub. */
import { defineProblems, listed, type Diagnostic, type Origin } from '../diagnostics.ts'
import { SIGN_IN_METHODS, type SignInPlan } from '../plan/sign-in.ts'
import { nodeAt } from '../layers/tree.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { layerRank, peopleNamed, perHub, type Rule, type RuleSet } from './check.ts'

type Auth = UncheckedHub['settings']['values']['auth']

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'one-sign-in/none': {
    severity: 'error',
    message: ({ hub }: OfHub) => `${hub} has no way of signing in`,
    help: ({ methods }: { methods: readonly string[] }) => `Write one of ${listed(methods)} below \`auth:\`.`,
  },
  'one-sign-in/several': {
    severity: 'error',
    message: ({ hub, methods }: OfHub & { methods: readonly string[] }) =>
      `${hub} has ${methods.length} ways of signing in: ${listed(methods)}`,
    help: 'JupyterHub takes one. Keep one, and take the others out.',
  },
  'one-sign-in/inherited': {
    severity: 'error',
    message: ({ hub, own, inherited }: OfHub & { own: string; inherited: readonly string[] }) =>
      `${hub} has ${inherited.length + 1} ways of signing in: ${listed([own])} beside ${listed(inherited)}, which it ` +
      'inherits',
    help: ({ own, inherited }: { own: string; inherited: readonly string[] }) =>
      `JupyterHub takes one. To sign in by \`${own}\`, write ` +
      `\`auth: { ${inherited.map((method) => `${method}: null`).join(', ')} }\`, too.`,
  },
  'dummy-sign-in': {
    severity: 'error',
    message: ({ hub, authenticator }: OfHub & { authenticator: string }) =>
      `with \`${authenticator}\`, anybody enters ${hub} under any name, an admin's too`,
    help: 'Take it out. For trying a hub out, write `auth: { temporary: {}, everyone: true }`.',
  },
  'dummy-sign-in/class': {
    severity: 'error',
    message: ({ hub, authenticator }: OfHub & { authenticator: string }) =>
      `with \`${authenticator}\`, anybody enters ${hub} under any name, an admin's too`,
    help: 'Name the class of a sign-in that asks who somebody is.',
  },
  'nobody-may-enter': {
    severity: 'error',
    message: ({ hub }: OfHub) => `nobody but its admins may enter ${hub}`,
    help:
      'Say who may: `users:`, or the teams, organizations, domains or groups of the sign-in, or `everyone: ' + 'true`.',
  },
  'nobody-may-enter/no-service': {
    severity: 'error',
    message: ({ hub }: OfHub) => `nobody signs in to ${hub}, and no service starts servers there`,
    help:
      'Write the service below `services:` with the `scopes:` it needs, such as `admin:servers` and `admin:users`, ' +
      'or choose a sign-in.',
  },
  'everyone-beside-list': {
    severity: 'error',
    message: ({ hub, list }: OfHub & { list: string }) =>
      `\`everyone\` lets all in who can sign in, so the list \`auth.${list}\` of ${hub} keeps nobody out`,
    help: 'Remove the list, or `everyone`. Rules add up: nobody is kept out by one when another lets them in.',
  },
  'everyone-beside-list/provider': {
    severity: 'error',
    message: ({ hub, provider }: OfHub & { provider: string }) =>
      `\`everyone\` beside \`domains\`: the provider \`${provider}\` of ${hub} lets people of all domains in`,
    help: 'Remove one of the two.',
  },
  'no-admins': {
    severity: 'warning',
    message: ({ hub }: OfHub) => `${hub} has no admins: nobody can stop a server that hangs or look after people`,
    help: 'Write who may below `admins:`.',
  },
  'google-name': {
    severity: 'error',
    message: ({ hub, name }: OfHub & { name: string }) =>
      `nobody at ${hub} is called \`${name}\`: Google names people by their e-mail address`,
    help: 'Write the address.',
  },
  'google-name/other-domain': {
    severity: 'error',
    message: ({ hub, domain }: OfHub & { domain: string }) =>
      `no name at ${hub} ends in \`${domain}\`, which \`strip-domain\` would drop: it is none of its \`domains\``,
    help: ({ domains }: { domains: readonly string[] }) => `Write ${listed(domains)}, or take it out.`,
  },
  'no-tokens': {
    severity: 'error',
    message: ({ hub }: OfHub) => `the sign-in of ${hub} says nothing that could be handed on as a variable`,
    help: 'Take `sign-in` out of the variables, or sign in with GitHub, Google, CILogon or OAuth.',
  },
  'oauth-claims/openid': {
    severity: 'error',
    message: ({ hub }: OfHub) => `${hub} has nowhere to ask who somebody is: an id token needs the scope \`openid\``,
    help: 'Add `openid` to `scopes`, or name the `userdata-url`.',
  },
  'oauth-claims/scope': {
    severity: 'error',
    message: ({ hub, scope }: OfHub & { scope: string }) =>
      `nobody can be granted the scope \`${scope}\`, which ${hub} never asks for: the hub would not start`,
    help: ({ scope, scopes }: { scope: string; scopes: readonly string[] }) =>
      `Add it to \`scopes\`: \`scopes: [${[...scopes, scope].join(', ')}]\`.`,
  },
  'oauth-claims/groups': {
    severity: 'error',
    message: ({ hub }: OfHub) => `nothing says where the sign-in of ${hub} lists people's groups`,
    help: 'Name the claim: `groups-claim: groups`. Or write `groups-from: granted-scopes`.',
  },
  'oauth-claims/two-sources': {
    severity: 'error',
    message: ({ hub }: OfHub) => `groups of ${hub} come from a claim and from the scopes that are granted`,
    help: 'Keep one of `groups-claim` and `groups-from`.',
  },
  'oauth-claims/group-scope': {
    severity: 'error',
    message: ({ hub, group }: OfHub & { group: string }) =>
      `nobody can be in the group \`${group}\` of ${hub}: groups are granted scopes, and this one is never asked for`,
    help: ({ group, scopes }: { group: string; scopes: readonly string[] }) =>
      `Add it to \`oauth.scopes\`: \`scopes: [${[...scopes, group].join(', ')}]\`.`,
  },
  'temporary-home': {
    severity: 'warning',
    message: ({ hub }: OfHub) =>
      `people of ${hub} get a new name each time, so a home is made each time that nobody can open again`,
    help: 'Write `home: { kind: none }`, and `cull: { users: true }` to forget the names too.',
  },
  'admins-see-servers': {
    severity: 'warning',
    message: ({ hub, why }: OfHub & { why: string }) => `admins of ${hub} may open other people's servers: ${why}`,
    help: 'Write `admins-see-servers: true` to say that this is meant, or name no admins.',
  },
})

const perSignIn = (find: (hub: UncheckedHub, auth: Auth) => Diagnostic[]): Rule =>
  perHub((hub) => find(hub, hub.settings.values.auth))

const oneSignIn = perHub(({ id, signIn: { methods }, settings }) => {
  if (methods.length === 1) return []
  if (methods.length === 0) {
    const at = settings.nearest(['auth', 'github'])
    return [problems.raise('one-sign-in/none', { at, args: { hub: id, methods: SIGN_IN_METHODS } })]
  }
  const places = [...methods]
    .reverse()
    .map((method) => ({ method, at: settings.at(['auth', method]) }))
    .sort((a, b) => layerRank(b.at) - layerRank(a.at))
  const [own, ...others] = places as [(typeof places)[number], ...typeof places]
  const related = others.map(({ method, at }) => ({ at, note: `\`${method}\`` }))
  if (layerRank(others[0]!.at) === layerRank(own.at))
    return [problems.raise('one-sign-in/several', { at: own.at, related, args: { hub: id, methods } })]
  const inherited = others.map(({ method }) => method)
  return [
    problems.raise('one-sign-in/inherited', { at: own.at, related, args: { hub: id, own: own.method, inherited } }),
  ]
})

/**
 * JupyterHub's dummy lets everybody in under any name: an admin's too. There is no setting for it, and no way around
 * that.
 */
const dummySignIn = perHub(({ id, settings }) => {
  const dummyAt = (path: readonly string[]): { at: Origin; args: { hub: string; authenticator: string } }[] => {
    const found = nodeAt(settings.tree, path)
    if (found?.kind !== 'value' || !/dummy/i.test(String(found.value))) return []
    return [{ at: found.at, args: { hub: id, authenticator: String(found.value) } }]
  }
  return [
    ...dummyAt(OVERRIDDEN_CLASS).map((found) => problems.raise('dummy-sign-in', found)),
    ...dummyAt(['auth', 'class', 'class']).map((found) => problems.raise('dummy-sign-in/class', found)),
  ]
})

const OVERRIDDEN_CLASS = ['overrides', 'helm', 'jupyterhub', 'hub', 'config', 'JupyterHub', 'authenticator_class']

export const nobodyMayEnter: Rule = perHub(({ id, signIn, extraServices, binder, settings }) => {
  if (signIn.provider.kind === 'nobody')
    return extraServices.length > 0 || binder
      ? []
      : [problems.raise('nobody-may-enter/no-service', { at: settings.at(['auth', 'nobody']), args: { hub: id } })]
  if (signIn.methods.length !== 1 || admitsSomebody(signIn)) return []
  return [problems.raise('nobody-may-enter', { at: settings.nearest(['auth', 'users']), args: { hub: id } })]
})

function admitsSomebody({ everyone, users, provider }: SignInPlan): boolean {
  if (everyone || users.length > 0) return true
  switch (provider.kind) {
    case 'github':
      return provider.organizations.length + provider.teams.length > 0
    case 'cilogon':
      return provider.providers.some((each) => each.everyone || each.domains.length > 0)
    case 'oauth': {
      const { groups, adminGroups, allowedScopes } = provider.oauth
      return groups.length + adminGroups.length + allowedScopes.length > 0
    }
    case 'ldap':
      return provider.ldap.groups.length > 0
    case 'class':
      return Object.keys(provider.own.traits).some((trait) => trait.startsWith('allow'))
    default:
      return provider.kind === 'shared-password'
  }
}

const everyoneBesideList = perSignIn(({ id, settings }, auth) => {
  const lists: [list: string, at: () => Origin, length: number | undefined][] = [
    ['users', () => settings.at(['auth', 'users']), auth.users?.length],
    [
      'github.organizations',
      () => settings.at(['auth', 'github', 'organizations']),
      auth.github?.organizations?.length,
    ],
    ['github.teams', () => settings.at(['auth', 'github', 'teams']), auth.github?.teams?.length],
    ['ldap.groups', () => settings.at(['auth', 'ldap', 'groups']), auth.ldap?.groups?.length],
    ['oauth.groups', () => settings.at(['auth', 'oauth', 'groups']), auth.oauth?.groups?.length],
    [
      'oauth.allowed-scopes',
      () => settings.at(['auth', 'oauth', 'allowed-scopes']),
      auth.oauth?.['allowed-scopes']?.length,
    ],
  ]
  const useless = auth.everyone ? lists.filter(([, , length]) => length) : []
  const providers = Object.entries(auth.cilogon?.providers ?? {}).filter(
    ([, { domains, everyone }]) => domains?.length && (everyone || auth.everyone),
  )
  return [
    ...useless.map(([list, at]) =>
      problems.raise('everyone-beside-list', {
        at: settings.at(['auth', 'everyone']),
        related: [{ at: at(), note: 'the list' }],
        args: { hub: id, list },
      }),
    ),
    ...providers.map(([provider]) =>
      problems.raise('everyone-beside-list/provider', {
        at: settings.at(['auth', 'cilogon', 'providers', provider]),
        args: { hub: id, provider },
      }),
    ),
  ]
})

const noAdmins = perHub(({ id, signIn: { admins, provider }, settings }) => {
  const byGroup =
    (provider.kind === 'oauth' && provider.oauth.adminGroups.length > 0) ||
    (provider.kind === 'class' && Object.keys(provider.own.traits).some((trait) => trait.startsWith('admin_')))
  return admins.length > 0 || byGroup || provider.kind === 'temporary' || provider.kind === 'nobody'
    ? []
    : [problems.raise('no-admins', { at: settings.nearest(['auth', 'admins']), args: { hub: id } })]
})

export const googleNames: Rule = perHub((hub) => {
  const { id, signIn, settings } = hub
  if (signIn.provider.kind !== 'google') return []
  const { domains, stripDomain } = signIn.provider
  if (stripDomain !== undefined)
    return domains.length === 0 || domains.includes(stripDomain)
      ? []
      : [
          problems.raise('google-name/other-domain', {
            at: settings.at(['auth', 'google', 'strip-domain']),
            args: { hub: id, domain: stripDomain, domains },
          }),
        ]
  return peopleNamed(hub)
    .filter(({ name }) => !name.includes('@'))
    .map(({ name, at }) => problems.raise('google-name', { at, args: { hub: id, name } }))
})

const tokensWithoutSignIn = perHub(({ id, signIn: { passesOn, provider }, settings }) =>
  passesOn && ['shared-password', 'native', 'temporary', 'nobody'].includes(provider.kind)
    ? [problems.raise('no-tokens', { at: settings.nearest(['variables']), args: { hub: id } })]
    : [],
)

const oauthClaims = perHub(({ id, signIn: { provider, groups: named }, groups: own, settings }) => {
  if (provider.kind !== 'oauth') return []
  const { scopes, allowedScopes, userdataUrl, groupsClaim, groupsFromScopes, groups, adminGroups } = provider.oauth
  const neverAsked = allowedScopes.filter((scope) => !scopes.includes(scope))
  const lists = { groups, 'admin-groups': adminGroups }
  const groupLists = (['groups', 'admin-groups'] as const).filter(
    (list) => lists[list].length > 0 && groupsClaim === undefined && !groupsFromScopes,
  )
  // names of the settings for a group that has another one at the sign-in
  const short = own.filter(({ from }) => from !== undefined).map(({ name }) => name)
  const atSignIn = [...groups, ...adminGroups, ...named.filter((name) => !short.includes(name))]
  const ofScopes = groupsFromScopes && groupsClaim === undefined ? [...new Set(atSignIn)] : []
  return [
    ...(userdataUrl === undefined && !scopes.includes('openid')
      ? [problems.raise('oauth-claims/openid', { at: settings.at(['auth', 'oauth', 'scopes']), args: { hub: id } })]
      : []),
    ...neverAsked.map((scope) =>
      problems.raise('oauth-claims/scope', {
        at: settings.at(['auth', 'oauth', 'allowed-scopes', scope]),
        args: { hub: id, scope, scopes },
      }),
    ),
    ...groupLists.map((list) =>
      problems.raise('oauth-claims/groups', { at: settings.at(['auth', 'oauth', list]), args: { hub: id } }),
    ),
    ...(groupsFromScopes && groupsClaim !== undefined
      ? [
          problems.raise('oauth-claims/two-sources', {
            at: settings.at(['auth', 'oauth', 'groups-from']),
            related: [{ at: settings.at(['auth', 'oauth', 'groups-claim']), note: 'the claim' }],
            args: { hub: id },
          }),
        ]
      : []),
    ...ofScopes
      .filter((group) => !scopes.includes(group))
      .map((group) =>
        problems.raise('oauth-claims/group-scope', {
          at: settings.at(['auth', 'oauth', 'groups-from']),
          args: { hub: id, group, scopes },
        }),
      ),
  ]
})

const temporaryKeepsHomes = perHub(({ id, home, signIn: { provider }, settings }) =>
  provider.kind === 'temporary' && home.personal !== 'none'
    ? [problems.raise('temporary-home', { at: settings.nearest(['home', 'kind']), args: { hub: id } })]
    : [],
)

/**
 * With one password for everybody, an admin's own password is what tells them apart, and only full admins have one. Of
 * accounts of the hub, admins set the passwords.
 */
const ONLY_FULL_ADMINS = {
  'shared-password': 'with a shared password, JupyterHub knows no lesser ones',
  native: 'whoever lets people in may set their passwords, too',
} as const

const adminsSeeServers = perSignIn(({ id, settings, signIn: { provider } }, auth) => {
  if (provider.kind !== 'shared-password' && provider.kind !== 'native') return []
  if (!auth.admins?.length || auth['admins-see-servers']) return []
  const at = settings.nearest(['auth', provider.kind === 'native' ? 'native' : 'admins-see-servers'])
  return [problems.raise('admins-see-servers', { at, args: { hub: id, why: ONLY_FULL_ADMINS[provider.kind] } })]
})

export const authRules: RuleSet = {
  problems,
  rules: [
    oneSignIn,
    dummySignIn,
    nobodyMayEnter,
    everyoneBesideList,
    noAdmins,
    googleNames,
    tokensWithoutSignIn,
    oauthClaims,
    temporaryKeepsHomes,
    adminsSeeServers,
  ],
}
