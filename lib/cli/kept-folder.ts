import { join } from 'node:path'
import type { InputTexts } from '../compile.ts'
import type { CompiledGroup } from '../compile-group.ts'
import { hasErrors, sortDiagnostics } from '../diagnostics.ts'
import { openCache, type Cache } from '../disk-cache.ts'
import { joined, noLonger, type Difference, type Part } from '../disk-compare.ts'
import { exchange, openDist } from '../disk-write.ts'
import {
  compileKeptGroup,
  judgeKept,
  linkKept,
  NOTHING_KNOWN,
  outputsOf,
  planKept,
  type KeptFleet,
  type KeptGroup,
  type KeptGroupInputs,
  type KeptJudgement,
  type KeptPlan,
  type KeptRequest,
  type Known,
  type LinkedInputs,
} from '../kept.ts'
import { remembered } from '../remembered.ts'
import { compareOrStage, isWritten, spreadOver, type Spread, type Taking } from '../spread.ts'
import type { Options } from './command.ts'
import { readFleet } from './compile-folder.ts'

/** A fleet's folder, compiled as far as it is not known from an earlier build. */
export interface KeptFolder extends Pick<KeptFleet, 'diagnostics' | 'accepted' | 'hubs'> {
  inputs: LinkedInputs
  groups: readonly KeptGroupInputs[]
  /** All of a group that had to be compiled, by its digest, where it was the only one. */
  compiled: ReadonlyMap<string, CompiledGroup>
  /** There are errors: nothing was written. */
  failed: boolean
  /** What was written; with a foreign file in the way nothing was, and this would have been. */
  written: Difference
  /** What differs in folders that were not to be written. */
  left: Difference
  /** The texts at the top of `dist/`. */
  top: () => ReadonlyMap<string, string>
  /** Keeps for the next build what is known now: the last that is done, since it may wait for the clock of files. */
  keep: () => void
}

/** What is kept of a fleet from one build to the next. */
export const cacheOf = ({ root, program }: Pick<Options, 'root' | 'program'>): Cache | undefined =>
  program.digest === undefined ? undefined : openCache(root, program.digest)

interface Building {
  today?: string | undefined
  writes: Taking['writes']
  cache?: Cache | undefined
}

/** Compiles what has to be compiled anew, and brings those folders of `dist/` to it that are to be written. */
export async function buildFolder(
  options: Pick<Options, 'root' | 'program' | 'onProgress'>,
  { today, writes, cache = cacheOf(options) }: Building,
): Promise<KeptFolder> {
  const { root, program, onProgress } = options
  const { texts, folders, applied, diagnostics: found } = readFleet(options, writes === 'all' ? [] : writes)
  const inputs = { texts, folders }
  const spread = spreadOver(texts, program.threads)
  const hold = holdOf(join(root, 'dist'), writes)
  try {
    const request = { today, applied, version: program.digest ?? '' }
    const fleet = await compileFleet({ inputs, request, cache, onProgress, spread }, hold.taking)
    const diagnostics = sortDiagnostics([...found, ...fleet.diagnostics])
    const failed = hasErrors(diagnostics)
    if (!failed && hold.failure !== undefined) throw hold.failure
    const { written, left } = failed ? { written: NONE, left: NONE } : bring(hold.taking, fleet, cache)
    const { accepted, hubs, groups, compiled, judged } = fleet
    const [told, top] = [{ diagnostics, accepted, hubs, failed }, () => judged().top.texts]
    return { ...told, inputs: fleet.inputs, groups, compiled, written, left, top, keep: () => cache?.save() }
  } finally {
    spread.end()
    hold.release()
  }
}

const NONE: Difference = { changes: [], foreign: [] }

interface Hold {
  taking: Taking
  release: () => void
  /** Why `dist/` cannot be written: told where nothing else is wrong, and until then it is compared only. */
  failure?: unknown
}

function holdOf(dist: string, writes: Taking['writes']): Hold {
  const none = { taking: { dist, writes: [] }, release: () => {} }
  try {
    return writes.length === 0 ? none : { taking: { dist, writes }, release: openDist(dist) }
  } catch (failure) {
    return { ...none, failure }
  }
}

interface Compiling extends Pick<Options, 'onProgress'> {
  inputs: InputTexts
  spread: Spread
  request: KeptRequest
  cache: Cache | undefined
}

interface CompiledFleet
  extends
    Pick<KeptFleet, 'diagnostics' | 'accepted' | 'hubs' | 'outputs'>,
    Pick<KeptFolder, 'inputs' | 'groups' | 'compiled'> {
  /** Folders of groups that had to be looked at. */
  parts: readonly Part[]
  /** Folders that are known to hold what they should. */
  standing: ReadonlySet<string>
  judged: () => KeptJudgement
}

