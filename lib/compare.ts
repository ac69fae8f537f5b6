/** Two versions of a fleet: what `dist/` said before, and what the inputs give, by what it means to people. */
import { attempt } from './beside-errors.ts'
import { capacityOf } from './capacity.ts'
import { compileInputs, type Compilation, type InputTexts } from './compile.ts'
import { hasErrors } from './diagnostics.ts'
import { fleetChanges, parseDocuments, type FleetChange, type Side } from './diff/index.ts'
import { documentsOf, emitBundle, printParts } from './emit.ts'
import { byCommunity } from './plan/communities.ts'
import type { ClusterPlan, Fleet, HubPlan } from './plan/types.ts'
import { registry as standard, type Registry } from './registry.ts'

/** A version that is compared with: what its `dist/` holds, read where it is needed. */
export interface Earlier {
  /** Its inputs, where they are at hand. */
  inputs?: InputTexts | undefined
  /** Plans them, where something is at hand for that. */
  planned?: (() => ReturnType<typeof compileInputs>) | undefined
  /** Every file below `dist/` with something that is the same exactly where its text is. */
  digests: ReadonlyMap<string, string>
  /** What `digests` has for a text. */
  digestOf: (text: string) => string
  /** The texts of some files. */
  read: (paths: readonly string[]) => ReadonlyMap<string, string>
}

export interface FleetComparison {
  changes: readonly FleetChange[]
  /** Files of the earlier `dist/` that its own inputs do not give: edited by hand, or of another hubloom. */
  edited: readonly string[]
}

interface Later extends Pick<Compilation, 'fleet' | 'outputs'> {
  inputs: InputTexts
}

const NO_INPUTS: InputTexts = { texts: new Map(), folders: [] }

/** What changes for people from the earlier version to the later one, which has no errors. */
export function compareFleets(earlier: Earlier, later: Later, registry: Registry = standard): FleetComparison {
  const differing = differingPaths(earlier, later.outputs)
  if (differing.length === 0) return { changes: [], edited: [] }
  const { inputs = NO_INPUTS } = earlier
  const planned = earlier.planned?.() ?? compileInputs(inputs, { registry })
  const fleet = inputs.texts.size === 0 || hasErrors(planned.diagnostics) ? undefined : planned.fleet
  const parts = new Set(differing.flatMap((path) => partOf(path) ?? []))
  const communities = new Set(differing.map((path) => path.split('/')[0]!))
  const given = fleet ? (attempt(() => emitted(fleet, { parts, registry })) ?? NOTHING) : NOTHING
  const now = emitted(later.fleet, { parts, registry })
  const { documents, edited } = earlierDocuments(earlier, { parts, given })
  const before = { documents, fleet, capacity: capacitiesOf(fleet, { communities, registry }) }
  const changes = fleetChanges({
    before,
    after: {
      documents: now.documents,
      fleet: later.fleet,
      capacity: capacitiesOf(later.fleet, { communities, registry }),
    },
    inputs: { before: inputs.texts, after: later.inputs.texts },
    given: fleet && given.documents,
    pages: differing.filter((path) => partOf(path) === undefined || !isDocument(path)),
    registry,
  })
  return { changes, edited: fleet ? edited : [] }
}

/** Written by hubloom, and other than what the inputs give. */
function differingPaths({ digests, digestOf }: Earlier, outputs: Compilation['outputs']): string[] {
  const texts = new Map(
    [...outputs].flatMap(([folder, files]) =>
      [...files].map(([path, text]) => [folder === '' ? path : `${folder}/${path}`, text] as const),
    ),
  )
  const gone = [...digests.keys()].filter((path) => isOurs(path) && !texts.has(path))
  return [...gone, ...[...texts].flatMap(([path, text]) => (digests.get(path) === digestOf(text) ? [] : [path]))].sort()
}

/** Files that only hubloom writes: neither notes of people nor the record of what was applied. */
const isOurs = (path: string): boolean =>
  isDocument(path) || /(^|\/)(README\.md|RESTORE\.md|LEAVING\.md|Makefile|verify\.sh)$/.test(path)

const isDocument = (path: string): boolean =>
  path.split('/').length === 3 && DOCUMENT.test(path.slice(path.lastIndexOf('/') + 1))

const DOCUMENT =
  /^(main\.tf\.json|(kubernetes|custom-resources)\.yaml|releases\.json|installed\.txt|[\w-]+\.values\.yaml)$/

/** `<community>/<folder>` of a file in one. */
const partOf = (path: string): string | undefined => /^([^/]+\/[^/]+)\/[^/]+$/.exec(path)?.[1]

interface Emitted {
  documents: Side['documents']
  texts: ReadonlyMap<string, string>
}

const NOTHING: Emitted = { documents: new Map(), texts: new Map() }

/** What some parts of a fleet are, as data and as texts. */
function emitted(fleet: Fleet, { parts, registry }: { parts: ReadonlySet<string>; registry: Registry }): Emitted {
  const bundles = [...byCommunity(fleet)].flatMap(([community, own]) => {
    const only = new Set<HubPlan | ClusterPlan>([
      ...own.hubs.filter(({ id }) => parts.has(id)),
      ...own.clusters.filter((plan) => parts.has(`${plan.community}/cluster`)),
    ])
    return only.size === 0 ? [] : [emitBundle(community, own, { registry, only }).bundle]
  })
  return {
    documents: new Map(bundles.flatMap((bundle) => [...documentsOf(bundle)])),
    texts: new Map(bundles.flatMap((bundle) => [...printParts(bundle)])),
  }
}

/** What the earlier `dist/` says: as its inputs give it where that is the same text, else read. */
function earlierDocuments(
  { digests, digestOf, read }: Earlier,
  { parts, given }: { parts: ReadonlySet<string>; given: Emitted },
): { documents: Side['documents']; edited: string[] } {
  const there = [...digests.keys()].filter((path) => isDocument(path) && parts.has(partOf(path)!))
  const isGiven = (path: string): boolean => {
    const text = given.texts.get(path)
    return text !== undefined && digestOf(text) === digests.get(path)
  }
  const edited = there.filter((path) => !isGiven(path))
  const known = there.filter(isGiven).map((path): [string, unknown] => [path, given.documents.get(path)])
  return { documents: new Map([...known, ...parseDocuments(read(edited))]), edited: edited.sort() }
}

/** Of the clusters of some communities. */
const capacitiesOf = (
  fleet: Fleet | undefined,
  { communities, registry }: { communities: ReadonlySet<string>; registry: Registry },
): Side['capacity'] =>
  new Map(
    (fleet?.clusters ?? [])
      .filter(({ community }) => communities.has(community))
      .map((cluster) => [cluster.community, capacityOf(cluster, fleet!, registry)]),
  )
