import { attribute, type Block } from '../../print/terraform.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { clusterName } from './names.ts'
import type { Apis } from './root.ts'
import { resource, type ClusterArguments } from './blocks.ts'

/** The network arguments of the cluster, and the blocks that make the network where it has one of its own. */
export interface Network {
  blocks: readonly Block[]
  /** What has to be there before a node starts: without NAT its first image pull fails. */
  ready: readonly Block[]
  cluster: Pick<ClusterArguments, 'network' | 'subnetwork' | 'networking_mode' | 'ip_allocation_policy'>
}

/** A network of its own with private nodes behind NAT, or the one that is named. */
export function network(plan: ClusterPlan, apis: Apis): Network {
  const existing = plan.existingNetwork
  return existing ? existingNetwork(plan, existing) : ownNetwork(plan, apis)
}

/** GKE itself adds the ranges of pods and services to a subnetwork that is there. Its owner provides the NAT. */
function existingNetwork(plan: ClusterPlan, existing: { network: string; subnets: readonly string[] }): Network {
  return {
    blocks: [],
    ready: [],
    cluster: {
      network: existing.network,
      subnetwork: existing.subnets[0]!,
      networking_mode: 'VPC_NATIVE',
      ip_allocation_policy: {
        cluster_ipv4_cidr_block: plan.network.pods,
        services_ipv4_cidr_block: plan.network.services,
      },
    },
  }
}

function ownNetwork(plan: ClusterPlan, apis: Apis): Network {
  const { account: project, region } = plan
  const name = clusterName(plan)
  const vpc = resource(
    'google_compute_network',
    'main',
    { name, project, auto_create_subnetworks: false, routing_mode: 'REGIONAL' },
    { dependsOn: apis('compute') },
  )
  const nodes = resource('google_compute_subnetwork', 'nodes', {
    name: `${name}-nodes`,
    project,
    region,
    network: attribute(vpc, 'id'),
    ip_cidr_range: plan.network.nodes,
    // images and buckets of Google's are reached without NAT
    private_ip_google_access: true,
    secondary_ip_range: [
      { range_name: 'pods', ip_cidr_range: plan.network.pods },
      { range_name: 'services', ip_cidr_range: plan.network.services },
    ],
    log_config: plan.flowLogs
      ? { aggregation_interval: 'INTERVAL_5_MIN', flow_sampling: 0.5, metadata: 'INCLUDE_ALL_METADATA' }
      : undefined,
  })
  const router = resource('google_compute_router', 'main', { name, project, region, network: attribute(vpc, 'id') })
  const nat = resource('google_compute_router_nat', 'main', {
    name,
    project,
    region,
    router: attribute(router, 'name'),
    nat_ip_allocate_option: 'AUTO_ONLY',
    source_subnetwork_ip_ranges_to_nat: 'LIST_OF_SUBNETWORKS',
    subnetwork: [{ name: attribute(nodes, 'id'), source_ip_ranges_to_nat: ['ALL_IP_RANGES'] }],
    // the fixed default of 64 ports a machine is too few for dozens of people on one
    enable_dynamic_port_allocation: true,
    enable_endpoint_independent_mapping: false,
    min_ports_per_vm: 256,
    max_ports_per_vm: 16_384,
    log_config: { enable: true, filter: 'ERRORS_ONLY' },
  })
  return {
    blocks: [vpc, nodes, router, nat],
    ready: [nat],
    cluster: {
      network: attribute(vpc, 'id'),
      subnetwork: attribute(nodes, 'id'),
      networking_mode: 'VPC_NATIVE',
      ip_allocation_policy: { cluster_secondary_range_name: 'pods', services_secondary_range_name: 'services' },
    },
  }
}
