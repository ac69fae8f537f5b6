/**
 * The steps of a compilation that makes nothing anew of groups whose outcome is known from an earlier build. What is
 * known is asked for by a digest of all that an outcome depends on: inputs, what was applied, the day, and hubloom
 * itself. Outcomes with errors are never known, since their texts may name what other groups have.
 */
import { createHash } from 'node:crypto'
import { findInCommon, judgeFleet, type InputTexts, type JudgedFleet, type Request } from './compile.ts'
import { compileGroup, type CompiledGroup, type GroupOutcome } from './compile-group.ts'
import type { Diagnostic } from './diagnostics.ts'
import { groupsOf, type Group } from './grouping.ts'
import type { Links } from './layers/links.ts'
import { grouped } from './maps.ts'
import { renderChecksums } from './print/checksums.ts'
import { registry as standard } from './registry.ts'

/** Of each folder of `dist/`, a digest of what it holds. */
export type OutputDigests = Readonly<Record<string, string>>

/** What comes of a group without errors, as it is kept. */
export interface KeptGroup extends GroupOutcome {
  hubs: number
  outputs: OutputDigests
  /** A digest of its summaries. */
  summary: string
}

/** What is told of a fleet without errors, as it is kept. */
export interface KeptFleet extends Pick<JudgedFleet, 'diagnostics' | 'accepted'> {
  hubs: number
  outputs: OutputDigests
}

/** What is known from earlier builds; `keep` is told what is new. */
export interface Known {
  group(digest: string): KeptGroup | undefined
  fleet(digest: string): KeptFleet | undefined
  keep(digest: string, outcome: KeptGroup | KeptFleet): void
  /** Told what this build may ask for: the fleet, and its groups. */
  asks(fleet: string, groups: readonly string[]): void
  /** What a file of that digest says of others. */
  links(file: string, digest: string): Links | undefined
  keepLinks(file: string, digest: string, links: Links): void
  /** What rules over the whole fleet find in summaries of that digest. */
  common(digest: string): readonly Diagnostic[] | undefined
  keepCommon(digest: string, found: readonly Diagnostic[]): void
}

/** Of builds that keep nothing. */
export const NOTHING_KNOWN: Known = {
  group: () => undefined,
  fleet: () => undefined,
  keep: () => {},
  asks: () => {},
  links: () => undefined,
  keepLinks: () => {},
  common: () => undefined,
  keepCommon: () => {},
}

/** `version` names hubloom as it is: what another one made is of no use. */
export interface KeptRequest extends Omit<Request, 'plansOnly' | 'bundlesOnly' | 'onProgress'> {
  version: string
}

/** A group, with the digest of all that its outcome depends on and what was applied of it. */
export interface KeptGroupInputs extends Group {
  digest: string
  applied: ReadonlyMap<string, string>
}

/** What a build may have to do. */
export interface KeptPlan {
  groups: readonly KeptGroupInputs[]
  /** Of the fleet as a whole. */
  digest: string
  /** What is known of the fleet as a whole: then nothing need be judged. */
  fleet: KeptFleet | undefined
}

/** Inputs of which is known what each says of others. */
export interface LinkedInputs extends InputTexts {
  /** Of each text. */
  digests: ReadonlyMap<string, string>
  links: ReadonlyMap<string, Links>
}

/** What is known of what files say of others; `unknown` are those that have to be read. */
export function linkKept(inputs: InputTexts, known: Known): LinkedInputs & { unknown: readonly string[] } {
  const digests = new Map([...inputs.texts].map(([file, text]) => [file, digestOfText(text)]))
  const links = new Map<string, Links>()
  const unknown: string[] = []
  for (const [file, digest] of digests) {
    const found = known.links(file, digest)
    if (found) links.set(file, found)
    else unknown.push(file)
  }
  return { ...inputs, digests, links, unknown }
}

