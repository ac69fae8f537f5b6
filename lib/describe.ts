/** From bundles to what their README and Makefile tell: plain data for `readme/`. */
import { besideMachines, homesUsd } from './describe-costs.ts'
import { leavingDocs } from './describe-leaving.ts'
import type { Bundle, Part } from './emit.ts'
import { pathOf } from './engines/engine.ts'
import type {
  AccessDocs,
  AddressDocs,
  BundleDocs,
  ClusterDocs,
  EventDocs,
  FleetDocs,
  HubDocs,
  PartDocs,
  PoolDocs,
} from './readme/types.ts'
import { DIMENSIONS, type ClusterCapacity, type Dimension, type PoolCapacity } from './plan/capacity.ts'
import { asWritten, gib } from './plan/units.ts'
import { protectedOfCluster, protectedOfHub, type Protected } from './plan/protected.ts'
import { entryRules } from './plan/entry.ts'
import { isTenant } from './plan/tenants.ts'
import type { ClusterPlan, Fleet, HubPlan } from './plan/types.ts'
import type { Release } from './print/helm.ts'
import { importBlocks, importsOf } from './print/terraform-imports.ts'
import { remembered } from './remembered.ts'
import type { Registry } from './registry.ts'
import { stateDocs } from './state.ts'

type Clouds = Registry['clouds']

/** Of the tables of machines in each cloud's facts: on demand, without discounts. */
export const PRICES = {
  source: "on-demand prices of the providers' public lists (us-central1, us-east-1, eastus)",
  dated: 'July 2026',
}

/** What is told of more than one bundle. */
interface Whole {
  fleet: Fleet
  registry: Registry
  /** Of each cluster, by its community. */
  capacity: ReadonlyMap<string, ClusterCapacity>
}

/** What README and Makefile of a bundle tell. The fleet may be what concerns the community only. */
export function describeBundle(bundle: Bundle, whole: Whole): BundleDocs {
  const { fleet, registry, capacity } = whole
  const accessTo = remembered((cluster: ClusterPlan) => access(cluster, registry.clouds))
  const settings = fleet.communities.find(({ name }) => name === bundle.community)!.settings
  return {
    community: { name: bundle.community, title: settings.name, url: settings.url },
    cluster: bundle.cluster ? clusterDocs(bundle.cluster, bundle.cluster.plan, whole) : undefined,
    hubs: stagingFirst(bundle.hubs).map((part) => hubDocs(part, { registry, accessTo })),
    events: fleet.hubs
      .filter((hub) => hub.community === bundle.community || hub.cluster.community === bundle.community)
      .flatMap(eventDocs),
    prices: PRICES,
    leaving: leavingDocs(bundle, { registry, capacity, accessTo }),
  }
}

/** The order in which hubs are applied: where a change is tried comes before where people depend on it. */
function stagingFirst(hubs: Bundle['hubs']): Bundle['hubs'] {
  const isStaging = ({ plan }: Bundle['hubs'][number]): boolean => plan.purpose === 'staging'
  return [...hubs.filter(isStaging), ...hubs.filter((hub) => !isStaging(hub))]
}

const eventDocs = ({ id: hub, events, cluster }: HubPlan): EventDocs[] =>
  events.flatMap(({ key: event, from, until, warm: servers, size, hours }) => {
    const pool = cluster.pools.find(({ name }) => name === size?.pool)
    if (!size || !pool) return []
    const machines = Math.ceil(servers / size.perNode)
    const { type: machine, usdPerHour } = pool.machine
    return [{ hub, event, from, until, servers, size: size.title, machines, machine, hours, usdPerHour }]
  })

/** What `dist/README.md` tells. `bundles` are those of all communities. */
export function describeFleet(
  { fleet, capacity }: Whole,
  { portability, bundles }: Pick<FleetDocs, 'portability'> & { bundles: readonly BundleDocs[] },
): FleetDocs {
  return {
    portability,
    communities: bundles.map(({ community, hubs, leaving }) => ({
      ...community,
      hosts: [...new Set(hubs.flatMap(({ access, tenant }) => (tenant ? access.community : [])))],
      borrowed: leaving.borrowed.length,
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
      overrides: hub.overrides,
    })),
    clusters: fleet.clusters.map((cluster) => ({
      community: cluster.community,
      name: cluster.name,
      cloud: cluster.cloud,
      region: cluster.region,
      tenancy: cluster.tenancy,
      pools: pools(capacity.get(cluster.community)!.pools),
      hubs: cluster.hubs.length,
      overrides: cluster.overrides,
    })),
  }
}

