/** Rules of Kubernetes objects that overrides add. */
import { defineProblems } from '../diagnostics.ts'
import { similar } from '../similar.ts'
import kinds from './kinds.json' with { type: 'json' }
import { changedObjects, type MergedRule, type MergedRuleSet } from './merged.ts'

interface OfObject {
  id: string
  name: string
}

const problems = defineProblems({
  'override-breaks/kind': {
    severity: 'error',
    message: ({ name, kind, api }: OfObject & { kind: string; api: string }) =>
      `\`${name}\` is of a kind that Kubernetes does not have: \`${kind}\` of \`${api}\``,
    help: ({ meant }: { meant: string | undefined }) =>
      meant ?? 'Its documentation says of which `apiVersion` a kind is.',
    source: 'kubernetes.io/docs/reference/kubernetes-api',
  },
  'override-breaks/collision': {
    severity: 'error',
    message: ({ id, name }: OfObject) => `\`${name}\` has the name of an object that the chart of ${id} makes itself`,
    help: 'Give it another name; what the chart makes is changed below `overrides.helm.jupyterhub`.',
    source: 'z2jh.jupyter.org, values of the chart; templates/_helpers-names.tpl of 4.4.0',
  },
})

/** The kinds that Kubernetes itself has, by `apiVersion`. */
const KINDS: Readonly<Record<string, readonly string[]>> = kinds
const groupOf = (api: string): string => (api.includes('/') ? api.split('/')[0]! : '')
const GROUPS = new Set(Object.keys(KINDS).map(groupOf))

const unknownKind: MergedRule = (merged) =>
  changedObjects(merged).flatMap(({ object, name, at }) => {
    const { apiVersion: api, kind } = object
    // custom resources have groups of their own, of which nothing is known
    if (!GROUPS.has(groupOf(api)) || KINDS[api]?.includes(kind)) return []
    const known = meant(api, kind)
    // a kind that nothing here resembles may be newer than the table
    if (known === undefined) return []
    return [problems.raise('override-breaks/kind', { at, args: { id: merged.id, name, kind, api, meant: known } })]
  })

function meant(api: string, kind: string): string | undefined {
  const apis = Object.keys(KINDS).filter((each) => KINDS[each]!.includes(kind))
  if (apis.length > 0) return `Write \`apiVersion: ${apis.find((each) => groupOf(each) === groupOf(api)) ?? apis[0]}\`.`
  const spelt = similar(kind, KINDS[api] ?? [])
  return spelt === undefined ? undefined : `Did you mean \`${spelt}\`?`
}

/** What JupyterHub's chart makes under names of its own, whatever its values say. */
const OF_CHART = new Set([
  ...['ConfigMap', 'Deployment', 'NetworkPolicy', 'Role', 'RoleBinding', 'Service', 'ServiceAccount'].map(
    (kind) => `${kind}/hub`,
  ),
  ...['Deployment/proxy', 'NetworkPolicy/proxy', 'Service/proxy-api', 'Service/proxy-public'],
  ...['ConfigMap/user-scheduler', 'Deployment/user-scheduler', 'ServiceAccount/user-scheduler'],
  ...['NetworkPolicy/singleuser', 'PersistentVolumeClaim/hub-db-dir', 'Ingress/jupyterhub'],
])

const collision: MergedRule = (merged) =>
  changedObjects(merged)
    .filter(({ before, object, name }) => {
      const { namespace } = object.metadata
      return before === undefined && namespace === merged.hub?.namespace && OF_CHART.has(name)
    })
    .map(({ name, at }) => problems.raise('override-breaks/collision', { at, args: { id: merged.id, name } }))

export const objectRules: MergedRuleSet = { problems, rules: [unknownKind, collision] }
