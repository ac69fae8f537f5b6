import { manifest } from '../../print/kubernetes-types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import { hash } from '../../plan/names.ts'
import type { HubPlan } from '../../plan/types.ts'

type Service = NonNullable<HubPlan['settings']['values']['services']>[string]
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

/** `owner` is the name of the service's objects. */
export function serviceFiles(
  owner: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  files: NonNullable<Service['files']>,
): ServiceFiles {
  const names = Object.keys(files).sort()
  if (names.length === 0) return { manifests: [], annotations: {}, pod: {}, container: {} }
  const name = `${owner}-files`
  const data = Object.fromEntries(names.map((key) => [key, files[key]!.content]))
  return {
    manifests: [manifest('v1/ConfigMap', { name, namespace, labels: { ...labels } }, { data })],
    // files mounted one by one do not change in a running pod: another text makes another pod
    annotations: { annotations: { 'hubloom/files': hash(JSON.stringify(data)) } },
    pod: {
      securityContext: { fsGroup: GROUP },
      volumes: [
        {
          name: VOLUME,
          configMap: {
            name,
            items: names.map((key) => ({ key, path: key, mode: Number.parseInt(files[key]!.mode ?? '0644', 8) })),
          },
        },
      ],
    },
    container: {
      volumeMounts: names.map((key) => ({ name: VOLUME, mountPath: files[key]!.path, subPath: key, readOnly: true })),
    },
  }
}
