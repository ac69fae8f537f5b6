import type { Result } from '../diagnostics.ts'
import type { HubSettings } from '../settings/index.ts'
import { planProblems } from './problems.ts'
import type { CloudFacts, HomePlan, HubIdentity, HubPlan, Resolved } from './types.ts'
import { gib, mib } from './units.ts'

/** Half of what the quotas allow: few people fill theirs, and a disk grows at any time. */
const FILL = 0.5
/** Smallest disk, GiB. */
const LEAST_DISK = 10

interface Place {
  identity: HubIdentity
  resolved: Resolved<HubSettings>
  facts: Pick<CloudFacts, 'unsizedHomes'>
}

/** Where people's files lie and how much room there is. */
export function planHome({ identity, resolved, facts }: Place): Result<HomePlan> {
  const { home } = resolved.values
  const quota = home.quota ? gib(home.quota) : undefined
  const people = Object.entries(home.quotas ?? {})
  const planned =
    home.people && home.quota
      ? Math.max(LEAST_DISK, Math.ceil((((home.people * mib(home.quota)) / 1024) * FILL) / 10) * 10)
      : undefined
  const needsSize = home.kind === 'disk' || (home.kind === 'managed' && !facts.unsizedHomes)
  const disk = home.disk ? gib(home.disk) : planned
  const unknown = needsSize && home.share === undefined && disk === undefined
  const value: HomePlan = {
    kind: home.kind,
    share: home.share,
    disk: disk ?? 0,
    fast: home.speed === 'fast',
    snapshots: home.share === undefined ? (home.backup?.keep ?? 0) : 0,
    mayDestroy: home.delete ?? false,
    quota: quota !== undefined && home.kind === 'disk' ? quota : undefined,
    quotas:
      people.length > 0 && home.kind === 'disk'
        ? Object.fromEntries(people.map(([name, own]) => [name.toLowerCase(), mib(own) / 1024]))
        : undefined,
  }
  return {
    value,
    diagnostics: unknown
      ? [
          planProblems.raise('home-needs-size', {
            at: resolved.nearest(['home', 'disk']),
            args: { ...home, hub: `${identity.community}/${identity.hub}` },
          }),
        ]
      : [],
  }
}

/**
 * Homes on the file system of another hub, in a folder whose name no person's has: KubeSpawner escapes `_`. The other's
 * size and backups are the other's.
 */
export function within(home: HomePlan, identity: HubIdentity, hubs: readonly HubIdentity[]): HomePlan {
  const owner = hubs.find(({ community, hub }) => community === identity.community && hub === home.share)
  if (home.kind !== 'managed' || !owner) return home
  return {
    ...home,
    disk: 0,
    fast: false,
    within: {
      hub: { community: owner.community, hub: owner.hub, namespace: owner.namespace },
      folder: `_hub-${identity.hub}`,
    },
  }
}

/** The hub whose file system holds the homes: mostly the hub itself. */
export const homeOwner = (plan: HubPlan): HubIdentity => plan.home.within?.hub ?? plan

/** Where a person's home is found in every container. */
export const HOME = '/home/jovyan'

/**
 * Everybody's folder on the file system, as KubeSpawner fills it in. This form can be read back into a name, and does
 * not change with KubeSpawner's slug scheme.
 */
export const personalFolder = (plan: HubPlan): string => onShare(plan, '{escaped_username}')

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

/** Where a path of the hub's lies on the file system: what `path` is to the hub, below its own folder. */
const onShare = (plan: HubPlan, path: string): string =>
  plan.home.within ? `${plan.home.within.folder}/${path}` : path

/**
 * What a root says of homes that it does not make, so that a change of them is seen. Nothing once the hub may leave
 * them.
 */
export const SHARED_HOMES = 'shared_homes'

/** The output of that name. */
export function sharedHomes(plan: HubPlan): Record<string, { value: string; description: string }> {
  const { within: place, mayDestroy } = plan.home
  if (!place || mayDestroy) return {}
  return {
    [SHARED_HOMES]: {
      value: `${place.hub.community}/${place.hub.hub}/${place.folder}`,
      description: "Where people's homes are: on which hub's file system, in which folder.",
    },
  }
}
