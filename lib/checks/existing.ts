/** Rules of what is at the cloud before, and is taken over. */
import { about, defineProblems, type Diagnostic, type Origin } from '../diagnostics.ts'
import { pathOf, type ExistingForm, type ExistingKind } from '../plan/existing.ts'
import { perHub, theirs, type FleetRule, type RuleSet } from './check.ts'
import { takenIdentity, type HubSummary } from './summary.ts'

interface Emptied {
  bucket: string
  days: number
}
interface OfId {
  id: string
}

const problems = defineProblems({
  'existing-form': {
    severity: 'error',
    message: ({ id, what, title }: OfId & { what: string; title: string }) => `\`${id}\` is not ${what} on ${title}`,
    help: ({ find, example }: { find: string; example: string }) => `Write what \`${find}\` shows, as \`${example}\`.`,
  },
  'existing-nowhere': {
    severity: 'error',
    message: ({ title }: { title: string }) =>
      `${title} has no Key Vaults: Secrets are entries of one store that every account has`,
    help: 'Take `existing:` out. The README has the command that fills each entry.',
  },
  'existing-idle': {
    severity: 'error',
    message: ({ hub }: { hub: string }) => `the Secrets of ${hub} do not come from a Key Vault`,
    help: 'Write `from: key-vault` beside it, or take `existing:` out.',
  },
  'existing-elsewhere': {
    severity: 'error',
    message: ({ id, there, here }: OfId & { there: string; here: string }) =>
      `\`${id}\` is in the account \`${there}\`, and the cluster of the hub in \`${here}\``,
    help:
      'Terraform takes over what is in the account of the cluster alone. Outside buckets go below `data:`; anything ' +
      'else is copied first.',
  },
  'existing-elsewhere/zone': {
    severity: 'error',
    message: ({ id, there, here }: OfId & { there: string; here: string }) =>
      `\`${id}\` is in the zone \`${there}\`, and the cluster of the hub in \`${here}\``,
    help:
      'A disk is attached within its zone only. Make a snapshot of it, and of that a disk in the zone of the ' +
      'cluster, and name that one; or write the zone of the disk first in `zones:` of a cluster that is not there yet.',
  },
  'existing-and-name': {
    severity: 'error',
    message: ({ name }: { name: string }) =>
      `a bucket that is there already has its name; \`${name}\` would be another`,
    help: 'Take `name:` out, or `existing:` where the bucket is to be made.',
  },
  'existing-expires': {
    severity: 'error',
    message: ({ bucket, days }: Emptied) =>
      `the first apply would begin to delete what is older than ${days} days in \`${bucket}\`, which is there already`,
    help: ({ days }: Emptied) =>
      `Write \`expires: null\` beside \`existing:\` to keep everything; or \`expires: ${days}d\`, where it is meant.`,
    why:
      'The setting comes from a profile or from the community, written for buckets that are made empty. Rules of a ' +
      'bucket count for objects that are there, too.',
    source: 'Amazon S3 user guide, "Managing the lifecycle of objects"',
  },
  'existing-empties': {
    severity: 'warning',
    message: ({ bucket, days }: Emptied) =>
      `the first apply deletes what is older than ${days} days in \`${bucket}\`, which is there already`,
    help:
      'Look at what is in it. Where nobody misses that, accept the warning with the reason; otherwise write ' +
      '`expires: null`.',
  },
  'existing-delete': {
    severity: 'error',
    message: ({ id }: OfId) =>
      `\`${id}\` is there already, and by \`delete: true\`, which it inherits, Terraform might destroy it`,
    help: 'Write `delete: false` beside `existing:`; or `delete: true`, where it is meant.',
  },
  'existing-home': {
    severity: 'error',
    message: ({ kind }: { kind: string }) => `\`existing\` is of a disk, and homes are \`${kind}\` here`,
    help: ({ kind }: { kind: string }) => HELP_OF_HOMES[kind] ?? 'Take `existing:` out.',
  },
  'existing-disk-size': {
    severity: 'error',
    message: ({ id }: OfId) => `nothing says how large the disk \`${id}\` is`,
    help: 'Write `disk:` with its size, or a larger one: it can grow, and a smaller size would be another disk.',
  },
  'existing-twice': {
    severity: 'error',
    message: ({ hub, other, id }: OfId & { hub: string; other: string }) =>
      `${hub} and ${other} would both have \`${id}\` for their own`,
    help: 'Leave it to one of them. Buckets of another hub go below `data: write:`.',
  },
})

const HELP_OF_HOMES: Readonly<Record<string, string>> = {
  managed:
    'A file service that is there already is mounted as it is: take `existing:` out, and let homes be `nfs`, with ' +
    'its name and path as `server`. No file here then makes, changes or removes it.',
  nfs: 'Take `existing:` out: the share of `server` is there already.',
  'volume-each':
    "People's disks come over with their claims, as the page on moving in has it: take `existing:` out, and name the " +
    'claims with `volume: { claim: … }` as the old hub does.',
}

