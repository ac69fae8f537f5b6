/** Rules of buckets and outside data. */
import type { CloudFacts, HubPlan } from '../plan/types.ts'
import { seconds } from '../plan/units.ts'
import type { Check, Finding } from './check.ts'

export const requesterPays: Check = {
  code: 'requester-pays-unavailable',
  severity: 'error',
  find: ({ fleet, clouds }) => fleet.hubs.flatMap((hub): Finding[] => {
    const lack = lackOf(clouds[hub.cluster.cloud])
    if (lack === undefined) return []
    const asked = [
      ...hub.buckets.filter((bucket) => bucket.requesterPays).map(({ key }) => ['buckets', key, 'requester-pays']),
      ...hub.grants.filter((grant) => grant.requesterPays).map(({ key, write }) => ['data', write ? 'write' : 'read', key, 'requester-pays']),
    ]
    return asked.map((path) => ({ at: hub.settings.at(path), message: lack, help: 'Take `requester-pays:` out, or run the hub on a cloud that has it.' }))
  }),
}

const lackOf = (facts: CloudFacts): string | undefined => facts.lacks['requester-pays']

export const expiryInDays: Check = {
  code: 'expiry-in-days',
  severity: 'error',
  find: ({ fleet }) => fleet.hubs.flatMap((hub) => Object.entries(hub.settings.values.buckets ?? {}).flatMap(([key, { expires }]): Finding[] => {
    if (expires === undefined || seconds(expires) % 86_400 === 0) return []
    return [{ at: hub.settings.at(['buckets', key, 'expires']), message: `clouds delete old objects once a day, so \`${expires}\` cannot be kept`, help: `Write whole days, such as \`${Math.ceil(seconds(expires) / 86_400)}d\`.` }]
  })),
}

/** One variable for two things: one of them would silently not be what people think. */
export const variableTwice: Check = {
  code: 'variable-twice',
  severity: 'error',
  find: ({ fleet }) => fleet.hubs.flatMap((hub) => {
    const seen = new Map<string, string>(Object.keys(hub.settings.values.variables ?? {}).map((name) => [name, '`variables:`']))
    return holders(hub).flatMap(({ variable, path, what }): Finding[] => {
      const other = seen.get(variable)
      seen.set(variable, what)
      if (other === undefined) return []
      return [{
        at: hub.settings.at(path),
        message: `the variable \`${variable}\` would hold the address of ${what}, but ${other} ${other.startsWith('`') ? 'sets it' : 'has it'} too`,
        help: 'Give one of them another name with `variable:`, or take it out of `variables:`.',
      }]
    })
  }),
}

const holders = (hub: HubPlan): { variable: string; path: string[]; what: string }[] => [
  ...hub.buckets.map(({ key, variable }) => ({ variable, path: ['buckets', key, 'variable'], what: `the bucket ${key}` })),
  ...hub.grants.flatMap(({ key, variable, write }) => (variable === undefined ? [] : [{ variable, path: ['data', write ? 'write' : 'read', key, 'variable'], what: `the outside bucket ${key}` }])),
]