export function planKept(inputs: LinkedInputs, request: KeptRequest, known: Known): KeptPlan {
  const { applied = new Map<string, string>() } = request
  const { texts, folders, digests, links } = inputs
  const records = grouped([...applied], ([path]) => path.split('/')[0]!)
  const fleet = { texts, folders, applied: [...records.keys()] }
  const groups = groupsOf(fleet, (file) => links.get(file)!).map((group): KeptGroupInputs => {
    const own = new Map(group.communities.flatMap((name) => records.get(name) ?? []))
    return { ...group, applied: own, digest: digestOfGroup({ ...group, applied: own }, digests, request) }
  })
  const digest = digestOf(['fleet', ...groups.map((group) => group.digest)])
  known.asks(
    digest,
    groups.map((group) => group.digest),
  )
  return { groups, digest, fleet: known.fleet(digest) }
}

/** A folder of `dist/`: its texts, and the list of them. */
export interface OutputFolder {
  folder: string
  texts: ReadonlyMap<string, string>
  list: string
}

/** Compiles a group: what is kept of it, the folders that come of it, and all that these come of. */
export function compileKeptGroup(
  group: KeptGroupInputs,
  { today, registry = standard }: Pick<Request, 'today' | 'registry'>,
): { outcome: KeptGroup; folders: readonly OutputFolder[]; compiled: CompiledGroup } {
  const compiled = compileGroup(group, { today, registry, applied: group.applied })
  const { diagnostics, summaries, docs, outputs, fleet } = compiled
  const folders = [...outputs].map(([folder, texts]) => outputFolder(folder, texts))
  const told = { diagnostics, summaries, docs, summary: digestOf(summaries) }
  const outcome = { ...told, hubs: fleet.hubs.length, outputs: digestsOf(folders) }
  return { outcome, folders, compiled }
}

/** What is told of a fleet, from what its groups tell. */
export interface KeptJudgement extends KeptFleet {
  failed: boolean
  /** The top of `dist/`. */
  top: OutputFolder
}

export function judgeKept(
  outcomes: readonly KeptGroup[],
  inputs: InputTexts,
  { known, ...request }: Omit<KeptRequest, 'version'> & { known: Known },
): KeptJudgement {
  const { registry = standard } = request
  const digest = digestOf(outcomes.map(({ summary }) => summary))
  const common = known.common(digest) ?? findInCommon(outcomes, registry)
  known.keepCommon(digest, common)
  const judged = judgeFleet(outcomes, inputs, { ...request, registry, common })
  const { diagnostics, accepted, failed, top: texts } = judged
  const top = outputFolder('', texts)
  const hubs = outcomes.reduce((sum, each) => sum + each.hubs, 0)
  return { diagnostics, accepted, failed, hubs, top, outputs: failed ? {} : outputsOf(outcomes, [top]) }
}

/** What the folders of groups hold, and these. */
export const outputsOf = (outcomes: readonly KeptGroup[], folders: readonly OutputFolder[] = []): OutputDigests =>
  Object.assign({}, ...outcomes.map(({ outputs }) => outputs), digestsOf(folders)) as OutputDigests

function digestOfGroup(
  group: Omit<KeptGroupInputs, 'digest'>,
  digests: ReadonlyMap<string, string>,
  { version, today = '' }: KeptRequest,
): string {
  return digestOf([
    version,
    today,
    group.communities,
    group.folders,
    group.missing,
    [...group.texts.keys()].map((file) => [file, digests.get(file)]),
    [...group.applied],
  ])
}

const outputFolder = (folder: string, texts: ReadonlyMap<string, string>): OutputFolder => ({
  folder,
  texts,
  list: renderChecksums(texts),
})

const digestsOf = (folders: readonly OutputFolder[]): OutputDigests =>
  Object.fromEntries(folders.map(({ folder, list }) => [folder, digestOfText(list)]))

const digestOf = (parts: readonly unknown[]): string => digestOfText(JSON.stringify(parts))

const digestOfText = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 40)
