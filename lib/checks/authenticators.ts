/** Rules of ways of signing in beside those of OAuth. */
import { defineProblems, listed, type Diagnostic } from '../diagnostics.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { peopleNamed, perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

/** Packages of the image of chart jupyterhub 4.4.0 that bring sign-in classes (its images/hub/requirements.txt). */
const IN_IMAGE = [
  'firstuseauthenticator',
  'hmacauthenticator',
  'jupyterhub',
  'ldapauthenticator',
  'ltiauthenticator',
  'nativeauthenticator',
  'oauthenticator',
  'tmpauthenticator',
]

/** Sections of JupyterHub's configuration that a sign-in class is not. */
const OTHER_SECTIONS = ['JupyterHub', 'KubeSpawner', 'Spawner', 'Authenticator']

/** What hubloom says itself of every class, by what the settings say in its place. */
const OURS: Readonly<Record<string, string>> = {
  admin_users: '`auth.admins`',
  allow_all: '`auth.everyone`',
  allow_existing_users: 'nothing: who is taken out of the inputs no longer enters',
  allowed_users: '`auth.users`',
  auth_refresh_age: '`auth.refresh`',
  auto_login: '`auth.start-at`',
  client_id: '`client: true` and the Secret of `auth.secret`',
  client_secret: '`client: true` and the Secret of `auth.secret`',
  enable_auth_state: 'nothing: it follows from what else is asked for',
  logout_redirect_url: '`auth.sign-out`',
  manage_groups: '`groups-from: sign-in`',
  oauth_callback_url: '`client: true`',
  post_auth_hook: '`code.sign-in`',
  refresh_pre_spawn: '`auth.refresh`',
}

/** Classes that take a name as it is typed the first time, and what the settings have in their place. */
const ASKS_NOBODY: Readonly<Record<string, string>> = {
  FirstUseAuthenticator: 'native: {}',
  NativeAuthenticator: 'native: {}',
  SharedPasswordAuthenticator: 'shared-password: { secret: … }',
}

const problems = defineProblems({
  'sign-in-class/nowhere': {
    severity: 'error',
    message: ({ hub, path }: OfHub & { path: string }) =>
      `nothing brings \`${path}\` to ${hub}: the hub's image has no \`${path.split('.')[0]}\`, so it would not start`,
    help: 'Name its package below `hub.packages`, or an image that has it as `hub.image`.',
  },
  'sign-in-class/no-class': {
    severity: 'error',
    message: ({ hub, path }: OfHub & { path: string }) => `\`${path}\` of ${hub} is no sign-in class`,
    help: 'Write the class as Python imports it: `oauthenticator.globus.GlobusOAuthenticator`.',
  },
  'sign-in-class/asks-nobody': {
    severity: 'error',
    message: ({ hub, path, name }: OfHub & { path: string; name: string }) =>
      `with \`${path}\`, nothing proves who people of ${hub} are: whoever takes the name \`${name}\` has its rights`,
    help: ({ method }: { method: string }) =>
      `Write \`auth: { ${method} }\` in its place, which keeps admins apart, or name nobody.`,
    source: 'jupyterhub/authenticators/shared.py (5.5), nativeauthenticator.py (1.3), firstuseauthenticator.py (1.1)',
  },
  'sign-in-trait': {
    severity: 'error',
    message: ({ hub, trait }: OfHub & { trait: string }) =>
      `hubloom configures \`${trait}\` of ${hub} itself: one of the two would be lost`,
    help: ({ trait }: { trait: string }) => `Take it out. In its place: ${OURS[trait]}.`,
  },
  'sign-in-trait/name': {
    severity: 'error',
    message: ({ hub, trait }: OfHub & { trait: string }) => `\`${trait}\` of ${hub} is no name that Python takes`,
    help: "Write the trait's name as the documentation of its class has it: `allowed_globus_groups`.",
  },
  'lti-version': {
    severity: 'error',
    message: ({ hub, both }: OfHub & { both: boolean }) =>
      both ? `${hub} signs in by LTI 1.1 and by LTI 1.3` : `nothing says which system may send people to ${hub}`,
    help: 'Write `consumers:` for LTI 1.1, or `platform:` for LTI 1.3.',
  },
  'lti-consumers': {
    severity: 'error',
    message: ({ hub, consumers, username }: OfHub & { consumers: readonly string[]; username: string }) =>
      `${listed(consumers)} may send two people with the same \`${username}\` to ${hub}: it would take them for one, ` +
      'with one home',
    help:
      'Write a hub for each system. If all are keys of one system, or of systems that share their accounts, write ' +
      '`same-people: true`.',
    source: 'ltiauthenticator/lti11/auth.py, authenticate (1.6): a name does not say who sent it',
  },
  'ldap-person': {
    severity: 'error',
    message: ({ hub, both }: OfHub & { both: boolean }) =>
      both
        ? `${hub} finds people by a template and by a search`
        : `nothing says where the people of ${hub} stand in the directory`,
    help: 'Write `person:`, such as `uid={username},ou=people,dc=example,dc=edu`, or `search:`.',
  },
  'ldap-in-clear': {
    severity: 'warning',
    message: ({ hub, server }: OfHub & { server: string }) =>
      `passwords of people of ${hub} go to ${server} in clear: whoever listens in between reads them`,
    help: 'Write `encryption: start-tls` or `tls`.',
    source: 'ldapauthenticator.py, `tls_strategy`: what it says of `insecure`',
  },
  'native-users': {
    severity: 'error',
    message: ({ hub, name }: OfHub & { name: string }) =>
      `\`${name}\` of ${hub} is a name that anybody may take: nothing proves who signs up`,
    help: 'Take it out. People sign up, and an admin lets them in at `/hub/authorize`.',
    why: 'nativeauthenticator lets in at once who signs up under a name of the list.',
    source: 'nativeauthenticator/nativeauthenticator.py, create_user (1.3)',
  },
})

