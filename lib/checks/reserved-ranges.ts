/** Rules of address ranges that a cloud keeps for itself. */
import { defineProblems } from '../diagnostics.ts'
import { overlap, parseRange } from '../plan/network.ts'
import { perCluster, type RuleSet } from './check.ts'

const problems = defineProblems({
  'reserved-range': {
    severity: 'error',
    message: ({ title, taken, range }: { title: string; taken: string; range: string }) =>
      `${title} keeps the addresses ${taken} for itself, and \`${range}\` has some of them`,
    help: 'Take a part of 10.0.0.0/8 that no other cluster of the fleet has.',
    why: 'Clusters with them fail in the middle of an apply, or lose what lies there.',
  },
})

const reservedRanges = perCluster(({ cloud, network, settings }, { clouds }) => {
  const { reservedRanges: reserved = [], title } = clouds[cloud]!
  const { network: written = {} } = settings.values
  return (['range', 'pods', 'services'] as const).flatMap((key) => {
    const range = written[key] === undefined ? undefined : parseRange(network[key])
    const taken = range && reserved.find((text) => overlap(range, parseRange(text)!))
    if (taken === undefined) return []
    const args = { title, taken, range: network[key] }
    return [problems.raise('reserved-range', { at: settings.at(['network', key]), args })]
  })
})

export const reservedRangeRules: RuleSet = { problems, rules: [reservedRanges], ofCloud: [reservedRanges] }
