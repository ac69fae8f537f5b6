import type { Diagnostic, Origin, Result } from '../diagnostics.ts'
import type { PlainMap } from '../maps.ts'
import type { Manifest } from '../print/kubernetes.ts'
import { layOver, lostItems } from './lay-over.ts'
import { changedKinds } from './misfits.ts'
import { overrideProblems } from './problems.ts'
import { overridesOf, originIn, type OverrideSettings, type Scope } from './scope.ts'

/**
 * Kinds that a tenant may add to its namespace: what runs there and how it is reached, nothing that grants rights or
 * lifts limits.
 */
const TENANT_KINDS = [
  'ConfigMap',
  'Service',
  'Deployment',
  'StatefulSet',
  'Job',
  'CronJob',
  'Ingress',
  'HTTPRoute',
  'PersistentVolumeClaim',
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
  'ServiceMonitor',
  'PodMonitor',
]
/** Kinds without a namespace; everything else goes into the hub's where none is named. */
const CLUSTER_KINDS = new RegExp(
  '^(Namespace|PersistentVolume|StorageClass|Cluster[A-Z]\\w*|PriorityClass|IngressClass|GatewayClass|' +
    'CustomResourceDefinition|RuntimeClass|APIService|CSIDriver|VolumeSnapshotClass|\\w*WebhookConfiguration)$',
)

type Override = Readonly<Record<string, unknown>>

/** An override by the name it has in the settings, and where what is below it stands. */
interface Named {
  name: string
  override: Override
  originOf(path: readonly string[]): Origin
}

/** Lays each of `overrides.kubernetes` on the object that `<Kind>/<name>` names, or adds it as an object of its own. */
export function addKubernetes(
  manifests: readonly Manifest[],
  settings: OverrideSettings,
  scope: Scope,
): Result<readonly Manifest[]> {
  const originOf = originIn(settings, 'kubernetes')
  const { kubernetes: overrides = {} } = overridesOf(settings)
  return Object.entries(overrides).reduce<Result<readonly Manifest[]>>(
    ({ value, diagnostics }, [name, override]) => {
      const next = addObject(value, { name, override, originOf: (path) => originOf([name, ...path]) }, scope)
      return { value: next.value, diagnostics: [...diagnostics, ...next.diagnostics] }
    },
    { value: manifests, diagnostics: [] },
  )
}

function addObject(objects: readonly Manifest[], named: Named, scope: Scope): Result<readonly Manifest[]> {
  const { name, override, originOf } = named
  const refused = (diagnostic: Diagnostic) => ({ value: objects, diagnostics: [diagnostic] })
  const forbidden = forbiddenObject(named, scope)
  if (forbidden) return refused(forbidden)
  const key = targetOf(name, override)
  const below = objects.find((object) => keyOf(object) === key)
  if (below) {
    const above = { ...override, kind: override['kind'] ?? below.kind }
    const [wrong] = changedKinds({ below, above, name }, originOf)
    if (wrong) return refused(wrong)
    const merged = layOver(below as unknown as PlainMap, override) as unknown as Manifest
    const diagnostics = lostItems(below, override).map(({ path, lost }) =>
      overrideProblems.raise('override-drops-items', {
        at: originOf(path),
        args: { path: path.join('.'), name, lost },
      }),
    )
    return { value: objects.map((object) => (object === below ? merged : object)), diagnostics }
  }
  if (isManifest(override)) return { value: [...objects, inNamespace(override, scope)], diagnostics: [] }
  const known = objects.slice(0, 6).map(keyOf)
  return refused(overrideProblems.raise('not-a-manifest', { at: originOf([]), args: { name, known } }))
}

/** Which object an override is of, as `<Kind>/<name>`. */
export const targetOf = (name: string, override: Override): string => (isManifest(override) ? keyOf(override) : name)

export const keyOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`

function inNamespace(manifest: Manifest, { namespace }: Scope): Manifest {
  if (namespace === undefined || manifest.metadata.namespace !== undefined || CLUSTER_KINDS.test(manifest.kind))
    return manifest
  return { ...manifest, metadata: { ...manifest.metadata, namespace } }
}

function forbiddenObject(
  { name, override, originOf }: Named,
  { namespace = '', tenant }: Scope,
): Diagnostic | undefined {
  const at = originOf([])
  const kind = String(override['kind'] ?? name.split('/')[0])
  if (kind.endsWith('List')) return overrideProblems.raise('override-out-of-reach/list', { at, args: { name } })
  if (kind === 'Secret') return overrideProblems.raise('override-out-of-reach/secret', { at, args: { name } })
  if (!tenant) return undefined
  const elsewhere = (override['metadata'] as { namespace?: string } | undefined)?.namespace
  if (elsewhere !== undefined && elsewhere !== namespace)
    return overrideProblems.raise('override-out-of-reach/namespace', { at, args: { name, elsewhere, namespace } })
  if (TENANT_KINDS.includes(kind)) return undefined
  return overrideProblems.raise('override-out-of-reach/kind', { at, args: { name, kind, allowed: TENANT_KINDS } })
}

function isManifest(value: Override): value is Manifest {
  const metadata = value['metadata'] as { name?: unknown } | undefined
  return (
    typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string' && typeof metadata?.name === 'string'
  )
}
