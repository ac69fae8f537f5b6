import { authOf } from '../plan/sign-in.ts'
import type { HubPlan } from '../plan/types.ts'
import type { Check, Finding } from './check.ts'

type Auth = HubPlan['settings']['values']['auth']

const METHODS = ['github', 'google', 'cilogon', 'oauth', 'shared-password', 'temporary', 'nobody'] as const
/** Providers that CILogon brings along, whose entity ids hubloom knows. */
const KNOWN_PROVIDERS = ['google', 'microsoft', 'github', 'orcid']
/** What services/jupyterhub asks for where nothing is set. */
const DEFAULT_SCOPES = ['openid', 'email', 'profile']
/** Claims without a domain, so that two providers may give one name to two people. */
const BARE_CLAIMS = ['preferred_username', 'name', 'given_name']

const perHub =
  (find: (hub: HubPlan, auth: Auth) => Finding[]): Check['find'] =>
  ({ fleet }) =>
    fleet.hubs.flatMap((hub) => find(hub, hub.settings.values.auth))

const at = (hub: HubPlan, ...path: string[]): Finding['at'] => hub.settings.at(['auth', ...path])
const methodsOf = (auth: Auth): (typeof METHODS)[number][] => METHODS.filter((method) => auth[method] !== undefined)
const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ')

export const oneSignIn: Check = {
  code: 'one-sign-in',
  severity: 'error',
  find: perHub((hub, auth) => {
    const methods = methodsOf(auth)
    if (methods.length === 1) return []
    return methods.length === 0
      ? [
          {
            at: at(hub),
            message: `${hub.id} has no way of signing in`,
            help: `Write one of ${listed(METHODS)} below \`auth:\`.`,
          },
        ]
      : [
          {
            at: at(hub, methods[1]!),
            message: `${hub.id} has ${methods.length} ways of signing in: ${listed(methods)}`,
            help: `JupyterHub takes one. Keep one and remove the others with \`null\`: \`${methods[0]}: null\`.`,
          },
        ]
  }),
}

/**
 * JupyterHub's dummy lets everybody in under any name: an admin's too. There is no setting for it, and no way around
 * that.
 */
export const dummySignIn: Check = {
  code: 'dummy-sign-in',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs.flatMap((hub) => {
      const chosen = DUMMY_PATH.reduce<unknown>(
        (value, key) =>
          typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
        hub.settings.values,
      )
      return typeof chosen === 'string' && /dummy/i.test(chosen)
        ? [
            {
              at: hub.settings.at(DUMMY_PATH),
              message: `with \`${chosen}\`, anybody enters ${hub.id} under any name, an admin's too`,
              help: 'Take it out. For trying a hub out, write `auth: { temporary: {}, everyone: true }`.',
            },
          ]
        : []
    }),
}

const DUMMY_PATH = ['overrides', 'helm', 'jupyterhub', 'hub', 'config', 'JupyterHub', 'authenticator_class']

export const nobodyMayEnter: Check = {
  code: 'nobody-may-enter',
  severity: 'error',
  find: perHub((hub) => {
    const auth = authOf(hub.settings.values)
    if (auth.nobody)
      return hub.settings.values.services && Object.keys(hub.settings.values.services).length > 0
        ? []
        : [
            {
              at: at(hub, 'nobody'),
              message: `nobody signs in to ${hub.id}, and no service starts servers there`,
              help:
                'Write the service below `services:` with the `scopes:` it needs, such as `admin:servers` and ' +
                '`admin:users`, or choose a sign-in.',
            },
          ]
    const providers = Object.values(auth.cilogon?.providers ?? {})
    const rules = [
      auth.everyone,
      auth.users?.length,
      auth.github?.organizations?.length,
      auth.github?.teams?.length,
      auth.google?.domains?.length,
      auth.oauth?.groups?.length,
      auth.oauth?.['admin-groups']?.length,
      auth.oauth?.['allowed-scopes']?.length,
      auth['shared-password'],
      auth.temporary,
      ...providers.flatMap((provider) => [provider.everyone, provider.domains?.length]),
    ]
    if (methodsOf(auth).length !== 1 || rules.some(Boolean)) return []
    return [
      {
        at: at(hub),
        message: `nobody but its admins may enter ${hub.id}`,
        help:
          'Say who may: `users:`, or the teams, organizations, domains or groups of the sign-in, or `everyone: ' +
          'true`.',
      },
    ]
  }),
}

