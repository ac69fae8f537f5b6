/** Rules of overrides over what was at the cloud before, and is taken over. */
import { defineProblems } from '../diagnostics.ts'
import { isMap } from '../maps.ts'
import { importBlocks } from '../print/terraform-imports.ts'
import { changedTerraform, type Found, type MergedRule, type MergedRuleSet } from './merged.ts'

const problems = defineProblems({
  'existing-unprotected': {
    severity: 'error',
    message: ({ address }: { address: string }) =>
      `with this, Terraform may make ${address} anew, which was there before the hub, with what people keep in it`,
    help:
      'Leave what `lifecycle` says of it. More that is to stay as it is: ' +
      '`lifecycle: { ignore_changes: { add: [tags] } }`, with names of arguments.',
    source: 'developer.hashicorp.com/terraform/language/meta-arguments/lifecycle, `prevent_destroy`',
  },
  'existing-rules': {
    severity: 'warning',
    message: ({ path }: { path: string }) =>
      `\`${path}\` counts for what is in the bucket already, and may delete it: the bucket was there before the hub`,
    help: 'Look at what is in it. Days after which objects go stand below the bucket, as `expires`.',
    source: 'Amazon S3 user guide, "Managing the lifecycle of objects"',
  },
})

const addressOf = ({ steps: [, type, name] }: Found): string => `${type}.${name}`

/** What Terraform leaves as it is keeps it from replacing the thing. `override-weakens` tells the rest. */
const unprotected: MergedRule = (merged) => {
  const taken = importBlocks(merged.after.terraform)
  return changedTerraform(merged, ['resource.*.*.lifecycle'])
    .filter((found) => taken.has(addressOf(found)) && !isKept(found))
    .map((found) => problems.raise('existing-unprotected', { at: found.at, args: { address: addressOf(found) } }))
}

const isKept = ({ before, value }: Found): boolean => ignored(before).every((each) => ignored(value).includes(each))

function ignored(lifecycle: unknown): readonly unknown[] {
  const list = isMap(lifecycle) ? lifecycle['ignore_changes'] : undefined
  return Array.isArray(list) ? list : []
}

/** Types of what rules of a bucket stand in. */
const OF_BUCKETS = /bucket|storage/

const rules: MergedRule = (merged) =>
  merged.hub?.buckets.some(({ existing }) => existing)
    ? changedTerraform(merged, ['resource.*.*.lifecycle_rule', 'resource.*.*.rule'])
        .filter((found) => OF_BUCKETS.test(addressOf(found)) && /delet|expir/i.test(JSON.stringify(found.value)))
        .map(({ path, at }) => problems.raise('existing-rules', { at, args: { path } }))
    : []

export const existingRules: MergedRuleSet = { problems, rules: [unprotected, rules] }
