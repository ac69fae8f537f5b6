/** Rules of policies that overrides of Terraform write as JSON: who is let in, to what, and whose account that is. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import { isMap, valueAt } from '../maps.ts'
import { changedTerraform, type Found, type MergedRule, type MergedRuleSet } from './merged.ts'

interface OfPolicy {
  id: string
  path: string
}

const problems = defineProblems({
  'override-breaks/json': {
    severity: 'error',
    message: ({ id, path }: OfPolicy) => `\`${path}\` of ${id} is no JSON`,
    help: 'Write the policy as JSON in one text: names and texts in double quotes, no comma behind the last one.',
  },
  'override-lets-in/principal': {
    severity: 'error',
    message: ({ id, path }: OfPolicy) => `\`${path}\` of ${id} allows something to everybody in the world`,
    help: 'Name who is to have it in place of `*`, or say under which `Condition`.',
    source: 'IAM user guide, "AWS JSON policy elements: Principal"',
  },
  'override-weakens/wildcard': {
    severity: 'warning',
    message: ({ id, path, action }: OfPolicy & { action: string }) =>
      `\`${path}\` of ${id} allows \`${action}\` on all there is in the account`,
    help: 'Name the actions that are needed, and in `Resource` what they are needed for.',
  },
  'override-weakens/account': {
    severity: 'warning',
    message: ({ id, path, account }: OfPolicy & { account: string }) =>
      `\`${path}\` of ${id} names the account ${account}, which is not the cluster's`,
    help: 'Take it out unless others are meant to have rights here.',
  },
})

const POLICIES = ['policy', 'assume_role_policy', 'inline_policy.**.policy', 'access_policy', 'policy_data']

const policies: MergedRule = (merged) => {
  const found = changedTerraform(
    merged,
    POLICIES.map((name) => ['resource', '*', '*', ...name.split('.')]),
  )
  return found.flatMap((each) => {
    const path = each.path.replace(/^resource\./, '')
    // a policy of another kind, such as a name, a block, or what another block tells
    if (typeof each.value !== 'string' || !/^\s*[{[]/.test(each.value)) return []
    const { id, cluster } = merged
    return ofPolicy(each, { id, path }, cluster.account)
  })
}

function ofPolicy({ value, at }: Found, args: OfPolicy, account: string): Diagnostic[] {
  const policy = parsed(String(value))
  if (policy === undefined) return [problems.raise('override-breaks/json', { at, args })]
  const statements = [valueAt(policy, ['Statement']) ?? []].flat().filter(isMap)
  const allowed = statements.filter((each) => each['Effect'] === 'Allow')
  const wide = allowed.filter((each) => texts(each['Resource']).includes('*')).flatMap((each) => texts(each['Action']))
  return [
    ...(allowed.some(isForEverybody) ? [problems.raise('override-lets-in/principal', { at, args })] : []),
    ...wide
      .filter((action) => /^\*$|:\*$/.test(action))
      .map((action) => problems.raise('override-weakens/wildcard', { at, args: { ...args, action } })),
    ...[...new Set(allowed.flatMap((each) => accountsIn(each['Principal'])))]
      .filter((each) => each !== account)
      .map((each) => problems.raise('override-weakens/account', { at, args: { ...args, account: each } })),
  ]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const texts = (value: unknown): string[] => [value ?? []].flat().map(String)

const isForEverybody = ({ Principal: who, Condition: only }: Record<string, unknown>): boolean =>
  only === undefined && (who === '*' || (isMap(who) && Object.values(who).some((each) => texts(each).includes('*'))))

/** Accounts by their twelve digits, alone or in the name of what is in them. */
const accountsIn = (principal: unknown): string[] =>
  (isMap(principal) ? Object.values(principal) : [principal])
    .flatMap(texts)
    .flatMap((who) => /^(?:arn:[\w-]+:\w+::)?(\d{12})\b/.exec(who)?.[1] ?? [])

export const policyRules: MergedRuleSet = { problems, rules: [policies] }
