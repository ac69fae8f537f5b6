import { attribute, template, type Block, type Outputs, type Root } from '../../print/terraform.ts'
import { parseRange, subrange } from '../../plan/network.ts'
import type { ClusterPlan, HubPlan } from '../../plan/types.ts'
import { access } from './access.ts'
import { budget } from './budget.ts'
import { clusterGroup, controlPlaneIdentity, nodeGroup } from './names.ts'
import { network, type Network } from './network.ts'
import { corePool, serverPools } from './nodes.ts'
import { registries } from './image-registry.ts'
import { root } from './root.ts'
import { resource, type ClusterArguments } from './blocks.ts'

/** A root module that builds an AKS cluster from an empty subscription. */
export function cluster(plan: ClusterPlan, hubs: readonly HubPlan[]): Root {
  const group = resource('azurerm_resource_group', 'main', {
    name: clusterGroup(plan),
    location: plan.region,
    tags: plan.labels,
  })
  const net = network(plan, group)
  const identity = resource('azurerm_user_assigned_identity', 'control_plane', {
    name: controlPlaneIdentity(plan),
    resource_group_name: attribute(group, 'name'),
    location: attribute(group, 'location'),
    tags: plan.labels,
  })
  const joins = resource('azurerm_role_assignment', 'control_plane_network', {
    scope: net.subnet,
    role_definition_name: 'Network Contributor',
    principal_id: attribute(identity, 'principal_id'),
    principal_type: 'ServicePrincipal',
    description: 'AKS puts machines and internal load balancers into the subnet.',
  })
  const main = kubernetes(plan, net, { group, identity, joins })
  const granted = access(plan, group, main)
  const images = registries(plan, hubs, { group, cluster: main })
  const outputs: Outputs = {
    cluster_name: { value: attribute(main, 'name'), description: 'Name of the AKS cluster.' },
    resource_group: { value: attribute(group, 'name'), description: 'Resource group of the cluster.' },
    outbound_address: net.address
      ? {
          value: net.address,
          description: 'Address that servers are seen with outside, for firewalls of others.',
        }
      : undefined,
    ...granted.outputs,
    ...images.outputs,
  }
  return root(plan, {
    registers: true,
    more: hubs.some(({ vault }) => vault) ? ['Microsoft.KeyVault'] : [],
    blocks: [
      group,
      ...net.blocks,
      identity,
      joins,
      main,
      ...serverPools(plan, main, net.subnet),
      ...granted.blocks,
      ...images.blocks,
      ...budget(plan, hubs),
    ],
    outputs,
  })
}

function kubernetes(
  plan: ClusterPlan,
  net: Network,
  { group, identity, joins }: { group: Block; identity: Block; joins: Block },
): Block {
  const { kubernetes: wanted, api, protect } = plan
  const isPrivate = api.private
  const channel = wanted.channel
  return resource(
    'azurerm_kubernetes_cluster',
    'main',
    {
      name: plan.name,
      dns_prefix: plan.name,
      resource_group_name: attribute(group, 'name'),
      location: attribute(group, 'location'),
      node_resource_group: nodeGroup(plan),
      tags: plan.labels,
      // with the uptime guarantee of the API; also what cost analysis asks for
      sku_tier: 'Standard',
      cost_analysis_enabled: true,
      kubernetes_version: wanted.version,
      automatic_upgrade_channel: channel ? CHANNELS[channel] : undefined,
      ...maintenance(plan),
      identity: { type: 'UserAssigned', identity_ids: [attribute(identity, 'id')] },
      oidc_issuer_enabled: true,
      workload_identity_enabled: true,
      role_based_access_control_enabled: true,
      ...admins(plan),
      // etcd and disks are encrypted with Azure's keys as they are; encryption at the host has first to be switched on
      // for a subscription
      azure_policy_enabled: false,
      private_cluster_enabled: isPrivate,
      // where the API has no public address, `az aks command invoke` is the way in
      run_command_enabled: isPrivate,
      ...apiAccess(plan, net),
      network_profile: networkProfile(plan, net),
      storage_profile: STORAGE,
      auto_scaler_profile: AUTOSCALER,
      default_node_pool: corePool(plan, net.subnet),
    },
    {
      dependsOn: [joins, ...net.ready],
      lifecycle: {
        // a management lock would also keep pools from being replaced, and Terraform would take it off before the
        // cluster
        prevent_destroy: protect ? true : undefined,
        // what Azure upgrades by itself, Terraform does not take back
        ignore_changes: channel ? ['kubernetes_version'] : undefined,
      },
    },
  )
}

