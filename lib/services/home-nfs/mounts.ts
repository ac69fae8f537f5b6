import { spawnerText } from '../../print/kubespawner.ts'
import { personalFolder } from '../../plan/home.ts'
import type { HubPlan } from '../../plan/types.ts'
import { homePaths, sharedPaths } from './folders.ts'
import { HOME_FOLDERS } from './home-folders.ts'

/** The claim that servers mount. */
export const CLAIM = 'home'
/** Key of the folders below `custom.hubloom`, where the hub's Python finds them. */
const DATA = 'home-nfs'
/** What the Jupyter images run as. */
const USER = '1000:100'

/**
 * What the hub has to know to mount homes and folders into servers. `chown` where the file service does not itself make
 * people owners.
 */
export function mountValues(hub: HubPlan, chown: boolean): Readonly<Record<string, unknown>> {
  const personal = hub.folders.filter((folder) => folder.admins || folder.group !== undefined)
  const paths = homePaths(hub)
  return {
    singleuser: {
      storage: {
        type: 'static',
        homeMountPath: paths[0],
        static: { pvcName: CLAIM, subPath: personalFolder(hub) },
        ...filled('extraVolumeMounts', mounts(hub)),
      },
      initContainers: chown ? [ownerContainer(hub)] : undefined,
    },
    ...(personal.length === 0
      ? {}
      : {
          hub: { extraConfig: { 'hubloom-home-folders': HOME_FOLDERS } },
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

/** Mounts beside the chart's own one of the home. A map, since a list would drop that one. */
function mounts(hub: HubPlan): Record<string, unknown> {
  const [, ...more] = homePaths(hub)
  const everyones = hub.folders.filter((folder) => !folder.admins && folder.group === undefined)
  const all: { mountPath: string; subPath: string; readOnly?: true }[] = [
    ...more.map((path) => ({ mountPath: path, subPath: personalFolder(hub) })),
    ...homePaths(hub).flatMap((path) =>
      everyones.map(({ name, subPath, readOnly }) => ({
        mountPath: `${path}/${name}`,
        subPath: spawnerText(subPath!),
        readOnly: readOnly ? (true as const) : undefined,
      })),
    ),
  ]
  return Object.fromEntries(
    all.map((mount) => [
      `home-${mount.mountPath.slice('/home/'.length).replace(/[^a-z0-9]+/g, '-')}`,
      { name: CLAIM, ...mount },
    ]),
  )
}

/**
 * Makes a person's folder and gives it to them: on the clouds' file services a new folder belongs to root. It may do
 * that and nothing else, and is gone before the server starts.
 */
function ownerContainer(hub: HubPlan): Record<string, unknown> {
  const folders = [personalFolder(hub), ...sharedPaths(hub).map(spawnerText)].map((path) => `/share/${path}`)
  return {
    name: 'home-owner',
    image: 'docker.io/library/busybox:1.37.0',
    command: ['sh', '-c', `mkdir -p "$@" && chown ${USER} "$@"`, 'home-owner', ...folders],
    securityContext: {
      runAsUser: 0,
      runAsGroup: 0,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['CHOWN'] },
    },
    resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { memory: '32Mi' } },
    volumeMounts: [{ name: CLAIM, mountPath: '/share' }],
  }
}

const filled = (key: string, map: Record<string, unknown>): Record<string, unknown> =>
  Object.keys(map).length === 0 ? {} : { [key]: map }
