/** Variables, files, volumes and mounts of plans as Kubernetes and the charts write them, and the Secrets they need. */
import { hash, shorten } from '../plan/names.ts'
import type { FilePlan, MountPlan, PrivilegePlan, Variables, VariableSource, VolumePlan } from '../plan/pods.ts'
import type { SecretNeed } from '../plan/wiring.ts'
import { manifest } from '../print/kubernetes-types.ts'
import type { Manifest } from '../print/kubernetes.ts'
import { memoryText } from './quantities.ts'

type Values = Record<string, unknown>

/** How a text stays text in a variable: `variableText` in pods, `spawnerVariable` in what KubeSpawner expands. */
export type WriteText = (text: string) => string

/** The value of a variable: text, or `valueFrom` as Kubernetes has it. */
export type Written = string | { valueFrom: Values }

/**
 * Variables by name, for charts that take a map. The image that a person chose, and what their sign-in says, only the
 * hub knows when a server starts: these are left out.
 */
export const variableMap = (variables: Variables, write: WriteText): Record<string, Written> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, variable]): [string, Written][] => {
      const written = typeof variable === 'string' ? write(variable) : writeSource(variable)
      return written === undefined ? [] : [[name, written]]
    }),
  )

/** `env` of a container: as the map, and another variable's copy after what it copies, as Kubernetes expands them. */
export function variableList(variables: Variables, write: WriteText): Values[] {
  const rank = (name: string, seen: readonly string[] = []): number => {
    const variable = variables[name]
    if (typeof variable !== 'object' || variable.from !== 'variable' || seen.includes(name)) return 0
    return 1 + rank(variable.name, [...seen, name])
  }
  return Object.entries(variableMap(variables, write))
    .map(([name, written]) => ({ name, ...(typeof written === 'string' ? { value: written } : written) }))
    .sort((a, b) => rank(a.name) - rank(b.name))
}

function writeSource(source: VariableSource): Written | undefined {
  switch (source.from) {
    case 'secret':
      return { valueFrom: { secretKeyRef: { name: source.secret, key: source.key } } }
    case 'field':
      return { valueFrom: { fieldRef: { fieldPath: source.path } } }
    case 'variable':
      return `$(${source.name})`
    case 'choice':
      return source.of === 'image' ? undefined : { valueFrom: { fieldRef: { fieldPath: chosenField(source.of) } } }
    case 'sign-in':
      return undefined
  }
}

/** Annotation of a server's pod that says what its person chose; of what is not there, Kubernetes gives no text. */
export const chosenAnnotation = (of: 'environment' | 'size'): string => `hubloom/${of}`
const chosenField = (of: 'environment' | 'size'): string => `metadata.annotations['${chosenAnnotation(of)}']`

/** Name of a volume in a pod: apart from those of charts, such as `home` and `files`. */
const podVolume = (name: string): string => `volume-${name}`

/** The volumes that a pod needs for what its containers mount, each once. */
export function podVolumes(volumes: readonly VolumePlan[], mounts: readonly MountPlan[]): Values[] {
  const mounted = new Set(mounts.map(({ volume }) => volume))
  return volumes
    .filter(({ name }) => mounted.has(name))
    .map((volume) => ({ name: podVolume(volume.name), ...volumeSource(volume) }))
}

/** Name of the ConfigMap of a volume of files, and of the claim of a share. */
const objectName = (name: string): string => `volume-${name}`

function volumeSource(volume: VolumePlan): Values {
  switch (volume.kind) {
    case 'secret':
      return { secret: { secretName: volume.secret } }
    case 'files':
      return { configMap: { name: objectName(volume.name) } }
    case 'empty':
      return { emptyDir: { sizeLimit: memoryText(volume.size) } }
    case 'memory':
      return { emptyDir: { medium: 'Memory', sizeLimit: memoryText(volume.size) } }
    case 'nfs':
      return { persistentVolumeClaim: { claimName: objectName(volume.name) } }
    case 'claim':
      return { persistentVolumeClaim: { claimName: volume.claim } }
    case 'host-path':
      return { hostPath: { path: volume.path } }
  }
}

const PROPAGATION = { both: 'Bidirectional', 'from-machine': 'HostToContainer' } as const

/** `volumeMounts` of a container, for everybody who has them all. */
export function volumeMounts(volumes: readonly VolumePlan[], mounts: readonly MountPlan[]): Values[] {
  const readOnly = new Set(volumes.filter((volume) => volume.readOnly).map(({ name }) => name))
  return mounts.map((mount) => ({
    name: podVolume(mount.volume),
    mountPath: mount.path,
    subPath: mount.subPath,
    readOnly: mount.readOnly || mount.writers.length > 0 || readOnly.has(mount.volume) ? true : undefined,
    mountPropagation: mount.propagation && PROPAGATION[mount.propagation],
  }))
}

/** At most 63 characters, as Kubernetes has names of volumes. */
const fileVolume = (name: string): string => shorten(`file-${name}`, 63)

