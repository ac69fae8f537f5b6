import { describe, expect, test } from 'vitest'
import type { Rule } from '../../lib/checks/check.ts'
import { daskLimitsTooSmall, daskWithoutMachines } from '../../lib/checks/dask.ts'
import { expiryInDays, requesterPays, variableTwice } from '../../lib/checks/data.ts'
import { clusterOpenToServers } from '../../lib/checks/reach.ts'
import {
  directoryNotKept,
  diskWithoutQuota,
  folderName,
  foldersWithoutHome,
  managedUnavailable,
  managedWithQuota,
  quotaLargerThanDisk,
} from '../../lib/checks/storage.ts'
import type { HubPlan } from '../../lib/plan/types.ts'
import type { CloudFacts } from '../../lib/plan/cloud-facts.ts'
import { findings } from '../plan.ts'
import { dask, hubPlan } from '../services/plan.ts'

type Changes = Parameters<typeof hubPlan>[0]

/** Where the findings stand, as the path of the setting: plans made by hand answer with it. */
function places(check: Rule, changes: Changes, unsupported: CloudFacts['unsupported'] = {}): string[] {
  const found = findings([check], [hubPlan(changes)], { unsupported })
  for (const { message, help } of found)
    expect(message.length > 20 && help.length > 20 && !/undefined|null GiB|NaN/.test(message + help)).toBe(true)
  return found.map(({ at }) => at.file)
}

const withDask = hubPlan({ settings: { dask: true } }).cluster
const withoutMachines = { ...withDask, pools: withDask.pools.map((pool) => ({ ...pool, max: 0 })) }
const home = (more: Partial<HubPlan['home']>): HubPlan['home'] => ({ ...hubPlan().home, ...more })
const settingsHome = (more: object) => ({ disk: '500Gi', quota: '10Gi', ...more })
const withoutQuota = {
  kind: 'disk' as const,
  personal: 'folder' as const,
  person: '',
  unused: [],
  sized: false,
  drive: {},
  disk: 500,
  service: hubPlan().home.service,
  fast: false,
  snapshots: 7,
  mayDestroy: false,
}
const bucket = (key: string, more: Partial<HubPlan['buckets'][number]> = {}): HubPlan['buckets'][number] => ({
  key,
  variable: `${key.toUpperCase()}_BUCKET`,
  fullName: `polar-${key}`,
  url: `s3://polar-${key}`,
  personal: true,
  versions: false,
  requesterPays: false,
  mayDestroy: false,
  readOnly: false,
  writers: [],
  readers: [],
  public: false,
  accessLogs: false,
  ...more,
})
const grant = (more: Partial<HubPlan['grants'][number]> = {}): HubPlan['grants'][number] => ({
  key: 'ice',
  url: 's3://ice',
  bucket: 'ice',
  write: false,
  requesterPays: false,
  tags: false,
  versions: false,
  list: true,
  ...more,
})
const group = (...folders: string[]) => Object.fromEntries(folders.map((folder, i) => [`group-${i}`, { folder }]))

