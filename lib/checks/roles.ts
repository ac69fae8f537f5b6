/** Rules of what some people may do beside using their own server. */
import { defineProblems, listed } from '../diagnostics.ts'
import { ADMIN_PAGE, SCOPES, baseOf } from '../plan/roles.ts'
import { similar } from '../similar.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfRole {
  hub: string
  role: string
}
interface OfScope {
  hub: string
  scope: string
}

const problems = defineProblems({
  'role-without-rights': {
    severity: 'error',
    message: ({ hub, role }: OfRole) => `nothing says what the role \`${role}\` of ${hub} may do`,
    help: 'Write `staff-of:` with a group that they look after, or `scopes:`.',
  },
  'role-without-rights/both': {
    severity: 'error',
    message: ({ hub, role }: OfRole) => `the role \`${role}\` of ${hub} has both \`staff-of\` and \`scopes\``,
    help: 'Keep one of them, or make two roles.',
  },
  'role-without-rights/over': {
    severity: 'error',
    message: ({ hub, role, setting }: OfRole & { setting: string }) =>
      `\`${setting}\` of the role \`${role}\` of ${hub} says nothing`,
    help: ({ belongs }: { belongs: string }) => `It belongs to \`${belongs}\`: write that, or take this out.`,
  },
  'role-of-nobody': {
    severity: 'warning',
    message: ({ hub, role }: OfRole) => `nobody has the role \`${role}\` of ${hub}`,
    help: 'Say who has it: `for:` with groups, `users:`, `services:` or `servers: true`.',
  },
  'reserved-role': {
    severity: 'error',
    message: ({ hub, role }: OfRole) => `${hub} has a role \`${role}\` already, which JupyterHub or hubloom makes`,
    help: 'Choose another name.',
  },
  'unknown-scope': {
    severity: 'error',
    message: ({ hub, scope }: OfScope) => `JupyterHub has no scope \`${scope}\`, and ${hub} would not start`,
    help: ({ near }: { near?: string }) =>
      near === undefined
        ? 'Take one of jupyterhub.readthedocs.io, "Available scopes".'
        : `Did you mean \`${near}\`? jupyterhub.readthedocs.io, "Available scopes", has them all.`,
    source: 'jupyterhub/scopes.py, `_check_scopes_exist`',
  },
  'hub-wide-scope': {
    severity: 'error',
    message: ({ hub, role, scope, over }: OfRole & OfScope & { over: string }) =>
      `the scope \`${scope}\` of the role \`${role}\` of ${hub} cannot be limited to the members of \`${over}\``,
    help: 'Give it in another role without `over`, or leave it out.',
    source: 'jupyterhub.readthedocs.io, "Scopes in JupyterHub", section "Horizontal filtering"',
  },
  'role-grows': {
    severity: 'warning',
    message: ({ hub, role, scope }: OfRole & OfScope) =>
      `who has the role \`${role}\` of ${hub} can give themselves more rights, by its scope \`${scope}\``,
    help: 'Name them below `auth.admins` if they are to administer the hub; else leave the scope out.',
    why: 'Whoever may make admins, change groups or take the tokens of others has what these have.',
  },
  'unknown-service': {
    severity: 'error',
    message: ({ hub, role, service }: OfRole & { service: string }) =>
      `the role \`${role}\` is for a service \`${service}\`, which ${hub} does not have`,
    help: ({ known }: { known: readonly string[] }) => `Its services are ${listed(known) || 'none'}.`,
  },
})

/** Roles that JupyterHub, its chart and hubloom make (jupyterhub/roles.py, `get_default_roles`; auth.ts). */
const RESERVED = /^(admin|user|server|token|hub-admin|image-builders|jupyterhub-idle-culler|service-.*)$/

/** Who may do one of these to everybody may do all. */
const GROWING = ['admin:users', 'admin:auth_state', 'admin:groups', 'groups', 'tokens', 'admin:services']

