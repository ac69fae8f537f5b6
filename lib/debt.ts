/** Overrides that need not be: what is inherited or written anyway, what many hubs say, what a setting would say. */
import type { Origin } from './diagnostics.ts'
import { joinReleases } from './emit.ts'
import { ingredientsOfCluster, ingredientsOfHub, type Ingredients } from './ingredients.ts'
import type { Layer } from './layers/inputs.ts'
import { nodeAt, toPlain, type MapNode, type Path } from './layers/tree.ts'
import { byText, leafPaths, sortKeys, valueAt } from './maps.ts'
import { settingOfKey } from './overrides/index.ts'
import type { ClusterPlan, Fleet, HubPlan } from './plan/types.ts'
import type { Registry } from './registry.ts'

/** An override, and why it need not be one. */
export interface Debt {
  kind: 'inherited' | 'written' | 'shared' | 'setting'
  at: Pick<Origin, 'file' | 'line' | 'column'>
  /** Below `overrides:`. */
  path: string
  /** The hubs or clusters that it is of. */
  of: readonly string[]
  /** Where the same is said already, or into which file it belongs. */
  file?: string
  /** What says it without an override. */
  setting?: string
}

interface Override {
  id: string
  plan: HubPlan | ClusterPlan
  at: Origin
  path: readonly string[]
  value: unknown
  /** The file below that says the same leaf, and what it says. */
  below?: { file: string; value: unknown } | undefined
}

/** Hubs that say the same, from which on one file should say it for all. */
const MANY = 3

/** Plans must be without errors. By file and line. */
export function overrideDebt(fleet: Fleet, layers: readonly Layer[], registry: Registry): Debt[] {
  const byFile = new Map(layers.map((layer) => [layer.file, layer]))
  const hubs = fleet.hubs.map((plan) => ({ id: plan.id, plan, made: () => ingredientsOfHub(plan, registry) }))
  const clusters = fleet.clusters.map((plan) => ({
    id: `${plan.community}/cluster`,
    plan,
    made: () => ingredientsOfCluster(plan, fleet, registry),
  }))
  const parts = [...hubs, ...clusters].map((part) => ({ ...part, overrides: overridesOf(part, byFile) }))
  const all = parts.flatMap(({ overrides, made }) => (overrides.length > 0 ? ofPart(overrides, made()) : []))
  return together([...all, ...shared(parts.flatMap(({ overrides }) => overrides))])
}

function overridesOf({ id, plan }: Pick<Override, 'id' | 'plan'>, layers: ReadonlyMap<string, Layer>): Override[] {
  const { tree, values } = plan.settings
  const overrides = (values as { overrides?: Record<string, unknown> }).overrides ?? {}
  return leafPaths(overrides).flatMap((path) => {
    const node = nodeAt(tree, ['overrides', ...path])
    const [lost] = node?.lost ?? []
    const said = lost && leafIn(layers.get(lost.file), path)
    const below = lost && said !== undefined ? { file: lost.file, value: said } : undefined
    return node ? [{ id, plan, at: node.at, path, value: valueAt(overrides, path), below }] : []
  })
}

/** What a file says of a leaf of overrides. */
function leafIn(layer: Layer | undefined, path: Path): unknown {
  const within = { community: ['hubs'], profile: [], hub: [], cluster: [] } as const
  const found = layer && nodeAt(layer.node as MapNode, [...within[layer.kind], 'overrides', ...path])
  return found && toPlain(found)
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b))
const debtOf = ({ at, path, id }: Override, more: Pick<Debt, 'kind' | 'file' | 'setting'>): Debt => ({
  ...more,
  at: { file: at.file, line: at.line, column: at.column },
  path: path.join('.'),
  of: [id],
})

/** Of one folder: what is there without its overrides, and what a setting says. */
function ofPart(overrides: readonly Override[], { contributions }: Ingredients): Debt[] {
  const releases = new Map(joinReleases(contributions).map(({ service, values }) => [service, values]))
  return overrides.flatMap((override): Debt[] => {
    const { path, value, below } = override
    const [format, release = '', ...key] = path
    if (below && same(below.value, value)) return [debtOf(override, { kind: 'inherited', file: below.file })]
    if (format !== 'helm') return []
    const written = valueAt(releases.get(release), key)
    if (written !== undefined && same(written, value)) return [debtOf(override, { kind: 'written' })]
    const setting = settingOfKey(release, key)
    return setting === undefined ? [] : [debtOf(override, { kind: 'setting', setting })]
  })
}

/** What at least three hubs say in files of their own. */
function shared(overrides: readonly Override[]): Debt[] {
  const groups = new Map<string, Override[]>()
  for (const override of overrides) {
    if (override.at.layer !== 'hub') continue
    const key = JSON.stringify([override.path, sortKeys(override.value)])
    groups.set(key, [...(groups.get(key) ?? []), override])
  }
  return [...groups.values()].flatMap((group): Debt[] =>
    group.length < MANY
      ? []
      : [{ ...debtOf(group[0]!, { kind: 'shared', file: homeOf(group) }), of: group.map(({ id }) => id) }],
  )
}

/** Where what these hubs say belongs: their community's file, else the profile that all name, else a new one. */
function homeOf(group: readonly Override[]): string {
  const plans = group.map(({ plan }) => plan as HubPlan)
  const [first] = plans as [HubPlan]
  if (plans.every(({ community }) => community === first.community))
    return `communities/${first.community}/community.yaml`
  const common = first.profiles.findLast((name) => plans.every(({ profiles }) => profiles.includes(name)))
  return common === undefined ? 'a profile that these hubs name' : `profiles/${common}.yaml`
}

/** One line of an input is told once of a kind, with all that it is of. */
function together(all: readonly Debt[]): Debt[] {
  const found = new Map<string, Debt>()
  for (const debt of all) {
    const key = JSON.stringify([debt.kind, debt.at, debt.path])
    const known = found.get(key)
    found.set(key, known ? { ...known, of: [...new Set([...known.of, ...debt.of])] } : debt)
  }
  return [...found.values()].sort(
    (a, b) =>
      byText(a.at.file, b.at.file) || a.at.line - b.at.line || a.at.column - b.at.column || byText(a.kind, b.kind),
  )
}
