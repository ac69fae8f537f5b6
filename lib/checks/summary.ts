/**
 * What rules over the whole fleet see of it: plain data that each group of communities gives of itself, with the places
 * in its files. A rule that needs more adds it here; all other rules see the plans of their own group only.
 */
import type { Origin, Subject } from '../diagnostics.ts'
import type { Attachment } from '../layers/attachments.ts'
import type { MapNode, Node } from '../layers/tree.ts'
import type { CloudFacts } from '../plan/cloud-facts.ts'
import { byPath } from '../plan/communities.ts'
import { placeOfHomes } from '../plan/home.ts'
import { textVariables } from '../plan/pods.ts'
import type { ClusterPlan, CommunityPlan, Fleet, UncheckedHub } from '../plan/types.ts'
import { subjectOfCluster, subjectOfHub, theirs } from './check.ts'

export interface FleetSummary {
  communities: readonly CommunitySummary[]
  clusters: readonly ClusterSummary[]
  hubs: readonly HubSummary[]
}

interface CommunitySummary {
  name: string
  url?: string | undefined
  /** Addresses, and what speaks of an account, in the files that it keeps beside its YAML. */
  written: readonly Said[]
}

/** A text of the settings, and where it stands. */
export interface Said {
  text: string
  at: Origin
}

/** A text that may name what belongs to others, and the setting that has it. */
export interface Naming extends Said {
  setting: string
}

export interface ClusterSummary {
  community: string
  name: string
  cloud: string
  account: string
  subject: Subject
  /** Where its name is said, or its file. */
  named: Origin
  /** Where it is said to be the fleet's default; nothing where it is none. */
  isDefault?: Origin
  /** What machines and workflows are called at the cloud. */
  identities: readonly string[]
  /** That of the network first. */
  ranges: readonly (Said & { setting: 'range' | 'pods' | 'services' })[]
  /** The name at which its monitoring is reached. */
  monitoring?: Said
  admins: readonly Said[]
  /** The bucket of its state. */
  state?: Said
  /** Texts that may name what belongs to others, where that would be no choice. */
  naming: readonly Naming[]
}

export interface HubSummary {
  id: string
  community: string
  hub: string
  subject: Subject
  /** Its own file. */
  file: Origin
  cluster: Pick<ClusterPlan, 'community' | 'name' | 'cloud' | 'account'>
  domain: Said
  moreDomains: readonly Said[]
  /** The web page of its community. */
  ownerUrl?: string | undefined
  identity?: string | undefined
  hubIdentity?: string | undefined
  /** What it takes over beside buckets. */
  taken: readonly Taken[]
  buckets: readonly { url: string; fullName: string; at: Origin }[]
  /** Outside buckets, and where they are listed. */
  grants: readonly { url: string; at: Origin }[]
  images: readonly Said[]
  /** Places that it would push images to. */
  registries: readonly Said[]
  /** Variables of servers with the address of something. */
  variables: readonly (Said & { variable: string })[]
  /** Texts that may name what belongs to others, where that would be no choice. */
  naming: readonly Naming[]
  /** The share of others that its homes lie on. */
  share?: SharedHomes
}

/** Something that is there already, and where it is named. The key is the same for the same thing. */
export interface Taken {
  kind: 'disk' | 'identity' | 'vault'
  key: string
  id: string
  at: Origin
}

/** The identity that a hub names. */
export const takenIdentity = ({ taken }: Pick<HubSummary, 'taken'>): Taken | undefined =>
  taken.find(({ kind }) => kind === 'identity')

interface SharedHomes {
  server: string
  path: string
  /** Whether each of its people has a folder there, and where their homes lie. */
  folders: boolean
  place: string | undefined
  /** Whether admins see all of the share. */
  wholeShare: boolean
  at: Origin
}

/** What is told of some communities and all that is theirs. */
export const summaryOf = (
  { communities, clusters, hubs }: Omit<Fleet, 'hubs'> & { hubs: readonly UncheckedHub[] },
  clouds: Readonly<Record<string, CloudFacts>>,
): FleetSummary => ({
  communities: communities.map((community) => communitySummary(community, clouds)),
  clusters: clusters.map((cluster) => clusterSummary(cluster, clouds[cluster.cloud]!)),
  hubs: hubs.map((hub) => hubSummary(hub, clouds[hub.cluster.cloud]!)),
})

