/** What the pages tell, looked up once: plans, bundles and problems of each hub and cluster. Computes no fact anew. */
import type { Accepted } from '../acceptance.ts'
import { capacities, podsOfHub } from '../capacity.ts'
import type { Compilation } from '../compile.ts'
import { describeBundle, PRICES } from '../describe.ts'
import type { Diagnostic } from '../diagnostics.ts'
import type { FleetChange } from '../diff/index.ts'
import type { Bundle, Part } from '../emit.ts'
import type { Layer } from '../layers/inputs.ts'
import type { ClusterCapacity } from '../plan/capacity.ts'
import { byCommunity } from '../plan/communities.ts'
import { eventCrowds, fullFirst, usualCrowd, type Crowd, type FullFirst } from '../plan/full-first.ts'
import type { ClusterPlan, HubPlan } from '../plan/types.ts'
import { usualPools, type UsualPool } from '../plan/usual-day.ts'
import type { BundleDocs, EventDocs, HubDocs } from '../readme/index.ts'
import type { Registry } from '../registry.ts'
import { textOf } from '../wording.ts'

/** What a site is made from. The inputs must be without errors. */
export interface SiteGiven {
  compilation: Pick<Compilation, 'fleet' | 'bundles' | 'diagnostics' | 'accepted'>
  layers: readonly Layer[]
  /** Inputs by path. */
  texts: ReadonlyMap<string, string>
  registry: Registry
  version: string
  title: string
  /** Whether single people are named, as in the inputs; else they are counted. */
  named: boolean
  /** What differs from an earlier version of the fleet, where one was asked for. */
  compared?: { against: string; changes: readonly FleetChange[] } | undefined
}

export interface Site extends Pick<SiteGiven, 'layers' | 'registry' | 'version' | 'title' | 'named' | 'compared'> {
  hubs: readonly HubFacts[]
  clusters: readonly ClusterFacts[]
  communities: ReadonlyMap<string, string>
  prices: BundleDocs['prices']
  /** Files of profiles that are no community's, by path. */
  profileTexts: ReadonlyMap<string, string>
  /** The entries of the navigation. */
  pages: readonly { path: string; name: string }[]
}

export interface HubFacts {
  plan: HubPlan
  /** Its title, with its own name where others are called like that, too. */
  name: string
  docs: HubDocs
  part: Part
  problems: readonly Problem[]
  events: readonly EventDocs[]
  /** What its own pods ask of core machines: MiB and thousandths of a core. */
  core: { memory: number; cpu: number; pods: number }
}

export interface ClusterFacts {
  plan: ClusterPlan
  docs: NonNullable<BundleDocs['cluster']>
  capacity: ClusterCapacity
  hubs: readonly HubFacts[]
  /** At each event, in order of date, and last on a usual day. */
  crowds: readonly CrowdFacts[]
  /** What usual days take of each pool where people work. */
  usual: readonly UsualPool[]
  problems: readonly Problem[]
}

/** People who come together, and what they would fill first; nothing where nobody comes. */
export interface CrowdFacts {
  crowd: Crowd
  first: FullFirst | undefined
}

/** What `check` says, and why that is accepted where it is. */
export interface Problem {
  code: string
  severity: Diagnostic['severity']
  message: string
  help: string
  place: string
  accepted?: string
}

export function siteFacts(given: SiteGiven): Site {
  const { compilation, registry, layers, version, title, named, compared } = given
  const { fleet, bundles } = compilation
  const capacity = capacities(fleet, registry)
  const parts = byCommunity(fleet)
  const told = bundles.map((bundle) => ({
    bundle,
    docs: describeBundle(bundle, { fleet: parts.get(bundle.community)!, registry, capacity }),
  }))
  const problems = problemsBySubject(compilation)
  const titles = countBy(fleet.hubs.map(({ title }) => title))
  const hubs = told.flatMap((each) => hubsOf(each, { problems, registry, titles }))
  const clusters = told.flatMap(({ bundle: { cluster }, docs }) => {
    if (!cluster || !docs.cluster) return []
    const { plan } = cluster
    const own = hubs.filter((hub) => hub.plan.cluster === plan)
    const facts = { plan, docs: docs.cluster, capacity: capacity.get(plan.community)!, hubs: own }
    return {
      ...facts,
      crowds: crowdsOf(facts),
      usual: usualPools(
        own.map(({ plan: hub }) => hub),
        facts.capacity.pools,
      ),
      problems: problems(`${plan.community}/cluster`, `communities/${plan.community}/cluster.yaml`),
    }
  })
  return {
    layers,
    registry,
    version,
    title,
    named,
    compared,
    hubs,
    clusters,
    communities: new Map(fleet.communities.map(({ name, settings }) => [name, settings.name])),
    prices: PRICES,
    profileTexts: new Map([...given.texts].filter(([path]) => !path.startsWith('communities/'))),
    pages: [
      { path: 'index.html', name: 'Hubs' },
      { path: 'clusters/index.html', name: 'Clusters' },
      { path: 'data.html', name: 'Data' },
      { path: 'use-cases/index.html', name: 'Use cases' },
      ...(compared ? [{ path: 'changes/index.html', name: 'Changes' }] : []),
    ],
  }
}

