import { about, type Diagnostic, type LayerName, type Origin, type Problems, type Subject } from '../diagnostics.ts'
import { nodeAt, toPlain, type Node, type Path } from '../layers/tree.ts'
import { isMap, valueAt } from '../maps.ts'
import type { ClusterCapacity, PodAsk } from '../plan/capacity.ts'
import type { ClusterPlan, Fleet, Pool, UncheckedHub } from '../plan/types.ts'
import type { CloudFacts } from '../plan/cloud-facts.ts'
import type { ClusterSummary, FleetSummary, HubSummary } from './summary.ts'

/**
 * What a check sees: the plans of a group, and what clouds and services are. `today` is only known to `check --date`.
 */
export interface Context {
  fleet: Omit<Fleet, 'hubs'> & { hubs: readonly UncheckedHub[] }
  clouds: Readonly<Record<string, CloudFacts>>
  services: {
    /** Releases of hubs and of clusters whose version settings may name, in order. */
    hubReleases: readonly string[]
    clusterReleases: readonly string[]
    /** Namespaces of the clusters' own releases. */
    namespaces: readonly string[]
  }
  /** Of each cluster, by its community: what is asked of its machines, and what they have. */
  capacity: ReadonlyMap<string, ClusterCapacity>
  /** Of each hub, by its id: what its own pods ask for. */
  corePods: (hub: UncheckedHub) => readonly PodAsk[]
  today?: string
}

/** One rule across fields, hubs or clusters. */
export type Rule = (context: Context) => Diagnostic[]

/** What a rule over the whole fleet sees: its summary, and what clouds are. */
export interface FleetContext extends Pick<Context, 'clouds'> {
  fleet: FleetSummary
}

/** A rule that compares communities which have nothing to do with each other otherwise. */
export type FleetRule = (context: FleetContext) => Diagnostic[]

/** A file of rules with the problems that they raise: one line in `index.ts`. */
export interface RuleSet {
  problems: Pick<Problems, 'wording'>
  /** See the plans of one group: communities that share clusters, with all that is theirs. */
  rules: readonly Rule[]
  /**
   * Those of `rules` that judge what a cloud has, by its facts: they are asked of a hub on other clouds, too
   * (portability.ts).
   */
  ofCloud?: readonly Rule[]
  /** See the whole fleet, as `summary.ts` tells it. */
  fleetRules?: readonly FleetRule[]
}

/** Where a hub says what it starts from, if that is in its community's files; else its file. */
export function subjectOfHub({ id, settings }: Pick<UncheckedHub, 'id' | 'settings'>): Subject {
  const profile = settings.nearest(['profile'])
  return { kind: 'hub', id, at: profile.community === undefined ? settings.tree.at : profile }
}

export const subjectOfCluster = ({ community, settings }: ClusterPlan): Subject => ({
  kind: 'cluster',
  id: community,
  at: settings.tree.at,
})

/** Communities of which a hub was planned: of others nobody knows what their hubs would use. */
export const communitiesWithHubs = ({ communities, hubs }: Checked): Checked['communities'] =>
  communities.filter(({ name }) => hubs.some(({ community }) => community === name))

type Checked = Pick<Fleet, 'communities'> & { hubs: readonly Pick<UncheckedHub, 'community'>[] }

/** A rule that looks at one hub at a time. */
export const perHub =
  (find: (hub: UncheckedHub, context: Context) => Diagnostic[]): Rule =>
  (context) =>
    ofEach(context.fleet.hubs, find, { context, subjectOf: subjectOfHub })

/** A rule that looks at one cluster at a time. */
export const perCluster =
  (find: (cluster: ClusterPlan, context: Context) => Diagnostic[]): Rule =>
  (context) =>
    ofEach(context.fleet.clusters, find, { context, subjectOf: subjectOfCluster })

/** A rule over the whole fleet that tells what is wrong with one hub at a time. */
export const eachHub =
  (find: (hub: HubSummary, context: FleetContext) => Diagnostic[]): FleetRule =>
  (context) =>
    ofEach(context.fleet.hubs, find, { context, subjectOf: subjectIn })

/** A rule over the whole fleet that tells what is wrong with one cluster at a time. */
export const eachCluster =
  (find: (cluster: ClusterSummary, context: FleetContext) => Diagnostic[]): FleetRule =>
  (context) =>
    ofEach(context.fleet.clusters, find, { context, subjectOf: subjectIn })

interface Asking<T, C> {
  context: C
  subjectOf: (thing: T) => Subject
}

/** What is found of each, mostly nothing: two hundred rules ask it of every hub. */
function ofEach<T, C>(
  things: readonly T[],
  find: (thing: T, context: C) => Diagnostic[],
  { context, subjectOf }: Asking<T, C>,
): Diagnostic[] {
  const all: Diagnostic[] = []
  for (const thing of things) {
    const found = find(thing, context)
    if (found.length > 0) all.push(...about(subjectOf(thing), found))
  }
  return all
}

const subjectIn = ({ subject }: { subject: Subject }): Subject => subject

/** Rules that look at one cluster, or one hub, of one cloud at a time. */
export const onCloud = (cloud: string) => ({
  perCluster:
    (find: (cluster: ClusterPlan) => Diagnostic[]): Rule =>
    (context) => {
      const there = context.fleet.clusters.filter((cluster) => cluster.cloud === cloud)
      return ofEach(there, find, { context, subjectOf: subjectOfCluster })
    },
  perHub:
    (find: (hub: UncheckedHub) => Diagnostic[]): Rule =>
    (context) => {
      const there = context.fleet.hubs.filter((hub) => hub.cluster.cloud === cloud)
      return ofEach(there, find, { context, subjectOf: subjectOfHub })
    },
})