function clusterDocs(part: Part, plan: ClusterPlan, { fleet, registry, capacity }: Whole): ClusterDocs {
  const hubs = fleet.hubs.filter((hub) => hub.cluster === plan)
  const asked = capacity.get(plan.community)!.pools
  const tenants = hubs.filter(isTenant)
  const {
    preflight = [],
    beforeApply = [],
    check,
    upgrade,
    destroy,
    byHand,
  } = registry.clouds[plan.cloud]!.runbook(plan)
  return {
    protected: protectedBy(protectedOfCluster(plan), `communities/${plan.community}/cluster.yaml`),
    access: access(plan, registry.clouds),
    tenancy: plan.tenancy,
    pools: pools(asked),
    core: core(asked),
    beside: besideMachines(plan, { hubs, pools: asked, prices: registry.clouds[plan.cloud]!.facts.prices }),
    tenants: tenants.map(({ id }) => id),
    tenantNamespaces: tenants.map(({ namespace }) => namespace),
    domains: part.readme.domains.map((each) => ({ ...each, address: ingressAddress(plan, registry) })),
    preflight,
    beforeApply,
    check,
    checkServices: part.readme.check,
    upgrade,
    destroy,
    byHand: byHand.cluster,
    ...partDocs(part, plan, registry),
  }
}

const protectedBy = (kept: readonly Protected[], file: string): PartDocs['protected'] =>
  kept.map(({ what, path, value }) => ({ what, setting: `${path.join('.')}: ${value}`, file }))

interface OfBundle {
  registry: Registry
  /** The same for all hubs of a cluster. */
  accessTo: (cluster: ClusterPlan) => AccessDocs
}

function hubDocs(part: Bundle['hubs'][number], { registry, accessTo }: OfBundle): HubDocs {
  const { plan } = part
  return {
    protected: protectedBy(protectedOfHub(plan), `communities/${plan.community}/hubs/${plan.hub}.yaml`),
    name: plan.hub,
    title: plan.title,
    domain: plan.domain,
    moreDomains: plan.moreDomains,
    purpose: plan.purpose,
    namespace: plan.namespace,
    access: accessTo(plan.cluster),
    signIn: plan.signIn.title,
    enter: entryRules(plan),
    callbackUrl: plan.signIn.callbackUrl,
    toolUrl: plan.signIn.toolUrl,
    address: part.readme.ownAddress ?? ingressAddress(plan.cluster, registry),
    home: {
      kind: plan.home.kind,
      personal: plan.home.personal,
      server: plan.home.nfs && `${plan.home.nfs.server}:${plan.home.nfs.path}`,
      gib: plan.home.disk,
      usd: homesUsd(plan, registry.clouds[plan.cluster.cloud]!.facts),
      snapshots: plan.home.snapshots,
      quotaGib: plan.home.quota,
      within: plan.home.within?.hub,
    },
    edits: part.readme.edits,
    moving: part.readme.moving,
    restore: restoreDocs(part, plan, registry),
    tenant: isTenant(plan) ? { rights: rightsFor(part, plan, registry) } : undefined,
    existing: registry.clouds[plan.cluster.cloud]!.takesOver(plan),
    buckets: plan.buckets.map(({ url, expiresDays }) => ({ url, expiresDays })),
    worldNames: worldNames(part, registry.clouds[plan.cluster.cloud]!.worldNames),
    ...partDocs(part, plan, registry),
  }
}

/** Spread last: V8 adds keys that come after a spread one by one. */
function partDocs(part: Part, plan: ClusterPlan | HubPlan, registry: Registry): Omit<PartDocs, 'protected'> {
  const { clouds } = registry
  const cluster = 'hub' in plan ? plan.cluster : plan
  const { prices } = clouds[cluster.cloud]!.facts
  return {
    folder: part.folder,
    hasManifests: part.manifests.length > 0,
    hasCustomResources: part.customResources.length > 0,
    releases: part.releases,
    deploy: deployDocs(part, { community: plan.community, cluster }, registry),
    secrets: part.secrets,
    state: stateDocs(cluster, clouds),
    disks: part.releases.flatMap(disksOf).map((disk) => ({ ...disk, usd: prices && disk.gib * prices.diskGib })),
    takenOver: [...importBlocks(part.terraform)].map(([address, id]) => ({ address, id })),
    imports: importsOf(part.terraform, clouds[cluster.cloud]!.imports(cluster)),
  }
}

