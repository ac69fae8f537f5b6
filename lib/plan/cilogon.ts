/** Identity providers at CILogon, and which of them may bring which names. */
import type { HubSettings } from '../settings/index.ts'
import { withoutDomain } from './account-names.ts'

type Auth = HubSettings['auth']

/** An identity provider at CILogon. */
export interface CILogonProvider {
  key: string
  /** Its entity id; the key again where neither the settings nor hubloom know it, which a check refuses. */
  id: string
  /** The claim that names a person, and the domain that is cut off its end. */
  username: string
  stripDomain?: string
  domains: readonly string[]
  everyone: boolean
  /** Single people who may enter through it, in lower case. */
  users: readonly string[]
}

/** Entity ids of the providers that may bring a name, by the whole name and by the domain after its `@`. */
export interface NameOwners {
  names: Readonly<Record<string, readonly string[]>>
  domains: Readonly<Record<string, readonly string[]>>
}

/** Entity ids of providers that CILogon itself brings along (cilogon.org/idplist). */
export const CILOGON_PROVIDERS: Readonly<Record<string, string>> = {
  google: 'http://google.com/accounts/o8/id',
  microsoft: 'http://login.microsoftonline.com/common/oauth2/v2.0/authorize',
  github: 'http://github.com/login/oauth/authorize',
  orcid: 'http://orcid.org/oauth/authorize',
}

/** The first is offered first. */
export const planCILogon = ({ providers }: NonNullable<Auth['cilogon']>, order: readonly string[]): CILogonProvider[] =>
  order.map((key) => {
    const provider = providers[key]!
    const dropped = [provider['strip-domain'] ?? []].flat().map(lower)
    return {
      key,
      id: provider.id ?? CILOGON_PROVIDERS[key] ?? key,
      username: provider.username ?? 'email',
      stripDomain: provider['strip-domain'],
      domains: provider.domains ?? [],
      everyone: provider.everyone ?? false,
      users: [...new Set((provider.users ?? []).map((name) => withoutDomain(lower(name), dropped)))].sort(),
    }
  })

export const givesBareNames = ({ stripDomain, username }: CILogonProvider): boolean =>
  stripDomain !== undefined || BARE_CLAIMS.includes(username)

/** Claims without a domain: whoever has the name at the provider has it here. */
const BARE_CLAIMS = ['preferred_username', 'name', 'given_name']

/** The provider's own number for an account: no name of another provider. */
const ACCOUNT_CLAIM = 'oidc'

/** The providers that may bring a name; none where nothing tells. */
export function providersOf(name: string, providers: readonly CILogonProvider[]): CILogonProvider[] {
  const named = providers.filter(({ users }) => users.includes(name))
  if (named.length > 0) return named
  const [, domain] = name.split('@')
  if (domain !== undefined)
    return providers.filter((each) => !givesBareNames(each) && each.domains.map(lower).includes(domain))
  return providers.filter(givesBareNames)
}

/**
 * OAuthenticator 17.4 compares a name with those of admins and users whatever provider it comes through
 * (oauthenticator/cilogon.py, `check_allowed`), and not every provider proves the addresses that it gives.
 */
export function ownersOf(providers: readonly CILogonProvider[], known: readonly string[]): NameOwners | undefined {
  if (providers.length < 2) return undefined
  const withDomain = providers.filter((each) => !givesBareNames(each) && each.username !== ACCOUNT_CLAIM)
  const domains = [...new Set(withDomain.flatMap((each) => each.domains.map(lower)))].sort()
  return {
    names: Object.fromEntries(known.map((name) => [name, providersOf(name, providers).map(({ id }) => id)])),
    domains: Object.fromEntries(
      domains.map((domain) => [
        domain,
        withDomain.filter((each) => each.domains.map(lower).includes(domain)).map(({ id }) => id),
      ]),
    ),
  }
}

const lower = (text: string): string => text.toLowerCase()
