import keys from './keys.json' with { type: 'json' }
import type { ClusterPlan } from '../../plan/types.ts'
import type { ClusterWiring } from '../../plan/wiring.ts'
import { ISSUER, MONITORING_NAMESPACE, STAYS, resources, versionOf } from '../cluster.ts'
import { podAsk } from '../quantities.ts'
import type { ClusterService } from '../service.ts'
import { dashboards } from './dashboards.ts'
import { signingIn } from './readme.ts'

const RESOURCES = resources('50m', '256Mi', '1Gi')
const ADMIN_SECRET = 'grafana-admin'
const DASHBOARDS = 'grafana-dashboards'

/**
 * Shows what Prometheus collects. Chart: github.com/grafana-community/helm-charts, where Grafana's chart moved in
 * January 2026.
 */
export const grafana: ClusterService = {
  name: 'grafana',
  releases: ['grafana'],
  corePods: ({ monitoring }) =>
    monitoring.grafana && monitoring.prometheus ? [podAsk('Grafana', [RESOURCES], { disks: 1 })] : [],
  forCluster(cluster, wiring) {
    const { monitoring } = cluster
    if (!monitoring.grafana || !monitoring.prometheus) return undefined
    return {
      domains: monitoring.domain ? [{ domain: monitoring.domain, what: 'Grafana' }] : undefined,
      check: signingIn(monitoring.domain, ADMIN_SECRET),
      manifests: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: DASHBOARDS, namespace: MONITORING_NAMESPACE },
          data: dashboards(),
        },
      ],
      secrets: [
        {
          name: ADMIN_SECRET,
          namespace: MONITORING_NAMESPACE,
          keys: [
            { key: 'admin-user', from: 'ask', what: "name of Grafana's first admin" },
            { key: 'admin-password', from: 'random', what: 'their password' },
          ],
          why: 'to sign in to Grafana',
        },
      ],
      releases: [
        {
          service: 'grafana',
          name: 'grafana',
          namespace: MONITORING_NAMESPACE,
          chart: 'grafana',
          keys,
          repository: 'https://grafana-community.github.io/helm-charts',
          version: versionOf(cluster, 'grafana', '12.11.1'),
          disks: [{ what: 'Grafana', path: ['persistence', 'size'] }],
          purpose: 'shows metrics and alerts',
          values: values(cluster, wiring),
        },
      ],
    }
  },
}

function values(cluster: ClusterPlan, wiring: ClusterWiring): Record<string, unknown> {
  const { domain } = cluster.monitoring
  return {
    ...cluster.core,
    ...(domain ? published(cluster, domain) : {}),
    admin: { existingSecret: ADMIN_SECRET, userKey: 'admin-user', passwordKey: 'admin-password' },
    podAnnotations: STAYS,
    resources: RESOURCES,
    // its disk attaches to one machine at a time: the old pod has to go first
    deploymentStrategy: { type: 'Recreate' },
    persistence: { enabled: true, size: '10Gi', storageClassName: wiring.storageClass },
    // the pod's group owns the disk already; the chown container would run as root
    initChownData: { enabled: false },
    testFramework: { enabled: false },
    // beside the chart's own, which are merged by Helm
    'grafana.ini': {
      analytics: { check_for_updates: false, check_for_plugin_updates: false, reporting_enabled: false },
      'auth.anonymous': { enabled: false },
      users: { allow_sign_up: false, viewers_can_edit: false },
      security: { cookie_secure: domain !== undefined, strict_transport_security: domain !== undefined },
      server: domain ? { domain, root_url: `https://${domain}/` } : undefined,
    },
    datasources: { 'datasources.yaml': { apiVersion: 1, datasources: [PROMETHEUS] } },
    dashboardProviders: { 'dashboardproviders.yaml': { apiVersion: 1, providers: [PROVIDER] } },
    dashboardsConfigMaps: { default: DASHBOARDS },
    // no sidecar reads Kubernetes
    rbac: { create: false },
    automountServiceAccountToken: false,
  }
}

const PROMETHEUS = {
  name: 'Prometheus',
  uid: 'prometheus',
  type: 'prometheus',
  access: 'proxy',
  url: 'http://prometheus-server',
  isDefault: true,
  jsonData: { timeInterval: '1m' },
}

const PROVIDER = {
  name: 'default',
  orgId: 1,
  folder: '',
  type: 'file',
  disableDeletion: true,
  allowUiUpdates: false,
  options: { path: '/var/lib/grafana/dashboards/default' },
}

function published(cluster: ClusterPlan, domain: string): Record<string, unknown> {
  const controller = cluster.ingress
  if (controller === 'none') return {}
  return {
    ingress: {
      enabled: true,
      ingressClassName: controller,
      annotations: {
        'cert-manager.io/cluster-issuer': ISSUER,
        // a second Ingress of the same host, as cert-manager makes by itself, is refused by this controller
        'acme.cert-manager.io/http01-edit-in-place': controller === 'nginx' ? 'true' : undefined,
      },
      hosts: [domain],
      tls: [{ secretName: 'grafana-tls', hosts: [domain] }],
    },
  }
}
