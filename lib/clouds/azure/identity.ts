import { attribute, ref, takenOver, type Block, type Expression, type Outputs } from '../../print/terraform.ts'
import type { HubPlan } from '../../plan/types.ts'
import { AUDIENCE } from './access.ts'
import { LEAVES } from './existing.ts'
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
export function serversIdentity(plan: HubPlan, group: Block): Identity | undefined {
  if (plan.identity === undefined) return undefined
  const { existing } = plan
  const place = existing.identity?.group ?? attribute(group, 'name')
  const made = identityOf(plan, { block: SERVERS.name, name: plan.identity, group, place })
  const identity = existing.identity ? takenOver(made, LEAVES.azurerm_user_assigned_identity) : made
  const trust = trustIn(plan, place, identity)
  const servers = trust('servers', plan.serviceAccount)
  // one after the other: Azure refuses two changes of one identity's credentials at once
  const hub = plan.pod.identity === 'servers' ? [trust('hub', HUB_SERVICE_ACCOUNT, [servers])] : []
  return {
    identity,
    blocks: [clusterOf(plan), identity, servers, ...hub],
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

const ITSELF = 'hub_itself'

/** The client id of the hub itself, where it has an identity of its own. */
export const HUB_CLIENT_ID = ref(`${SERVERS.type}.${ITSELF}.client_id`)

/** The identity of the hub itself, which its servers do not have. It may do nothing yet. */
export function hubIdentity(plan: HubPlan, group: Block): Omit<Identity, 'identity'> | undefined {
  if (plan.hubIdentity === undefined) return undefined
  const identity = identityOf(plan, { block: ITSELF, name: plan.hubIdentity, group })
  const cluster = plan.identity === undefined ? [clusterOf(plan)] : []
  return {
    blocks: [...cluster, identity, trustIn(plan, attribute(group, 'name'), identity)(ITSELF, HUB_SERVICE_ACCOUNT)],
    outputs: {
      hub_identity: {
        value: attribute(identity, 'principal_id'),
        description: 'Object id of the identity of the hub itself, for owners of what it needs who let it in.',
      },
    },
  }
}

/** The cluster, whose issuer identities trust. */
export const clusterOf = (plan: HubPlan): Block =>
  data('azurerm_kubernetes_cluster', 'main', {
    name: plan.cluster.name,
    resource_group_name: clusterGroup(plan.cluster),
  })

interface Named {
  block: string
  name: string
  group: Block
  /** The resource group that it is in: the hub's, where left out. */
  place?: string | Expression
}

/** An identity of the hub's own. */
export const identityOf = (plan: HubPlan, { block, name, group, place = attribute(group, 'name') }: Named): Block =>
  resource(SERVERS.type, block, {
    name,
    resource_group_name: place,
    location: attribute(group, 'location'),
    tags: plan.labels,
  })

/** Makes trust of an identity in one service account of the hub's namespace. */
export const trustIn =
  (plan: HubPlan, group: string | Expression, identity: Block) =>
  (name: string, account: string, after: Block[] = []): Block =>
    resource(
      'azurerm_federated_identity_credential',
      name,
      {
        name: name.replace('_', '-'),
        resource_group_name: group,
        parent_id: attribute(identity, 'id'),
        audience: [AUDIENCE],
        issuer: attribute(clusterOf(plan), 'oidc_issuer_url'),
        subject: `system:serviceaccount:${plan.namespace}:${account}`,
      },
      after.length > 0 ? { dependsOn: after } : {},
    )

/** Service account of the hub itself, which the chart makes under this name. */
const HUB_SERVICE_ACCOUNT = 'hub'
