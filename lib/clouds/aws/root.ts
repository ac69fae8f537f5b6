import { attribute, template, type Block, type Outputs, type Root, type Template } from '../../print/terraform.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { data } from './blocks.ts'

/** `aws`, or `aws-cn` and `aws-us-gov`: the first part of every ARN. */
const partition: Block = data('aws_partition', 'current', {})

/** An ARN in the partition of the region. */
export const arn = (rest: string): Template => template`arn:${attribute(partition, 'partition')}:${rest}`

/**
 * A root module for one account and region. Every resource gets the labels as tags; another account's credentials are
 * refused before anything is made.
 */
export function root(
  cluster: ClusterPlan,
  labels: Readonly<Record<string, string>>,
  { blocks, outputs }: { blocks: readonly Block[]; outputs: Outputs },
): Root {
  return {
    requiredVersion: '>= 1.10',
    providers: {
      aws: {
        source: 'hashicorp/aws',
        version: '~> 6.0',
        config: { region: cluster.region, allowed_account_ids: [cluster.account], default_tags: { tags: labels } },
      },
    },
    blocks: [partition, ...blocks],
    outputs,
  }
}

/**
 * A name as Terraform's addresses write it: hyphens, which plan names have, become underscores, which they never have.
 */
export const identifier = (name: string): string => name.replace(/-/g, '_').replace(/^(?=[0-9])/, '_')
