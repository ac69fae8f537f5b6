/**
 * The pipeline on one page: texts in, texts and diagnostics out. Pure: no disk, no network, no environment, no clock.
 * Groups of communities that share nothing are compiled each on its own; what concerns them all follows from what they
 * tell of themselves.
 */
import { judgeAcceptances, type Accepted } from './acceptance.ts'
import { tellOnce } from './causes.ts'
import { joinSummaries } from './checks/summary.ts'
import {
  both,
  compileGroup,
  runFleetChecks,
  type CompiledGroup,
  type GroupOutcome,
  type OutputTexts,
} from './compile-group.ts'
import type { Bundle } from './emit.ts'
import { hasErrors, sortDiagnostics, withoutRepeats, type Diagnostic } from './diagnostics.ts'
import { groupsOf, readLinks, type Group } from './grouping.ts'
import { HARMS } from './layers/accepted.ts'
import { byPath } from './plan/communities.ts'
import type { Fleet } from './plan/types.ts'
import { joinFleetDocs, renderFleetReadme } from './readme/index.ts'
import { registry as standard, type Registry } from './registry.ts'
import { schemaFiles } from './settings/schema-files.ts'
import { wording } from './wording.ts'

export type { OutputTexts } from './compile-group.ts'

/** The inputs: texts by path, and the names of the folders in `communities/`. */
export interface InputTexts {
  texts: ReadonlyMap<string, string>
  folders: readonly string[]
}

export interface Compilation {
  diagnostics: readonly Diagnostic[]
  /** Warnings that inputs accept: not among `diagnostics`. */
  accepted: readonly Accepted[]
  fleet: Fleet
  /** A folder a community, and `''` for what lies at the top of `dist/`; empty where there are errors. */
  outputs: OutputTexts
  /** What outputs are printed from. */
  bundles: readonly Bundle[]
}

export interface Request {
  /** Stop at the plans: nothing is emitted. */
  plansOnly?: boolean
  /** Stop at the bundles: nothing is printed. */
  bundlesOnly?: boolean
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
  const { registry = standard, onProgress } = request
  const groups = groupsOf({ texts, folders, applied: communitiesOf(request.applied) }, readLinks(registry))
  let done = 0
  const compiled = groups.map((group): CompiledGroup => {
    onProgress?.(done, folders.length)
    done += group.communities.length
    return compileGroup(group, { ...request, registry, applied: appliedOf(group, request.applied) })
  })
  const { diagnostics, accepted, failed, top } = judgeFleet(compiled, { texts, folders }, { ...request, registry })
  const fleet = joinFleets(compiled)
  if (failed) return { diagnostics, accepted, fleet, outputs: new Map(), bundles: [] }
  const bundles = compiled.flatMap((group) => group.bundles).sort(byPath(({ community }) => community))
  return { diagnostics, accepted, fleet, outputs: joined(compiled, top), bundles }
}

/** What is wrong with a fleet, and what lies at the top of its `dist/`. */
export interface JudgedFleet extends Pick<Compilation, 'diagnostics' | 'accepted'> {
  failed: boolean
  top: ReadonlyMap<string, string>
}

/** From what groups tell of themselves to what is told of the fleet; `common` is what is found in common, if known. */
export function judgeFleet(
  groups: readonly GroupOutcome[],
  { texts }: InputTexts,
  request: Request & { registry: Registry; common?: readonly Diagnostic[] | undefined },
): JudgedFleet {
  const { registry, common = findInCommon(groups, registry) } = request
  const own = groups.flatMap(({ diagnostics }) => diagnostics)
  const found = withoutRepeats([...own, ...common])
  const failed = hasErrors(found)
  const isPrinted = !failed && !request.plansOnly && !request.bundlesOnly
  const docs = !isPrinted ? undefined : joinFleetDocs(groups.map(({ docs }) => docs!))
  return {
    ...accepting(tellOnce(found), texts, request),
    failed,
    top: docs ? new Map([['README.md', renderFleetReadme(docs)], ...schemaFiles(registry.schemas)]) : new Map(),
  }
}

/** What rules over the whole fleet find, from the summaries of its groups and nothing else. */
export function findInCommon(
  groups: readonly Pick<GroupOutcome, 'summaries'>[],
  registry: Registry,
): readonly Diagnostic[] {
  const ofGuess = (guess: number): Diagnostic[] => {
    const summaries = groups.map((group) => group.summaries[guess] ?? group.summaries[0]!)
    return runFleetChecks(joinSummaries(summaries), registry)
  }
  const isGuessed = groups.some(({ summaries }) => summaries.length > 1)
  return isGuessed ? both(ofGuess(0), ofGuess(1)) : ofGuess(0)
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

/** From texts to plans, checked, with all communities as one group. */
export function compileInputs(
  { texts, folders }: InputTexts,
  { today, registry = standard }: Pick<Request, 'today' | 'registry'> = {},
): { fleet: Fleet; diagnostics: readonly Diagnostic[] } {
  const { diagnostics, fleet } = compile(texts, folders, { plansOnly: true, today, registry })
  return { diagnostics, fleet }
}

const communitiesOf = (applied: Request['applied'] = new Map()): string[] => [
  ...new Set([...applied.keys()].map((path) => path.split('/')[0]!)),
]

/** What was applied of a group. */
export function appliedOf({ communities }: Group, applied: Request['applied']): Request['applied'] {
  return applied && new Map([...applied].filter(([path]) => communities.includes(path.split('/')[0]!)))
}

const joined = (groups: readonly CompiledGroup[], top: ReadonlyMap<string, string>): OutputTexts =>
  new Map([...groups.flatMap(({ outputs }) => [...outputs]).sort(byPath(([name]) => name)), ['', top] as const])

/** The plans of groups, in the order of a fleet's. */
export const joinFleets = (groups: readonly Pick<CompiledGroup, 'fleet'>[]): Fleet => ({
  communities: groups.flatMap(({ fleet }) => fleet.communities).sort(byPath(({ name }) => name)),
  clusters: groups.flatMap(({ fleet }) => fleet.clusters).sort(byPath(({ community }) => community)),
  hubs: groups.flatMap(({ fleet }) => fleet.hubs).sort(byPath(({ community, hub }) => `${community}/hubs/${hub}.yaml`)),
})
