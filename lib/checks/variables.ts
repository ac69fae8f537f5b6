/** Rules of variables that are to be as others are. */
import { defineProblems, type Origin } from '../diagnostics.ts'
import { exactOriginAt } from '../layers/tree.ts'
import type { Variables } from '../plan/pods.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { isSlipOf } from '../similar.ts'
import { perHub, type RuleSet } from './check.ts'

const problems = defineProblems({
  'misspelt-variable': {
    severity: 'warning',
    message: ({ hub, name, other, meant }: { hub: string; name: string; other: string; meant: string }) =>
      `\`${name}\` of ${hub} is to be as \`${other}\`, which there is not; there is \`${meant}\``,
    help: ({ meant }: { meant: string }) => `Write \`same-as: ${meant}\`.`,
    why: 'Kubernetes leaves the name of a variable that is not there as it is written.',
    source: 'kubernetes.io, "Define Dependent Environment Variables"',
  },
})

const misspelt = perHub((hub) =>
  references(hub).flatMap(({ name, other, beside, at }) => {
    const known = [...Object.keys(beside), ...bucketVariables(hub)]
    const meant = known.includes(other) ? undefined : known.find((each) => isSlipOf(other, each))
    return meant === undefined
      ? []
      : [problems.raise('misspelt-variable', { at, args: { hub: hub.id, name, other, meant } })]
  }),
)

interface Reference {
  name: string
  other: string
  /** The variables of the same container. */
  beside: Variables
  at: Origin
}

function references({ servers, settings }: UncheckedHub): Reference[] {
  const places = [
    { variables: servers.variables, path: ['variables'] },
    ...servers.sidecars.map((each) => ({ variables: each.variables, path: ['sidecars', each.name, 'variables'] })),
    ...servers.initContainers.map((each) => ({
      variables: each.variables,
      path: ['init-containers', each.name, 'variables'],
    })),
  ]
  return places.flatMap(({ variables = {}, path }) =>
    Object.entries(variables).flatMap(([name, value]) =>
      typeof value === 'object' && value.from === 'variable'
        ? [{ name, other: value.name, beside: variables, at: exactOriginAt(settings.tree, [...path, name]) }]
        : [],
    ),
  )
}

const bucketVariables = ({ buckets, grants, dataVariables }: UncheckedHub): string[] => [
  ...buckets.map(({ variable }) => variable),
  ...grants.flatMap(({ variable }) => variable ?? []),
  ...dataVariables.map(({ name }) => name),
]

export const variableRules: RuleSet = { problems, rules: [misspelt] }
