import type { Diagnostic, Origin } from '../diagnostics.ts'
import { readRoot, resolved, type ReadRoot, type Resource } from '../print/terraform-read.ts'
import { SHARED_HOMES } from '../plan/home.ts'
import type { Fleet, HubPlan } from '../plan/types.ts'

type Texts = ReadonlyMap<string, string>

/** Arguments whose change makes Terraform destroy the old thing and make another. */
const IDENTITY = [
  'bucket',
  'name',
  'project',
  'region',
  'zone',
  'availability_zone',
  'location',
  'resource_group_name',
  'storage_account_name',
]
/** The same, of single types (the providers' documentation: "forces a new resource"). Dots lead into blocks. */
const IDENTITY_OF: Readonly<Record<string, readonly string[]>> = {
  google_compute_disk: ['type'],
  google_filestore_instance: ['tier', 'protocol', 'networks'],
  google_container_cluster: ['network', 'subnetwork', 'ip_allocation_policy', 'datapath_provider'],
  aws_eks_cluster: ['kubernetes_network_config'],
  azurerm_kubernetes_cluster: [
    'dns_prefix',
    'node_resource_group',
    'private_cluster_enabled',
    'network_profile.pod_cidr',
    'network_profile.service_cidr',
    'default_node_pool.vnet_subnet_id',
  ],
  azurerm_storage_account: ['account_kind', 'account_tier', 'account_replication_type'],
}
/** What a cluster stands on. It goes with the cluster, and no cluster moves to another. */
const GROUND: Readonly<Record<string, readonly string[]>> = {
  aws_vpc: ['cidr_block'],
  google_compute_network: [],
  google_compute_subnetwork: ['ip_cidr_range', 'secondary_ip_range'],
  azurerm_virtual_network: ['address_space'],
}
const CLUSTERS = ['google_container_cluster', 'aws_eks_cluster', 'azurerm_kubernetes_cluster']
const SIZE = ['size', 'size_gb', 'disk_size_gb', 'quota', 'capacity_gb']

/** The setting that decides an argument, in cluster.yaml. */
const SETTINGS: Readonly<Record<string, 'zones' | 'region' | 'account'>> = {
  zone: 'zones',
  availability_zone: 'zones',
  location: 'region',
  region: 'region',
  project: 'account',
  account: 'account',
}

/** What is wrong, and which argument made it so. */
interface Harm {
  text: string
  argument?: string
}

/**
 * Compares the Terraform that is in `dist/` with what would replace it: a protected resource that is gone, renamed,
 * moved or made smaller would be destroyed by the next apply, with what people keep in it, since `prevent_destroy` goes
 * with the block that says it. Both maps are by path below `dist/`, `<community>/<folder>/main.tf.json`.
 */
