import { attribute, type Block, type Root } from '../../print/terraform.ts'
import type { ClusterPlan, HubPlan } from '../../plan/types.ts'
import { cloudLabels, clusterName } from './names.ts'
import { network, type Network } from './network.ts'
import { nodeAccess, nodeAccount, nodePools } from './nodes.ts'
import { apisOf, CLUSTER_SERVICES, project, projectServices, providers, REQUIRED_VERSION, type Apis } from './root.ts'
import { admins, deployer } from './access.ts'
import { budget } from './budget.ts'
import { podLogs } from './logs.ts'
import { imageRepositories, pullsFromOthers } from './image-registry.ts'
import { resource, type ClusterArguments } from './blocks.ts'

/** The root module of a cluster, from an empty project with billing. */
export function cluster(plan: ClusterPlan, hubs: readonly HubPlan[]): Root {
  const { budget: money, deployer: ci, ingress } = plan
  const services = projectServices(plan.account, [
    ...CLUSTER_SERVICES,
    ...(money ? ['billingbudgets'] : []),
    ...(ci ? ['sts'] : []),
    ...(hubs.some(({ vault }) => vault) ? ['secretmanager'] : []),
  ])
  const apis = apisOf(services)
  const net = network(plan, apis)
  const owner = project(plan, apis)
  const { account, roles } = nodeAccount(plan, apis)
  const controlPlane = kubernetes(plan, net, { account, apis })
  const address = ingress === 'none' ? [] : [ingressAddress(plan, apis)]
  const deploys = deployer(plan, owner, apis)
  return {
    requiredVersion: REQUIRED_VERSION,
    // budgets are asked for in the name of a project, which a person's own sign-in does not name by itself
    providers: providers(plan, money ? { user_project_override: true, billing_project: plan.account } : {}),
    blocks: [
      ...services,
      ...net.blocks,
      account,
      ...roles,
      controlPlane,
      ...nodePools(plan, { cluster: controlPlane, account, ready: [...roles, ...net.ready] }),
      ...address,
      ...podLogs(plan, apis),
      ...imageRepositories(plan, hubs, apis),
      ...pullsFromOthers(plan, account, apis),
      ...admins(plan),
      ...deploys,
      ...budget(plan, owner, apis),
      ...(money || ci ? [owner] : []),
    ],
    outputs: {
      cluster_name: { value: attribute(controlPlane, 'name'), description: 'Name of the cluster' },
      cluster_location: { value: attribute(controlPlane, 'location'), description: 'Region of its control plane' },
      kubernetes_version: {
        value: attribute(controlPlane, 'master_version'),
        description: 'Version that its control plane runs',
      },
      ingress_address: address[0]
        ? {
            value: attribute(address[0], 'address'),
            description: 'Address that the DNS records of its hubs point to',
          }
        : undefined,
      deployer: deploys[0]
        ? { value: attribute(deploys[0], 'email'), description: 'Account that workflows deploy as' }
        : undefined,
    },
  }
}

/**
 * A regional control plane: it answers through upgrades and the loss of a zone, at the price of a zonal one ($0.10 an
 * hour; only the free tier's credit is lost). Encryption of its data is left to Google, whose keys cover etcd and
 * disks: a key ring of one's own could never be deleted.
 */
