/**
 * The pipeline on one page: texts in, texts and diagnostics out. Pure: no disk, no network, no environment, no clock.
 */
import { judgeAcceptances, type Accepted } from './acceptance.ts'
import type { Context, RuleSet } from './checks/check.ts'
import { summaryOf, type FleetSummary } from './checks/summary.ts'
import { hasErrors, sortDiagnostics, type Diagnostic } from './diagnostics.ts'
import { appliedUntouched, attempt, emittable, judgeable } from './beside-errors.ts'
import { capacities, podsOfHub } from './capacity.ts'
import { tellOnce } from './causes.ts'
import { describeBundle, describeFleet } from './describe.ts'
import { changes, guard, parseDocuments } from './diff/index.ts'
import { documentsOf, emitBundle, printBundle, type Bundle } from './emit.ts'
import { renderFleetReadme } from './readme/index.ts'
import { HARMS } from './layers/accepted.ts'
import { guessedInputs, readInputs, type Inputs as ReadInputs } from './layers/inputs.ts'
import type { Guess } from './layers/mend.ts'
import { resolve } from './layers/resolve.ts'
import { byCommunity } from './plan/communities.ts'
import { planFleet } from './plan/index.ts'
import type { Fleet } from './plan/types.ts'
import { portability } from './portability.ts'
import { registry as standard, type Registry } from './registry.ts'
import { factsOf } from './services/index.ts'
import { schemaFiles } from './settings/schema-files.ts'
import { wording } from './wording.ts'

/** The inputs: texts by path, and the names of the folders in `communities/`. */
export interface InputTexts {
  texts: ReadonlyMap<string, string>
  folders: readonly string[]
}

/** Texts by path, for each folder of `dist/`: one a community, and `''` for what lies at its top. */
export type OutputTexts = ReadonlyMap<string, ReadonlyMap<string, string>>

export interface Compilation {
  diagnostics: readonly Diagnostic[]
  /** Warnings that inputs accept: not among `diagnostics`. */
  accepted: readonly Accepted[]
  fleet: Fleet
  /** Empty where there are errors, as are the bundles that they are printed from. */
  outputs: OutputTexts
  bundles: readonly Bundle[]
}

export interface Request {
  /** Stop at the plans: nothing is emitted. */
  plansOnly?: boolean
  /** `2027-01-23`: what is over by then is told. */
  today?: string
  /**
   * Each `<community>/<folder>/main.tf.json` and `installed.txt` that was applied: what would destroy people's data,
   * or forget what was never destroyed, is refused, and what else an apply would upset is told.
   */
  applied?: ReadonlyMap<string, string>
  /** Other clouds, services and rules than hubloom's own. */
  registry?: Registry
  onProgress?: (done: number, total: number) => void
}

/** `texts` are the inputs by path; `folders` the names of the folders in `communities/`. */
export function compile(
  texts: InputTexts['texts'],
  folders: InputTexts['folders'],
  request: Request = {},
): Compilation {
  const { registry = standard } = request
  const { fleet, diagnostics, guesses } = compileInputs({ texts, folders }, request)
  const stop = (found: readonly Diagnostic[]): Compilation => ({
    ...accepting(tellOnce(found), texts, request),
    fleet,
    outputs: new Map(),
    bundles: [],
  })
  if (request.plansOnly) return stop(diagnostics)
  const judged = { ...request, registry, texts, diagnostics }
  if (hasErrors(diagnostics)) {
    const [first, ...others] = guesses.map((guess) => judgeBundles(guess, judged)) as [Diagnostic[], ...Diagnostic[][]]
    return stop([...diagnostics, ...others.reduce(both, first)])
  }
  const emitted = emitFleet(fleet, request)
  const found = [...diagnostics, ...emitted.diagnostics, ...harmsOf(emitted.bundles, fleet, { ...judged, ...emitted })]
  if (hasErrors(found)) return stop(found)
  const { bundles } = emitted
  return { ...stop(found), bundles, outputs: printFleet(bundles, fleet, registry) }
}

