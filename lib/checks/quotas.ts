/** Rules of quotas that single people have. */
import type { HubPlan } from '../plan/types.ts'
import { mib } from '../plan/units.ts'
import { theirs, type Check, type Finding } from './check.ts'

const perPerson =
  (find: (hub: HubPlan, name: string, quota: string, all: readonly string[]) => Finding[]): Check['find'] =>
  ({ fleet }) =>
    fleet.hubs.flatMap((hub) => {
      const quotas = Object.entries(hub.settings.values.home.quotas ?? {})
      return quotas.flatMap(([name, quota]) =>
        find(
          hub,
          name,
          quota,
          quotas.map(([other]) => other),
        ),
      )
    })

export const personalQuota: Check = {
  code: 'personal-quota',
  severity: 'error',
  find: perPerson((hub, name, quota, all): Finding[] => {
    const at = hub.settings.at(['home', 'quotas', name])
    const twin = all.find((other) => other !== name && other.toLowerCase() === name.toLowerCase())
    if (twin !== undefined && all.indexOf(twin) < all.indexOf(name)) {
      return [
        {
          at,
          message: `\`${twin}\` and \`${name}\` are one person of ${hub.id}: JupyterHub keeps names in lower case`,
          help: 'Keep one of the two.',
        },
      ]
    }
    if (hub.home.kind !== 'disk')
      return [
        {
          at,
          message: `nothing holds \`${name}\` to a quota: ${hub.id} keeps no homes on a disk of its own`,
          help: 'Write `home: { kind: disk }` for quotas, or `quotas: null` to do without.',
        },
      ]
    if (mib(quota) === 0)
      return [
        {
          at,
          message: `${quota} would be no quota at all: \`${name}\` could fill the disk of ${hub.id}`,
          help: 'Write how much it is, 1Mi or more.',
        },
      ]
    if (hub.home.disk === 0 || mib(quota) <= hub.home.disk * 1024) return []
    return [
      {
        at: theirs(hub.settings.at(['home', 'quotas', name]), hub.settings.at(['home', 'disk'])),
        message: `\`${name}\` may keep ${quota}, but the disk of all homes of ${hub.id} has ${hub.home.disk} GiB`,
        help:
          `Lower the quota, or write \`home: { disk: ${Math.ceil(mib(quota) / 1024) * 2}Gi }\` or more. A disk ` +
          'can grow at any time and never shrink.',
      },
    ]
  }),
}

export const quotaOfStranger: Check = {
  code: 'quota-of-stranger',
  severity: 'warning',
  find: perPerson((hub, name) =>
    hub.settings.values.auth.temporary === undefined
      ? []
      : [
          {
            at: hub.settings.at(['home', 'quotas', name]),
            message: `nobody at ${hub.id} is called \`${name}\`: people get a new name each time`,
            help: 'Write `quotas: null`.',
          },
        ],
  ),
}
