/** What Kubernetes itself says of a manifest, by the schemas of kubernetes-models. */
import * as apps from 'kubernetes-models/apps/v1'
import * as batch from 'kubernetes-models/batch/v1'
import * as networking from 'kubernetes-models/networking.k8s.io/v1'
import * as rbac from 'kubernetes-models/rbac.authorization.k8s.io/v1'
import * as storage from 'kubernetes-models/storage.k8s.io/v1'
import * as core from 'kubernetes-models/v1'
import type { Manifest } from '../../lib/print/kubernetes.ts'

interface Model {
  validate(): void
}
type Models = Readonly<Record<string, new (data: Manifest) => Model>>
const groups: Readonly<Record<string, Models>> = {
  v1: core as unknown as Models,
  'apps/v1': apps as unknown as Models,
  'batch/v1': batch as unknown as Models,
  'networking.k8s.io/v1': networking as unknown as Models,
  'storage.k8s.io/v1': storage as unknown as Models,
  'rbac.authorization.k8s.io/v1': rbac as unknown as Models,
}

/** The faults of a manifest; none when it is sound. */
export function manifestFaults(manifest: Manifest): string[] {
  // defined by the operator's chart, not by Kubernetes
  if (manifest.apiVersion.startsWith('external-secrets.io/')) return []
  const Known = groups[manifest.apiVersion]?.[manifest.kind]
  if (Known === undefined) return [`${manifest.apiVersion} ${manifest.kind} is not known here`]
  try {
    new Known(manifest).validate()
    return []
  } catch (error) {
    return [`${manifest.kind}/${manifest.metadata.name}: ${String(error)}`]
  }
}

/** The one manifest of a kind and name. */
export function found(manifests: readonly Manifest[] | undefined, kind: string, name: string): Manifest {
  const all = (manifests ?? []).filter((manifest) => manifest.kind === kind && manifest.metadata.name === name)
  if (all.length !== 1) throw new Error(`${all.length} manifests ${kind}/${name}`)
  return all[0]!
}
