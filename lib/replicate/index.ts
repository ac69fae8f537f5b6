/** A repository of its own for one community, on any cloud: its inputs alone, and what they lose on the way. Pure. */
import { compile, type Compilation, type InputTexts } from '../compile.ts'
import { byText } from '../maps.ts'
import { hasErrors, type Diagnostic } from '../diagnostics.ts'
import type { ClusterPlan } from '../plan/types.ts'
import type { Registry } from '../registry.ts'
import { withDomain } from './addresses.ts'
import { clusterFor, withNeededAdmins } from './cluster.ts'
import type { Draft, Originals, Row } from './draft.ts'
import { withoutEffectless } from './effectless.ts'
import { fillInsOf, type FillIn } from './fill-ins.ts'
import { withForeignWords } from './foreign-words.ts'
import { withoutLosses } from './losses.ts'
import { selected } from './selected.ts'

export type { Fate, Row } from './draft.ts'
export type { FillIn } from './fill-ins.ts'

/** Where a community goes. An account or a region may be `FILL-IN`. */
export interface Wish {
  community: string
  cloud: string
  region: string
  account: string
  /** The domain that its hubs are below from now on; else they keep their own. */
  domain?: string
}

export interface Replica {
  /** The inputs of the new repository, by path. */
  texts: ReadonlyMap<string, string>
  /** What is not as it was, by the lines of the original inputs. */
  rows: readonly Row[]
  /** What a person has to write before it can be built. */
  fillIns: readonly FillIn[]
  /** What stands in the way and cannot be taken out: then it does not work on that cloud. */
  refused: readonly Diagnostic[]
  /** What the new repository gives; without outputs while something is to be filled in. */
  compilation: Compilation
}

/** What a replica is made from: the fleet as it was compiled, and the profiles that come with hubloom by their path. */
export interface Source {
  inputs: InputTexts
  fleet: Compilation['fleet']
  shipped: ReadonlyMap<string, string>
  registry: Registry
}

export function replicate(source: Source, wish: Wish): Replica {
  const { registry, shipped } = source
  const { draft, refused, known } = draftFor(source, wish)
  if (refused.length > 0) return replicaOf(draft, { refused, compilation: known.judge(draft.texts), fillIns: [] })
  const whole = withForeignWords(withoutEffectless(draft, known), known)
  const compilation = compileAlone(whole.texts, { community: wish.community, shipped, registry })
  const fillIns = fillInsOf(whole.texts, registry, registry.clouds[wish.cloud]!.facts)
  return replicaOf(whole, { refused, compilation, fillIns })
}

/** The inputs of the new repository without what its cloud refuses. */
export function draftFor(source: Source, wish: Wish) {
  const { registry } = source
  const cluster = clusterNow(source, wish)!
  const file = `communities/${cluster.community}/cluster.yaml`
  const from: Originals = { texts: source.inputs.texts, registry, cluster: file }
  const begun = withDomain(selected(source, wish), { ...source, wish, from })
  const { draft, standIns } = clusterFor(begun, { source, wish, from, cluster })
  const judge = (texts: Texts): Compilation => compileAlone(standIns(texts), { ...source, ...wish })
  const known = { source, from, judge, wish, cluster, registry, standIns }
  return { known, ...withoutLosses(withNeededAdmins(draft, known), known) }
}

type Texts = ReadonlyMap<string, string>

/** What the inputs give in a repository of their own, of which nothing is applied yet. */
const compileAlone = (
  texts: Texts,
  { shipped, registry, community }: Pick<Source, 'shipped' | 'registry'> & Pick<Wish, 'community'>,
): Compilation => compile(new Map([...shipped, ...texts]), [community], { applied: new Map(), registry })

/** The cluster that its hubs run on now: its own, else that of its first hub. */
export function clusterNow(
  { fleet }: Pick<Source, 'fleet'>,
  { community }: Pick<Wish, 'community'>,
): ClusterPlan | undefined {
  const own = fleet.clusters.find((cluster) => cluster.community === community)
  return own ?? fleet.hubs.find((hub) => hub.community === community)?.cluster
}

function replicaOf({ texts, rows }: Draft, more: Pick<Replica, 'refused' | 'compilation' | 'fillIns'>): Replica {
  const failed = more.fillIns.length === 0 && hasErrors(more.compilation.diagnostics)
  const refused = failed ? more.compilation.diagnostics : more.refused
  const sorted = [...rows].sort((a, b) => byText(a.file, b.file) || a.line - b.line || byText(a.setting, b.setting))
  return { ...more, refused, rows: sorted, texts: new Map([...texts].sort(([a], [b]) => byText(a, b))) }
}