function kubernetes(plan: ClusterPlan, net: Network, { account, apis }: { account: Block; apis: Apis }): Block {
  const {
    kubernetes: { version, channel },
    api,
    protect,
  } = plan
  return resource(
    'google_container_cluster',
    'main',
    {
      name: clusterName(plan),
      project: plan.account,
      location: plan.region,
      node_locations: [plan.zones[0]!],
      description: `JupyterHubs of ${plan.community}`,
      resource_labels: cloudLabels(plan.labels),
      deletion_protection: protect,
      min_master_version: version,
      release_channel: { channel: channel?.toUpperCase() ?? 'UNSPECIFIED' },
      ...net.cluster,
      // Cilium: enforces network policies on every pod, those that belong to no controller too
      datapath_provider: 'ADVANCED_DATAPATH',
      // GKE 1.36 turns it on by itself and it cannot be turned off: said now, so that no plan ever differs
      enable_l4_ilb_subsetting: true,
      private_cluster_config: { enable_private_nodes: true, enable_private_endpoint: api.private },
      ...apiAccess(api),
      workload_identity_config: { workload_pool: `${plan.account}.svc.id.goog` },
      enable_shielded_nodes: true,
      enable_legacy_abac: false,
      master_auth: { client_certificate_config: { issue_client_certificate: false } },
      addons_config: {
        gce_persistent_disk_csi_driver_config: { enabled: true },
        // the ingress controller's load balancer is made by this add-on
        http_load_balancing: { disabled: false },
      },
      cluster_autoscaling: { enabled: false, autoscaling_profile: 'OPTIMIZE_UTILIZATION' },
      cost_management_config: { enabled: true },
      logging_config: { enable_components: ['SYSTEM_COMPONENTS', 'WORKLOADS'] },
      // metrics are Prometheus' own; Google's managed one is billed by sample
      monitoring_config: { enable_components: ['SYSTEM_COMPONENTS'], managed_prometheus: { enabled: false } },
      ...maintenance(plan),
      // GKE makes no cluster without a pool: the smallest one is made, and removed at once
      remove_default_node_pool: true,
      initial_node_count: 1,
      node_config: { machine_type: 'e2-medium', disk_size_gb: 20, disk_type: 'pd-standard', ...nodeAccess(account) },
    },
    {
      dependsOn: [...apis('container'), ...net.ready],
      lifecycle: {
        // Google refuses to delete it, but only when Terraform has deleted all that depends on it: so Terraform refuses
        // as well, before anything
        prevent_destroy: protect ? true : undefined,
        // a new description makes a new cluster (resource_container_cluster.go)
        ignore_changes: ['description', 'node_config'],
      },
    },
  )
}

/** A private API has to name who may reach it, be it nobody beyond the cluster's own subnetwork. */
function apiAccess(api: ClusterPlan['api']): Pick<ClusterArguments, 'master_authorized_networks_config'> {
  const { ranges } = api
  if (ranges.length === 0 && !api.private) return {}
  return {
    master_authorized_networks_config: {
      gcp_public_cidrs_access_enabled: false,
      cidr_blocks: ranges.length > 0 ? ranges.map((range) => ({ cidr_block: range, display_name: range })) : undefined,
    },
  }
}

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/**
 * Four hours from the hour that is set, on its day and two and four days later. GKE refuses less than 48 hours in 32
 * days (cloud.google.com/kubernetes-engine/docs/concepts/maintenance-windows-and-exclusions), which one day a week has
 * with twelve hours only, far into somebody's working day.
 */
function maintenance(plan: ClusterPlan): Pick<ClusterArguments, 'maintenance_policy'> {
  const window = plan.maintenance
  if (!window) return {}
  // the week that begins on Monday, 5 January 2026: any past week will do, the day of the start and of the rule have to
  // agree
  const first = 5 + DAYS.indexOf(window.day)
  const days = [0, 2, 4].map((later) => DAYS[(DAYS.indexOf(window.day) + later) % DAYS.length]!)
  const time = (hour: number): string =>
    `2026-01-${String(first + Math.floor(hour / 24)).padStart(2, '0')}T${String(hour % 24).padStart(2, '0')}:00:00Z`
  return {
    maintenance_policy: {
      recurring_window: {
        start_time: time(window.hour),
        end_time: time(window.hour + 4),
        recurrence: `FREQ=WEEKLY;BYDAY=${days.map((day) => day.slice(0, 2).toUpperCase()).join(',')}`,
      },
      maintenance_exclusion: plan.events.length > 0 ? exclusions(plan) : undefined,
    },
  }
}

/** No machine is upgraded on the days of an event; the control plane still gets patches, which nobody sees. */
const exclusions = ({ events }: ClusterPlan) =>
  events.map(({ name, from, until }) => ({
    exclusion_name: `event-${name}`,
    start_time: `${from}T00:00:00Z`,
    end_time: `${until}T23:59:59Z`,
    exclusion_options: { scope: 'NO_MINOR_OR_NODE_UPGRADES' },
  }))

export const ingressAddressName = (plan: ClusterPlan): string => `${clusterName(plan)}-ingress`

/** Kept apart from the load balancer, so that DNS records outlive it. */
function ingressAddress(plan: ClusterPlan, apis: Apis): Block {
  return resource(
    'google_compute_address',
    'ingress',
    {
      name: ingressAddressName(plan),
      project: plan.account,
      region: plan.region,
      address_type: 'EXTERNAL',
      labels: cloudLabels(plan.labels),
    },
    { dependsOn: apis('compute') },
  )
}