export const everyoneBesideList: Check = {
  code: 'everyone-beside-list',
  severity: 'error',
  find: perHub((hub, auth) => {
    const lists: [string[], number | undefined][] = [
      [['users'], auth.users?.length],
      [['github', 'organizations'], auth.github?.organizations?.length],
      [['github', 'teams'], auth.github?.teams?.length],
      [['google', 'domains'], auth.google?.domains?.length],
      [['oauth', 'groups'], auth.oauth?.groups?.length],
      [['oauth', 'allowed-scopes'], auth.oauth?.['allowed-scopes']?.length],
    ]
    const found: Finding[] = auth.everyone
      ? lists
          .filter(([path, length]) => length && path[0] !== 'google')
          .map(([path]) => ({
            at: at(hub, 'everyone'),
            message:
              `\`everyone\` lets all in who can sign in, so the list \`auth.${path.join('.')}\` of ${hub.id} ` +
              'keeps nobody out',
            help:
              'Remove the list, or `everyone`. Rules add up: nobody is kept out by one when another lets them ' + 'in.',
          }))
      : []
    for (const [name, provider] of Object.entries(auth.cilogon?.providers ?? {})) {
      if (provider.domains?.length && (provider.everyone || auth.everyone)) {
        found.push({
          at: at(hub, 'cilogon', 'providers', name),
          message: `\`everyone\` beside \`domains\`: the provider \`${name}\` of ${hub.id} lets people of all domains in`,
          help: 'Remove one of the two.',
        })
      }
    }
    return found
  }),
}

export const noAdmins: Check = {
  code: 'no-admins',
  severity: 'warning',
  find: perHub((hub, auth) =>
    auth.admins?.length || auth.temporary || auth.nobody || auth.oauth?.['admin-groups']?.length
      ? []
      : [
          {
            at: at(hub),
            message: `${hub.id} has no admins: nobody can stop a server that hangs or look after people`,
            help: 'Write who may below `admins:`.',
          },
        ],
  ),
}

/** OAuthenticator 17.4 turns away everyone outside of `hosted_domain`, whatever else would let them in. */
export const outsideGoogleDomain: Check = {
  code: 'outside-google-domain',
  severity: 'error',
  find: perHub((hub, auth) => {
    const domains = authOf(hub.settings.values).google?.domains?.map((domain) => domain.toLowerCase())
    if (!domains?.length) return []
    const lists: [string[], string[] | undefined][] = [
      [['auth', 'users'], auth.users],
      [['auth', 'admins'], auth.admins],
      [['event', 'sign-in', 'users'], hub.settings.values.event?.['sign-in']?.users],
    ]
    return lists.flatMap(([list, people]) =>
      (people ?? [])
        .filter((name) => !domains.includes(name.toLowerCase().split('@')[1] ?? ''))
        .map((name) => ({
          at: hub.settings.at([...list, name]),
          message: `\`${name}\` cannot sign in to ${hub.id}: Google lets in the domains ${listed(domains)} only`,
          help:
            'Names are e-mail addresses. Add the domain to `google.domains`, or name everybody below `users:` ' +
            'instead of domains.',
        })),
    )
  }),
}

export const cilogonProviders: Check = {
  code: 'cilogon-provider',
  severity: 'error',
  find: perHub((hub) => {
    const auth = authOf(hub.settings.values)
    if (!auth.cilogon) return []
    const providers = Object.entries(auth.cilogon.providers)
    const here = (name: string): Finding['at'] => at(hub, 'cilogon', 'providers', name)
    if (providers.length === 0)
      return [
        {
          at: at(hub, 'cilogon'),
          message: `CILogon of ${hub.id} has no identity provider`,
          help: 'Write one below `providers:`, such as `google: { domains: [example.edu] }`.',
        },
      ]
    const ids = providers.map(([name, provider]) => provider.id ?? name)
    return providers.flatMap(([name, provider], i): Finding[] => [
      ...(provider.id || KNOWN_PROVIDERS.includes(name)
        ? []
        : [
            {
              at: here(name),
              message: `nothing says which identity provider \`${name}\` of ${hub.id} is`,
              help:
                'Add its entity id from cilogon.org/idplist as `id:`, or name it one of ' +
                `${listed(KNOWN_PROVIDERS)}.`,
            },
          ]),
      ...(ids.indexOf(provider.id ?? name) === i
        ? []
        : [
            {
              at: here(name),
              message: `${hub.id} names the identity provider ${provider.id} twice`,
              help: 'Keep one of the two.',
            },
          ]),
      ...(provider.everyone || provider.domains?.length || auth.everyone || auth.users?.length
        ? []
        : [
            {
              at: here(name),
              message: `the provider \`${name}\` of ${hub.id} lets nobody in`,
              help: 'Add `domains:` or `everyone: true`, or single people below `auth.users`.',
            },
          ]),
    ])
  }),
}

