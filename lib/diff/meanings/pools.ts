/** The pools of machines of a cluster: which there are, of what machines, and how many. */
import type { PoolCapacity } from '../../plan/capacity.ts'
import type { Pool } from '../../plan/types.ts'
import { HOURS_A_MONTH } from '../../plan/units.ts'
import { defineMeanings, type ClusterPair, type Meaning } from './meaning.ts'
import { dollars, isSame, matched, plural, some, without } from './words.ts'

interface Named {
  name: string
}
interface Both {
  before: string
  after: string
}
interface Counts {
  before: number
  after: number
}

/** Objects of a pool begin with its name; what else knows of it are lists of the cluster's root and services. */
const ROOT = ['terraform * *', 'helm cluster-autoscaler *', 'helm traefik *', 'kubernetes * *']

export const poolMeanings = defineMeanings({
  'pool-comes': {
    harm: 'costs',
    what: ({ name, max, price, spot }: Named & { max: number; price: string; spot: boolean }) =>
      `pool ${name} comes: up to ${plural(max, 'machine')} at ${price} an hour` +
      `${spot ? ' on demand, less since the cloud may take them back' : ''}`,
    covers: ROOT,
    source: "the machine's on-demand price in the cloud's facts",
  },
  'pool-goes': {
    harm: 'interrupts',
    what: ({ name }: Named) => `pool ${name} goes, with its machines: servers that run there stop`,
    covers: ROOT,
    source: "the provider's documentation of the pool: it is deleted with its resource, machines and all",
  },
  'pool-machine': {
    harm: 'interrupts',
    what: ({ name, before, after, price }: Named & Both & { price: string }) =>
      `pool ${name}: machines ${before} → ${after}, ${price}: the old ones go, and servers that run there stop`,
    covers: ROOT,
    source: "the provider's table of what replaces a pool (clouds/*/resource-types.ts: stops)",
  },
  'pool-disk': {
    harm: 'interrupts',
    what: ({ name, before, after }: Named & Counts) =>
      `pool ${name}: boot disks ${before} → ${after} GiB, by machines made anew`,
    covers: ROOT,
  },
  'pool-generation': {
    harm: 'visible',
    what: ({ name, before, after }: Named & Both) =>
      `pool ${name}: machines of generation ${after} instead of ${before}, and beside them while both are named`,
    covers: ROOT,
  },
  'more-machines': {
    harm: 'costs',
    what: ({ name, before, after, price }: Named & Counts & { price: string }) =>
      `pool ${name}: up to ${plural(after, 'machine')}, ${before} before, at ${price} an hour each`,
    covers: ROOT,
  },
  'fewer-machines': {
    harm: 'locks-out',
    what: ({ name, before, after }: Named & Counts) =>
      `pool ${name}: ${plural(after, 'machine')} at most, ${before} before: once they are full, whoever comes ` +
      'gets no server',
    covers: ROOT,
    source: 'kubernetes.io, cluster autoscaler FAQ: a group grows to its maximum only',
  },
  'always-on-more': {
    harm: 'costs',
    what: ({ name, before, after, price }: Named & Counts & { price: string }) =>
      `pool ${name}: ${plural(after, 'machine')} always on, ${before} before: about ${price} a month more`,
    covers: ROOT,
    source: "the machine's on-demand price in the cloud's facts, 730 hours a month",
  },
  'always-on-less': {
    harm: 'visible',
    what: ({ name, before, after, price }: Named & Counts & { price: string }) =>
      `pool ${name}: ${plural(after, 'machine')} always on, ${before} before: about ${price} a month less`,
    covers: ROOT,
  },
  'pool-spot': {
    harm: 'interrupts',
    what: ({ name, spot }: Named & { spot: boolean }) =>
      spot
        ? `pool ${name}: machines that the cloud may take back at any time, with what runs on them`
        : `pool ${name}: machines that the cloud does not take back, at the full price`,
    covers: ROOT,
  },
  'pool-otherwise': {
    harm: 'visible',
    what: ({ name, words }: Named & { words: string }) => `pool ${name}: ${words}`,
    covers: ROOT,
  },
})

export function pools({ before, after, capacity }: ClusterPair): Meaning[] {
  const stays = (id: string): boolean => before.hubs.includes(id) && after.hubs.includes(id)
  const { tell } = poolMeanings
  return matched(capacity.before.pools, capacity.after.pools, ({ pool }) => pool.name).flatMap(
    ({ key: name, before: old, after: young }) => {
      const settings = settingsOf((young ?? old)!.pool)
      if (!young) return [tell('pool-goes', { name }, { settings })]
      if (!old) return [newPool(young, settings)]
      return [
        ...machineChanges(onlyOf(old.pool, stays), onlyOf(young.pool, stays), settings),
        ...countChanges(old, young, settings),
      ]
    },
  )
}