describe('each rule, kept and broken', () => {
  test.each<[string, Rule, Changes, string[], CloudFacts['unsupported']?]>([
    ['quota within the disk', quotaLargerThanDisk, {}, []],
    ['quota of the whole disk', quotaLargerThanDisk, { home: home({ disk: 10 }) }, []],
    ['quota beyond the disk', quotaLargerThanDisk, { home: home({ quota: 501 }) }, ['home.quota']],
    ['a size that is missing is spoken of elsewhere', quotaLargerThanDisk, { home: home({ disk: 0 }) }, []],
    ['a disk with a quota', diskWithoutQuota, {}, []],
    ['a disk without', diskWithoutQuota, { home: withoutQuota }, ['home.quota']],
    ['no homes need no quota', diskWithoutQuota, { home: { ...withoutQuota, kind: 'none', personal: 'none' } }, []],
    [
      'managed homes without a quota',
      managedWithQuota,
      { settings: { home: settingsHome({ kind: 'managed', quota: null }) } },
      [],
    ],
    [
      'managed homes with one',
      managedWithQuota,
      { settings: { home: settingsHome({ kind: 'managed' }) } },
      ['home.quota'],
    ],
    ['managed homes where the cloud has them', managedUnavailable, { home: home({ kind: 'managed' }) }, []],
    [
      'managed homes where it has not',
      managedUnavailable,
      { home: home({ kind: 'managed' }) },
      ['home.kind'],
      { 'managed-home': 'This cloud has no file service that hubloom makes.' },
    ],
    ['folders of a home', foldersWithoutHome, { settings: { folders: { shared: true } } }, []],
    [
      'folders without one',
      foldersWithoutHome,
      { home: home({ kind: 'none' }), settings: { folders: { shared: true, public: false }, groups: group('ice') } },
      ['folders.shared', 'groups.group-0.folder'],
    ],
    ['folders of two groups', folderName, { settings: { groups: group('ice', 'snow') } }, []],
    ['one folder for two groups', folderName, { settings: { groups: group('ice', 'ice') } }, ['groups.group-1.folder']],
    [
      'folders that are taken',
      folderName,
      { settings: { groups: group('..', 'shared', 'allusers') } },
      ['groups.group-0.folder', 'groups.group-1.folder', 'groups.group-2.folder'],
    ],
    [
      'a directory in the home',
      directoryNotKept,
      { environments: [{ ...hubPlan().environments[0]!, directory: '/home/rstudio/work' }] },
      [],
    ],
    [
      'a directory elsewhere',
      directoryNotKept,
      { environments: [{ ...hubPlan().environments[0]!, directory: '/srv/data' }] },
      ['environments.python.directory'],
    ],
    [
      'requester pays where the cloud has it',
      requesterPays,
      { buckets: [bucket('scratch', { requesterPays: true })] },
      [],
    ],
    [
      'requester pays where it has not',
      requesterPays,
      { buckets: [bucket('scratch', { requesterPays: true })], grants: [grant({ requesterPays: true })] },
      ['buckets.scratch.requester-pays', 'data.read.ice.requester-pays'],
      { 'requester-pays': 'Azure has no buckets whose readers pay.' },
    ],
    [
      'expiry in days',
      expiryInDays,
      { settings: { buckets: { scratch: { expires: '7d' }, other: { expires: '48h' }, keep: {} } } },
      [],
    ],
    [
      'expiry in hours',
      expiryInDays,
      { settings: { buckets: { scratch: { expires: '36h' } } } },
      ['buckets.scratch.expires'],
    ],
    [
      'a variable for each',
      variableTwice,
      { buckets: [bucket('scratch')], grants: [grant({ variable: 'ICE' }), grant()] },
      [],
    ],
    [
      'a variable for two buckets',
      variableTwice,
      { buckets: [bucket('scratch'), bucket('other', { variable: 'SCRATCH_BUCKET' })] },
      ['buckets.other.variable'],
    ],
    [
      'a variable that is set by hand too',
      variableTwice,
      {
        buckets: [bucket('scratch')],
        grants: [grant({ write: true, variable: 'ICE' })],
        settings: { variables: { SCRATCH_BUCKET: 's3://x', ICE: 'y' } },
      },
      ['buckets.scratch.variable', 'data.write.ice.variable'],
    ],
    ['Dask with machines', daskWithoutMachines, { settings: { dask: true } }, []],
    ['Dask without a pool', daskWithoutMachines, { dask: { ...dask, pool: 'dask-other' } }, ['dask']],
    [
      'Dask with an empty pool',
      daskWithoutMachines,
      { settings: { dask: true }, cluster: withoutMachines },
      ['machines.limits.dask-r5-4xlarge'],
    ],
    ['limits for some workers', daskLimitsTooSmall, { dask }, []],
    [
      'limits for less than one',
      daskLimitsTooSmall,
      { dask: { ...dask, maxCores: 0.5, maxMemory: 1024 } },
      ['dask.cores', 'dask.memory'],
    ],
    [
      'private machines elsewhere',
      clusterOpenToServers,
      { settings: { network: { 'allow-private': ['10.20.0.0/16', '192.168.1.0/24'] } } },
      [],
    ],
    [
      "the nodes' own range",
      clusterOpenToServers,
      { settings: { network: { 'allow-private': ['10.0.0.0/8'] } } },
      ['network.allow-private.10.0.0.0/8'],
    ],
    [
      "the pods' range",
      clusterOpenToServers,
      { settings: { network: { 'allow-private': ['100.64.3.0/24'] } } },
      ['network.allow-private.100.64.3.0/24'],
    ],
    [
      'no range at all',
      clusterOpenToServers,
      { settings: { network: { 'allow-private': ['10.20.0.1/16', '300.0.0.0/8'] } } },
      ['network.allow-private.10.20.0.1/16', 'network.allow-private.300.0.0.0/8'],
    ],
  ])('%s', (_, check, changes, expected, unsupported) => {
    expect(places(check, changes, unsupported)).toEqual(expected)
  })

  test('a default is no wish: a hub without homes needs not take the shared folder out', () => {
    const hub = hubPlan({ home: home({ kind: 'none' }), settings: { folders: { shared: true } } })
    const fromBase = {
      ...hub,
      settings: {
        ...hub.settings,
        at: () => ({ file: 'profiles/base.yaml', line: 1, column: 1, layer: 'base' as const }),
      },
    }
    expect(findings([foldersWithoutHome], [fromBase])).toEqual([])
  })
})
