/** Rules of buckets and outside data. */
import type { CloudFacts, HubPlan } from '../plan/types.ts'
import { seconds } from '../plan/units.ts'
import type { Check, Finding } from './check.ts'

export const requesterPays: Check = {
  code: 'requester-pays-unavailable',
  severity: 'error',
  find: ({ fleet, clouds }) =>
    fleet.hubs.flatMap((hub): Finding[] => {
      const lack = lackOf(clouds[hub.cluster.cloud]!)
      if (lack === undefined) return []
      const asked = [
        ...hub.buckets.filter((bucket) => bucket.requesterPays).map(({ key }) => ['buckets', key, 'requester-pays']),
        ...hub.grants
          .filter((grant) => grant.requesterPays)
          .map(({ key, write }) => ['data', write ? 'write' : 'read', key, 'requester-pays']),
      ]
      return asked.map((path) => ({
        at: hub.settings.at(path),
        message: lack,
        help: 'Take `requester-pays:` out, or run the hub on a cloud that has it.',
      }))
    }),
}

const lackOf = (facts: CloudFacts): string | undefined => facts.lacks['requester-pays']

export const expiryInDays: Check = {
  code: 'expiry-in-days',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs.flatMap((hub) =>
      Object.entries(hub.settings.values.buckets ?? {}).flatMap(([key, { expires }]): Finding[] => {
        if (expires === undefined || seconds(expires) % 86_400 === 0) return []
        return [
          {
            at: hub.settings.at(['buckets', key, 'expires']),
            message: `clouds delete old objects once a day, so \`${expires}\` cannot be kept`,
            help: `Write whole days, such as \`${Math.ceil(seconds(expires) / 86_400)}d\`.`,
          },
        ]
      }),
    ),
}

/** One variable for two things: one of them would silently not be what people think. */
export const variableTwice: Check = {
  code: 'variable-twice',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs.flatMap((hub) => {
      const seen = new Map<string, string>(Object.keys(hub.servers.variables).map((name) => [name, '`variables:`']))
      return holders(hub).flatMap(({ variable, path, what }): Finding[] => {
        const other = seen.get(variable)
        seen.set(variable, what)
        if (other === undefined) return []
        return [
          {
            at: hub.settings.at(path),
            message:
              `the variable \`${variable}\` would hold the address of ${what}, but ${other} ` +
              `${other.startsWith('`') ? 'sets it' : 'has it'} too`,
            help: 'Give one of them another name with `variable:`, or take it out of `variables:`.',
          },
        ]
      })
    }),
}

/** An address of a bucket in a text: its scheme and name. */
const ADDRESS = /^(s3|gs|abfs):\/\/([A-Za-z0-9._-]+(?:@[A-Za-z0-9._-]+)?)/
/**
 * Variables of this form say where programs write. Others may hold the address of public data, which needs no entry.
 */
const BUCKET_VARIABLE = /(^|_)BUCKET$/

/** Names that nothing makes: programs would find no bucket, or one that they may not use. */
export const bucketNeverMade: Check = {
  code: 'bucket-never-made',
  severity: 'error',
  find: ({ fleet }) => {
    const made = new Map(
      fleet.hubs.flatMap((hub) => hub.buckets.map(({ url }): [string, HubPlan] => [addressOf(url)!, hub])),
    )
    return fleet.hubs.flatMap((hub): Finding[] => {
      const granted = new Set(hub.grants.map(({ url }) => addressOf(url)))
      const variables = Object.entries(hub.servers.variables).flatMap(([name, text]): Finding[] => {
        const address = addressOf(text)
        if (!BUCKET_VARIABLE.test(name) || address === undefined || granted.has(address) || made.get(address) === hub)
          return []
        const key = name
          .replace(/_BUCKET$/, '')
          .toLowerCase()
          .replace(/_/g, '-')
        return [
          {
            at: hub.settings.at(['variables', name]),
            message:
              `\`${name}\` names the bucket ${address}, which ` +
              `${made.has(address) ? `is another hub's, and ${hub.id} may not use it` : `${hub.id} neither makes nor may use`}`,
            help: made.has(address)
              ? 'List it below `data: write:`, or take the variable out.'
              : `Write \`buckets: { ${NAME.test(key) ? key : 'scratch'}: {} }\`: hubloom makes the bucket and ` +
                'sets the variable. A bucket of others goes below `data: write:`.',
          },
        ]
      })
      const grants = hub.grants.flatMap(({ key, url, write }): Finding[] => {
        const address = addressOf(url)!
        const owner = made.has(address) ? undefined : fleet.hubs.find((other) => isNamedLike(address, other))
        return owner === undefined
          ? []
          : [
              {
                at: hub.settings.at(['data', write ? 'write' : 'read', key]),
                message: `no hub makes the bucket ${address}, though its name is one of ${owner.id}'s`,
                help:
                  owner.buckets.length > 0
                    ? `${owner.id} makes ${owner.buckets.map((bucket) => addressOf(bucket.url)).join(', ')}.`
                    : `Write it below \`buckets:\` of ${owner.id}, or correct the name.`,
              },
            ]
      })
      return [...variables, ...grants]
    })
  },
}

const NAME = /^[a-z][a-z0-9-]*$/
const addressOf = (text: string): string | undefined => ADDRESS.exec(text)?.[0]
/**
 * Whether a bucket's name is what hubloom would call one of this hub: its names hold community and hub, and on AWS and
 * Google Cloud the account.
 */
const isNamedLike = (address: string, hub: HubPlan): boolean =>
  address.includes(`${hub.community}-${hub.hub}-`) && address.includes(hub.cluster.account)

const holders = (hub: HubPlan): { variable: string; path: string[]; what: string }[] => [
  ...hub.buckets.map(({ key, variable }) => ({
    variable,
    path: ['buckets', key, 'variable'],
    what: `the bucket ${key}`,
  })),
  ...hub.grants.flatMap(({ key, variable, write }) =>
    variable === undefined
      ? []
      : [{ variable, path: ['data', write ? 'write' : 'read', key, 'variable'], what: `the outside bucket ${key}` }],
  ),
]
