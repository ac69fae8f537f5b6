/** Rules of names that several identity providers of one hub could bring. */
import { defineProblems } from '../diagnostics.ts'
import { givesBareNames, providersOf, type CILogonProvider } from '../plan/cilogon.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { peopleNamed, perHub, type RuleSet } from './check.ts'

const problems = defineProblems({
  'name-of-no-provider': {
    severity: 'error',
    message: ({ hub, name, providers }: { hub: string; name: string; providers: readonly string[] }) =>
      `nothing says by which of its identity providers, ${listed(providers)}, \`${name}\` comes to ${hub}`,
    help: ({ name, providers }: { name: string; providers: readonly string[] }) =>
      'Write it below its provider too: ' +
      `\`auth: { cilogon: { providers: { ${providers[0]}: { users: [${name}] } } } }\`.`,
    why:
      'JupyterHub knows people by their names alone. Whoever gets the same name from another provider would be the ' +
      'same person: with the same files, and with the rights of an admin.',
    source: 'oauthenticator/cilogon.py, check_allowed (OAuthenticator 17.4)',
  },
  'providers-share-names': {
    severity: 'warning',
    message: ({ hub, providers }: { hub: string; providers: readonly string[] }) =>
      `${listed(providers)} of ${hub} let in everyone by e-mail address: who has one address at both is one person`,
    help:
      'Write the `domains:` that each of them may bring. Not every provider proves that an address belongs to who ' +
      'signs in with it.',
  },
})

const nameOfNoProvider = perHub((hub) => {
  const providers = providersHere(hub)
  if (providers.length < 2) return []
  const people = new Map(
    peopleNamed(hub)
      .reverse()
      .map((person) => [person.name.toLowerCase(), person]),
  )
  return [...people.values()]
    .filter(({ name }) => providersOf(name.toLowerCase(), providers).length === 0)
    .map(({ name, at }) =>
      problems.raise('name-of-no-provider', {
        at,
        args: { hub: hub.id, name, providers: providers.map(({ key }) => key) },
      }),
    )
})

const providersShareNames = perHub((hub) => {
  const open = providersHere(hub).filter((each) => each.everyone && !givesBareNames(each))
  if (open.length < 2) return []
  return [
    problems.raise('providers-share-names', {
      at: hub.settings.nearest(['auth', 'cilogon', 'providers', open[1]!.key, 'everyone']),
      args: { hub: hub.id, providers: open.map(({ key }) => key) },
    }),
  ]
})

export const providerNameRules: RuleSet = { problems, rules: [nameOfNoProvider, providersShareNames] }

const providersHere = ({ signIn: { provider } }: UncheckedHub): readonly CILogonProvider[] =>
  provider.kind === 'cilogon' ? provider.providers : []

const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ')
