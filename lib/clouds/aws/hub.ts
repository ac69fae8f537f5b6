import { attribute, type Block, type Outputs, type Root } from '../../print/terraform.ts'
import { sharedHomes } from '../../plan/home.ts'
import type { HubPlan } from '../../plan/types.ts'
import { buckets, dataStatements, type Bucket } from './buckets.ts'
import { home } from './homes.ts'
import { association, pods, role } from './identity.ts'
import { identifier, root } from './root.ts'
import { data } from './blocks.ts'
import { vaultReader } from './vault.ts'

/**
 * A root module that adds one hub to a cluster, which it finds by name: homes, buckets, and the identity that may use
 * them.
 */
export function hub(plan: HubPlan): Root {
  const cluster = data('aws_eks_cluster', 'main', { name: plan.cluster.name })
  const { own, logs } = buckets(plan)
  const homes = home(plan, cluster)
  const identity = plan.identity ? identityOf(plan, { name: plan.identity, cluster, own }) : { blocks: [], outputs: {} }
  const hubs = plan.hubIdentity ? hubIdentity(plan, plan.hubIdentity, cluster) : { blocks: [], outputs: {} }
  return root(plan.cluster, plan.labels, {
    blocks: [
      cluster,
      ...logs,
      ...own.flatMap(({ blocks }) => blocks),
      ...identity.blocks,
      ...hubs.blocks,
      ...homes.blocks,
      ...vaultReader(plan),
    ],
    outputs: { ...identity.outputs, ...hubs.outputs, ...homes.outputs, ...sharedHomes(plan) },
  })
}

/** Service account of the hub itself, which the chart makes under this name. */
const HUB = 'hub'

/** The role of the hub itself, which its servers do not have. It may do nothing yet. */
function hubIdentity(plan: HubPlan, name: string, cluster: Block): { blocks: Block[]; outputs: Outputs } {
  const made = role('hub_itself', {
    name,
    trust: pods(cluster, plan.namespace, [HUB]),
    description: `The hub ${plan.id} itself on ${plan.cluster.name}.`,
  })
  const given = association('hub_itself', cluster, { namespace: plan.namespace, serviceAccount: HUB, role: made.role })
  return {
    blocks: [...made.blocks, given],
    outputs: {
      hub_identity: {
        value: attribute(made.role, 'arn'),
        description: 'Role of the hub itself. Owners of what it needs allow this.',
      },
    },
  }
}

/** The hub's role, for its servers and Dask workers, and for the hub itself where the settings say so. */
function identityOf(
  plan: HubPlan,
  { name, cluster, own }: { name: string; cluster: Block; own: readonly Bucket[] },
): { blocks: Block[]; outputs: Outputs } {
  const serviceAccounts = [plan.serviceAccount, ...(plan.pod.identity === 'servers' ? [HUB] : [])]
  const made = role('hub', {
    name: name,
    trust: pods(cluster, plan.namespace, serviceAccounts),
    description: `Servers of the hub ${plan.id} on ${plan.cluster.name}.`,
    own: dataStatements(plan, own),
    credentials: plan.account.credentials,
    existing: plan.existing.identity !== undefined,
  })
  return {
    blocks: [
      ...made.blocks,
      ...serviceAccounts.map((serviceAccount) =>
        association(identifier(serviceAccount), cluster, {
          namespace: plan.namespace,
          serviceAccount,
          role: made.role,
        }),
      ),
    ],
    outputs: {
      identity: {
        value: attribute(made.role, 'arn'),
        description: "Role of the hub's servers. Owners of outside buckets allow this.",
      },
    },
  }
}
