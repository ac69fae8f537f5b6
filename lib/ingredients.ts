/** What the folder of a cluster or a hub is made of: what its cloud and its services say, before anything is joined. */
import { subjectOfCluster, subjectOfHub } from './checks/check.ts'
import type { Subject } from './diagnostics.ts'
import type { OverrideSettings, Scope } from './overrides/index.ts'
import { isTenant, OWNERS_KINDS } from './plan/tenants.ts'
import type { ClusterPlan, Fleet, HubPlan } from './plan/types.ts'
import type { Manifest } from './print/kubernetes.ts'
import type { Root } from './print/terraform.ts'
import type { Registry } from './registry.ts'
import type { Contribution } from './services/service.ts'
import { joinNeeds } from './services/pod-parts.ts'
import { backend } from './state.ts'
import { tenantAccess } from './tenants.ts'

export interface Ingredients {
  community: string
  folder: string
  root: Root
  contributions: readonly Contribution[]
  settings: OverrideSettings
  subject: Subject
  scope: Scope
}

/** What the folder of a cluster is made of, before its overrides. */
export function ingredientsOfCluster(plan: ClusterPlan, fleet: Fleet, registry: Registry): Ingredients {
  const { clouds, clusterServices } = registry
  const cloud = clouds[plan.cloud]!
  const wiring = cloud.clusterWiring(plan)
  const hubs = fleet.hubs.filter((hub) => hub.cluster === plan)
  const tenants = hubs.filter(isTenant)
  return {
    community: plan.community,
    folder: 'cluster',
    root: { backend: backend(plan, `${plan.community}/cluster`, clouds), ...cloud.cluster(plan, hubs) },
    contributions: [
      { manifests: cloud.clusterManifests(plan) },
      ...clusterServices.flatMap((service) => service.forCluster(plan, wiring, fleet) ?? []),
      { manifests: [...tenantAccess(plan, tenants), ...tenants.flatMap((hub) => ownersPart(hub, registry))] },
    ],
    settings: plan.settings,
    subject: subjectOfCluster(plan),
    scope: { tenant: false },
  }
}

/** What the folder of a hub is made of, before its overrides. */
export function ingredientsOfHub(plan: HubPlan, registry: Registry): Ingredients {
  const { clouds } = registry
  const cloud = clouds[plan.cluster.cloud]!
  const said = contributionsOf(plan, registry)
  return {
    community: plan.community,
    folder: plan.hub,
    root: { backend: backend(plan.cluster, plan.id, clouds), ...cloud.hub(plan) },
    contributions: withFetched(isTenant(plan) ? said.map(tenantsPart) : said, plan, registry),
    settings: plan.settings,
    subject: subjectOfHub(plan),
    scope: { namespace: plan.namespace, tenant: isTenant(plan) },
  }
}

/** A contribution, and whose it is: its place in the sources, as a folder below `services/`. */
export interface Saying {
  name: string
  said: Contribution
}

/** Who says what of one part, before it is joined. `cloud` writes its Terraform. */
export function sayings(
  plan: HubPlan | ClusterPlan,
  fleet: Fleet,
  registry: Registry,
): { cloud: string; services: readonly Saying[] } {
  if ('hub' in plan) return { cloud: plan.cluster.cloud, services: sayingsOfHub(plan, registry) }
  const { clouds, clusterServices } = registry
  const cloud = clouds[plan.cloud]!
  const wiring = cloud.clusterWiring(plan)
  const tenants = fleet.hubs.filter((hub) => hub.cluster === plan && isTenant(hub))
  const said = clusterServices.flatMap((service): Saying[] => {
    const contribution = service.forCluster(plan, wiring, fleet)
    return contribution ? [{ name: sourceOf(service), said: contribution }] : []
  })
  return {
    cloud: plan.cloud,
    services: [
      { name: `clouds/${plan.cloud}`, said: { manifests: cloud.clusterManifests(plan) } },
      ...said,
      { name: 'tenants', said: { manifests: tenantAccess(plan, tenants) } },
      ...tenants.flatMap((hub) => sayingsOfHub(hub, registry)),
    ],
  }
}

function contributionsOf(plan: HubPlan, { clouds, hubServices }: Registry): readonly Contribution[] {
  const wiring = clouds[plan.cluster.cloud]!.wiring(plan)
  return hubServices.flatMap((service) => service.forHub(plan, wiring) ?? [])
}

/** With the Secrets that a service fetches from the cloud's store, where the hub's are there. */
function withFetched(
  said: readonly Contribution[],
  plan: HubPlan,
  { clouds, hubServices }: Registry,
): readonly Contribution[] {
  if (!plan.vault) return said
  const wiring = clouds[plan.cluster.cloud]!.wiring(plan)
  const needs = joinNeeds(said.flatMap(({ secrets }) => secrets ?? []))
  const [fetched] = hubServices.flatMap((service) => service.fetchSecrets?.(plan, wiring, needs) ?? [])
  return fetched ? [...said.map((each) => ({ ...each, secrets: undefined })), fetched] : said
}

const sourceOf = ({ name, folder = name }: { name: string; folder?: string }): string => `services/${folder}`

function sayingsOfHub(plan: HubPlan, { clouds, hubServices }: Registry): Saying[] {
  const wiring = clouds[plan.cluster.cloud]!.wiring(plan)
  const all = hubServices.map((service) => ({ service, said: service.forHub(plan, wiring) }))
  const needs = joinNeeds(all.flatMap(({ said }) => said?.secrets ?? []))
  return all.flatMap(({ service, said }) => {
    const name = sourceOf(service)
    const fetched = service.fetchSecrets?.(plan, wiring, needs)
    return [...(said ? [{ name, said }] : []), ...(fetched ? [{ name, said: fetched }] : [])]
  })
}

const isOwners = ({ kind }: Manifest): boolean => OWNERS_KINDS.includes(kind)

/** On a cluster of others: what only its owner may make, with whose it is. */
const ownersPart = (hub: HubPlan, registry: Registry): Manifest[] =>
  contributionsOf(hub, registry)
    .flatMap(({ manifests = [] }) => manifests)
    .filter(isOwners)
    .map((object) => ({
      ...object,
      metadata: { ...object.metadata, labels: { ...hub.labels, ...object.metadata.labels } },
    }))

const tenantsPart = (said: Contribution): Contribution => ({
  ...said,
  manifests: said.manifests?.filter((object) => !isOwners(object)),
})
