import { about, type Diagnostic, type Result } from '../diagnostics.ts'
import type { ResolvedLayers, Resolution } from '../layers/resolve.ts'
import type { Attachment } from '../layers/attachments.ts'
import { exactOriginAt, originAt, plainOf } from '../layers/tree.ts'
import type { ClusterSettings, CommunitySettings, HubSettings } from '../settings/index.ts'
import { planClusterDetails } from './cluster.ts'
import type { HubContext } from './data.ts'
import { planHubDetails } from './hub-details.ts'
import { withSources, type Sharing } from './folders.ts'
import { planHub, type HubParts } from './hub.ts'
import { within } from './home.ts'
import { factsFor } from './log-collector.ts'
import { networkPlan } from './network.ts'
import { coreProblems, planNamedPools } from './named-pools.ts'
import { planPools } from './pools.ts'
import { planProblems } from './problems.ts'
import type { ClusterIdentity, ClusterPlan, Fleet, HubIdentity, HubPlan, NamedPool } from './types.ts'
import type { Resolved } from './resolved.ts'
import type { CloudFacts } from './cloud-facts.ts'

/** A cluster before its pools are known: those follow from its hubs. */
interface ClusterShell {
  identity: ClusterIdentity
  resolved: Resolved<ClusterSettings>
  owner: CommunitySettings
  pools: readonly NamedPool[]
}

/** A hub on its cluster. */
interface PlacedHub {
  layers: ResolvedLayers
  resolved: Resolved<HubSettings>
  identity: HubIdentity
  owner: CommunitySettings
  shell: ClusterShell
  parts: HubParts
}

type Clouds = Readonly<Record<string, CloudFacts>>

/**
 * Plans the whole fleet, in three passes, since a cluster's pools follow from the sizes of all its hubs:
 * 1. hub.ts: each hub alone, with the machines that its sizes need (`HubParts`, with its cluster a `PlacedHub`);
 * 2. cluster.ts and pools.ts: each cluster, from those of its hubs (`ClusterPlan`);
 * 3. hub-details.ts: what follows for each hub from its cluster's pools (`HubPlan`).
 */
export function planFleet(
  resolution: Resolution,
  clouds: Clouds,
  attachments: readonly Attachment[] = [],
): { fleet: Fleet; diagnostics: readonly Diagnostic[] } {
  const communities = resolution.communities.map((layers) => ({
    name: layers.name,
    settings: plainOf(layers.tree) as unknown as CommunitySettings,
    attachments: attachments.filter(({ community }) => community === layers.name),
  }))
  const owners = new Map(communities.map(({ name, settings }) => [name, settings]))
  const { value: shells, diagnostics: ofClusters } = clusterShells(resolution, owners, clouds)
  const found = resolution.hubs.map((layers) => placeHub({ layers, resolution, owners, shells, clouds }))
  const placed = found.flatMap(({ value }) => value ?? [])
  const clusters = new Map([...shells].map(([name, shell]) => [name, planCluster(shell, placed, clouds)]))
  const sharing = sharingOf(placed)
  return {
    fleet: {
      communities,
      clusters: [...clusters.values()],
      hubs: placed.map((hub) =>
        hubPlan(hub, clusters.get(hub.shell.identity.community)!, {
          sharing,
          attachments: attachments.filter(({ community }) => community === hub.identity.community),
        }),
      ),
    },
    diagnostics: [...ofClusters, ...found.flatMap(({ diagnostics }) => diagnostics)],
  }
}

function clusterShells(
  resolution: Resolution,
  owners: ReadonlyMap<string, CommunitySettings>,
  clouds: Clouds,
): Result<Map<string, ClusterShell>> {
  const found = resolution.clusters.flatMap((layers): Result<ClusterShell>[] => {
    const owner = owners.get(layers.community)
    return owner ? [clusterShell(layers, owner, clouds)] : []
  })
  return {
    value: new Map(found.map(({ value }) => [value.identity.community, value])),
    diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
  }
}

function clusterShell(layers: ResolvedLayers, owner: CommunitySettings, clouds: Clouds): Result<ClusterShell> {
  const resolved = resolvedOf<ClusterSettings>(layers)
  const { cloud, region, account, name } = resolved.values
  const { community } = layers
  const facts = factsFor(clouds[cloud]!, resolved.values)
  const pools = planNamedPools(community, resolved, facts)
  return {
    value: {
      identity: { community, name: name ?? community, cloud, region, account },
      resolved,
      owner,
      pools: pools.value,
    },
    diagnostics: about({ kind: 'cluster', id: community, at: resolved.tree.at }, [
      ...coreProblems(resolved, facts),
      ...pools.diagnostics,
    ]),
  }
}

interface Placing {
  layers: ResolvedLayers
  resolution: Resolution
  owners: ReadonlyMap<string, CommunitySettings>
  shells: ReadonlyMap<string, ClusterShell>
  clouds: Clouds
}

/** Nothing where the hub has no cluster, or a community whose file has errors. */
function placeHub({ layers, resolution, owners, shells, clouds }: Placing): Result<PlacedHub | undefined> {
  const resolved = resolvedOf<HubSettings>(layers)
  const { value: shell, diagnostics } = clusterOf(layers, resolved, { resolution, shells })
  const owner = owners.get(layers.community)
  if (!shell || !owner) return { value: undefined, diagnostics }
  const identity = {
    community: layers.community,
    hub: layers.name,
    namespace: resolved.values.namespace ?? `${layers.community}-${layers.name}`,
  }
  const parts = planHub({
    identity,
    resolved,
    cluster: withPools(shell),
    facts: factsFor(clouds[shell.identity.cloud]!, shell.resolved.values),
  })
  return {
    value: { layers, resolved, identity, owner, shell, parts: parts.value },
    diagnostics: about(
      { kind: 'hub', id: `${identity.community}/${identity.hub}`, at: resolved.nearest(['profile']) },
      [...diagnostics, ...parts.diagnostics],
    ),
  }
}

