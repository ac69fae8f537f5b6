import { isMap } from '../maps.ts'
import { renderYamlDocuments } from './yaml.ts'

/**
 * A Kubernetes object as its YAML says it. `manifest()` of kubernetes-types.ts makes it with the types of
 * cdk8s-plus-28; custom resources are written by hand.
 */
export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> }
  [key: string]: unknown
}

/** Names the folder of `dist/` that an object comes from: only what carries it is ever removed by a later apply. */
export const PART_LABEL = 'hubloom/part'

/**
 * The labels of every object of a folder. Names of communities and hubs are at most 30 characters long, so that both
 * fit into the 63 of a label's value (kubernetes.io/docs/concepts/overview/working-with-objects/labels).
 */
export const partLabels = (community: string, folder: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/managed-by': 'hubloom',
  [PART_LABEL]: partLabel(community, folder),
})

export const partLabel = (community: string, folder: string): string => `${community}.${folder}`

/** An object with more labels, which win. */
export function withLabels(object: Manifest, labels: Readonly<Record<string, string>>): Manifest {
  // an override may say anything
  const own = isMap(object.metadata.labels) ? object.metadata.labels : {}
  return { ...object, metadata: { ...object.metadata, labels: { ...own, ...labels } } }
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
  const ranked = manifests.map((manifest) => {
    const { kind, metadata } = manifest
    const rank = (ORDER.indexOf(kind) + ORDER.length + 1) % (ORDER.length + 1)
    return { manifest, rank, key: `${kind}/${metadata.namespace ?? ''}/${metadata.name}` }
  })
  const sorted = ranked.sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
  return renderYamlDocuments(sorted.map(({ manifest }) => manifest))
}