/** Two providers that cut names down to what stands before the `@` make one account of two people. */
export const sameNamesFromProviders: Check = {
  code: 'same-names',
  severity: 'error',
  find: perHub((hub, auth) => {
    const bare = Object.entries(auth.cilogon?.providers ?? {}).filter(
      ([, provider]) => provider['strip-domain'] !== undefined || BARE_CLAIMS.includes(provider.username ?? 'email'),
    )
    if (bare.length < 2) return []
    const [name] = bare[1]!
    return [
      {
        at: at(hub, 'cilogon', 'providers', name),
        message:
          `people of the providers ${listed(bare.map(([provider]) => provider))} of ${hub.id} may have one name: ` +
          `who comes second would get the other's files`,
        help: 'Let all but one of them use `username: email` without `strip-domain`.',
      },
    ]
  }),
}

/** What several people of one provider have in common: they would share an account, and each other's files. */
export const nameNotUnique: Check = {
  code: 'name-not-unique',
  severity: 'warning',
  find: perHub((hub, auth) =>
    Object.entries(auth.cilogon?.providers ?? {}).flatMap(([name, { username }]) =>
      username === undefined || !['name', 'given_name'].includes(username)
        ? []
        : [
            {
              at: at(hub, 'cilogon', 'providers', name, 'username'),
              message:
                `two people with one \`${username}\` at the provider \`${name}\` of ${hub.id} would have one ` +
                `account, and see each other's files`,
              help: 'Write `username: email` or `eppn`, unless the provider is known to put something unique there.',
            },
          ],
    ),
  ),
}

/** Every place that names a group. */
const groupsNamed = (hub: HubPlan): [name: string, at: Finding['at']][] => [
  ...(['environments', 'sizes'] as const).flatMap((kind) =>
    hub[kind].flatMap(({ key, groups }) =>
      groups.map((name): [string, Finding['at']] => [name, hub.settings.at([kind, key, 'for'])]),
    ),
  ),
  ...Object.keys(hub.settings.values.groups ?? {}).map((name): [string, Finding['at']] => [
    name,
    hub.settings.at(['groups', name]),
  ]),
]

/** Groups that limit a choice, give memory or a folder need somebody who says who is in them. */
export const groupsWithoutSource: Check = {
  code: 'group-without-source',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs.flatMap((hub) => {
      const { auth, groups = {} } = hub.settings.values
      if (auth.github || auth.oauth?.['groups-claim']) return []
      const method = methodsOf(auth)[0] ?? 'sign-in'
      return groupsNamed(hub)
        .filter(([name]) => !groups[name]?.members?.length)
        .map(([name, origin]) => ({
          at: origin,
          message:
            `nothing says who is in the group \`${name}\` of ${hub.id}: its sign-in, \`${method}\`, tells of no ` +
            'groups',
          help:
            `Name its people: \`groups: { ${name}: { members: […] } ` +
            `}\`${auth.oauth ? ', or the claim that lists groups as `groups-claim:`' : ''}.`,
        }))
    }),
}

/** JupyterHub does not start with groups of its own beside those of the sign-in. */
export const membersBesideSignIn: Check = {
  code: 'members-beside-sign-in',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs.flatMap((hub) => {
      const { auth, groups = {} } = hub.settings.values
      const named = Object.keys(groups).filter((name) => groups[name]!.members?.length)
      const others = groupsNamed(hub).filter(([name]) => !groups[name]?.members?.length)
      const fromSignIn = auth.oauth
        ? auth.oauth['groups-claim'] !== undefined
        : auth.github !== undefined && others.length > 0
      return fromSignIn
        ? named.map((name) => ({
            at: hub.settings.at(['groups', name, 'members']),
            message: `the groups of ${hub.id} come from its sign-in, and JupyterHub keeps none of its own beside them`,
            help:
              `Put these people into a ${auth.github ? 'GitHub team' : 'group of the sign-in'}, and remove ` +
              '`members`.',
          }))
        : []
    }),
}