/** Files that lie in Secrets, as a volume and a mount each: mounted alone, so that what lies beside them stays. */
export function secretFiles(files: readonly FilePlan[]): { volumes: Values[]; mounts: Values[] } {
  const wanted = files.flatMap((file) => (file.secret ? [{ ...file, secret: file.secret }] : []))
  return {
    volumes: wanted.map(({ name, secret, mode }) => ({
      name: fileVolume(name),
      secret: { secretName: secret.name, items: [{ key: secret.key, path: 'file', mode }] },
    })),
    mounts: wanted.map(({ name, path }) => ({
      name: fileVolume(name),
      mountPath: path,
      subPath: 'file',
      readOnly: true,
    })),
  }
}

/** Whom a container runs as, and what it may do: no more than usual where nothing else is wanted. */
export function securityContext({ user, privileges }: { user?: number; privileges: PrivilegePlan }): Values {
  const { privileged, capabilities } = privileges
  return {
    runAsUser: user,
    // Kubernetes refuses a privileged container, or one that may administer the system, that may not gain rights
    allowPrivilegeEscalation: privileged || capabilities.includes('SYS_ADMIN'),
    privileged: privileged ? true : undefined,
    capabilities: capabilities.length > 0 ? { add: capabilities } : undefined,
  }
}

interface Place {
  namespace: string
  labels: Readonly<Record<string, string>>
}

/** Not its size: Kubernetes has nothing to check it against. */
const NOMINAL = '1M'

/** Objects that volumes need: a ConfigMap of files; a volume and a claim of a share, for the options of its mount. */
export const volumeManifests = (volumes: readonly VolumePlan[], place: Place): Manifest[] =>
  volumes.flatMap((volume) => {
    if (volume.kind === 'nfs') return share(volume, place)
    if (volume.kind !== 'files') return []
    const metadata = { name: objectName(volume.name), namespace: place.namespace, labels: { ...place.labels } }
    return [manifest('v1/ConfigMap', metadata, { data: volume.files })]
  })

/** A PersistentVolume is known to the whole cluster, so its name holds the namespace. */
function share(volume: VolumePlan & { kind: 'nfs' }, { namespace, labels }: Place): Manifest[] {
  const claim = objectName(volume.name)
  const name = `${namespace}-${claim}`
  const modes = { accessModes: [volume.readOnly ? 'ReadOnlyMany' : 'ReadWriteMany'], storageClassName: '' }
  return [
    manifest(
      'v1/PersistentVolume',
      { name, labels: { ...labels } },
      {
        spec: {
          ...modes,
          capacity: { storage: NOMINAL },
          persistentVolumeReclaimPolicy: 'Retain',
          claimRef: { namespace, name: claim },
          mountOptions: volume.options,
          nfs: { server: volume.server, path: volume.path },
        },
      },
    ),
    manifest(
      'v1/PersistentVolumeClaim',
      { name: claim, namespace, labels: { ...labels } },
      { spec: { ...modes, resources: { requests: { storage: NOMINAL } }, volumeName: name } },
    ),
  ]
}

/** Changes with the text of a volume that a pod mounts: as its annotation, another text makes another pod. */
export const filesHash = (volumes: readonly VolumePlan[], mounts: readonly MountPlan[]): string | undefined => {
  const texts = volumes.filter(({ kind, name }) => kind === 'files' && mounts.some(({ volume }) => volume === name))
  return texts.length === 0 ? undefined : hash(JSON.stringify(texts))
}

/** What of a pod names Secrets. */
interface NamingSecrets {
  variables?: Variables
  files?: readonly FilePlan[]
  volumes?: readonly VolumePlan[]
  mounts?: readonly MountPlan[]
}

/** The Secrets that people make for what a pod reads, with the keys that are known. `what`: `every server`. */
export function secretNeeds(namespace: string, what: string, parts: NamingSecrets): SecretNeed[] {
  const need = (name: string, reader: string, keys: readonly string[]): SecretNeed => ({
    name,
    namespace,
    why: `${reader} of ${what}`,
    keys: keys.map((key) => ({ key, from: 'ask', what: key })),
  })
  const { variables = {}, files = [], volumes = [], mounts = [] } = parts
  return joinNeeds([
    ...Object.entries(variables).flatMap(([name, source]) =>
      typeof source === 'object' && source.from === 'secret'
        ? [need(source.secret, `the variable ${name}`, [source.key])]
        : [],
    ),
    ...files.flatMap(({ name, secret }) => (secret ? [need(secret.name, `the file ${name}`, [secret.key])] : [])),
    ...volumes.flatMap((volume) => {
      const of = mounts.filter((mount) => mount.volume === volume.name)
      if (volume.kind !== 'secret' || of.length === 0) return []
      return [
        need(
          volume.secret,
          `the volume ${volume.name}`,
          of.flatMap(({ subPath }) => subPath ?? []),
        ),
      ]
    }),
  ])
}

/** One need a Secret, with all of its keys and who reads them. */
export function joinNeeds(needs: readonly SecretNeed[]): SecretNeed[] {
  const joined = new Map<string, SecretNeed>()
  for (const need of needs) {
    const id = `${need.namespace}/${need.name}`
    const known = joined.get(id)
    if (!known) joined.set(id, need)
    else {
      const more = need.keys.filter(({ key }) => !known.keys.some((each) => each.key === key))
      const why = known.why.includes(need.why) ? known.why : `${known.why}; ${need.why}`
      joined.set(id, { ...known, why, keys: [...known.keys, ...more] })
    }
  }
  return [...joined.values()]
}
