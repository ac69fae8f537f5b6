/** Rules of who may enter a hub, and who looks after it. */
import { defineProblems, type Diagnostic, type Origin } from '../diagnostics.ts'
import type { SignInPlan } from '../plan/sign-in.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type Rule, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

type Auth = UncheckedHub['settings']['values']['auth']

const problems = defineProblems({
  'nobody-may-enter': {
    severity: 'error',
    message: ({ hub }: OfHub) => `nobody but its admins may enter ${hub}`,
    help:
      'Say who may: `users:`, or the teams, organizations, domains or groups of the sign-in, or `everyone: ' + 'true`.',
    source: 'jupyterhub.readthedocs.io, "Authenticators", section "Allowing access" (JupyterHub 5)',
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
    source: 'jupyterhub/auth.py, `allow_all`',
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
  'admins-see-servers': {
    severity: 'warning',
    message: ({ hub, why }: OfHub & { why: string }) => `admins of ${hub} may open other people's servers: ${why}`,
    help: 'Write `admins-see-servers: true` to say that this is meant, or name no admins.',
    why: 'In an open server stand the files of its person, and the tokens and the cloud identity that it has.',
    source: 'jupyterhub/roles.py, the role `admin` has `access:servers`',
  },
})

const perSignIn = (find: (hub: UncheckedHub, auth: Auth) => Diagnostic[]): Rule =>
  perHub((hub) => find(hub, hub.settings.values.auth))

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

const adminsSeeServers = perSignIn(({ id, settings, signIn: { provider } }, auth) => {
  if (provider.kind !== 'shared-password' && provider.kind !== 'native') return []
  if (!auth.admins?.length || auth['admins-see-servers']) return []
  const at = settings.nearest(['auth', provider.kind === 'native' ? 'native' : 'admins-see-servers'])
  return [problems.raise('admins-see-servers', { at, args: { hub: id, why: ONLY_FULL_ADMINS[provider.kind] } })]
})

/**
 * With one password for everybody, an admin's own password is what tells them apart, and only full admins have one. Of
 * accounts of the hub, admins set the passwords.
 */
const ONLY_FULL_ADMINS = {
  'shared-password': 'with a shared password, JupyterHub knows no lesser ones',
  native: 'whoever lets people in may set their passwords, too',
} as const

export const admissionRules: RuleSet = {
  problems,
  rules: [nobodyMayEnter, everyoneBesideList, noAdmins, adminsSeeServers],
}
