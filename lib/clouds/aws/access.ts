import { attribute, type Block, type Expression } from '../../print/terraform.ts'
import { hash } from '../../plan/names.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { subjects } from '../github.ts'
import { policy, role, type Statement } from './identity.ts'
import { arn } from './root.ts'
import { resource } from './blocks.ts'

const GITHUB = 'token.actions.githubusercontent.com'

/** Who may use the Kubernetes API: the admins of the settings, and the identity that deploys from CI. */
export function access(plan: ClusterPlan, cluster: Block): Block[] {
  const admins = plan.admins.flatMap((principal) => admin(`admin_${hash(principal)}`, cluster, principal))
  const deployer = deployerRole(plan, cluster)
  return [
    ...admins,
    ...(deployer ? [...deployer.blocks, ...admin('deployer', cluster, attribute(deployer.role, 'arn'))] : []),
  ]
}

function admin(name: string, cluster: Block, principal: string | Expression): Block[] {
  const entry = resource('aws_eks_access_entry', name, {
    cluster_name: attribute(cluster, 'name'),
    principal_arn: principal,
    type: 'STANDARD',
  })
  return [
    entry,
    resource('aws_eks_access_policy_association', name, {
      cluster_name: attribute(cluster, 'name'),
      principal_arn: attribute(entry, 'principal_arn'),
      policy_arn: arn('eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy'),
      access_scope: { type: 'cluster' },
    }),
  ]
}

/**
 * The identity for deploying from CI: workflows of one branch of one repository install releases. It reads the state,
 * where that is in S3, since releases need its outputs; changing the cloud itself is left to people. GitHub's provider
 * exists once in an account, so it belongs to no cluster: the runbook makes it.
 */
function deployerRole(plan: ClusterPlan, cluster: Block): { role: Block; blocks: Block[] } | undefined {
  const { deployer, state } = plan
  if (!deployer) return undefined
  const { named, numbered } = subjects(deployer)
  const trust = policy([
    {
      Effect: 'Allow',
      Principal: { Federated: arn(`iam::${plan.account}:oidc-provider/${GITHUB}`) },
      Action: ['sts:AssumeRoleWithWebIdentity'],
      Condition: {
        StringEquals: {
          [`${GITHUB}:aud`]: 'sts.amazonaws.com',
          [`${GITHUB}:sub`]: numbered === undefined ? named : [named, numbered],
        },
      },
    },
  ])
  const communities = [...new Set([plan.community, ...plan.hubs.map((hub) => hub.split('/')[0]!)])].sort()
  const readState: Statement[] =
    state.kind === 's3' && state.bucket
      ? [
          { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [arn(`s3:::${state.bucket}`)] },
          {
            Effect: 'Allow',
            Action: ['s3:GetObject'],
            Resource: communities.map((community) => arn(`s3:::${state.bucket}/${community}/*`)),
          },
        ]
      : []
  return role('deployer', {
    name: `${plan.name}-deployer`,
    trust,
    description: `Installs releases on ${plan.name} from ${deployer.repository}.`,
    own: [{ Effect: 'Allow', Action: ['eks:DescribeCluster'], Resource: [attribute(cluster, 'arn')] }, ...readState],
  })
}
