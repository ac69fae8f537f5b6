import type { HubSettings } from '../settings/index.ts'

type Auth = HubSettings['auth']

/**
 * What JupyterHub calls people whom the settings name: in lower case (`Authenticator.normalize_username`), unless their
 * sign-in keeps capitals, and without the domain that it drops.
 */
export function accountNames(auth: Auth): (written: string) => string {
  if (auth.class?.['names-as-they-are']) return (written) => written
  const dropped = droppedDomains(auth)
  return (written) => withoutDomain(written.toLowerCase(), dropped)
}

/** Of several providers, one may drop a domain with which another one's people keep their names. */
function droppedDomains({ google, oauth, cilogon }: Auth): string[] {
  const providers = Object.values(cilogon?.providers ?? {})
  const kept = providers
    .filter((provider) => provider['strip-domain'] === undefined)
    .flatMap(({ domains = [], users = [] }) => [...domains, ...users.map((name) => domainOf(name) ?? '')])
  const dropped = [google, oauth, ...providers].flatMap((provider) => provider?.['strip-domain'] ?? [])
  return lower(dropped).filter((domain) => !lower(kept).includes(domain))
}

export const withoutDomain = (name: string, dropped: readonly string[]): string =>
  dropped.includes(domainOf(name) ?? '') ? name.slice(0, name.lastIndexOf('@')) : name

/** What stands after the last `@`; none in a plain name. */
export const domainOf = (name: string): string | undefined =>
  name.includes('@') ? name.slice(name.lastIndexOf('@') + 1) : undefined

const lower = (words: readonly string[]): string[] => words.map((word) => word.toLowerCase())
