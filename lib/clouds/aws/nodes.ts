import { attribute, ref, type Block, type Expression } from '../../print/terraform.ts'
import { billedTo } from '../../plan/pools.ts'
import type { ClusterPlan, Pool, Taint } from '../../plan/types.ts'
import { role, service } from './identity.ts'
import type { Network } from './network.ts'
import { identifier } from './root.ts'
import { resource } from './blocks.ts'

export interface Nodes {
  blocks: Block[]
  role: Block
  /** The node groups of the core pool, which add-ons with Deployments wait for. */
  core: Block[]
}

/**
 * One managed node group for each pool and generation, all in the first zone: the disks of homes and of the hubs'
 * databases exist in one zone only, and traffic between zones costs. `before` are the add-ons without which no machine
 * becomes ready.
 */
export function nodes(
  plan: ClusterPlan,
  net: Network,
  { cluster, before }: { cluster: Block; before: readonly Block[] },
): Nodes {
  const machines = role('nodes', {
    name: `${plan.name}-nodes`,
    trust: service('ec2.amazonaws.com'),
    description: `Machines of ${plan.name}.`,
    // the VPC CNI has a role of its own: pods on the host's network get no more from here than the kubelet needs
    managed: ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'],
  })
  const groups = plan.pools.flatMap((pool) =>
    pool.generations.map((generation) => {
      const template = launchTemplate(plan, pool, generation)
      const group = nodeGroup(pool, generation, {
        cluster,
        template,
        role: machines.role,
        net,
        before: [...machines.blocks.slice(1), ...before],
      })
      return { pool, blocks: [template, group], group }
    }),
  )
  return {
    blocks: [...machines.blocks, ...groups.flatMap(({ blocks }) => blocks)],
    role: machines.role,
    core: groups.filter(({ pool }) => pool.purpose === 'core').map(({ group }) => group),
  }
}

/** Labels of a pool's machines: the plan's, and for GPUs those that the autoscaler and the device plugin read. */
function nodeLabels(pool: Pool): Record<string, string> {
  const { gpu } = pool.machine
  return {
    ...pool.labels,
    // by it the autoscaler waits for the driver before it adds another machine (cluster-autoscaler, cloudprovider/aws)
    ...(gpu ? { 'k8s.amazonaws.com/accelerator': `nvidia-${gpu.kind}` } : {}),
  }
}

/** Machines of a generation that is being replaced take no new servers; those that run there end in their own time. */
const REPLACED: Taint = { key: 'hubloom/replaced', value: 'true', effect: 'NoSchedule' }

const isReplaced = (pool: Pool, generation: string): boolean => generation !== pool.generations[0]
const nodeTaints = (pool: Pool, generation: string): readonly Taint[] =>
  isReplaced(pool, generation) ? [...pool.taints, REPLACED] : pool.taints

function launchTemplate(plan: ClusterPlan, pool: Pool, generation: string): Block {
  const name = `${pool.name}-${generation}`
  // default_tags do not reach what a template makes
  const tags = { ...plan.labels, ...billedTo(pool), Name: `${plan.name}-${name}`, ...poolTags(pool) }
  const { kind = 'gp3', iops, throughput } = pool.named?.disks ?? {}
  return resource(
    'aws_launch_template',
    identifier(name),
    {
      name: `${plan.name}-${name}`,
      update_default_version: true,
      block_device_mappings: [
        {
          device_name: '/dev/xvda',
          // twice gp3's base throughput: images of several GB are unpacked here while people wait
          ebs: {
            volume_size: pool.disk,
            volume_type: kind,
            iops,
            throughput: throughput ?? (kind === 'gp3' ? usualThroughput(pool) : undefined),
            encrypted: 'true',
            delete_on_termination: 'true',
          },
        },
      ],
      // one hop: the machine itself reaches its metadata, pods do not
      metadata_options: { http_endpoint: 'enabled', http_tokens: 'required', http_put_response_hop_limit: 1 },
      tag_specifications: ['instance', 'volume', 'network-interface'].map((resource_type) => ({ resource_type, tags })),
      user_data: userData(plan, pool),
    },
    // a change would roll all machines of the group under people's servers: what a generation began with, it keeps
    { lifecycle: { ignore_changes: ['block_device_mappings', 'metadata_options', 'tag_specifications', 'user_data'] } },
  )
}

const usualThroughput = ({ purpose }: Pool): number => (purpose === 'core' ? 125 : 250)

const poolTags = ({ name, purpose }: Pool) => ({ pool: name, 'pool-purpose': purpose })

/**
 * The kernel stops the process that took too much memory, such as one notebook's kernel, not its owner's whole server,
 * as it does on cgroup v2 without this (kubelet 1.32 and later: KubeletConfiguration v1beta1). EKS adds its own part
 * (amazon-eks-ami, nodeadm/doc/examples.md).
 */
const KUBELET = ['  kubelet:', '    config:', '      singleProcessOOMKill: true']
/** Images and temporary files lie on the machine's own disks (amazon-eks-ami, nodeadm/doc/api.md). */
const LOCAL_DISK = ['  instance:', '    localStorage:', '      strategy: RAID0']

