/**
 * Dashboards as Grafana's JSON model (grafana.com/docs, "Dashboard JSON model"), all from the Prometheus of the same
 * cluster.
 */

type Unit = 'short' | 's' | 'bytes' | 'percentunit' | 'cores'
interface Query {
  expr: string
  legend: string
}
interface Panel {
  title: string
  about: string
  unit: Unit
  queries: readonly Query[]
  kind?: 'timeseries' | 'stat' | 'bargauge'
}

const DATASOURCE = { type: 'prometheus', uid: 'prometheus' }
/** Panels in a row, and their size in Grafana's grid of 24 columns. */
const COLUMNS = 2
const WIDTH = 24 / COLUMNS
const HEIGHT = 8

/** One variable chooses the hubs, by their namespace. */
const HUBS: readonly Panel[] = [
  {
    title: 'Servers running',
    about: 'Servers of people at this moment.',
    unit: 'short',
    queries: [{ expr: 'sum by (namespace) (jupyterhub_running_servers{namespace=~"$hub"})', legend: '{{namespace}}' }],
  },
  {
    title: 'People in the last 24 hours',
    about: 'Who was active at least once.',
    unit: 'short',
    queries: [
      {
        expr: 'max by (namespace) (jupyterhub_active_users{namespace=~"$hub", period="24h"})',
        legend: '{{namespace}}',
      },
    ],
  },
  {
    title: 'Time to start a server',
    about: 'Half of the servers start faster than the lower line, 95 of 100 faster than the upper one.',
    unit: 's',
    queries: [0.5, 0.95].map((share) => ({
      expr:
        `histogram_quantile(${share}, sum by (le) ` +
        '(increase(jupyterhub_server_spawn_duration_seconds_bucket{namespace=~"$hub", status="success"}[30m])))',
      legend: `${share * 100} %`,
    })),
  },
  {
    title: 'Servers that failed to start',
    about: 'In the half hour before.',
    unit: 'short',
    queries: [
      {
        expr:
          'sum by (namespace) (increase(jupyterhub_server_spawn_duration_seconds_count{namespace=~"$hub", ' +
          'status="failure"}[30m]))',
        legend: '{{namespace}}',
      },
    ],
  },
  {
    title: 'Memory of servers',
    about: 'In use, and set aside.',
    unit: 'bytes',
    queries: [
      {
        expr: 'sum(container_memory_working_set_bytes{namespace=~"$hub", pod=~"jupyter-.*", container!=""})',
        legend: 'in use',
      },
      {
        expr: 'sum(kube_pod_container_resource_requests{namespace=~"$hub", pod=~"jupyter-.*", resource="memory"})',
        legend: 'set aside',
      },
    ],
  },
  {
    title: 'CPU of servers',
    about: 'In use, and set aside.',
    unit: 'cores',
    queries: [
      {
        expr: 'sum(rate(container_cpu_usage_seconds_total{namespace=~"$hub", pod=~"jupyter-.*", container!=""}[5m]))',
        legend: 'in use',
      },
      {
        expr: 'sum(kube_pod_container_resource_requests{namespace=~"$hub", pod=~"jupyter-.*", resource="cpu"})',
        legend: 'set aside',
      },
    ],
  },
  {
    title: 'Servers that use most memory',
    about: 'The ten largest.',
    unit: 'bytes',
    kind: 'bargauge',
    queries: [
      {
        expr:
          'topk(10, sum by (namespace, pod) (container_memory_working_set_bytes{namespace=~"$hub", ' +
          'pod=~"jupyter-.*", container!=""}))',
        legend: '{{namespace}} {{pod}}',
      },
    ],
  },
  {
    title: 'Homes: how full',
    about: 'Share of the disk that is used.',
    unit: 'percentunit',
    kind: 'bargauge',
    queries: [
      {
        expr:
          '1 - min by (namespace) (kubelet_volume_stats_available_bytes{namespace=~"$hub", ' +
          'persistentvolumeclaim=~".*home.*"} / kubelet_volume_stats_capacity_bytes{namespace=~"$hub", ' +
          'persistentvolumeclaim=~".*home.*"})',
        legend: '{{namespace}}',
      },
    ],
  },
]

