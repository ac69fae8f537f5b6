import { describe, expect, test } from 'vitest'
import { facts } from '../../../lib/clouds/aws/facts.ts'

const machine = (type: string) => facts.machines.find((each) => each.type === type)!

describe('machines', () => {
  // measured in a fleet in August 2026: what Kubernetes allocates (GiB), and what the pods of every node took of it
  // (MiB)
  test.each([
    ['r5.xlarge', 29.92, 250],
    ['r5.2xlarge', 61.13, 328],
    ['r5.4xlarge', 121.49, 250],
    ['r5.16xlarge', 490.11, 250],
    ['r7i.xlarge', 29.85, 250],
    ['r7i.4xlarge', 120.93, 250],
  ])('%s: what servers get is within 3 %% of what was measured, and never more', (type, gib, overhead) => {
    const measured = gib * 1024 - overhead
    const { schedulable } = machine(type)
    expect(schedulable.memory).toBeLessThanOrEqual(measured)
    expect(schedulable.memory).toBeGreaterThanOrEqual(measured * 0.97)
  })

  test.each([
    ['r5.xlarge', 3920],
    ['r5.2xlarge', 7910],
    ['r5.4xlarge', 15_890],
    ['r5.16xlarge', 63_770],
    ['m5.large', 1930],
  ])('%s: %i thousandths of a core, as measured', (type, cpu) => {
    expect(machine(type).allocatable.cpu).toBe(cpu)
  })

  test('managed node groups hold the number of pods down', () => {
    expect([machine('r5.xlarge').maxPods, machine('r5.4xlarge').maxPods, machine('r5.16xlarge').maxPods]).toEqual([
      58, 110, 250,
    ])
  })

  test('every family names machines that are there, smallest first, with the GPU that it is for', () => {
    const { user, core, dask, gpu } = facts.families
    for (const family of [user, core, dask, ...Object.values(gpu)]) {
      const memory = family.map((type) => machine(type).memory)
      expect(memory).toEqual([...memory].sort((a, b) => a - b))
    }
    for (const [kind, types] of Object.entries(gpu))
      expect(types.map((type) => machine(type).gpu?.kind)).toEqual(types.map(() => kind))
    expect([...user, ...core, ...dask].filter((type) => machine(type).gpu)).toEqual([])
    expect(core.map((type) => machine(type).memory / 1024)).toContain(16)
    expect(new Set(facts.machines.map(({ type }) => type)).size).toBe(facts.machines.length)
  })
})

describe('forms', () => {
  test.each([
    'us-west-2',
    'eu-central-1',
    'ap-southeast-4',
    'us-gov-west-1',
    'cn-north-1',
    'eusc-de-east-1',
    'me-central-1',
    'mx-central-1',
  ])('%s is a region', (region) => {
    expect(facts.forms.region.test(region)).toBe(true)
    expect(facts.forms.zone.test(`${region}a`)).toBe(true)
    expect(facts.forms.zone.test(region)).toBe(false)
    expect(facts.defaultZones(region).every((zone) => facts.forms.zone.test(zone) && zone.startsWith(region))).toBe(
      true,
    )
  })
  test.each(['us-west', 'uswest2', 'us-west-2a', 'westeurope', 'us-central1'])('%s is none', (region) =>
    expect(facts.forms.region.test(region)).toBe(false),
  )
  test.each([
    ['000000000000', true],
    ['12345', false],
    ['0000-0000-0000', false],
  ])('account %s: %s', (account, is) => expect(facts.forms.account.test(account)).toBe(is))
})

describe('names of buckets', () => {
  const cluster = { community: 'ice', name: 'ice', cloud: 'aws' as const, region: 'us-west-2', account: '000000000000' }
  test('say whose they are, and are unique by the account', () => {
    expect(facts.bucketName({ community: 'ice', hub: 'prod', namespace: 'ice-prod' }, cluster, 'scratch')).toBe(
      'ice-prod-scratch-000000000000',
    )
  })
  test('long ones are shortened, and stay apart', () => {
    const name = (hub: string) =>
      facts.bucketName({ community: 'a-community-of-thirty-letters-x', hub, namespace: 'x' }, cluster, 'persistent')
    expect(name('a-hub-with-a-long-name-one').length).toBeLessThanOrEqual(63)
    expect(name('a-hub-with-a-long-name-one')).not.toBe(name('a-hub-with-a-long-name-two'))
  })
})
