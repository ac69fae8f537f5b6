/** What pods that run other people's code may reach. */
import type { Egress } from '../print/kubernetes-types.ts'
import { reachesWeb, type OutboundPlan } from '../plan/outbound.ts'
import type { IngressController } from '../plan/web.ts'
import { INGRESS_NAMESPACE, INGRESS_PODS } from './cluster.ts'

/**
 * Addresses inside networks: RFC 1918, and RFC 6598's shared space, where hubloom puts pods. The charts' own rules know
 * the first three only, so an engine that matches pods by address would let servers reach other pods.
 */
const PRIVATE_RANGES = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'] as const
/** Where clouds answer questions about a machine, its own credentials among them. */
const METADATA_SERVER = '169.254.169.254/32'

/** One rule for the internet, with its ports: all of them where none is named; or no rule. */
const INTERNET: Readonly<Record<OutboundPlan['outbound'], (Egress['ports'] | undefined)[]>> = {
  open: [undefined],
  'web-only': [
    [
      { protocol: 'TCP', port: 80 },
      { protocol: 'TCP', port: 443 },
    ],
  ],
  closed: [],
}

/** What image builds may reach, whatever servers may. */
export const ANYWHERE: OutboundPlan = {
  outbound: 'open',
  tcp: [],
  udp: [],
  privateRanges: [],
  privatePorts: [],
  services: [],
}

interface Surroundings {
  /** The cluster's ingress controller. */
  ingress: IngressController
  /** Whether workload identity answers at the metadata server. */
  allowMetadata: boolean
}

/**
 * Egress rules for servers and Dask pods: names, the internet as `network` wishes, the public addresses of the
 * cluster's own hubs with it, the private ranges it names, and the metadata server where workload identity answers
 * there. Everything else inside the network stays closed.
 */
export function outboundRules(network: OutboundPlan, { ingress, allowMetadata }: Surroundings): Egress[] {
  const { outbound, privateRanges, privatePorts, services } = network
  const outside = { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [...PRIVATE_RANGES, METADATA_SERVER] } }] }
  return [
    {
      to: [
        { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } },
        ...PRIVATE_RANGES.map((cidr) => ({ ipBlock: { cidr } })),
      ],
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    },
    ...[...INTERNET[outbound], ...morePorts(network)].map((ports) => ({ ...outside, ports })),
    ...(ingress === 'none' || !reachesWeb(network) ? [] : [toIngress(ingress)]),
    ...(privateRanges.length > 0 ? [{ to: privateRanges.map((cidr) => ({ ipBlock: { cidr } })) }] : []),
    ...privatePorts.map(({ range, ports }) => ({ to: [{ ipBlock: { cidr: range } }], ports: ports.map(tcp) })),
    ...services.map(({ namespace, labels, ports }) => ({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
          podSelector: { matchLabels: { ...labels } },
        },
      ],
      ports: ports.map(tcp),
    })),
    // 988 is the port of GKE's metadata server on its node, 80 the same as a program sees it
    ...(allowMetadata
      ? [
          {
            to: [{ ipBlock: { cidr: METADATA_SERVER } }],
            ports: [
              { protocol: 'TCP', port: 80 },
              { protocol: 'TCP', port: 988 },
            ],
          },
        ]
      : []),
  ]
}

const tcp = (port: number) => ({ protocol: 'TCP', port })

/** One rule for ports that are listed, where there are any. */
function morePorts(network: OutboundPlan): Egress['ports'][] {
  const ports = [...network.tcp.map(tcp), ...network.udp.map((port) => ({ protocol: 'UDP', port }))]
  return ports.length > 0 ? [ports] : []
}

/**
 * The hubs' public addresses, seen from inside: the machine hands what goes there straight to a pod of the ingress
 * controller, and Cilium matches no pod by its address (docs.cilium.io, "Layer 3 policies", CIDR-based).
 */
function toIngress(ingress: Exclude<IngressController, 'none'>): Egress {
  const { labels, ports } = INGRESS_PODS[ingress]
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': INGRESS_NAMESPACE } },
        podSelector: { matchLabels: { ...labels } },
      },
    ],
    ports: ports.map(tcp),
  }
}
