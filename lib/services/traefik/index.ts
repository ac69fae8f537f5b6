import keys from './keys.json' with { type: 'json' }
import {
  INGRESS_NAMESPACE,
  INGRESS_PODS,
  MONITORING_NAMESPACE,
  apart,
  namespace,
  resources,
  versionOf,
  networkPolicies,
} from '../cluster.ts'
import { podAsk } from '../quantities.ts'
import type { ClusterService } from '../service.ts'

const REPLICAS = 2
const RESOURCES = resources('100m', '128Mi', '512Mi')
const { labels: LABELS, ports: PORTS } = INGRESS_PODS.traefik

/**
 * Receives web traffic and hands it to the hubs by their domain. Settings: doc.traefik.io, chart
 * github.com/traefik/traefik-helm-chart.
 */
export const traefik: ClusterService = {
  name: 'traefik',
  releases: ['traefik'],
  corePods: ({ ingress }) => (ingress === 'traefik' ? [podAsk('Traefik', [RESOURCES], { count: REPLICAS })] : []),
  namespaces: [INGRESS_NAMESPACE],
  ingressAddress: (cluster) =>
    cluster.ingress === 'traefik' ? { namespace: INGRESS_NAMESPACE, service: 'traefik' } : undefined,
  forCluster(cluster, wiring) {
    if (cluster.ingress !== 'traefik') return undefined
    return {
      manifests: [
        namespace(INGRESS_NAMESPACE, 'restricted'),
        ...networkPolicies(INGRESS_NAMESPACE, [
          { name: 'web', pods: LABELS, ports: PORTS.map((port) => ({ port })) },
          { name: 'metrics', pods: LABELS, from: [MONITORING_NAMESPACE], ports: [{ port: 9100 }] },
        ]),
      ],
      releases: [
        {
          service: 'traefik',
          name: 'traefik',
          namespace: INGRESS_NAMESPACE,
          chart: 'traefik',
          keys,
          repository: 'oci://ghcr.io/traefik/helm',
          version: versionOf(cluster, 'traefik', '41.2.0'),
          purpose: 'receives web traffic for the hubs',
          values: {
            ...cluster.core,
            deployment: { replicas: REPLICAS },
            podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
            topologySpreadConstraints: apart(LABELS),
            resources: RESOURCES,
            ingressClass: { enabled: true, isDefaultClass: true, name: 'traefik' },
            api: { dashboard: false },
            ingressRoute: { dashboard: { enabled: false } },
            gateway: { enabled: false },
            gatewayClass: { enabled: false },
            providers: {
              kubernetesIngress: { enabled: true, ingressClass: 'traefik' },
              // Dask clusters make IngressRoutes for the gateway's own proxy; read here as well, they would be open to
              // the world
              kubernetesCRD: { enabled: false },
            },
            ports: {
              web: { http: { redirections: { entryPoint: { to: 'websecure', scheme: 'https', permanent: true } } } },
              // uploads of large files take longer than the 60 seconds that Traefik allows by itself
              websecure: { transport: { respondingTimeouts: { readTimeout: '3600s' } } },
            },
            service: {
              annotations: { ...wiring.loadBalancer },
              // keeps the address of whoever connects
              spec: { externalTrafficPolicy: 'Local' },
            },
            global: { checkNewVersion: false, sendAnonymousUsage: false },
          },
        },
      ],
    }
  },
}
