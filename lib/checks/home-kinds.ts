/** Rules of where homes are: shares that are there already, and a disk for each person. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import { placeOfHomes } from '../plan/home.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, theirs, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'nfs-needs-server': {
    severity: 'error',
    message: ({ hub }: OfHub) => `nothing says where the share for ${hub} is`,
    help: 'Write `server: "files.example.org:/exports/homes"` below `home:`: its server and path.',
  },
  'volume-needs-size': {
    severity: 'error',
    message: ({ hub }: OfHub) => `nothing says how large each person's disk at ${hub} is`,
    help: 'Write `home: { quota: 10Gi }`, or what suits these people.',
  },
  'home-setting-idle': {
    severity: 'error',
    message: ({ hub, setting, kind }: OfHub & { setting: string; kind: string }) =>
      `\`${setting}\` does nothing for ${hub}, whose homes are \`${kind}\``,
    help: ({ setting, wants }: { setting: string; wants?: string | undefined }) =>
      `Take it out with \`${setting}: null\`.${wants === undefined ? '' : ` It is of homes with ${wants}.`}`,
  },
  'homes-of-two-hubs': {
    severity: 'warning',
    message: ({ hub, other, place }: OfHub & { other: string; place: string }) =>
      `${hub} and ${other} have their homes at the same place, ${place}: who has one name at both has one home`,
    help: 'Write `folder: "{hub}/{user}"` below `home:` of one of them, if these are not the same people.',
  },
  'everyone-beyond-hub': {
    severity: 'error',
    message: ({ hub, other }: OfHub & { other: string }) =>
      `admins of ${hub} would see the homes of ${other}, which lie on the same share`,
    help: 'Write `folder: "{hub}/{user}"` below `home:`, or take `everyone` out with `folders: { everyone: null }`.',
  },
})

const needsServer = perHub(({ id: hub, home, settings }) =>
  home.nfs?.server === ''
    ? [problems.raise('nfs-needs-server', { at: settings.nearest(['home', 'kind']), args: { hub } })]
    : [],
)

const needsSize = perHub(({ id: hub, home, settings }) =>
  home.personal === 'volume' && home.quota === undefined
    ? [problems.raise('volume-needs-size', { at: settings.nearest(['home', 'quota']), args: { hub } })]
    : [],
)

/** What profiles say for all their hubs is passed over. */
const idleSettings = perHub(({ id: hub, home, settings }) =>
  home.unused
    .map((setting) => ({ setting, at: settings.at(['home', setting]) }))
    .filter(({ at }) => at.community !== undefined)
    .map(({ setting, at }) =>
      problems.raise('home-setting-idle', { at, args: { hub, setting, kind: settingOf(home), wants: WANTS[setting] } }),
    ),
)

/** What would give a setting something to do, where anything would. */
const WANTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['server', 'version', 'options', 'squash', 'folder'].map((key) => [key, '`kind: nfs`'])),
  'folders-on': '`kind: volume-each` or with `kind: none`',
}

const settingOf = ({ kind, personal }: UncheckedHub['home']): string =>
  ({ volume: 'volume-each', none: 'none', folder: kind })[personal]

/** Hubs on one share: whose homes are whose. */
const oneShare = perHub((hub, { fleet }) => {
  if (hub.home.kind !== 'nfs' || hub.home.personal !== 'folder') return []
  return fleet.hubs.filter((other) => other !== hub && onSameShare(hub, other)).flatMap((other) => ofTwo(hub, other))
})

const onSameShare = ({ home: { nfs } }: UncheckedHub, { home: { nfs: other } }: UncheckedHub): boolean =>
  nfs !== undefined && nfs.server === other?.server && nfs.path === other.path

function ofTwo(hub: UncheckedHub, other: UncheckedHub): Diagnostic[] {
  const [place, others] = [hub, other].map((each) => placeOfHomes(each))
  const at = theirs(hub.settings.nearest(['home', 'folder']), hub.settings.nearest(['home', 'server']))
  const args = { hub: hub.id, other: other.id }
  if (place === others)
    return hub.id < other.id ? [problems.raise('homes-of-two-hubs', { at, args: { ...args, place: place! } })] : []
  const sees = hub.home.base === undefined && hub.folders.some(({ name }) => name === 'allusers')
  return sees ? [problems.raise('everyone-beyond-hub', { at, args })] : []
}

export const homeKindRules: RuleSet = { problems, rules: [needsServer, needsSize, idleSettings, oneShare] }
