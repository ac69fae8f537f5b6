/** Rules of what servers may reach. */
import { defineProblems, type Origin } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import { overlap, parseRange } from '../plan/network.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type Rule, type RuleSet } from './check.ts'

interface Outside {
  nodes: string
  pods: string
}

const helpOutside = ({ nodes, pods }: Outside): string =>
  `Name the range of the machines that servers have to reach, outside ${nodes} and ${pods}, such as ` +
  '`10.20.0.0/24`.'

interface Service {
  hub: string
  service: string
  owner: string
}

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
  'cluster-open-to-servers/metadata': {
    severity: 'error',
    message: ({ range }: { range: string }) =>
      `\`${range}\` holds the address at which clouds give machines their credentials`,
    help: helpOutside,
  },
  'hub-open-to-servers/other': {
    severity: 'error',
    message: ({ hub, service, owner }: Service) =>
      `servers of ${hub} would reach \`${service}\` in the namespace of ${owner}, where the homes of its people are`,
    help: 'Run what both are to reach in a namespace of its own.',
  },
  'hub-open-to-servers/homes': {
    severity: 'error',
    message: ({ hub, service }: Service) =>
      `servers of ${hub} would reach \`${service}\` by NFS, which gives them everybody's homes`,
    help: 'Take the port 2049 out; `volumes:` with `nfs:` mounts a share for servers.',
  },
  'ports-open-anyway': {
    severity: 'warning',
    message: ({ hub }: { hub: string }) => `the ports that ${hub} lists are open with all others`,
    help: 'Leave `internet: open` out, or the ports.',
  },
})

/** Where clouds answer questions about a machine, its own credentials among them. */
const METADATA = parseRange('169.254.169.254/32')!

/** Where an entry of the list stands. */
const placeOf = (settings: UncheckedHub['settings'], kind: 'private' | 'services', key: string): Origin =>
  nodeAt(settings.tree, ['network', 'outbound', kind, key])?.at ?? settings.nearest(['network', 'outbound'])

export const clusterOpenToServers: Rule = perHub(({ cluster: { network }, servers, settings }) => {
  const inside = [network.range, network.pods, network.services].flatMap((text) => parseRange(text) ?? [])
  const { privateRanges, privatePorts } = servers.network
  const asked = [
    ...privateRanges.map((text) => ({ text, at: settings.at(['network', 'allow-private', text]) })),
    ...privatePorts.map(({ range: text }) => ({ text, at: placeOf(settings, 'private', text) })),
  ]
  return asked.flatMap(({ text, at }) => {
    const range = parseRange(text)
    const args = { range: text, nodes: network.range, pods: network.pods }
    if (range === undefined) return [problems.raise('cluster-open-to-servers/no-range', { at, args })]
    if (overlap(METADATA, range)) return [problems.raise('cluster-open-to-servers/metadata', { at, args })]
    return inside.some((own) => overlap(own, range))
      ? [problems.raise('cluster-open-to-servers/inside', { at, args })]
      : []
  })
})

/** The port of NFS, which asks for no password. */
const NFS = 2049

/** Homes of people lie in the namespaces of hubs. */
const hubsOpenToServers = perHub(({ id: hub, namespace, cluster, servers, settings }, { fleet }) => {
  const hubs = new Map(
    fleet.hubs.filter((other) => other.cluster === cluster).map((other) => [other.namespace, other.id] as const),
  )
  return servers.network.services.flatMap(({ namespace: other, name, ports }) => {
    const owner = hubs.get(other)
    const at = placeOf(settings, 'services', `${other}/${name}`)
    if (owner === undefined) return []
    const args = { hub, service: `${other}/${name}`, owner }
    if (other !== namespace) return [problems.raise('hub-open-to-servers/other', { at, args })]
    return ports.includes(NFS) ? [problems.raise('hub-open-to-servers/homes', { at, args })] : []
  })
})

const portsUnused = perHub(({ id: hub, servers, settings }) => {
  const { outbound, tcp, udp } = servers.network
  return outbound === 'open' && tcp.length + udp.length > 0
    ? [problems.raise('ports-open-anyway', { at: settings.nearest(['network', 'outbound']), args: { hub } })]
    : []
})

export const reachRules: RuleSet = { problems, rules: [clusterOpenToServers, hubsOpenToServers, portsUnused] }
