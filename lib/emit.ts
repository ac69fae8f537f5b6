/**
 * From plans to bundles: what clouds and services say, joined, with the escape hatch laid on last. A bundle is final,
 * plain data; `printBundle` only prints it.
 */
import { subjectOfCluster } from './checks/check.ts'
import { about, type Diagnostic, type Origin } from './diagnostics.ts'
import type { Documents } from './diff/index.ts'
import { ingredientsOfCluster, ingredientsOfHub, type Ingredients } from './ingredients.ts'
import { splitReleases } from './late-values.ts'
import { nodeAt } from './layers/tree.ts'
import { addUp } from './maps.ts'
import {
  addHelm,
  addKubernetes,
  addTerraform,
  overriddenLeaves,
  secretsOf,
  type OverriddenLeaf,
} from './overrides/index.ts'
import type { Merged } from './merged/merged.ts'
import type { ClusterPlan, Fleet, HubPlan } from './plan/types.ts'
import type { SecretNeed } from './plan/wiring.ts'
import { releaseList, renderReleases, renderValues, type Release } from './print/helm.ts'
import { INSTALLED_FILE, installedOf, renderInstalled, type Installed } from './print/installed.ts'
import { partLabels, renderKubernetes, withLabels, type Manifest } from './print/kubernetes.ts'
import { withImports } from './print/terraform-imports.ts'
import { renderTerraform, terraformJson } from './print/terraform.ts'
import type { DeployedPart } from './engines/engine.ts'
import type { BundleDocs, HubDocs, RestoreDocs } from './readme/index.ts'
import { renderBundleReadme, renderLeaving, renderMakefile, renderRestore, renderVerify } from './readme/index.ts'
import type { Registry } from './registry.ts'
import type { Contribution } from './services/service.ts'
import { renderYamlDocuments } from './print/yaml.ts'
import { isTenant } from './plan/tenants.ts'
import { joinNeeds } from './services/pod-parts.ts'

/** What one folder of a bundle, a hub's or the cluster's, holds before it is text: escaped, merged, final. */
export interface Part {
  folder: string
  /** What `main.tf.json` holds. */
  terraform: Readonly<Record<string, unknown>>
  /** In the order in which they are installed. */
  releases: readonly Release[]
  manifests: readonly Manifest[]
  /** Objects of kinds that a release of this folder defines; applied after the releases. */
  customResources: readonly Manifest[]
  secrets: readonly SecretNeed[]
  /** What of all this the overrides say. */
  overridden: readonly OverriddenLeaf[]
  files: Readonly<Record<string, string>>
  /** Objects for the engine that installs the releases, by file; none where make does. */
  forEngine: Readonly<Record<string, readonly unknown[]>>
  /** What its services say of themselves for people. */
  readme: Words
}

type Words = Pick<HubDocs, 'edits' | 'moving'> & { restore: readonly RestoreDocs[] } & Required<
    Pick<Contribution, 'domains' | 'check'>
  > &
  Pick<Contribution, 'ownAddress'>

export interface Bundle {
  community: string
  cluster?: Part & { plan: ClusterPlan }
  hubs: readonly (Part & { plan: HubPlan })[]
}

/**
 * Everything of one community, or of `only` some of its plans, and what is wrong with its overrides. `fleet` is what
 * concerns it, or all.
 */
export function emitBundle(
  community: string,
  fleet: Fleet,
  { registry, only }: { registry: Registry; only?: ReadonlySet<HubPlan | ClusterPlan> },
): { bundle: Bundle; diagnostics: Diagnostic[] } {
  const isWanted = (each: HubPlan | ClusterPlan): boolean => each.community === community && (only?.has(each) ?? true)
  const plan = fleet.clusters.find(isWanted)
  const cluster = plan && emitCluster(plan, fleet, registry)
  const hubs = fleet.hubs.filter(isWanted).map((hub) => emitHub(hub, registry))
  return {
    bundle: {
      community,
      cluster: plan && cluster && { ...cluster.part, plan },
      hubs: hubs.map(({ part, plan }) => ({ ...part, plan })),
    },
    diagnostics: [...(cluster?.diagnostics ?? []), ...hubs.flatMap(({ diagnostics }) => diagnostics)],
  }
}

const partsOf = ({ cluster, hubs }: Bundle): readonly Part[] => (cluster ? [cluster, ...hubs] : hubs)