function crowdsOf({ hubs, capacity }: Pick<ClusterFacts, 'hubs' | 'capacity'>): CrowdFacts[] {
  const core = new Map(hubs.map((hub) => [hub.plan, hub.core]))
  const plans = [...core.keys()]
  return [...eventCrowds(plans), usualCrowd(plans)].map((crowd) => ({
    crowd,
    first: fullFirst(crowd, { capacity, hubs: plans, coreOf: (hub) => core.get(hub)! }),
  }))
}

export const clusterOf = ({ plan }: Pick<HubFacts, 'plan'>, { clusters }: Pick<Site, 'clusters'>): ClusterFacts =>
  clusters.find((cluster) => cluster.plan === plan.cluster)!

/** How often each is there. */
export function countBy(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

interface Told {
  bundle: Bundle
  docs: BundleDocs
}

type ProblemsOf = (id: string, file: string) => readonly Problem[]

interface Around {
  problems: ProblemsOf
  registry: Registry
  /** How many hubs have each title. */
  titles: ReadonlyMap<string, number>
}

function hubsOf({ bundle, docs }: Told, { problems, registry, titles }: Around): HubFacts[] {
  const byName = new Map(docs.hubs.map((hub) => [hub.name, hub]))
  return bundle.hubs.map((part) => {
    const { plan } = part
    const pods = podsOfHub(plan, registry)
    const sum = (of: 'memory' | 'cpu'): number => pods.reduce((all, pod) => all + pod[of] * (pod.count ?? 1), 0)
    return {
      plan,
      name: titles.get(plan.title) === 1 ? plan.title : `${plan.title} (${plan.hub})`,
      part,
      docs: byName.get(plan.hub)!,
      problems: problems(plan.id, `communities/${plan.community}/hubs/${plan.hub}.yaml`),
      events: docs.events.filter(({ hub }) => hub === plan.id),
      core: {
        memory: sum('memory'),
        cpu: sum('cpu'),
        pods: pods.reduce((all, { count = 1 }) => all + count, 0),
      },
    }
  })
}

/** Problems that name a hub or a cluster, and those at a line of its own file. */
function problemsBySubject({ diagnostics, accepted }: Pick<Compilation, 'diagnostics' | 'accepted'>): ProblemsOf {
  const all = [
    ...diagnostics.map((diagnostic) => ({ diagnostic, reason: undefined })),
    ...accepted.map(({ diagnostic, reason }: Accepted) => ({ diagnostic, reason })),
  ]
  const found = new Map<string, Problem[]>()
  for (const { diagnostic, reason } of all) {
    const { code, severity, at, subject } = diagnostic
    const { message, help } = textOf(diagnostic)
    const problem = { code, severity, message, help, place: `${at.file}:${at.line}`, accepted: reason }
    for (const key of new Set([subject?.id ?? at.file, at.file])) found.set(key, [...(found.get(key) ?? []), problem])
  }
  return (id, file) => [...new Set([...(found.get(id) ?? []), ...(found.get(file) ?? [])])]
}

/** What `check` says of a hub and nobody has accepted. */
export const openProblems = ({ problems }: Pick<HubFacts, 'problems'>): readonly Problem[] =>
  problems.filter(({ accepted }) => accepted === undefined)

/** Paths of pages below the site's top. */
export const hubPath = ({ community, hub }: Pick<HubPlan, 'community' | 'hub'>): string =>
  `hubs/${community}/${hub}.html`
export const clusterPath = ({ community }: Pick<ClusterPlan, 'community'>): string => `clusters/${community}.html`
