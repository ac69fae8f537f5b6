import { attribute, template, type Block } from '../../print/terraform.ts'
import { shorten } from '../../plan/names.ts'
import { billedTo } from '../../plan/pools.ts'
import type { ClusterPlan, Pool } from '../../plan/types.ts'
import type { Machine } from '../../plan/cloud-facts.ts'
import { accountId, cloudLabels, clusterName } from './names.ts'
import { resource, type NodeConfig } from './blocks.ts'
import type { Apis } from './root.ts'

/** Names of GPUs at Google Cloud (cloud.google.com/compute/docs/gpus). */
export const ACCELERATORS: Readonly<Record<string, string>> = {
  t4: 'nvidia-tesla-t4',
  l4: 'nvidia-l4',
  a100: 'nvidia-tesla-a100',
  v100: 'nvidia-tesla-v100',
}

/** What node pools belong to: their cluster, the account of their machines, and what has to stand before them. */
interface Surroundings {
  cluster: Block
  account: Block
  ready: readonly Block[]
}

/**
 * One GKE pool for each planned pool and each of its generations. All are in the first zone: the home disk is zonal, so
 * what reads it there pays no traffic between zones, and the scale-down of a pool never has to balance zones.
 */
export function nodePools(plan: ClusterPlan, around: Surroundings): Block[] {
  return plan.pools.flatMap((pool) =>
    oneMachineEach(pool).flatMap((each) =>
      pool.generations.map((generation) => nodePool(plan, { ...each, generation }, around)),
    ),
  )
}

interface OneMachine {
  pool: Pool
  /** As the pool is called at the cloud, without its generation. */
  name: string
  machine: Machine
}

/**
 * A pool of GKE has machines of one type. Of those that may serve, the first has the pool's own name; the autoscaler
 * takes another pool where one cannot be had (cloud.google.com/kubernetes-engine/docs/concepts/cluster-autoscaler).
 */
const oneMachineEach = (pool: Pool): OneMachine[] =>
  (pool.named?.machines ?? [pool.machine]).map((machine, i) => ({
    pool: i === 0 ? pool : { ...pool, min: 0 },
    name: i === 0 ? pool.name : `${pool.name}-${machine.type.toLowerCase()}`,
    machine,
  }))

function nodePool(
  plan: ClusterPlan,
  { pool, name: base, machine, generation }: OneMachine & { generation: string },
  { cluster, account, ready }: Surroundings,
): Block {
  const name = shorten(`${base}-${generation}`, 40)
  return resource(
    'google_container_node_pool',
    name,
    {
      name,
      project: plan.account,
      location: plan.region,
      cluster: attribute(cluster, 'name'),
      node_locations: [...(pool.named?.zones ?? [plan.zones[0]!])],
      max_pods_per_node: pool.machine.maxPods,
      // at creation only; from then on the autoscaler decides
      initial_node_count: pool.min,
      autoscaling: {
        total_min_node_count: pool.min,
        total_max_node_count: pool.max,
        location_policy: pool.spot || pool.machine.gpu ? 'ANY' : 'BALANCED',
      },
      management: { auto_repair: true, auto_upgrade: plan.kubernetes.channel !== undefined },
      // a machine more at a time, so that nobody waits; with GPUs, whose quota is often used up, one less
      upgrade_settings: pool.machine.gpu
        ? { strategy: 'SURGE', max_surge: 0, max_unavailable: 1 }
        : { strategy: 'SURGE', max_surge: 1, max_unavailable: 0 },
      node_config: nodeConfig(plan, { pool, machine }, account),
    },
    {
      // another disk would roll the machines under people's servers: what a generation began with, it keeps
      lifecycle: { ignore_changes: ['initial_node_count', ...keptOf(pool, generation)] },
      dependsOn: ready,
    },
  )
}

/** A generation of a named pool that goes keeps its machines, whatever the new one has. */
const keptOf = ({ named, generations }: Pool, generation: string): string[] =>
  named && generation !== generations[0] ? ['node_config', 'node_locations'] : ['node_config[0].disk_size_gb']

