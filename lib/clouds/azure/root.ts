import type { Block, Outputs, Root } from '../../print/terraform.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import type { Provider } from './blocks.ts'

/**
 * Version 4 on purpose: three blocks have no form that 4.55 and 5.0 both take (hashicorp/terraform-provider-azurerm,
 * 5.0 upgrade guide): `parent_id` of a federated credential, `service_endpoints` of a subnet, and the
 * `node_provisioning_profile` that 5.0 demands.
 */
const VERSION = '~> 4.55'

/** The resource providers that a cluster and its hubs need. The provider's default would register some 70. */
const REGISTERED = [
  'Microsoft.Compute',
  'Microsoft.Consumption',
  'Microsoft.ContainerRegistry',
  'Microsoft.ContainerService',
  'Microsoft.DataProtection',
  'Microsoft.ManagedIdentity',
  'Microsoft.Network',
  'Microsoft.Storage',
]

/** Flow logs want one more (learn.microsoft.com/azure/network-watcher/vnet-flow-logs-terraform). */
const registered = ({ flowLogs }: ClusterPlan): string[] => [...REGISTERED, ...(flowLogs ? ['microsoft.insights'] : [])]

/** A root module of the cluster's owner, or of a hub: a tenant need not be allowed to register anything. */
export function root(
  cluster: ClusterPlan,
  {
    registers,
    blocks,
    outputs,
    more = [],
  }: { registers: boolean; more?: string[]; blocks: readonly Block[]; outputs: Outputs },
): Root {
  const config: Provider = {
    // accounts of homes let in nobody but the nodes, so that Terraform, which runs elsewhere, must not wait for their
    // data
    features: [
      {
        storage: [{ data_plane_available: false }],
        // a vault that is destroyed can be had back for 90 days, and a tenant may not end that sooner
        key_vault: blocks.some(({ type }) => type === 'azurerm_key_vault')
          ? [{ purge_soft_delete_on_destroy: false }]
          : undefined,
      },
    ],
    subscription_id: cluster.account,
    resource_provider_registrations: 'none',
    resource_providers_to_register: registers ? [...registered(cluster), ...more].sort() : undefined,
    // storage accounts take no keys
    storage_use_azuread: true,
  }
  return {
    requiredVersion: '>= 1.10',
    providers: { azurerm: { source: 'hashicorp/azurerm', version: VERSION, config } },
    blocks,
    outputs,
  }
}
