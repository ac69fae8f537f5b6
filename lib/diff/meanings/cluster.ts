/** A cluster: who may reach and administer it, its versions, what watches it, and whose hubs run there. */
import type { ClusterPlan } from '../../plan/types.ts'
import { chartChanges } from './charts.ts'
import { defineMeanings, type ClusterPair, type Meaning } from './meaning.ts'
import { day, fromTo, isSame, plural, some, without } from './words.ts'

interface Both {
  before: string
  after: string
}
interface Counts {
  before: number
  after: number
}

export const clusterMeanings = defineMeanings({
  'kubernetes-changes': {
    harm: 'interrupts',
    what: ({ before, after }: Both) =>
      `Kubernetes ${before} → ${after}: machines are exchanged, and servers on those of a pool that is upgraded stop`,
    covers: ['terraform * *', 'helm cluster-autoscaler image'],
    source: 'kubernetes.io/releases/version-skew-policy; docs of EKS, GKE and AKS on upgrades of node pools',
  },
  'api-opens': {
    harm: 'lets-in',
    what: ({ words }: { words: string }) => `the Kubernetes API may be reached from ${words}`,
    covers: ['terraform * *'],
  },
  'api-closes': {
    harm: 'locks-out',
    what: ({ words }: { words: string }) => `the Kubernetes API may be reached only from ${words}`,
    covers: ['terraform * *'],
  },
  'admins-come': {
    harm: 'lets-in',
    what: ({ names }: { names: readonly string[] }) => `may administer the cluster: ${some(names)}`,
    covers: ['terraform * *', 'kubernetes * *'],
  },
  'admins-go': {
    harm: 'locks-out',
    what: ({ names }: { names: readonly string[] }) => `may no longer administer the cluster: ${some(names)}`,
    covers: ['terraform * *', 'kubernetes * *'],
  },
  'deployer-comes': {
    harm: 'lets-in',
    what: ({ who }: { who: string }) => `workflows of ${who} may deploy to the cluster`,
    covers: ['terraform * *', 'kubernetes * *'],
  },
  'deployer-goes': {
    harm: 'locks-out',
    what: ({ who }: { who: string }) => `workflows of ${who} may no longer deploy to the cluster`,
    covers: ['terraform * *', 'kubernetes * *'],
  },
  'cluster-unprotected': {
    harm: 'loses-data',
    what: () => 'Terraform may destroy the cluster from now on; this change alone destroys nothing',
    covers: ['terraform * *'],
    source: 'developer.hashicorp.com/terraform/language/meta-arguments/lifecycle: prevent_destroy',
  },
  'cluster-protected': {
    harm: 'none',
    what: () => 'Terraform refuses to destroy the cluster',
    covers: ['terraform * *'],
  },
  'budget-changes': {
    harm: 'none',
    what: ({ words }: { words: string }) => `the budget that warns: ${words}`,
    covers: ['terraform * *'],
  },
  'maintenance-changes': {
    harm: 'visible',
    what: ({ before, after }: Both) => `the cloud may upgrade machines ${after}, ${before} before`,
    covers: ['terraform * *'],
  },
  'monitoring-changes': {
    harm: 'visible',
    what: ({ words }: { words: string }) => `monitoring: ${words}`,
    covers: ['helm prometheus *', 'helm grafana *', 'kubernetes * *', 'terraform * *', 'releases * *', 'installed * *'],
  },
  'metrics-sooner-gone': {
    harm: 'loses-data',
    what: ({ before, after }: Counts) =>
      `metrics are kept for ${plural(after, 'day')}, ${before} before: older ones are deleted`,
    covers: ['helm prometheus *'],
    source: 'prometheus.io/docs, storage.tsdb.retention.time',
  },
  'upgrades-wait': {
    harm: 'none',
    what: ({ days }: { days: readonly string[] }) =>
      days.length === 0
        ? 'no event keeps upgrades of machines away any more'
        : `machines are not upgraded: ${some(days)}`,
    covers: [
      'terraform * maintenance_policy',
      'terraform * maintenance_window_auto_upgrade',
      'terraform * maintenance_window_node_os',
      'terraform * maintenance_window',
    ],
  },
  'tenant-comes': {
    harm: 'lets-in',
    what: ({ hub }: { hub: string }) =>
      `the hub ${hub} runs on this cluster, and its community may deploy to its namespace`,
    covers: ['kubernetes * *', 'installed * *', 'terraform * *', 'helm * *'],
  },
  'tenant-goes': {
    harm: 'interrupts',
    what: ({ hub }: { hub: string }) => `the hub ${hub} no longer runs on this cluster`,
    covers: ['kubernetes * *', 'installed * *', 'terraform * *', 'helm * *'],
  },
})

export function cluster(pair: ClusterPair): Meaning[] {
  return [...access(pair), ...upkeep(pair), ...paused(pair), ...monitoring(pair), ...tenants(pair)]
}

