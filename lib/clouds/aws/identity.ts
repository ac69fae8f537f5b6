import { attribute, json, takenOver, type Block, type Expression, type Template } from '../../print/terraform.ts'
import { LEAVES } from './existing.ts'
import { arn, identifier } from './root.ts'
import { resource } from './blocks.ts'

export interface Statement {
  Effect: 'Allow' | 'Deny'
  Action: readonly string[]
  Resource?: readonly (string | Expression | Template)[] | '*'
  Principal?: unknown
  Condition?: unknown
}

export const policy = (statements: readonly Statement[]): Template =>
  json({ Version: '2012-10-17', Statement: statements })

/** Trust in a service of AWS. */
export const service = (name: string): Template =>
  policy([{ Effect: 'Allow', Principal: { Service: name }, Action: ['sts:AssumeRole'] }])

/**
 * Trust in pods of some service accounts of one namespace on one cluster, by EKS Pod Identity: the agent passes these
 * three on as session tags, so that an association made elsewhere in the account gets nothing (EKS user guide,
 * "pod-id-role").
 */
export const pods = (cluster: Block, namespace: string, serviceAccounts: readonly string[]): Template =>
  policy([
    {
      Effect: 'Allow',
      Principal: { Service: 'pods.eks.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Condition: {
        StringEquals: {
          'aws:RequestTag/eks-cluster-arn': attribute(cluster, 'arn'),
          'aws:RequestTag/kubernetes-namespace': namespace,
          'aws:RequestTag/kubernetes-service-account': serviceAccounts,
        },
      },
    },
  ])

/** A role with AWS's own policies, named as after `policy/`, and one of ours. */
export function role(
  name: string,
  more: {
    name: string
    description: string
    trust: Template | Expression
    managed?: readonly string[]
    own?: readonly Statement[]
    /** How long its credentials may live, seconds. */
    credentials?: number | undefined
    /** Whether it was there before. */
    existing?: boolean
  },
): { role: Block; blocks: Block[] } {
  const itself = resource('aws_iam_role', name, {
    name: more.name,
    description: more.description,
    assume_role_policy: more.trust,
    max_session_duration: more.credentials,
  })
  const made = more.existing ? takenOver(itself, LEAVES.aws_iam_role) : itself
  const attachments = (more.managed ?? []).map((managed) =>
    resource('aws_iam_role_policy_attachment', `${name}_${identifier(managed.split('/').at(-1)!).toLowerCase()}`, {
      role: attribute(made, 'name'),
      policy_arn: arn(`iam::aws:policy/${managed}`),
    }),
  )
  const own = more.own?.length
    ? [resource('aws_iam_role_policy', name, { name, role: attribute(made, 'name'), policy: policy(more.own) })]
    : []
  return { role: made, blocks: [made, ...attachments, ...own] }
}

/** Gives a role to the pods of one service account. */
export const association = (
  name: string,
  cluster: Block,
  { namespace, serviceAccount, role }: { namespace: string; serviceAccount: string; role: Block },
): Block =>
  resource('aws_eks_pod_identity_association', name, {
    cluster_name: attribute(cluster, 'name'),
    namespace,
    service_account: serviceAccount,
    role_arn: attribute(role, 'arn'),
  })
