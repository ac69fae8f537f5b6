import type { ClusterPlan } from '../../plan/types.ts'
import { attribute, template, type Block } from '../../print/terraform.ts'
import { resource } from './blocks.ts'
import { clusterName } from './names.ts'
import type { Apis } from './root.ts'

/** What of the logs of pods is stored, and where: with `logs:` in a bucket of the cluster's own. */
export const podLogs = (plan: ClusterPlan, apis: Apis): Block[] => [
  userLogs(plan, apis),
  ...(plan.logs ? ownStore(plan, plan.logs, apis) : []),
]

export const logStore = (plan: ClusterPlan): string => `${clusterName(plan)}-pods`

const ofPods = (plan: ClusterPlan): string[] => [
  'resource.type="k8s_container"',
  `resource.labels.cluster_name="${clusterName(plan)}"`,
  `resource.labels.location="${plan.region}"`,
]

const OF_SERVERS =
  '(labels."k8s-pod/component"="singleuser-server" OR ' +
  'labels."k8s-pod/app_kubernetes_io/component"=~"^(singleuser-server|dask-scheduler|dask-worker)$")'

/** What people print is theirs, and much: it is not stored. The hub's own logs are. `kubectl logs` shows both. */
function userLogs(plan: ClusterPlan, apis: Apis): Block {
  const name = clusterName(plan)
  return resource(
    'google_logging_project_exclusion',
    'user_servers',
    {
      name: `${name}-user-servers`,
      project: plan.account,
      description: `Output of user servers and Dask workers on ${name}`,
      filter: [...ofPods(plan), OF_SERVERS].join(' AND '),
    },
    { dependsOn: apis('logging') },
  )
}

/**
 * A bucket of logs, global as the project's own is, and the sink that fills it; within one project a sink needs no
 * rights of its own (cloud.google.com/logging/docs/export/configure_export_v2). An exclusion concerns the project's own
 * store only, and keeps what is here from being stored, and paid, twice.
 */
function ownStore(plan: ClusterPlan, { keepDays, servers }: NonNullable<ClusterPlan['logs']>, apis: Apis): Block[] {
  const name = logStore(plan)
  const pods = ofPods(plan)
  const store = resource(
    'google_logging_project_bucket_config',
    'pods',
    {
      project: plan.account,
      location: 'global',
      bucket_id: name,
      retention_days: keepDays,
      description: `Logs of pods on ${clusterName(plan)}`,
    },
    { dependsOn: apis('logging') },
  )
  const sink = resource('google_logging_project_sink', 'pods', {
    name,
    project: plan.account,
    destination: template`logging.googleapis.com/${attribute(store, 'id')}`,
    filter: [...pods, ...(servers ? [] : [`NOT ${OF_SERVERS}`])].join(' AND '),
    unique_writer_identity: true,
  })
  const elsewhere = resource(
    'google_logging_project_exclusion',
    'pods',
    {
      name,
      project: plan.account,
      description: `Logs of pods on ${clusterName(plan)}, which have a store of their own`,
      filter: pods.join(' AND '),
    },
    { dependsOn: [sink] },
  )
  return [store, sink, elsewhere]
}
