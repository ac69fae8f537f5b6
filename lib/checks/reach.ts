/** Rules of what servers may reach. */
import { defineProblems } from '../diagnostics.ts'
import { overlap, parseRange } from '../plan/network.ts'
import { perHub, type Rule, type RuleSet } from './check.ts'

interface Outside {
  nodes: string
  pods: string
}

const helpOutside = ({ nodes, pods }: Outside): string =>
  `Name the range of the machines that servers have to reach, outside ${nodes} and ${pods}, such as ` +
  '`10.20.0.0/24`.'

const problems = defineProblems({
  'cluster-open-to-servers/no-range': {
    severity: 'error',
    message: ({ range }: { range: string }) => `\`${range}\` is no address range`,
    help: helpOutside,
  },
  'cluster-open-to-servers/inside': {
    severity: 'error',
    message: ({ range }: { range: string }) =>
      `\`${range}\` holds addresses of the cluster itself, where servers could read everybody's homes`,
    help: helpOutside,
    why:
      'Homes are served without passwords, and everything inside a cluster trusts its neighbours: only the network ' +
      "keeps one person from another's files.",
  },
})

export const clusterOpenToServers: Rule = perHub(({ cluster: { network }, servers, settings }) => {
  const inside = [network.range, network.pods, network.services].flatMap((text) => parseRange(text) ?? [])
  return servers.network.privateRanges.flatMap((text) => {
    const range = parseRange(text)
    const at = settings.at(['network', 'allow-private', text])
    const args = { range: text, nodes: network.range, pods: network.pods }
    if (range === undefined) return [problems.raise('cluster-open-to-servers/no-range', { at, args })]
    return inside.some((own) => overlap(own, range))
      ? [problems.raise('cluster-open-to-servers/inside', { at, args })]
      : []
  })
})

export const reachRules: RuleSet = { problems, rules: [clusterOpenToServers] }
