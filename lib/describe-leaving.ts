/** From bundles to what LEAVING.md tells beside README and RESTORE: plain data. */
import type { Bundle, Part } from './emit.ts'
import type { ClusterCapacity } from './plan/capacity.ts'
import { usualServers } from './plan/full-first.ts'
import { parseImage } from './plan/image.ts'
import type { ClusterPlan, HubPlan, Pool } from './plan/types.ts'
import { usualPools } from './plan/usual-day.ts'
import type { AccessDocs, LeavingDocs } from './readme/types.ts'
import type { Registry } from './registry.ts'

interface Whole {
  registry: Registry
  /** Of each cluster, by its community. */
  capacity: ReadonlyMap<string, ClusterCapacity>
  accessTo: (cluster: ClusterPlan) => AccessDocs
}

export function leavingDocs(bundle: Bundle, whole: Whole): LeavingDocs {
  const hubs = bundle.hubs.map(({ plan }) => plan)
  return {
    quotas: clustersOf(bundle).map((cluster) => quotas(cluster, hubs, whole)),
    images: images(bundle),
    uses: hubs.map(use),
    atWork: clustersOf(bundle).flatMap((cluster) => atWork(cluster, bundle, whole)),
    priceSources: [
      ...new Set(clustersOf(bundle).flatMap(({ cloud }) => whole.registry.clouds[cloud]!.facts.prices?.source ?? [])),
    ],
    through: Object.values(whole.registry.clouds).map(({ facts, moveThrough }) => ({
      title: facts.title,
      lines: moveThrough,
    })),
    borrowed: [...hubs.flatMap(borrowed), ...(bundle.cluster ? ofCluster(bundle.cluster.plan, whole) : [])],
  }
}

/** Its own, and those that its hubs are on. */
const clustersOf = ({ cluster, hubs }: Bundle): ClusterPlan[] => [
  ...new Set([...(cluster ? [cluster.plan] : []), ...hubs.map(({ plan }) => plan.cluster)]),
]

type Quotas = LeavingDocs['quotas'][number]

/** Of another's cluster, only the pools that run these hubs; its maxima are for all of its hubs together. */
function quotas(cluster: ClusterPlan, hubs: readonly HubPlan[], { registry, accessTo }: Whole): Quotas {
  const on = hubs.filter((hub) => hub.cluster === cluster)
  const ids = on.map(({ id }) => id)
  const runs = ({ purpose, hubs: theirs }: Pool): boolean => purpose === 'core' || theirs.some((id) => ids.includes(id))
  const own = hubs.every(({ community }) => community === cluster.community)
  const pools = own ? cluster.pools : cluster.pools.filter(runs)
  const { quotaOf } = registry.clouds[cluster.cloud]!
  const most = new Map<string, number>()
  for (const { machine, named, spot, max } of pools)
    for (const { quota, each } of quotaOf(named?.machines[0] ?? machine, spot))
      most.set(quota, (most.get(quota) ?? 0) + each * max)
  return {
    access: accessTo(cluster),
    shared: cluster.hubs.some((id) => !ids.includes(id)),
    rows: [...most].sort(([a], [b]) => (a < b ? -1 : 1)).map(([quota, total]) => ({ quota, most: total })),
    machines: pools.reduce((sum, { max }) => sum + max, 0),
    bootGib: pools.reduce((sum, { max, disk }) => sum + max * disk, 0),
    addresses:
      Number(!cluster.existingNetwork) +
      Number(cluster.ingress !== 'none') +
      on.filter(({ web }) => web.kind === 'own-address').length,
  }
}

/** Names of images as values and objects have them, each with the files that hold it. */
function images(bundle: Bundle): LeavingDocs['images'] {
  const files = new Map<string, Set<string>>()
  const add = (image: string, file: string): void => void (files.get(image) ?? setOf(files, image)).add(file)
  for (const part of bundle.cluster ? [bundle.cluster, ...bundle.hubs] : bundle.hubs)
    for (const { file, data } of documentsOf(part)) collect(data, (image) => add(image, `${part.folder}/${file}`))
  return [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([image, in_]) => ({ image, pinned: parseImage(image).digest !== undefined, files: [...in_] }))
}

