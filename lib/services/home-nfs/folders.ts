import { onShare } from '../../plan/home.ts'
import type { HubPlan } from '../../plan/types.ts'

/**
 * Where images keep their user's home: Jupyter's own, and those of environments that open elsewhere (rocker's
 * `/home/rstudio`).
 */
export function homePaths(hub: HubPlan): string[] {
  const others = hub.environments.flatMap(
    ({ directory }) => directory?.match(/^\/home\/[A-Za-z0-9_][A-Za-z0-9._-]*/)?.[0] ?? [],
  )
  return ['/home/jovyan', ...[...new Set(others)].filter((path) => path !== '/home/jovyan').sort()]
}

/** A folder of the share that people find below their home. */
export interface Folder {
  name: string
  /** Where it lies on the share; the whole share when left out. No home begins with `_`: KubeSpawner escapes it. */
  subPath?: string
  readOnly: boolean
  /** Everybody has it when neither is set; otherwise admins, or members of the group. */
  admins?: true
  group?: string
}

const SHARED = '_shared'
const PUBLIC = '_shared-public'

/** The folders of a hub, in the order of its settings. */
export function foldersOf(hub: HubPlan): Folder[] {
  const { folders, groups } = hub.settings.values
  const all: Folder[] = [
    ...(folders?.shared
      ? [
          { name: 'shared', subPath: SHARED, readOnly: true },
          { name: 'shared-readwrite', subPath: SHARED, readOnly: false, admins: true as const },
        ]
      : []),
    ...(folders?.public ? [{ name: 'shared-public', subPath: PUBLIC, readOnly: false }] : []),
    ...(folders?.everyone ? [{ name: 'allusers', readOnly: false, admins: true as const }] : []),
    ...Object.entries(groups ?? {}).flatMap(([group, { folder }]) =>
      folder === undefined ? [] : [{ name: folder, subPath: groupPath(group), readOnly: false, group }],
    ),
  ]
  const { within } = hub.home
  return within
    ? all.map((folder) => ({
        ...folder,
        subPath: folder.subPath === undefined ? within.folder : onShare(hub, folder.subPath),
      }))
    : all
}

/** What the folders are called on the share, each once. */
export const sharedPaths = (hub: HubPlan): string[] =>
  [...new Set(foldersOf(hub).flatMap(({ subPath }) => subPath ?? []))]
    .filter((path) => path !== hub.home.within?.folder)
    .sort()

/** `_group-polar-2dlab-2fadvanced`: no two groups share a folder, and an admin can read whose it is. */
const groupPath = (group: string): string => `_group-${escaped(group)}`

/**
 * The folder of a person, by their name in lower case and printable ASCII: what KubeSpawner makes of
 * `{escaped_username}` (jupyterhub-kubespawner.readthedocs.io, "Templated fields": the "escape" scheme, whatever the
 * hub's own one is). It hashes nothing.
 */
export const personPath = (name: string): string => escaped(name)

/** Small letters and digits as they are, other bytes as a hyphen and two digits. */
const escaped = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((byte) =>
      /[a-z0-9]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `-${byte.toString(16).padStart(2, '0')}`,
    )
    .join('')
