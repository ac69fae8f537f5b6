/** People's homes and the folders that they share. */
import type { FolderPlan, Who } from '../../plan/folders.ts'
import type { HomePlan } from '../../plan/types.ts'
import { defineMeanings, type HubPair, type Meaning } from './meaning.ts'
import { dollars, isSame, matched, plural, some } from './words.ts'

interface Speeds {
  before: string
  after: string
}
interface Sizes {
  before: number
  after: number
}

const HOME = [
  'helm jupyterhub singleuser.storage',
  'helm jupyterhub singleuser.initContainers',
  'helm jupyterhub custom.hubloom',
  'helm jupyterhub hub.extraConfig',
  'helm home-nfs *',
]

export const homeMeanings = defineMeanings({
  'homes-elsewhere': {
    harm: 'loses-data',
    what: ({ before, after }: { before: string; after: string }) =>
      `homes are on ${after} instead of ${before}: people find them empty until somebody copies what they have`,
    covers: [...HOME, 'terraform * *', 'kubernetes * *', 'installed * *', 'releases * *'],
  },
  'homes-taken-over': {
    harm: 'loses-data',
    what: ({ before, id }: { before: string; id: string }) =>
      `homes are on the disk ${id}, which is there already, instead of ${before}: people find what lies on that`,
    covers: [...HOME, 'terraform * *', 'kubernetes * *', 'installed * *', 'releases * *'],
  },
  'disk-grows': {
    harm: 'costs',
    what: ({ before, after, price }: Sizes & { price?: string }) =>
      `the disk of homes: ${before} → ${after} GiB${price === undefined ? '' : `, about ${price} a month more`}; ` +
      'it can never shrink again',
    covers: [
      ...HOME,
      'terraform * size',
      'terraform * disk_size_gb',
      'terraform * file_shares',
      'terraform * quota',
      'kubernetes PersistentVolume* spec',
    ],
    source: "the provider's documentation of the disk: its size grows in place and shrinks only by a new disk",
  },
  'homes-slower': {
    harm: 'visible',
    what: ({ before, after }: Speeds) => `the disk of homes is slower: ${after}, ${before} before`,
    covers: ['terraform * *'],
  },
  'homes-faster': {
    harm: 'costs',
    what: ({ before, after }: Speeds) => `the disk of homes is faster: ${after}, ${before} before`,
    covers: ['terraform * *'],
  },
  'quota-less': {
    harm: 'interrupts',
    what: ({ before, after }: Sizes) =>
      `each person may keep ${after} GiB, ${before} before: who has more can save nothing until they delete`,
    covers: HOME,
    source: 'xfs_quota(8): over the hard limit every write fails',
  },
  'quota-more': {
    harm: 'visible',
    what: ({ before, after }: Sizes) => `each person may keep ${after} GiB, ${before} before`,
    covers: HOME,
  },
  'quotas-change': {
    harm: 'visible',
    what: ({ people }: { people: readonly string[] }) => `quotas of single people: ${some(people)}`,
    covers: HOME,
  },
  'copies-fewer': {
    harm: 'loses-data',
    what: ({ before, after }: Sizes) =>
      after === 0
        ? `no daily copies of homes are made any more (${before} were kept)`
        : `${plural(after, 'daily copy', 'daily copies')} of homes kept, ${before} before: older ones are deleted`,
    covers: ['terraform * *'],
    source: "the provider's documentation of the snapshot policy: it deletes what is beyond its count or age",
  },
  'copies-more': {
    harm: 'costs',
    what: ({ before, after }: Sizes) =>
      `${plural(after, 'daily copy', 'daily copies')} of homes kept, ${before} before`,
    covers: ['terraform * *', 'kubernetes * *'],
  },
  'homes-unprotected': {
    harm: 'loses-data',
    what: () => "Terraform may destroy the disk of people's homes from now on; this change alone destroys nothing",
    covers: ['terraform * lifecycle', 'terraform * deletion_protection_enabled', 'kubernetes * *'],
    source: 'developer.hashicorp.com/terraform/language/meta-arguments/lifecycle: prevent_destroy',
  },
  'homes-protected': {
    harm: 'none',
    what: () => "Terraform refuses to destroy the disk of people's homes",
    covers: ['terraform * lifecycle', 'terraform * deletion_protection_enabled', 'kubernetes * *'],
  },
  'folder-comes': {
    harm: 'visible',
    what: ({ name, who }: { name: string; who: string }) => `a folder comes: ${name}, ${who}`,
    covers: HOME,
  },
  'folder-goes': {
    harm: 'visible',
    what: ({ name }: { name: string }) =>
      `the folder ${name} is no longer found in servers; what is in it stays on the file system`,
    covers: HOME,
  },
  'folder-elsewhere': {
    harm: 'loses-data',
    what: ({ name, before, after }: { name: string; before: string; after: string }) =>
      `the folder ${name} lies at ${after} of its share instead of ${before}: people find it without what is in it`,
    covers: HOME,
    source: 'kubernetes.io, "Volumes": subPath names another folder, and moves nothing',
  },
  'folder-moves': {
    harm: 'visible',
    what: ({ name, before, after }: { name: string; before: string; after: string }) =>
      `the folder ${name} is at ${after}, ${before} before`,
    covers: HOME,
  },
  'folder-opens': {
    harm: 'lets-in',
    what: ({ name, who }: { name: string; who: string }) => `the folder ${name}: ${who}`,
    covers: HOME,
  },
})

const KINDS: Readonly<Record<HomePlan['kind'], string>> = {
  disk: "the hub's disk",
  managed: "the cloud's file service",
  nfs: 'an NFS share',
  none: 'nothing',
}

