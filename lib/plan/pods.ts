/** Variables, files, volumes and mounts of containers, wherever they run. Sizes are MiB. */
import type { Attachment } from '../layers/attachments.ts'
import type { HubSettings } from '../settings/index.ts'
import { mib } from './units.ts'

/** Plain text, or where a container finds it. */
export type VariablePlan = string | VariableSource
export type Variables = Readonly<Record<string, VariablePlan>>

export type VariableSource =
  | { from: 'secret'; secret: string; key: string }
  /** Another variable of the same container. */
  | { from: 'variable'; name: string }
  /** A field of the pod (downward API). */
  | { from: 'field'; path: string }
  /** What the person chose; servers only. */
  | { from: 'choice'; of: 'image' | 'environment' | 'size' }
  /** Fields of the sign-in's state: one as it is, or several as one JSON text; servers only. */
  | { from: 'sign-in'; fields: string | Readonly<Record<string, string>> }

/** A file by its name in the settings: a text, or a key of a Secret. */
export interface FilePlan {
  name: string
  path: string
  content: string
  /** The community's own file that holds the content; `file` is missing only in an UncheckedHub. */
  from?: { name: string; file?: Attachment | undefined }
  secret?: { name: string; key: string }
  /** Permissions, as a number: 0o644. */
  mode?: number
}

export type VolumePlan = { name: string; readOnly: boolean } & (
  | { kind: 'secret'; secret: string }
  | { kind: 'files'; files: Readonly<Record<string, string>> }
  /** On the disk of the machine, or in memory. */
  | { kind: 'empty' | 'memory'; size: number }
  | { kind: 'nfs'; server: string; path: string; options: readonly string[] }
  | { kind: 'claim'; claim: string }
  | { kind: 'host-path'; path: string }
)

export interface MountPlan {
  path: string
  /** Name of a volume. */
  volume: string
  /** A file or a folder of it. */
  subPath?: string
  readOnly: boolean
  propagation?: 'both' | 'from-machine'
  /** Who has it, in servers: everybody where none of the three says otherwise. */
  groups: readonly string[]
  adminsOnly: boolean
  /** Who may write, where that is not everybody who has it. */
  writers: readonly string[]
}

/** What a container may do beyond what containers may. */
export interface PrivilegePlan {
  privileged: boolean
  capabilities: readonly string[]
}

type WrittenVariables = HubSettings['variables']
type WrittenVariable = NonNullable<WrittenVariables>[string]

/** Variables in the order of their names in the settings; of one that has several sources, the first counts. */
export const planVariables = (variables: WrittenVariables): Variables =>
  Object.fromEntries(Object.entries(variables ?? {}).map(([name, written]) => [name, planVariable(name, written)]))

function planVariable(name: string, written: WrittenVariable): VariablePlan {
  if (typeof written === 'string') return written
  const { secret, key = name, 'same-as': other, field, chosen, 'sign-in': fields } = written
  if (secret !== undefined) return { from: 'secret', secret, key }
  if (other !== undefined) return { from: 'variable', name: other }
  if (field !== undefined) return { from: 'field', path: field }
  if (chosen !== undefined) return { from: 'choice', of: chosen }
  if (fields !== undefined) return { from: 'sign-in', fields }
  return ''
}

/** Whether a server, or a container with it, is given what the sign-in says of its person. */
export function readsSignIn({ variables, sidecars, 'init-containers': before }: HubSettings): boolean {
  const containers = [...Object.values(sidecars ?? {}), ...Object.values(before ?? {})]
  const all = [variables, ...containers.map((each) => each.variables)]
  return all.some((each) =>
    Object.values(each ?? {}).some((variable) => typeof variable === 'object' && variable['sign-in'] !== undefined),
  )
}

/** Those that are plain text, for who can take no other. */
export const textVariables = (variables: Variables): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )

/** Entries of a map by their names, in the order of these. */
export const named = <T>(map: Readonly<Record<string, T>> | undefined): [string, T][] =>
  Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))

/** Files by the order of their names. */
export const planFiles = (files: HubSettings['files'], attachments: readonly Attachment[]): FilePlan[] =>
  named(files).map(([name, { path, content = '', from, secret, key = name, mode }]) => {
    const file = attachments.find((each) => each.folder === 'files' && each.name === from)
    return {
      name,
      path,
      content: file?.text ?? content,
      from: from === undefined ? undefined : { name: from, file },
      secret: secret === undefined ? undefined : { name: secret, key },
      mode: mode === undefined ? undefined : Number.parseInt(mode, 8),
    }
  })

/** Volumes by the order of their names; one that says nothing is left out. */
export const planVolumes = (volumes: HubSettings['volumes']): VolumePlan[] =>
  named(volumes).flatMap(([name, volume]) => planVolume(name, volume) ?? [])

/** One that needs one port only. */
const NFS_VERSION = 4.1

function planVolume(name: string, written: NonNullable<HubSettings['volumes']>[string]): VolumePlan | undefined {
  const common = { name, readOnly: written['read-only'] ?? false }
  const { secret, files, empty, memory, nfs, claim, 'host-path': hostPath } = written
  if (secret !== undefined) return { ...common, kind: 'secret', secret }
  if (files !== undefined) return { ...common, kind: 'files', files }
  if (empty !== undefined) return { ...common, kind: 'empty', size: mib(empty) }
  if (memory !== undefined) return { ...common, kind: 'memory', size: mib(memory) }
  if (claim !== undefined) return { ...common, kind: 'claim', claim }
  if (hostPath !== undefined) return { ...common, kind: 'host-path', path: hostPath }
  if (nfs === undefined) return undefined
  const cut = nfs.indexOf(':')
  const options = [`nfsvers=${written.version ?? NFS_VERSION}`, ...(written.options ?? [])]
  return { ...common, kind: 'nfs', server: nfs.slice(0, cut), path: nfs.slice(cut + 1), options }
}

/** Mounts by the order of their paths, so that one below another comes after it. */
export const planMounts = (mounts: HubSettings['mounts']): MountPlan[] =>
  named(mounts).map(([path, written]) => {
    const mount = typeof written === 'string' ? { volume: written } : written
    return {
      path,
      volume: mount.volume,
      subPath: mount.key ?? mount.folder,
      readOnly: mount['read-only'] ?? false,
      propagation: mount.propagation,
      groups: mount.for ?? [],
      adminsOnly: mount['admins-only'] ?? false,
      writers: mount['write-for'] ?? [],
    }
  })

/** The number of a user: root is 0. */
export const planUser = (user: number | 'root' | undefined): number | undefined => (user === 'root' ? 0 : user)
