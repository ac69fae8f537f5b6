import type { HubSettings } from '../settings/index.ts'

type Auth = HubSettings['auth']
type SignIn = NonNullable<NonNullable<HubSettings['events']>[string]['sign-in']>

/**
 * Who may enter in the end: those of `auth` and, while there are events, those of their `sign-in`. Kinds that the hub's
 * way of signing in lacks are left to the check `event-sign-in`.
 */
export const authOf = ({ auth, events = {} }: HubSettings): Auth =>
  Object.values(events).reduce((so, event) => withPeopleOf(so, event['sign-in'] ?? {}), auth)

function withPeopleOf(auth: Auth, extra: SignIn): Auth {
  const [provider, ...others] = Object.entries(auth.cilogon?.providers ?? {})
  return {
    ...auth,
    ...both('users', auth.users, extra.users),
    ...(auth.github
      ? {
          github: {
            ...auth.github,
            ...both('teams', auth.github.teams, extra.teams),
            ...both('organizations', auth.github.organizations, extra.organizations),
          },
        }
      : {}),
    ...(auth.google ? { google: { ...auth.google, ...both('domains', auth.google.domains, extra.domains) } } : {}),
    ...(auth.cilogon && provider && others.length === 0
      ? {
          cilogon: {
            ...auth.cilogon,
            providers: { [provider[0]]: { ...provider[1], ...both('domains', provider[1].domains, extra.domains) } },
          },
        }
      : {}),
  }
}

const both = <Key extends string>(
  key: Key,
  ours: readonly string[] = [],
  more: readonly string[] = [],
): { [K in Key]?: string[] } =>
  more.length === 0 ? {} : ({ [key]: [...new Set([...ours, ...more])] } as { [K in Key]?: string[] })
