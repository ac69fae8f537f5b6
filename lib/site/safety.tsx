/** How servers of a hub are kept apart: from root, from networks, from the cloud's metadata, and from each other. */
import type { OutboundPlan } from '../plan/outbound.ts'
import type { PortPlan } from '../plan/ports.ts'
import type { HubPlan, Pool } from '../plan/types.ts'
import type { Site } from './facts.ts'
import { Facts } from './layout.tsx'
import { plural, poolOf } from './words.ts'

export function Safety({ plan, site }: { plan: HubPlan; site: Site }) {
  const { privileged, servers } = plan
  const tokens = tokensOf(plan)
  return (
    <>
      <Facts
        of={[
          ['Root in a server', rootWord(plan)],
          ['Servers may reach', <Lines of={reachOf(servers.network)} />],
          ['Metadata of the cloud', metadataWord(plan, site)],
          ['Machines are shared', <Lines of={sharingOf(plan, site)} />],
          ['More open ports', plan.ports.length > 0 && <Lines of={plan.ports.map(portWord)} />],
          ['Tokens of services', tokens.length > 0 && <Lines of={tokens} />],
          ['Privileged', privileged.length > 0 && <Lines of={privileged.map(({ who, does }) => `${who} ${does}`)} />],
        ]}
      />
      <p class="soft">
        Servers that share a machine are containers: each has its own files, processes and share of the machine, and all
        of them use the machine’s one kernel. Network policies keep servers from each other, and none has rights in
        Kubernetes.
      </p>
    </>
  )
}

const Lines = ({ of }: { of: readonly string[] }) => (
  <>
    {of.map((line) => (
      <div>{line}</div>
    ))}
  </>
)

function rootWord({ servers, environments }: HubPlan): string {
  if (servers.sudo) return 'whoever has a server may become root in it, with sudo'
  const asRoot = environments.filter(({ user = servers.user }) => user === 0)
  if (asRoot.length === 0) return 'nobody may become root'
  return asRoot.length === environments.length
    ? 'every server runs as root'
    : `servers of ${asRoot.map(({ title }) => title).join(', ')} run as root; of the others nobody may become root`
}

const INTERNET = {
  open: 'the whole Internet',
  'web-only': 'web pages on the Internet, at the ports 80 and 443',
  closed: 'nothing on the Internet',
} as const

/** The Internet, private networks, and pods of others, a line each. */
function reachOf({ outbound, tcp, udp, privateRanges, privatePorts, services }: OutboundPlan): string[] {
  const more = [
    ...(tcp.length > 0 ? [`TCP ${tcp.join(', ')}`] : []),
    ...(udp.length > 0 ? [`UDP ${udp.join(', ')}`] : []),
  ]
  const ranges = [...privateRanges, ...privatePorts.map(({ range, ports }) => `${range} at ${portsWord(ports)}`)]
  return [
    INTERNET[outbound] + (more.length > 0 && outbound !== 'open' ? `; and there also ${more.join(' and ')}` : ''),
    ranges.length > 0
      ? `of private networks ${ranges.join(', ')}`
      : 'no private network, beyond the hub and its services',
    ...services.map(({ namespace, name, ports }) => `pods of ${namespace}/${name} at ${portsWord(ports)}`),
  ]
}

const portsWord = (ports: readonly number[]): string => `${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}`

const portWord = ({ name, port, service, address }: PortPlan): string =>
  `TCP ${port} (${name}), where anybody may connect; ${service ?? address} behind it asks who they are`

/** What services may ask of the hub, by the scopes of their tokens. */
const tokensOf = ({ extraServices }: HubPlan): string[] =>
  extraServices
    .filter(({ scopes }) => scopes.length > 0)
    .map(({ name, scopes }) => `${name} may ask the hub for ${scopes.join(', ')}`)

/** Where the machine's rights at the cloud would be had for the asking. */
function metadataWord(plan: HubPlan, { registry }: Site): string {
  const cloud = registry.clouds[plan.cluster.cloud]!
  if (cloud.wiring(plan).blockMetadata) return 'closed to servers: none of them gets the rights of its machine'
  return cloud.facts.hidesMachineIdentity
    ? 'answers a server with the rights that servers of this hub have, and hides those of its machine'
    : 'open to servers'
}

/** Of each kind of machine that servers run on: how many share one, and of how many hubs. */
function sharingOf(plan: HubPlan, { hubs }: Site): string[] {
  const pools = [...new Set(plan.sizes.flatMap((size) => poolOf(size, plan) ?? []))]
  return pools.map((pool) => {
    const most = mostOn(pool, [plan])
    const machine = (pool.named?.machines ?? [pool.machine]).map(({ type }) => type).join(' or ')
    const neighbours = hubs.flatMap((hub) => (hub.plan.cluster === plan.cluster ? hub.plan : []))
    if (mostOn(pool, neighbours) <= 1) return `${machine}: each server has a machine of its own`
    return `${machine}: up to ${plural(most, 'server')} on one, ${ofWhom(pool)}`
  })
}

const mostOn = (pool: Pool, plans: readonly HubPlan[]): number =>
  Math.max(
    0,
    ...plans.flatMap(({ sizes }) => sizes.filter((size) => size.pool === pool.name).map(({ perNode }) => perNode)),
  )

const ofWhom = ({ hubs }: Pool): string =>
  hubs.length > 1 ? `beside those of ${plural(hubs.length - 1, 'other hub')}` : 'of this hub alone'
