import { attribute, type Block, type Expression } from '../../print/terraform.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { flowLogs } from './flow-logs.ts'
import { clusterGroup, nodeSubnet } from './names.ts'
import { data, resource } from './blocks.ts'

export interface Network {
  blocks: Block[]
  /** Id of the nodes' subnet. */
  subnet: Expression
  /** What has to be there before machines are: the way out. */
  ready: Block[]
  outbound: 'userAssignedNATGateway' | 'loadBalancer'
  /** Address that the nodes are seen with outside, where it is ours. */
  address?: Expression
}

/** The network's name and resource group, for whoever looks for the nodes' subnet. */
export function networkOf(cluster: ClusterPlan): { group: string; network: string; subnet: string } {
  const existing = cluster.existingNetwork
  if (!existing) return { group: clusterGroup(cluster), network: cluster.name, subnet: nodeSubnet }
  const [group, network] = existing.network.split('/') as [string, string]
  return { group, network, subnet: existing.subnets[0]! }
}

/** Private nodes behind a NAT gateway with one address of its own, or a subnet that is there already. */
export const network = (plan: ClusterPlan, group: Block): Network =>
  plan.existingNetwork ? existingNetwork(plan, group) : ownNetwork(plan, group)

function ownNetwork(plan: ClusterPlan, group: Block): Network {
  const place = { resource_group_name: attribute(group, 'name'), location: attribute(group, 'location') }
  // a NAT gateway lives in one zone: that of the machines
  const zone = plan.zones[0] ? { zones: [plan.zones[0]] } : {}
  const vnet = resource('azurerm_virtual_network', 'main', {
    ...place,
    name: plan.name,
    address_space: [plan.network.nodes],
    tags: plan.labels,
  })
  const subnet = resource('azurerm_subnet', 'nodes', {
    name: nodeSubnet,
    resource_group_name: attribute(group, 'name'),
    virtual_network_name: attribute(vnet, 'name'),
    address_prefixes: [plan.network.nodes],
    default_outbound_access_enabled: false,
    // traffic to storage in the region goes past the NAT gateway, which bills by the gigabyte; and shares of homes let
    // this subnet in
    service_endpoints: ['Microsoft.Storage'],
  })
  const address = resource('azurerm_public_ip', 'nat', {
    ...place,
    ...zone,
    name: `${plan.name}-nat`,
    allocation_method: 'Static',
    sku: 'Standard',
    tags: plan.labels,
  })
  const gateway = resource('azurerm_nat_gateway', 'main', {
    ...place,
    ...zone,
    name: plan.name,
    sku_name: 'Standard',
    idle_timeout_in_minutes: 30,
    tags: plan.labels,
  })
  const ready = [
    resource('azurerm_nat_gateway_public_ip_association', 'main', {
      nat_gateway_id: attribute(gateway, 'id'),
      public_ip_address_id: attribute(address, 'id'),
    }),
    resource('azurerm_subnet_nat_gateway_association', 'nodes', {
      nat_gateway_id: attribute(gateway, 'id'),
      subnet_id: attribute(subnet, 'id'),
    }),
  ]
  return {
    blocks: [vnet, subnet, address, gateway, ...ready, ...(plan.flowLogs ? flowLogs(plan, group, vnet) : [])],
    subnet: attribute(subnet, 'id'),
    ready,
    outbound: 'userAssignedNATGateway',
    address: attribute(address, 'ip_address'),
  }
}

/**
 * With `loadBalancer` AKS adds a way out of its own, which a NAT gateway of the subnet's, if there is one, takes
 * precedence over.
 */
function existingNetwork(plan: ClusterPlan, group: Block): Network {
  const { group: theirs, network: name, subnet } = networkOf(plan)
  const found = data('azurerm_subnet', 'nodes', {
    name: subnet,
    resource_group_name: theirs,
    virtual_network_name: name,
  })
  const logged = plan.flowLogs
    ? data('azurerm_virtual_network', 'main', { name, resource_group_name: theirs })
    : undefined
  return {
    blocks: [found, ...(logged ? [logged, ...flowLogs(plan, group, logged)] : [])],
    subnet: attribute(found, 'id'),
    ready: [],
    outbound: 'loadBalancer',
  }
}
