import { manifest, type Egress, type Ingress } from '../../print/kubernetes-types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import { outboundRules } from '../network-policy.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { Wiring } from '../../plan/wiring.ts'

/**
 * Pods of the chart and of the clusters that it starts, by `app.kubernetes.io/component`; ports are those of the
 * containers.
 */
const GATEWAY = { 'app.kubernetes.io/name': 'dask-gateway', 'app.kubernetes.io/component': 'gateway' }
const TRAEFIK = { 'app.kubernetes.io/name': 'dask-gateway', 'app.kubernetes.io/component': 'traefik' }
const SCHEDULER = { 'app.kubernetes.io/name': 'dask-gateway', 'app.kubernetes.io/component': 'dask-scheduler' }
const WORKER = { 'app.kubernetes.io/name': 'dask-gateway', 'app.kubernetes.io/component': 'dask-worker' }
const PROXY = { 'app.kubernetes.io/name': 'jupyterhub', 'app.kubernetes.io/component': 'proxy' }
const SERVER = { 'app.kubernetes.io/name': 'jupyterhub', 'app.kubernetes.io/component': 'singleuser-server' }

/** Who of Dask may talk to whom. The chart has no policies of its own. */
export function policies(hub: HubPlan, wiring: Wiring): Manifest[] {
  const outbound = outboundRules(hub.servers.network, {
    ingress: hub.cluster.ingress,
    allowMetadata: wiring.allowMetadata,
  })
  return [
    // chooses clusters for people, and hears from schedulers how they are
    policy(hub, 'dask-gateway', { of: GATEWAY, ingress: [from([TRAEFIK, SCHEDULER, WORKER], 8000)] }),
    // the way in for browsers (through the hub's proxy) and for programs in servers
    policy(hub, 'dask-traefik', { of: TRAEFIK, ingress: [from([PROXY, SERVER], 8000)] }),
    policy(hub, 'dask-from-servers', { of: SERVER, egress: [to([TRAEFIK], 8000)] }),
    policy(hub, 'dask-scheduler', {
      of: SCHEDULER,
      ingress: [from([GATEWAY, TRAEFIK, WORKER], 8786, 8787, 8788)],
      egress: [...outbound, to([GATEWAY], 8000), to([WORKER])],
    }),
    // workers listen on ports that they choose, and hand results to each other
    policy(hub, 'dask-worker', {
      of: WORKER,
      ingress: [from([SCHEDULER, WORKER])],
      egress: [...outbound, to([GATEWAY], 8000), to([SCHEDULER, WORKER])],
    }),
  ]
}

type Labels = Readonly<Record<string, string>>

const ports = (numbers: readonly number[]) =>
  numbers.length === 0 ? {} : { ports: numbers.map((port) => ({ protocol: 'TCP', port })) }
const pods = (labels: readonly Labels[]) => labels.map((matchLabels) => ({ podSelector: { matchLabels } }))
const from = (labels: readonly Labels[], ...numbers: number[]): Ingress => ({ from: pods(labels), ...ports(numbers) })
const to = (labels: readonly Labels[], ...numbers: number[]): Egress => ({ to: pods(labels), ...ports(numbers) })

interface Allowed {
  /** The pods that it is about. */
  of: Labels
  ingress?: Ingress[]
  egress?: Egress[]
}

const policy = (hub: HubPlan, name: string, { of, ingress, egress }: Allowed): Manifest =>
  manifest(
    'networking.k8s.io/v1/NetworkPolicy',
    { name, namespace: hub.namespace },
    {
      spec: {
        podSelector: { matchLabels: of },
        policyTypes: [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])],
        ingress,
        egress,
      },
    },
  )
