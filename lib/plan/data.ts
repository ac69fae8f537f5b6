import type { Result } from '../diagnostics.ts'
import type { HubSettings } from '../settings/index.ts'
import { planProblems } from './problems.ts'
import type { AccountAccess, BucketPlan, ClusterIdentity, GrantPlan, HubIdentity, NamedPool } from './types.ts'
import { readExisting } from './existing.ts'
import type { Resolved } from './resolved.ts'
import type { CloudFacts } from './cloud-facts.ts'
import { seconds } from './units.ts'

/** Buckets, by their key in the settings, where everyone gets a folder of their own. */
const PERSONAL: readonly string[] = ['scratch', 'persistent']

/** A variable of servers and Dask's workers that holds the address of a bucket. */
export interface DataVariable {
  name: string
  url: string
  /** Whether it holds everyone's own folder in the bucket. */
  personal: boolean
}

interface Buckets {
  buckets: readonly BucketPlan[]
  grants: readonly GrantPlan[]
}

/** Of the hub's own buckets and of others', but for variables that the settings themselves set: these stand. */
export const planDataVariables = ({ buckets, grants }: Buckets, { variables = {} }: HubSettings): DataVariable[] =>
  [...buckets, ...grants.map((grant) => ({ ...grant, personal: false }))].flatMap(({ variable, url, personal }) =>
    variable === undefined || variables[variable] !== undefined ? [] : [{ name: variable, url, personal }],
  )

/** A hub, and where it runs. */
export interface HubContext {
  identity: HubIdentity
  resolved: Resolved<HubSettings>
  /** With the pools that it names; `poolNames` are also of those that have something wrong. */
  cluster: ClusterIdentity & { pools: readonly NamedPool[]; poolNames: readonly string[]; perHub: boolean }
  facts: CloudFacts
}

/** The hub's own buckets, by their key. */
export function planBuckets({ identity, resolved, cluster, facts }: HubContext): BucketPlan[] {
  const named = Object.entries(resolved.values.buckets ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, bucket]) => ({ key, bucket, existing: readExisting(bucket.existing, 'bucket', facts) }))
  const first = named.find(({ existing }) => existing !== undefined)?.existing
  return named.map(({ key, bucket, existing }) => {
    const fullName = existing?.name ?? bucket.name ?? facts.bucketName(identity, cluster, key)
    return {
      key,
      fullName,
      url: facts.bucketUrl({ hub: identity, cluster, existing: existing ?? first }, fullName),
      existing,
      variable: bucket.variable ?? `${key.toUpperCase().replace(/-/g, '_')}_BUCKET`,
      personal: PERSONAL.includes(key),
      versions: bucket.versions ?? false,
      requesterPays: bucket['requester-pays'] ?? false,
      mayDestroy: bucket.delete ?? false,
      readOnly: bucket.access === 'read',
      writers: bucket.writers ?? [],
      readers: bucket.readers ?? [],
      public: bucket.public ?? false,
      accessLogs: bucket['access-logs'] ?? false,
      expiresDays: bucket.expires ? Math.ceil(seconds(bucket.expires) / 86_400) : undefined,
    }
  })
}

/** The buckets of others that the hub may read or write, by their key. */
export function planGrants(resolved: Resolved<HubSettings>, facts: CloudFacts): Result<GrantPlan[]> {
  const { read = {}, write = {} } = resolved.values.data ?? {}
  const wanted = [
    ...Object.entries(read).map(([key, entry]) => ({ way: 'read' as const, key, ...grantOf(entry) })),
    ...Object.entries(write).map(([key, entry]) => ({ way: 'write' as const, key, ...grantOf(entry) })),
  ]
  const isOurs = ({ url }: { url: string }): boolean => url.split('://')[0] === facts.scheme
  return {
    value: wanted
      .filter(isOurs)
      .map(({ way, key, ...grant }) => ({ key, ...grant, write: way === 'write' }))
      .sort((a, b) => (`${a.write}${a.key}` < `${b.write}${b.key}` ? -1 : 1)),
    diagnostics: wanted
      .filter((grant) => !isOurs(grant))
      .map(({ way, key, url }) =>
        planProblems.raise('foreign-data', {
          at: resolved.at(['data', way, key]),
          args: { url, cloud: facts.title, scheme: facts.scheme },
        }),
      ),
  }
}

/** What the hub may do with the whole account. */
export const planAccount = ({ data }: HubSettings): AccountAccess => ({
  buckets: data?.account,
  credentials: data?.credentials === undefined ? undefined : seconds(data.credentials),
})

type Data = NonNullable<HubSettings['data']>
type Entry = NonNullable<Data['read']>[string] | NonNullable<Data['write']>[string]

function grantOf(entry: Entry): Omit<GrantPlan, 'key' | 'write'> {
  const said: { url: string; variable?: string; tags?: boolean; versions?: boolean } =
    typeof entry === 'string' ? { url: entry } : entry
  const { url, variable, tags = false, versions = false } = said
  const reading = typeof entry === 'object' && 'requester-pays' in entry ? entry['requester-pays'] : undefined
  const list = typeof entry === 'object' && 'list' in entry ? entry.list : undefined
  const bucket = url.split('://')[1]!.split('/')[0]!
  return { url, bucket, requesterPays: reading ?? false, variable, tags, versions, list: list ?? true }
}