/** A cluster as its hubs see it before they are planned. */
const withPools = ({ identity, pools, resolved }: ClusterShell): HubContext['cluster'] => ({
  pools,
  poolNames: Object.keys(resolved.values.pools ?? {}),
  perHub: resolved.values.machines['per-hub'] ?? false,
  ...identity,
})

function planCluster(
  { identity, resolved, owner, pools: named }: ClusterShell,
  placed: readonly PlacedHub[],
  clouds: Clouds,
): ClusterPlan {
  const { community } = identity
  const hubs = placed.filter((hub) => hub.shell.identity.community === community)
  const facts = factsFor(clouds[identity.cloud]!, resolved.values)
  const uses = hubs.flatMap((hub) => hub.parts.uses)
  const pools = planPools({ settings: resolved.values, facts, uses, named })
  return {
    ...identity,
    ...planClusterDetails({ settings: resolved.values, owner, pools }),
    settings: resolved,
    owner,
    zones: resolved.values.zones ?? facts.defaultZones(identity.region),
    tenancy: resolved.values.tenancy,
    network: networkPlan(identity.name, resolved.values),
    pools,
    hubs: hubs.map((hub) => `${hub.identity.community}/${hub.identity.hub}`).sort(),
    events: hubs.flatMap(({ identity: { namespace }, resolved: { values } }) =>
      Object.entries(values.events ?? {}).map(([key, { from, until }]) => ({
        name: `${namespace}-${key}`,
        from,
        until,
      })),
    ),
    labels: { ...resolved.values.tags, community, hub: 'cluster', purpose: 'jupyterhub', environment: 'production' },
  }
}

function hubPlan(
  { layers, resolved, identity, owner, parts }: PlacedHub,
  cluster: ClusterPlan,
  { sharing, attachments }: { sharing: readonly Sharing[]; attachments: readonly Attachment[] },
): HubPlan {
  const own = sharing.find(({ community, hub }) => community === identity.community && hub === identity.hub)!
  const { home: _alone, uses: _uses, ...rest } = parts
  const { home } = own
  const { folders, ...details } = planHubDetails({
    ...parts,
    resolved,
    owner,
    hub: identity,
    attachments,
    cluster: { settings: cluster.settings.values, pools: cluster.pools },
    home,
  })
  // what is spread comes last: V8 adds keys to a copied object one by one, each the slow way
  return {
    home,
    folders: withSources(folders, { hub: own, others: sharing }),
    id: `${identity.community}/${identity.hub}`,
    domain: resolved.values.domain,
    title: resolved.values.title ?? owner.name,
    purpose: resolved.values.purpose,
    settings: resolved,
    owner,
    profiles: layers.profiles,
    files: layers.files,
    cluster,
    serviceAccount: 'user',
    labels: {
      ...cluster.settings.values.tags,
      community: identity.community,
      hub: identity.hub,
      purpose: 'jupyterhub',
      environment: resolved.values.purpose,
    },
    ...identity,
    ...rest,
    ...details,
  }
}

/** What hubs have that others may use: their homes and folders. */
function sharingOf(placed: readonly PlacedHub[]): Sharing[] {
  const identities = placed.map(({ identity }) => identity)
  return placed.map(({ identity, parts, resolved, shell }) => ({
    home: within(parts.home, identity, identities),
    cluster: shell.identity.community,
    folders: resolved.values.folders,
    ...identity,
  }))
}

function resolvedOf<T>(layers: ResolvedLayers): Resolved<T> {
  const { tree } = layers
  return {
    values: plainOf(tree) as unknown as T,
    tree,
    at: (path) => exactOriginAt(tree, path),
    nearest: (path) => originAt(tree, path),
  }
}

/** A hub goes where it says, else to its community's own cluster, else to the fleet's shared one. */
function clusterOf(
  { community }: ResolvedLayers,
  resolved: Resolved<HubSettings>,
  { resolution, shells }: Pick<Placing, 'resolution' | 'shells'>,
): Result<ClusterShell | undefined> {
  const named = resolved.values.cluster
  const own = resolution.owners.has(community)
  const fallback = [...shells.values()].find((shell) => shell.resolved.values.default)
  const value = shells.get(named ?? community) ?? (named || own ? undefined : fallback)
  const at = named === undefined ? resolved.at([]) : resolved.at(['cluster'])
  const refused = (diagnostic: Diagnostic) => ({ value: undefined, diagnostics: [diagnostic] })
  if (value) {
    const owner = value.identity.community
    if (owner === community || value.resolved.values.tenancy === 'shared') return { value, diagnostics: [] }
    // planned there all the same, so that what else is wrong with it is told
    return { value, diagnostics: [planProblems.raise('not-a-tenant', { at, args: { owner } })] }
  }
  // a cluster whose own file has errors has been told of already
  const told = named ? resolution.owners.has(named) : own || resolution.owners.size > shells.size
  if (told) return { value, diagnostics: [] }
  const known = resolution.elsewhere?.clusters ?? [...shells.keys()]
  return refused(
    named
      ? planProblems.raise('unknown-cluster', { at, cause: named, args: { cluster: named, known } })
      : planProblems.raise('no-cluster', { at, cause: 'no default cluster', args: { community } }),
  )
}
