/** Rules of images that are fetched before people come. */
import { defineProblems, listed } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import { perHub, type RuleSet } from './check.ts'

const problems = defineProblems({
  'prepull-size': {
    severity: 'error',
    message: ({ hub, size }: { hub: string; size: string }) => `${hub} has no size \`${size}\` to fetch images for`,
    help: ({ known }: { known: readonly string[] }) => `There are ${listed(known)}.`,
  },
  'prepull-upgrade': {
    severity: 'error',
    message: ({ hub }: { hub: string }) => `an upgrade of ${hub} cannot wait for the machines of some sizes only`,
    help: 'Write `when: always`, or leave `sizes` out.',
    why: 'The chart fetches images before an upgrade on all machines for servers.',
  },
})

const unknownSize = perHub(({ id: hub, sizes, settings }) => {
  const node = nodeAt(settings.tree, ['prepull', 'sizes'])
  if (node?.kind !== 'set') return []
  const known = sizes.map(({ key }) => key)
  return [...node.members.keys()]
    .filter((size) => !known.includes(size))
    .map((size) =>
      problems.raise('prepull-size', { at: settings.at(['prepull', 'sizes', size]), args: { hub, size, known } }),
    )
})

const upgradeOfSome = perHub(({ id: hub, prepull, settings }) =>
  prepull?.when === 'upgrade' && prepull.pools
    ? [problems.raise('prepull-upgrade', { at: settings.at(['prepull', 'when']), args: { hub } })]
    : [],
)

export const prepullRules: RuleSet = { problems, rules: [unknownSize, upgradeOfSome] }
