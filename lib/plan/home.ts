import type { Result } from '../diagnostics.ts'
import type { HubSettings } from '../settings/index.ts'
import { accountNames } from './account-names.ts'
import { askOf } from './core-pods.ts'
import { readExisting } from './existing.ts'
import { planProblems } from './problems.ts'
import type { HomePlan, HubIdentity, HubPlan } from './types.ts'
import type { Resolved } from './resolved.ts'
import type { CloudFacts } from './cloud-facts.ts'
import { gib, mib } from './units.ts'

/** Half of what the quotas allow: few people fill theirs, and a disk grows at any time. */
export const FILL = 0.5
/** A person's folder. This form can be read back into a name, and does not change with KubeSpawner's slug scheme. */
const PERSON = '{escaped_username}'
/** A shorter name, whose long ones end in a hash. Where hubs had this before, their folders are called so. */
const SLUG = '{safe_username}'
/** The chart's own, written down: another name would be another, empty disk. */
const CLAIM = 'claim-{user}'
/** Smallest disk, GiB. */
const LEAST_DISK = 10

interface Place {
  identity: HubIdentity
  resolved: Resolved<HubSettings>
  facts: Pick<CloudFacts, 'unsizedHomes' | 'existing'>
}

/** Where people's files lie and how much room there is. */
export function planHome({ identity, resolved, facts }: Place): Result<HomePlan> {
  const { home, auth } = resolved.values
  const nameOf = accountNames(auth)
  const personal = personalOf(home)
  const kind = home.kind === 'volume-each' || home.kind === 'none' ? (home['folders-on'] ?? 'none') : home.kind
  const quota = home.quota ? gib(home.quota) : undefined
  const people = Object.entries(home.quotas ?? {})
  const planned = personal === 'folder' ? plannedDisk(home) : undefined
  const needsSize = kind === 'disk' || (kind === 'managed' && !facts.unsizedHomes)
  const { size, ...drive } = typeof home.disk === 'object' ? home.disk : { size: home.disk }
  const disk = size ? gib(size) : planned
  const unknown = needsSize && home.share === undefined && disk === undefined
  const hasQuotas = (kind === 'disk' && personal === 'folder') || personal === 'volume'
  const value: HomePlan = {
    kind,
    personal,
    ...(kind === 'nfs'
      ? existingShare(home, identity)
      : layoutOf(hasLayout(home, kind) ? home.folder : USER, identity)),
    existing: kind === 'disk' ? readExisting(home.existing, 'disk', facts) : undefined,
    unused: unusedOf(home, kind),
    share: home.share,
    disk: disk ?? 0,
    sized: size !== undefined,
    people: home.people,
    drive,
    service: kind === 'disk' ? serviceOf(home, disk ?? 0) : undefined,
    volume: personal === 'volume' ? volumeOf(home) : undefined,
    alert: home.alert === undefined ? undefined : home.alert / 100,
    quotasFrom: quotasFrom(home['quotas-from']),
    fast: home.speed === 'fast',
    snapshots: home.share === undefined && kind !== 'nfs' ? (home.backup?.keep ?? 0) : 0,
    mayDestroy: home.delete ?? false,
    quota: quota !== undefined && hasQuotas ? quota : undefined,
    quotas:
      people.length > 0 && kind === 'disk' && personal === 'folder'
        ? Object.fromEntries(people.map(([name, own]) => [nameOf(name), mib(own) / 1024]))
        : undefined,
  }
  return {
    value,
    diagnostics: unknown
      ? [
          planProblems.raise('home-needs-size', {
            at: resolved.nearest(['home', 'disk']),
            args: {
              ...home,
              kind: personal === 'folder' ? kind : 'folders',
              hub: `${identity.community}/${identity.hub}`,
            },
          }),
        ]
      : [],
  }
}

type HomeSettings = HubSettings['home']

/** A disk of others may have people's folders anywhere; one that is made here has them at its top. */
const hasLayout = (home: HomeSettings, kind: HomePlan['kind']): boolean =>
  kind === 'disk' && home.existing !== undefined
const USER = '{user}'