/** What a bundle's machine-readable files hold, by `<community>/<folder>/<file>`. */
export function documentsOf(bundle: Bundle): Documents {
  return new Map(
    partsOf(bundle).flatMap(({ folder, terraform, releases, manifests, customResources }) => {
      const path = (file: string): string => `${bundle.community}/${folder}/${file}`
      return [
        [path('main.tf.json'), terraform],
        [path('releases.json'), releaseList(releases)],
        [path(INSTALLED_FILE), allInstalled({ releases, manifests, customResources })],
        [path('kubernetes.yaml'), manifests],
        [path('custom-resources.yaml'), customResources],
        ...releases.map(({ service, values }): [string, unknown] => [path(`${service}.values.yaml`), values]),
      ] as const
    }),
  )
}

/** The texts of a bundle's files by their path below `dist/<community>/`. */
export function printBundle(bundle: Bundle, docs: BundleDocs): Map<string, string> {
  return new Map([
    ['README.md', renderBundleReadme(docs)],
    ['RESTORE.md', renderRestore(docs)],
    ['LEAVING.md', renderLeaving(docs)],
    ['Makefile', renderMakefile(docs)],
    ['verify.sh', renderVerify(docs)],
    ...partsOf(bundle).flatMap((part) =>
      Object.entries(printPart(part)).map(([name, text]): [string, string] => [`${part.folder}/${name}`, text]),
    ),
  ])
}

/** The texts of the machine-readable files of some parts, by `<community>/<folder>/<file>`. */
export const printParts = (bundle: Bundle): Map<string, string> =>
  new Map(
    partsOf(bundle).flatMap((part) =>
      Object.entries(printPart(part)).map(([name, text]): [string, string] => [
        `${bundle.community}/${part.folder}/${name}`,
        text,
      ]),
    ),
  )

/** The texts of a part's files by name. */
export function printPart({
  terraform,
  customResources,
  manifests,
  releases,
  files,
  forEngine,
}: Part): Record<string, string> {
  return {
    'main.tf.json': renderTerraform(terraform),
    ...(customResources.length > 0 ? { 'custom-resources.yaml': renderKubernetes(customResources) } : {}),
    ...(manifests.length > 0 ? { 'kubernetes.yaml': renderKubernetes(manifests) } : {}),
    ...Object.fromEntries(releases.map((release) => [`${release.service}.values.yaml`, renderValues(release)])),
    'releases.json': renderReleases(releases),
    [INSTALLED_FILE]: renderInstalled(allInstalled({ releases, manifests, customResources })),
    ...files,
    ...Object.fromEntries(Object.entries(forEngine).map(([name, objects]) => [name, renderYamlDocuments(objects)])),
  }
}

type Installing = Pick<Part, 'releases' | 'manifests' | 'customResources'>

const allInstalled = ({ releases, manifests, customResources }: Installing): Installed[] =>
  installedOf(releases, [...manifests, ...customResources])

interface EmittedPart {
  part: Part
  diagnostics: Diagnostic[]
}

const emitCluster = (plan: ClusterPlan, fleet: Fleet, registry: Registry): EmittedPart =>
  assemble(ingredientsOfCluster(plan, fleet, registry), {
    registry,
    of: { id: subjectOfCluster(plan).id, cluster: plan },
    tenants: fleet.hubs.filter((hub) => hub.cluster === plan && isTenant(hub)),
  })

const emitHub = (plan: HubPlan, registry: Registry): EmittedPart & { plan: HubPlan } => ({
  ...assemble(ingredientsOfHub(plan, registry), { registry, of: { id: plan.id, hub: plan, cluster: plan.cluster } }),
  plan,
})

/** Whose folder it is, for the rules over what its overrides make. */
interface Judged {
  registry: Registry
  of: Pick<Merged, 'id' | 'hub' | 'cluster'>
  tenants?: readonly HubPlan[]
}

