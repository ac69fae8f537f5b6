import { spawnerText } from '../../print/kubespawner.ts'
import { homeMount, personalFolder } from '../../plan/home.ts'
import { homeUser } from '../../plan/servers.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { FolderPlan } from '../../plan/folders.ts'
import { CLAIM, homePaths, otherClaim, sharedPaths, sourcesOf } from './folders.ts'
import { FOLDERS_BY_RIGHT } from './folders-by-right.ts'
import { homeFolders } from './home-folders.ts'
import { className } from './volumes.ts'

/** Key of the folders below `custom.hubloom`, where the hub's Python finds them. */
const DATA = 'home-nfs'

/** What the hub has to know to mount homes and folders into servers. */
export function mountValues(hub: HubPlan): Readonly<Record<string, unknown>> {
  const { kind, mayDestroy } = hub.home
  // Ganesha gives every file to uid 1000, so nothing has to be made or given
  const owned = kind === 'managed' || kind === 'nfs'
  const snippets = {
    ...filled('hubloom-home-folders', personalFolders(hub), homeFolders(shareName(hub))),
    ...filled('hubloom-folders-by-right', foldersByRight(hub), FOLDERS_BY_RIGHT),
  }
  const data = {
    ...filled('folders', personalFolders(hub)),
    ...filled('by-right', foldersByRight(hub)),
  }
  return {
    singleuser: {
      storage: {
        ...storageOf(hub),
        ...filled('extraVolumes', volumes(hub)),
        ...filled('extraVolumeMounts', mounts(hub)),
      },
      initContainers: owned ? [ownerContainer(hub)] : undefined,
    },
    ...filled('hub', {
      ...filled('config', hub.home.personal === 'volume' ? { KubeSpawner: { delete_pvc: mayDestroy } } : {}),
      ...filled('extraConfig', snippets),
    }),
    ...filled('custom', filled('hubloom', filled(DATA, data))),
  }
}

/** A list or a map under a key, or what stands for it, where it is not empty. */
const filled = (key: string, value: object, instead: unknown = value): Record<string, unknown> =>
  Object.keys(value).length === 0 ? {} : { [key]: instead }

/** Everybody has it in the same way. */
const isEveryones = ({ readers, writers }: FolderPlan): boolean =>
  writers === 'everyone' || (readers === 'everyone' && writers.length === 0)

/** Below the home, and only some have it at all: admins, or one group. */
const isPersonal = ({ path, of, readers, writers }: FolderPlan): boolean =>
  path === undefined && of === undefined && readers.length === 0 && (writers === 'admins' || writers.length === 1)

const personalFolders = (hub: HubPlan): object[] =>
  hub.folders.filter(isPersonal).map((folder) => ({
    paths: pathsOf(hub, folder),
    subPath: folder.subPath,
    admins: folder.writers === 'admins' ? true : undefined,
    group: folder.writers === 'admins' ? undefined : folder.writers[0],
  }))

/** Where some read and others write. */
const foldersByRight = (hub: HubPlan): object[] =>
  hub.folders
    .filter((folder) => !isPersonal(folder) && !isEveryones(folder) && isThere(folder))
    .map((folder) => ({
      volume: volumeOf(hub, folder),
      paths: pathsOf(hub, folder),
      subPath: folder.subPath,
      readers: folder.readers,
      writers: folder.writers,
    }))

/** One of another hub may be missing: the check `folder-of-other-hub` refuses it. */
const isThere = ({ from, of }: FolderPlan): boolean => from === undefined || of !== undefined

const pathsOf = (hub: HubPlan, { name, path }: FolderPlan): string[] =>
  path === undefined ? homePaths(hub).map((home) => `${home}/${name}`) : [path]

const volumeOf = (hub: HubPlan, { of }: FolderPlan): string => (of === undefined ? shareName(hub) : otherClaim(of))

/** The pod's volume of folders, where homes are not there. */
const SHARE = 'folders'
const shareName = ({ home }: HubPlan): string => (home.personal === 'folder' ? CLAIM : SHARE)