/**
 * Where somebody can put a thing right that several settings disagree on: the first that a community wrote itself, else
 * the first.
 */
export function theirs(...places: readonly [Origin, ...Origin[]]): Origin {
  return places.find(({ community }) => community !== undefined) ?? places[0]
}

/** Where a cluster says, or would say, how many machines a pool may have. */
export const placeOfLimit = ({ settings }: ClusterPlan, { name, named }: Pick<Pool, 'name' | 'named'>): Origin =>
  named ? settings.nearest(['pools', name, 'max']) : settings.nearest(['machines', 'limits', name])

const LAYERS: readonly (LayerName | undefined)[] = ['base', 'profile', 'community', 'cluster', 'hub']

/** How late in the order of layers something stands: what is later wins, and the rest is inherited. */
export const layerRank = ({ layer }: Origin): number => LAYERS.indexOf(layer)

/** A person, where somebody named them, and in which list. */
export interface Named {
  name: string
  at: Origin
  list: 'admins' | 'users' | 'event'
}

/** A text that the settings say themselves, and where; nothing where it is hubloom's or nobody's. */
export function said(tree: Node, path: Path): { text: string; at: Origin } | undefined {
  const node = nodeAt(tree, path)
  return node?.kind === 'value' && typeof node.value === 'string' ? { text: node.value, at: node.at } : undefined
}

/** Everybody whom the hub's settings name as somebody who may enter; of one person, an admin's place comes first. */
export function peopleNamed({ settings }: UncheckedHub): Named[] {
  const { auth, events = {} } = settings.values
  const inAuth = (list: 'admins' | 'users'): Named[] =>
    (auth[list] ?? []).map((name) => ({ name, list, at: settings.at(['auth', list, name]) }))
  return [
    ...inAuth('admins'),
    ...inAuth('users'),
    ...Object.entries(events).flatMap(([event, { 'sign-in': extra }]) =>
      (extra?.users ?? []).map((name): Named => ({
        name,
        list: 'event',
        at: settings.at(['events', event, 'sign-in', 'users', name]),
      })),
    ),
  ]
}

/** Those of them who have the names that the sign-in gives: JupyterHub's own `username_map` is free to give others. */
export function peopleBySignIn(hub: UncheckedHub): Named[] {
  const config = nodeAt(hub.settings.tree, ['overrides', 'helm', 'jupyterhub', 'hub', 'config'])
  const classes = config && toPlain(config)
  const mapped = (isMap(classes) ? Object.values(classes) : []).flatMap((traits) => {
    const map = valueAt(traits, ['username_map'])
    return isMap(map) ? Object.values(map) : []
  })
  return peopleNamed(hub).filter(({ name }) => !mapped.includes(name))
}

/** Every place that names a group. */
export const groupsNamed = ({
  environments,
  sizes,
  groups,
  roles,
  folders,
  servers,
  cards,
  options,
  settings,
}: UncheckedHub): { group: string; at: Origin }[] => [
  ...environments.flatMap(({ key, groups }) =>
    groups.map((group) => ({ group, at: settings.nearest(['environments', key, 'for', group]) })),
  ),
  ...sizes.flatMap(({ key, groups }) =>
    groups.map((group) => ({ group, at: settings.nearest(['sizes', key, 'for', group]) })),
  ),
  ...groups.map(({ name }) => ({ group: name, at: settings.at(['groups', name]) })),
  ...folders
    .filter(({ named }) => named)
    .flatMap(({ name, readers, writers }) =>
      [readers, writers].flatMap((who) =>
        typeof who === 'string' ? [] : who.map((group) => ({ group, at: settings.nearest(['folders', name]) })),
      ),
    ),
  ...servers.mounts.flatMap(({ path, groups, writers }) => [
    ...groups.map((group) => ({ group, at: settings.nearest(['mounts', path, 'for', group]) })),
    ...writers.map((group) => ({ group, at: settings.nearest(['mounts', path, 'write-for', group]) })),
  ]),
  ...(servers.images.building?.groups ?? []).map((group) => ({
    group,
    at: settings.nearest(['image-building', 'for', group]),
  })),
  ...cards.flatMap(({ key, groups }) =>
    groups.map((group) => ({ group, at: settings.nearest(['form', 'cards', key, 'for', group]) })),
  ),
  ...roles.flatMap(({ name, asked }) =>
    asked.groups.map((group) => ({
      group,
      at:
        asked.staffOf === group
          ? settings.at(['roles', name, 'staff-of'])
          : settings.nearest(['roles', name, 'for', group]),
    })),
  ),
  ...options.flatMap(({ key: option, choices }) =>
    choices.flatMap(({ key, groups }) =>
      groups.map((group) => ({
        group,
        at: settings.nearest(['form', 'options', option, 'choices', key, 'for', group]),
      })),
    ),
  ),
]

/** Whom a hub's settings let into its buckets beside its servers, and where. */
export const othersOfBuckets = ({ buckets, settings }: UncheckedHub): { who: string; at: Origin }[] =>
  buckets.flatMap(({ key, writers, readers }) => [
    ...writers.map((who) => ({ who, at: settings.at(['buckets', key, 'writers', who]) })),
    ...readers.map((who) => ({ who, at: settings.at(['buckets', key, 'readers', who]) })),
  ])
