import { attribute, ref, type Block, type Outputs } from '../../print/terraform.ts'
import type { HubPlan } from '../../plan/types.ts'
import { AUDIENCE } from './access.ts'
import { clusterGroup } from './names.ts'
import { data, resource } from './blocks.ts'

export interface Identity {
  blocks: Block[]
  identity: Block
  outputs: Outputs
}

const SERVERS = { type: 'azurerm_user_assigned_identity', name: 'servers' } as const

/** The client id of a hub's servers, which Azure draws. */
export const CLIENT_ID = ref(`${SERVERS.type}.${SERVERS.name}.client_id`)

/**
 * The identity of a hub's servers: trusted for one service account of one namespace of one cluster, with no key
 * anywhere.
 */
export function hubIdentity(plan: HubPlan, group: Block): Identity | undefined {
  if (plan.identity === undefined) return undefined
  const cluster = data('azurerm_kubernetes_cluster', 'main', {
    name: plan.cluster.name,
    resource_group_name: clusterGroup(plan.cluster),
  })
  const identity = resource(SERVERS.type, SERVERS.name, {
    name: plan.identity,
    resource_group_name: attribute(group, 'name'),
    location: attribute(group, 'location'),
    tags: plan.labels,
  })
  const trust = (name: string, account: string, after: Block[]): Block =>
    resource(
      'azurerm_federated_identity_credential',
      name,
      {
        name,
        resource_group_name: attribute(group, 'name'),
        parent_id: attribute(identity, 'id'),
        audience: [AUDIENCE],
        issuer: attribute(cluster, 'oidc_issuer_url'),
        subject: `system:serviceaccount:${plan.namespace}:${account}`,
      },
      after.length > 0 ? { dependsOn: after } : {},
    )
  const servers = trust('servers', plan.serviceAccount, [])
  // one after the other: Azure refuses two changes of one identity's credentials at once
  const hub = plan.pod.identity ? [trust('hub', HUB_SERVICE_ACCOUNT, [servers])] : []
  return {
    identity,
    blocks: [cluster, identity, servers, ...hub],
    outputs: {
      identity_client_id: {
        value: CLIENT_ID,
        description: "Client id of the servers' identity.",
      },
      identity_principal_id: {
        value: attribute(identity, 'principal_id'),
        description: "Object id of the servers' identity, for owners of outside data who let it in.",
      },
    },
  }
}

/** Service account of the hub itself, which the chart makes under this name. */
const HUB_SERVICE_ACCOUNT = 'hub'