/** Compiles each group that is not known, or of which a folder may not be what it should. */
async function compileFleet(compiling: Compiling, taking: Taking): Promise<CompiledFleet> {
  const { inputs, request, cache, onProgress, spread } = compiling
  const known: Known = cache ?? NOTHING_KNOWN
  const read = await linked(inputs, known, spread)
  const plan = planKept(read, request, known)
  const outcomeOf = (group: KeptGroupInputs): KeptGroup | undefined => known.group(group.digest)
  const outputs = plan.fleet?.outputs ?? outputsOf(plan.groups.flatMap((group) => outcomeOf(group) ?? []))
  const standing = cache?.standing(taking.dist, outputs) ?? new Set<string>()
  const isStanding = (name: string): boolean => !(name in outputs) || standing.has(name)
  const groups = plan.groups.filter(
    (group) => !(plan.fleet ?? outcomeOf(group)) || !group.communities.every(isStanding),
  )
  const job = { groups, today: request.today, ...taking }
  const done = await spread.compile(job, progressOf(inputs, onProgress))
  spread.end()
  for (const group of groups) {
    const { outcome } = done.get(group.digest)!
    if (!hasErrors(outcome.diagnostics) && !outcomeOf(group)) known.keep(group.digest, outcome)
  }
  const judged = judging(plan, (group) => done.get(group.digest)?.outcome ?? outcomeOf(group), {
    inputs,
    request,
    known,
  })
  const { diagnostics, accepted, hubs, outputs: wanted } = plan.fleet ?? judged()
  if (!plan.fleet && !hasErrors(diagnostics)) known.keep(plan.digest, { diagnostics, accepted, hubs, outputs: wanted })
  const parts = [...done.values()].flatMap((each) => each.parts)
  const compiled = new Map([...done].flatMap(([digest, each]) => (each.compiled ? [[digest, each.compiled]] : [])))
  const told = { diagnostics, accepted, hubs, outputs: wanted }
  return { ...told, inputs: read, groups: plan.groups, compiled, parts, standing, judged }
}

/** Reads what files say of others, where it is not known. */
async function linked(inputs: InputTexts, known: Known, spread: Spread): Promise<LinkedInputs> {
  const { unknown, ...before } = linkKept(inputs, known)
  const found = await spread.links(unknown)
  for (const [file, links] of found) known.keepLinks(file, before.digests.get(file)!, links)
  return { ...before, links: new Map([...before.links, ...found]) }
}

function progressOf({ folders }: InputTexts, onProgress: Options['onProgress']): (communities: number) => void {
  let done = 0
  return (communities) => onProgress?.((done += communities), folders.length)
}

/** Judges the fleet when it is first asked for. */
function judging(
  { groups }: KeptPlan,
  outcomeOf: (group: KeptGroupInputs) => KeptGroup | undefined,
  { inputs, request, known }: Pick<Compiling, 'inputs' | 'request'> & { known: Known },
): () => KeptJudgement {
  const judge = remembered((_: 'once') => {
    const outcomes = groups.map((group) => outcomeOf(group) ?? compileKeptGroup(group, request).outcome)
    return judgeKept(outcomes, inputs, { ...request, known })
  })
  return () => judge('once')
}

/** Looks at what no group has, and exchanges what is to be written. */
function bring(
  taking: Taking,
  { parts, standing, outputs, judged }: CompiledFleet,
  cache: Cache | undefined,
): Pick<KeptFolder, 'written' | 'left'> {
  const { dist } = taking
  const top = standing.has('') ? [] : [compareOrStage(taking, judged().top)]
  const looked = [...top, ...parts]
  const all = [...looked, ...noLonger(dist, new Set(Object.keys(outputs)))]
  const isOurs = ({ folder }: Part): boolean => isWritten(taking, folder)
  const written = exchange(dist, all.filter(isOurs))
  const left = all.filter((part) => !isOurs(part))
  const stands = looked.filter(
    (part) =>
      part.foreign.length === 0 && (part.changes.length === 0 || (isOurs(part) && written.foreign.length === 0)),
  )
  const digests = Object.fromEntries(stands.map(({ folder }) => [folder, outputs[folder]!]))
  const paths = new Map(stands.map((part) => [part.folder, part.paths]))
  cache?.stands(dist, digests, (name) => paths.get(name)!)
  return { written, left: joined(left) }
}