const newPool = ({ pool: { name, max, machine, spot } }: PoolCapacity, settings: readonly string[]): Meaning =>
  poolMeanings.tell('pool-comes', { name, max, price: dollars(machine.usdPerHour), spot }, { settings })

/** Settings that decide a pool, of the cluster, and of the hubs that ask for it. */
const settingsOf = ({ name, purpose, named }: Pool): string[] => [
  `pools.${name}`,
  ...(named ? [] : plannedBy(name, purpose)),
  '?pools',
  ...(purpose === 'dask' ? ['?dask'] : []),
  ...(purpose === 'user' ? ['?sizes', '?memory', '?cpu', '?events', '?spare', '?groups'] : []),
  '?cluster',
]

const plannedBy = (name: string, purpose: Pool['purpose']): string[] =>
  purpose === 'core' ? ['core'] : [`machines.limits.${name}`, 'machines']

function machineChanges(old: Pool, young: Pool, settings: readonly string[]): Meaning[] {
  const { tell } = poolMeanings
  const { name } = young
  const price = `${dollars(young.machine.usdPerHour)} an hour each, ${dollars(old.machine.usdPerHour)} before`
  const others = [
    ...(isSame(old.hubs, young.hubs) ? [] : [hubsOf(old, young)]),
    ...(isSame([old.labels, old.taints], [young.labels, young.taints]) ? [] : ['labels and taints of its machines']),
    ...(isSame(kindOf(old), kindOf(young)) ? [] : ['other kinds of machine, zones or disks']),
  ]
  const told = [
    ...(old.machine.type === young.machine.type
      ? []
      : [tell('pool-machine', { name, before: old.machine.type, after: young.machine.type, price }, { settings })]),
    ...(old.disk === young.disk
      ? []
      : [tell('pool-disk', { name, before: old.disk, after: young.disk }, { settings })]),
    ...(isSame(old.generations, young.generations)
      ? []
      : [
          tell(
            'pool-generation',
            { name, before: old.generations.join(' and '), after: young.generations.join(' and ') },
            {
              settings: [
                `pools.${name}.generation`,
                `pools.${name}.replacing`,
                'machines.generation',
                'machines.replacing',
                ...settings,
              ],
            },
          ),
        ]),
    ...(old.spot === young.spot ? [] : [tell('pool-spot', { name, spot: young.spot }, { settings })]),
  ]
  return told.length > 0 || others.length === 0
    ? told
    : [tell('pool-otherwise', { name, words: others.join('; ') }, { settings })]
}

/** With the hubs that come or go left out: they are told of themselves. */
const onlyOf = (pool: Pool, stays: (id: string) => boolean): Pool => ({ ...pool, hubs: pool.hubs.filter(stays) })

/** What cluster.yaml says of the machines themselves. */
const kindOf = ({ named }: Pool): unknown =>
  named && [named.machines.map(({ type }) => type), named.zones, named.disks, named.localDisk, named.purpose]

function hubsOf(old: Pool, young: Pool): string {
  const [come, go] = [without(young.hubs, old.hubs), without(old.hubs, young.hubs)]
  return [
    ...(come.length > 0 ? [`servers of ${some(come)} run there, too`] : []),
    ...(go.length > 0 ? [`servers of ${some(go)} no longer run there`] : []),
  ].join('; ')
}

function countChanges(old: PoolCapacity, young: PoolCapacity, settings: readonly string[]): Meaning[] {
  const { tell } = poolMeanings
  const { name, machine, max } = young.pool
  const price = dollars(machine.usdPerHour)
  const monthly = Math.abs(young.rest - old.rest) * machine.usdPerHour * HOURS_A_MONTH
  return [
    ...(max === old.pool.max
      ? []
      : [
          tell(
            max > old.pool.max ? 'more-machines' : 'fewer-machines',
            { name, before: old.pool.max, after: max, price },
            { settings },
          ),
        ]),
    ...(young.rest === old.rest
      ? []
      : [
          tell(
            young.rest > old.rest ? 'always-on-more' : 'always-on-less',
            { name, before: old.rest, after: young.rest, price: dollars(monthly) },
            { settings: [...(young.pool.purpose === 'core' ? ['?monitoring', '?hub'] : []), ...settings] },
          ),
        ]),
  ]
}
