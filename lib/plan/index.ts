import type { Diagnostic } from '../diagnostics.ts'
import type { SettledLayers, Settlement } from '../layers/settle.ts'
import { nodeAt, originAt, toPlain } from '../layers/tree.ts'
import type { ClusterSettings, CommunitySettings, HubSettings } from '../settings/index.ts'
import { planHub, type HubParts } from './hub.ts'
import { within } from './home.ts'
import { networkPlan } from './network.ts'
import { planPools } from './pools.ts'
import { planProblem } from './problem.ts'
import type {
  CloudFacts,
  CloudName,
  ClusterIdentity,
  ClusterPlan,
  Fleet,
  HubIdentity,
  HubPlan,
  Settled,
} from './types.ts'

interface ClusterShell {
  identity: ClusterIdentity
  settled: Settled<ClusterSettings>
  owner: CommunitySettings
}

/** Plans the whole fleet: where each hub goes, what its servers need, and so which machines each cluster has. */
export function planFleet(
  settlement: Settlement,
  clouds: Readonly<Record<CloudName, CloudFacts>>,
): { fleet: Fleet; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const owners = new Map(
    settlement.communities.map((layers) => [layers.name, toPlain(layers.tree) as unknown as CommunitySettings]),
  )
  const shells = new Map<string, ClusterShell>()
  for (const layers of settlement.clusters) {
    const settled = settledOf<ClusterSettings>(layers)
    const { cloud, region, account, name } = settled.values
    const owner = owners.get(layers.community)
    if (owner)
      shells.set(layers.community, {
        identity: { community: layers.community, name: name ?? layers.community, cloud, region, account },
        settled,
        owner,
      })
  }
  const fallback = [...shells.values()].find((shell) => shell.settled.values.default)

  const placed: {
    layers: SettledLayers
    settled: Settled<HubSettings>
    identity: HubIdentity
    shell: ClusterShell
    parts: HubParts
  }[] = []
  for (const layers of settlement.hubs) {
    const settled = settledOf<HubSettings>(layers)
    const shell = clusterOf(layers, settled, shells, fallback, settlement, diagnostics)
    if (!shell || !owners.has(layers.community)) continue
    const identity = {
      community: layers.community,
      hub: layers.name,
      namespace: settled.values.namespace ?? `${layers.community}-${layers.name}`,
    }
    const parts = planHub(identity, settled, shell.identity, clouds[shell.identity.cloud])
    diagnostics.push(...parts.diagnostics)
    placed.push({ layers, settled, identity, shell, parts })
  }

  const clusters = new Map<string, ClusterPlan>()
  for (const [community, { identity, settled, owner }] of shells) {
    const uses = placed.filter((hub) => hub.shell.identity.community === community).flatMap((hub) => hub.parts.uses)
    clusters.set(community, {
      ...identity,
      settings: settled,
      owner,
      zones: settled.values.zones ?? clouds[identity.cloud].defaultZones(identity.region),
      tenancy: settled.values.tenancy,
      network: networkPlan(identity.name, settled.values),
      pools: planPools(settled.values, clouds[identity.cloud], uses),
      hubs: placed
        .filter((hub) => hub.shell.identity.community === community)
        .map((hub) => `${hub.identity.community}/${hub.identity.hub}`)
        .sort(),
      labels: { community, hub: 'cluster', purpose: 'jupyterhub', environment: 'production' },
    })
  }

  const hubs = placed.map(({ layers, settled, identity, shell, parts }): HubPlan => {
    const owner = owners.get(layers.community)!
    const { uses: _uses, diagnostics: _diagnostics, ...rest } = parts
    return {
      ...identity,
      ...rest,
      home: within(
        parts.home,
        settled.values,
        identity,
        placed.map((other) => other.identity),
      ),
      id: `${identity.community}/${identity.hub}`,
      domain: settled.values.domain,
      title: settled.values.title ?? owner.name,
      purpose: settled.values.purpose,
      settings: settled,
      owner,
      profiles: layers.profiles,
      cluster: clusters.get(shell.identity.community)!,
      asks:
        parts.environments.length > 1 ||
        parts.sizes.length > 1 ||
        Boolean(settled.values['bring-your-own-image']) ||
        settled.values['image-building'] !== undefined,
      serviceAccount: 'user',
      labels: {
        community: identity.community,
        hub: identity.hub,
        purpose: 'jupyterhub',
        environment: settled.values.purpose,
      },
    }
  })
  return {
    fleet: {
      communities: settlement.communities.map((layers) => ({ name: layers.name, settings: owners.get(layers.name)! })),
      clusters: [...clusters.values()],
      hubs,
    },
    diagnostics,
  }
}

function settledOf<T>(layers: SettledLayers): Settled<T> {
  return {
    values: toPlain(layers.tree) as unknown as T,
    tree: layers.tree,
    at: (path) => originAt(layers.tree, path),
    nearest: (path) => originAt(layers.tree, path),
  }
}

/** A hub goes where it says, else to its community's own cluster, else to the fleet's shared one. */
function clusterOf(
  layers: SettledLayers,
  settled: Settled<HubSettings>,
  shells: ReadonlyMap<string, ClusterShell>,
  fallback: ClusterShell | undefined,
  settlement: Settlement,
  diagnostics: Diagnostic[],
): ClusterShell | undefined {
  const named = settled.values.cluster
  const own = settlement.owners.has(layers.community)
  const shell = shells.get(named ?? layers.community) ?? (named || own ? undefined : fallback)
  const at = nodeAt(layers.tree, ['cluster'])?.at ?? settled.at([])
  if (!shell) {
    // a cluster whose own file has errors has been told of already
    if (named ? settlement.owners.has(named) : own || settlement.owners.size > shells.size) return undefined
    diagnostics.push(
      named
        ? planProblem(
            'unknown-cluster',
            at,
            `no community \`${named}\` has a cluster`,
            `Clusters belong to ${[...shells.keys()].map((name) => `\`${name}\``).join(', ') || 'nobody yet'}. ` +
              `Write one of these, or \`communities/${named}/cluster.yaml\`.`,
          )
        : planProblem(
            'no-cluster',
            at,
            'the hub has no cluster: its community owns none, and the fleet has no default one',
            'Write `cluster:` with the name of a community that has one, write ' +
              `\`communities/${layers.community}/cluster.yaml\`, or mark a shared cluster with \`default: true\`.`,
          ),
    )
    return undefined
  }
  if (shell.identity.community !== layers.community && shell.settled.values.tenancy !== 'shared') {
    diagnostics.push(
      planProblem(
        'not-a-tenant',
        at,
        `the cluster of \`${shell.identity.community}\` is dedicated to its own hubs`,
        'Choose a shared cluster, or write `tenancy: shared` in ' +
          `communities/${shell.identity.community}/cluster.yaml.`,
      ),
    )
    return undefined
  }
  return shell
}
