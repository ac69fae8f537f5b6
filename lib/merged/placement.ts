/** Rules of where pods that overrides change run: labels and taints of the cluster's machines. */
import { defineProblems, listed, type Diagnostic } from '../diagnostics.ts'
import { isMap, valueAt, type PlainMap } from '../maps.ts'
import type { Pool } from '../plan/types.ts'
import { changedAnywhere, onValues, type Found, type Merged, type MergedRule, type MergedRuleSet } from './merged.ts'

interface OfPart {
  id: string
  path: string
}

const problems = defineProblems({
  'override-breaks/selector': {
    severity: 'error',
    message: ({ id, path, label }: OfPart & { label: string }) =>
      `no machine of ${id} has the label \`${label}\` that \`${path}\` asks for: the pod waits for ever`,
    help: ({ known }: { known: readonly string[] }) => `Machines have ${listed(known)}.`,
  },
  'override-breaks/together': {
    severity: 'error',
    message: ({ id, path }: OfPart) => `no pool of ${id} has all the labels of \`${path}\`: the pod waits for ever`,
    help: ({ pools }: { pools: readonly string[] }) =>
      `Pools are ${listed(pools)}: one by its name, in \`hub.jupyter.org/pool-name\`, is enough.`,
  },
  'override-breaks/taint': {
    severity: 'error',
    message: ({ id, path, taint }: OfPart & { taint: string }) =>
      `the machines of ${id} that \`${path}\` chooses take only pods that tolerate \`${taint}\``,
    help: 'Add it to `tolerations` beside, or describe the choice below `sizes:`, where it is added for you.',
  },
})

/** Labels of pools that a cluster's machines are told apart by; those of clouds and Kubernetes are theirs. */
const selectors: MergedRule = (merged) =>
  changedAnywhere(merged, ['**.nodeSelector', '**.node_selector']).flatMap((found) =>
    isMap(found.value) ? ofSelector(merged, found.value, found) : [],
  )

function ofSelector({ id, cluster }: Merged, selector: PlainMap, { path, at }: Found): Diagnostic[] {
  const asked = Object.entries(selector).map(([key, value]) => [key, String(value)] as const)
  const { pools } = cluster
  const keys = new Set(pools.flatMap(({ labels }) => Object.keys(labels)))
  const ours = asked.filter(([key]) => keys.has(key) || isOwnLabel(key, keys))
  const [missing] = ours.filter(([key, value]) => !pools.some(({ labels }) => labels[key] === value))
  const types = pools.flatMap(({ machine, named }) => named?.machines ?? machine).map(({ type }) => type)
  const strange = asked.find(([key, value]) => INSTANCE_TYPES.includes(key) && !types.includes(value))
  if (strange) {
    const [key, value] = strange
    const known = [...new Set(types)].map((type) => `${key}: ${type}`)
    const args = { id, path, label: `${key}: ${value}`, known }
    return [problems.raise('override-breaks/selector', { at, args })]
  }
  if (missing) {
    const [key, value] = missing
    const values = [...new Set(pools.flatMap(({ labels }) => labels[key] ?? []))].map((each) => `${key}: ${each}`)
    const known = values.length > 0 ? values : [...keys].sort()
    const args = { id, path, label: `${key}: ${value}`, known }
    return [problems.raise('override-breaks/selector', { at, args })]
  }
  return pools.some((pool) => matches(pool, ours))
    ? []
    : [problems.raise('override-breaks/together', { at, args: { id, path, pools: pools.map(({ name }) => name) } })]
}

/** Where Kubernetes says what a machine is (kubernetes.io, "Well-Known Labels, Annotations and Taints"). */
const INSTANCE_TYPES = ['node.kubernetes.io/instance-type', 'beta.kubernetes.io/instance-type']

/** Whether a label could only be one of these machines': it has no prefix, or one that their labels have. */
const isOwnLabel = (key: string, keys: ReadonlySet<string>): boolean =>
  !key.includes('/') ||
  (!/(^|\.)(kubernetes|k8s)\.io\//.test(key) && [...keys].some((each) => each.split('/')[0] === key.split('/')[0]))

const matches = ({ labels }: Pool, asked: readonly (readonly [string, string])[]): boolean =>
  asked.every(([key, value]) => labels[key] === value)

/** Taints that servers tolerate by the chart itself. */
const DEDICATED = /^hub\.jupyter\.org[/_]dedicated$/

const taints = onValues(
  'jupyterhub',
  ['singleuser.profileList.**.kubespawner_override'],
  ({ value, path, at }, { id, cluster }, { after }): Diagnostic[] => {
    if (!isMap(value) || !isMap(value['node_selector'])) return []
    const asked = Object.entries(value['node_selector']).map(([key, each]) => [key, String(each)] as const)
    const pools = cluster.pools.filter((pool) => matches(pool, asked))
    const common = valueAt(after.values['jupyterhub'], ['singleuser', 'extraTolerations'])
    const tolerated = [value['tolerations'], common].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
    const missing = pools.map((pool) => pool.taints.find((taint) => !isTolerated(taint, tolerated)))
    const [first] = missing
    return first !== undefined && !missing.includes(undefined)
      ? [problems.raise('override-breaks/taint', { at, args: { id, path, taint: `${first.key}=${first.value}` } })]
      : []
  },
)

const isTolerated = ({ key, value }: Pool['taints'][number], tolerations: readonly unknown[]): boolean =>
  (DEDICATED.test(key) && value === 'user') ||
  tolerations.some(
    (each) =>
      isMap(each) &&
      (each['key'] === undefined || each['key'] === key) &&
      (each['operator'] === 'Exists' || each['value'] === value),
  )

export const placementRules: MergedRuleSet = { problems, rules: [selectors, taints] }
