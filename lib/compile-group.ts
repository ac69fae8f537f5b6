/**
 * The pipeline for one group of communities, or for all of them: texts to plans, bundles and texts, each judged by the
 * rules that see no further. A group's outcome but for its plans is plain data, which can be kept.
 */
import { appliedUntouched, attempt, emittable, judgeable } from './beside-errors.ts'
import { capacities, podsOfHub } from './capacity.ts'
import type { Context, RuleSet } from './checks/check.ts'
import { summaryOf, type FleetSummary } from './checks/summary.ts'
import { describeBundle, describeFleet } from './describe.ts'
import { hasErrors, type Diagnostic } from './diagnostics.ts'
import { changes, guard, parseDocuments } from './diff/index.ts'
import { documentsOf, emitBundle, printBundle, type Bundle } from './emit.ts'
import { guessedInputs, readInputs, type Inputs } from './layers/inputs.ts'
import type { Elsewhere } from './layers/links.ts'
import type { Guess } from './layers/mend.ts'
import { resolve } from './layers/resolve.ts'
import { byCommunity } from './plan/communities.ts'
import { planFleet } from './plan/index.ts'
import type { Fleet } from './plan/types.ts'
import { portability } from './portability.ts'
import type { BundleDocs, FleetDocs } from './readme/types.ts'
import { registry as standard, type Registry } from './registry.ts'
import { factsOf } from './services/index.ts'

/** Texts by path, for each folder of `dist/`. */
export type OutputTexts = ReadonlyMap<string, ReadonlyMap<string, string>>

/** What comes of a group that others may depend on, as plain data. */
export interface GroupOutcome {
  diagnostics: readonly Diagnostic[]
  /** For rules over the whole fleet: of what was read, and, with errors, of the second guess at what was meant. */
  summaries: readonly FleetSummary[]
  /** For the fleet's README; nothing where there are errors. */
  docs?: FleetDocs
}

export interface CompiledGroup extends GroupOutcome {
  fleet: Fleet
  /** A folder a community; empty where there are errors, as are the bundles that they are printed from. */
  outputs: OutputTexts
  bundles: readonly Bundle[]
}

interface GroupTexts {
  texts: ReadonlyMap<string, string>
  folders: readonly string[]
  elsewhere?: Elsewhere
}

interface GroupRequest {
  registry: Registry
  plansOnly?: boolean
  bundlesOnly?: boolean
  today?: string
  applied?: ReadonlyMap<string, string>
}

export function compileGroup(inputs: GroupTexts, request: GroupRequest): CompiledGroup {
  const { registry } = request
  const { fleet, diagnostics, guesses, capacity } = planGroup(inputs, request)
  const summaries = guesses.map((guess) => summaryOf(guess, cloudFacts(registry)))
  const stop = (found: readonly Diagnostic[]): CompiledGroup => ({
    fleet,
    diagnostics: found,
    summaries,
    outputs: new Map(),
    bundles: [],
  })
  if (request.plansOnly) return stop(diagnostics)
  const judged = { ...request, texts: inputs.texts, diagnostics }
  if (hasErrors(diagnostics)) {
    const [first, ...others] = guesses.map((guess) => judgeBundles(guess, judged)) as [Diagnostic[], ...Diagnostic[][]]
    return stop([...diagnostics, ...others.reduce(both, first)])
  }
  const emitted = emitFleet(fleet, registry)
  const found = [...diagnostics, ...emitted.diagnostics, ...harmsOf(emitted.bundles, fleet, { ...judged, ...emitted })]
  if (hasErrors(found)) return stop(found)
  const { bundles } = emitted
  if (request.bundlesOnly) return { ...stop(found), bundles }
  const whole = { fleet, registry, capacity }
  const portable = [...portability(fleet, registry)].map(([hub, clouds]) => ({ hub, clouds }))
  const { outputs, described } = printBundles(bundles, whole)
  const docs = describeFleet(whole, { portability: portable, bundles: described })
  return { ...stop(found), docs, outputs, bundles }
}

/**
 * From texts to plans, checked. Where an input has errors, the rest is judged twice, with two guesses of what was
 * meant: a problem that stands both times has nothing to do with the errors, and is told with them.
 */
export function planGroup(
  { texts, folders, elsewhere }: GroupTexts,
  { today, registry }: Pick<GroupRequest, 'today' | 'registry'>,
): Omit<Judgement, 'guessed'> & { guesses: readonly Fleet[] } {
  const inputs = { ...readInputs(texts, folders, registry), elsewhere }
  const first = judge(inputs, { guess: 'first', registry, today })
  if (!hasErrors(inputs.diagnostics) && !first.guessed)
    return { ...first, diagnostics: [...inputs.diagnostics, ...first.diagnostics], guesses: [first.fleet] }
  const second = judge(guessedInputs(inputs), { guess: 'second', registry, today })
  return {
    ...first,
    diagnostics: [...inputs.diagnostics, ...both(first.diagnostics, second.diagnostics)],
    guesses: [first.fleet, second.fleet],
  }
}

interface Judgement {
  fleet: Fleet
  diagnostics: readonly Diagnostic[]
  capacity: Context['capacity']
  /** Something was missing or in dispute, and a guess stands in for it. */
  guessed: boolean
}

