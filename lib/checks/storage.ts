/** Rules of people's homes and the folders they share. */
import type { HubPlan } from '../plan/types.ts'
import { theirs, type Check, type Finding } from './check.ts'

const disks = (hubs: readonly HubPlan[]): HubPlan[] => hubs.filter((hub) => hub.home.kind === 'disk')

export const quotaLargerThanDisk: Check = {
  code: 'quota-larger-than-disk',
  severity: 'error',
  find: ({ fleet }) =>
    disks(fleet.hubs).flatMap((hub): Finding[] => {
      const { quota, disk } = hub.home
      if (quota === undefined || disk === 0 || quota <= disk) return []
      return [
        {
          at: theirs(
            hub.settings.at(['home', 'quota']),
            hub.settings.at(['home', 'disk']),
            hub.settings.at(['home', 'people']),
          ),
          message: `one person may keep ${quota} GiB, but the disk of all homes has ${disk} GiB`,
          help:
            `Lower \`quota:\`, or write \`home: { disk: ${quota * 2}Gi }\` or more. A disk can grow at any time ` +
            'and never shrink.',
        },
      ]
    }),
}

export const diskWithoutQuota: Check = {
  code: 'disk-without-quota',
  severity: 'warning',
  find: ({ fleet }) =>
    disks(fleet.hubs)
      .filter((hub) => hub.home.quota === undefined)
      .map((hub) => ({
        at: hub.settings.at(['home']),
        message: 'the homes have no quota: one person can fill the disk, and then nobody can save anything',
        help: 'Write `home: { quota: 10Gi }`, or what suits these people.',
      })),
}

export const managedWithQuota: Check = {
  code: 'managed-with-quota',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs
      .filter((hub) => hub.home.kind === 'managed' && hub.settings.values.home.quota !== undefined)
      .map((hub) => ({
        at: theirs(hub.settings.at(['home', 'quota']), hub.settings.at(['home', 'kind'])),
        message: "no cloud's own file service can hold single people to a quota",
        help: 'Write `home: { kind: disk }` for quotas, or `quota: null` to do without.',
      })),
}

export const managedUnavailable: Check = {
  code: 'managed-home-unavailable',
  severity: 'error',
  find: ({ fleet, clouds }) =>
    fleet.hubs.flatMap((hub): Finding[] => {
      const lack = clouds[hub.cluster.cloud]!.lacks['managed-home']
      return hub.home.kind === 'managed' && lack !== undefined
        ? [
            {
              at: hub.settings.at(['home', 'kind']),
              message: lack,
              help: "Write `home: { kind: disk }`: a disk of the hub's own, with a quota for each person.",
            },
          ]
        : []
    }),
}

/** What stands there is a default, not somebody's wish. */
const DEFAULTS = 'profiles/base.yaml'

export const foldersWithoutHome: Check = {
  code: 'folders-without-home',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs
      .filter((hub) => hub.home.kind === 'none')
      .flatMap((hub): Finding[] => {
        const { folders } = hub.settings.values
        const asked = [
          ...Object.entries(folders ?? {})
            .filter(([, wanted]) => wanted)
            .map(([name]) => ['folders', name]),
          ...hub.groups.filter(({ folder }) => folder !== undefined).map(({ name }) => ['groups', name, 'folder']),
        ]
        return asked
          .filter((path) => hub.settings.at(path).file !== DEFAULTS)
          .map((path) => ({
            at: hub.settings.at(path),
            message: 'the hub keeps no files, so there is nothing to share a folder of',
            help: `Write \`home: { kind: disk }\`, or take the folder out with \`${path[path.length - 1]}: null\`.`,
          }))
      }),
}

/** Names that the home has already: of other folders, and of itself and its parent. */
const TAKEN = ['.', '..', 'shared', 'shared-readwrite', 'shared-public', 'allusers']

export const folderName: Check = {
  code: 'folder-name-taken',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs.flatMap((hub) => {
      const owners = new Map<string, string>()
      return hub.groups.flatMap(({ name: group, folder }): Finding[] => {
        if (folder === undefined) return []
        const other = owners.get(folder)
        owners.set(folder, group)
        if (!TAKEN.includes(folder) && other === undefined) return []
        return [
          {
            at: hub.settings.at(['groups', group, 'folder']),
            message:
              other === undefined
                ? `\`${folder}\` cannot be the name of a group's folder`
                : `the groups \`${other}\` and \`${group}\` both call their folder \`${folder}\``,
            help: `Take another name, such as \`team-${folder.replace(/^\.+/, '') || 'one'}\`.`,
          },
        ]
      })
    }),
}

export const directoryNotKept: Check = {
  code: 'directory-not-kept',
  severity: 'warning',
  find: ({ fleet }) =>
    fleet.hubs
      .filter((hub) => hub.home.kind !== 'none')
      .flatMap((hub) =>
        hub.environments
          .filter(({ directory }) => directory !== undefined && !/^\/home\/[A-Za-z0-9_]/.test(directory))
          .map((environment) => ({
            at: hub.settings.at(['environments', environment.key, 'directory']),
            message:
              `\`${environment.directory}\` is not below \`/home\`: what people save there is lost when their ` +
              'server stops',
            help:
              'Name a folder such as `/home/jovyan` or, for images with RStudio, `/home/rstudio`; their home is ' +
              'found at either.',
          })),
      ),
}
