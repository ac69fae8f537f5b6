/** Rules of where homes are: shares that are there already, and a disk for each person. */
import { defineProblems, listed, type Diagnostic } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import type { ExistingShare, UncheckedHub } from '../plan/types.ts'
import { grouped } from '../maps.ts'
import { eachHub, perHub, type FleetRule, type RuleSet } from './check.ts'
import type { HubSummary } from './summary.ts'

interface OfHub {
  hub: string
}

interface OfDisk extends OfHub {
  kind: string
  gib: number
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
  'volume-of-person': {
    severity: 'error',
    message: ({ hub }: OfHub) =>
      `people of ${hub} may run several servers, which would mount one disk from several machines, and it takes one`,
    help:
      'Write `claim: "claim-{user}"`, so that each server has its own; or say `many-machines`, with a `class` of ' +
      'storage that can.',
  },
  'volume-many-machines': {
    severity: 'error',
    message: ({ hub }: OfHub) => `disks of the cloud are attached to one machine at a time, those of ${hub} too`,
    help: 'Name a `class` of storage that several machines can mount, or take `many-machines` out.',
    source: 'kubernetes.io/docs/concepts/storage/persistent-volumes, "Access Modes"',
  },
  'home-setting-idle': {
    severity: 'error',
    message: ({ hub, setting, kind }: OfHub & { setting: string; kind: string }) =>
      `\`${setting}\` does nothing for ${hub}, whose homes are \`${kind}\``,
    help: ({ setting, wants }: { setting: string; wants?: string | undefined }) =>
      `Take it out with \`${setting}: null\`.${wants === undefined ? '' : ` It is of homes with ${wants}.`}`,
  },
  'home-setting-idle/quota-of-share': {
    severity: 'error',
    message: ({ hub }: OfHub) =>
      `nobody can hold people of ${hub} to a quota from here: their homes are on a share that is there already`,
    help: ({ folder }: { folder: string }) =>
      `Take it out with \`quota: null\`, and set one at the file server: for each folder below \`${folder}\`, ` +
      'or for that folder, which is all that this hub keeps.',
    why: 'An NFS client has no say in what its server lets a folder hold.',
  },
  'home-disk/kind': {
    severity: 'error',
    message: ({ hub, kind, title }: OfDisk & { title: string }) =>
      `${title} has no disk of the kind \`${kind}\` that hubloom knows of, for the homes of ${hub}`,
    help: ({ known }: { known: readonly string[] }) => `There are ${listed(known)}.`,
  },
  'home-disk/machine': {
    severity: 'error',
    message: ({ hub, kind, machine }: OfDisk & { machine: string }) =>
      `${machine}, which would have the homes of ${hub} attached, takes no disk of the kind \`${kind}\``,
    help: ({ known }: { known: readonly string[] }) => `It takes ${listed(known)}.`,
  },
  'home-disk/speed': {
    severity: 'error',
    message: ({ hub, kind, what }: OfDisk & { what: string }) =>
      `the ${what} of a \`${kind}\` disk, that of the homes of ${hub}, cannot be chosen`,
    help: ({ others }: { others: readonly string[] }) =>
      others.length > 0 ? `Take the line out, or another kind: ${listed(others)}.` : 'Take the line out.',
  },
  'home-disk/range': {
    severity: 'error',
    message: (args: OfDisk & { what: string; least: number; most: number }) =>
      `the ${args.what} of a \`${args.kind}\` disk, that of the homes of ${args.hub}, is between ${args.least} and ` +
      `${args.most} where it has ${args.gib} GiB`,
    help: 'Write a number between the two.',
  },
  'quotas-from/one': {
    severity: 'error',
    message: ({ hub }: OfHub) => `\`quotas-from\` of ${hub} has to name a Secret or a ConfigMap, and not both`,
    help: 'Keep one of `secret:` and `config-map:`.',
  },
  'quotas-from/no-disk': {
    severity: 'error',
    message: ({ hub }: OfHub) => `nothing would read \`quotas-from\`: ${hub} keeps no homes on a disk of its own`,
    help: 'Take it out, or write `home: { kind: disk }`.',
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
      setting === 'quota' && home.nfs
        ? problems.raise('home-setting-idle/quota-of-share', { at, args: { hub, folder: folderOf(home.nfs, home) } })
        : problems.raise('home-setting-idle', {
            at,
            args: { hub, setting, kind: settingOf(home), wants: WANTS[setting] },
          }),
    ),
)

/** All that the hub keeps on a share. */
const folderOf = ({ path }: ExistingShare, { base }: UncheckedHub['home']): string =>
  [path.replace(/\/+$/, ''), base].filter((part) => part !== undefined).join('/')

/** What would give a setting something to do, where anything would. */
const WANTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['server', 'version', 'options', 'squash', 'folder'].map((key) => [key, '`kind: nfs`'])),
  service: '`kind: disk`',
  volume: '`kind: volume-each`',
  'folders-on': '`kind: volume-each` or with `kind: none`',
}

