import type { HubSettings } from '../settings/index.ts'

/** What servers, and Dask's pods on their behalf, may reach beside the hub. */
export interface OutboundPlan {
  /** The internet: everything, ports 80 and 443, or nothing. */
  outbound: 'open' | 'web-only' | 'closed'
  /** More ports of the internet. */
  tcp: readonly number[]
  udp: readonly number[]
  /** Private ranges; all others are closed to them. */
  privateRanges: readonly string[]
  /** Private ranges of which some ports are open only. */
  privatePorts: readonly { range: string; ports: readonly number[] }[]
  /** Pods of other namespaces. */
  services: readonly ReachedService[]
}

export interface ReachedService {
  namespace: string
  name: string
  labels: Readonly<Record<string, string>>
  ports: readonly number[]
}

/** By which charts label the pods of a thing (kubernetes.io, "Recommended Labels"). */
const NAME_LABEL = 'app.kubernetes.io/name'

export function planOutbound({ network }: HubSettings): OutboundPlan {
  const asked = network?.outbound ?? 'open'
  const listed = typeof asked === 'string' ? { internet: asked } : asked
  return {
    outbound: listed.internet ?? 'closed',
    tcp: listed.tcp ?? [],
    udp: listed.udp ?? [],
    privateRanges: network?.['allow-private'] ?? [],
    privatePorts: Object.entries(listed.private ?? {}).map(([range, ports]) => ({ range, ports })),
    services: Object.entries(listed.services ?? {}).map(([key, service]) => {
      const [namespace, name] = key.split('/') as [string, string]
      const { ports, labels } = Array.isArray(service)
        ? { ports: service, labels: { [NAME_LABEL]: name } }
        : (service as { ports: number[]; labels: Record<string, string> })
      return { namespace, name, labels, ports }
    }),
  }
}

/** Whether servers reach web pages, and so the public addresses of hubs. */
export const reachesWeb = ({ outbound, tcp }: OutboundPlan): boolean => outbound !== 'closed' || tcp.includes(443)
