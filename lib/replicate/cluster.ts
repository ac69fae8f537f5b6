/** The cluster of the new repository: its owner's file without what was for others, or for a tenant a new one. */
import type { Compilation, InputTexts } from '../compile.ts'
import type { Plain } from '../layers/tree.ts'
import { toPlain } from '../layers/tree.ts'
import { withSetting } from '../layers/edit.ts'
import type { CloudFacts } from '../plan/cloud-facts.ts'
import type { ClusterPlan, Fleet } from '../plan/types.ts'
import { cluster as clusterKind, stateLines } from '../start/cluster.ts'
import { FILL_IN } from './fill-ins.ts'
import type { Source, Wish } from './index.ts'
import { replaced, standingAt, removed, withRow, type Draft, type Originals } from './draft.ts'
import { withMachines } from './machines.ts'
import type { Path } from './paths.ts'

interface Known {
  source: Source
  wish: Wish
  from: Originals
  /** The one that its hubs run on now. */
  cluster: ClusterPlan
}

type Texts = InputTexts['texts']

/** The draft with its cluster, and texts with something in place of what is still to be filled in. */
export function clusterFor(draft: Draft, known: Known): { draft: Draft; standIns: (texts: Texts) => Texts } {
  const { source, wish, cluster } = known
  const owned = cluster.community === wish.community
  const begun = owned ? ownersFile(draft, known) : tenantsFile(draft, known)
  const clouds = { before: factsOf(cluster.cloud, source), after: factsOf(wish.cloud, source) }
  const moved = withMachines(withBudget(begun, known), { ...clouds, from: known.from })
  return {
    draft: withQuotes(moved, wish, clouds.after),
    standIns: (texts) => filled(texts, fileOf(wish), clouds.after),
  }
}

/** In quotes where an account is a number: whoever fills it in writes between them, and YAML keeps its zeros. */
function withQuotes(draft: Draft, wish: Wish, { forms }: CloudFacts): Draft {
  const file = fileOf(wish)
  if (!/^[0-9]+$/.test(forms.examples.account)) return draft
  const text = draft.texts.get(file)!.replace(`\naccount: ${FILL_IN}`, `\naccount: "${FILL_IN}"`)
  return { ...draft, texts: new Map(draft.texts).set(file, text) }
}

const fileOf = ({ community }: Wish): string => `communities/${community}/cluster.yaml`

const factsOf = (cloud: string, { registry }: Source): CloudFacts => registry.clouds[cloud]!.facts

/** Settings of a cluster that are of one account or region, or for hubs of others, and why they do not come along. */
const LEFT: readonly (readonly [path: Path, why: string])[] = [
  [['tenancy'], 'for its own hubs alone'],
  [['default'], 'for its own hubs alone'],
  [['zones'], 'chosen anew in the new region'],
  [['state'], 'the state of what runs now stays where it is; name a place for the new one'],
  [['network', 'existing'], 'a network of the old account'],
  [['deployer'], 'names the repository that deploys what runs now; write it again with the new one'],
  [['deploy'], 'the new hubs are made with make; write it again once the new repository has its address'],
  [['machines', 'replacing'], 'machines that only the old cluster has'],
]

/** The same file, and what a base of the fleet's own says of clusters. */
function ownersFile(draft: Draft, known: Known): Draft {
  const { source, wish, from, cluster } = known
  const file = fileOf(wish)
  const text = source.inputs.texts.get(file)!
  const begun = { ...draft, texts: new Map(draft.texts).set(file, text) }
  const left = withoutLeft(withoutPoolsOfOthers(withOwnWords(begun, known), known), known)
  const placed = (['cloud', 'region', 'account'] as const).reduce((so, key) => {
    if (standingAt(so.texts.get(file)!, [key]) === wish[key]) return so
    const told = { fate: 'changed', why: `now ${wish[key]}`, from } as const
    return replaced(withRow(so, { file, path: [key] }, told), { file, path: [key] }, wish[key])
  }, left)
  const next = withAdmins(placed, known)
  const noted = `${next.texts.get(file)!.trimEnd()}\n${stateLines(wish.cloud).join('\n')}\n`
  return {
    ...next,
    texts: new Map(next.texts).set(file, cluster.state.kind === 'http' ? next.texts.get(file)! : noted),
  }
}

