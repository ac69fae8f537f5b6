/** Rules of hubs that keep their homes on another hub's file system. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type Rule, type RuleSet } from './check.ts'

interface OfShare {
  hub: string
  share: string
}

const problems = defineProblems({
  'shared-home/not-managed': {
    severity: 'error',
    message: ({ hub, share }: OfShare) =>
      `${hub} shares the homes of \`${share}\`, which only the cloud's own file service can do`,
    help: 'Write `share: null`, or keep the homes of both hubs on that service: `kind: managed`.',
  },
  'shared-home/itself': {
    severity: 'error',
    message: ({ hub }: { hub: string }) => `${hub} would share its homes with itself`,
    help: 'Name another hub, or write `home: { share: null, disk: 1Ti }`.',
  },
  'shared-home/no-such-hub': {
    severity: 'error',
    message: ({ hub, share, community }: OfShare & { community: string }) =>
      `${community} has no hub \`${share}\` whose file system ${hub} could use`,
    help: 'Name a hub of the same community.',
  },
  'shared-home/shares-itself': {
    severity: 'error',
    message: ({ hub, share, third }: OfShare & { third: string }) =>
      `\`${share}\` has no file system of its own that ${hub} could use: it shares that of \`${third}\``,
    help: ({ third }: { third: string }) => `Write \`share: ${third}\`.`,
  },
  'shared-home/owner-not-managed': {
    severity: 'error',
    message: ({ hub, share }: OfShare) =>
      `the homes of \`${share}\` are not on the cloud's own file service, which alone ${hub} could share`,
    help: ({ share, community }: OfShare & { community: string }) =>
      `Write \`home: { kind: managed, quota: null, disk: 1Ti }\` in communities/${community}/hubs/${share}.yaml, or ` +
      '`share: null` here.',
  },
  'shared-home/other-cluster': {
    severity: 'error',
    message: ({ hub, share, cluster, own }: OfShare & { cluster: string; own: string }) =>
      `\`${share}\` runs on the cluster of \`${cluster}\`, and ${hub} on that of \`${own}\`, from where nobody ` +
      'reaches its file system',
    help: 'Put both hubs on one cluster, or write `home: { share: null, disk: 1Ti }`.',
  },
  'shared-home-settings': {
    severity: 'error',
    message: ({ hub, share, setting }: OfShare & { setting: string }) =>
      `\`${setting}\` does nothing for ${hub}: the file system is that of \`${share}\``,
    help: ({ community, share }: { community: string; share: string }) =>
      `Say it in communities/${community}/hubs/${share}.yaml, for the homes of both.`,
  },
  'shared-home-kept': {
    severity: 'error',
    message: ({ hub, owner }: { hub: string; owner: string }) =>
      `with the file system of ${owner}, Terraform might destroy the homes of ${hub}, which lie there too`,
    help: ({ name }: { name: string }) => `Take \`delete: true\` out, or first let ${name} have homes of its own.`,
  },
})

const perSharer = (find: (hub: UncheckedHub, share: string, owner: UncheckedHub | undefined) => Diagnostic[]): Rule =>
  perHub((hub, { fleet }) => {
    const { share } = hub.home
    if (share === undefined) return []
    const owner = fleet.hubs.find((other) => other.community === hub.community && other.hub === share)
    return find(hub, share, owner)
  })

const sharedHome = perSharer((hub, share, owner) => {
  const at = hub.settings.at(['home', 'share'])
  const args = { hub: hub.id, share }
  if (hub.home.kind !== 'managed') return [problems.raise('shared-home/not-managed', { at, args })]
  if (share === hub.hub) return [problems.raise('shared-home/itself', { at, args: { hub: hub.id } })]
  if (!owner) return [problems.raise('shared-home/no-such-hub', { at, args: { ...args, community: hub.community } })]
  const third = owner.home.share
  if (third !== undefined) {
    const related = [{ at: owner.settings.at(['home', 'share']), note: `\`${third}\`` }]
    return [problems.raise('shared-home/shares-itself', { at, related, args: { ...args, third } })]
  }
  if (owner.home.kind !== 'managed') {
    const related = [{ at: owner.settings.nearest(['home', 'kind']), note: `that of ${owner.id}` }]
    return [
      problems.raise('shared-home/owner-not-managed', { at, related, args: { ...args, community: hub.community } }),
    ]
  }
  if (owner.cluster === hub.cluster) return []
  const clusters = { cluster: owner.cluster.community, own: hub.cluster.community }
  return [problems.raise('shared-home/other-cluster', { at, args: { ...args, ...clusters } })]
})

/**
 * What belongs to the file system is said where that is made. What profiles and communities say of all hubs is passed
 * over.
 */
const sharedHomeSettings = perSharer(({ id: hub, community, settings }, share) =>
  (['disk', 'people', 'speed', 'backup'] as const)
    .filter((setting) => settings.values.home[setting] !== undefined && settings.at(['home', setting]).layer === 'hub')
    .map((setting) =>
      problems.raise('shared-home-settings', {
        at: settings.at(['home', setting]),
        args: { hub, share, setting, community },
      }),
    ),
)

const sharedHomeKept = perSharer((hub, _share, owner) =>
  owner?.home.mayDestroy
    ? [
        problems.raise('shared-home-kept', {
          at: owner.settings.at(['home', 'delete']),
          related: [{ at: hub.settings.at(['home', 'share']), note: `homes of ${hub.id}` }],
          args: { hub: hub.id, owner: owner.id, name: hub.hub },
        }),
      ]
    : [],
)

export const sharedHomeRules: RuleSet = { problems, rules: [sharedHome, sharedHomeSettings, sharedHomeKept] }
