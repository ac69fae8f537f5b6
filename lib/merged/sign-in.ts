/** Rules of overrides that change who may enter a hub, and what people may do there. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import { isMap, valueAt } from '../maps.ts'
import type { HubPlan } from '../plan/types.ts'
import { onValues, type Merged, type MergedRuleSet } from './merged.ts'

interface OfHub {
  hub: string
  path: string
}

const WHO = "Take it out, and say below `auth` who may enter: `users`, or the sign-in's own lists."

const problems = defineProblems({
  'override-lets-in/everyone': {
    severity: 'error',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, everyone who can sign in may enter ${hub}`,
    help: 'Take it out. If it is meant, write `auth: { everyone: true }`, which the README of the bundle then says.',
  },
  'override-lets-in/no-sign-in': {
    severity: 'error',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, ${hub} lets in whoever opens it, without any sign-in`,
    help: 'Take it out. If it is meant, write `auth: { temporary: true }`.',
  },
  'override-lets-in/scopes': {
    severity: 'error',
    message: ({ hub, path, scopes }: OfHub & { scopes: readonly string[] }) =>
      `\`${path}\` gives everybody on ${hub} the right \`${scopes.join('`, `')}\` over all others`,
    help: 'Write `!user` behind it for what is their own, or name those who are to have it in a role of their own.',
    source: 'jupyterhub.readthedocs.io, "Available scopes"',
  },
  'override-weakens/former': {
    severity: 'warning',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, whoever once was in ${hub} may always come back`,
    help: `Who leaves a team or a list would stay. ${WHO}`,
  },
  'override-weakens/class': {
    severity: 'warning',
    message: ({ hub, to, from }: { hub: string; to: string; from: string }) =>
      `people of ${hub} sign in with \`${to}\`, and who may enter was said for \`${from}\``,
    help: 'Say the sign-in below `auth`. For a class that no setting has, write `auth: { class: { class: … } }`.',
  },
  'override-weakens/admins': {
    severity: 'warning',
    message: ({ hub, path }: OfHub) => `whom \`${path}\` names may open other people's servers on ${hub}`,
    help: 'Name them below `auth.admins`, who look after people without opening servers; or say `admins-see-servers`.',
  },
  'override-weakens/admin-scopes': {
    severity: 'warning',
    message: ({ hub, path, scopes }: OfHub & { scopes: readonly string[] }) =>
      `with \`${scopes.join('`, `')}\` in \`${path}\`, admins of ${hub} may open other people's servers`,
    help: 'Take it out, or write `auth: { admins-see-servers: true }` to say that this is meant.',
  },
  'override-weakens/hook': {
    severity: 'warning',
    message: ({ hub, path, trait }: OfHub & { trait: string }) =>
      `\`${path}\` sets \`${trait}\` of ${hub} anew, which does what the settings say`,
    help: 'Keep what is there, and call it: hooks of your own stand in `code/` of the community.',
  },
  'override-breaks/nobody': {
    severity: 'error',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, nobody may enter ${hub} any more`,
    help: WHO,
  },
  'override-breaks/wildcard': {
    severity: 'error',
    message: ({ hub, path }: OfHub) => `\`*\` in \`${path}\` of ${hub} stands for nobody: it is read as a name`,
    help: 'Name each, or write `auth: { everyone: true }` if everyone is meant.',
  },
  'override-breaks/callback': {
    severity: 'error',
    message: ({ hub, path }: OfHub & { wanted: string }) =>
      `\`${path}\` is not where people come back to ${hub} after signing in`,
    help: ({ wanted }: { wanted: string }) =>
      `Take it out: it is \`${wanted}\`. Another domain is said by \`domain:\`.`,
  },
  'override-breaks/scopes': {
    severity: 'error',
    message: ({ hub, path, missing }: OfHub & { missing: string; loss: string }) =>
      `\`${path}\` of ${hub} is without \`${missing}\``,
    help: ({ loss }: { loss: string }) => `Add it: without it ${loss}.`,
    source: 'jupyterhub.readthedocs.io, "Roles", section "Default roles"',
  },
})

/** The sign-in's own pages of JupyterHub, and what z2jh shortens them to. */
const CLASS = 'hub.config.JupyterHub.authenticator_class'

