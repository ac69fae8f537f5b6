import type { Diagnostic } from '../diagnostics.ts'
import { deepAdd } from '../maps.ts'
import type { Manifest } from '../print/kubernetes.ts'
import { changedKinds } from './misfits.ts'
import type { OverrideSettings, Overridden, Scope } from './scope.ts'

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
const CLUSTER_KINDS =
  /^(Namespace|PersistentVolume|StorageClass|Cluster[A-Z]\w*|PriorityClass|IngressClass|GatewayClass|CustomResourceDefinition|RuntimeClass|APIService|CSIDriver|VolumeSnapshotClass|\w*WebhookConfiguration)$/

type Override = Readonly<Record<string, unknown>>
type Fault = Pick<Diagnostic, 'message' | 'help'> & { code: string; path?: readonly string[] }

/** Lays each of `overrides.kubernetes` on the object that `<Kind>/<name>` names, or adds it as an object of its own. */
export function addKubernetes(
  manifests: readonly Manifest[],
  { values, at }: OverrideSettings,
  scope: Scope,
): Overridden<Manifest[]> {
  const diagnostics: Diagnostic[] = []
  const value = Object.entries(values.overrides?.kubernetes ?? {}).reduce<Manifest[]>(
    (objects, [name, override]) => {
      const next = addObject(objects, { name, override }, scope)
      if (Array.isArray(next)) return next
      const { path = [], ...fault } = next
      diagnostics.push({ severity: 'error', at: at(['overrides', 'kubernetes', name, ...path]), ...fault })
      return objects
    },
    [...manifests],
  )
  return { value, diagnostics }
}

function addObject(
  objects: readonly Manifest[],
  { name, override }: { name: string; override: Override },
  scope: Scope,
): Manifest[] | Fault {
  const forbidden = forbiddenObject(name, override, scope)
  if (forbidden) return { code: 'override-out-of-reach', ...forbidden }
  const key = targetOf(name, override)
  const below = objects.find((object) => keyOf(object) === key)
  if (below) {
    const wrong = changedKinds(below, { ...override, kind: override['kind'] ?? below.kind }, name)[0]
    if (wrong) return { code: 'override-misfit', ...wrong }
    const merged = deepAdd(below, override) as Manifest
    return objects.map((object) => (object === below ? merged : object))
  }
  if (isManifest(override)) return [...objects, inNamespace(override, scope)]
  return {
    code: 'not-a-manifest',
    message: `\`${name}\` is neither an object that is there, nor a whole manifest`,
    help: `Write apiVersion, kind and metadata.name, or name one of ${objects
      .slice(0, 6)
      .map((object) => `\`${keyOf(object)}\``)
      .join(', ')}.`,
  }
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
  name: string,
  override: Override,
  { namespace, tenant }: Scope,
): Pick<Diagnostic, 'message' | 'help'> | undefined {
  const kind = String(override['kind'] ?? name.split('/')[0])
  if (/List$/.test(kind))
    return { message: `\`${name}\` is a list of objects`, help: 'Write each object under a name of its own.' }
  if (kind === 'Secret')
    return {
      message: `\`${name}\` is a Secret, and no secret is ever written`,
      help: 'Make it with kubectl, and name it where it is used.',
    }
  if (!tenant) return undefined
  const elsewhere = (override['metadata'] as { namespace?: string } | undefined)?.namespace
  if (elsewhere !== undefined && elsewhere !== namespace)
    return {
      message:
        `\`${name}\` would go into the namespace \`${elsewhere}\`, and this hub has \`${namespace}\` on a ` +
        'cluster of others',
      help: `Leave \`namespace:\` out, or write \`${namespace}\`.`,
    }
  if (!TENANT_KINDS.includes(kind))
    return {
      message: `\`${name}\` is of the kind ${kind}, which a hub may not bring to a cluster of others`,
      help: `Kinds are ${TENANT_KINDS.join(', ')}. Ask the cluster's owner for more.`,
    }
  return undefined
}

function isManifest(value: Override): value is Manifest {
  const metadata = value['metadata'] as { name?: unknown } | undefined
  return (
    typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string' && typeof metadata?.name === 'string'
  )
}
