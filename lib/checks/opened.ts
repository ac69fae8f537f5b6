/** Rules of overrides that open what hubloom's settings keep closed between servers, hub and cluster. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import { nodeAt, type Node } from '../layers/tree.ts'
import { overlap, parseRange } from '../plan/network.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type RuleSet } from './check.ts'

interface Opened {
  hub: string
  path: string
}

const CLUSTER = 'everything in the cluster, where homes are served without passwords'
const CREDENTIALS = 'the address at which clouds give machines their credentials'
const OUTBOUND =
  'Take it out. What servers are to reach stands below `network`: ports and private ranges, one by one, in `outbound`.'

const problems = defineProblems({
  'opened-by-override': {
    severity: 'warning',
    message: ({ hub, path, reached }: Opened & { reached: string }) =>
      `with \`${path}\`, servers of ${hub} reach ${reached}`,
    help: OUTBOUND,
  },
  'opened-by-override/part': {
    severity: 'warning',
    message: ({ hub, path, part }: Opened & { part: string }) =>
      `with \`${path}\`, every pod of the cluster reaches ${part} of ${hub}`,
    help: 'Take it out. Who may read metrics stands below `metrics`.',
  },
})

interface Opener {
  path: string
  /** The value that opens. */
  value: boolean
  reached: string
}

const SERVERS = 'singleuser.networkPolicy'
const OPENERS: readonly Opener[] = [
  { path: `${SERVERS}.enabled`, value: false, reached: CLUSTER },
  { path: `${SERVERS}.egressAllowRules.privateIPs`, value: true, reached: CLUSTER },
  { path: `${SERVERS}.egressAllowRules.cloudMetadataServer`, value: true, reached: CREDENTIALS },
  { path: 'singleuser.cloudMetadata.blockWithIptables', value: false, reached: CREDENTIALS },
]

/** The hub's own pods, by the setting that closes each. */
const PARTS: Readonly<Record<string, string>> = {
  'hub.networkPolicy.enabled': 'the hub itself',
  'proxy.chp.networkPolicy.enabled': 'the proxy',
  'proxy.traefik.networkPolicy.enabled': 'the proxy',
}

const overridden = ({ settings }: UncheckedHub, path: string): Node | undefined =>
  nodeAt(settings.tree, ['overrides', 'helm', 'jupyterhub', ...path.split('.')])

const switches = perHub((hub, { clouds }) => {
  const harmless = clouds[hub.cluster.cloud]!.hidesMachineIdentity ? CREDENTIALS : undefined
  const servers = OPENERS.filter(({ reached }) => reached !== harmless).flatMap(({ path, value, reached }) => {
    const node = overridden(hub, path)
    return node?.kind === 'value' && node.value === value
      ? [
          problems.raise('opened-by-override', {
            at: node.at,
            args: { hub: hub.id, path: `${path}: ${value}`, reached },
          }),
        ]
      : []
  })
  const parts = Object.entries(PARTS).flatMap(([path, part]) => {
    const node = overridden(hub, path)
    return node?.kind === 'value' && node.value === false
      ? [
          problems.raise('opened-by-override/part', {
            at: node.at,
            args: { hub: hub.id, path: `${path}: false`, part },
          }),
        ]
      : []
  })
  return [...servers, ...parts]
})

/** Ranges that the chart's own rules are given beside hubloom's, held against the cluster's as `network` is. */
const ranges = perHub((hub) => {
  const { network } = hub.cluster
  const inside = [network.range, network.pods, network.services].flatMap((text) => parseRange(text) ?? [])
  const egress = overridden(hub, `${SERVERS}.egress`)
  return (egress ? blocksIn(egress) : []).flatMap((block): Diagnostic[] => {
    const range = parseRange(block.cidr)
    if (range === undefined || !inside.some((own) => overlap(own, range))) return []
    const args = { hub: hub.id, path: `${SERVERS}.egress`, reached: CLUSTER }
    return [problems.raise('opened-by-override', { at: block.at, args })]
  })
})

/** Address blocks without exceptions, at any depth. */
function blocksIn(node: Node): { cidr: string; at: Node['at'] }[] {
  if (node.kind === 'list') return node.items.flatMap(blocksIn)
  if (node.kind !== 'map') return []
  const cidr = node.entries.get('cidr')
  if (cidr?.kind === 'value' && !node.entries.has('except')) return [{ cidr: String(cidr.value), at: cidr.at }]
  return [...node.entries.values()].flatMap(blocksIn)
}

export const openedRules: RuleSet = { problems, rules: [switches, ranges] }
