import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { facts } from '../../../lib/clouds/gcp/facts.ts'
import { machines } from '../../../lib/clouds/gcp/machines.ts'

/**
 * Measured by 2i2c on live nodes (fleet.md 2.5): allocatable cores and GiB, and what the system's pods asked for, cores
 * and MiB.
 */
const MEASURED: readonly (readonly [type: string, cores: number, gib: number, podCores: number, podMib: number])[] = [
  ['n2-highmem-4', 3.92, 27.73, 0.47, 774],
  ['n2-highmem-16', 15.89, 116.54, 0.472, 654],
  ['n2-standard-16', 15.89, 57.26, 0.472, 654],
  ['n4-standard-16', 15.89, 57.26, 0.472, 654],
  ['n2-standard-64', 63.77, 240.06, 0.472, 654],
]

const plain = (type: string) => machines.find((machine) => machine.type === type && !machine.gpu)!

/**
 * What csi-driver-nfs (3 containers of 10 m and 20 MiB) and the node exporter (10 m, 24 MiB) ask for beside them: not
 * on those nodes, but on ours.
 */
const OURS = { cpu: 40, memory: 84 }

test.each(MEASURED)(
  '%s: what servers are promised is there, and memory is within 5 %% of it',
  (type, cores, gib, podCores, podMib) => {
    const { schedulable } = plain(type)
    const memory = gib * 1024 - podMib
    const cpu = (cores - podCores) * 1000
    expect(schedulable.memory).toBeLessThanOrEqual(memory - OURS.memory)
    expect(schedulable.memory).toBeGreaterThan(memory * 0.95)
    expect(schedulable.cpu).toBeLessThanOrEqual(cpu - OURS.cpu)
    expect(schedulable.cpu).toBeGreaterThan(cpu * 0.97)
  },
)

const TABLE = new URL('../../../../shared/reference/instances.csv', import.meta.url)

test.skipIf(!existsSync(TABLE))('allocatable memory and CPU and prices are those of the reference table', () => {
  const [head, ...rows] = readFileSync(TABLE, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  const column = (row: string[], name: string): number => Number(row[head!.indexOf(name)])
  const ours = rows.filter(([type]) => machines.some((machine) => machine.type === type))
  expect(ours.length).toBe(25)
  for (const row of ours) {
    const machine = machines.find(({ type }) => type === row[0])!
    expect(Math.abs(machine.allocatable.memory - column(row, 'allocatable_mib')), row[0]).toBeLessThanOrEqual(1)
    expect(machine.allocatable.cpu, row[0]).toBe(column(row, 'allocatable_millicpu'))
    expect(machine.maxPods, row[0]).toBe(column(row, 'max_pods'))
    expect(machine.usdPerHour, row[0]).toBe(column(row, 'usd_per_hour'))
  }
})

describe('families', () => {
  test('name machines of the table, those for GPUs with that GPU', () => {
    const { user, core, dask, gpu } = facts.families
    for (const type of [...user, ...core, ...dask]) expect(plain(type), type).toBeDefined()
    for (const [kind, types] of Object.entries(gpu)) {
      for (const type of types)
        expect(
          machines.some((machine) => machine.type === type && machine.gpu?.kind === kind),
          `${type} with ${kind}`,
        ).toBe(true)
    }
  })
  test('a bare name means the machine without a GPU, where there is one', () => {
    expect(machines.find(({ type }) => type === 'n1-standard-8')?.gpu).toBeUndefined()
  })
})

test('no machine and GPU stands twice', () => {
  const keys = machines.map(({ type, gpu }) => `${type}/${gpu?.kind ?? ''}/${gpu?.count ?? 0}`)
  expect(new Set(keys).size).toBe(keys.length)
})

test('zones lie in their region and have the form of one', () => {
  for (const region of ['us-central1', 'us-east1', 'europe-west1', 'northamerica-northeast2', 'asia-southeast1']) {
    expect(region).toMatch(facts.forms.region)
    for (const zone of facts.defaultZones(region))
      expect(zone.startsWith(`${region}-`) && facts.forms.zone.test(zone), zone).toBe(true)
  }
  expect(facts.defaultZones('us-east1')).not.toContain('us-east1-a')
  expect('us-west-2').not.toMatch(facts.forms.region)
  expect('123456789012').not.toMatch(facts.forms.account)
})
