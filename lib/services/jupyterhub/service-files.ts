import { manifest } from '../../print/kubernetes-types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import { hash } from '../../plan/names.ts'
import type { FilePlan, MountPlan, VolumePlan } from '../../plan/pods.ts'
import { filesHash, podVolumes, secretFiles, volumeMounts } from '../pod-parts.ts'

type Values = Record<string, unknown>

/**
 * What files add to a service's objects: one ConfigMap, and the parts of its Deployment that mount it. Nothing where
 * there are none.
 */
export interface ServiceFiles {
  manifests: Manifest[]
  annotations: Values
  pod: Values
  container: Values
}

const VOLUME = 'files'
/** Group of the files, so that a service that does not run as root reads those that are not for all. */
const GROUP = 1000

interface Owner {
  /** Name of the service's objects. */
  owner: string
  namespace: string
  labels: Readonly<Record<string, string>>
  files: readonly FilePlan[]
  volumes?: readonly VolumePlan[]
  mounts?: readonly MountPlan[]
}

export function serviceFiles({ volumes = [], mounts = [], ...owner }: Owner): ServiceFiles {
  const { files } = owner
  if (files.length === 0 && mounts.length === 0) return { manifests: [], annotations: {}, pod: {}, container: {} }
  const own = textFiles({ ...owner, files: files.filter(({ secret }) => !secret) })
  const secret = secretFiles(files)
  return {
    manifests: own.manifests,
    annotations: { ...own.annotations, 'hubloom/volumes': filesHash(volumes, mounts) },
    pod: {
      securityContext: { fsGroup: GROUP },
      volumes: [...own.volumes, ...secret.volumes, ...podVolumes(volumes, mounts)],
    },
    container: { volumeMounts: [...own.mounts, ...secret.mounts, ...volumeMounts(volumes, mounts)] },
  }
}

/** Those whose text the settings hold, as one ConfigMap. */
function textFiles({ owner, namespace, labels, files }: Owner) {
  if (files.length === 0) return { manifests: [], annotations: {}, volumes: [], mounts: [] }
  const name = `${owner}-files`
  const data = Object.fromEntries(files.map((file) => [file.name, file.content]))
  const items = files.map((file) => ({ key: file.name, path: file.name, mode: file.mode ?? 0o644 }))
  return {
    manifests: [manifest('v1/ConfigMap', { name, namespace, labels: { ...labels } }, { data })],
    // files mounted one by one do not change in a running pod: another text makes another pod
    annotations: { 'hubloom/files': hash(JSON.stringify(data)) },
    volumes: [{ name: VOLUME, configMap: { name, items } }],
    mounts: files.map((file) => ({ name: VOLUME, mountPath: file.path, subPath: file.name, readOnly: true })),
  }
}