const volumes = perHub(({ id: hub, home, servers, settings }) => {
  if (!home.volume) return []
  const { class: own, claim, manyMachines } = home.volume
  const at = (key: 'claim' | 'many-machines') => settings.at(['home', 'volume', key])
  if (manyMachines)
    return own ? [] : [problems.raise('volume-many-machines', { at: at('many-machines'), args: { hub } })]
  return servers.named > 0 && !claim.includes('{user}')
    ? [problems.raise('volume-of-person', { at: at('claim'), args: { hub } })]
    : []
})

const settingOf = ({ kind, personal }: UncheckedHub['home']): string =>
  ({ volume: 'volume-each', none: 'none', folder: kind })[personal]

/** Hubs on one share: whose homes are whose. */
const oneShare: FleetRule = (context) => {
  const byShare = grouped(
    context.fleet.hubs.filter(({ share }) => share),
    ({ share }) => keyOf(share!),
  )
  return eachHub((hub) =>
    hub.share?.folders
      ? byShare
          .get(keyOf(hub.share))!
          .filter((other) => other !== hub)
          .flatMap((other) => ofTwo(hub, other))
      : [],
  )(context)
}

const keyOf = ({ server, path }: Share): string => `${server} ${path}`

type Share = NonNullable<HubSummary['share']>

function ofTwo(hub: HubSummary, other: HubSummary): Diagnostic[] {
  const { at, place, wholeShare } = hub.share!
  const args = { hub: hub.id, other: other.id }
  if (place === other.share!.place)
    return hub.id < other.id ? [problems.raise('homes-of-two-hubs', { at, args: { ...args, place: place! } })] : []
  return wholeShare ? [problems.raise('everyone-beyond-hub', { at, args })] : []
}

/** Kind and speed of the disk, by what the cloud has; of one for each person, by the machines of servers. */
const disks = perHub((hub, { clouds }) => {
  const { home, cluster, settings } = hub
  const { homeDisks: kinds, title } = clouds[cluster.cloud]!
  const { kind = kinds && Object.keys(kinds)[0]!, iops, throughput } = home.drive
  if (!kinds || kind === undefined || Object.keys(home.drive).length === 0) return []
  const at = settings.nearest(['home', 'disk'])
  const gib = home.personal === 'volume' ? (home.quota ?? 0) : home.disk
  const args = { hub: hub.id, kind, gib }
  const found = kinds[kind]
  if (!found) return [problems.raise('home-disk/kind', { at, args: { ...args, title, known: Object.keys(kinds) } })]
  const machine = machinesOf(hub).find((type) => found.machines?.test(type) === false)
  if (machine !== undefined) {
    const known = Object.keys(kinds).filter((each) => kinds[each]!.machines?.test(machine) ?? true)
    return [problems.raise('home-disk/machine', { at, args: { ...args, machine, known } })]
  }
  const speed = (what: 'iops' | 'throughput', value: number | undefined, bound: number): Diagnostic[] => {
    if (value === undefined) return []
    const range = found[what]
    const others = Object.keys(kinds).filter((each) => kinds[each]![what])
    if (!range) return [problems.raise('home-disk/speed', { at, args: { ...args, what, others } })]
    const [least, most] = [range[0], Math.max(range[0], Math.min(range[1], bound))]
    return value >= least && value <= most
      ? []
      : [problems.raise('home-disk/range', { at, args: { ...args, what, least, most } })]
  }
  const ofSize = found.perGib === undefined || gib === 0 ? Infinity : found.perGib * gib
  // a quarter MiB for each operation on all three clouds
  return [...speed('iops', iops, ofSize), ...speed('throughput', throughput, (iops ?? 3000) / 4)]
})

/** The machines that would have the disk attached. */
const machinesOf = ({ cluster, home, sizes }: UncheckedHub): string[] =>
  cluster.pools
    .filter(({ name, purpose }) =>
      home.personal === 'volume' ? sizes.some(({ pool }) => pool === name) : purpose === 'core',
    )
    .map(({ machine }) => machine.type)

const quotasRead = perHub(({ id: hub, home, settings }) => {
  if (home.quotasFrom === undefined) return []
  const at = settings.at(['home', 'quotas-from'])
  const both = nodeAt(settings.tree, ['home', 'quotas-from', 'secret']) && home.quotasFrom.kind === 'secret'
  const map = nodeAt(settings.tree, ['home', 'quotas-from', 'config-map'])
  if (home.quotasFrom.name === '' || (both && map)) return [problems.raise('quotas-from/one', { at, args: { hub } })]
  return home.kind === 'disk' && home.personal === 'folder'
    ? []
    : [problems.raise('quotas-from/no-disk', { at, args: { hub } })]
})

export const homeKindRules: RuleSet = {
  problems,
  rules: [volumes, needsServer, needsSize, idleSettings, disks, quotasRead],
  fleetRules: [oneShare],
  ofCloud: [disks],
}
