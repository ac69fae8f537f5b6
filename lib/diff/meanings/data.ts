/** Buckets, outside data, and Dask. */
import type { BucketPlan, DaskPlan } from '../../plan/types.ts'
import { defineMeanings, type HubPair, type Meaning } from './meaning.ts'
import { isSame, matched, plural, some, without } from './words.ts'

interface Named {
  name: string
}

const BUCKET = [
  'helm jupyterhub singleuser.extraEnv',
  'helm jupyterhub singleuser.serviceAccountName',
  'helm dask-gateway *',
  'kubernetes ServiceAccount/* *',
  'helm image-building *',
]
const DASK = [
  'helm dask-gateway *',
  'releases */dask-gateway *',
  'installed * *',
  'helm jupyterhub singleuser',
  'helm jupyterhub hub',
  'helm jupyterhub custom',
  'kubernetes * *',
]

export const dataMeanings = defineMeanings({
  'bucket-comes': {
    harm: 'visible',
    what: ({ name, variable, days }: Named & { variable: string; days?: number }) =>
      `a bucket comes: ${name}, in servers as $${variable}` +
      (days === undefined ? '' : `; what is older than ${plural(days, 'day')} is deleted`),
    covers: BUCKET,
  },
  'bucket-taken-over': {
    harm: 'visible',
    what: ({ name, existing, variable }: Named & { existing: string; variable: string }) =>
      `the bucket ${existing}, which is there already, becomes ${name} of the hub, in servers as $${variable}`,
    covers: [...BUCKET, 'terraform import *'],
  },
  'bucket-is-there': {
    harm: 'none',
    what: ({ name, existing }: Named & { existing?: string }) =>
      existing === undefined
        ? `Terraform no longer looks for the bucket ${name} to take it over`
        : `Terraform takes over the bucket ${name}, ${existing}, where it does not know it`,
    covers: [...BUCKET, 'terraform import *'],
  },
  'bucket-goes': {
    harm: 'loses-data',
    what: ({ name }: Named) => `the bucket ${name} goes, with everything in it`,
    covers: BUCKET,
    source: "the provider's documentation of the bucket: it is deleted with its resource",
  },
  'bucket-renamed': {
    harm: 'loses-data',
    what: ({ name, after }: Named & { after: string }) =>
      `the bucket ${name} is replaced by an empty one, ${after}: what is in it goes`,
    covers: BUCKET,
    source: "the provider's documentation of the bucket: another name forces a new resource",
  },
  'objects-expire-sooner': {
    harm: 'loses-data',
    what: ({ name, days, before }: Named & { days: number; before?: number }) =>
      `in the bucket ${name} what is older than ${plural(days, 'day')} is deleted, ` +
      `${before === undefined ? 'nothing' : `${plural(before, 'day')}`} before`,
    covers: BUCKET,
    source: "the provider's documentation of lifecycle rules: they count for objects that are there, too",
  },
  'objects-expire-later': {
    harm: 'costs',
    what: ({ name, days, before }: Named & { days?: number; before: number }) =>
      `in the bucket ${name} objects are kept ` +
      `${days === undefined ? 'for ever' : `for ${plural(days, 'day')}`}, ${plural(before, 'day')} before`,
    covers: BUCKET,
  },
  'bucket-opens': {
    harm: 'lets-in',
    what: ({ name, words }: Named & { words: string }) => `the bucket ${name}: ${words}`,
    covers: BUCKET,
  },
  'bucket-closes': {
    harm: 'locks-out',
    what: ({ name, words }: Named & { words: string }) => `the bucket ${name}: ${words}`,
    covers: BUCKET,
  },
  'bucket-unprotected': {
    harm: 'loses-data',
    what: ({ name }: Named) =>
      `Terraform may destroy the bucket ${name} from now on, with all that is in it; ` +
      'this change alone destroys nothing',
    covers: BUCKET,
    source: 'developer.hashicorp.com/terraform/language/meta-arguments/lifecycle: prevent_destroy; force_destroy',
  },
  'bucket-protected': {
    harm: 'none',
    what: ({ name }: Named) => `Terraform refuses to destroy the bucket ${name}`,
    covers: BUCKET,
  },
  'bucket-versions': {
    harm: 'costs',
    what: ({ name, versions }: Named & { versions: boolean }) =>
      versions
        ? `older versions of objects in ${name} are kept for 30 days, and paid for`
        : `older versions of objects in ${name} are no longer kept`,
    covers: BUCKET,
  },
  'identity-changes': {
    harm: 'locks-out',
    what: ({ before, after }: { before: string; after: string }) =>
      `servers have the cloud identity ${after}, ${before} before: who let that one in has to let this one in`,
    covers: ['terraform * *', ...BUCKET, 'kubernetes ServiceAccount/* *', 'installed * *'],
  },
  'data-comes': {
    harm: 'lets-in',
    what: ({ name, url, write }: Named & { url: string; write: boolean }) =>
      `servers may ${write ? 'read and write' : 'read'} ${name}: ${url}`,
    covers: BUCKET,
  },
  'data-goes': {
    harm: 'locks-out',
    what: ({ name, url }: Named & { url: string }) => `servers may no longer reach ${name}: ${url}`,
    covers: BUCKET,
  },
  'account-reached': {
    harm: 'lets-in',
    what: ({ access }: { access: string }) => `servers may ${access} all buckets of the account`,
    covers: BUCKET,
  },
  'dask-comes': {
    harm: 'costs',
    what: ({ workers, pool }: { workers: number; pool: string }) =>
      `people can compute with Dask: ${workers} workers each at most, on machines of \`${pool}\``,
    covers: DASK,
  },
  'dask-goes': { harm: 'interrupts', what: () => 'Dask goes, with the clusters that run', covers: DASK },
  'dask-more': { harm: 'costs', what: ({ words }: { words: string }) => `Dask: ${words}`, covers: DASK },
  'dask-less': { harm: 'visible', what: ({ words }: { words: string }) => `Dask: ${words}`, covers: DASK },
})

