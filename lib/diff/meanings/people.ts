/** Who may enter a hub, and who administers it. */
import { entryRules, type EntryRule } from '../../plan/entry.ts'
import { defineMeanings, type HubPair, type Meaning } from './meaning.ts'
import { isSame, plural, some, without } from './words.ts'

interface Members {
  setting: string
  members: readonly string[]
}

const SIGN_IN = [
  'helm jupyterhub hub.config',
  'helm jupyterhub hub.loadRoles',
  'helm jupyterhub hub.loadGroups',
  'helm jupyterhub hub.extraConfig',
  'helm jupyterhub custom.hubloom',
]

export const peopleMeanings = defineMeanings({
  'people-enter': {
    harm: 'lets-in',
    what: ({ setting, members }: Members) => `${whoOf(setting, members)} may enter: ${some(members)}`,
    covers: SIGN_IN,
    source: 'jupyterhub/auth.py: Authenticator.check_allowed',
  },
  'people-kept-out': {
    harm: 'locks-out',
    what: ({ setting, members }: Members) =>
      `${whoOf(setting, members).replace(' more ', ' ')} may no longer enter: ${some(members)}`,
    covers: SIGN_IN,
    source: 'jupyterhub/auth.py: Authenticator.check_allowed, asked at each sign-in',
  },
  'everyone-enters': {
    harm: 'lets-in',
    what: ({ title }: { title: string }) => `everyone who can sign in (${title}) may enter`,
    covers: SIGN_IN,
    source: 'jupyterhub/auth.py: Authenticator.allow_all',
  },
  'not-everyone-enters': {
    harm: 'locks-out',
    what: ({ title }: { title: string }) => `not everyone who can sign in (${title}) may enter any more: who is listed`,
    covers: SIGN_IN,
    source: 'jupyterhub/auth.py: Authenticator.allow_all',
  },
  'admins-come': {
    harm: 'lets-in',
    what: ({ members, sees }: { members: readonly string[]; sees: boolean }) =>
      `${plural(members.length, 'more admin')}, who may enter, manage people and stop their servers` +
      `${sees ? ', and open them' : ''}: ${some(members)}`,
    covers: SIGN_IN,
    source: 'jupyterhub.readthedocs.io, rbac/roles: admin',
  },
  'admins-go': {
    harm: 'locks-out',
    what: ({ members }: { members: readonly string[] }) =>
      `no ${members.length === 1 ? 'admin' : 'admins'} any more, and may enter only where another list says so: ` +
      some(members),
    covers: SIGN_IN,
    source: 'jupyterhub.readthedocs.io, rbac/roles: users of a role are exact at each start of the hub',
  },
  'admins-see': {
    harm: 'lets-in',
    what: () => "admins may open everybody's servers, and read what is in their homes",
    covers: SIGN_IN,
    source: 'jupyterhub/roles.py: the role admin has access:servers',
  },
  'admins-see-no-more': {
    harm: 'locks-out',
    what: () => "admins may no longer open other people's servers",
    covers: SIGN_IN,
    source: 'jupyterhub/roles.py: the role admin has access:servers',
  },
  'sign-in-other': {
    harm: 'locks-out',
    what: ({ before, after }: { before: string; after: string }) =>
      `people sign in by ${after} instead of ${before}: whoever has another name there finds an empty home`,
    covers: [...SIGN_IN, 'helm jupyterhub hub.extraEnv', 'helm jupyterhub hub.networkPolicy', 'helm jupyterhub custom'],
    source: 'jupyterhub/auth.py: Authenticator.authenticate gives the name, from which the home follows',
  },
  'names-change': {
    harm: 'locks-out',
    what: ({ setting }: { setting: string }) =>
      `people get other names (\`${setting}\`): who had another one finds an empty home`,
    covers: SIGN_IN,
    source: 'oauthenticator: username_claim and username_derivation; the home follows from the name',
  },
})

export function people(pair: HubPair): Meaning[] {
  const { before, after } = pair
  const [old, young] = [before, after].map((hub) => hub.signIn)
  const { tell } = peopleMeanings
  if (old!.provider.kind !== young!.provider.kind || old!.title !== young!.title)
    return [
      tell('sign-in-other', { before: old!.title, after: young!.title }, { settings: ['auth'], notes: KEEP }),
      ...admins(pair),
    ]
  return [...entry(pair), ...admins(pair), ...names(pair)]
}

