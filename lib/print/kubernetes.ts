import { renderYamlDocuments } from './yaml.ts'

/**
 * A Kubernetes object as its YAML says it. Made by the generated `Kube….manifest` functions of cdk8s-plus-28, or by
 * hand for custom resources.
 */
export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> }
  [key: string]: unknown
}

/** What has to exist before what uses it, as `kubectl apply` goes from top to bottom. */
const ORDER = [
  'Namespace',
  'PriorityClass',
  'StorageClass',
  'ServiceAccount',
  'ResourceQuota',
  'LimitRange',
  'ConfigMap',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'NetworkPolicy',
]

/** The text of `kubernetes.yaml`. */
export function renderKubernetes(manifests: readonly Manifest[]): string {
  const rank = (m: Manifest): number => (ORDER.indexOf(m.kind) + ORDER.length + 1) % (ORDER.length + 1)
  const key = (m: Manifest): string => `${m.kind}/${m.metadata.namespace ?? ''}/${m.metadata.name}`
  return renderYamlDocuments([...manifests].sort((a, b) => rank(a) - rank(b) || (key(a) < key(b) ? -1 : 1)))
}
