import { attribute, type Block, type Expression } from '../../print/terraform.ts'
import { billedTo } from '../../plan/pools.ts'
import type { ClusterPlan, Pool, Taint } from '../../plan/types.ts'
import type { Machine } from '../../plan/cloud-facts.ts'
import { facts } from './facts.ts'
import { CORE_POOL, nodePoolName } from './names.ts'
import { resource, type ClusterArguments, type PoolArguments } from './blocks.ts'

/**
 * How AKS upgrades machines: half an hour for pods that a disruption budget holds, or the upgrade fails; servers, which
 * none holds, are stopped at once. All of it is said, since AKS fills in what is not and the next plan would take it
 * out again.
 */
const DRAIN = { drain_timeout_in_minutes: 30, node_soak_duration_in_minutes: 0 }
/** One machine more at a time, so that nobody waits. */
const UPGRADES = { max_surge: '1', ...DRAIN }

/**
 * For servers: a machine that cannot be emptied is closed and left, the one more takes its place, and the others go on.
 * With GPUs, whose quota is often used up, one machine less at a time rather than one more.
 */
const serverUpgrades = ({ gpu }: Machine) =>
  gpu ? { max_unavailable: '1', ...DRAIN } : { ...UPGRADES, undrainable_node_behavior: 'Cordon' }

/**
 * Arguments of a pool that the provider changes only by way of a second pool and without a drain
 * (kubernetes_cluster_node_pool_resource.go, `cycleNodePoolProperties`): what a generation began with, it keeps.
 */
const KEPT = ['os_disk_size_gb', 'zones', 'max_pods']
/** Those of a named pool's generation that goes, whatever machines the new one has. */
const KEPT_OF_REPLACED = [...KEPT, 'vm_size', 'os_disk_type', 'kubelet_disk_type', 'priority', 'eviction_policy']

/**
 * The default pool, which carries the hubs and AKS's own pods. It has one generation only: AKS cannot rename it without
 * a new cluster. Where its machines change, the provider moves it through a pool of the name below, and the hubs
 * restart; servers go on.
 */
export function corePool(plan: ClusterPlan, subnet: Expression): ClusterArguments['default_node_pool'] {
  const pool = plan.pools.find(({ purpose }) => purpose === 'core')!
  return {
    ...common(plan, { pool, machine: pool.machine }, subnet),
    ...scale(pool),
    name: CORE_POOL,
    temporary_name_for_rotation: `${CORE_POOL}tmp`,
    type: 'VirtualMachineScaleSets',
    upgrade_settings: UPGRADES,
  }
}

/** A pool for each kind of machine that servers and workers need, once for each generation that is there. */
export function serverPools(plan: ClusterPlan, cluster: Block, subnet: Expression): Block[] {
  return plan.pools
    .filter(({ purpose }) => purpose !== 'core')
    .flatMap((pool) =>
      oneMachineEach(pool).flatMap((each) =>
        pool.generations.map((generation) => serverPool(plan, { ...each, generation }, { cluster, subnet })),
      ),
    )
}

/** Profiles by the number of parts (learn.microsoft.com/azure/aks/gpu-multi-instance). */
const MIG: Readonly<Record<number, string>> = { 2: 'MIG3g', 3: 'MIG2g', 7: 'MIG1g' }

interface OneMachine {
  pool: Pool
  /** Without the generation. */
  name: string
  machine: Machine
}

/** A pool of AKS has machines of one size. Of those that may serve, the first has the pool's own name. */
const oneMachineEach = (pool: Pool): OneMachine[] =>
  (pool.named?.machines ?? [pool.machine]).map((machine, i) => ({
    pool: i === 0 ? pool : { ...pool, min: 0 },
    name: i === 0 ? pool.name : `${pool.name}-${machine.type.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
    machine,
  }))

function serverPool(
  plan: ClusterPlan,
  { pool, name, machine, generation }: OneMachine & { generation: string },
  { cluster, subnet }: { cluster: Block; subnet: Expression },
): Block {
  return resource(
    'azurerm_kubernetes_cluster_node_pool',
    blockName(`${name}-${generation}`),
    {
      ...common(plan, { pool, machine }, subnet),
      ...scale(pool),
      name: nodePoolName(name, generation),
      kubernetes_cluster_id: attribute(cluster, 'id'),
      mode: 'User',
      os_type: 'Linux',
      node_labels: { ...pool.labels, ...(pool.spot ? { [facts.spotTaint!.key]: facts.spotTaint!.value } : {}) },
      node_taints: taints(pool).map(({ key, value, effect }) => `${key}=${value}:${effect}`),
      // AKS brings NVIDIA's driver; the device plugin is a release of the cluster
      ...(machine.gpu ? { gpu_driver: 'Install' } : {}),
      ...(pool.gpuSliced ? { gpu_instance: MIG[pool.gpuShares] } : {}),
      ...(pool.named?.localDisk ? { kubelet_disk_type: 'Temporary' } : {}),
      // AKS takes no surge for spot pools: they are replaced machine by machine as it is
      ...(pool.spot
        ? { priority: 'Spot', eviction_policy: 'Delete', spot_max_price: -1 }
        : { upgrade_settings: serverUpgrades(machine) }),
    },
    { lifecycle: { ignore_changes: pool.named && generation !== pool.generations[0] ? KEPT_OF_REPLACED : KEPT } },
  )
}

/**
 * Machines of all pools stand in the first zone: the disks of homes and of the hubs' databases live in one zone and are
 * only attached there, one scale set over several zones may grow in any of them, and homes are read over the network,
 * best without a way between zones.
 */
const common = (plan: ClusterPlan, { pool, machine }: Pick<OneMachine, 'pool' | 'machine'>, subnet: Expression) =>
  ({
    vm_size: machine.type,
    vnet_subnet_id: subnet,
    zones: pool.named?.zones ? [...pool.named.zones] : firstZone(plan),
    max_pods: machine.maxPods,
    os_sku: 'Ubuntu',
    os_disk_type: pool.named?.disks.kind === 'ephemeral' ? 'Ephemeral' : 'Managed',
    os_disk_size_gb: pool.disk,
    node_labels: { ...pool.labels },
    // where a channel upgrades the control plane, a new pool begins with its version, not with an older one that AKS
    // may no longer have
    orchestrator_version: plan.kubernetes.channel ? undefined : plan.kubernetes.version,
    tags: { ...plan.labels, ...billedTo(pool), pool: pool.name },
  }) satisfies Partial<PoolArguments>

const firstZone = ({ zones: [first] }: ClusterPlan): string[] | undefined => (first === undefined ? undefined : [first])

/** Terraform's names begin with a letter; a namespace, with which a pool of its own begins, may not. */
const blockName = (name: string): string => (/^[a-z]/.test(name) ? name : `p-${name}`)

/** A pool that may have no machine at all cannot scale: it is there, and empty. */
const scale = ({ min, max }: Pool) =>
  max > 0
    ? { auto_scaling_enabled: true, min_count: Math.min(min, max), max_count: max }
    : { auto_scaling_enabled: false, node_count: 0 }

/** AKS puts its own taint on spot machines; not to name it would be a difference in every plan. */
function taints(pool: Pool): readonly Taint[] {
  const own = facts.spotTaint!
  return pool.spot && !pool.taints.some(({ key }) => key === own.key) ? [...pool.taints, own] : pool.taints
}
