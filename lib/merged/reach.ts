/** Rules of overrides that open to others what only some may reach. */
import { defineProblems } from '../diagnostics.ts'
import { isMap, valueAt } from '../maps.ts'
import {
  changedAnywhere,
  changedObjects,
  changedTerraform,
  changedValues,
  type MergedRule,
  type MergedRuleSet,
} from './merged.ts'

interface OfPart {
  id: string
  path: string
}

const problems = defineProblems({
  'override-lets-in/dashboards': {
    severity: 'error',
    message: ({ id, role }: { id: string; role: string }) =>
      `whoever opens the dashboards of ${id} has the role ${role} there, without signing in`,
    help: 'Take out `org_role`, or write `Viewer`.',
    source: 'grafana.com/docs, "Configure anonymous access"',
  },
  'override-lets-in/dask': {
    severity: 'error',
    message: ({ id, path }: OfPart) =>
      `with \`${path}: simple\`, Dask Gateway of ${id} believes any name that it is told`,
    help: 'Take it out: people show their token of JupyterHub.',
    source: 'gateway.dask.org/authentication.html',
  },
  'override-lets-in/rights': {
    severity: 'error',
    message: ({ id, name, account }: { id: string; name: string; account: string }) =>
      `\`${name}\` gives rights in Kubernetes to \`${account}\` of ${id}, and so to everybody's code`,
    help: 'Give them to a service account of the one pod that needs them.',
  },
  'override-lets-in/public': {
    severity: 'error',
    message: ({ id, path, who }: OfPart & { who: string }) =>
      `\`${path}\` of ${id} lets in \`${who}\`: the whole world`,
    help: 'Name who is to have it. A bucket that all may read is said by `buckets: { …: { public: true } }`.',
  },
  'override-weakens/dashboards': {
    severity: 'warning',
    message: ({ id }: { id: string }) => `whoever opens the dashboards of ${id} sees them without signing in`,
    help: 'Take it out unless that is meant: they name people, and what their servers use.',
  },
  'override-weakens/exposed': {
    severity: 'warning',
    message: ({ id, path, type }: OfPart & { type: string }) =>
      `with \`${path}: ${type}\`, a service of ${id} has an address that all the world can reach`,
    help: 'Take it out: what people open goes through the hub or an ingress, which has certificates.',
  },
  'override-weakens/policy': {
    severity: 'warning',
    message: ({ id, name }: { id: string; name: string }) =>
      `\`${name}\` lets every pod of the cluster of ${id} in to the pods that it chooses`,
    help: 'Name who may come in below `from:`.',
  },
  'override-weakens/deny': {
    severity: 'warning',
    message: ({ id, name }: { id: string; name: string }) =>
      `\`${name}\` no longer keeps others away from all pods of ${id}`,
    help: 'Take it out, and let in what must come in by a NetworkPolicy of its own.',
  },
  'override-weakens/metadata': {
    severity: 'warning',
    message: ({ id, path, value }: OfPart & { value: string }) =>
      `with \`${path}: ${value}\`, pods of ${id} can take the rights that their machine has at the cloud`,
    help: 'Take it out: the address 169.254.169.254 tells credentials to whoever asks from there.',
  },
  'override-weakens/bucket-privacy': {
    severity: 'warning',
    message: ({ id, path, value }: OfPart & { value: string }) =>
      `with \`${path}: ${value}\`, somebody may make objects of ${id} public`,
    help: 'Take it out. A bucket that all may read is said by `buckets: { …: { public: true } }`.',
  },
  'override-weakens/destroy': {
    severity: 'warning',
    message: ({ id, path, value }: OfPart & { value: string }) =>
      `with \`${path}: ${value}\`, Terraform may destroy data of ${id}`,
    help: 'Take it out. The settings have `delete: true` for that, which the README of the bundle then tells.',
  },
})

const INI = ['grafana.ini', 'auth.anonymous']
const dashboards: MergedRule = (merged) =>
  changedValues(merged, 'grafana', [[...INI, 'enabled']])
    .filter(({ value }) => value === true)
    .map(({ at }) => {
      const role = valueAt(merged.after.values['grafana'], [...INI, 'org_role']) ?? 'Viewer'
      return role === 'Admin' || role === 'Editor'
        ? problems.raise('override-lets-in/dashboards', { at, args: { id: merged.id, role } })
        : problems.raise('override-weakens/dashboards', { at, args: { id: merged.id } })
    })

const dask: MergedRule = (merged) =>
  changedValues(merged, 'dask-gateway', ['gateway.auth.type'])
    .filter(({ value }) => value === 'simple')
    .map(({ at, path }) => problems.raise('override-lets-in/dask', { at, args: { id: merged.id, path } }))