/** Largest disk, GiB, of what counts as a small hub. Courses have 20 to 60 GB, research hubs 100 GB and more. */
const SMALL_DISK = 100

/** Little where a cluster carries tens of small hubs, a file cache worth its name elsewhere. */
const serviceOf = ({ service }: HomeSettings, disk: number): NonNullable<HomePlan['service']> => ({
  server: askOf(
    service,
    disk <= SMALL_DISK
      ? { memory: { guarantee: 256, limit: 512 }, cpu: { guarantee: 20 } }
      : { memory: { guarantee: 2048, limit: 6144 }, cpu: { guarantee: 200 } },
  ),
  keeper: askOf(
    service?.['quota-keeper'],
    disk <= SMALL_DISK
      ? { memory: { guarantee: 32, limit: 256 }, cpu: { guarantee: 1 } }
      : { memory: { guarantee: 64, limit: 512 }, cpu: { guarantee: 20 } },
  ),
})

const volumeOf = ({ volume }: HomeSettings): HomePlan['volume'] => ({
  class: volume?.class,
  claim: volume?.claim ?? CLAIM,
  manyMachines: volume?.['many-machines'] ?? false,
})

/** Where quotas are read from; the check `quotas-from` wants one of the two. */
const quotasFrom = (from: HomeSettings['quotas-from']): HomePlan['quotasFrom'] => {
  if (from === undefined) return undefined
  const { secret, 'config-map': map = '', key } = from
  return secret === undefined ? { kind: 'config-map', name: map, key } : { kind: 'secret', name: secret, key }
}

/** What is set, and has no meaning where people's files are. */
function unusedOf(home: HomeSettings, kind: HomePlan['kind']): HomePlan['unused'] {
  const withoutUse = [
    ...(kind === 'nfs' ? [] : (['server', 'version', 'options', 'squash'] as const)),
    ...(kind === 'nfs' || hasLayout(home, kind) ? [] : (['folder'] as const)),
    ...(home.kind === kind && kind !== 'none' ? (['folders-on'] as const) : []),
    ...(kind === 'disk' ? [] : (['service'] as const)),
    ...(home.kind === 'volume-each' ? [] : (['volume'] as const)),
    ...(home.kind === 'nfs' ? (['disk', 'people', 'speed', 'quota', 'backup'] as const) : []),
  ]
  return withoutUse.filter((setting) => home[setting] !== undefined)
}

const personalOf = ({ kind }: HomeSettings): HomePlan['personal'] => {
  if (kind === 'volume-each') return 'volume'
  return kind === 'none' ? 'none' : 'folder'
}

/** Size of one disk for everybody, where the settings name none, GiB. */
const plannedDisk = ({ people, quota }: HomeSettings): number | undefined =>
  people && quota ? Math.max(LEAST_DISK, Math.ceil((((people * mib(quota)) / 1024) * FILL) / 10) * 10) : undefined

/** What a share of others is mounted with, where the settings say nothing else. */
const SHARE_OPTIONS = ['rsize=1048576', 'wsize=1048576', 'timeo=600', 'retrans=2', 'soft', 'noresvport', 'noatime']

/** Missing parts are left empty: the check `nfs-needs-server` refuses them. */
function existingShare(home: HomeSettings, identity: HubIdentity): Pick<HomePlan, 'nfs' | 'base' | 'person'> {
  const { server = ':/', version = 4.1, options = SHARE_OPTIONS, squash = 'none', folder = '{hub}/{user}' } = home
  return {
    nfs: {
      server: server.slice(0, server.indexOf(':')),
      path: server.slice(server.indexOf(':') + 1),
      mountOptions: [`nfsvers=${version}`, ...options],
      squash,
    },
    ...layoutOf(folder, identity),
  }
}

/** The hub's folder on a file system, and a person's below it. */
function layoutOf(folder = USER, { community, hub }: HubIdentity): Pick<HomePlan, 'base' | 'person'> {
  const named = folder.replaceAll('{hub}', hub).replaceAll('{community}', community)
  const [, before = '', person, after = ''] = /^(.*)\{(user|slug)\}(.*)$/.exec(named) ?? []
  const slash = before.lastIndexOf('/')
  const base = before.slice(0, Math.max(slash, 0)).replace(/^\/+/, '')
  return {
    base: base === '' ? undefined : base,
    person: `${before.slice(slash + 1)}${person === 'slug' ? SLUG : PERSON}${after}`,
  }
}