export function buckets({ before, after }: HubPair): Meaning[] {
  const { tell } = dataMeanings
  return matched(before.buckets, after.buckets, ({ key }) => key).flatMap(({ key, before: old, after: young }) => {
    const settings = [`buckets.${key}`, '?buckets']
    if (!old && young!.existing) return [...takenOver(young!, settings), ...opening(undefined, young!, settings)]
    if (!old) {
      const { variable, expiresDays: days } = young!
      return [
        tell(
          'bucket-comes',
          { name: key, variable, days },
          { settings, notes: fullName(young!), covers: coverOf(key) },
        ),
        ...opening(undefined, young!, settings),
      ]
    }
    if (!young) return [tell('bucket-goes', { name: key }, { settings, notes: fullName(old), covers: coverOf(key) })]
    if (old.fullName !== young.fullName)
      return [
        tell(
          'bucket-renamed',
          { name: key, after: young.fullName },
          { settings, notes: fullName(old), covers: coverOf(key) },
        ),
      ]
    return [...lasting(old, young, settings), ...opening(old, young, settings)]
  })
}

/** Its rules count for what is in it already. */
function takenOver({ key: name, variable, existing, expiresDays: days }: BucketPlan, settings: string[]): Meaning[] {
  const { tell } = dataMeanings
  const where = { settings, covers: coverOf(name) }
  const notes = ['The README of its bundle says what the first apply changes of it.']
  return [
    tell('bucket-taken-over', { name, existing: existing!.id, variable }, { ...where, notes }),
    ...(days === undefined ? [] : [tell('objects-expire-sooner', { name, days, before: undefined }, where)]),
  ]
}

const fullName = ({ fullName: name }: BucketPlan): string[] => [`At the cloud it is called ${name}.`]

function expiry(old: BucketPlan, young: BucketPlan, settings: readonly string[]): Meaning[] {
  const { tell } = dataMeanings
  const { key: name, expiresDays: days } = young
  const before = old.expiresDays
  const where = { settings, covers: coverOf(name) }
  if (days === before) return []
  if (days !== undefined && days < (before ?? Infinity))
    return [tell('objects-expire-sooner', { name, days, before }, where)]
  return [tell('objects-expire-later', { name, days, before: before! }, where)]
}

/** Resources of a bucket have its key in their names. */
const coverOf = (key: string): string[] => [`terraform *.${key}* *`, `terraform *.${key.replace(/-/g, '_')}* *`]

function lasting(old: BucketPlan, young: BucketPlan, settings: readonly string[]): Meaning[] {
  const { tell } = dataMeanings
  const name = young.key
  return [
    ...(old.existing?.id === young.existing?.id
      ? []
      : [tell('bucket-is-there', { name, existing: young.existing?.id }, { settings, covers: coverOf(name) })]),
    ...expiry(old, young, settings),
    ...(old.mayDestroy === young.mayDestroy
      ? []
      : [
          tell(
            young.mayDestroy ? 'bucket-unprotected' : 'bucket-protected',
            { name },
            { settings, covers: coverOf(young.key) },
          ),
        ]),
    ...(old.versions === young.versions
      ? []
      : [tell('bucket-versions', { name, versions: young.versions }, { settings, covers: coverOf(young.key) })]),
  ]
}

