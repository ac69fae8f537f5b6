import { spawnerText } from '../../print/kubespawner.ts'
import { homeMount, personalFolder } from '../../plan/home.ts'
import type { HubPlan } from '../../plan/types.ts'
import { CLAIM, homePaths, sharedPaths } from './folders.ts'
import { homeFolders } from './home-folders.ts'
import { className } from './volumes.ts'

/** Key of the folders below `custom.hubloom`, where the hub's Python finds them. */
const DATA = 'home-nfs'
/** What the Jupyter images run as. */
const USER = '1000:100'

/** What the hub has to know to mount homes and folders into servers. */
export function mountValues(hub: HubPlan): Readonly<Record<string, unknown>> {
  const personal = hub.folders.filter((folder) => folder.admins || folder.group !== undefined)
  const paths = homePaths(hub)
  const { kind, personal: each, mayDestroy } = hub.home
  // Ganesha gives every file to uid 1000, so nothing has to be made or given
  const owned = kind === 'managed' || kind === 'nfs'
  const config = each === 'volume' ? { KubeSpawner: { delete_pvc: mayDestroy } } : undefined
  return {
    singleuser: {
      storage: {
        ...storageOf(hub),
        ...(each !== 'folder' && kind !== 'none' ? { extraVolumes: shareVolume } : {}),
        ...filled('extraVolumeMounts', mounts(hub)),
      },
      initContainers: owned ? [ownerContainer(hub)] : undefined,
    },
    ...(personal.length === 0
      ? config && { hub: { config } }
      : {
          hub: { config, extraConfig: { 'hubloom-home-folders': homeFolders(shareName(hub)) } },
          custom: {
            hubloom: {
              [DATA]: {
                folders: personal.map(({ name, subPath, admins, group }) => ({
                  paths: paths.map((path) => `${path}/${name}`),
                  subPath,
                  admins,
                  group,
                })),
              },
            },
          },
        }),
  }
}

/** The pod's volume of folders, where homes are not there. */
const SHARE = 'folders'
const shareVolume = { [SHARE]: { name: SHARE, persistentVolumeClaim: { claimName: CLAIM } } }
const shareName = ({ home }: HubPlan): string => (home.personal === 'folder' ? CLAIM : SHARE)

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
          // the chart's own default, written down: another name would be another, empty disk
          pvcNameTemplate: 'claim-{user_server}',
          storageAccessModes: ['ReadWriteOnce'],
        },
      }
  }
}

/** Mounts beside the chart's own one of the home. A map, since a list would drop that one. */
function mounts(hub: HubPlan): Record<string, unknown> {
  const [, ...more] = homePaths(hub)
  const everyones = hub.folders.filter((folder) => !folder.admins && folder.group === undefined)
  const all: { name: string; mountPath: string; subPath?: string; readOnly?: true }[] = [
    ...(hub.home.personal === 'none' ? [] : more.map((path) => ({ ...homeMount(hub), mountPath: path }))),
    ...homePaths(hub).flatMap((path) =>
      everyones.map(({ name, subPath, readOnly }) => ({
        name: shareName(hub),
        mountPath: `${path}/${name}`,
        subPath: spawnerText(subPath!),
        readOnly: readOnly ? (true as const) : undefined,
      })),
    ),
  ]
  return Object.fromEntries(
    all.map((mount) => [`home-${mount.mountPath.slice('/home/'.length).replace(/[^a-z0-9]+/g, '-')}`, mount]),
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
    command: ['sh', '-c', asRoot ? `mkdir -p "$@" && chown ${USER} "$@"` : 'mkdir -p "$@"', 'home-owner', ...folders],
    securityContext: {
      ...(asRoot ? { runAsUser: 0, runAsGroup: 0 } : { runAsUser: 1000, runAsGroup: 100 }),
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], ...(asRoot ? { add: ['CHOWN'] } : {}) },
    },
    resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { memory: '32Mi' } },
    volumeMounts: [{ name: shareName(hub), mountPath: '/share' }],
  }
}

const filled = (key: string, map: Record<string, unknown>): Record<string, unknown> =>
  Object.keys(map).length === 0 ? {} : { [key]: map }
