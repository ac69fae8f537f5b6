import type { HubSettings } from '../settings/index.ts'

type Auth = HubSettings['auth']

/**
 * Who may enter in the end: those of `auth` and, while there is an event, those of its `sign-in`. Kinds that the hub's
 * way of signing in lacks are left to the check `event-sign-in`.
 */
export function authOf({ auth, event }: HubSettings): Auth {
  const extra = event?.['sign-in']
  if (!extra) return auth
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