const POOL = 'label_hub_jupyter_org_pool_name'
const CLUSTER: readonly Panel[] = [
  {
    title: 'Machines by pool',
    about: 'Each costs while it is on.',
    unit: 'short',
    queries: [{ expr: `count by (${POOL}) (kube_node_labels)`, legend: `{{${POOL}}}` }],
  },
  {
    title: 'Pods that wait for a machine',
    about: 'Without placeholders, which wait on purpose.',
    unit: 'short',
    queries: [
      {
        expr: 'sum by (namespace) (kube_pod_status_phase{phase="Pending", pod!~".*placeholder.*"})',
        legend: '{{namespace}}',
      },
    ],
  },
  {
    title: 'Memory set aside, by pool',
    about: "Of what the pool's machines have.",
    unit: 'percentunit',
    queries: [{ expr: setAside('memory'), legend: `{{${POOL}}}` }],
  },
  {
    title: 'CPU set aside, by pool',
    about: "Of what the pool's machines have.",
    unit: 'percentunit',
    queries: [{ expr: setAside('cpu'), legend: `{{${POOL}}}` }],
  },
  {
    title: 'Memory in use, by namespace',
    about: 'All containers.',
    unit: 'bytes',
    queries: [
      {
        expr: 'topk(15, sum by (namespace) (container_memory_working_set_bytes{container!=""}))',
        legend: '{{namespace}}',
      },
    ],
  },
  {
    title: 'Disks: how full',
    about: 'Share that is used, the ten fullest.',
    unit: 'percentunit',
    kind: 'bargauge',
    queries: [
      {
        expr:
          'topk(10, 1 - min by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes / ' +
          'kubelet_volume_stats_capacity_bytes))',
        legend: '{{namespace}} {{persistentvolumeclaim}}',
      },
    ],
  },
  {
    title: 'Containers killed for lack of memory',
    about: 'In the hour before.',
    unit: 'short',
    queries: [{ expr: 'sum by (namespace) (increase(container_oom_events_total[1h]))', legend: '{{namespace}}' }],
  },
  {
    title: 'Alerts',
    about: 'Those that fire now.',
    unit: 'short',
    kind: 'stat',
    queries: [{ expr: 'count by (alertname) (ALERTS{alertstate="firing"})', legend: '{{alertname}}' }],
  },
]

function setAside(resource: 'memory' | 'cpu'): string {
  const byPool = (metric: string): string =>
    `sum by (${POOL}) (sum by (node) (${metric}{resource="${resource}"}) * on (node) group_left (${POOL}) ` +
    'kube_node_labels)'
  return `${byPool('kube_pod_container_resource_requests')} / ${byPool('kube_node_status_allocatable')}`
}

/** The dashboards' texts by file name: the same for every cluster. */
export const dashboards = (): Readonly<Record<string, string>> => (texts ??= written())
let texts: Readonly<Record<string, string>> | undefined

const written = (): Record<string, string> => ({
  'hubs.json': json('Hubs', HUBS, [
    {
      name: 'hub',
      label: 'Hub',
      type: 'query',
      datasource: DATASOURCE,
      query: { query: 'label_values(jupyterhub_running_servers, namespace)', refId: 'hub' },
      refresh: 2,
      sort: 1,
      multi: true,
      includeAll: true,
      allValue: '.*',
      current: { text: 'All', value: '$__all' },
    },
  ]),
  'cluster.json': json('Cluster', CLUSTER, []),
})

function json(title: string, panels: readonly Panel[], variables: readonly unknown[]): string {
  return JSON.stringify(
    {
      uid: title.toLowerCase(),
      title,
      schemaVersion: 39,
      version: 1,
      editable: false,
      refresh: '1m',
      time: { from: 'now-24h', to: 'now' },
      timezone: 'browser',
      tags: ['hubloom'],
      templating: { list: variables },
      annotations: { list: [] },
      panels: panels.map((panel, i) => model(panel, i)),
    },
    null,
    1,
  )
}

const model = ({ title, about, unit, queries, kind = 'timeseries' }: Panel, i: number): Record<string, unknown> => ({
  id: i + 1,
  title,
  description: about,
  type: kind,
  datasource: DATASOURCE,
  gridPos: { x: (i % COLUMNS) * WIDTH, y: Math.floor(i / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT },
  fieldConfig: {
    defaults: { unit: unit === 'cores' ? 'short' : unit, min: 0, ...(unit === 'percentunit' ? { max: 1 } : {}) },
    overrides: [],
  },
  ...(kind === 'timeseries'
    ? {}
    : {
        options: {
          reduceOptions: { calcs: ['lastNotNull'], values: false, fields: '' },
          ...(kind === 'bargauge' ? { orientation: 'horizontal' } : {}),
        },
      }),
  targets: queries.map(({ expr, legend }, q) => ({
    refId: String.fromCharCode(65 + q),
    datasource: DATASOURCE,
    expr,
    legendFormat: legend,
    ...(kind === 'timeseries' ? {} : { instant: true, range: false }),
  })),
})
