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
const { labels: LABELS, ports: PORTS } = INGRESS_PODS.nginx

/**
 * Receives web traffic, with F5's NGINX Ingress Controller. Settings: docs.nginx.com/nginx-ingress-controller,
 * ConfigMap resource.
 */
export const nginxIngress: ClusterService = {
  name: 'nginx-ingress',
  releases: ['nginx-ingress'],
  corePods: ({ ingress }) => (ingress === 'nginx' ? [podAsk('NGINX', [RESOURCES], { count: REPLICAS })] : []),
  namespaces: [INGRESS_NAMESPACE],
  // as the chart calls it: the release's name and that of the part
  ingressAddress: (cluster) =>
    cluster.ingress === 'nginx' ? { namespace: INGRESS_NAMESPACE, service: 'nginx-ingress-controller' } : undefined,
  forCluster(cluster, wiring) {
    if (cluster.ingress !== 'nginx') return undefined
    const placement = cluster.core
    return {
      manifests: [
        namespace(INGRESS_NAMESPACE, 'baseline'),
        ...networkPolicies(INGRESS_NAMESPACE, [
          { name: 'web', pods: LABELS, ports: PORTS.map((port) => ({ port })) },
          { name: 'metrics', pods: LABELS, from: [MONITORING_NAMESPACE], ports: [{ port: 9113 }] },
        ]),
      ],
      releases: [
        {
          service: 'nginx-ingress',
          name: 'nginx-ingress',
          namespace: INGRESS_NAMESPACE,
          chart: 'nginx-ingress',
          keys,
          repository: 'oci://ghcr.io/nginx/charts',
          version: versionOf(cluster, 'nginx-ingress', '2.6.4'),
          purpose: 'receives web traffic for the hubs',
          values: {
            controller: {
              ...placement,
              replicaCount: REPLICAS,
              podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
              topologySpreadConstraints: apart(LABELS),
              resources: RESOURCES,
              ingressClass: { name: 'nginx', create: true, setAsDefaultIngress: true },
              enableSnippets: false,
              enableCustomResources: false,
              telemetryReporting: { enable: false },
              service: { annotations: { ...wiring.loadBalancer }, externalTrafficPolicy: 'Local' },
              config: {
                entries: {
                  // notebooks upload large files, and their kernels' connections stay open for hours
                  'client-max-body-size': '0',
                  'proxy-read-timeout': '3600s',
                  'proxy-send-timeout': '3600s',
                  'proxy-buffering': 'False',
                  'server-tokens': 'False',
                },
              },
            },
          },
        },
      ],
    }
  },
}