const signInClass = perHub((hub) => {
  const { id, signIn, pod, settings } = hub
  if (signIn.provider.kind !== 'class') return []
  const { path, name } = signIn.provider.own
  const at = settings.at(['auth', 'class', 'class'])
  if (OTHER_SECTIONS.includes(name)) return [problems.raise('sign-in-class/no-class', { at, args: { hub: id, path } })]
  const [person] = peopleNamed(hub)
  const method = IN_IMAGE.includes(path.split('.')[0]!) ? ASKS_NOBODY[name] : undefined
  if (method !== undefined && person !== undefined)
    return [problems.raise('sign-in-class/asks-nobody', { at, args: { hub: id, path, name: person.name, method } })]
  const brought = pod.packages.length > 0 || pod.image !== undefined || IN_IMAGE.includes(path.split('.')[0]!)
  return brought ? [] : [problems.raise('sign-in-class/nowhere', { at, args: { hub: id, path } })]
})

const traits = perHub((hub) => {
  const { provider } = hub.signIn
  if (provider.kind !== 'class') return []
  const names = [...Object.keys(provider.own.traits), ...provider.own.secretTraits.map(({ trait }) => trait)]
  return names.sort().flatMap((trait) => faultOf(hub, trait))
})

function faultOf({ id: hub, settings }: UncheckedHub, trait: string): Diagnostic[] {
  const at = settings.nearest(['auth', 'class', 'traits', trait])
  if (!/^[a-z_][A-Za-z0-9_]*$/.test(trait)) return [problems.raise('sign-in-trait/name', { at, args: { hub, trait } })]
  return trait in OURS ? [problems.raise('sign-in-trait', { at, args: { hub, trait } })] : []
}

const ltiVersion = perHub(({ id: hub, signIn: { provider }, settings }) => {
  if (provider.kind !== 'lti') return []
  const { consumers, platform } = provider.lti
  const both = consumers.length > 0 && platform !== undefined
  return both || (consumers.length === 0 && platform === undefined)
    ? [problems.raise('lti-version', { at: settings.at(['auth', 'lti']), args: { hub, both } })]
    : []
})

/** Systems number their people each for themselves; a person of one must not become an admin of another. */
const ltiConsumers = perHub(({ id: hub, signIn: { provider }, settings }) => {
  if (provider.kind !== 'lti' || provider.lti.samePeople || provider.lti.consumers.length < 2) return []
  const { consumers, username } = provider.lti
  const at = settings.at(['auth', 'lti', 'consumers'])
  return [problems.raise('lti-consumers', { at, args: { hub, consumers, username } })]
})

const directory = perHub(({ id: hub, signIn: { provider }, settings }) => {
  if (provider.kind !== 'ldap') return []
  const { person, search, encryption, server } = provider.ldap
  const at = settings.at(['auth', 'ldap'])
  const both = person !== undefined && search !== undefined
  return [
    ...(both || (person === undefined && search === undefined)
      ? [problems.raise('ldap-person', { at, args: { hub, both } })]
      : []),
    ...(encryption === 'none'
      ? [problems.raise('ldap-in-clear', { at: settings.at(['auth', 'ldap', 'encryption']), args: { hub, server } })]
      : []),
  ]
})

const nativeUsers = perHub((hub) =>
  hub.signIn.provider.kind === 'native'
    ? peopleNamed(hub)
        .filter(({ list }) => list !== 'admins')
        .map(({ name, at }) => problems.raise('native-users', { at, args: { hub: hub.id, name } }))
    : [],
)

export const authenticatorRules: RuleSet = {
  problems,
  rules: [signInClass, traits, ltiVersion, ltiConsumers, directory, nativeUsers],
}
