import type { Block } from '../../print/terraform.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { association, pods, role } from './identity.ts'

/**
 * Where the autoscaler runs and as whom: its release takes the name from `autoscalerValues`, and Terraform trusts the
 * same.
 */
const AUTOSCALER = { namespace: 'kube-system', serviceAccount: 'cluster-autoscaler' }

/** Values of the cluster-autoscaler chart that name the cluster. */
export const autoscalerValues = (plan: ClusterPlan): Record<string, unknown> => ({
  cloudProvider: 'aws',
  awsRegion: plan.region,
  autoDiscovery: { clusterName: plan.name },
  rbac: { serviceAccount: { create: true, name: AUTOSCALER.serviceAccount } },
})

/**
 * Its rights: to look at everything, to change the groups of this cluster only (cluster-autoscaler, cloudprovider/aws,
 * "Permissions").
 */
export function autoscaler(plan: ClusterPlan, cluster: Block): Block[] {
  const made = role('autoscaler', {
    name: `${plan.name}-autoscaler`,
    trust: pods(cluster, AUTOSCALER.namespace, [AUTOSCALER.serviceAccount]),
    description: `Adds and removes machines of ${plan.name}.`,
    own: [
      {
        Effect: 'Allow',
        Action: [
          'autoscaling:DescribeAutoScalingGroups',
          'autoscaling:DescribeAutoScalingInstances',
          'autoscaling:DescribeLaunchConfigurations',
          'autoscaling:DescribeScalingActivities',
          'autoscaling:DescribeTags',
          'ec2:DescribeImages',
          'ec2:DescribeInstanceTypes',
          'ec2:DescribeLaunchTemplateVersions',
          'ec2:GetInstanceTypesFromInstanceRequirements',
          'eks:DescribeNodegroup',
        ],
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Action: ['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'],
        Resource: '*',
        Condition: { StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${plan.name}`]: 'owned' } },
      },
    ],
  })
  return [...made.blocks, association('autoscaler', cluster, { ...AUTOSCALER, role: made.role })]
}