export const groupForm: Check = {
  code: 'github-group-form',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs.flatMap((hub) => {
      const { auth, groups = {} } = hub.settings.values
      if (!auth.github) return []
      return groupsNamed(hub)
        .filter(([name]) => !/^[^/]+\/[^/]+$/.test(name) && !groups[name]?.members?.length)
        .map(([name, origin]) => ({
          at: origin,
          message: `\`${name}\` is no GitHub team, so nobody of ${hub.id} is in it`,
          help: "Write `organisation/team`, as in the team's address at GitHub, or name its `members:`.",
        }))
    }),
}

export const tokensWithoutSignIn: Check = {
  code: 'no-tokens',
  severity: 'error',
  find: perHub((hub, auth) =>
    auth['pass-tokens'] &&
    Object.keys(auth['pass-tokens']).length > 0 &&
    (auth['shared-password'] || auth.temporary || auth.nobody)
      ? [
          {
            at: at(hub, 'pass-tokens'),
            message: `the sign-in of ${hub.id} has no tokens to hand on`,
            help: 'Remove `pass-tokens`, or sign in with GitHub, Google, CILogon or OAuth.',
          },
        ]
      : [],
  ),
}

export const oauthClaims: Check = {
  code: 'oauth-claims',
  severity: 'error',
  find: perHub((hub, auth) => {
    const { oauth } = auth
    if (!oauth) return []
    return [
      ...(oauth['userdata-url'] === undefined && oauth.scopes && !oauth.scopes.includes('openid')
        ? [
            {
              at: at(hub, 'oauth', 'scopes'),
              message: `${hub.id} has nowhere to ask who somebody is: an id token needs the scope \`openid\``,
              help: 'Add `openid` to `scopes`, or name the `userdata-url`.',
            },
          ]
        : []),
      ...(oauth['allowed-scopes'] ?? [])
        .filter((scope) => !(oauth.scopes ?? DEFAULT_SCOPES).includes(scope))
        .map((scope) => ({
          at: at(hub, 'oauth', 'allowed-scopes', scope),
          message:
            `nobody can be granted the scope \`${scope}\`, which ${hub.id} never asks for: the hub would not ` +
            'start',
          help: `Add it to \`scopes\`: \`scopes: [${[...(oauth.scopes ?? DEFAULT_SCOPES), scope].join(', ')}]\`.`,
        })),
      ...(['groups', 'admin-groups'] as const)
        .filter((list) => oauth[list]?.length && oauth['groups-claim'] === undefined)
        .map((list) => ({
          at: at(hub, 'oauth', list),
          message: `nothing says where the sign-in of ${hub.id} lists people's groups`,
          help: 'Name the claim: `groups-claim: groups`.',
        })),
    ]
  }),
}

export const temporaryKeepsHomes: Check = {
  code: 'temporary-home',
  severity: 'warning',
  find: perHub((hub, auth) =>
    auth.temporary && hub.home.kind !== 'none'
      ? [
          {
            at: hub.settings.at(['home', 'kind']),
            message:
              `people of ${hub.id} get a new name each time, so a home is made each time that nobody can open ` +
              'again',
            help: 'Write `home: { kind: none }`, and `cull: { users: true }` to forget the names too.',
          },
        ]
      : [],
  ),
}

/** With one password for everybody, an admin's own password is what tells them apart, and only full admins have one. */
export const adminsSeeServers: Check = {
  code: 'admins-see-servers',
  severity: 'warning',
  find: perHub((hub, auth) =>
    auth['shared-password'] && auth.admins?.length && !auth['admins-see-servers']
      ? [
          {
            at: at(hub, 'admins-see-servers'),
            message:
              `admins of ${hub.id} may open other people's servers: with a shared password, JupyterHub knows no ` +
              'lesser ones',
            help: 'Write `admins-see-servers: true` to say that this is meant, or name no admins.',
          },
        ]
      : [],
  ),
}

export const authChecks: readonly Check[] = [
  oneSignIn,
  dummySignIn,
  nobodyMayEnter,
  everyoneBesideList,
  noAdmins,
  outsideGoogleDomain,
  cilogonProviders,
  sameNamesFromProviders,
  nameNotUnique,
  groupsWithoutSource,
  membersBesideSignIn,
  groupForm,
  tokensWithoutSignIn,
  oauthClaims,
  temporaryKeepsHomes,
  adminsSeeServers,
]
