import type { HubSettings } from '../settings/index.ts'
import { escapedName } from './home.ts'
import type { HomePlan, HubIdentity } from './types.ts'

/** Some people: everybody, admins, or the members of groups. */
export type Who = 'everyone' | 'admins' | readonly string[]

/** A folder of a share that people find in their servers. */
export interface FolderPlan {
  name: string
  /** Whether the settings have it by this name, and not by a word of their own or as a group's. */
  named?: true
  /** Where; below the home, under its name, when left out. */
  path?: string
  /** Where it lies on the share; the whole share when left out. No home begins with `_`: KubeSpawner escapes it. */
  subPath?: string
  /** Who may only read it, and who may write it; whoever is neither does not have it. */
  readers: Who
  writers: Who
  /** The folder of another hub that it is, as the settings name it. */
  from?: string
  /** That hub, where it can be had: the share is that of its homes. */
  of?: SourceHub
}

/** A hub whose folders another may have. */
export interface SourceHub extends HubIdentity {
  home: HomePlan
}

const NOBODY: Who = []
const SHARED = '_shared'
const PUBLIC = '_shared-public'

/**
 * The folders of a hub: the usual ones, those of groups, then those by name. A hub that has its own folder on a file
 * system of others has all of them there.
 */
export function planFolders({ folders = {}, groups = {} }: HubSettings, home: HomePlan): FolderPlan[] {
  const named = Object.entries(folders).flatMap(([name, folder]) => (isFolder(folder) ? namedFolder(name, folder) : []))
  if (home.kind === 'none') return named.filter(({ from }) => from !== undefined)
  const usual: FolderPlan[] = [
    ...(folders['shared'] === true
      ? [
          { name: 'shared', subPath: SHARED, readers: 'everyone' as const, writers: NOBODY },
          { name: 'shared-readwrite', subPath: SHARED, readers: NOBODY, writers: 'admins' as const },
        ]
      : []),
    ...(folders['public'] === true
      ? [{ name: 'shared-public', subPath: PUBLIC, readers: NOBODY, writers: 'everyone' as const }]
      : []),
    ...(folders['everyone'] === true ? [{ name: 'allusers', readers: NOBODY, writers: 'admins' as const }] : []),
    ...Object.entries(groups).flatMap(([group, { folder }]) =>
      folder === undefined ? [] : [{ name: folder, subPath: groupPath(group), readers: NOBODY, writers: [group] }],
    ),
  ]
  return [...usual, ...named].map((folder) =>
    folder.from === undefined ? { ...folder, subPath: below(home, folder.subPath) } : folder,
  )
}

/** The groups that folders by name are for. */
export const groupsOfFolders = ({ folders = {} }: HubSettings): string[] =>
  Object.values(folders).flatMap((folder) =>
    isFolder(folder) ? [...(folder['read-for'] ?? []), ...(folder['write-for'] ?? [])] : [],
  )

type NamedFolder = Exclude<NonNullable<HubSettings['folders']>[string], boolean>

const isFolder = (folder: boolean | NamedFolder): folder is NamedFolder => typeof folder === 'object'

function namedFolder(name: string, folder: NamedFolder): FolderPlan {
  const { path, from, public: open = false, 'read-for': readers = 'everyone', 'write-for': writers } = folder
  const others = from === undefined ? 'admins' : NOBODY
  return {
    name,
    named: true,
    path,
    subPath: from === undefined ? ownPath(name) : undefined,
    readers,
    writers: open ? readers : (writers ?? others),
    from,
  }
}

/** `_group-polar-2dlab-2fadvanced`: no two groups share a folder, and an admin can read whose it is. */
const groupPath = (group: string): string => `_group-${escapedName(group)}`
const ownPath = (name: string): string => `_folder-${name}`

/** Where a path of a hub's lies on its file system. */
const below = ({ base }: Pick<HomePlan, 'base'>, path: string | undefined): string | undefined => {
  if (base === undefined) return path
  return path === undefined ? base : `${base}/${path}`
}

/** The file services of clouds that other hubs' folders are on, each once, by the namespace of who owns it. */
export function managedSources<T>(
  { folders }: { folders: readonly FolderPlan[] },
  shareOf: (owner: HubIdentity) => T,
): Record<string, T> | undefined {
  const owners = folders.flatMap(({ of }) => (of?.home.kind === 'managed' ? [of.home.within ?? of] : []))
  if (owners.length === 0) return undefined
  return Object.fromEntries(owners.map((owner) => [owner.namespace, shareOf(owner)]))
}

/** What a hub shares with others: who it is, its homes, and its settings of folders. */
export interface Sharing extends SourceHub {
  /** The cluster that it is on, by its community. */
  cluster: string
  folders: HubSettings['folders']
}

/** Folders with what is known of the hubs that they come from: those of the same community, on the same cluster. */
export function withSources(
  folders: readonly FolderPlan[],
  { hub, others }: { hub: Pick<Sharing, 'community' | 'cluster' | 'hub'>; others: readonly Sharing[] },
): FolderPlan[] {
  return folders.map((folder) => {
    const [wanted, name = ''] = folder.from?.split('/') ?? []
    const source = others.find(
      (other) => other.hub === wanted && other.community === hub.community && other.cluster === hub.cluster,
    )
    if (source === undefined || source.hub === hub.hub || source.home.kind === 'none') return folder
    const subPath = pathThere(name, source)
    if (subPath === undefined) return folder
    const { community, namespace, home } = source
    return { ...folder, subPath, of: { community, hub: source.hub, namespace, home } }
  })
}

/** Where a hub has the folder of that name. */
function pathThere(name: string, { folders = {}, home }: Sharing): string | undefined {
  const folder = folders[name]
  if (folder === undefined || folder === false || name === 'everyone') return undefined
  if (folder === true) return below(home, name === 'public' ? PUBLIC : SHARED)
  return folder.from === undefined ? below(home, ownPath(name)) : undefined
}
