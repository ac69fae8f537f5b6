/**
 * Rules that Prometheus judges every minute. What has gone has no metrics of its own: that something is down is asked
 * of kube-state-metrics, which knows what should be there. Names of metrics: jupyterhub/metrics.py, kube-state-metrics,
 * the kubelet's volume statistics, the node exporter beside home-nfs (its chart mounts the disk at /shared-volume),
 * cert-manager.
 */

import type { HubPlan } from '../../plan/types.ts'

interface Rule {
  alert: string
  expr: string
  for: string
  labels: { severity: 'warning' | 'critical' }
  annotations: { summary: string; description: string }
}

/** Share of a volume that is left, by the kubelet of a machine that has it mounted. */
const LEFT = 'kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes'
const HOMES = 'persistentvolumeclaim=~".*home.*"'
/** The same of a hub's own disk of homes, asked of its server: there while nobody works, too. */
const HOME_DISK =
  'node_filesystem_avail_bytes{mountpoint="/shared-volume"} / node_filesystem_size_bytes{mountpoint="/shared-volume"}'
/** No pod of a deployment is ready: a number that stays when the pods are gone. */
const down = (deployments: string): string =>
  `kube_deployment_status_replicas_available{deployment=~"${deployments}"} == 0`

const rules: readonly Rule[] = [
  {
    alert: 'HomesNearlyFull',
    for: '15m',
    labels: { severity: 'critical' },
    expr: `(min by (namespace) (${HOME_DISK}) or min by (namespace) (${volume(HOMES)})) < 0.1`,
    annotations: {
      summary: 'The homes of {{ $labels.namespace }} are nearly full',
      description:
        '{{ $value | humanizePercentage }} of the disk is left. When nothing is left, nobody can save or start ' +
        'a server. Raise `home.disk` and apply.',
    },
  },
  {
    alert: 'DiskNearlyFull',
    for: '15m',
    labels: { severity: 'warning' },
    expr: `min by (namespace, persistentvolumeclaim) (${volume('persistentvolumeclaim!~".*home.*"')}) < 0.1`,
    annotations: {
      summary: 'The disk {{ $labels.persistentvolumeclaim }} in {{ $labels.namespace }} is nearly full',
      description: '{{ $value | humanizePercentage }} is left.',
    },
  },
  {
    alert: 'ServersFailToStart',
    for: '5m',
    labels: { severity: 'critical' },
    expr: 'sum by (namespace) (increase(jupyterhub_server_spawn_duration_seconds_count{status="failure"}[30m])) > 2',
    annotations: {
      summary: 'Servers of {{ $labels.namespace }} fail to start',
      description: '{{ $value | humanize }} starts failed in half an hour. Look at the events of its namespace.',
    },
  },
  {
    alert: 'HubIsDown',
    for: '10m',
    labels: { severity: 'critical' },
    expr: down('hub|proxy|autohttps'),
    annotations: {
      summary: 'The {{ $labels.deployment }} of {{ $labels.namespace }} is down',
      description:
        'Nobody can start a server; without proxy, nobody reaches one. See `kubectl describe pods --namespace ' +
        '{{ $labels.namespace }}`.',
    },
  },
  {
    alert: 'HubDoesNotAnswer',
    for: '10m',
    labels: { severity: 'critical' },
    expr: 'up{job="kubernetes-service-endpoints", service="hub"} == 0',
    annotations: {
      summary: 'The hub of {{ $labels.namespace }} runs but does not answer',
      description: 'Prometheus got no metrics from it for ten minutes. Look at its log.',
    },
  },
  {
    alert: 'HomesAreDown',
    for: '10m',
    labels: { severity: 'critical' },
    expr: down('home-nfs'),
    annotations: {
      summary: 'The homes of {{ $labels.namespace }} are not served',
      description:
        "People's files do not answer, and servers do not start. See `kubectl describe pods --namespace {{ " +
        '$labels.namespace }}`.',
    },
  },
  {
    alert: 'WebTrafficIsDown',
    for: '10m',
    labels: { severity: 'critical' },
    expr: 'kube_deployment_status_replicas_available{namespace="ingress"} == 0',
    annotations: {
      summary: 'Nothing receives web traffic for the hubs',
      description: 'No pod of {{ $labels.deployment }} is ready. See `kubectl describe pods --namespace ingress`.',
    },
  },
  {
    alert: 'PodsPending',
    for: '1m',
    labels: { severity: 'warning' },
    // each pod by its age: on a busy hub there is always one that has just been made. Placeholders wait on purpose:
    // they are what makes room
    expr:
      'count by (namespace) ((kube_pod_status_phase{phase="Pending", pod!~".*placeholder.*"} == 1) and on ' +
      '(namespace, pod) (time() - kube_pod_created > 1200))',
    annotations: {
      summary: 'Pods of {{ $labels.namespace }} do not start',
      description:
        '{{ $value }} have waited for 20 minutes. A pool may be at its limit, the cloud out of machines, or an ' +
        'image not there: `kubectl describe` says which.',
    },
  },
  {
    alert: 'MetricsMissing',
    for: '15m',
    labels: { severity: 'critical' },
    expr: 'absent(kube_deployment_status_replicas_available)',
    annotations: {
      summary: 'Most alerts are blind',
      description:
        'kube-state-metrics is down, so nobody would be told that a hub is. See `kubectl get pods --namespace ' +
        'monitoring`.',
    },
  },
  {
    alert: 'MachineNotReady',
    for: '15m',
    labels: { severity: 'warning' },
    expr: 'kube_node_status_condition{condition="Ready", status="true"} == 0',
    annotations: {
      summary: 'The machine {{ $labels.node }} is not ready',
      description: 'Its pods may hang. Drain and delete it; the pool makes another.',
    },
  },
  {
    alert: 'CertificateExpires',
    for: '1h',
    labels: { severity: 'warning' },
    expr: 'certmanager_certificate_expiration_timestamp_seconds - time() < 14 * 86400',
    annotations: {
      summary: 'The certificate {{ $labels.name }} expires within 14 days',
      description: 'It should have been renewed by now. `kubectl describe certificate` says why not.',
    },
  },
]

function volume(filter: string): string {
  return LEFT.replace(/_bytes/g, () => `_bytes{${filter}}`)
}

/** Of a hub whose settings say how full its file system may be before somebody is told. */
const filling = ({ namespace, home }: HubPlan): Rule[] => {
  if (home.alert === undefined || home.kind === 'none') return []
  const here = `namespace="${namespace}"`
  const disk = HOME_DISK.replaceAll('{', () => `{${here}, `)
  const left = Math.round((1 - home.alert) * 100) / 100
  return [
    {
      alert: 'HomesFilling',
      for: '15m',
      labels: { severity: 'warning' },
      expr: `(min by (namespace) (${disk}) or min by (namespace) (${volume(`${here}, ${HOMES}`)})) < ${left}`,
      annotations: {
        summary: 'The homes of {{ $labels.namespace }} fill',
        description: '{{ $value | humanizePercentage }} is left. Raise `home.disk` in time: it grows at any time.',
      },
    },
  ]
}

/** What Prometheus judges on a cluster with these hubs. */
export const alertGroups = (hubs: readonly HubPlan[] = []): Record<string, unknown> => ({
  groups: [{ name: 'hubs', rules: [...rules, ...hubs.flatMap(filling)] }],
})