function entry({ before, after }: HubPair): Meaning[] {
  const { tell } = peopleMeanings
  const [then, now] = [before, after].map((hub) => new Map(entryRules(hub).map((rule) => [rule.setting, rule])))
  const settings = [...new Set([...then!.keys(), ...now!.keys()])].filter((each) => each !== 'auth.admins')
  const opened = before.signIn.everyone !== after.signIn.everyone
  return [
    ...(opened
      ? [
          tell(
            after.signIn.everyone ? 'everyone-enters' : 'not-everyone-enters',
            { title: after.signIn.title },
            { settings: ['auth.everyone', '?auth'] },
          ),
        ]
      : []),
    ...settings.flatMap((setting) => {
      const [old, young] = [namesOf(then!.get(setting)), namesOf(now!.get(setting))]
      const [come, go] = [without(young, old), without(old, young)]
      return [
        ...(go.length > 0
          ? [tell('people-kept-out', { setting, members: go }, { settings: [setting], notes: LEAVE })]
          : []),
        ...(come.length > 0 ? [tell('people-enter', { setting, members: come }, { settings: [setting] })] : []),
      ]
    }),
  ]
}

/** JupyterHub asks at the sign-in (`cookie_max_age_days` is 14), and no list ends what runs. */
const LEAVE = ['Who is signed in stays so for up to 14 days, and servers go on, until an admin deletes them.']

/** JupyterHub looks a name up there in lower case, before all else (jupyterhub/auth.py, normalize_username). */
const KEEP = [
  "To keep people's names, say whose each new one is: `overrides: { helm: { jupyterhub: { hub: { config: " +
    '{ Authenticator: { username_map: { new-name: old-name } } } } } } }`.',
]

const namesOf = (rule: EntryRule | undefined): string[] =>
  (rule?.members ?? []).map(({ name }) => name).filter((name) => name !== 'everyone')

function admins({ before, after }: HubPair): Meaning[] {
  const { tell } = peopleMeanings
  const [old, young] = [before.signIn, after.signIn]
  const [come, go] = [without(young.admins, old.admins), without(old.admins, young.admins)]
  const sees = young.fullAdmins
  const settings = ['auth.admins', '?auth']
  return [
    ...(go.length > 0 ? [tell('admins-go', { members: go }, { settings, notes: LEAVE })] : []),
    ...(come.length > 0 ? [tell('admins-come', { members: come, sees }, { settings })] : []),
    ...(sees !== old.fullAdmins
      ? [tell(sees ? 'admins-see' : 'admins-see-no-more', {}, { settings: ['auth.admins-see-servers', '?auth'] })]
      : []),
  ]
}

/** Settings below `auth` from which people's names follow. */
const NAMING = /(^|\.)(username|strip-domain|names-as-they-are|id)$/

function names({ before, after }: HubPair): Meaning[] {
  const [old, young] = [before, after].map(({ settings }) => new Map(leaves(settings.values.auth, 'auth')))
  // of a way of signing in that was there before and still is
  const isKept = (setting: string): boolean => {
    const above = setting.slice(0, setting.lastIndexOf('.') + 1)
    return [old!, young!].every((all) => [...all.keys()].some((key) => key.startsWith(above)))
  }
  return [...new Set([...old!.keys(), ...young!.keys()])]
    .filter((setting) => NAMING.test(setting) && isKept(setting) && !isSame(old!.get(setting), young!.get(setting)))
    .map((setting) => peopleMeanings.tell('names-change', { setting }, { settings: [setting], notes: KEEP }))
}

function leaves(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]]
  return Object.entries(value).flatMap(([key, child]) => leaves(child, `${path}.${key}`))
}

/** `2 more people`, `members of the GitHub organisation`. */
function whoOf(setting: string, members: readonly string[]): string {
  const key = setting.split('.').at(-1)!
  return GROUPS[key] ?? plural(members.length, 'more person', 'more people')
}

const GROUPS: Readonly<Record<string, string>> = {
  organizations: 'members of GitHub organisations',
  teams: 'members of GitHub teams',
  domains: 'everybody with an address at these domains',
  groups: 'members of groups',
  'admin-groups': 'members of groups, as admins,',
  'allowed-scopes': 'people whom the provider grants these scopes',
  consumers: 'people who come from these courses',
}
