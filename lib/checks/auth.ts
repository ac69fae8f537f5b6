/** Rules of how people sign in to a hub. */
import { defineProblems, listed, type Origin } from '../diagnostics.ts'
import { SIGN_IN_METHODS } from '../plan/sign-in.ts'
import { nodeAt } from '../layers/tree.ts'
import { layerRank, peopleBySignIn, perHub, type Rule, type RuleSet } from './check.ts'

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
    source: 'jupyterhub/auth.py, DummyAuthenticator: without a password any name is right',
  },
  'dummy-sign-in/class': {
    severity: 'error',
    message: ({ hub, authenticator }: OfHub & { authenticator: string }) =>
      `with \`${authenticator}\`, anybody enters ${hub} under any name, an admin's too`,
    help: 'Name the class of a sign-in that asks who somebody is.',
  },
  'google-name': {
    severity: 'error',
    message: ({ hub, name }: OfHub & { name: string }) =>
      `nobody at ${hub} is called \`${name}\`: Google names people by their e-mail address`,
    help: 'Write the address.',
    source: 'oauthenticator/google.py: `username_claim` is `email`',
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
    help:
      'Name the claim: `auth: { oauth: { groups-claim: groups } }`. Or write ' +
      '`auth: { oauth: { groups-from: granted-scopes } }`.',
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
})

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
  return peopleBySignIn(hub)
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
    ? [problems.raise('temporary-home', { at: settings.at(['auth', 'temporary']), args: { hub: id } })]
    : [],
)

export const authRules: RuleSet = {
  problems,
  rules: [oneSignIn, dummySignIn, googleNames, tokensWithoutSignIn, oauthClaims, temporaryKeepsHomes],
}
