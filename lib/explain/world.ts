/** One part compiled from its inputs as layers, so that it can be compiled again with one of them changed. */
import type { InputTexts } from '../compile.ts'
import { attempt, isWhole } from '../beside-errors.ts'
import { documentsOf, emitBundle, type Part } from '../emit.ts'
import { hasErrors, type Diagnostic } from '../diagnostics.ts'
import { readInputs, type Layer } from '../layers/inputs.ts'
import type { Attachment } from '../layers/attachments.ts'
import { resolve, type Resolution, type ResolvedLayers } from '../layers/resolve.ts'
import { planFleet } from '../plan/index.ts'
import type { ClusterPlan, Fleet, HubPlan } from '../plan/types.ts'
import { rememberedOf } from '../remembered.ts'
import { INSTALLED_FILE, renderInstalled, type Installed } from '../print/installed.ts'
import type { Registry } from '../registry.ts'
import { CLUSTER, fileOf, idOf, textsFor, type PartName } from './focus.ts'
import { leavesOf, type Leaf } from './leaves.ts'

/** What a part is made of. */
export interface World {
  part: PartName
  layers: readonly Layer[]
  attachments: readonly Attachment[]
  registry: Registry
}

/** A part as it came out. */
export interface Compiled {
  plan: HubPlan | ClusterPlan
  fleet: Fleet
  part: Part
  /** What its files hold, by their names. */
  files: ReadonlyMap<string, unknown>
}

/** The world of a part, without layers that have no say in it; undefined beside the errors that keep it from that. */
export function worldOf(
  inputs: InputTexts,
  part: PartName,
  registry: Registry,
): { world?: World; base?: Compiled; diagnostics: readonly Diagnostic[] } {
  const { texts, folders } = textsFor(inputs, part)
  const read = readInputs(texts, folders, registry)
  const resolution = resolve(read, registry)
  const { fleet, diagnostics } = planFleet(resolution, factsOf(registry), read.attachments)
  const told = [...read.diagnostics, ...resolution.diagnostics, ...diagnostics]
  if (hasErrors(told)) return { diagnostics: told }
  const whole = { part, layers: concerned(read.layers, resolution, { fleet, part }), registry, attachments: [] }
  const world = { ...whole, attachments: read.attachments.filter(({ community }) => community === part.community) }
  const base = compileWorld(world)
  return base ? { ...smallest(world, base), diagnostics: told } : { diagnostics: told }
}

/** Without its cluster's other hubs, where it is the same without them. */
function smallest(world: World, base: Compiled): { world: World; base: Compiled } {
  if (world.part.folder === CLUSTER) return { world, base }
  const own = fileOf(world.part)
  const alone = { ...world, layers: world.layers.filter(({ kind, file }) => kind !== 'hub' || file === own) }
  const found = compileWorld(alone)
  return found && sameFiles(found, base) ? { world: alone, base: found } : { world, base }
}

/** Every leaf of every file of a part, by key. */
export const leavesOfPart: (part: Compiled) => ReadonlyMap<string, Leaf> = rememberedOf(
  ({ files }) => new Map([...files].flatMap(([file, value]) => [...leavesOf(file, value)])),
)

/** Whether all leaves of a part are the same in two compilations of it. */
export const sameFiles = (a: Compiled, b: Compiled): boolean =>
  differingFiles(a, b).every((file) => {
    const [mine, other] = [leavesOf(file, a.files.get(file)), leavesOf(file, b.files.get(file))]
    return mine.size === other.size && [...mine].every(([key, leaf]) => sameValue(leaf.value, other.get(key)?.value))
  })

/** Files that may not be the same in two compilations: where the JSON is, all leaves are. */
export const differingFiles = (a: Compiled, b: Compiled): string[] =>
  [...new Set([...a.files.keys(), ...b.files.keys()])].filter((file) => jsonOf(a).get(file) !== jsonOf(b).get(file))

const jsonOf = rememberedOf(
  ({ files }: Compiled) => new Map([...files].map(([file, value]) => [file, JSON.stringify(value)])),
)

export const sameValue = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** The layers that hubs on the part's cluster, that cluster and its owner come of. */
function concerned(
  layers: readonly Layer[],
  { hubs, clusters, communities }: Resolution,
  { fleet, part }: { fleet: Fleet; part: PartName },
): Layer[] {
  const owner = fleet.hubs.find(({ id }) => id === idOf(part))?.cluster.community ?? part.community
  const together = new Set(fleet.hubs.filter(({ cluster }) => cluster.community === owner).map(({ id }) => id))
  const kept: ResolvedLayers[] = [
    ...hubs.filter(({ community, name }) => together.has(`${community}/${name}`)),
    ...clusters.filter(({ community }) => community === owner),
    ...communities.filter(({ name }) => name === owner || name === part.community),
  ]
  const files = new Set(kept.flatMap((each) => each.files))
  // the fleet's base may stand on the one that comes with hubloom
  return layers.filter(({ file }) => files.has(file) || file === 'hubloom/profiles/base.yaml')
}

/** Undefined where nothing can be made of it. */
export function compileWorld({ part, layers, attachments, registry }: World): Compiled | undefined {
  return attempt(() => {
    const { fleet } = planFleet(resolve({ layers }, registry), factsOf(registry), attachments)
    const isCluster = part.folder === CLUSTER
    const plan = isCluster
      ? fleet.clusters.find(({ community }) => community === part.community)
      : fleet.hubs.find(({ id }) => id === idOf(part))
    if (!plan || (!isCluster && !isWhole(plan as HubPlan))) throw new Error(`there is no ${idOf(part)}`)
    const whole = { ...fleet, hubs: fleet.hubs.filter(isWhole) }
    const { bundle } = emitBundle(part.community, whole, { registry, only: new Set([plan]) })
    const made = isCluster ? bundle.cluster : bundle.hubs[0]
    const files = new Map([...filesOf(documentsOf(bundle)), ...Object.entries(made!.forEngine)])
    return { plan, fleet, part: made!, files }
  })
}

const filesOf = (documents: ReadonlyMap<string, unknown>): Map<string, unknown> =>
  new Map(
    [...documents].flatMap(([path, document]): [string, unknown][] => {
      const file = path.split('/')[2]!
      if (file === INSTALLED_FILE) return [[file, linesOf(document)]]
      // a file of no objects is not written
      return Array.isArray(document) && document.length === 0 && file.endsWith('.yaml') ? [] : [[file, document]]
    }),
  )

const linesOf = (document: unknown): string[] =>
  renderInstalled(document as Installed[])
    .replace(/\n$/, '')
    .split('\n')

const factsOf = ({ clouds }: Registry): Parameters<typeof planFleet>[1] =>
  Object.fromEntries(Object.entries(clouds).map(([name, { facts }]) => [name, facts]))