function access({ before, after }: ClusterPair): Meaning[] {
  const { tell } = clusterMeanings
  const [come, go] = [without(after.admins, before.admins), without(before.admins, after.admins)]
  const who = (plan: ClusterPlan): string | undefined =>
    plan.deployer && `${plan.deployer.repository} (${plan.deployer.branch})`
  const [deployed, deploys] = [who(before), who(after)]
  return [
    ...apiAccess(before, after),
    ...(go.length > 0 ? [tell('admins-go', { names: go }, { settings: ['admins'] })] : []),
    ...(come.length > 0 ? [tell('admins-come', { names: come }, { settings: ['admins'] })] : []),
    ...(deployed !== undefined && deployed !== deploys
      ? [tell('deployer-goes', { who: deployed }, { settings: ['deployer'] })]
      : []),
    ...(deploys !== undefined && deployed !== deploys
      ? [tell('deployer-comes', { who: deploys }, { settings: ['deployer'] })]
      : []),
  ]
}

function apiAccess({ api: old }: ClusterPlan, { api: young }: ClusterPlan): Meaning[] {
  const { tell } = clusterMeanings
  const settings = ['network.api-access', 'network.private-api', '?network']
  const words = (api: ClusterPlan['api']): string =>
    api.private ? 'its own network' : some(api.ranges) || 'everywhere, with credentials'
  if (words(old) === words(young)) return []
  const closes =
    (young.private && !old.private) ||
    (!young.private &&
      young.ranges.length > 0 &&
      (old.ranges.length === 0 ? !old.private : without(old.ranges, young.ranges).length > 0))
  return [tell(closes ? 'api-closes' : 'api-opens', { words: words(young) }, { settings })]
}

const DAYS = ({ maintenance }: ClusterPlan): string =>
  maintenance ? `on ${maintenance.day} from ${maintenance.hour} UTC` : 'at any time'

function upkeep({ before, after }: ClusterPair): Meaning[] {
  const { tell } = clusterMeanings
  const [then, now] = [before.kubernetes.version, after.kubernetes.version]
  const budget = ({ budget: of }: ClusterPlan): string =>
    of ? `${of.amount} ${of.currency} a month, told to ${some(of.alert)}` : 'none'
  return [
    ...(then === now
      ? []
      : [tell('kubernetes-changes', { before: then, after: now }, { settings: ['kubernetes.version'] })]),
    ...(before.protect === after.protect
      ? []
      : [tell(after.protect ? 'cluster-protected' : 'cluster-unprotected', {}, { settings: ['protect'] })]),
    ...(budget(before) === budget(after)
      ? []
      : [tell('budget-changes', { words: `${budget(after)}; before: ${budget(before)}` }, { settings: ['budget'] })]),
    ...(DAYS(before) === DAYS(after)
      ? []
      : [tell('maintenance-changes', { before: DAYS(before), after: DAYS(after) }, { settings: ['maintenance'] })]),
    ...chartChanges(before.versions, after.versions),
  ]
}

function monitoring({ before, after }: ClusterPair): Meaning[] {
  const { tell } = clusterMeanings
  const [old, young] = [before.monitoring, after.monitoring]
  const words = [
    ...(old.prometheus === young.prometheus
      ? []
      : [young.prometheus ? 'metrics are collected' : 'no metrics are collected']),
    ...(old.grafana === young.grafana ? [] : [young.grafana ? 'Grafana shows them' : 'Grafana goes']),
    ...(old.domain === young.domain
      ? []
      : [`Grafana is found at ${young.domain ?? 'no address'}, ${old.domain ?? 'none'} before`]),
    ...(old.memory === young.memory ? [] : [`memory of Prometheus ${fromTo(old.memory, young.memory)}`]),
    ...(old.disk === young.disk ? [] : [`disk for metrics ${old.disk} → ${young.disk} GiB`]),
    ...(isSame(old.alert, young.alert) ? [] : [`alerts go to ${some(young.alert) || 'nobody'}`]),
    ...(isSame(old.mail, young.mail) ? [] : ['the mail server of alerts']),
    ...(young.keepDays > old.keepDays
      ? [`metrics are kept for ${plural(young.keepDays, 'day')}, ${old.keepDays} before`]
      : []),
  ]
  return [
    ...(words.length > 0
      ? [
          tell(
            'monitoring-changes',
            { words: words.join('; ') },
            {
              settings: [
                'monitoring.prometheus',
                'monitoring.grafana',
                'monitoring.domain',
                'monitoring.memory',
                'monitoring.disk',
                'monitoring.alert',
                'monitoring.mail',
                '?monitoring',
              ],
            },
          ),
        ]
      : []),
    ...(young.keepDays < old.keepDays
      ? [
          tell(
            'metrics-sooner-gone',
            { before: old.keepDays, after: young.keepDays },
            { settings: ['monitoring.keep'] },
          ),
        ]
      : []),
  ]
}

/** Days of events of hubs on it, which upgrades keep away from. */
function paused({ before, after }: ClusterPair): Meaning[] {
  const days = ({ events }: ClusterPlan): string[] => events.map(({ from, until }) => `${day(from)} to ${day(until)}`)
  return isSame(days(before), days(after))
    ? []
    : [clusterMeanings.tell('upgrades-wait', { days: days(after) }, { settings: ['?events'] })]
}

function tenants({ before, after }: ClusterPair): Meaning[] {
  const { tell } = clusterMeanings
  const others = (plan: ClusterPlan): string[] => plan.hubs.filter((id) => !id.startsWith(`${plan.community}/`))
  const settings = ['?cluster']
  return [
    ...without(others(before), others(after)).map((hub) => tell('tenant-goes', { hub }, { settings })),
    ...without(others(after), others(before)).map((hub) => tell('tenant-comes', { hub }, { settings })),
  ]
}
