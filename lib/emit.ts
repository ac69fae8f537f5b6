/** From plans to the files of each bundle: what clouds and services say, joined, with the escape hatch laid on last. */
import type { Cloud } from './clouds/cloud.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { BundleDocs } from './readme/index.ts'
import { renderBundleReadme, renderMakefile } from './readme/index.ts'
import { renderReleases, renderValues, type Release } from './print/helm.ts'
import { renderKubernetes, type Manifest } from './print/kubernetes.ts'
import { renderTerraform, type Root } from './print/terraform.ts'
import { addHelm, addKubernetes, addTerraform, type Overrides, type Reach } from './overrides.ts'
import type { CloudName, ClusterPlan, Fleet, HubPlan, SecretNeed, Settled } from './plan/types.ts'
import type { ClusterService, Contribution, HubService } from './services/service.ts'

export interface Registries {
  clouds: Readonly<Record<CloudName, Cloud>>
  hubServices: readonly HubService[]
  clusterServices: readonly ClusterService[]
}

/** What one folder of a bundle, a hub's or the cluster's, holds before it is text. */
export interface Part {
  folder: string
  root: Root
  terraformExtra: Readonly<Record<string, unknown>>
  releases: readonly Release[]
  manifests: readonly Manifest[]
  /** Objects of kinds that a release of this folder defines; applied after the releases. */
  customResources: readonly Manifest[]
  secrets: readonly SecretNeed[]
  files: Readonly<Record<string, string>>
}

export interface Bundle {
  community: string
  cluster?: Part & { plan: ClusterPlan }
  hubs: readonly (Part & { plan: HubPlan })[]
}

/** Everything of one community. The texts are made by `renderBundle`. */
export function emitBundle(
  community: string,
  fleet: Fleet,
  registries: Registries,
): { bundle: Bundle; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const plan = fleet.clusters.find((cluster) => cluster.community === community)
  const cluster = plan && { ...emitCluster(plan, fleet, registries, diagnostics), plan }
  const hubs = fleet.hubs
    .filter((hub) => hub.community === community)
    .map((hub) => ({ ...emitHub(hub, registries, diagnostics), plan: hub }))
  return { bundle: { community, hubs, cluster }, diagnostics }
}

/** The bundle's files by their path below `dist/<community>/`. */
export function renderBundle(bundle: Bundle, docs: BundleDocs): Map<string, string> {
  const files = new Map<string, string>([
    ['README.md', renderBundleReadme(docs)],
    ['Makefile', renderMakefile(docs)],
  ])
  for (const part of [...(bundle.cluster ? [bundle.cluster] : []), ...bundle.hubs]) {
    files.set(`${part.folder}/main.tf.json`, renderTerraform(part.root, part.terraformExtra))
    if (part.customResources.length > 0)
      files.set(`${part.folder}/custom-resources.yaml`, renderKubernetes(part.customResources))
    if (part.manifests.length > 0) files.set(`${part.folder}/kubernetes.yaml`, renderKubernetes(part.manifests))
    for (const release of part.releases)
      files.set(`${part.folder}/${release.service}.values.yaml`, renderValues(release))
    files.set(`${part.folder}/releases.json`, renderReleases(part.releases))
    for (const [name, text] of Object.entries(part.files)) files.set(`${part.folder}/${name}`, text)
  }
  return files
}

function emitCluster(
  plan: ClusterPlan,
  fleet: Fleet,
  { clouds, clusterServices }: Registries,
  diagnostics: Diagnostic[],
): Part {
  const cloud = clouds[plan.cloud]
  const wiring = cloud.clusterWiring(plan)
  const contributions = clusterServices.flatMap((service) => service.forCluster(plan, wiring, fleet) ?? [])
  return assemble(
    'cluster',
    cloud.cluster(
      plan,
      fleet.hubs.filter((hub) => hub.cluster === plan),
    ),
    contributions,
    cloud.clusterManifests(plan),
    plan.settings,
    { tenant: false },
    diagnostics,
  )
}

function emitHub(plan: HubPlan, { clouds, hubServices }: Registries, diagnostics: Diagnostic[]): Part {
  const cloud = clouds[plan.cluster.cloud]
  const wiring = cloud.wiring(plan)
  const contributions = hubServices.flatMap((service) => service.forHub(plan, wiring) ?? [])
  return assemble(
    plan.hub,
    cloud.hub(plan),
    contributions,
    [],
    plan.settings,
    { namespace: plan.namespace, tenant: plan.cluster.community !== plan.community },
    diagnostics,
  )
}

function assemble(
  folder: string,
  root: Root,
  contributions: readonly Contribution[],
  own: readonly Manifest[],
  settled: Settled<{ overrides?: Overrides }>,
  reach: Reach,
  diagnostics: Diagnostic[],
): Part {
  const releases = contributions
    .flatMap((c) => c.releases ?? [])
    .map((release): Release => ({
      ...release,
      values: contributions.reduce(
        (values, c) => addUp(values, c.values?.[release.service] ?? {}, release.service),
        release.values as Readonly<Record<string, unknown>>,
      ),
    }))
  const manifests = [...own, ...contributions.flatMap((c) => c.manifests ?? [])]
  const overrides = settled.values.overrides ?? {}
  return {
    folder,
    root,
    terraformExtra: addTerraform(overrides, root, settled, reach, diagnostics),
    releases: addHelm(releases, overrides, settled, diagnostics),
    manifests: addKubernetes(manifests, overrides, settled, reach, diagnostics),
    customResources: contributions.flatMap((c) => c.customResources ?? []),
    secrets: contributions.flatMap((c) => c.secrets ?? []),
    files: Object.assign({}, ...contributions.map((c) => c.files ?? {})) as Record<string, string>,
  }
}

/** Joins what two services say of one release: maps merge, lists add up; disagreement is a fault of the program. */
function addUp(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
  path: string,
): Record<string, unknown> {
  const out: Record<string, unknown> = { ...a }
  for (const [key, value] of Object.entries(b)) {
    if (value === undefined) continue
    const below = out[key]
    if (below === undefined) out[key] = value
    else if (Array.isArray(below) && Array.isArray(value))
      out[key] = [
        ...below,
        ...value.filter((item) => !below.some((known) => JSON.stringify(known) === JSON.stringify(item))),
      ]
    else if (isMap(below) && isMap(value)) out[key] = addUp(below, value, `${path}.${key}`)
    else if (below !== value)
      throw new Error(`two services disagree on ${path}.${key}: ${JSON.stringify(below)} and ${JSON.stringify(value)}`)
  }
  return out
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
