import type { HubSettings } from '../settings/index.ts'
import { escapedName } from './home.ts'
import type { HomePlan } from './types.ts'

/** A folder of the share that people find below their home. */
export interface FolderPlan {
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

/** The folders of a hub, in the order of its settings. A hub on another's file system has its own folder there. */
export function planFolders({ folders, groups }: HubSettings, { kind, base }: HomePlan): FolderPlan[] {
  if (kind === 'none') return []
  const all: FolderPlan[] = [
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
  if (base === undefined) return all
  return all.map((folder) => ({
    ...folder,
    subPath: folder.subPath === undefined ? base : `${base}/${folder.subPath}`,
  }))
}

/** `_group-polar-2dlab-2fadvanced`: no two groups share a folder, and an admin can read whose it is. */
const groupPath = (group: string): string => `_group-${escapedName(group)}`
