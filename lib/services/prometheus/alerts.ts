/** Rules that Prometheus judges every minute. Names of metrics: jupyterhub/metrics.py, kube-state-metrics, the kubelet's volume statistics. */

interface Rule { alert: string; expr: string; for: string; labels: { severity: 'warning' | 'critical' }; annotations: { summary: string; description: string } }

/** Share of a volume that is left. */
const LEFT = 'kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes'
const HOMES = 'persistentvolumeclaim=~".*home.*"'

const rules: readonly Rule[] = [
  {
    alert: 'HomesNearlyFull', for: '15m', labels: { severity: 'critical' },
    expr: `min by (namespace, persistentvolumeclaim) (${volume(HOMES)}) < 0.1`,
    annotations: {
      summary: 'The homes of {{ $labels.namespace }} are nearly full',
      description: '{{ $value | humanizePercentage }} of the disk is left. When nothing is left, nobody can save or start a server. Raise `home.disk` and apply.',
    },
  },
  {
    alert: 'DiskNearlyFull', for: '15m', labels: { severity: 'warning' },
    expr: `min by (namespace, persistentvolumeclaim) (${volume('persistentvolumeclaim!~".*home.*"')}) < 0.1`,
    annotations: { summary: 'The disk {{ $labels.persistentvolumeclaim }} in {{ $labels.namespace }} is nearly full', description: '{{ $value | humanizePercentage }} is left.' },
  },
  {
    alert: 'ServersFailToStart', for: '5m', labels: { severity: 'critical' },
    expr: 'sum by (namespace) (increase(jupyterhub_server_spawn_duration_seconds_count{status="failure"}[30m])) > 2',
    annotations: { summary: 'Servers of {{ $labels.namespace }} fail to start', description: '{{ $value | humanize }} starts failed in half an hour. Look at the events of its namespace.' },
  },
  {
    alert: 'HubIsDown', for: '10m', labels: { severity: 'critical' },
    expr: 'up{job="kubernetes-service-endpoints", service="hub"} == 0',
    annotations: { summary: 'The hub of {{ $labels.namespace }} does not answer', description: 'Prometheus got no metrics from it for ten minutes.' },
  },
  {
    alert: 'PodsPending', for: '20m', labels: { severity: 'warning' },
    // placeholders wait on purpose: they are what makes room
    expr: 'sum by (namespace) (kube_pod_status_phase{phase="Pending", pod!~".*placeholder.*"}) > 0',
    annotations: { summary: 'Pods of {{ $labels.namespace }} find no machine', description: '{{ $value }} have waited for 20 minutes. A pool may be at its limit, or the cloud out of machines.' },
  },
  {
    alert: 'MachineNotReady', for: '15m', labels: { severity: 'warning' },
    expr: 'kube_node_status_condition{condition="Ready", status="true"} == 0',
    annotations: { summary: 'The machine {{ $labels.node }} is not ready', description: 'Its pods may hang. Drain and delete it; the pool makes another.' },
  },
  {
    alert: 'CertificateExpires', for: '1h', labels: { severity: 'warning' },
    expr: 'certmanager_certificate_expiration_timestamp_seconds - time() < 14 * 86400',
    annotations: { summary: 'The certificate {{ $labels.name }} expires within 14 days', description: 'It should have been renewed by now. `kubectl describe certificate` says why not.' },
  },
]

function volume(filter: string): string {
  return LEFT.replace(/_bytes/g, () => `_bytes{${filter}}`)
}

export const alertGroups = (): Record<string, unknown> => ({ groups: [{ name: 'hubs', rules }] })
