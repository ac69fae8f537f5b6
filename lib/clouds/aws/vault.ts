import { ref, type Block, type Expression } from '../../print/terraform.ts'
import { shorten } from '../../plan/names.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { VaultWiring } from '../../plan/wiring.ts'
import { data } from './blocks.ts'
import { role } from './identity.ts'
import { partitionOf } from './regions.ts'
import { arn } from './root.ts'

/** Service account of the hub's namespace that External Secrets Operator reads the store as. */
const READER = 'secrets-reader'

const roleName = (plan: HubPlan): string => shorten(`${plan.cluster.name}-${plan.namespace}-secrets`, 64)
const roleArn = (plan: HubPlan): string =>
  `arn:${partitionOf(plan.cluster.region)}:iam::${plan.cluster.account}:role/${roleName(plan)}`
/** No namespace has a slash, so that no hub's names begin like another's. */
const prefix = (plan: HubPlan): string => `${plan.cluster.name}/${plan.namespace}`

export const vaultWiring = (plan: HubPlan): VaultWiring => ({
  reader: READER,
  annotations: { 'eks.amazonaws.com/role-arn': roleArn(plan) },
  provider: {
    aws: {
      service: 'SecretsManager',
      region: plan.cluster.region,
      auth: { jwt: { serviceAccountRef: { name: READER } } },
    },
  },
  prefix: prefix(plan),
  between: '/',
})

/**
 * The role that reads the hub's own secrets in AWS Secrets Manager. External Secrets Operator shows a token of the
 * hub's service account for it (external-secrets.io, "AWS Authentication"), which Pod Identity does not take.
 */
export function vaultReader(plan: HubPlan): Block[] {
  if (!plan.vault) return []
  const provider = data('aws_iam_openid_connect_provider', 'main', { url: ISSUER })
  const { account, region } = plan.cluster
  const reader = role('secrets', {
    name: roleName(plan),
    trust: trust(provider, `system:serviceaccount:${plan.namespace}:${READER}`),
    description: `Reads the secrets of the hub ${plan.id}.`,
    own: [
      {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        Resource: [arn(`secretsmanager:${region}:${account}:secret:${prefix(plan)}/*`)],
      },
    ],
  })
  return [provider, ...reader.blocks]
}

const ISSUER = ref('data.aws_eks_cluster.main.identity[0].oidc[0].issuer')

/** Trust in one service account of the cluster, whose issuer only AWS knows: it is in the keys of the condition. */
function trust(provider: Block, subject: string): Expression {
  const key = (claim: string): string =>
    `(join(":", [trimprefix(data.aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://"), "${claim}"]))`
  return ref(
    `jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", ` +
      `Action = ["sts:AssumeRoleWithWebIdentity"], ` +
      `Principal = { Federated = data.${provider.type}.${provider.name}.arn }, ` +
      `Condition = { StringEquals = { ${key('aud')} = "sts.amazonaws.com", ` +
      `${key('sub')} = ${JSON.stringify(subject)} } } }] })`,
  )
}