function opening(old: BucketPlan | undefined, young: BucketPlan, settings: readonly string[]): Meaning[] {
  const { tell } = dataMeanings
  const name = young.key
  const come = (key: 'writers' | 'readers'): string[] => without(young[key], old?.[key] ?? [])
  const go = (key: 'writers' | 'readers'): string[] => without(old?.[key] ?? [], young[key])
  const opens = [
    ...(young.public && !old?.public ? ['everybody on the internet may read it'] : []),
    ...(come('writers').length > 0 ? [`others may write it: ${some(come('writers'))}`] : []),
    ...(come('readers').length > 0 ? [`others may read it: ${some(come('readers'))}`] : []),
    ...(old?.readOnly && !young.readOnly ? ['servers may write it'] : []),
    ...(old?.requesterPays && !young.requesterPays ? ['its owner pays for reading'] : []),
  ]
  const closes = [
    ...(!young.public && old?.public ? ['the internet may no longer read it'] : []),
    ...(go('writers').length > 0 ? [`no longer written by ${some(go('writers'))}`] : []),
    ...(go('readers').length > 0 ? [`no longer read by ${some(go('readers'))}`] : []),
    ...(old && !old.readOnly && young.readOnly ? ['servers may only read it'] : []),
    ...(old && !old.requesterPays && young.requesterPays ? ['who reads it has to pay'] : []),
  ]
  return [
    ...opens.map((words) => tell('bucket-opens', { name, words }, { settings, covers: coverOf(young.key) })),
    ...closes.map((words) => tell('bucket-closes', { name, words }, { settings, covers: coverOf(young.key) })),
  ]
}

export function outsideData({ before, after }: HubPair): Meaning[] {
  const { tell } = dataMeanings
  const [was, is] = [before.identity, after.identity]
  const grants = matched(before.grants, after.grants, ({ key, write }) => `${write ? 'write' : 'read'}.${key}`)
  return [
    ...(was === is || was === undefined || is === undefined
      ? []
      : [tell('identity-changes', { before: was, after: is }, { settings: ['data.identity'] })]),
    ...grants.flatMap(({ key, before: old, after: young }) => {
      const settings = [`data.${key}`, '?data']
      if (old && young && old.url === young.url) return []
      return [
        ...(old ? [tell('data-goes', { name: old.key, url: old.url }, { settings, covers: ['terraform * *'] })] : []),
        ...(young
          ? [
              tell(
                'data-comes',
                { name: young.key, url: young.url, write: young.write },
                { settings, covers: ['terraform * *'] },
              ),
            ]
          : []),
      ]
    }),
    ...(after.account.buckets !== before.account.buckets && after.account.buckets
      ? [
          tell(
            'account-reached',
            { access: after.account.buckets },
            { settings: ['data.account'], covers: ['terraform * *'] },
          ),
        ]
      : []),
  ]
}

export function dask({ before, after }: HubPair): Meaning[] {
  const { tell } = dataMeanings
  const settings = ['dask']
  const [old, young] = [before.dask, after.dask]
  if (!old && !young) return []
  if (!young) return [tell('dask-goes', {}, { settings })]
  if (!old) return [tell('dask-comes', { workers: young.maxWorkers, pool: young.pool }, { settings })]
  const amounts = AMOUNTS.filter(({ key }) => old[key] !== young[key])
  const words = amounts.map(({ key, what }) => `${what} ${old[key]} → ${young[key]}`)
  const more = amounts.some(({ key }) => young[key] > old[key])
  const others = isSame({ ...old, ...blank }, { ...young, ...blank }) ? [] : othersOf(old, young)
  const all = [...words, ...others]
  return all.length === 0 ? [] : [tell(more ? 'dask-more' : 'dask-less', { words: all.join('; ') }, { settings })]
}

const AMOUNTS: readonly { key: 'maxWorkers' | 'maxCores' | 'maxMemory' | 'idleSeconds'; what: string }[] = [
  { key: 'maxWorkers', what: 'workers of one person at most' },
  { key: 'maxCores', what: "cores of one person's cluster at most" },
  { key: 'maxMemory', what: "memory of one person's cluster at most, MiB," },
  { key: 'idleSeconds', what: 'idle clusters stop after seconds' },
]
const blank = { maxWorkers: 0, maxCores: 0, maxMemory: 0, idleSeconds: 0 }

const othersOf = (old: DaskPlan, young: DaskPlan): string[] => [
  ...(old.spot === young.spot
    ? []
    : [young.spot ? 'its machines may be taken back' : 'its machines are not taken back']),
  ...(old.pool === young.pool ? [] : [`its machines are those of \`${young.pool}\``]),
  ...(isSame(old.scheduler, young.scheduler) ? [] : ["the scheduler's memory or CPU"]),
  ...(isSame(old.choices, young.choices) ? [] : ['what people choose for a cluster']),
  ...(isSame(old.workers, young.workers) ? [] : ['what one worker may be']),
]
