import { attribute, type Block, type Outputs } from '../../print/terraform.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { subjects } from '../github.ts'
import { resource, type RoleAssignment } from './blocks.ts'

/**
 * Audience and issuer of tokens that Entra exchanges
 * (learn.microsoft.com/entra/workload-id/workload-identity-federation).
 */
export const AUDIENCE = 'api://AzureADTokenExchange'
const CLUSTER_USER = 'Azure Kubernetes Service Cluster User Role'
const GITHUB = 'https://token.actions.githubusercontent.com'

/** Who may use the cluster's API besides those who made it: groups of admins, and the workflows of one repository. */
export function access(plan: ClusterPlan, group: Block, cluster: Block): { blocks: Block[]; outputs: Outputs } {
  const { admins, deployer } = plan
  const blocks = admins.map((id) =>
    grant(cluster, `admins_${id}`, {
      role_definition_name: CLUSTER_USER,
      principal_id: id,
      principal_type: 'Group',
      description: "Admins fetch the cluster's address; what they may do there, AKS knows.",
    }),
  )
  if (!deployer) return { blocks, outputs: {} }

  const identity = resource('azurerm_user_assigned_identity', 'deployer', {
    name: `${plan.name}-deployer`,
    resource_group_name: attribute(group, 'name'),
    location: attribute(group, 'location'),
    tags: plan.labels,
  })
  const deploys = (name: string, role: string, description: string): Block =>
    grant(cluster, name, {
      role_definition_name: role,
      principal_id: attribute(identity, 'principal_id'),
      principal_type: 'ServicePrincipal',
      description,
    })
  return {
    blocks: [
      ...blocks,
      identity,
      ...credentials(group, identity, deployer),
      deploys('deployer_user', CLUSTER_USER, "CI fetches the cluster's credentials."),
      // without Entra in the cluster, those credentials are an administrator's already
      ...(admins.length > 0
        ? [
            deploys(
              'deployer_admin',
              'Azure Kubernetes Service RBAC Cluster Admin',
              'CI installs releases and their roles.',
            ),
          ]
        : []),
    ],
    outputs: {
      deployer_client_id: {
        value: attribute(identity, 'client_id'),
        description:
          'Client id for azure/login in CI. It may use kubectl and helm on this cluster; applying Terraform ' +
          'takes rights that its owner gives it.',
      },
    },
  }
}

/** A role of somebody over the whole cluster. */
/** Trust in the tokens of the repository's workflows, under each of its names. */
function credentials(group: Block, identity: Block, deployer: NonNullable<ClusterPlan['deployer']>): Block[] {
  const { named, numbered } = subjects(deployer)
  const trust = (
    name: string,
    { called, subject, after }: { called: string; subject: string; after: Block[] },
  ): Block =>
    resource(
      'azurerm_federated_identity_credential',
      name,
      {
        name: called,
        resource_group_name: attribute(group, 'name'),
        parent_id: attribute(identity, 'id'),
        audience: [AUDIENCE],
        issuer: GITHUB,
        subject,
      },
      { dependsOn: after },
    )
  const byName = trust('deployer', { called: 'github', subject: named, after: [] })
  if (numbered === undefined) return [byName]
  // one after the other: an identity takes one new credential at a time
  return [byName, trust('deployer_ids', { called: 'github-ids', subject: numbered, after: [byName] })]
}

function grant(
  cluster: Block,
  name: string,
  args: Pick<RoleAssignment, 'role_definition_name' | 'principal_id' | 'principal_type' | 'description'>,
): Block {
  return resource('azurerm_role_assignment', name, { scope: attribute(cluster, 'id'), ...args })
}