function deployDocs(
  part: Part,
  { community, cluster: { deploy } }: { community: string; cluster: ClusterPlan },
  { engines }: Registry,
): PartDocs['deploy'] {
  if (!deploy) return undefined
  const deployed = { ...part, deploy, community }
  const { title, repository = '', revision } = deploy
  return { title, repository, revision, path: pathOf(deployed), ...engines[deploy.engine].docs(deployed) }
}

/** Of the resources that a root makes, by the argument that holds the name. */
function worldNames({ terraform }: Part, named: Readonly<Record<string, string>>): string[] {
  const resources = (terraform['resource'] ?? {}) as Record<string, Record<string, Record<string, unknown>>>
  return Object.entries(named).flatMap(([type, argument]) =>
    Object.values(resources[type] ?? {}).flatMap((each) => {
      const name = each[argument]
      return typeof name === 'string' ? [name] : []
    }),
  )
}

/** What applying a root takes at the cloud. */
function rightsFor({ terraform }: Part, { cluster }: HubPlan, { clouds }: Registry): readonly string[] {
  const { rights } = clouds[cluster.cloud]!
  const types = (block: string): string[] => Object.keys((terraform[block] ?? {}) as object)
  const needed = [...types('resource'), ...types('data').map((type) => `data.${type}`)]
  return [...new Set(needed.flatMap((type) => rights[type] ?? [`what ${type} takes`]))].sort()
}

function restoreDocs({ readme }: Part, plan: HubPlan, { clouds }: Registry): HubDocs['restore'] {
  const copies = clouds[plan.cluster.cloud]!.homeCopies(plan)
  return {
    homes: readme.restore.flatMap(({ homes }) => homes?.(copies) ?? []),
    database: readme.restore.flatMap(({ database }) => database ?? []),
  }
}

/** Disks of the sizes that a release's values say, an override's included; none where they ask for none. */
function disksOf({ values, disks = [] }: Release): PartDocs['disks'] {
  return disks.flatMap(({ what, path }) => {
    const size = path.reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
      values,
    )
    return typeof size === 'string' && /^[0-9.]+[MGT]i$/.test(size) ? [{ what, gib: gib(size) }] : []
  })
}

function access(plan: ClusterPlan, clouds: Clouds): AccessDocs {
  const cloud = clouds[plan.cloud]!
  const { prerequisites, signIn, once, credentials, context, isAdmin, copyBucket, putSecret, byHand } =
    cloud.runbook(plan)
  return {
    community: plan.community,
    name: plan.name,
    cloud: cloud.facts.title,
    region: plan.region,
    account: plan.account,
    kubernetes: plan.kubernetes.version,
    prerequisites,
    signIn,
    once,
    credentials,
    context,
    isAdmin,
    copyBucket,
    putSecret,
    dataByHand: byHand.data,
  }
}

function pools(capacities: readonly PoolCapacity[]): PoolDocs[] {
  return capacities.map(({ pool: { name, machine, max, spot, hubs, named }, rest }) => ({
    name,
    machine: (named?.machines ?? [machine]).map(({ type }) => type).join(' or '),
    min: rest,
    max,
    usdPerHour: machine.usdPerHour,
    spot,
    hubs,
  }))
}

const CORE_WORDS: Readonly<Record<Dimension, string>> = {
  memory: 'memory set aside',
  cpu: 'CPU cores set aside',
  pods: 'pods',
  disks: 'disks attached',
}

/** What is asked of core machines, in each dimension. */
function core(capacities: readonly PoolCapacity[]): ClusterDocs['core'] {
  const found = capacities.find(({ pool }) => pool.purpose === 'core')
  return DIMENSIONS.flatMap((dimension) => {
    const need = found?.needs[dimension]
    if (!need) return []
    const { asked, each, machines } = need
    return [{ what: CORE_WORDS[dimension], asked: inWords(dimension, asked), each: inWords(dimension, each), machines }]
  })
}

function inWords(dimension: Dimension, amount: number): string {
  if (dimension === 'memory') return asWritten(amount)
  return dimension === 'cpu' ? `${Math.round(amount / 100) / 10}` : `${amount}`
}

/** Where the cluster's ingress controller is reached. */
function ingressAddress(plan: ClusterPlan, { clusterServices }: Registry): AddressDocs {
  for (const service of clusterServices) {
    const address = service.ingressAddress?.(plan)
    if (address) return address
  }
  throw new Error(`the cluster ${plan.name} has no ingress controller, and something stands behind it`)
}