/** Joins what was said of one folder, lays its overrides on, and checks what comes of that. */
function assemble(
  { community, folder, root, contributions, settings, subject, scope }: Ingredients,
  { registry, of, tenants = [] }: Judged,
): EmittedPart {
  const before = joinReleases(contributions)
  const helm = addHelm(before, settings)
  const { releases, outputs } = splitReleases(helm.value)
  const whole = { ...root, outputs: { ...root.outputs, ...outputs } }
  const labels = partLabels(community, folder)
  const known = joinNeeds(contributions.flatMap((each) => each.secrets ?? []))
  const { namespace = 'default' } = scope
  const cloud = registry.clouds[of.cluster.cloud]!
  const document = withImports(terraformJson(whole), whole.blocks, cloud.imports(of.cluster))
  const objects = contributions.flatMap((each) => each.manifests ?? [])
  const terraform = addTerraform(document, settings, {
    scope,
    table: cloud.resourceArguments,
  })
  const manifests = addKubernetes(objects, settings, scope)
  const broken =
    nodeAt(settings.tree, ['overrides']) === undefined
      ? []
      : brokenByOverrides(registry, {
          ...of,
          before: { values: valuesOf(before), manifests: objects, terraform: document },
          after: { values: valuesOf(helm.value), manifests: manifests.value, terraform: terraform.value },
          tree: settings.tree,
        })
  const customResources = contributions.flatMap((each) => each.customResources ?? [])
  const deployed = {
    community,
    folder,
    tenants,
    releases,
    manifests: manifests.value.map((each) => withLabels(each, labels)),
    customResources: customResources.map((each) => withLabels(each, labels)),
  }
  const { forEngine, manifests: labelled = deployed.manifests } = ofEngine(deployed, { registry, of })
  return {
    part: {
      folder,
      terraform: terraform.value,
      releases,
      manifests: labelled,
      customResources: deployed.customResources,
      forEngine,
      overridden: overriddenLeaves(settings, manifests.value),
      secrets: [...known, ...secretsOf(settings, { known, releases, namespace })],
      files: Object.assign({}, ...contributions.map((each) => each.files ?? {})) as Record<string, string>,
      readme: joinWords(contributions),
    },
    diagnostics: about(subject, [
      ...[terraform, helm, manifests].flatMap(({ diagnostics }) => withoutTold(diagnostics, broken)),
      ...broken,
    ]),
  }
}

/** What the engine of the cluster adds to a folder, where one installs its charts: files, and its word on objects. */
function ofEngine(
  part: Omit<DeployedPart, 'deploy' | 'owner'>,
  { registry, of: { cluster } }: Judged,
): Pick<Part, 'forEngine'> & { manifests?: readonly Manifest[] } {
  const { deploy, community: owner } = cluster
  if (!deploy) return { forEngine: {} }
  const engine = registry.engines[deploy.engine]
  const deployed = { ...part, deploy, owner }
  return {
    forEngine: engine.files(deployed),
    manifests: engine.objects?.(deployed),
  }
}

/** Of a list that a rule speaks of at the same place, it is not said again that it lost something. */
const withoutTold = (found: readonly Diagnostic[], told: readonly Diagnostic[]): Diagnostic[] =>
  found.filter(({ code, at }) => code !== 'override-drops-items' || !told.some((each) => samePlace(each.at, at)))
const samePlace = (a: Origin, b: Origin): boolean => a.file === b.file && a.line === b.line && a.column === b.column

const valuesOf = (releases: readonly Release[]): Merged['before']['values'] =>
  Object.fromEntries(releases.map(({ service, values }) => [service, values]))

/** What the rules over merged results find: a folder without overrides is what was planned. */
function brokenByOverrides({ clouds, mergedRuleSets }: Registry, merged: Omit<Merged, 'facts'>): Diagnostic[] {
  const { facts } = clouds[merged.cluster.cloud]!
  return mergedRuleSets.flatMap(({ rules }) => rules.flatMap((rule) => rule({ ...merged, facts })))
}

const joinWords = (contributions: readonly Contribution[]): Words => ({
  domains: contributions.flatMap((each) => each.domains ?? []),
  // the last one first: what shows something before what it shows
  check: [...contributions].reverse().flatMap((each) => each.check ?? []),
  ownAddress: contributions.find((each) => each.ownAddress)?.ownAddress,
  edits: contributions.flatMap((each) => each.edits ?? []),
  moving: contributions.flatMap((each) => each.moving ?? []),
  restore: contributions.flatMap((each) => each.restore ?? []),
})

/** Each release with what all services say of its values. */
export const joinReleases = (contributions: readonly Contribution[]): Release[] =>
  contributions
    .flatMap(({ releases }) => releases ?? [])
    .map((release) => ({
      ...release,
      values: contributions
        .map(({ values }) => values?.[release.service])
        .filter((each) => each !== undefined)
        .reduce((all, each) => addUp(all, each, release.service), release.values),
    }))
