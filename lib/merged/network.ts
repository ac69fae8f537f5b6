/** Rules of overrides that open what hubloom's settings keep closed between servers, hub and cluster. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import { isMap } from '../maps.ts'
import { overlap, parseRange } from '../plan/network.ts'
import { onValues, type MergedRuleSet } from './merged.ts'

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
    source: 'z2jh.jupyter.org, "Security", section "Kubernetes Network Policies"',
  },
  'opened-by-override/guard': {
    severity: 'warning',
    message: ({ hub, path }: Opened) =>
      `with \`${path}\`, nothing but a network policy keeps servers of ${hub} from ${CREDENTIALS}`,
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
  /** The value that opens. */
  value: boolean
  reached: string
}

const SERVERS = 'singleuser.networkPolicy'
/** Works from a server's first second, and whatever enforces network policies. */
const GUARD = 'singleuser.cloudMetadata.blockWithIptables'
const OPENERS: Readonly<Record<string, Opener>> = {
  [`${SERVERS}.enabled`]: { value: false, reached: CLUSTER },
  [`${SERVERS}.egressAllowRules.privateIPs`]: { value: true, reached: CLUSTER },
  [`${SERVERS}.egressAllowRules.cloudMetadataServer`]: { value: true, reached: CREDENTIALS },
  [GUARD]: { value: false, reached: CREDENTIALS },
}

const servers = onValues('jupyterhub', Object.keys(OPENERS), (found, { id }, { facts }): Diagnostic[] => {
  const { value, path, at } = found
  const { reached, value: opening } = OPENERS[path]!
  if (value !== opening || (reached === CREDENTIALS && facts.hidesMachineIdentity)) return []
  const said = { hub: id, path: `${path}: ${value}` }
  return path === GUARD
    ? [problems.raise('opened-by-override/guard', { at, args: said })]
    : [problems.raise('opened-by-override', { at, args: { ...said, reached } })]
})

/** The hub's own pods, by the setting that closes each. */
const PARTS: Readonly<Record<string, string>> = {
  'hub.networkPolicy.enabled': 'the hub itself',
  'proxy.chp.networkPolicy.enabled': 'the proxy',
  'proxy.traefik.networkPolicy.enabled': 'the proxy',
}

const parts = onValues('jupyterhub', Object.keys(PARTS), ({ value, path, at }, { id }) =>
  value === false
    ? [problems.raise('opened-by-override/part', { at, args: { hub: id, path: `${path}: false`, part: PARTS[path]! } })]
    : [],
)

/** Ranges that the chart's own rules are given beside hubloom's, held against the cluster's as `network` is. */
const ranges = onValues('jupyterhub', [`${SERVERS}.egress.**.ipBlock.cidr`], (found, { id, cluster }, { after }) => {
  const { network } = cluster
  const inside = [network.range, network.pods, network.services].flatMap((text) => parseRange(text) ?? [])
  const range = parseRange(String(found.value))
  const block = found.steps.slice(0, -1).reduce<unknown>(childOf, after.values['jupyterhub'])
  const hasExceptions = isMap(block) && 'except' in block
  if (range === undefined || hasExceptions || !inside.some((own) => overlap(own, range))) return []
  const args = { hub: id, path: `${SERVERS}.egress`, reached: CLUSTER }
  return [problems.raise('opened-by-override', { at: found.at, args })]
})

const childOf = (value: unknown, key: string): unknown =>
  isMap(value) || Array.isArray(value) ? (value as Readonly<Record<string, unknown>>)[key] : undefined

export const networkRules: MergedRuleSet = { problems, rules: [servers, parts, ranges] }