function judge(
  inputs: Omit<Inputs, 'diagnostics'>,
  { guess, registry, today }: { guess: Guess; registry: Registry; today?: string | undefined },
): Judgement {
  const resolution = resolve(inputs, registry, guess)
  const { fleet, diagnostics } = planFleet(resolution, cloudFacts(registry), inputs.attachments)
  const capacity = capacities(fleet, registry)
  return {
    fleet,
    capacity,
    diagnostics: [...resolution.diagnostics, ...diagnostics, ...runChecks(fleet, registry, { today, capacity })],
    guessed: hasErrors(resolution.diagnostics),
  }
}

/** The problems of the first list that are in the second, too: the same one at the same place. */
export function both(first: readonly Diagnostic[], second: readonly Diagnostic[]): Diagnostic[] {
  const key = ({ code, variant, at }: Diagnostic): string => JSON.stringify([code, variant, at])
  const again = new Set(second.map(key))
  return first.filter((diagnostic) => again.has(key(diagnostic)))
}

/** What the rules of all clouds and those of each find in the plans of a group. */
export function runChecks(
  fleet: Fleet,
  registry: Registry,
  { today, capacity = capacities(fleet, registry) }: Partial<Pick<Context, 'today' | 'capacity'>> = {},
): Diagnostic[] {
  const { hubServices, clusterServices } = registry
  const context: Context = {
    fleet,
    clouds: cloudFacts(registry),
    services: factsOf(hubServices, clusterServices),
    capacity,
    corePods: (hub) => podsOfHub(hub, registry),
    today,
  }
  return ruleSetsOf(registry).flatMap(({ rules }) => rules.flatMap((rule) => rule(context)))
}

/** What the rules over the whole fleet find in its summary. */
export function runFleetChecks(fleet: FleetSummary, registry: Registry): Diagnostic[] {
  const context = { fleet, clouds: cloudFacts(registry) }
  return ruleSetsOf(registry).flatMap(({ fleetRules = [] }) => fleetRules.flatMap((rule) => rule(context)))
}

const ruleSetsOf = ({ ruleSets, clouds }: Registry): readonly RuleSet[] => [
  ...ruleSets,
  ...Object.values(clouds).map(({ rules }) => rules),
]

export const cloudFacts = ({ clouds }: Registry): Context['clouds'] =>
  Object.fromEntries(Object.entries(clouds).map(([name, { facts }]) => [name, facts]))

/** From plans to each community's bundle, as plain data. The plans must be without errors. */
export function emitFleet(
  fleet: Fleet,
  registry: Registry = standard,
): { bundles: readonly Bundle[]; diagnostics: readonly Diagnostic[] } {
  const emitted = [...byCommunity(fleet)].map(([name, part]) => emitBundle(name, part, { registry }))
  return {
    bundles: emitted.map(({ bundle }) => bundle),
    diagnostics: emitted.flatMap(({ diagnostics }) => diagnostics),
  }
}

type Whole = Parameters<typeof describeFleet>[0]

/** From bundles to texts, and what these tell. */
export function printBundles(
  bundles: readonly Bundle[],
  whole: Whole,
): { outputs: OutputTexts; described: readonly BundleDocs[] } {
  const parts = byCommunity(whole.fleet)
  const printed = bundles.map((bundle) => {
    const docs = describeBundle(bundle, { ...whole, fleet: parts.get(bundle.community)! })
    return { docs, texts: printBundle(bundle, docs) }
  })
  return {
    outputs: new Map(printed.map(({ docs, texts }) => [docs.community.name, texts] as const)),
    described: printed.map(({ docs }) => docs),
  }
}

interface Judged extends GroupRequest {
  texts: ReadonlyMap<string, string>
  /** What was found so far. */
  diagnostics: readonly Diagnostic[]
}

/** What bundles would be refused for, of plans with errors: of those hubs and clusters that are planned far enough. */
function judgeBundles(planned: Fleet, request: Judged): Diagnostic[] {
  const fleet = emittable(planned)
  const { registry, applied = new Map<string, string>() } = request
  const emitted = [...judgeable(fleet, applied)].flatMap(
    (plan) => attempt(() => emitBundle(plan.community, fleet, { registry, only: new Set([plan]) })) ?? [],
  )
  const diagnostics = emitted.flatMap((each) => each.diagnostics)
  const bundles = emitted.map(({ bundle }) => bundle)
  const known = { ...request, diagnostics: [...request.diagnostics, ...diagnostics] }
  return [...diagnostics, ...harmsOf(bundles, fleet, known)]
}

/**
 * What the next apply would do to people: `applied` are the texts of what was applied. Of parts that an error has to do
 * with, nothing is said.
 */
function harmsOf(
  bundles: readonly Bundle[],
  fleet: Fleet,
  { applied = new Map(), registry, texts, diagnostics }: Judged,
): Diagnostic[] {
  const before = parseDocuments(appliedUntouched(applied, { fleet, texts, diagnostics }))
  // most fleets have no record of most bundles, and then nothing of these is looked at
  const recorded = new Set([...before.keys()].map((path) => path.split('/')[0]))
  const compared = bundles.filter(({ community }) => recorded.has(community))
  const after = new Map(compared.flatMap((bundle) => [...documentsOf(bundle)].filter(([path]) => before.has(path))))
  return guard({
    before,
    after,
    changes: changes(before, after),
    fleet,
    clouds: Object.values(registry.clouds).map(({ resourceTypes }) => resourceTypes),
  })
}
