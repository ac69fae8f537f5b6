import { attribute, takenOver, type Block, type Outputs } from '../../print/terraform.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { VaultWiring } from '../../plan/wiring.ts'
import { data, resource } from './blocks.ts'
import { LEAVES } from './existing.ts'
import { identityOf, trustIn } from './identity.ts'
import { vaultName } from './names.ts'

/** Service account of the hub's namespace that External Secrets Operator reads the vault as. */
const READER = 'secrets-reader'
/** The Secret that tells the operator who that is at Azure: both ids are known after an apply only. */
const IDENTITY = 'vault-identity'
const OUTPUTS = { 'client-id': 'secrets_reader_client_id', 'tenant-id': 'secrets_reader_tenant_id' } as const

const nameOf = (plan: HubPlan): string => plan.existing.vault?.name ?? vaultName(plan, plan.cluster)

export const vaultWiring = (plan: HubPlan): VaultWiring => ({
  reader: READER,
  annotations: {},
  provider: {
    azurekv: {
      authType: 'WorkloadIdentity',
      vaultUrl: `https://${nameOf(plan)}.vault.azure.net`,
      serviceAccountRef: { name: READER },
      authSecretRef: {
        clientId: { name: IDENTITY, key: 'client-id' },
        tenantId: { name: IDENTITY, key: 'tenant-id' },
      },
    },
  },
  store: nameOf(plan),
  between: '--',
  identity: {
    name: IDENTITY,
    namespace: plan.namespace,
    keys: [
      { key: 'client-id', from: { output: OUTPUTS['client-id'], folder: plan.hub }, what: 'client id of its identity' },
      {
        key: 'tenant-id',
        from: { output: OUTPUTS['tenant-id'], folder: plan.hub },
        what: 'tenant of the subscription',
      },
    ],
    why: 'who reads the Key Vault of this hub, as Terraform tells it; nothing secret',
  },
})

/** A vault of the hub's own, the identity that reads it, trusted from its namespace only, and who fills it. */
export function vaultReader(plan: HubPlan, group: Block): { blocks: Block[]; outputs: Outputs } {
  if (!plan.vault) return { blocks: [], outputs: {} }
  const tenant = data('azurerm_client_config', 'current', {})
  const { existing } = plan
  const itself = resource('azurerm_key_vault', 'secrets', {
    name: nameOf(plan),
    resource_group_name: existing.vault?.group ?? attribute(group, 'name'),
    location: attribute(group, 'location'),
    tenant_id: attribute(tenant, 'tenant_id'),
    sku_name: 'standard',
    rbac_authorization_enabled: true,
    soft_delete_retention_days: 90,
    tags: plan.labels,
  })
  const vault = existing.vault ? takenOver(itself, LEAVES.azurerm_key_vault) : itself
  const identity = identityOf(plan, { block: 'secrets', name: 'secrets-reader', group })
  return {
    blocks: [
      tenant,
      vault,
      identity,
      trustIn(plan, attribute(group, 'name'), identity)('secrets', READER),
      resource('azurerm_role_assignment', 'secrets_reader', {
        scope: attribute(vault, 'id'),
        role_definition_name: 'Key Vault Secrets User',
        principal_id: attribute(identity, 'principal_id'),
        principal_type: 'ServicePrincipal',
        description: 'External Secrets Operator fetches the Secrets of this hub.',
      }),
      ...plan.cluster.admins.map((admin) =>
        resource('azurerm_role_assignment', `secrets_admins_${admin}`, {
          scope: attribute(vault, 'id'),
          role_definition_name: 'Key Vault Secrets Officer',
          principal_id: admin,
          principal_type: 'Group',
          description: 'Admins fill the Key Vault of this hub.',
        }),
      ),
    ],
    outputs: {
      [OUTPUTS['client-id']]: {
        value: attribute(identity, 'client_id'),
        description: 'Client id of the identity that reads the Key Vault of this hub.',
      },
      [OUTPUTS['tenant-id']]: {
        value: attribute(tenant, 'tenant_id'),
        description: 'Tenant of the subscription.',
      },
    },
  }
}