/** Releases whose service is what people come in by. */
const WAYS_IN = ['jupyterhub', 'traefik', 'nginx-ingress']
const exposed: MergedRule = (merged) => {
  const services = changedAnywhere(merged, ['**.service.type', ['spec', 'type']]).filter(
    ({ owner, path }) => !WAYS_IN.includes(owner) && (path !== 'spec.type' || owner.startsWith('Service/')),
  )
  return services
    .filter(({ value }) => value === 'LoadBalancer' || value === 'NodePort')
    .map(({ path, value, at }) =>
      problems.raise('override-weakens/exposed', { at, args: { id: merged.id, path, type: String(value) } }),
    )
}

/** Rights of accounts that people's servers have, or that pods have by themselves. */
const rights: MergedRule = (merged) =>
  changedObjects(merged)
    .filter(({ object }) => /^(Cluster)?RoleBinding$/.test(object.kind))
    .flatMap(({ object, name, at }) => {
      const subjects = Array.isArray(object['subjects']) ? (object['subjects'] as unknown[]) : []
      const open = ['default', merged.hub?.serviceAccount]
      return subjects
        .flatMap((each) => (isMap(each) && each['kind'] === 'ServiceAccount' ? String(each['name']) : []))
        .filter((account) => open.includes(account))
        .map((account) => problems.raise('override-lets-in/rights', { at, args: { id: merged.id, name, account } }))
    })

const policies: MergedRule = (merged) =>
  changedObjects(merged)
    .filter(({ object }) => object.kind === 'NetworkPolicy')
    .flatMap(({ object, before, name, at }) => {
      const args = { id: merged.id, name }
      const ingress = valueAt(object, ['spec', 'ingress'])
      const wide = Array.isArray(ingress) && ingress.some((rule) => isMap(rule) && !hasSource(rule))
      const was = valueAt(before, ['spec', 'ingress'])
      const chosen = valueAt(object, ['spec', 'podSelector', 'matchLabels'])
      if (name === 'NetworkPolicy/deny-ingress' && (wide || chosen !== undefined))
        return [problems.raise('override-weakens/deny', { at, args })]
      return wide && JSON.stringify(was) !== JSON.stringify(ingress)
        ? [problems.raise('override-weakens/policy', { at, args })]
        : []
    })
const hasSource = (rule: Record<string, unknown>): boolean => Array.isArray(rule['from']) && rule['from'].length > 0

/** Arguments of Terraform that open something, by name: providers call them alike for all types that have them. */
const whereSaid =
  (names: readonly string[], opens: (value: unknown) => boolean) => (merged: Parameters<MergedRule>[0]) =>
    changedTerraform(
      merged,
      names.map((name) => ['resource', '**', ...name.split('.')]),
    )
      .filter(({ value }) => opens(value))
      .map(({ path, value, at }) => ({
        at,
        args: { id: merged.id, path: path.replace(/^resource\./, ''), value: String(value) },
      }))

const isTrue = (value: unknown): boolean => value === true
const isFalse = (value: unknown): boolean => value === false

const destroy: MergedRule = (merged) =>
  [
    ...whereSaid(['force_destroy', 'skip_final_backup'], isTrue)(merged),
    ...whereSaid(['lifecycle.prevent_destroy', 'deletion_protection'], isFalse)(merged),
  ].map((found) => problems.raise('override-weakens/destroy', found))

const PRIVATE = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets']
const bucketPrivacy: MergedRule = (merged) =>
  [
    ...whereSaid([...PRIVATE, 'uniform_bucket_level_access'], isFalse)(merged),
    ...whereSaid(['public_access_prevention'], (value) => value === 'inherited')(merged),
    ...whereSaid(['allow_nested_items_to_be_public'], isTrue)(merged),
  ].map((found) => problems.raise('override-weakens/bucket-privacy', found))

const metadata: MergedRule = (merged) =>
  [
    ...whereSaid(['http_tokens'], (value) => value === 'optional')(merged),
    ...whereSaid(['http_put_response_hop_limit'], (value) => Number(value) > 1)(merged),
    ...whereSaid(['workload_metadata_config.mode'], (value) => value !== 'GKE_METADATA')(merged),
  ].map((found) => problems.raise('override-weakens/metadata', found))

/** Who stands for the whole world, in grants of clouds. */
const EVERYONE = ['allUsers', 'allAuthenticatedUsers']
const publicGrants: MergedRule = (merged) =>
  changedTerraform(merged, ['resource.*.*.member', 'resource.*.*.members']).flatMap(({ path, value, at }) =>
    [value]
      .flat()
      .filter((who) => EVERYONE.includes(String(who)))
      .map((who) => {
        const args = { id: merged.id, path: path.replace(/^resource\./, ''), who: String(who) }
        return problems.raise('override-lets-in/public', { at, args })
      }),
  )

export const reachRules: MergedRuleSet = {
  problems,
  rules: [dashboards, dask, exposed, rights, policies, destroy, bucketPrivacy, metadata, publicGrants],
}
