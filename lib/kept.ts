/**
 * A compilation that makes nothing anew of groups whose outcome is known from an earlier build. What is known is asked
 * for by a digest of all that an outcome depends on: inputs, what was applied, the day, and hubloom itself. Outcomes
 * with errors are never known, since their texts may name what other groups have.
 */
import { createHash } from 'node:crypto'
import { appliedOf, communitiesOf, judgeFleet, type InputTexts, type JudgedFleet, type Request } from './compile.ts'
import { compileGroup, type GroupOutcome, type OutputTexts } from './compile-group.ts'
import { hasErrors } from './diagnostics.ts'
import { groupsOf, readLinks, type Group } from './grouping.ts'
import type { Links } from './layers/links.ts'
import { renderChecksums } from './print/checksums.ts'
import { registry as standard, type Registry } from './registry.ts'
import { remembered } from './remembered.ts'

/** Of each folder of `dist/`, a digest of what it holds. */
export type OutputDigests = Readonly<Record<string, string>>

/** What comes of a group without errors, as it is kept. */
export interface KeptGroup extends GroupOutcome {
  hubs: number
  outputs: OutputDigests
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
  /** What a file of that digest says of others. */
  links(file: string, digest: string): Links | undefined
  keepLinks(file: string, digest: string, links: Links): void
}

/** Of builds that keep nothing. */
export const NOTHING_KNOWN: Known = {
  group: () => undefined,
  fleet: () => undefined,
  keep: () => {},
  links: () => undefined,
  keepLinks: () => {},
}

export interface KeptCompilation extends Pick<KeptFleet, 'diagnostics' | 'accepted'> {
  failed: boolean
  hubs: number
  /** Of every folder of `dist/`; none where there are errors. */
  outputs: OutputDigests
  /** The texts of one of these folders: a known group is compiled for them after all. */
  textsOf(folder: string): ReadonlyMap<string, string>
}

/** `version` names hubloom as it is: what another one made is of no use. */
export interface KeptRequest extends Omit<Request, 'plansOnly'> {
  version: string
}

interface Compiling {
  groups: readonly (Group & { digest: string })[]
  compileOne: (group: Group & { digest: string }) => { outcome: KeptGroup; outputs: OutputTexts }
  known: Known
}

export function compileKept(inputs: InputTexts, request: KeptRequest, known: Known): KeptCompilation {
  const { registry = standard } = request
  const whole = { ...request, registry }
  const compiling = compilingOf(inputs, whole, known)
  const { groups, compileOne } = compiling
  const digest = digestOf(['fleet', ...groups.map((group) => group.digest)])
  let all: JudgedAll | undefined
  const judged = (): JudgedAll => (all ??= judgeAll(compiling, inputs, whole))
  const fleet = known.fleet(digest)
  const { failed, hubs, outputs, diagnostics, accepted } = fleet ? { ...fleet, failed: false } : judged()
  if (!fleet && !failed) known.keep(digest, { diagnostics, accepted, hubs, outputs })
  const ownerOf = new Map(groups.flatMap((group) => group.communities.map((name) => [name, group] as const)))
  const textsOf = (folder: string): ReadonlyMap<string, string> =>
    folder === '' ? judged().top : compileOne(ownerOf.get(folder)!).outputs.get(folder)!
  return { failed, hubs, outputs, diagnostics, accepted, textsOf }
}

function compilingOf(
  { texts, folders }: InputTexts,
  request: KeptRequest & { registry: Registry },
  known: Known,
): Compiling {
  const { registry, onProgress, applied } = request
  const digests = new Map([...texts].map(([file, text]) => [file, digestOf([text])]))
  const links = (file: string, text: string): Links => {
    const digest = digests.get(file)!
    const before = known.links(file, digest)
    if (before) return before
    const now = readLinks(registry)(file, text)
    known.keepLinks(file, digest, now)
    return now
  }
  const groups = groupsOf({ texts, folders, applied: communitiesOf(applied) }, links).map((group) => ({
    ...group,
    digest: digestOfGroup(group, digests, request),
  }))
  let done = 0
  const compileOne = remembered((group: Compiling['groups'][number]) => {
    onProgress?.(done, folders.length)
    done += group.communities.length
    const compiled = compileGroup(group, { ...request, applied: appliedOf(group, applied) ?? new Map() })
    const { diagnostics, summaries, docs, outputs, fleet } = compiled
    const outcome = { diagnostics, summaries, docs, hubs: fleet.hubs.length, outputs: digestsOf(outputs) }
    if (!hasErrors(diagnostics)) known.keep(group.digest, outcome)
    return { outcome, outputs }
  })
  return { groups, compileOne, known }
}

interface JudgedAll extends JudgedFleet {
  hubs: number
  outputs: OutputDigests
}

function judgeAll(
  { groups, compileOne, known }: Compiling,
  inputs: InputTexts,
  request: Request & { registry: Registry },
): JudgedAll {
  const outcomes = groups.map((group) => known.group(group.digest) ?? compileOne(group).outcome)
  const judged = judgeFleet(outcomes, inputs, request)
  const own = Object.assign({}, ...outcomes.map(({ outputs }) => outputs)) as OutputDigests
  return {
    ...judged,
    hubs: outcomes.reduce((sum, { hubs }) => sum + hubs, 0),
    outputs: judged.failed ? {} : { ...own, ...digestsOf(new Map([['', judged.top]])) },
  }
}

function digestOfGroup(
  group: Group,
  digests: ReadonlyMap<string, string>,
  { version, today = '', applied }: KeptRequest,
): string {
  return digestOf([
    version,
    today,
    group.communities,
    group.folders,
    group.missing,
    [...group.texts.keys()].map((file) => [file, digests.get(file)]),
    [...(appliedOf(group, applied) ?? [])],
  ])
}

const digestsOf = (outputs: OutputTexts): OutputDigests =>
  Object.fromEntries([...outputs].map(([folder, texts]) => [folder, digestOf([renderChecksums(texts)])]))

const digestOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)