const networkProfile = (plan: ClusterPlan, net: Network): ClusterArguments['network_profile'] => ({
  network_plugin: 'azure',
  network_plugin_mode: 'overlay',
  // Cilium enforces policies on every pod, also on those that KubeSpawner makes without an owner
  network_data_plane: 'cilium',
  network_policy: 'cilium',
  pod_cidr: plan.network.pods,
  service_cidr: plan.network.services,
  dns_service_ip: dnsAddress(plan.network.services),
  load_balancer_sku: 'standard',
  outbound_type: net.outbound,
})

/** Homes come over NFS as Kubernetes itself mounts it: no driver for Azure's shares on every node. */
const STORAGE: ClusterArguments['storage_profile'] = {
  disk_driver_enabled: true,
  file_driver_enabled: false,
  blob_driver_enabled: false,
  snapshot_controller_enabled: true,
}

/** AKS has no channel between `stable`, a minor version behind the latest, and `rapid`. */
const CHANNELS = { stable: 'stable', regular: 'stable', rapid: 'rapid' } as const

/**
 * Machines go ten minutes after their last server. Pods with scratch space and AKS's own do not hold a machine that is
 * otherwise empty.
 */
const AUTOSCALER: ClusterArguments['auto_scaler_profile'] = {
  expander: 'least-waste',
  scale_down_unneeded: '10m',
  scale_down_delay_after_add: '10m',
  skip_nodes_with_local_storage: false,
  skip_nodes_with_system_pods: false,
}

/** Length of the window, hours: the setting promises four, and AKS takes no less. */
const WINDOW = 4

const notAllowed = ({ from, until }: ClusterPlan['events'][number]) => ({
  start: `${from}T00:00:00Z`,
  end: `${until}T23:59:59Z`,
})

/**
 * In a window of its own, machines get each week's image. Without one nobody has said when servers may be stopped: then
 * the machines' own updates run, which stop nothing, and new machines come with the newest image anyway.
 */
function maintenance(plan: ClusterPlan): Partial<ClusterArguments> {
  const {
    maintenance: wanted,
    events,
    kubernetes: { channel },
  } = plan
  if (!wanted) return { node_os_upgrade_channel: 'Unmanaged' }
  const window = {
    frequency: 'Weekly',
    interval: 1,
    duration: WINDOW,
    utc_offset: '+00:00',
    day_of_week: `${wanted.day[0]!.toUpperCase()}${wanted.day.slice(1)}`,
    start_time: `${String(wanted.hour).padStart(2, '0')}:00`,
    // nothing is upgraded on the days of an event
    not_allowed: events.length > 0 ? events.map(notAllowed) : undefined,
  }
  return {
    node_os_upgrade_channel: 'NodeImage',
    maintenance_window_node_os: window,
    maintenance_window_auto_upgrade: channel ? window : undefined,
  }
}

/**
 * With admins, people come in as who they are at Entra, and there are no certificates that work for whoever holds them.
 */
function admins(plan: ClusterPlan): Partial<ClusterArguments> {
  const groups = plan.admins
  if (groups.length === 0) return {}
  return {
    local_account_disabled: true,
    azure_active_directory_role_based_access_control: { azure_rbac_enabled: true, admin_group_object_ids: [...groups] },
  }
}

/**
 * The nodes reach the API by its public address too, so their own way out is let in. A private API takes no ranges; a
 * check says so.
 */
function apiAccess(plan: ClusterPlan, net: Network): Partial<ClusterArguments> {
  const { ranges } = plan.api
  if (ranges.length === 0 || plan.api.private) return {}
  return {
    api_server_access_profile: {
      authorized_ip_ranges: [...ranges, ...(net.address ? [template`${net.address}/32`] : [])],
    },
  }
}

/**
 * Address of the cluster's DNS: the tenth of the services, as AKS itself would take it. The checks have made sure of
 * the range.
 */
const dnsAddress = (services: string): string =>
  subrange(parseRange(services) ?? { start: 0, size: 0 }, 10, 32).split('/')[0]!