function setOf(files: Map<string, Set<string>>, image: string): Set<string> {
  const made = new Set<string>()
  files.set(image, made)
  return made
}

const documentsOf = ({ releases, manifests, customResources }: Part): { file: string; data: object }[] => [
  ...releases.map(({ service, values }) => ({ file: `${service}.values.yaml`, data: values })),
  ...(manifests.length > 0 ? [{ file: 'kubernetes.yaml', data: manifests }] : []),
  ...(customResources.length > 0 ? [{ file: 'custom-resources.yaml', data: customResources }] : []),
]

/** A name with its registry and a tag or a digest: nothing else in values looks like it. */
const IMAGE =
  /^[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]+)?\/[a-z0-9][a-z0-9._/-]*(:[A-Za-z0-9_][\w.-]*)?(@sha256:[0-9a-f]{64})?$/

function collect(data: object, found: (image: string) => void): void {
  const { tag, name, repository = name } = data as Readonly<Record<string, unknown>>
  if (typeof tag === 'string' && typeof repository === 'string' && repository.includes('/'))
    found(`${repository}:${tag}`)
  for (const each of Object.values(data)) {
    if (typeof each === 'string') {
      if (each.includes('/') && IMAGE.test(each) && isTagged(each)) found(each)
    } else if (typeof each === 'object' && each !== null) collect(each, found)
  }
}

function isTagged(text: string): boolean {
  const { tag, digest } = parseImage(text)
  return tag !== undefined || digest !== undefined
}

function use(hub: HubPlan): LeavingDocs['uses'][number] {
  const { defaultSize, home, cluster } = hub
  const { machine } = cluster.pools.find(({ name }) => name === defaultSize.pool)!
  const { title: size, perNode } = defaultSize
  const servers = usualServers([hub]).reduce((sum, { count }) => sum + count, 0)
  return { folder: hub.hub, people: home.people, servers, size, machine: machine.type, perNode }
}

/** Of another's cluster no machines are always on: a cluster of one's own would have others. */
function atWork(cluster: ClusterPlan, { cluster: own, hubs }: Bundle, { capacity }: Whole): LeavingDocs['atWork'] {
  const on = hubs.flatMap(({ plan }) => (plan.cluster === cluster ? [plan] : []))
  const { pools } = capacity.get(cluster.community)!
  return usualPools(on, own ? pools : pools.map(({ pool }) => ({ pool, rest: 0 }))).map(
    ({ pool, machines, alwaysOn, usd, shares }) => ({
      machine: pool.machine.type,
      folders: shares.map(({ hub }) => hub.hub),
      machines,
      alwaysOn,
      usd,
    }),
  )
}

type Borrowed = LeavingDocs['borrowed'][number]

function borrowed({ hub: folder, grants, home, binder, servers, pod }: HubPlan): Borrowed[] {
  const { building } = servers.images
  return [
    ...grants.map(({ url, write }): Borrowed => ({ folder, kind: write ? 'write' : 'read', name: url })),
    ...(home.nfs ? [{ folder, kind: 'share' as const, name: `${home.nfs.server}:${home.nfs.path}` }] : []),
    ...[binder?.registry, building?.registry].flatMap((name): Borrowed[] =>
      name === undefined ? [] : [{ folder, kind: 'push', name }],
    ),
    ...(pod.database ? [{ folder, kind: 'database' as const, name: pod.database.url }] : []),
  ]
}

function ofCluster(
  { registries, admins, deploy, deployer, account, cloud }: ClusterPlan,
  { registry }: Whole,
): Borrowed[] {
  const folder = 'cluster'
  const { accountNamed } = registry.clouds[cloud]!.facts.forms
  const isElsewhere = (admin: string): boolean => (accountNamed?.(admin) ?? account) !== account
  return [
    ...registries.map(({ address }): Borrowed => ({ folder, kind: 'registry', name: address })),
    ...admins.filter(isElsewhere).map((name): Borrowed => ({ folder, kind: 'admin', name })),
    ...(deploy?.repository ? [{ folder, kind: 'engine' as const, name: deploy.repository }] : []),
    ...(deployer ? [{ folder, kind: 'deployer' as const, name: deployer.repository }] : []),
  ]
}