function nodeConfig(
  plan: ClusterPlan,
  { pool, machine }: Pick<OneMachine, 'pool' | 'machine'>,
  account: Block,
): NodeConfig {
  return {
    machine_type: machine.type,
    image_type: 'COS_CONTAINERD',
    ...bootDisk(pool, machine),
    ...(pool.named?.localDisk && machine.localDisk !== undefined
      ? { ephemeral_storage_local_ssd_config: { local_ssd_count: machine.localDisk / LOCAL_SSD } }
      : {}),
    spot: pool.spot,
    labels: { ...pool.labels },
    taint: pool.taints.map(({ key, value }) => ({ key, value, effect: 'NO_SCHEDULE' })),
    resource_labels: {
      ...cloudLabels({ ...plan.labels, ...billedTo(pool) }),
      'node-purpose': pool.purpose,
      'node-pool': shorten(pool.name, 63),
    },
    ...nodeAccess(account),
    kubelet_config: {
      // the kernel stops the process that took too much memory, not the whole server of its owner
      single_process_oom_kill: true,
      insecure_kubelet_readonly_port_enabled: 'FALSE',
      // google 6 sends `false` where it is unset and this block is there, and CPU limits would not hold; google 7 and
      // later send `true`
      cpu_cfs_quota: true,
    },
    // no image streaming (gcfs_config): it serves Artifact Registry only, and takes up to 1.7 GiB of a machine that
    // servers were promised
    ...(machine.gpu ? { guest_accelerator: [accelerator(machine.gpu, pool)] } : {}),
  }
}

/**
 * The machines' service account: logs, metrics and pulling images, nothing else
 * (cloud.google.com/kubernetes-engine/docs/how-to/hardening-your-cluster).
 */
export function nodeAccount(plan: ClusterPlan, apis: Apis): { account: Block; roles: Block[] } {
  const name = clusterName(plan)
  const account = resource(
    'google_service_account',
    'nodes',
    {
      project: plan.account,
      account_id: accountId(shorten(`${name}-nodes`, 30)),
      display_name: `Machines of the cluster ${name}`,
    },
    { dependsOn: apis('iam') },
  )
  const role = (label: string, id: string): Block =>
    resource('google_project_iam_member', `nodes_${label}`, {
      project: plan.account,
      role: id,
      member: template`serviceAccount:${attribute(account, 'email')}`,
    })
  return {
    account,
    roles: [
      role('default', 'roles/container.defaultNodeServiceAccount'),
      role('images', 'roles/artifactregistry.reader'),
    ],
  }
}

/** How a machine shows who it is: a service account of few rights, pods never see it, and it boots nothing unsigned. */
export function nodeAccess(
  account: Block,
): Pick<NodeConfig, 'service_account' | 'oauth_scopes' | 'workload_metadata_config' | 'shielded_instance_config'> {
  return {
    service_account: attribute(account, 'email'),
    // what it may do is in IAM; scopes are the older, coarser gate
    // (cloud.google.com/compute/docs/access/service-accounts)
    oauth_scopes: ['https://www.googleapis.com/auth/cloud-platform'],
    workload_metadata_config: { mode: 'GKE_METADATA' },
    shielded_instance_config: { enable_secure_boot: true, enable_integrity_monitoring: true },
  }
}

/** GKE installs the driver that suits its image, and the device plugin. */
/** Parts of an A100 with 40 GB, by their number (cloud.google.com/kubernetes-engine/docs/how-to/gpus-multi). */
const PARTITIONS: Readonly<Record<number, string>> = { 2: '3g.20gb', 3: '2g.10gb', 7: '1g.5gb' }

function accelerator(gpu: NonNullable<Machine['gpu']>, { gpuShares: shares, gpuSliced }: Pool) {
  return {
    type: ACCELERATORS[gpu.kind]!,
    count: gpu.count,
    gpu_driver_installation_config: { gpu_driver_version: 'DEFAULT' },
    gpu_partition_size: gpuSliced ? PARTITIONS[shares] : undefined,
    gpu_sharing_config:
      shares > 1 && !gpuSliced
        ? { gpu_sharing_strategy: 'TIME_SHARING', max_shared_clients_per_gpu: shares }
        : undefined,
  }
}

/**
 * n4 takes Hyperdisk only (cloud.google.com/compute/docs/general-purpose-machines); the others take persistent disks.
 */
const diskKind = (machine: Machine): string => (machine.type.startsWith('n4-') ? 'hyperdisk-balanced' : 'pd-balanced')

/** Operations and throughput can be chosen for Hyperdisk only, in a block of their own. */
function bootDisk(
  { disk, named }: Pool,
  machine: Machine,
): Pick<NodeConfig, 'disk_type' | 'disk_size_gb' | 'boot_disk'> {
  const { kind = diskKind(machine), iops, throughput } = named?.disks ?? {}
  if (iops === undefined && throughput === undefined) return { disk_type: kind, disk_size_gb: disk }
  return {
    boot_disk: { disk_type: kind, size_gb: disk, provisioned_iops: iops, provisioned_throughput: throughput },
  }
}

/** GiB of one local disk (cloud.google.com/compute/docs/disks/local-ssd). */
const LOCAL_SSD = 375