/** Of several groups, as if they were one: in the order in which a whole fleet is planned. */
export const joinSummaries = (all: readonly FleetSummary[]): FleetSummary => ({
  communities: all.flatMap(({ communities }) => communities).sort(byPath(({ name }) => name)),
  clusters: all.flatMap(({ clusters }) => clusters).sort(byPath(({ community }) => community)),
  hubs: all.flatMap(({ hubs }) => hubs).sort(byPath(({ file }) => file.file)),
})

const communitySummary = (
  { name, settings: { url }, attachments }: CommunityPlan,
  clouds: Readonly<Record<string, CloudFacts>>,
): CommunitySummary => ({ name, url, written: attachments.flatMap((each) => writtenIn(each, Object.values(clouds))) })

/** Words of a file, as code and pages have them. */
function writtenIn({ file, text, binary, community }: Attachment, clouds: readonly CloudFacts[]): Said[] {
  if (binary) return []
  return text
    .split('\n')
    .flatMap((line, i) =>
      [...line.matchAll(/[^\s"'`<>()[\]{},;]+/g)].flatMap(({ 0: word, index }) =>
        addressIn(word) === undefined && !clouds.some(({ forms }) => forms.accountNamed?.(word) !== undefined)
          ? []
          : [{ text: word, at: { file, line: i + 1, column: index + 1, community } }],
      ),
    )
}

function clusterSummary(plan: ClusterPlan, facts: CloudFacts): ClusterSummary {
  const { community, name, cloud, account, settings, monitoring } = plan
  return {
    community,
    name,
    cloud,
    account,
    subject: subjectOfCluster(plan),
    named: theirs(settings.nearest(['name']), settings.tree.at),
    ...(plan.isDefault ? { isDefault: theirs(settings.nearest(['default']), settings.tree.at) } : {}),
    identities: facts.ownIdentities?.(plan) ?? [],
    ranges: rangesOf(plan, facts),
    ...(monitoring.domain
      ? { monitoring: { text: monitoring.domain, at: settings.nearest(['monitoring', 'domain']) } }
      : {}),
    admins: plan.admins.map((text) => ({ text, at: settings.nearest(['admins', text]) })),
    ...(plan.state.bucket === undefined
      ? {}
      : { state: { text: plan.state.bucket, at: settings.nearest(['state', 'bucket']) } }),
    naming: namesOfOthers(settings.tree, facts),
  }
}

function rangesOf({ network, settings }: ClusterPlan, { podRange }: CloudFacts): ClusterSummary['ranges'] {
  const range = (setting: 'range' | 'pods' | 'services') => ({
    setting,
    at: settings.nearest(['network', setting]),
    text: network[setting],
  })
  return [
    range('range'),
    ...(podRange ? [range('pods')] : []),
    ...(settings.values.network?.services ? [range('services')] : []),
  ]
}

function hubSummary(hub: UncheckedHub, facts: CloudFacts): HubSummary {
  const { id, community, settings, cluster, identity, hubIdentity, owner } = hub
  return {
    id,
    community,
    hub: hub.hub,
    subject: subjectOfHub(hub),
    file: settings.tree.at,
    cluster: { community: cluster.community, name: cluster.name, cloud: cluster.cloud, account: cluster.account },
    domain: { text: hub.domain, at: settings.nearest(['domain']) },
    moreDomains: hub.moreDomains.map((text) => ({ text, at: settings.nearest(['more-domains', text]) })),
    ownerUrl: owner.url,
    identity,
    hubIdentity,
    taken: takenBy(hub),
    buckets: hub.buckets.map(({ key, url, fullName }) => ({ url, fullName, at: settings.nearest(['buckets', key]) })),
    grants: hub.grants.map(({ key, url, write }) => ({
      url,
      at: settings.nearest(['data', write ? 'write' : 'read', key]),
    })),
    images: imagesOf(hub),
    registries: registriesOf(hub),
    variables: Object.entries(textVariables(hub.servers.variables)).flatMap(([variable, text]) =>
      addressIn(text) === undefined ? [] : [{ variable, text, at: settings.nearest(['variables', variable]) }],
    ),
    naming: namesOfOthers(settings.tree, facts),
    ...shareOf(hub),
  }
}

function takenBy({ home, existing, settings }: UncheckedHub): Taken[] {
  const { identity, vault } = existing
  return [
    ...(home.existing
      ? [{ kind: 'disk' as const, key: home.existing.id, id: home.existing.id, at: settings.at(['home', 'existing']) }]
      : []),
    ...(identity
      ? [{ kind: 'identity' as const, key: identity.name, id: identity.id, at: settings.at(['data', 'identity']) }]
      : []),
    ...(vault
      ? [{ kind: 'vault' as const, key: vault.name, id: vault.id, at: settings.at(['secrets', 'existing']) }]
      : []),
  ]
}

function imagesOf({ environments, servers, settings }: UncheckedHub): Said[] {
  const named = (setting: 'sidecars' | 'init-containers', all: readonly { name: string; image: string }[]): Said[] =>
    all.map(({ name, image: text }) => ({ text, at: settings.nearest([setting, name, 'image']) }))
  return [
    ...environments.map(({ key, image: text }) => ({ text, at: settings.nearest(['environments', key, 'image']) })),
    ...named('sidecars', servers.sidecars),
    ...named('init-containers', servers.initContainers),
  ]
}

const registriesOf = ({ binder, servers, settings }: UncheckedHub): Said[] => [
  ...(binder ? [{ text: binder.registry, at: settings.nearest(['binder', 'registry']) }] : []),
  ...(servers.images.building
    ? [{ text: servers.images.building.registry, at: settings.nearest(['image-building', 'registry']) }]
    : []),
]

function shareOf(hub: UncheckedHub): { share?: SharedHomes } {
  const { home, settings, folders } = hub
  if (!home.nfs) return {}
  return {
    share: {
      server: home.nfs.server,
      path: home.nfs.path,
      folders: home.personal === 'folder',
      place: placeOfHomes(hub),
      wholeShare: home.base === undefined && folders.some(({ name }) => name === 'allusers'),
      at: theirs(settings.nearest(['home', 'folder']), settings.nearest(['home', 'server'])),
    },
  }
}

/** An address in a text: its scheme, which may be any, and the name of a bucket. */
const ADDRESS = /^([a-z][a-z0-9]*):\/\/[A-Za-z0-9._-]+(?:@[A-Za-z0-9._-]+)?/

/** The address of a bucket with which a text begins. */
export const addressIn = (text: string): { address: string; scheme: string } | undefined => {
  const [address, scheme] = ADDRESS.exec(text) ?? []
  return address === undefined || scheme === undefined ? undefined : { address, scheme }
}

/** A text with nothing but a name of the Internet's in it. */
const DOMAIN = /^[^\s/]+\.[^\s/]+$/

/**
 * Settings in which a community says what of others it uses, and whom it lets in: its own choice, which LEAVING.md
 * names.
 */
const CHOSEN = ['data', 'environments', 'sidecars', 'init-containers', 'home', 'registries', 'admins']
/** Settings that have rules of their own. */
const JUDGED = ['domain', 'more-domains', 'account', 'buckets']
const ASIDE: ReadonlySet<string> = new Set([...CHOSEN, ...JUDGED])

/** Texts of its own files that are a name, an address, or speak of an account. */
const namesOfOthers = (tree: MapNode, { forms }: CloudFacts): Naming[] =>
  [...tree.entries]
    .filter(([key]) => !ASIDE.has(key))
    .flatMap(([setting, node]) =>
      leaves(node)
        .filter(
          ({ text }) => DOMAIN.test(text) || addressIn(text) !== undefined || forms.accountNamed?.(text) !== undefined,
        )
        .map(({ text, at }) => ({ text, at, setting })),
    )

/** What stands in a profile of the fleet is everybody's. */
function leaves(node: Node): Said[] {
  if (node.kind === 'map') return [...node.entries.values()].flatMap(leaves)
  if (node.kind === 'list') return node.items.flatMap(leaves)
  if (node.kind === 'set')
    return [...node.members].flatMap(([text, at]) => (at.community === undefined ? [] : { text, at }))
  if (node.kind !== 'value' || typeof node.value !== 'string' || node.at.community === undefined) return []
  return [{ text: node.value, at: node.at }]
}