/**
 * Homes on the file system of another hub, in a folder whose name no person's has: KubeSpawner escapes `_`. The other's
 * size and backups are the other's.
 */
export function within(home: HomePlan, identity: HubIdentity, hubs: readonly HubIdentity[]): HomePlan {
  if (home.kind !== 'managed' || home.share === undefined) return home
  const owner = hubs.find(({ community, hub }) => community === identity.community && hub === home.share)
  if (!owner) return home
  return {
    ...home,
    disk: 0,
    fast: false,
    base: `_hub-${identity.hub}`,
    within: { community: owner.community, hub: owner.hub, namespace: owner.namespace },
  }
}

/** The hub whose file system holds the homes: mostly the hub itself. */
export const homeOwner = (plan: HubPlan): HubIdentity => plan.home.within ?? plan

/** Where a person's home is found in every container. */
export const HOME = '/home/jovyan'

/** Everybody's folder on the file system, as KubeSpawner fills it in. */
export const personalFolder = ({ home }: HubPlan): string =>
  home.base === undefined ? home.person : `${home.base}/${home.person}`

/** How a person's home is mounted into a container of their server, which the chart calls `home` in every case. */
export const homeMount = (hub: HubPlan): { name: string; mountPath: string; subPath?: string } => ({
  name: 'home',
  mountPath: HOME,
  ...(hub.home.personal === 'folder' ? { subPath: personalFolder(hub) } : {}),
})

/**
 * A name in small letters and digits, other bytes as a hyphen and two digits: what KubeSpawner makes of
 * `{escaped_username}` where the name is in lower case and printable ASCII (jupyterhub-kubespawner.readthedocs.io,
 * "Templated fields": the "escape" scheme, whatever the hub's own one is). It hashes nothing.
 */
export const escapedName = (name: string): string =>
  [...new TextEncoder().encode(name)]
    .map((byte) =>
      /[a-z0-9]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `-${byte.toString(16).padStart(2, '0')}`,
    )
    .join('')

/**
 * What a root says of homes that it does not make, so that a change of them is seen. Nothing once the hub may leave
 * them.
 */
export const SHARED_HOMES = 'shared_homes'

/** The output of that name. */
export function sharedHomes(plan: HubPlan): Record<string, { value: string; description: string }> {
  const value = placeOfHomes(plan)
  if (value === undefined || plan.home.mayDestroy) return {}
  return { [SHARED_HOMES]: { value, description: DESCRIPTIONS[plan.home.within ? 'within' : plan.home.personal] } }
}

const DESCRIPTIONS = {
  within: "Where people's homes are: on which hub's file system, in which folder.",
  folder: "Where people's homes are: on which share, in which folder.",
  volume: "Where people's homes are: on a disk each, claimed in this namespace.",
  none: 'Where the folders are that people share.',
}

/**
 * Where homes lie that this root does not make, in words: on another hub's file system, on a share of others, or on
 * disks that JupyterHub makes. Undefined for homes that the root makes.
 */
export function placeOfHomes({ home, namespace }: Pick<HubPlan, 'home' | 'namespace'>): string | undefined {
  const { within, base, nfs } = home
  if (home.volume) return `volume-each/${namespace}${home.volume.claim === CLAIM ? '' : `/${home.volume.claim}`}`
  if (within) return `${within.community}/${within.hub}/${base}`
  if (!nfs && base === undefined && home.person === PERSON) return undefined
  const person = home.personal === 'folder' ? home.person.replace(PERSON, '{user}').replace(SLUG, '{slug}') : undefined
  const path = [nfs?.path.replace(/\/+$/, ''), base, person].filter((part) => part !== undefined).join('/')
  return nfs ? `${nfs.server}:${path}` : `the disk: ${path}`
}