const placeOf = ({ kind, personal, nfs, within, base, existing }: HomePlan): string =>
  [
    personal === 'volume' ? 'a disk for each person' : KINDS[personal === 'none' ? 'none' : kind],
    ...(existing ? [existing.id] : []),
    ...(nfs ? [`${nfs.server}:${nfs.path}`] : []),
    ...(within ? [`of ${within.community}/${within.hub}`] : []),
    ...(base ? [`in ${base}`] : []),
  ].join(' ')

export function homes({ before, after, facts }: HubPair): Meaning[] {
  const { tell } = homeMeanings
  const [old, young] = [before.home, after.home]
  if (young.existing && old.existing?.id !== young.existing.id) {
    const args = { before: placeOf(old), id: young.existing.id }
    return [tell('homes-taken-over', args, { settings: ['home', 'namespace'] })]
  }
  if (placeOf(old) !== placeOf(young) || old.person !== young.person) {
    const places =
      old.person === young.person ? [old, young].map(placeOf) : [old, young].map(({ person }) => `\`${person}\``)
    return [tell('homes-elsewhere', { before: places[0]!, after: places[1]! }, { settings: ['home', 'namespace'] })]
  }
  const disk = { before: old.disk, after: young.disk }
  const hasDisk = young.kind === 'disk' && !young.within
  const gibPrice = facts.prices?.homeGib({ kind: young.drive.kind, fast: young.fast })
  return [
    ...(hasDisk && young.disk > old.disk
      ? [
          tell(
            'disk-grows',
            { ...disk, price: gibPrice === undefined ? undefined : dollars((young.disk - old.disk) * gibPrice) },
            { settings: ['home.disk', 'home.people', '?home.quota', '?home'] },
          ),
        ]
      : []),
    ...speed(old, young),
    ...quota(old, young),
    ...kept(old, young),
  ]
}

function speed(old: HomePlan, young: HomePlan): Meaning[] {
  if (old.fast === young.fast) return []
  const words = ({ fast }: HomePlan): string => (fast ? 'fast' : 'standard')
  const args = { before: words(old), after: words(young) }
  return [homeMeanings.tell(young.fast ? 'homes-faster' : 'homes-slower', args, { settings: ['home.speed'] })]
}

function quota(old: HomePlan, young: HomePlan): Meaning[] {
  const { tell } = homeMeanings
  const sizes = { before: old.quota ?? 0, after: young.quota ?? 0 }
  const people = matched(Object.entries(old.quotas ?? {}), Object.entries(young.quotas ?? {}), ([name]) => name)
    .filter(({ before, after }) => before?.[1] !== after?.[1])
    .map(({ key, before, after }) => `${key} ${sizeOf(before)} → ${sizeOf(after)}`)
  return [
    ...(old.quota !== undefined && young.quota !== undefined && old.quota !== young.quota
      ? [tell(young.quota < old.quota ? 'quota-less' : 'quota-more', sizes, { settings: ['home.quota'] })]
      : []),
    ...(people.length > 0 ? [tell('quotas-change', { people }, { settings: ['home.quotas'] })] : []),
  ]
}

const sizeOf = (entry: readonly [string, number] | undefined): string => (entry ? `${entry[1]} GiB` : "everybody's")

function kept(old: HomePlan, young: HomePlan): Meaning[] {
  const { tell } = homeMeanings
  const copies = { before: old.snapshots, after: young.snapshots }
  return [
    ...(young.snapshots === old.snapshots
      ? []
      : [
          tell(young.snapshots < old.snapshots ? 'copies-fewer' : 'copies-more', copies, {
            settings: ['home.backup'],
          }),
        ]),
    ...(old.mayDestroy === young.mayDestroy
      ? []
      : [tell(young.mayDestroy ? 'homes-unprotected' : 'homes-protected', {}, { settings: ['home.delete'] })]),
  ]
}

export function folders({ before, after }: HubPair): Meaning[] {
  const { tell } = homeMeanings
  return matched(before.folders, after.folders, ({ name }) => name).flatMap(({ key, before: old, after: young }) => {
    const settings = [`folders.${key}`, `folders.${key.replace(/-readwrite$/, '')}`, '?folders', '?groups', '?home']
    const name = `\`${(young ?? old)!.path ?? `~/${key}`}\``
    if (!old) return [tell('folder-comes', { name, who: whoHas(young!) }, { settings })]
    if (!young) return [tell('folder-goes', { name }, { settings })]
    const lies = ({ from, subPath }: FolderPlan): string => `\`${from ?? subPath ?? '/'}\``
    const elsewhere = lies(old) !== lies(young)
    return [
      ...(isSame(whoOf(old), whoOf(young)) ? [] : [tell('folder-opens', { name, who: whoHas(young) }, { settings })]),
      ...(elsewhere
        ? [tell('folder-elsewhere', { name: key, before: lies(old), after: lies(young) }, { settings })]
        : []),
      ...(old.path === young.path
        ? []
        : [tell('folder-moves', { name: key, before: spot(old), after: spot(young) }, { settings })]),
    ]
  })
}

const whoOf = ({ readers, writers }: FolderPlan): unknown => [readers, writers]
const spot = ({ path, name }: FolderPlan): string => `\`${path ?? `~/${name}`}\``

function whoHas({ readers, writers }: FolderPlan): string {
  const read = inWords(readers)
  const write = inWords(writers)
  if (write === 'nobody') return `${read} may read it`
  return read === 'nobody' || read === write
    ? `${write} may read and write it`
    : `${read} may read it, ${write} may write it`
}

function inWords(who: Who): string {
  if (typeof who === 'string') return who
  return who.length === 0 ? 'nobody' : `members of ${some(who)}`
}