/** What is told, in order, without what inputs accept. With errors, not everything is looked for. */
function accepting(
  found: readonly Diagnostic[],
  texts: InputTexts['texts'],
  { plansOnly, today, applied }: Request,
): Pick<Compilation, 'diagnostics' | 'accepted'> {
  const whole = !hasErrors(found) && !plansOnly && applied !== undefined
  const { diagnostics, accepted } = judgeAcceptances(found, {
    texts,
    wording,
    words: HARMS,
    isLookedFor: (code) => whole && (today !== undefined || !wording[code]?.dated),
  })
  return { diagnostics: sortDiagnostics(diagnostics), accepted }
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

interface Judged extends Pick<Request, 'applied'> {
  registry: Registry
  texts: InputTexts['texts']
  /** What was found so far. */
  diagnostics: readonly Diagnostic[]
}

/**
 * From texts to plans, checked. Where an input has errors, the rest is judged twice, with two guesses of what was
 * meant: a problem that stands both times has nothing to do with the errors, and is told with them.
 */
export function compileInputs(
  { texts, folders }: InputTexts,
  { today, registry = standard }: Pick<Request, 'today' | 'registry'> = {},
): { fleet: Fleet; diagnostics: readonly Diagnostic[]; guesses: readonly Fleet[] } {
  const inputs = readInputs(texts, folders, registry)
  const first = judge(inputs, { guess: 'first', registry, today })
  if (!hasErrors(inputs.diagnostics) && !first.guessed)
    return { fleet: first.fleet, diagnostics: [...inputs.diagnostics, ...first.diagnostics], guesses: [first.fleet] }
  const second = judge(guessedInputs(inputs), { guess: 'second', registry, today })
  return {
    fleet: first.fleet,
    diagnostics: [...inputs.diagnostics, ...both(first.diagnostics, second.diagnostics)],
    guesses: [first.fleet, second.fleet],
  }
}

interface Judgement {
  fleet: Fleet
  diagnostics: readonly Diagnostic[]
  /** Something was missing or in dispute, and a guess stands in for it. */
  guessed: boolean
}

function judge(
  inputs: Pick<ReadInputs, 'layers' | 'attachments'>,
  { guess, registry, today }: { guess: Guess; registry: Registry; today?: string },
): Judgement {
  const resolution = resolve(inputs, registry, guess)
  const { fleet, diagnostics } = planFleet(resolution, cloudFacts(registry), inputs.attachments)
  return {
    fleet,
    diagnostics: [
      ...resolution.diagnostics,
      ...diagnostics,
      ...runChecks(fleet, registry, today),
      ...runFleetChecks(summaryOf(fleet, cloudFacts(registry)), registry),
    ],
    guessed: hasErrors(resolution.diagnostics),
  }
}

/** The problems of the first list that are in the second, too: the same one at the same place. */
function both(first: readonly Diagnostic[], second: readonly Diagnostic[]): Diagnostic[] {
  const key = ({ code, variant, at }: Diagnostic): string => JSON.stringify([code, variant, at])
  const again = new Set(second.map(key))
  return first.filter((diagnostic) => again.has(key(diagnostic)))
}

/** From plans to each community's bundle, as plain data. The plans must be without errors. */
export function emitFleet(
  fleet: Fleet,
  { onProgress, registry = standard }: Pick<Request, 'onProgress' | 'registry'> = {},
): { bundles: readonly Bundle[]; diagnostics: readonly Diagnostic[] } {
  const emitted = [...byCommunity(fleet)].map(([name, part], done) => {
    onProgress?.(done, fleet.communities.length)
    return emitBundle(name, part, { registry })
  })
  return {
    bundles: emitted.map(({ bundle }) => bundle),
    diagnostics: emitted.flatMap(({ diagnostics }) => diagnostics),
  }
}

/** From bundles to texts. */
export function printFleet(bundles: readonly Bundle[], fleet: Fleet, registry: Registry = standard): OutputTexts {
  const whole = { fleet, registry, capacity: capacities(fleet, registry) }
  const parts = byCommunity(fleet)
  const texts = (bundle: Bundle) =>
    printBundle(bundle, describeBundle(bundle, { ...whole, fleet: parts.get(bundle.community)! }))
  const portable = [...portability(fleet, registry)].map(([hub, clouds]) => ({ hub, clouds }))
  const top = new Map([
    ['README.md', renderFleetReadme(describeFleet(whole, portable))],
    ...schemaFiles(registry.schemas),
  ])
  return new Map([...bundles.map((bundle) => [bundle.community, texts(bundle)] as const), ['', top] as const])
}

const cloudFacts = ({ clouds }: Registry): Context['clouds'] =>
  Object.fromEntries(Object.entries(clouds).map(([name, { facts }]) => [name, facts]))

/** What the rules of all clouds and those of each find in the plans of a group. */
export function runChecks(fleet: Fleet, registry: Registry, today?: string): Diagnostic[] {
  const { hubServices, clusterServices } = registry
  const services = factsOf(hubServices, clusterServices)
  const context: Context = {
    fleet,
    clouds: cloudFacts(registry),
    services,
    capacity: capacities(fleet, registry),
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