/** The first comment of a file, after the line that is for editors. */
const TOP = /^((?:# yaml-language-server:.*\n)?)((?:#.*\n)+)/

/** What stands at the top of a shared cluster's file speaks of hubs that do not come along. */
function withOwnWords(draft: Draft, { wish, cluster }: Known): Draft {
  const file = fileOf(wish)
  const text = draft.texts.get(file)!
  const [, editors = '', comment = ''] = TOP.exec(text) ?? []
  if (comment === '' || cluster.tenancy !== 'shared') return draft
  const next = text.replace(TOP, () => `${editors}# The cluster of ${wish.community}, for its own hubs alone.\n`)
  const line = editors.split('\n').length
  const was = comment.trim().replaceAll('\n# ', ' ')
  const row = { fate: 'changed', file, line, setting: 'the comment', was, why: 'for its own hubs alone' } as const
  return { texts: new Map(draft.texts).set(file, next), rows: [...draft.rows, row] }
}

function withoutLeft(draft: Draft, { wish, from }: Known): Draft {
  const places = LEFT.flatMap(([path, why]) => [
    { file: fileOf(wish), path, why },
    { file: 'profiles/base.yaml', path: ['clusters', ...path], why },
  ])
  return places.reduce((so, { file, path, why }) => {
    const text = so.texts.get(file)
    if (text === undefined || standingAt(text, path) === undefined) return so
    return removed(so, { file, path }, { fate: 'changed', why, from }) ?? so
  }, draft)
}

/** Pools that hubs of others had to themselves go; those of several lose the others. */
function withoutPoolsOfOthers(draft: Draft, { wish, from, source }: Known): Draft {
  const file = fileOf(wish)
  const pools = standingAt(draft.texts.get(file)!, ['pools']) as Record<string, { hubs?: unknown }> | undefined
  const isOwn = (hub: string): boolean =>
    source.fleet.hubs.some(
      ({ id }) => id.startsWith(`${wish.community}/`) && (id === hub || id === `${wish.community}/${hub}`),
    )
  return Object.entries(pools ?? {}).reduce((so, [pool, { hubs }]) => {
    if (!Array.isArray(hubs)) return so
    const own = hubs.map(String).filter(isOwn)
    if (own.length === hubs.length) return so
    if (own.length === 0)
      return removed(so, { file, path: ['pools', pool] }, { fate: 'changed', why: 'for hubs of others', from }) ?? so
    const place = { file, path: ['pools', pool, 'hubs'] }
    return replaced(withRow(so, place, { fate: 'changed', why: `now ${own.join(', ')}`, from }), place, own)
  }, draft)
}

/** Who administers it, where those who do now are of another cloud or account: somebody has to say. */
function withAdmins(draft: Draft, { wish, from, cluster, source }: Known): Draft {
  const place = { file: fileOf(wish), path: ['admins'] }
  const { accountNamed } = factsOf(cluster.cloud, source).forms
  const stay = wish.cloud === cluster.cloud && !cluster.admins.some((each) => accountNamed?.(each) === cluster.account)
  if (cluster.admins.length === 0 || stay) return draft
  const told = { fate: 'changed', why: 'people and roles of the new account administer the new cluster', from } as const
  return replaced(withRow(draft, place, told), place, [FILL_IN])
}

/** With somebody who administers it, where its hubs cannot be without: less is refused with one. */
export function withNeededAdmins(
  draft: Draft,
  { wish, judge }: { wish: Wish; judge: (texts: Texts) => Pick<Compilation, 'diagnostics'> },
): Draft {
  const place = { file: fileOf(wish), path: ['admins'] }
  if (standingAt(draft.texts.get(place.file)!, place.path) !== undefined) return draft
  const withOne = replaced(draft, place, [FILL_IN])
  const errors = ({ texts }: Draft): number =>
    judge(texts).diagnostics.filter(({ severity }) => severity === 'error').length
  const before = errors(draft)
  return before > 0 && errors(withOne) < before ? withOne : draft
}

/** A budget needs what its cloud asks for beside it. */
function withBudget(draft: Draft, { wish, source }: Known): Draft {
  const file = fileOf(wish)
  if (standingAt(draft.texts.get(file)!, ['budget']) === undefined) return draft
  return Object.keys(factsOf(wish.cloud, source).settings.budget ?? {}).reduce((so, key) => {
    const path = ['budget', key]
    return standingAt(so.texts.get(file)!, path) === undefined ? replaced(so, { file, path }, FILL_IN) : so
  }, draft)
}

/** What a tenant's hubs count on that its new cluster has as well. */
const SHARED = ['kubernetes', 'ingress', 'core'] as const

/** A new file, with the pools that its hubs name and what they are used to. */
function tenantsFile(draft: Draft, { wish, cluster, source }: Known): Draft {
  const file = fileOf(wish)
  const { community, cloud, account, region } = wish
  const begun = clusterKind.files({ community, cloud, account, region }).get(file)!
  const said = source.inputs.texts.get(`communities/${cluster.community}/cluster.yaml`)
  const copied = SHARED.flatMap((key): [string, Plain][] => {
    const value = said === undefined ? undefined : standingAt(said, [key])
    return value === undefined ? [] : [[key, value as Plain]]
  })
  const pools = poolsOf(source.fleet, { community, cluster })
  const all = [...copied, ...(Object.keys(pools).length > 0 ? [['pools', pools] as [string, Plain]] : [])]
  const text = all.reduce((so, [key, value]) => withSetting(so, { path: [key], value }) ?? so, begun)
  return { ...draft, texts: new Map(draft.texts).set(file, text) }
}

/** Pools of the shared cluster that a community's hubs name, or have to themselves. */
function poolsOf(
  { hubs }: Fleet,
  { community, cluster }: { community: string; cluster: ClusterPlan },
): Record<string, Plain> {
  const own = hubs.filter((hub) => hub.community === community)
  const named = new Set(own.flatMap(({ sizes }) => sizes.map(({ pool }) => pool)))
  const pools = toPlain(cluster.settings.tree) as { pools?: Record<string, Record<string, Plain>> }
  return Object.fromEntries(
    Object.entries(pools.pools ?? {}).flatMap(([name, pool]) => {
      const hubsOfPool = [pool['hubs'] ?? []].flat().map(String)
      const ours = hubsOfPool.filter((hub) => hub.startsWith(`${community}/`)).map((hub) => hub.split('/')[1]!)
      if (!named.has(name) && ours.length === 0) return []
      return [[name, ours.length > 0 ? { ...pool, hubs: ours } : pool]]
    }),
  )
}

/** With examples of the cloud in place of what is to be filled in: what is judged then does not depend on it. */
function filled(texts: Texts, file: string, { forms, settings }: CloudFacts): Texts {
  const examples: readonly (readonly [Path, Plain])[] = [
    [['region'], forms.examples.region],
    [['account'], forms.examples.account],
    [['admins'], [forms.examples.admin]],
    ...Object.entries(settings.budget ?? {}).map(
      ([key, schema]) => [['budget', key], ((schema as { examples?: Plain[] }).examples ?? [])[0] ?? ''] as const,
    ),
  ]
  const text = examples.reduce((so, [path, value]) => {
    const isOpen = JSON.stringify(standingAt(so, path) ?? null).includes(FILL_IN)
    return isOpen ? (withSetting(so, { path: path.map(String), value }) ?? so) : so
  }, texts.get(file)!)
  return new Map(texts).set(file, text)
}
