/** Rules of registries of other accounts that a cluster's machines may pull from. */
import { defineProblems } from '../diagnostics.ts'
import { perCluster, type RuleSet } from './check.ts'

interface OfRegistry {
  registry: string
}

const problems = defineProblems({
  'registry/form': {
    severity: 'error',
    message: ({ registry, address, title }: OfRegistry & { address: string; title: string }) =>
      `\`${address}\`, the registry \`${registry}\`, is no private registry of ${title}`,
    help: ({ title, example }: { title: string; example: string }) =>
      `${title}'s look like \`${example}\`. Registries elsewhere take a password: \`pull-secrets:\` of a hub.`,
  },
  'registry/twice': {
    severity: 'error',
    message: ({ registry, first }: OfRegistry & { first: string }) =>
      `the registries \`${first}\` and \`${registry}\` are the same one`,
    help: 'Take one of them out.',
  },
  'registry-own-account': {
    severity: 'warning',
    message: ({ registry }: OfRegistry) => `the registry \`${registry}\` is of the cluster's own account`,
    help: 'Take the line out: machines may pull from every registry of their own account.',
  },
})

const forms = perCluster(({ cloud, account, registries, settings }, { clouds }) => {
  const { forms: known, title } = clouds[cloud]!
  return registries.flatMap(({ key, address }) => {
    const at = settings.at(['registries', key])
    if (!known.registry.test(address)) {
      const args = { registry: key, address, title, example: known.examples.registry }
      return [problems.raise('registry/form', { at, args })]
    }
    if (known.accountOfRegistry?.(address) !== account) return []
    return [problems.raise('registry-own-account', { at, args: { registry: key } })]
  })
})

/** A second grant of the same right is refused in the middle of an apply, or goes when the first one goes. */
const twice = perCluster(({ registries, settings }) =>
  registries.flatMap(({ key, address }, i) => {
    const first = registries.slice(0, i).find((other) => other.address.toLowerCase() === address.toLowerCase())
    if (!first) return []
    const [at, related] = [settings.at(['registries', key]), settings.at(['registries', first.key])]
    return [
      problems.raise('registry/twice', {
        at,
        args: { registry: key, first: first.key },
        related: [{ at: related, note: 'the other one' }],
      }),
    ]
  }),
)

export const registryRules: RuleSet = { problems, rules: [forms, twice], ofCloud: [forms] }
