/** Rules of hubs that keep their homes on another hub's file system. */
import type { HubPlan } from '../plan/types.ts'
import type { Check, Finding } from './check.ts'

const wanting =
  (find: (hub: HubPlan, share: string, owner: HubPlan | undefined) => Finding[]): Check['find'] =>
  ({ fleet }) =>
    fleet.hubs.flatMap((hub) => {
      const { share } = hub.settings.values.home
      return share === undefined
        ? []
        : find(
            hub,
            share,
            fleet.hubs.find((other) => other.community === hub.community && other.hub === share),
          )
    })

export const sharedHome: Check = {
  code: 'shared-home',
  severity: 'error',
  find: wanting((hub, share, owner): Finding[] => {
    const found = (message: string, help: string): Finding[] => [
      { at: hub.settings.at(['home', 'share']), message, help },
    ]
    if (hub.home.kind !== 'managed')
      return found(
        `${hub.id} shares the homes of \`${share}\`, which only the cloud's own file service can do`,
        'Write `home: { kind: managed }` in both hubs, or `share: null`.',
      )
    if (share === hub.hub)
      return found(`${hub.id} would share its homes with itself`, 'Name another hub, or write `share: null`.')
    if (!owner)
      return found(
        `${hub.community} has no hub \`${share}\` whose file system ${hub.id} could use`,
        'Name a hub of the same community.',
      )
    if (owner.settings.values.home.share !== undefined)
      return found(
        `\`${share}\` has no file system of its own that ${hub.id} could use: it shares that of ` +
          `\`${owner.settings.values.home.share}\``,
        `Write \`share: ${owner.settings.values.home.share}\`.`,
      )
    if (owner.home.kind !== 'managed')
      return found(
        `the homes of \`${share}\` are not on the cloud's own file service, which alone ${hub.id} could share`,
        `Write \`home: { kind: managed }\` in ${share}.yaml, or \`share: null\` here.`,
      )
    if (owner.cluster !== hub.cluster)
      return found(
        `\`${share}\` runs on the cluster of \`${owner.cluster.community}\`, and ${hub.id} on that of ` +
          `\`${hub.cluster.community}\`, from where nobody reaches its file system`,
        'Put both hubs on one cluster, or write `share: null`.',
      )
    return []
  }),
}

/**
 * What belongs to the file system is said where that is made. What profiles and communities say of all hubs is passed
 * over.
 */
export const sharedHomeSettings: Check = {
  code: 'shared-home-settings',
  severity: 'error',
  find: wanting((hub, share) =>
    (['disk', 'people', 'speed', 'backup'] as const)
      .filter(
        (key) =>
          hub.settings.values.home[key] !== undefined &&
          hub.settings.at(['home', key]).file === `communities/${hub.community}/hubs/${hub.hub}.yaml`,
      )
      .map((key) => ({
        at: hub.settings.at(['home', key]),
        message: `\`${key}\` does nothing for ${hub.id}: the file system is that of \`${share}\``,
        help: `Say it in communities/${hub.community}/hubs/${share}.yaml, for the homes of both.`,
      })),
  ),
}

export const sharedHomeKept: Check = {
  code: 'shared-home-kept',
  severity: 'error',
  find: wanting((hub, _share, owner) =>
    owner?.home.mayDestroy
      ? [
          {
            at: owner.settings.at(['home', 'delete']),
            message:
              `with the file system of ${owner.id}, Terraform might destroy the homes of ${hub.id}, which lie ` +
              'there too',
            help: `Take \`delete: true\` out, or first let ${hub.hub} have homes of its own.`,
          },
        ]
      : [],
  ),
}

export const sharedHomeChecks: readonly Check[] = [sharedHome, sharedHomeSettings, sharedHomeKept]
