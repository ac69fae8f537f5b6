import keys from './keys.json' with { type: 'json' }
import type { MonitoringPlan } from '../../plan/cluster.ts'
import type { ClusterPlan, HubPlan } from '../../plan/types.ts'
import type { ClusterWiring } from '../../plan/wiring.ts'
import {
  INGRESS_NAMESPACE,
  MONITORING_NAMESPACE,
  STAYS,
  everywhere,
  namespace,
  resources,
  versionOf,
  networkPolicies,
} from '../cluster.ts'
import type { ClusterService } from '../service.ts'
import { memoryText, podAsk } from '../quantities.ts'
import { alertGroups } from './alerts.ts'
import { alertMail, alertmanager } from './mail.ts'
import { alerting } from './readme.ts'

/**
 * Collects metrics of the machines, of Kubernetes and of every hub on the cluster. Chart:
 * github.com/prometheus-community/helm-charts.
 */
export const prometheus: ClusterService = {
  name: 'prometheus',
  releases: ['prometheus'],
  corePods: ({ monitoring }) =>
    monitoring.prometheus
      ? [
          podAsk('Prometheus', [serverResources(monitoring), RELOADER], { disks: 1 }),
          podAsk('kube-state-metrics', [STATE_METRICS]),
          ...alertmanager(monitoring),
        ]
      : [],
  namespaces: [MONITORING_NAMESPACE],
  forCluster(cluster, wiring, fleet) {
    const { monitoring } = cluster
    if (!monitoring.prometheus) return undefined
    const mail = alertMail(cluster, wiring)
    return {
      check: alerting(monitoring),
      secrets: mail ? [mail.secret] : undefined,
      // the exporter of each machine reads the host: its namespace cannot be held to a stricter standard
      manifests: [
        namespace(MONITORING_NAMESPACE, 'privileged'),
        ...networkPolicies(MONITORING_NAMESPACE, grafanaAccess(cluster)),
      ],
      releases: [
        {
          service: 'prometheus',
          name: 'prometheus',
          namespace: MONITORING_NAMESPACE,
          chart: 'prometheus',
          keys,
          repository: 'https://prometheus-community.github.io/helm-charts',
          version: versionOf(cluster, 'prometheus', '29.27.0'),
          disks: [
            { what: 'metrics', path: ['server', 'persistentVolume', 'size'] },
            { what: 'alerts that were sent', path: ['alertmanager', 'persistence', 'size'] },
          ],
          purpose: `collects metrics and judges alerts${mail ? ', and sends them' : ''}`,
          values: values(cluster, wiring, {
            mail,
            hubs: fleet.hubs.filter((hub) => hub.cluster.community === cluster.community),
          }),
        },
      ],
    }
  },
}

const RELOADER = resources('10m', '32Mi', '64Mi')
const STATE_METRICS = resources('20m', '64Mi', '512Mi')
const serverResources = ({ memory }: MonitoringPlan): Record<string, unknown> =>
  resources('200m', memoryText(memory), memoryText(memory))

type Mail = ReturnType<typeof alertMail>

function values(
  cluster: ClusterPlan,
  wiring: ClusterWiring,
  { mail, hubs }: { mail: Mail; hubs: readonly HubPlan[] },
): Record<string, unknown> {
  const { core, monitoring } = cluster
  return {
    server: {
      ...core,
      podAnnotations: STAYS,
      // as much set aside as it may use: it reads its log back at each start, and needs most then
      resources: serverResources(monitoring),
      // half an hour for that; without it, the liveness probe ends Prometheus after 75 seconds, again and again
      startupProbe: { enabled: true, periodSeconds: 10, failureThreshold: 180 },
      // exporters of large clusters and of full disks answer slowly; 10 seconds, the chart's own, are too few
      global: { scrape_interval: '1m', scrape_timeout: '30s' },
      persistentVolume: { enabled: true, size: `${monitoring.disk}Gi`, storageClass: wiring.storageClass },
      retention: `${monitoring.keepDays}d`,
      // the oldest go when the disk fills, instead of everything stopping
      retentionSize: `${Math.floor(monitoring.disk * 0.85)}GB`,
      service: { type: 'ClusterIP' },
      // where the links of a letter lead, while a port is forwarded
      baseURL: mail ? 'http://localhost:9090' : undefined,
    },
    configmapReload: { prometheus: { resources: RELOADER } },
    serverFiles: { 'alerting_rules.yml': alertGroups(hubs) },
    scrapeConfigs: SCRAPED,
    'kube-state-metrics': {
      ...core,
      resources: STATE_METRICS,
      // who uses what, and on which pool
      metricLabelsAllowlist: [
        'pods=[app.kubernetes.io/component,hub.jupyter.org/username,hub.jupyter.org/servername]',
        'nodes=[hub.jupyter.org/node-purpose,hub.jupyter.org/pool-name]',
      ],
      collectorsExclude: [
        'certificatesigningrequests',
        'configmaps',
        'leases',
        'mutatingwebhookconfigurations',
        'secrets',
        'validatingwebhookconfigurations',
      ],
    },
    'prometheus-node-exporter': { tolerations: everywhere, resources: resources('10m', '24Mi', '64Mi') },
    'prometheus-pushgateway': { enabled: false },
    alertmanager: mail?.values ?? { enabled: false },
  }
}

const keep = (regex: string): Record<string, unknown> => ({ source_labels: ['__name__'], regex, action: 'keep' })

/** Of containers, what dashboards and alerts read. */
const CONTAINER_METRICS = [
  'container_cpu_usage_seconds_total',
  'container_memory_working_set_bytes',
  'container_memory_rss',
  'container_oom_events_total',
  'container_network_(receive|transmit)_bytes_total',
  'container_fs_usage_bytes',
]

const SCRAPED = {
  'kubernetes-nodes': { metric_relabel_configs: [keep('kubelet_volume_stats_.*|kubelet_running_.*')] },
  'kubernetes-nodes-cadvisor': { metric_relabel_configs: [keep(CONTAINER_METRICS.join('|'))] },
  // thousands of series about the control plane, which the cloud looks after
  'kubernetes-api-servers': { enabled: false },
  'kubernetes-services': { enabled: false },
  'prometheus-pushgateway': { enabled: false },
}

/** Grafana is reached through the ingress controller, which also answers for its certificate. */
function grafanaAccess(cluster: ClusterPlan): Parameters<typeof networkPolicies>[1] {
  const { monitoring } = cluster
  if (!monitoring.grafana || !monitoring.domain || cluster.ingress === 'none') return []
  return [
    {
      name: 'grafana',
      pods: { 'app.kubernetes.io/name': 'grafana' },
      from: [INGRESS_NAMESPACE],
      ports: [{ port: 3000 }],
    },
    {
      name: 'certificate',
      pods: { 'acme.cert-manager.io/http01-solver': 'true' },
      from: [INGRESS_NAMESPACE],
      ports: [{ port: 8089 }],
    },
  ]
}
