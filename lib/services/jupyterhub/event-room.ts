import type { EventPlan } from '../../plan/event.ts'
import { shorten } from '../../plan/names.ts'
import type { Placement } from '../../plan/placement.ts'
import { besideServers } from '../../plan/servers.ts'
import type { HubPlan, SizePlan } from '../../plan/types.ts'
import { manifest, type Pod } from '../../print/kubernetes-types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import { resources } from '../cluster.ts'
import { HUB_IMAGE } from './hub-pod.ts'
import { EVENT_ROOM } from './event-room-python.ts'
import { extraResources } from './server-overrides.ts'

/** The chart's release, and the version of its images. */
export interface ChartRelease {
  name: string
  version: string
}

const NAME = 'event-placeholder'
/** As the chart's own placeholders have it (values.yaml of jupyterhub 4.4.0, `scheduling.userPlaceholder.image`). */
export const PAUSE = 'registry.k8s.io/pause:3.10.2'

/** Longest name of a release, and so of what the chart names after it. */
export const releaseName = (hub: HubPlan): string => shorten(hub.namespace, 53)

/**
 * Room for those who come to an event, on its days only: pods of a server's size that do nothing and give way to
 * people, so that machines are on for those who come next. The chart has such pods, but a number of them that only an
 * upgrade changes. Here a job sets it, every quarter of an hour, whether or not anybody applies anything on the day.
 */
export function eventRoom(hub: HubPlan, chart: ChartRelease): Manifest[] {
  const { events, namespace } = hub
  if (events.length === 0) return []
  const labels = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/component': 'event' }
  const metadata = { name: NAME, namespace, labels }
  return [
    ...events.flatMap((event) => roomOf(event, hub, chart)),
    manifest('v1/ServiceAccount', metadata, { automountServiceAccountToken: false }),
    manifest('rbac.authorization.k8s.io/v1/Role', metadata, {
      rules: [
        { apiGroups: ['apps'], resources: ['deployments/scale'], resourceNames: events.map(nameOf), verbs: ['patch'] },
      ],
    }),
    manifest('rbac.authorization.k8s.io/v1/RoleBinding', metadata, {
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace }],
      roleRef: { kind: 'Role', name: NAME, apiGroup: 'rbac.authorization.k8s.io' },
    }),
    manifest('batch/v1/CronJob', metadata, {
      spec: {
        schedule: '*/15 * * * *',
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 1,
        jobTemplate: {
          spec: {
            backoffLimit: 2,
            activeDeadlineSeconds: 300,
            template: {
              metadata: { labels: { ...labels, 'app.kubernetes.io/component': 'event-job' } },
              spec: job(hub, chart),
            },
          },
        },
      },
    }),
  ]
}

const nameOf = ({ key }: EventPlan): string => shorten(`${NAME}-${key}`, 63)

function roomOf(event: EventPlan, hub: HubPlan, chart: ChartRelease): Manifest[] {
  const { key, size } = event
  if (!size) return []
  const name = nameOf(event)
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'event' }
  return [
    manifest(
      'apps/v1/Deployment',
      { name, namespace: hub.namespace, labels },
      {
        // no `replicas`: they are the job's, and applying again changes nothing of them
        spec: {
          selector: { matchLabels: labels },
          strategy: { type: 'Recreate' },
          template: {
            metadata: { labels },
            spec: placeholder(hub, chart, { size, placement: hub.placement.events[key]! }),
          },
        },
      },
    ),
  ]
}

/** Room that is always there for some servers more: pods of their size that do nothing and give way to people. */
export const spareRoom = (hub: HubPlan, chart: ChartRelease): Manifest[] =>
  hub.spare.flatMap(({ size, servers }) => {
    if (!size) return []
    const name = shorten(`spare-placeholder-${size.key}`, 63)
    const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'spare' }
    return manifest(
      'apps/v1/Deployment',
      { name, namespace: hub.namespace, labels },
      {
        spec: {
          replicas: servers,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: placeholder(hub, chart, { size, placement: hub.placement.spare[size.key]! }),
          },
        },
      },
    )
  })

/** Last in line, by the chart's own scheduler and priority class, which it names after the release. */
function placeholder(
  hub: HubPlan,
  { name }: ChartRelease,
  { size, placement }: { size: SizePlan; placement: Placement },
): Pod {
  const { guarantees, limits } = extraResources(hub, size)
  // as much room as a server takes together with the containers beside it
  const beside = besideServers(hub.servers.sidecars)
  const gpus: Record<string, string> = size.gpus > 0 ? { 'nvidia.com/gpu': String(size.gpus) } : {}
  return {
    ...copy(placement),
    ...(hub.pod.scheduler ? { schedulerName: `${name}-user-scheduler` } : {}),
    priorityClassName: `${name}-user-placeholder-priority`,
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    containers: [
      {
        name: 'pause',
        image: PAUSE,
        resources: {
          requests: {
            cpu: `${size.cpu.guarantee + beside.cpu}m`,
            memory: `${size.memory.guarantee + beside.memory}Mi`,
            ...guarantees,
            ...gpus,
          },
          limits: {
            cpu: `${size.cpu.limit + beside.cpu}m`,
            ...(size.memory.limit === undefined ? {} : { memory: `${size.memory.limit + beside.memory}Mi` }),
            ...limits,
          },
        },
        securityContext: LEAST,
      },
    ],
  }
}

/** The hub's own image, which core machines have already: Python is all it needs. */
function job(hub: HubPlan, { version }: ChartRelease): Pod {
  const events = hub.events.map((event) => [nameOf(event), event.from, event.until, event.warm])
  const told = { EVENTS: JSON.stringify(events), NAMESPACE: hub.namespace }
  return {
    ...copy(hub.cluster.core),
    serviceAccountName: NAME,
    automountServiceAccountToken: true,
    restartPolicy: 'Never',
    containers: [
      {
        name: 'scale',
        image: `${HUB_IMAGE}:${version}`,
        command: ['python3', '-c', EVENT_ROOM],
        env: Object.entries(told).map(([key, value]) => ({ name: key, value })),
        resources: resources('10m', '32Mi', '128Mi'),
        securityContext: LEAST,
      },
    ],
  }
}

const copy = ({ nodeSelector, tolerations }: HubPlan['cluster']['core']) => ({
  nodeSelector: { ...nodeSelector },
  tolerations: tolerations.map((toleration) => ({ ...toleration })),
})

export const LEAST = {
  runAsNonRoot: true,
  runAsUser: 65534,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
}