export function dataLoss(previous: Texts, next: Texts, fleet: Fleet): Diagnostic[] {
  return [...previous]
    .filter(([path]) => path.endsWith('/main.tf.json'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => {
      const before = readRoot(text)
      const after = readRoot(next.get(path) ?? '{}')
      const [community, folder] = path.split('/') as [string, string]
      return [
        ...leftHomes(community, folder, before, after, fleet),
        ...[...before.resources]
          .filter(([address, resource]) => isHeld(address, resource, before))
          .flatMap(([address, resource]) => {
            const harm = harmTo(address, resource, before, after)
            return harm ? [loss(community, folder, address, harm, fleet)] : []
          }),
      ]
    })
}

/** Homes on another hub's file system, which no resource here stands for: the hub would start with empty ones. */
function leftHomes(community: string, folder: string, before: ReadRoot, after: ReadRoot, fleet: Fleet): Diagnostic[] {
  const then = before.outputs.get(SHARED_HOMES)
  const hub = fleet.hubs.find((each) => each.community === community && each.hub === folder)
  if (
    then === undefined ||
    then === after.outputs.get(SHARED_HOMES) ||
    (hub?.home.mayDestroy && hub.home.within && then === placeOf(hub.home.within))
  )
    return []
  return [
    {
      code: 'would-leave-homes',
      severity: 'error',
      at: hub?.settings.at(['home', 'share']) ?? place(community, folder, { text: '' }, fleet),
      message:
        `the homes of ${community}/${folder} lie at ${then}, and would be left there: people would ` +
        `${hub ? 'find empty ones' : 'not find them again'}`,
      help:
        'Bring the old settings back. To let the homes go, first write `delete: true` below `home:`, build, ' +
        'apply and commit; then change or remove it.',
    },
  ]
}

const placeOf = ({ hub, folder }: NonNullable<HubPlan['home']['within']>): string =>
  `${hub.community}/${hub.hub}/${folder}`

const typeOf = (address: string): string => address.split('.')[0]!

/** What Terraform or the cloud itself refuses to destroy, and what a cluster of that kind stands on. */
function isHeld(address: string, resource: Resource, root: ReadRoot): boolean {
  if (
    resource.lifecycle?.prevent_destroy ||
    resource['deletion_protection'] === true ||
    resource['deletion_protection_enabled'] === true
  )
    return true
  return (
    typeOf(address) in GROUND &&
    [...root.resources].some(([other, args]) => CLUSTERS.includes(typeOf(other)) && isHeld(other, args, root))
  )
}

function harmTo(address: string, resource: Resource, before: ReadRoot, after: ReadRoot): Harm | undefined {
  const now = after.resources.get(address)
  if (!now) return { text: 'is no longer there' }
  for (const key of ['account', 'region'] as const) {
    if (before.place[key] !== after.place[key])
      return { text: `would be in another ${key} (${before.place[key]} before), made anew and empty`, argument: key }
  }
  const type = typeOf(address)
  const moved = [...IDENTITY, ...(IDENTITY_OF[type] ?? []), ...(GROUND[type] ?? [])].find((path) => {
    const old = argument(resource, path)
    return old !== undefined && resolved(old, before) !== resolved(argument(now, path), after)
  })
  if (moved)
    return {
      text:
        `has another \`${moved}\` (${resolved(argument(resource, moved), before)} before), so that it would be ` +
        'made anew, empty',
      argument: moved,
    }
  const [then, later] = [sizes(resource), sizes(now)]
  const shrunk = Object.keys(then).find((key) => later[key]! < then[key]!)
  return shrunk ? { text: `would shrink from ${then[shrunk]} to ${later[shrunk]}, which no cloud can do` } : undefined
}

const argument = (resource: Resource, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (here, key) => (typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[key] : undefined),
      resource,
    )

/** Sizes at the top of a resource or in a block of it (`file_shares.capacity_gb`), by path. */
function sizes(resource: unknown, path = ''): Record<string, number> {
  if (typeof resource !== 'object' || resource === null) return {}
  return Object.entries(resource).reduce<Record<string, number>>((found, [key, value]) => {
    if (typeof value === 'number' && SIZE.includes(key)) return { ...found, [path + key]: value }
    return { ...found, ...sizes(value, `${path}${key}.`) }
  }, {})
}

function loss(community: string, folder: string, address: string, harm: Harm, fleet: Fleet): Diagnostic {
  const type = typeOf(address)
  const isCluster = CLUSTERS.includes(type) || type in GROUND
  const what = isCluster
    ? "everything that runs on the cluster would go, with the hubs' lists of users and the metrics"
    : 'people would lose what is kept there'
  return {
    code: 'would-destroy-data',
    severity: 'error',
    at: place(community, folder, harm, fleet),
    message: `${address} of ${community}/${folder} ${harm.text}: ${what}`,
    help: harm.text.includes('shrink')
      ? 'Write the old size again, or a larger one.'
      : 'Bring the old settings back. To let it go, first write ' +
        `${isCluster ? '`protect: false` in cluster.yaml' : '`delete: true` below ' + `${/bucket|container|account/.test(address) && !address.endsWith('.homes') ? 'the bucket' : '`home:`'}`}, ` +
        'build, apply and commit; then change or remove it.',
  }
}

/** The setting that did it, where it still stands somewhere. */
function place(community: string, folder: string, { argument: changed }: Harm, fleet: Fleet): Origin {
  const hub = fleet.hubs.find((each) => each.community === community && each.hub === folder)
  const cluster = folder === 'cluster' ? fleet.clusters.find((each) => each.community === community) : hub?.cluster
  const setting =
    changed === undefined ? undefined : folder === 'cluster' && changed === 'name' ? 'name' : SETTINGS[changed]
  if (cluster && setting) return cluster.settings.at([setting])
  if (hub) return hub.settings.at([])
  const owner = fleet.communities.some((each) => each.name === community)
  return {
    file: owner
      ? `communities/${community}/${folder === 'cluster' && cluster ? 'cluster' : 'community'}.yaml`
      : `communities/${community}`,
    line: 1,
    column: 1,
  }
}
