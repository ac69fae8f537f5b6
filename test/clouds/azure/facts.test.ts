import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { azure } from '../../../lib/clouds/azure/index.ts'
import { bucketAccount, containerName, hubGroup, nodeGroup, nodePoolName } from '../../../lib/clouds/azure/names.ts'
import { poolName } from '../../../lib/plan/pools.ts'

const { facts } = azure
const of = (type: string) => facts.machines.find((machine) => machine.type === type)!

/** Computed for the reference from the same documents, rounded where these are rounded down. */
const table = new URL('../../../../shared/reference/instances.csv', import.meta.url)
const rows = existsSync(table)
  ? readFileSync(table, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('Standard_'))
      .map((line) => line.split(','))
  : []
if (rows.length === 0)
  console.warn('SKIPPED: ../shared/reference/instances.csv is not there, so machines are not compared with it')

test.skipIf(rows.length === 0).each(rows)(
  '%s is as the reference has it, and never larger',
  (type, vcpu, gib, pods, cpu, memory, _scpu, _smemory, price) => {
    const machine = of(type!)
    expect([machine.vcpu, machine.memory, machine.maxPods, machine.allocatable.cpu, machine.usdPerHour]).toEqual([
      Number(vcpu),
      Number(gib) * 1024,
      Number(pods),
      Number(cpu),
      Number(price),
    ])
    // it reads MB for the MiB that AKS reserves: 104 MiB more with 110 pods
    expect(Number(memory) - machine.allocatable.memory).toBeGreaterThanOrEqual(104)
    expect(Number(memory) - machine.allocatable.memory).toBeLessThanOrEqual(106)
  },
)

test('what a machine leaves for servers, worked out by hand', () => {
  // 32768 x 0.975 = 31948.8 - 2250 - 100; 4000 - 140; (29598 - 700) x 0.98; 3860 - 400
  expect(of('Standard_E4s_v5')).toMatchObject({
    allocatable: { memory: 29_598, cpu: 3860 },
    schedulable: { memory: 28_320, cpu: 3460 },
  })
  // between 16 cores (260) and 32 (420)
  expect(of('Standard_NC24ads_A100_v4').allocatable.cpu).toBe(24_000 - 340)
  // beyond 64 cores (740), as from 32 to 64
  expect(of('Standard_NC96ads_A100_v4').allocatable.cpu).toBe(96_000 - 1060)
})

test('every family names machines of the table, smallest first, and GPU machines have that GPU', () => {
  const { gpu, ...plain } = facts.families
  for (const types of [...Object.values(plain), ...Object.values(gpu)]) {
    expect(types.every((type) => of(type) !== undefined)).toBe(true)
    const memory = types.map((type) => of(type).memory)
    expect(memory).toEqual([...memory].sort((a, b) => a - b))
  }
  for (const [kind, types] of Object.entries(gpu)) for (const type of types) expect(of(type).gpu?.kind).toBe(kind)
})

describe('names', () => {
  const cluster = {
    community: 'polar-lab',
    name: 'polar',
    cloud: 'azure',
    region: 'westeurope',
    account: '00000000-0000-0000-0000-000000000000',
  } as const
  const hub = { community: 'polar-lab', hub: 'prod', namespace: 'polar-lab-prod' }

  test.each([
    ['user-standard-e16s-v5', 'a', 'usere16sv5a'],
    ['dask-standard-e16s-v5', 'b', 'daske16sv5b'],
  ])('pool %s of generation %s is %s', (pool, generation, name) => {
    expect(nodePoolName(pool, generation)).toBe(name)
  })

  test('all pools that planning can name are apart, within twelve letters and digits', () => {
    const pools = facts.machines.flatMap((machine) => [
      poolName('user', machine),
      poolName('user', machine, { reservedFor: 'workshop' }),
      poolName('user', machine, { reservedFor: '3d-lab' }),
      poolName('user', machine, { gpuShares: 2 }),
      poolName('dask', machine),
      poolName('dask', machine, { spot: true }),
    ])
    const names = pools.flatMap((pool) => ['a', 'b'].map((generation) => nodePoolName(pool, generation)))
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9]{1,11}$/)
  })

  test('an account is unique by subscription, community and hub, and stays when the cluster is renamed', () => {
    const here = bucketAccount(hub, cluster)
    expect(here).toMatch(/^polarlabprod[0-9a-f]{6}$/)
    expect(bucketAccount(hub, { ...cluster, name: 'other', region: 'uksouth' })).toBe(here)
    expect(
      new Set([
        here,
        bucketAccount({ ...hub, hub: 'staging' }, cluster),
        bucketAccount(hub, { ...cluster, account: '11111111-1111-1111-1111-111111111111' }),
        bucketAccount({ ...hub, community: 'polar', hub: 'lab-prod' }, cluster),
      ]).size,
    ).toBe(4)
    expect(bucketAccount({ ...hub, community: 'a-community-of-a-very-long-name' }, cluster)).toMatch(/^[a-z0-9]{24}$/)
  })

  test.each([
    ['scratch', 'scratch'],
    ['a', /^bucket-[0-9a-f]{6}$/],
    ['a--b', /^bucket-[0-9a-f]{6}$/],
  ])('container of the bucket %s', (bucket, name) => {
    expect(containerName(bucket)).toMatch(name)
  })

  test("a bucket's address is what adlfs takes", () => {
    expect(facts.bucketUrl({ hub, cluster }, 'scratch')).toBe(
      `abfs://scratch@${bucketAccount(hub, cluster)}.dfs.core.windows.net`,
    )
  })

  test("no hub's group is the machines' or the cluster's", () => {
    expect(hubGroup({ ...hub, namespace: 'nodes' }, cluster)).not.toBe(nodeGroup(cluster))
    expect(
      hubGroup({ ...hub, namespace: 'n'.repeat(63) }, { ...cluster, name: 'c'.repeat(30) }).length,
    ).toBeLessThanOrEqual(90)
  })
})