/** The pod's volumes beside that of homes, which the chart makes: by their name. */
function volumes(hub: HubPlan): Record<string, unknown> {
  const { personal, kind } = hub.home
  const claims: [string, string][] = [
    ...(personal !== 'folder' && kind !== 'none' ? [[SHARE, CLAIM] as [string, string]] : []),
    ...sourcesOf(hub).map((other): [string, string] => [otherClaim(other), otherClaim(other)]),
  ]
  return Object.fromEntries(claims.map(([name, claimName]) => [name, { name, persistentVolumeClaim: { claimName } }]))
}

/** How the chart mounts a home. */
function storageOf(hub: HubPlan): Record<string, unknown> {
  const homeMountPath = homePaths(hub)[0]
  switch (hub.home.personal) {
    case 'none':
      return { type: 'none' }
    case 'folder':
      return { type: 'static', homeMountPath, static: { pvcName: CLAIM, subPath: personalFolder(hub) } }
    case 'volume':
      return {
        type: 'dynamic',
        homeMountPath,
        capacity: `${hub.home.quota}Gi`,
        dynamic: {
          storageClass: className(hub),
          volumeNameTemplate: CLAIM,
          ...claims(hub.home.volume!),
        },
      }
  }
}

/** KubeSpawner's words for whose disk it is. */
const claims = ({ claim, manyMachines }: NonNullable<HubPlan['home']['volume']>): Record<string, unknown> => ({
  pvcNameTemplate: claim
    .replace('{user}', '{user_server}')
    .replace('{person}', '{username}')
    .replace('{id}', '{userid}'),
  storageAccessModes: [manyMachines ? 'ReadWriteMany' : 'ReadWriteOnce'],
})

/** Mounts beside the chart's own one of the home. A map, since a list would drop that one. */
function mounts(hub: HubPlan): Record<string, unknown> {
  const [, ...more] = homePaths(hub)
  const everyones = hub.folders.filter((folder) => isEveryones(folder) && isThere(folder))
  const all: { name: string; mountPath: string; subPath?: string; readOnly?: true }[] = [
    ...(hub.home.personal === 'none' ? [] : more.map((path) => ({ ...homeMount(hub), mountPath: path }))),
    ...everyones.flatMap((folder) =>
      pathsOf(hub, folder).map((mountPath) => ({
        name: volumeOf(hub, folder),
        mountPath,
        subPath: spawnerText(folder.subPath!),
        readOnly: folder.writers === 'everyone' ? undefined : (true as const),
      })),
    ),
  ]
  return Object.fromEntries(
    all.map((mount) => [
      mount.mountPath
        .replace(/^\/home\//, 'home-')
        .replace(/^\//, 'folder-')
        .replace(/[^a-z0-9-]+/g, '-'),
      mount,
    ]),
  )
}

/**
 * Makes a person's folder and gives it to them: on the clouds' file services a new folder belongs to root. It may do
 * that and nothing else, and is gone before the server starts. Where the file server takes root for nobody, or
 * everybody for one user, only the person can make it.
 */
function ownerContainer(hub: HubPlan): Record<string, unknown> {
  const asRoot = (hub.home.nfs?.squash ?? 'none') === 'none'
  const own = hub.home.personal === 'folder' ? [personalFolder(hub)] : []
  const folders = [...own, ...sharedPaths(hub).map(spawnerText)].map((path) => `/share/${path}`)
  return {
    name: 'home-owner',
    image: 'docker.io/library/busybox:1.37.0',
    command: [
      'sh',
      '-c',
      asRoot ? `mkdir -p "$@" && chown ${homeUser(hub.servers)}:100 "$@"` : 'mkdir -p "$@"',
      'home-owner',
      ...folders,
    ],
    securityContext: {
      ...(asRoot ? { runAsUser: 0, runAsGroup: 0 } : { runAsUser: 1000, runAsGroup: 100 }),
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], ...(asRoot ? { add: ['CHOWN'] } : {}) },
    },
    resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { memory: '32Mi' } },
    volumeMounts: [{ name: shareName(hub), mountPath: '/share' }],
  }
}
