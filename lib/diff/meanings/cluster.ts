/** A cluster: its machines, who may reach and administer it, and what watches it. */
import type { PoolCapacity } from '../../plan/capacity.ts'
import type { ClusterPlan, Pool } from '../../plan/types.ts'
import { defineMeanings, type ClusterPair, type Meaning } from './meaning.ts'
import { day, dollars, fromTo, isSame, matched, plural, some, without } from './words.ts'

interface Named {
  name: string
}
interface Both {
  before: string
  after: string
}
interface Counts {
  before: number
  after: number
}

/** Objects of a pool begin with its name; what else knows of it are lists of the cluster's root and services. */
const ROOT = ['terraform * *', 'helm cluster-autoscaler *', 'helm traefik *', 'kubernetes * *']

export const clusterMeanings = defineMeanings({
  'pool-comes': {
    harm: 'costs',
    what: ({ name, max, price, spot }: Named & { max: number; price: string; spot: boolean }) =>
      `pool ${name} comes: up to ${plural(max, 'machine')} at ${price} an hour` +
      `${spot ? ' on demand, less since the cloud may take them back' : ''}`,
    covers: ROOT,
    source: "the machine's on-demand price in the cloud's facts",
  },
  'pool-goes': {
    harm: 'interrupts',
    what: ({ name }: Named) => `pool ${name} goes, with its machines: servers that run there stop`,
    covers: ROOT,
    source: "the provider's documentation of the pool: it is deleted with its resource, machines and all",
  },
  'pool-machine': {
    harm: 'interrupts',
    what: ({ name, before, after, price }: Named & Both & { price: string }) =>
      `pool ${name}: machines ${before} → ${after}, ${price}: the old ones go, and servers that run there stop`,
    covers: ROOT,
    source: "the provider's table of what replaces a pool (clouds/*/resource-types.ts: stops)",
  },
  'pool-disk': {
    harm: 'interrupts',
    what: ({ name, before, after }: Named & Counts) =>
      `pool ${name}: boot disks ${before} → ${after} GiB, by machines made anew`,
    covers: ROOT,
  },
  'pool-generation': {
    harm: 'visible',
    what: ({ name, before, after }: Named & Both) =>
      `pool ${name}: machines of generation ${after} instead of ${before}, and beside them while both are named`,
    covers: ROOT,
  },
  'more-machines': {
    harm: 'costs',
    what: ({ name, before, after, price }: Named & Counts & { price: string }) =>
      `pool ${name}: up to ${plural(after, 'machine')}, ${before} before, at ${price} an hour each`,
    covers: ROOT,
  },
  'fewer-machines': {
    harm: 'locks-out',
    what: ({ name, before, after }: Named & Counts) =>
      `pool ${name}: ${plural(after, 'machine')} at most, ${before} before: once they are full, whoever comes ` +
      'gets no server',
    covers: ROOT,
    source: 'kubernetes.io, cluster autoscaler FAQ: a group grows to its maximum only',
  },
  'always-on-more': {
    harm: 'costs',
    what: ({ name, before, after, price }: Named & Counts & { price: string }) =>
      `pool ${name}: ${plural(after, 'machine')} always on, ${before} before: about ${price} a month more`,
    covers: ROOT,
    source: "the machine's on-demand price in the cloud's facts, 730 hours a month",
  },
  'always-on-less': {
    harm: 'visible',
    what: ({ name, before, after, price }: Named & Counts & { price: string }) =>
      `pool ${name}: ${plural(after, 'machine')} always on, ${before} before: about ${price} a month less`,
    covers: ROOT,
  },
  'pool-spot': {
    harm: 'interrupts',
    what: ({ name, spot }: Named & { spot: boolean }) =>
      spot
        ? `pool ${name}: machines that the cloud may take back at any time, with what runs on them`
        : `pool ${name}: machines that the cloud does not take back, at the full price`,
    covers: ROOT,
  },
  'pool-otherwise': {
    harm: 'visible',
    what: ({ name, words }: Named & { words: string }) => `pool ${name}: ${words}`,
    covers: ROOT,
  },
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
  'chart-changes': {
    harm: 'interrupts',
    what: ({ chart, before, after }: { chart: string } & Both) => `${chart} ${before} → ${after}: its pods start anew`,
    covers: ['releases * version', 'installed * *'],
    source: 'helm.sh/docs, helm upgrade; the notes of the release say what else it changes',
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

/** Hours of an average month. */
const MONTH = 730

export function pools({ before, after, capacity }: ClusterPair): Meaning[] {
  const stays = (id: string): boolean => before.hubs.includes(id) && after.hubs.includes(id)
  const { tell } = clusterMeanings
  return matched(capacity.before.pools, capacity.after.pools, ({ pool }) => pool.name).flatMap(
    ({ key: name, before: old, after: young }) => {
      const settings = settingsOf((young ?? old)!.pool)
      if (!young) return [tell('pool-goes', { name }, { settings })]
      if (!old) return [newPool(young, settings)]
      return [
        ...machineChanges(onlyOf(old.pool, stays), onlyOf(young.pool, stays), settings),
        ...countChanges(old, young, settings),
      ]
    },
  )
}

const newPool = ({ pool: { name, max, machine, spot } }: PoolCapacity, settings: readonly string[]): Meaning =>
  clusterMeanings.tell('pool-comes', { name, max, price: dollars(machine.usdPerHour), spot }, { settings })

/** Settings that decide a pool, of the cluster, and of the hubs that ask for it. */
const settingsOf = ({ name, purpose, named }: Pool): string[] => [
  `pools.${name}`,
  ...(named ? [] : plannedBy(name, purpose)),
  '?pools',
  ...(purpose === 'dask' ? ['?dask'] : []),
  ...(purpose === 'user' ? ['?sizes', '?memory', '?cpu', '?events', '?spare', '?groups'] : []),
  '?cluster',
]

const plannedBy = (name: string, purpose: Pool['purpose']): string[] =>
  purpose === 'core' ? ['core'] : [`machines.limits.${name}`, 'machines']

function machineChanges(old: Pool, young: Pool, settings: readonly string[]): Meaning[] {
  const { tell } = clusterMeanings
  const { name } = young
  const price = `${dollars(young.machine.usdPerHour)} an hour each, ${dollars(old.machine.usdPerHour)} before`
  const others = [
    ...(isSame(old.hubs, young.hubs) ? [] : [hubsOf(old, young)]),
    ...(isSame([old.labels, old.taints], [young.labels, young.taints]) ? [] : ['labels and taints of its machines']),
    ...(isSame(kindOf(old), kindOf(young)) ? [] : ['other kinds of machine, zones or disks']),
  ]
  const told = [
    ...(old.machine.type === young.machine.type
      ? []
      : [tell('pool-machine', { name, before: old.machine.type, after: young.machine.type, price }, { settings })]),
    ...(old.disk === young.disk
      ? []
      : [tell('pool-disk', { name, before: old.disk, after: young.disk }, { settings })]),
    ...(isSame(old.generations, young.generations)
      ? []
      : [
          tell(
            'pool-generation',
            { name, before: old.generations.join(' and '), after: young.generations.join(' and ') },
            {
              settings: [
                `pools.${name}.generation`,
                `pools.${name}.replacing`,
                'machines.generation',
                'machines.replacing',
                ...settings,
              ],
            },
          ),
        ]),
    ...(old.spot === young.spot ? [] : [tell('pool-spot', { name, spot: young.spot }, { settings })]),
  ]
  return told.length > 0 || others.length === 0
    ? told
    : [tell('pool-otherwise', { name, words: others.join('; ') }, { settings })]
}

/** With the hubs that come or go left out: they are told of themselves. */
const onlyOf = (pool: Pool, stays: (id: string) => boolean): Pool => ({ ...pool, hubs: pool.hubs.filter(stays) })

/** What cluster.yaml says of the machines themselves. */
const kindOf = ({ named }: Pool): unknown =>
  named && [named.machines.map(({ type }) => type), named.zones, named.disks, named.localDisk, named.purpose]

function hubsOf(old: Pool, young: Pool): string {
  const [come, go] = [without(young.hubs, old.hubs), without(old.hubs, young.hubs)]
  return [
    ...(come.length > 0 ? [`servers of ${some(come)} run there, too`] : []),
    ...(go.length > 0 ? [`servers of ${some(go)} no longer run there`] : []),
  ].join('; ')
}

function countChanges(old: PoolCapacity, young: PoolCapacity, settings: readonly string[]): Meaning[] {
  const { tell } = clusterMeanings
  const { name, machine, max } = young.pool
  const price = dollars(machine.usdPerHour)
  const monthly = Math.abs(young.rest - old.rest) * machine.usdPerHour * MONTH
  return [
    ...(max === old.pool.max
      ? []
      : [
          tell(
            max > old.pool.max ? 'more-machines' : 'fewer-machines',
            { name, before: old.pool.max, after: max, price },
            { settings },
          ),
        ]),
    ...(young.rest === old.rest
      ? []
      : [
          tell(
            young.rest > old.rest ? 'always-on-more' : 'always-on-less',
            { name, before: old.rest, after: young.rest, price: dollars(monthly) },
            { settings: [...(young.pool.purpose === 'core' ? ['?monitoring', '?hub'] : []), ...settings] },
          ),
        ]),
  ]
}

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
    ...matched(Object.entries(before.versions), Object.entries(after.versions), ([name]) => name)
      .filter(({ before: old, after: young }) => old?.[1] !== young?.[1])
      .map(({ key, before: old, after: young }) =>
        tell(
          'chart-changes',
          { chart: key, before: old?.[1] ?? "hubloom's own", after: young?.[1] ?? "hubloom's own" },
          { settings: [`releases.${key}`, '?releases'] },
        ),
      ),
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
