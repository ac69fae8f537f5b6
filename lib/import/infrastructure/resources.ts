/**
 * Variables of the Terraform of github.com/2i2c-org/infrastructure (`terraform/{aws,gcp,azure}/variables.tf`) as
 * settings of a cluster and of one of its hubs.
 */
import type { PlainMap } from '../../maps.ts'
import type { Path } from '../source.ts'
import type { Values } from '../values.ts'
import { filled, nameOf, some } from '../words.ts'
import { hardware } from './hardware.ts'
import { dataOf } from './policy.ts'
import { CLUSTER_FILE, OF_OTHERS } from './words.ts'

interface Made {
  place: { cloud?: string; region?: string; account?: string }
  cluster: PlainMap
  hub: PlainMap
}

export function resources(values: Values, { hub, cloud }: { hub: string; cloud?: string | undefined }): Made {
  const place = placeOf(values, cloud)
  return {
    place,
    cluster: hardware(values, place),
    hub: {
      ...some({ buckets: buckets(values, hub), data: data(values, hub), home: home(values, hub) }),
    },
  }
}

/** Which cloud, by the variables that each has. */
function placeOf(values: Values, said: string | undefined): Made['place'] {
  const [project, subscription] = [values.text('project_id'), values.text('subscription_id')]
  const of = { gcp: project, azure: subscription, aws: values.text('cluster_name') }
  const found = Object.entries(of).find(([, text]) => text !== undefined)?.[0]
  values.said(`${CLUSTER_FILE}region`, 'region', 'location')
  values.said(`${CLUSTER_FILE}account`, 'project_id', 'subscription_id')
  return {
    ...some({
      cloud: said ?? found,
      region: values.text('region') ?? values.text('location'),
      account: project ?? subscription,
    }),
  }
}

/** Notes entries of a map that are no hub's, or another one's. */
function own(values: Values, variable: string, hub: string): Path {
  for (const name of values.keys(variable)) if (name !== hub) values.note(OF_OTHERS, [variable, name])
  return [variable, hub]
}

/** The buckets that the hub may write, and those that it alone reads. */
function buckets(values: Values, hub: string): PlainMap | undefined {
  const rights = own(values, 'hub_cloud_permissions', hub)
  const written = values.texts([...rights, 'bucket_admin_access'])
  const read = values.texts([...rights, 'bucket_readonly_access'])
  const others = values.keys('user_buckets').filter((key) => ![...written, ...read].includes(key))
  for (const key of others) values.note(OF_OTHERS, ['user_buckets', key])
  const taken = new Set<string>()
  const found = [...written, ...read].map((key): [string, PlainMap] => {
    // `scratch-staging` is the one of the hub `staging`
    const name = nameOf(key.endsWith(`-${hub}`) ? key.slice(0, -hub.length - 1) : key, taken)
    taken.add(name)
    return [name, bucket(values, { key, setting: `buckets.${name}`, isRead: !written.includes(key) })]
  })
  values.said('buckets', [...rights, 'bucket_admin_access'], [...rights, 'bucket_readonly_access'])
  return some(Object.fromEntries(found))
}

function bucket(values: Values, { key, setting, isRead }: { key: string; setting: string; isRead: boolean }): PlainMap {
  const at: Path = ['user_buckets', key]
  const days = values.get([...at, 'delete_after'])
  const prefix = values.text('prefix') ?? values.text('cluster_name')
  values.said(`${setting}.existing`, 'prefix', 'cluster_name')
  values.said(`${setting}.expires`, [...at, 'delete_after'])
  values.said(`${setting}.writers`, [...at, 'extra_admin_members'])
  values.said(`${setting}.access-logs`, [...at, 'usage_logs'])
  values.said(`${setting}.public`, [...at, 'public_access'])
  values.follows('who may what is said for whole buckets', [...at, 'uniform_bucket_level_access_only'])
  values.follows('tags name community and hub', [...at, 'tags'])
  return {
    existing: prefix === undefined ? key : `${prefix}-${key}`,
    ...some({
      expires: typeof days === 'number' ? `${days}d` : undefined,
      access: isRead ? 'read' : undefined,
      writers: filled(values.texts([...at, 'extra_admin_members'])),
      'access-logs': values.get([...at, 'usage_logs']) === true || undefined,
      public: values.get([...at, 'public_access']) === true || undefined,
    }),
  }
}

/** Buckets of others, and for how long credentials live. */
function data(values: Values, hub: string): PlainMap | undefined {
  const at: Path = ['hub_cloud_permissions', hub]
  const seconds = values.get([...at, 'max_session_duration'])
  const hours = typeof seconds === 'number' && seconds > 3600 ? `${Math.floor(seconds / 3600)}h` : undefined
  values.said('data.credentials', [...at, 'max_session_duration'])
  values.follows('the namespace is the one of the hub', [...at, 'hub_namespace'])
  values.note(
    { kind: 'not-carried', why: 'name each bucket that bills its readers below `data.read`, with `requester-pays`' },
    [...at, 'allow_access_to_external_requester_pays_buckets'],
  )
  return some({ ...dataOf(values, [...at, 'extra_iam_policy']), credentials: hours })
}

/** The disk of the hub's homes. Its own entry has the name of the hub. */
function home(values: Values, hub: string): PlainMap | undefined {
  const variable = ['persistent_disks', 'ebs_volumes'].find((name) => values.keys(name).length > 0)
  for (const name of ['filestores', 'enable_filestore_backups'])
    values.note({ kind: 'not-carried', why: 'a share that stays is `home.server`; else `home.kind: managed`' }, name)
  values.follows('copies are made every day', 'enable_nfs_backup', 'enable_efs_backup')
  if (variable === undefined) return undefined
  const at = own(values, variable, hub)
  const figure = (key: string, ...words: string[]): unknown => {
    values.said(`home.disk${words.map((word) => `.${word}`).join('')}`, [...at, key])
    return values.get([...at, key])
  }
  const size = figure('size', 'size')
  values.follows('names are made of community and hub', [...at, 'name_suffix'])
  values.follows('tags name community and hub', [...at, 'tags'])
  values.said('home.backup', [...at, 'disable_nfs_backups'], [...at, 'max_retention_days'])
  const keep = values.get([...at, 'disable_nfs_backups']) === true ? 0 : values.get([...at, 'max_retention_days'])
  if (typeof size !== 'number') return undefined
  const speed = some({
    kind: figure('type', 'kind'),
    iops: figure('iops', 'iops'),
    throughput: figure('throughput', 'throughput'),
  })
  return {
    disk: speed ? { size: `${size}Gi`, ...speed } : `${size}Gi`,
    ...some({ backup: typeof keep === 'number' ? { keep } : undefined }),
  }
}