const rights = perHub((hub) =>
  hub.roles.flatMap(({ name: role, asked: { staffOf, adminPage, over, scopes } }) => {
    const at = hub.settings.at(['roles', role])
    const args = { hub: hub.id, role }
    const stray = (setting: 'over' | 'admin-page', belongs: string) =>
      problems.raise('role-without-rights/over', {
        at: hub.settings.at(['roles', role, setting]),
        args: { ...args, setting, belongs },
      })
    if (staffOf !== undefined && scopes.length > 0) return [problems.raise('role-without-rights/both', { at, args })]
    if (staffOf === undefined && scopes.length === 0) return [problems.raise('role-without-rights', { at, args })]
    if (staffOf !== undefined && over !== undefined) return [stray('over', 'scopes')]
    return staffOf === undefined && adminPage !== undefined ? [stray('admin-page', 'staff-of')] : []
  }),
)

const holders = perHub((hub) =>
  hub.roles
    .filter(
      ({ users, services, servers, asked }) => !servers && users.length + services.length + asked.holders.length === 0,
    )
    .map(({ name: role }) =>
      problems.raise('role-of-nobody', { at: hub.settings.at(['roles', role]), args: { hub: hub.id, role } }),
    ),
)

const reserved = perHub((hub) =>
  hub.roles
    .filter(({ name }) => RESERVED.test(name))
    .map(({ name: role }) =>
      problems.raise('reserved-role', { at: hub.settings.at(['roles', role]), args: { hub: hub.id, role } }),
    ),
)

const unknownScopes = perHub(({ id: hub, roles, extraServices, settings }) => {
  const named = [
    ...roles.flatMap(({ name, asked: { scopes } }) =>
      scopes.map((scope) => ({ scope, at: settings.at(['roles', name, 'scopes', scope]) })),
    ),
    ...extraServices.flatMap(({ name, scopes }) =>
      scopes.map((scope) => ({ scope, at: settings.at(['services', name, 'scopes', scope]) })),
    ),
  ]
  return named
    .filter(({ scope }) => !Object.hasOwn(SCOPES, baseOf(scope)) && !scope.startsWith('custom:'))
    .map(({ scope, at }) =>
      problems.raise('unknown-scope', {
        at,
        args: { hub, scope, near: similar(baseOf(scope), Object.keys(SCOPES)) },
      }),
    )
})

const hubWide = perHub(({ id: hub, roles, settings }) =>
  roles.flatMap(({ name: role, asked: { scopes, over } }) => {
    if (over === undefined) return []
    return scopes
      .filter((scope) => scope !== ADMIN_PAGE && (SCOPES[baseOf(scope)] === 'hub' || scope.includes('!')))
      .map((scope) =>
        problems.raise('hub-wide-scope', {
          at: settings.at(['roles', role, 'scopes', scope]),
          args: { hub, role, scope, over },
        }),
      )
  }),
)

const growing = perHub(({ id: hub, roles, settings }) =>
  roles.flatMap(({ name: role, asked: { scopes, over } }) => {
    const scope = over === undefined ? scopes.find((each) => GROWING.includes(each)) : undefined
    if (scope === undefined) return []
    const at = settings.at(['roles', role, 'scopes', scope])
    return [problems.raise('role-grows', { at, args: { hub, role, scope } })]
  }),
)

const unknownServices = perHub(({ id: hub, roles, extraServices, settings }) => {
  const known = extraServices.map(({ name }) => name)
  return roles.flatMap(({ name: role, services }) =>
    services
      .filter((service) => !known.includes(service))
      .map((service) =>
        problems.raise('unknown-service', {
          at: settings.at(['roles', role, 'services', service]),
          args: { hub, role, service, known },
        }),
      ),
  )
})

export const roleRules: RuleSet = {
  problems,
  rules: [rights, holders, reserved, unknownScopes, hubWide, growing, unknownServices],
}