const form = perHub((hub, { clouds }) => {
  const { existing, title } = clouds[hub.cluster.cloud]!
  return hub.existing.named.flatMap((thing) => {
    const { kind, id, found } = thing
    const at = hub.settings.at(pathOf(thing))
    const known: ExistingForm | undefined = existing[kind]
    if (known === undefined) return [problems.raise('existing-nowhere', { at, args: { title } })]
    const { what, find, example } = known
    return found ? [] : [problems.raise('existing-form', { at, args: { id, what, title, find, example } })]
  })
})

const elsewhere = perHub((hub) => {
  const { account, zones } = hub.cluster
  return hub.existing.named.flatMap((thing) => {
    const { id, found } = thing
    const at = (): Origin => hub.settings.at(pathOf(thing))
    if (found?.account !== undefined && found.account !== account) {
      const args = { id, there: found.account, here: account }
      return [problems.raise('existing-elsewhere', { at: at(), args })]
    }
    if (found?.zone === undefined || zones.length === 0 || found.zone === zones[0]) return []
    const args = { id, there: found.zone, here: zones[0]! }
    return [problems.raise('existing-elsewhere/zone', { at: at(), args })]
  })
})

const twoNames = perHub(({ existing, settings }) =>
  existing.named.flatMap(({ key, name }) =>
    name === undefined
      ? []
      : [problems.raise('existing-and-name', { at: settings.at(['buckets', key, 'name']), args: { name } })],
  ),
)

/** What a profile says of buckets and disks that are made empty is no word on those that are full. */
const emptied = perHub(({ buckets, home, settings }) => [
  ...buckets.flatMap(({ key, existing, expiresDays: days, mayDestroy }): Diagnostic[] => {
    if (existing === undefined) return []
    const at = settings.at(['buckets', key, 'existing'])
    const expires = days === undefined ? undefined : settings.at(['buckets', key, 'expires'])
    const args = { bucket: existing.name, days: days! }
    return [
      ...(expires === undefined ? [] : [expiring(at, expires, args)]),
      ...(mayDestroy ? inherited(existing.id, at, settings.at(['buckets', key, 'delete'])) : []),
    ]
  }),
  ...(home.existing && home.mayDestroy
    ? inherited(home.existing.id, settings.at(['home', 'existing']), settings.at(['home', 'delete']))
    : []),
])

const expiring = (at: Origin, expires: Origin, args: Emptied): Diagnostic =>
  expires.file === at.file
    ? problems.raise('existing-empties', { at: expires, args })
    : problems.raise('existing-expires', { at, related: [{ at: expires, note: 'said here' }], args })

const inherited = (id: string, at: Origin, deletes: Origin): Diagnostic[] =>
  deletes.file === at.file
    ? []
    : [problems.raise('existing-delete', { at, related: [{ at: deletes, note: 'said here' }], args: { id } })]

const homeDisk = perHub(({ home, existing, settings }) => {
  const disk = existing.named.find(({ kind }) => kind === 'disk')
  if (disk === undefined) return []
  const at = settings.at(['home', 'existing'])
  const kind = home.personal === 'volume' ? 'volume-each' : home.kind
  if (home.kind !== 'disk') return [problems.raise('existing-home', { at, args: { kind } })]
  return home.sized ? [] : [problems.raise('existing-disk-size', { at, args: { id: disk.id } })]
})

const vaultIdle = perHub((hub) =>
  hub.existing.named.some(({ kind }) => kind === 'vault') && !hub.vault
    ? [problems.raise('existing-idle', { at: hub.settings.at(['secrets', 'existing']), args: { hub: hub.id } })]
    : [],
)

/** Buckets are told by `duplicate-bucket`, whoever makes them, and identities that nobody names by another rule. */
const twice: FleetRule = ({ fleet }) => {
  const seen = new Map<string, { hub: HubSummary; at?: Origin }>()
  return fleet.hubs.flatMap((hub) =>
    ownThings(hub).flatMap(({ kind, name, id, at }) => {
      const key = `${hub.cluster.cloud} ${hub.cluster.account} ${kind} ${name}`.toLowerCase()
      const other = seen.get(key)
      if (other === undefined) seen.set(key, { hub, at })
      if (other === undefined || (at === undefined && other.at === undefined)) return []
      const args = { hub: hub.id, other: other.hub.id, id }
      const related = [{ at: theirs(other.at ?? other.hub.file, other.hub.file), note: `that of ${other.hub.id}` }]
      return about(hub.subject, [problems.raise('existing-twice', { at: at ?? hub.file, related, args })])
    }),
  )
}

/** What nobody else may have: what it takes over, and identities that are made for it. */
function ownThings(hub: HubSummary): { kind: ExistingKind; name: string; id: string; at?: Origin }[] {
  const made = [takenIdentity(hub) ? undefined : hub.identity, hub.hubIdentity]
  return [
    ...hub.taken.map(({ key: name, ...thing }) => ({ name, ...thing })),
    ...made.flatMap((name) => (name === undefined ? [] : [{ kind: 'identity' as const, name, id: name }])),
  ]
}

export const existingRules: RuleSet = {
  problems,
  rules: [form, elsewhere, twoNames, emptied, homeDisk, vaultIdle],
  fleetRules: [twice],
}
