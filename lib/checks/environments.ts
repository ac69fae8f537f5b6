/** Rules of which environments go with which sizes. */
import { defineProblems, listed } from '../diagnostics.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'unknown-environment': {
    severity: 'error',
    message: ({ hub, size, environment }: OfHub & { size: string; environment: string }) =>
      `the size \`${size}\` of ${hub} is for the environment \`${environment}\`, which there is not`,
    help: ({ known }: { known: readonly string[] }) => `There are ${listed(known)}.`,
  },
  'default-environment': {
    severity: 'error',
    message: ({ hub, size, environment }: OfHub & { size: string; environment: string }) =>
      `the size \`${size}\` of ${hub} selects the environment \`${environment}\`, which it does not offer`,
    help: ({ known }: { known: readonly string[] }) => `It offers ${listed(known)}.`,
  },
  'environment-without-size': {
    severity: 'error',
    message: ({ hub, environment }: OfHub & { environment: string }) =>
      `no size of ${hub} goes with the environment \`${environment}\`, so nobody could start it`,
    help: 'Add it to `environments:` of a size, or leave that out of one.',
  },
})

const unknownEnvironment = perHub(({ id: hub, environments, sizes, settings }) => {
  const known = environments.map(({ key }) => key)
  return sizes.flatMap((size) =>
    size.environments
      .filter((name) => !known.includes(name))
      .map((environment) =>
        problems.raise('unknown-environment', {
          at: settings.at(['sizes', size.key, 'environments', environment]),
          args: { hub, size: size.key, environment, known },
        }),
      ),
  )
})

const defaultEnvironment = perHub(({ id: hub, environments, sizes, settings }) =>
  sizes.flatMap(({ key: size, environments: own, defaultEnvironment: environment }) => {
    const known = environments.map(({ key }) => key).filter((key) => own.length === 0 || own.includes(key))
    if (environment === undefined || known.includes(environment)) return []
    const at = settings.at(['sizes', size, 'default-environment'])
    return [problems.raise('default-environment', { at, args: { hub, size, environment, known } })]
  }),
)

const environmentWithoutSize = perHub(({ id: hub, environments, sizes, settings }) => {
  if (sizes.some((size) => size.environments.length === 0)) return []
  return environments
    .filter(({ key }) => !sizes.some((size) => size.environments.includes(key)))
    .map(({ key: environment }) =>
      problems.raise('environment-without-size', {
        at: settings.at(['environments', environment]),
        args: { hub, environment },
      }),
    )
})

export const environmentRules: RuleSet = {
  problems,
  rules: [unknownEnvironment, defaultEnvironment, environmentWithoutSize],
}
