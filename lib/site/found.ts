/** What the search of the fleet's page finds of a hub beside its row. */
import type { HubPlan } from '../plan/types.ts'
import { fileServersOf } from './data.tsx'
import type { HubFacts, Site } from './facts.ts'
import { quotaOf } from './homes.tsx'
import { daysOf, inWords, plural, poolOf } from './words.ts'

/** A line each, with what it is before a colon: `event: exams, 18 to 22 January 2027 (2027-01-18 to 2027-01-22)`. */
export function foundOf({ plan, part, docs }: HubFacts, { named }: Pick<Site, 'named'>): string[] {
  const { environments, events, moreDomains, owner, signIn, cluster } = plan
  const lines = [
    ...events.map(({ key, from, until }) => `event: ${key}, ${daysOf({ from, until })} (${from} to ${until})`),
    ...environments.map(({ title, description, image }) => `environment: ${words(title, description, image)}`),
    ...machinesOf(plan),
    ...dataOf(plan),
    `sign-in: ${signInOf(plan)}`,
    ...groupsOf(docs),
    ...servicesOf(plan).map((service) => `service: ${service}`),
    ...quotasOf(plan).map((quota) => `quota: ${quota}`),
    ...(part.overridden.length > 0 ? [`has: overrides, ${plural(part.overridden.length, 'value')}`] : []),
    ...moreDomains.map((domain) => `address: ${domain}`),
    ...(named ? signIn.admins.map((name) => `admin: ${name}`) : []),
    ...(named && owner.contact ? [`contact: ${owner.contact}`] : []),
    `region: ${cluster.region}`,
  ]
  return lines.map((line) => line.replace(/\s+/g, ' '))
}

/** Each once, whatever its capitals: `GitHub`, and not `GitHub, github`. */
const words = (...all: readonly (string | undefined)[]): string =>
  [...new Map(all.flatMap((each) => (each ? [[each.toLowerCase(), each] as const] : [])).reverse()).values()]
    .reverse()
    .join(', ')

const signInOf = ({ signIn: { title, methods, provider } }: HubPlan): string =>
  words(title, ...methods, ...(provider.kind === 'cilogon' ? provider.providers.map(({ key }) => key) : []))

/** By the last word of a setting whose members may enter: what each of them is. */
const GROUPS: Readonly<Record<string, string>> = {
  organizations: 'organization',
  teams: 'team',
  groups: 'group',
  'admin-groups': 'group',
}

/** Whose members may enter, a line each, of which the last word is the name. */
const groupsOf = ({ enter }: HubFacts['docs']): string[] =>
  enter.flatMap(({ setting, members }) => {
    const kind = GROUPS[setting.split('.').at(-1)!]
    return kind === undefined ? [] : members.map(({ name }) => `${kind}: its members enter, ${name}`)
  })

/** What servers and Dask's workers run on: `machine: n2-highmem-4`, `GPU: NVIDIA T4, machine n1-highmem-4`. */
function machinesOf(plan: HubPlan): string[] {
  const typesOf = (pool: string): string | undefined => {
    const { named, machine } = poolOf({ pool }, plan) ?? {}
    return machine && (named?.machines ?? [machine]).map(({ type }) => type).join(', ')
  }
  return [
    ...plan.sizes.map(({ pool, gpus, gpuKind = '' }) => {
      const types = words(typesOf(pool))
      return gpus > 0 ? `GPU: NVIDIA ${gpuKind.toUpperCase()}, machine ${types}` : `machine: ${types}`
    }),
    ...(plan.dask ? [`machine: ${words(typesOf(plan.dask.pool), 'for Dask')}`] : []),
  ]
}

const dataOf = (plan: HubPlan): string[] => [
  ...plan.buckets.map(({ key, url }) => `bucket: ${key}, ${url}`),
  ...plan.grants.map(({ key, url }) => `data: ${key}, bucket ${url}`),
  ...fileServersOf(plan).map(({ name, place }) => `data: ${name}, file server ${place}`),
  ...(plan.account.buckets ? [`data: all buckets of the account ${plan.cluster.account}`] : []),
]

const servicesOf = ({ dask, binder, extraServices }: HubPlan): string[] => [
  ...(dask ? [`Dask, up to ${plural(dask.maxWorkers, 'worker')}`] : []),
  ...(binder ? ['Binder'] : []),
  ...extraServices.map(({ name }) => name),
]

function quotasOf(plan: HubPlan): string[] {
  const { home, quota } = plan
  return [
    ...(home.quota === undefined || home.personal === 'none' ? [] : [`${quotaOf(plan)} for each home`]),
    ...(quota.memory === undefined ? [] : [`${inWords(quota.memory)} of memory for all its pods`]),
    ...(quota.cpu === undefined ? [] : [`${plural(quota.cpu / 1000, 'CPU core')} for all its pods`]),
  ]
}
