/** Rules of people's homes and the folders they share. */
import { defineProblems, type Origin } from '../diagnostics.ts'
import { perHub, theirs, type Rule, type RuleSet } from './check.ts'

const helpOfFolder = ({ folder }: { folder: string }): string =>
  `Take another name, such as \`team-${folder.replace(/^\.+/, '') || 'one'}\`.`

const problems = defineProblems({
  'quota-larger-than-disk': {
    severity: 'error',
    message: ({ quota, disk }: { quota: number; disk: number }) =>
      `one person may keep ${quota} GiB, but the disk of all homes has ${disk} GiB`,
    help: ({ quota }: { quota: number }) =>
      `Lower \`quota:\`, or write \`home: { disk: ${quota * 2}Gi }\` or more. A disk can grow at any time and never ` +
      'shrink.',
  },
  'disk-without-quota': {
    severity: 'warning',
    message: ({ hub }: { hub: string }) =>
      `the homes of ${hub} have no quota: one person can fill the disk, and then nobody can save anything`,
    help: 'Write `home: { quota: 10Gi }`, or what suits these people.',
  },
  'managed-with-quota': {
    severity: 'error',
    message: "no cloud's own file service can hold single people to a quota",
    help: ({ sized }: { sized: boolean }) =>
      'Write `home: { kind: disk }` for quotas, or do without: ' +
      (sized
        ? '`home: { quota: null }`.'
        : 'write `home: { quota: null, disk: 1Ti }`, and as large a disk as you need.'),
  },
  'managed-home-unavailable': {
    severity: 'error',
    message: ({ lack }: { lack: string }) => lack,
    help: "Write `home: { kind: disk }`: a disk of the hub's own, with a quota for each person.",
  },
  'folders-without-home': {
    severity: 'error',
    message: 'the hub has no file system for folders',
    help: ({ setting }: { setting: string }) =>
      'Write `home: { folders-on: disk, disk: 50Gi }`, or as much as people share; or take the folder out with ' +
      `\`${setting}: null\`.`,
  },
  'folder-name-taken': {
    severity: 'error',
    message: ({ folder }: { folder: string }) => `\`${folder}\` cannot be the name of a group's folder`,
    help: helpOfFolder,
  },
  'folder-name-taken/group': {
    severity: 'error',
    message: ({ folder, group, other }: { folder: string; group: string; other: string }) =>
      `the groups \`${other}\` and \`${group}\` both call their folder \`${folder}\``,
    help: helpOfFolder,
  },
  'directory-not-kept': {
    severity: 'warning',
    message: ({ directory }: { directory: string }) =>
      `\`${directory}\` is not below \`/home\`: what people save there is lost when their server stops`,
    help:
      'Name a folder such as `/home/jovyan` or, for images with RStudio, `/home/rstudio`; their home is found at ' +
      'either.',
  },
})

export const quotaLargerThanDisk: Rule = perHub(({ home: { kind, personal, quota, disk }, settings }) => {
  if (kind !== 'disk' || personal !== 'folder' || quota === undefined || disk === 0 || quota <= disk) return []
  const at = theirs(
    settings.nearest(['home', 'quota']),
    settings.nearest(['home', 'disk']),
    settings.nearest(['home', 'people']),
  )
  return [problems.raise('quota-larger-than-disk', { at, args: { quota, disk } })]
})

export const diskWithoutQuota: Rule = perHub(({ id: hub, home, settings }) =>
  home.kind === 'disk' && home.personal === 'folder' && home.quota === undefined
    ? [problems.raise('disk-without-quota', { at: settings.nearest(['home', 'quota']), args: { hub } })]
    : [],
)

export const managedWithQuota: Rule = perHub(({ home, settings }) =>
  home.kind === 'managed' && home.personal === 'folder' && settings.values.home.quota !== undefined
    ? [
        problems.raise('managed-with-quota', {
          at: theirs(settings.at(['home', 'quota']), settings.at(['home', 'kind'])),
          related: [{ at: settings.at(['home', 'kind']), note: 'the kind of homes' }],
          // without a quota, nothing else tells how large it is to be
          args: { sized: settings.values.home.disk !== undefined || home.share !== undefined },
        }),
      ]
    : [],
)

export const managedUnavailable: Rule = perHub(({ home, cluster, settings }, { clouds }) => {
  const lack = clouds[cluster.cloud]!.unsupported['managed-home']
  return home.kind === 'managed' && lack !== undefined
    ? [problems.raise('managed-home-unavailable', { at: settings.nearest(['home', 'kind']), args: { lack } })]
    : []
})

/** What stands in base is a default, not somebody's wish. */
export const foldersWithoutHome: Rule = perHub(({ home, groups, settings }) => {
  if (home.kind !== 'none') return []
  const { folders = {} } = settings.values
  const shared = Object.entries(folders).filter(
    ([, folder]) => folder !== false && (folder === true || folder.from === undefined),
  )
  const asked = [
    ...shared.map(([name]) => ({ setting: name, at: settings.at(['folders', name]) })),
    ...groups
      .filter(({ folder }) => folder !== undefined)
      .map(({ name }) => ({ setting: 'folder', at: settings.at(['groups', name, 'folder']) })),
  ]
  return asked
    .filter(({ at }) => at.layer !== 'base')
    .map(({ setting, at }) => problems.raise('folders-without-home', { at, args: { setting } }))
})

/** Names that the home has already: of other folders, and of itself and its parent. */
const TAKEN = ['.', '..', 'shared', 'shared-readwrite', 'shared-public', 'allusers']

export const folderName: Rule = perHub(({ groups, settings }) => {
  const wanted = groups.flatMap(({ name: group, folder }) =>
    folder === undefined ? [] : [{ group, folder, at: (): Origin => settings.at(['groups', group, 'folder']) }],
  )
  return wanted.flatMap(({ group, folder, at }, i) => {
    const other = wanted.slice(0, i).findLast((earlier) => earlier.folder === folder)
    if (other) {
      const related = [{ at: other.at(), note: `that of \`${other.group}\`` }]
      const args = { folder, group, other: other.group }
      return [problems.raise('folder-name-taken/group', { at: at(), related, args })]
    }
    return TAKEN.includes(folder) ? [problems.raise('folder-name-taken', { at: at(), args: { folder } })] : []
  })
})

export const directoryNotKept: Rule = perHub(({ home, environments, settings }) => {
  if (home.kind === 'none') return []
  return environments.flatMap(({ key, directory }) =>
    directory === undefined || /^\/home\/[A-Za-z0-9_]/.test(directory)
      ? []
      : [
          problems.raise('directory-not-kept', {
            at: settings.at(['environments', key, 'directory']),
            args: { directory },
          }),
        ],
  )
})

export const storageRules: RuleSet = {
  problems,
  rules: [
    quotaLargerThanDisk,
    diskWithoutQuota,
    managedWithQuota,
    managedUnavailable,
    foldersWithoutHome,
    folderName,
    directoryNotKept,
  ],
  ofCloud: [managedUnavailable],
}
