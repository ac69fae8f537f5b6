/** From bundles to what their README and Makefile tell: plain data for `readme/`. */
import type { Cloud } from './clouds/cloud.ts'
import type { Bundle, Part } from './emit.ts'
import type {
  AccessDocs,
  AddressDocs,
  BundleDocs,
  ClusterDocs,
  FleetDocs,
  HubDocs,
  PartDocs,
  PoolDocs,
} from './readme/types.ts'
import { gib } from './plan/units.ts'
import type { CloudName, ClusterPlan, Fleet, HubPlan } from './plan/types.ts'
import { createState } from './readme/state.ts'

type Clouds = Readonly<Record<CloudName, Cloud>>

/** reference of machine prices: the table in each cloud's facts, on demand, without discounts. */
const PRICES = {
  source: "on-demand prices of the providers' public lists (us-central1, us-east-1, eastus)",
  dated: 'July 2026',
}

export function describeBundle(bundle: Bundle, fleet: Fleet, clouds: Clouds): BundleDocs {
  const settings = fleet.communities.find(({ name }) => name === bundle.community)!.settings
  return {
    community: { name: bundle.community, title: settings.name, url: settings.url },
    cluster: bundle.cluster ? clusterDocs(bundle.cluster, bundle.cluster.plan, clouds) : undefined,
    hubs: bundle.hubs.map((part) => hubDocs(part, part.plan, clouds)),
    prices: PRICES,
  }
}

export function describeFleet(fleet: Fleet): FleetDocs {
  return {
    communities: fleet.communities.map(({ name, settings }) => ({
      name,
      title: settings.name,
      url: settings.url,
    })),
    hubs: fleet.hubs.map((hub) => ({
      community: hub.community,
      name: hub.hub,
      title: hub.title,
      domain: hub.domain,
      purpose: hub.purpose,
      profiles: hub.profiles,
      cluster: hub.cluster.community,
      cloud: hub.cluster.cloud,
      overrides: leaves(hub.settings.values.overrides),
    })),
    clusters: fleet.clusters.map((cluster) => ({
      community: cluster.community,
      name: cluster.name,
      cloud: cluster.cloud,
      region: cluster.region,
      tenancy: cluster.tenancy,
      pools: pools(cluster),
      hubs: cluster.hubs.length,
      overrides: leaves(cluster.settings.values.overrides),
    })),
  }
}

function clusterDocs(part: Part, plan: ClusterPlan, clouds: Clouds): ClusterDocs {
  const { check, upgrade, destroy, byHand } = clouds[plan.cloud].runbook(plan)
  const { monitoring } = plan
  return {
    ...partDocs(
      part,
      plan,
      plan.protect
        ? [{ what: 'the cluster', setting: 'protect: false', file: `communities/${plan.community}/cluster.yaml` }]
        : [],
    ),
    access: access(plan, clouds),
    tenancy: plan.tenancy,
    kubernetes: plan.kubernetes.version,
    pools: pools(plan),
    tenants: plan.hubs.filter((id) => !id.startsWith(`${plan.community}/`)),
    alerts: monitoring.prometheus ? monitoring.alert : undefined,
    domains:
      monitoring.grafana && monitoring.domain
        ? [{ domain: monitoring.domain, what: 'Grafana', address: ingressAddress(plan) }]
        : [],
    check,
    upgrade,
    destroy,
    byHand: byHand.cluster,
  }
}

function hubDocs(part: Part, plan: HubPlan, clouds: Clouds): HubDocs {
  const file = `communities/${plan.community}/hubs/${plan.hub}.yaml`
  const kept = [
    ...(plan.home.kind !== 'none' && !plan.home.within && !plan.home.mayDestroy
      ? [{ what: "the disk of people's homes", setting: 'home.delete: true', file }]
      : []),
    ...plan.buckets
      .filter((bucket) => !bucket.mayDestroy)
      .map((bucket) => ({
        what: `the bucket ${bucket.fullName}`,
        setting: `buckets.${bucket.key}.delete: true`,
        file,
      })),
  ]
  return {
    ...partDocs(part, plan.cluster, kept),
    name: plan.hub,
    title: plan.title,
    domain: plan.domain,
    purpose: plan.purpose,
    namespace: plan.namespace,
    access: access(plan.cluster, clouds),
    signIn: plan.signIn.title,
    callbackUrl: plan.signIn.callbackUrl,
    address:
      plan.web.kind === 'own-address'
        ? { namespace: plan.namespace, service: 'proxy-public' }
        : ingressAddress(plan.cluster),
    home: {
      kind: plan.home.kind,
      gib: plan.home.disk,
      snapshots: plan.home.snapshots,
      quotaGib: plan.home.quota,
      within: plan.home.within ? plan.home.within.hub.hub : undefined,
    },
    buckets: plan.buckets.map(({ url, expiresDays }) => ({ url, expiresDays })),
  }
}

function partDocs(part: Part, cluster: ClusterPlan, kept: PartDocs['protected']): PartDocs {
  const { state } = cluster
  const place = state.kind === 'http' ? state.url : state.bucket
  return {
    folder: part.folder,
    hasManifests: part.manifests.length > 0,
    hasCustomResources: part.customResources.length > 0,
    releases: part.releases,
    secrets: part.secrets,
    state: { kind: state.kind, create: createState(state, cluster), place },
    disks: disks(part),
    protected: kept,
  }
}

/** Where a chart's values say how large a disk it asks Kubernetes for. */
const DISKS: Readonly<Record<string, readonly { what: string; path: readonly string[] }[]>> = {
  prometheus: [
    { what: 'metrics', path: ['server', 'persistentVolume', 'size'] },
    { what: 'alerts that were sent', path: ['alertmanager', 'persistence', 'size'] },
  ],
  grafana: [{ what: 'Grafana', path: ['persistence', 'size'] }],
  jupyterhub: [{ what: "the hub's database", path: ['hub', 'db', 'pvc', 'storage'] }],
}

function disks({ releases }: Part): PartDocs['disks'] {
  return releases.flatMap(({ service, values }) =>
    (DISKS[service] ?? []).flatMap(({ what, path }) => {
      const size = path.reduce<unknown>(
        (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
        values,
      )
      return typeof size === 'string' && /^[0-9.]+[MGT]i$/.test(size) ? [{ what, gib: gib(size) }] : []
    }),
  )
}

function access(plan: ClusterPlan, clouds: Clouds): AccessDocs {
  const cloud = clouds[plan.cloud]
  const { prerequisites, signIn, credentials, context, copyBucket, byHand } = cloud.runbook(plan)
  return {
    community: plan.community,
    name: plan.name,
    cloud: cloud.facts.title,
    region: plan.region,
    account: plan.account,
    prerequisites,
    signIn,
    credentials,
    context,
    copyBucket,
    dataByHand: byHand.data,
  }
}

function pools(plan: ClusterPlan): PoolDocs[] {
  return plan.pools.map(({ name, machine, min, max, spot }) => ({
    name,
    machine: machine.type,
    min,
    max,
    usdPerHour: machine.usdPerHour,
    spot,
  }))
}

/** The Service of the ingress controller, as its release names it. */
function ingressAddress(plan: ClusterPlan): AddressDocs {
  return {
    namespace: 'ingress',
    service: plan.ingress === 'nginx' ? 'nginx-ingress-controller' : 'traefik',
  }
}

/** How many values an escape hatch sets: what many override should become a setting. */
function leaves(value: unknown): number {
  if (value === undefined) return 0
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, item) => sum + leaves(item), 0)
}