const otherClass = onValues('jupyterhub', [CLASS], ({ value, before, path, at }, { id }): Diagnostic[] => {
  const to = String(value)
  // a rule of plans has spoken of the dummy, which is refused
  if (/dummy/i.test(to)) return []
  if (/^tmp$|TmpAuthenticator/.test(to))
    return [problems.raise('override-lets-in/no-sign-in', { at, args: { hub: id, path: `${path}: ${to}` } })]
  return [problems.raise('override-weakens/class', { at, args: { hub: id, to, from: String(before) } })]
})

const everyone = onValues('jupyterhub', ['hub.config.**.allow_all'], ({ value, path, at }, { id, signIn }) =>
  value === true && !signIn.everyone
    ? [problems.raise('override-lets-in/everyone', { at, args: { hub: id, path: `${path}: true` } })]
    : [],
)

const former = onValues('jupyterhub', ['hub.config.*.allow_existing_users'], ({ value, path, at }, { id }) =>
  value === true ? [problems.raise('override-weakens/former', { at, args: { hub: id, path: `${path}: true` } })] : [],
)

/** Python of one's own that says the same. */
const inPython = onValues('jupyterhub', ['hub.extraConfig.*'], (found, { id }, merged) => {
  const { value, path, at } = found
  const code = withoutComments(String(value))
  const args = { hub: id, path }
  return [
    ...(/\ballow_all\s*=\s*True\b/.test(code)
      ? [problems.raise('override-lets-in/everyone', { at, args: { hub: id, path: `allow_all = True` } })]
      : []),
    ...(/\bauthenticator_class\s*=\s*["'](tmp|dummy|jupyterhub\.auth\.Dummy\w*)["']/.test(code)
      ? [problems.raise('override-lets-in/no-sign-in', { at, args })]
      : []),
    ...traitsIn(code)
      .filter((trait) => ownTraits(merged).includes(trait) && !code.includes(`c.${trait.split('.')[0]}.get(`))
      .map((trait) => problems.raise('override-weakens/hook', { at, args: { ...args, trait } })),
  ]
})

const withoutComments = (code: string): string => code.replace(/^\s*#.*$/gm, '')
const traitsIn = (code: string): string[] =>
  [...code.matchAll(/^\s*c\.(\w+\.\w+)\s*=(?!=)/gm)].map(([, trait]) => trait!)

/** Traits that hubloom's own Python sets. */
const ownTraits = ({ before }: Merged): string[] => {
  const own = valueAt(before.values['jupyterhub'], ['hub', 'extraConfig'])
  return isMap(own) ? Object.values(own).flatMap((code) => traitsIn(String(code))) : []
}

const LISTS = ['allowed_users', 'allowed_groups', 'allowed_organizations', 'allowed_teams', 'hosted_domain']
const wildcard = onValues(
  'jupyterhub',
  LISTS.map((list) => ['hub', 'config', '*', list]),
  ({ value, path, at }, { id }) =>
    Array.isArray(value) && value.includes('*')
      ? [problems.raise('override-breaks/wildcard', { at, args: { hub: id, path } })]
      : [],
)

const nobody = onValues('jupyterhub', ['hub.config.**'], ({ value, path, at }, { id }, { before, after }) => {
  // the emptied list is where it happened
  if (!Array.isArray(value) || value.length > 0) return []
  const [then, now] = [before, after].map(({ values }) => admits(valueAt(values['jupyterhub'], ['hub', 'config'])))
  return then && !now ? [problems.raise('override-breaks/nobody', { at, args: { hub: id, path: `${path}: []` } })] : []
})

/** Whether any rule of a configuration lets somebody in. */
function admits(config: unknown): boolean {
  if (Array.isArray(config)) return config.some(admits)
  if (!isMap(config)) return false
  return Object.entries(config).some(([key, value]) => {
    if (key === 'allow_all') return value === true
    if (/^allowed_(?!idps)|^hosted_domain$|^admin_(users|\w*groups)$/.test(key))
      return Array.isArray(value) ? value.length > 0 : isMap(value) && Object.keys(value).length > 0
    return admits(value)
  })
}

const callback = onValues('jupyterhub', ['hub.config.*.oauth_callback_url'], (found, { id, signIn }, { after }) => {
  const { value, path, at } = found
  const wanted = signIn.callbackUrl
  if (wanted === undefined || isCallback(String(value), valueAt(after.values['jupyterhub'], ['ingress', 'hosts'])))
    return []
  return [problems.raise('override-breaks/callback', { at, args: { hub: id, path, wanted } })]
})

/** Of another name that the hub has, too. */
const isCallback = (url: string, hosts: unknown): boolean => {
  const [, host] = /^https:\/\/([^/]+)\/hub\/oauth_callback$/.exec(url) ?? []
  return host !== undefined && Array.isArray(hosts) && hosts.includes(host)
}

const admins = onValues(
  'jupyterhub',
  [
    'hub.config.*.admin_users',
    'hub.config.*.admin_groups',
    'hub.config.*.admin_google_groups',
    'hub.loadRoles.admin.users',
    'hub.loadRoles.admin.groups',
  ],
  ({ value, path, at }, { id, signIn }) =>
    Array.isArray(value) && value.length > 0 && !signIn.fullAdmins
      ? [problems.raise('override-weakens/admins', { at, args: { hub: id, path } })]
      : [],
)

/** Scopes over everybody: without a filter such as `!user`. */
const OVER_ALL = /^(admin:\w+|users|servers|tokens|delete:\w+|access:servers|groups|shares)$/
/** Scopes that open servers, read secrets or make admins. */
const OPENS = /^(access:servers|admin:(users|servers|auth_state)|tokens)$/

const userScopes = onValues('jupyterhub', ['hub.loadRoles.user.scopes'], ({ value, path, at }, { id }) => {
  const scopes = texts(value)
  const wide = scopes.filter((scope) => OVER_ALL.test(scope))
  return [
    ...(wide.length > 0
      ? [problems.raise('override-lets-in/scopes', { at, args: { hub: id, path, scopes: wide } })]
      : []),
    ...without(scopes, 'self', { at, id, path, loss: 'nobody can start or see a server of their own' }),
  ]
})

const serverScopes = onValues('jupyterhub', ['hub.loadRoles.server.scopes'], ({ value, path, at }, { id }) => {
  const scopes = texts(value)
  const whole = ['self', 'inherit', 'all'].some((scope) => scopes.includes(scope))
  if (whole) return []
  return [
    ...without(scopes, 'users:activity!user', {
      at,
      id,
      path,
      loss: 'servers in use count as unused, and are stopped',
    }),
    ...without(scopes, 'access:servers!server', { at, id, path, loss: 'nobody can open their server' }),
  ]
})

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

function without(
  scopes: readonly string[],
  missing: string,
  { at, id, path, loss }: { at: Diagnostic['at']; id: string; path: string; loss: string },
): Diagnostic[] {
  if (scopes.includes(missing)) return []
  return [problems.raise('override-breaks/scopes', { at, args: { hub: id, path, missing, loss } })]
}

const adminScopes = onValues('jupyterhub', ['hub.loadRoles.hub-admin.scopes'], (found, { id, signIn }: HubPlan) => {
  const { value, path, at } = found
  const scopes = texts(value).filter((scope) => OPENS.test(scope))
  return scopes.length > 0 && !signIn.fullAdmins
    ? [problems.raise('override-weakens/admin-scopes', { at, args: { hub: id, path, scopes } })]
    : []
})

export const signInRules: MergedRuleSet = {
  problems,
  rules: [
    otherClass,
    everyone,
    former,
    inPython,
    wildcard,
    nobody,
    callback,
    admins,
    userScopes,
    serverScopes,
    adminScopes,
  ],
}
