/** Rules of sign-in through CILogon, where people come from several identity providers. */
import { defineProblems, listed } from '../diagnostics.ts'
import { CILOGON_PROVIDERS, givesBareNames, type CILogonProvider } from '../plan/cilogon.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type RuleSet } from './check.ts'

/** Providers that CILogon brings along, whose entity ids hubloom knows. */
const KNOWN_PROVIDERS = Object.keys(CILOGON_PROVIDERS)

interface OfProvider {
  hub: string
  provider: string
}

const problems = defineProblems({
  'cilogon-provider/none': {
    severity: 'error',
    message: ({ hub }: { hub: string }) => `CILogon of ${hub} has no identity provider`,
    help: 'Write one below `providers:`, such as `google: { domains: [example.edu] }`.',
  },
  'cilogon-provider/unknown': {
    severity: 'error',
    message: ({ hub, provider }: OfProvider) => `nothing says which identity provider \`${provider}\` of ${hub} is`,
    help: ({ known }: { known: readonly string[] }) =>
      `Add its entity id from cilogon.org/idplist as \`id:\`, or name it one of ${listed(known)}.`,
  },
  'cilogon-provider/twice': {
    severity: 'error',
    message: ({ hub, id }: { hub: string; id: string }) => `${hub} names the identity provider ${id} twice`,
    help: 'Keep one of the two.',
  },
  'cilogon-provider/closed': {
    severity: 'error',
    message: ({ hub, provider }: OfProvider) => `the provider \`${provider}\` of ${hub} lets nobody in`,
    help: 'Add `domains:` or `everyone: true`, or single people below `users:`.',
  },
  'same-names': {
    severity: 'error',
    message: ({ hub, providers }: { hub: string; providers: readonly string[] }) =>
      `people of the providers ${listed(providers)} of ${hub} may have one name: who comes second would get the ` +
      "other's files",
    help: 'Let all but one of them use `username: email` without `strip-domain`.',
    why: 'Two providers that cut names down to what stands before the `@` make one account of two people.',
  },
  'name-not-unique': {
    severity: 'warning',
    message: ({ hub, provider, claim }: OfProvider & { claim: string }) =>
      `two people with one \`${claim}\` at the provider \`${provider}\` of ${hub} would have one account, and see ` +
      "each other's files",
    help:
      'Write `username: email` or `eppn`, and people in `admins:` and lists by it, unless the provider is known to ' +
      'put something unique there.',
  },
})

/** Those of a hub whose people come through CILogon. */
const providersOf = ({ signIn: { provider } }: UncheckedHub): readonly CILogonProvider[] =>
  provider.kind === 'cilogon' ? provider.providers : []

const cilogonProviders = perHub((plan) => {
  const { id: hub, signIn, settings } = plan
  if (signIn.provider.kind !== 'cilogon') return []
  const providers = providersOf(plan)
  if (providers.length === 0)
    return [problems.raise('cilogon-provider/none', { at: settings.at(['auth', 'cilogon']), args: { hub } })]
  const ids = providers.map(({ id }) => id)
  return providers.flatMap(({ key: provider, id, everyone, domains }, i) => {
    const at = settings.at(['auth', 'cilogon', 'providers', provider])
    const earlier = ids.indexOf(ids[i]!)
    const twin = settings.at(['auth', 'cilogon', 'providers', providers[earlier]!.key])
    return [
      ...(id !== provider || KNOWN_PROVIDERS.includes(provider)
        ? []
        : [problems.raise('cilogon-provider/unknown', { at, args: { hub, provider, known: KNOWN_PROVIDERS } })]),
      ...(earlier === i
        ? []
        : [
            problems.raise('cilogon-provider/twice', {
              at,
              related: [{ at: twin, note: 'the first one' }],
              args: { hub, id: ids[i]! },
            }),
          ]),
      ...(everyone || domains.length > 0 || signIn.everyone || signIn.users.length > 0
        ? []
        : [problems.raise('cilogon-provider/closed', { at, args: { hub, provider } })]),
    ]
  })
})

const sameNamesFromProviders = perHub((plan) => {
  const { id: hub, settings } = plan
  const providers = providersOf(plan)
    .filter(givesBareNames)
    .map(({ key }) => key)
  const [first, second] = providers
  if (first === undefined || second === undefined) return []
  return [
    problems.raise('same-names', {
      at: settings.at(['auth', 'cilogon', 'providers', second]),
      related: [{ at: settings.at(['auth', 'cilogon', 'providers', first]), note: `\`${first}\`` }],
      args: { hub, providers },
    }),
  ]
})

/** What several people of one provider have in common: they would share an account, and each other's files. */
const nameNotUnique = perHub((plan) =>
  providersOf(plan)
    .filter(({ username }) => ['name', 'given_name'].includes(username))
    .map(({ key: provider, username: claim }) =>
      problems.raise('name-not-unique', {
        at: plan.settings.at(['auth', 'cilogon', 'providers', provider, 'username']),
        args: { hub: plan.id, provider, claim },
      }),
    ),
)

export const cilogonRules: RuleSet = { problems, rules: [cilogonProviders, sameNamesFromProviders, nameNotUnique] }