function userData({ kubernetes }: ClusterPlan, { named }: Pool): Expression | undefined {
  const spec = [
    ...(named?.localDisk ? LOCAL_DISK : []),
    ...(Number(kubernetes.version.slice(2)) >= 32 ? KUBELET : []),
  ].join('\n')
  if (spec === '') return undefined
  return ref(
    `base64encode(${JSON.stringify(`MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="//"

--//
Content-Type: application/node.eks.aws

apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
${spec}

--//--
`)})`,
  )
}

interface Parts {
  cluster: Block
  template: Block
  role: Block
  net: Network
  before: readonly Block[]
}

function nodeGroup(pool: Pool, generation: string, { cluster, template, role: nodeRole, net, before }: Parts): Block {
  const min = isReplaced(pool, generation) ? 0 : pool.min
  return resource(
    'aws_eks_node_group',
    identifier(`${pool.name}-${generation}`),
    {
      cluster_name: attribute(cluster, 'name'),
      node_group_name: groupName(pool, generation),
      node_role_arn: attribute(nodeRole, 'arn'),
      subnet_ids: pool.named?.zones ? net.inZones(pool.named.zones) : net.nodes,
      // machines for user servers keep the version they began with, up to three behind the cluster's: a new generation
      // brings the new one without stopping anybody's server
      version: pool.purpose === 'core' ? attribute(cluster, 'version') : undefined,
      ami_type: pool.machine.gpu ? 'AL2023_x86_64_NVIDIA' : 'AL2023_x86_64_STANDARD',
      capacity_type: pool.spot ? 'SPOT' : 'ON_DEMAND',
      instance_types: instanceTypes(pool),
      scaling_config: { min_size: min, desired_size: min, max_size: pool.max },
      update_config: pool.purpose === 'core' ? { max_unavailable: 1 } : { max_unavailable_percentage: 25 },
      launch_template: { id: attribute(template, 'id'), version: attribute(template, 'latest_version') },
      labels: nodeLabels(pool),
      taint: nodeTaints(pool, generation).map(({ key, value }) => ({ key, value, effect: 'NO_SCHEDULE' })),
      tags: { ...billedTo(pool), ...poolTags(pool), ...autoscalerTags(pool) },
    },
    {
      dependsOn: [...before, ...net.ready],
      lifecycle: {
        create_before_destroy: pool.purpose === 'core' ? true : undefined,
        // the autoscaler decides how many there are
        ignore_changes: ['scaling_config[0].desired_size', ...(keepsMachines(pool, generation) ? MACHINES : [])],
      },
    },
  )
}

/** A generation of a named pool that goes keeps its machines, whatever the new one has. */
const keepsMachines = (pool: Pool, generation: string): boolean =>
  pool.named !== undefined && isReplaced(pool, generation)
const MACHINES = ['instance_types', 'capacity_type', 'ami_type', 'subnet_ids']

/**
 * A node group's name at EKS. Another machine type makes another group of it (hashicorp/terraform-provider-aws,
 * internal/service/eks/node_group.go: `instance_types` is ForceNew), and the core's is the only one that hubs can run
 * on: the type is in its name, so that the new one can stand before the old one goes. Other pools have it in theirs.
 */
export const groupName = (pool: Pool, generation: string): string =>
  pool.purpose === 'core'
    ? `${pool.name}-${generation}-${pool.machine.type.replace('.', '-')}`
    : `${pool.name}-${generation}`

/**
 * Families whose machines of one size are equal in vCPU and memory: spot machines are taken back less often when
 * several types will do. Written down, not read from the machine table: a list that grows would replace every group
 * that has it, and stop what runs there.
 */
const EQUAL_FAMILIES = [
  ['r5', 'r6i', 'r7i'],
  ['m5', 'm6i'],
]

/** The types of machine that a pool may have, its own first. */
export function instanceTypes({ machine, spot, named }: Pick<Pool, 'machine' | 'spot' | 'named'>): string[] {
  if (named) return named.machines.map(({ type }) => type)
  const [family = '', size] = machine.type.split('.')
  const equal = (spot && EQUAL_FAMILIES.find((families) => families.includes(family))) || []
  return [machine.type, ...equal.filter((other) => other !== family).map((other) => `${other}.${size}`)]
}

const diskForPods = ({ disk, machine, named }: Pool): number =>
  named?.localDisk && machine.localDisk !== undefined ? machine.localDisk : disk

/**
 * What the autoscaler cannot know of a group that has no machine yet: it reads labels, taints and these tags from the
 * group itself, by `eks:DescribeNodegroup` (cluster-autoscaler, cloudprovider/aws), so that none of them stands on the
 * scaling group a second time.
 */
function autoscalerTags(pool: Pool): Record<string, string> {
  const prefix = 'k8s.io/cluster-autoscaler/node-template/resources'
  const gpus = (pool.machine.gpu?.count ?? 0) * pool.gpuShares
  return {
    // the kubelet keeps a tenth of the disk free, and something for itself
    [`${prefix}/ephemeral-storage`]: `${Math.floor(diskForPods(pool) * 0.85)}Gi`,
    ...(gpus > 0 ? { [`${prefix}/nvidia.com/gpu`]: String(gpus) } : {}),
  }
}
