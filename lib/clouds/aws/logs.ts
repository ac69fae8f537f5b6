import { attribute, template, type Block } from '../../print/terraform.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import type { LogWiring } from '../../plan/wiring.ts'
import { resource } from './blocks.ts'
import { association, pods, role } from './identity.ts'

/** The collector: its service account in kube-system is trusted by name. */
const COLLECTOR = 'pod-logs'

/**
 * What the collector asks for on each machine, MiB and thousandths of a core: the figures of AWS's own manifest for
 * Fluent Bit, less its CPU, most of which stands idle (aws-samples/amazon-cloudwatch-container-insights,
 * fluent-bit.yaml: 500m/100Mi, read in November 2026).
 */
export const LOG_COLLECTOR = { memory: 100, cpu: 50 }

/** Days that CloudWatch keeps logs, of which one is chosen (API reference, PutRetentionPolicy). */
export const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

export const podLogGroup = (plan: ClusterPlan): string => `/aws/eks/${plan.name}/pods`

export const logWiring = (plan: ClusterPlan): LogWiring => ({
  serviceAccount: COLLECTOR,
  ...LOG_COLLECTOR,
  output: {
    name: 'cloudwatch_logs',
    region: plan.region,
    log_group_name: podLogGroup(plan),
    log_stream_prefix: 'machine-',
    log_stream_template: "$kubernetes['namespace_name'].$kubernetes['pod_name'].$kubernetes['container_name']",
    auto_create_group: false,
  },
})

/** A log group for what pods print, and the role that may write there and nowhere else. */
export function podLogs(plan: ClusterPlan, cluster: Block): Block[] {
  if (!plan.logs) return []
  const group = resource('aws_cloudwatch_log_group', 'pods', {
    name: podLogGroup(plan),
    retention_in_days: plan.logs.keepDays,
  })
  const made = role('pod_logs', {
    name: `${plan.name}-pod-logs`,
    trust: pods(cluster, 'kube-system', [COLLECTOR]),
    description: `Keeps what pods of ${plan.name} print.`,
    own: [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        Resource: [attribute(group, 'arn'), template`${attribute(group, 'arn')}:*`],
      },
    ],
  })
  return [
    group,
    ...made.blocks,
    association('pod_logs', cluster, { namespace: 'kube-system', serviceAccount: COLLECTOR, role: made.role }),
  ]
}
