/** Whether people find room on a cluster, in a sentence: at an event, on a usual day, and what would be full first. */
import { DIMENSIONS, type PoolCapacity } from '../plan/capacity.ts'
import { peopleOf, type Crowd, type FullFirst } from '../plan/full-first.ts'
import type { CrowdFacts } from './facts.ts'
import { daysOf, number, plural } from './words.ts'

/** All of them fit, and at how many something would be full; or how many do not. */
export function roomSentence({ crowd, first }: CrowdFacts): string {
  if (!first) return `${whenOf(crowd)} nobody is expected.`
  const people = peopleOf(crowd)
  const expected = first.people === people ? '' : `, where ${number(first.people)} are expected`
  const why = first.of === 'servers' ? `: it lets at most ${plural(first.room, 'server')} run at once` : ''
  return first.room >= first.people
    ? `${whenOf(crowd)} all ${whoOf(crowd)} fit; ${limitOf(first, 'would be')}, ` +
        `at ${number(first.room)} people${hubsOf(first)}${expected}${why}.`
    : `${whenOf(crowd)} not all ${whoOf(crowd)} fit: ${limitOf(first, 'is')}, ` +
        `at ${number(first.room)} of ${number(first.people)} people${hubsOf(first)}${why}.`
}

function whoOf(crowd: Crowd): string {
  const people = peopleOf(crowd)
  return `${number(people)} ${people === 1 ? 'person' : 'people'}${crowd.event ? '' : ' at work at the same time'}`
}

/** Of core machines, which hubs fill and not people. */
export function coreSentence({ pool, needs, most }: PoolCapacity): string {
  const share = (of: (typeof DIMENSIONS)[number]): number =>
    needs[of].asked === 0 ? 0 : needs[of].asked / (needs[of].each * most)
  const first = DIMENSIONS.reduce((a, b) => (share(a) >= share(b) ? a : b))
  const machines = Math.max(...DIMENSIONS.map((of) => needs[of].machines))
  const percent = Math.round(share(first) * 100)
  return (
    `The pods of hubs and services need ${machines} of at most ${most} machines of the pool ${pool.name}; ` +
    `with more hubs it would be full first in ${WORDS[first]}, of which ${percent} % is requested.`
  )
}

/** `At exams (South Campus, 18 to 22 January 2027, together with resits)`. */
function whenOf({ event, together, beside }: Crowd): string {
  if (!event) return 'On a usual day'
  const others = together.length > 0 ? `, together with ${together.join(', ')}` : ''
  const usual = beside.length > 0 ? ', with a usual day at the other hubs,' : ''
  return `At ${event.key} (${event.hub.title}, ${daysOf(event)}${others})${usual}`
}

const WORDS = { memory: 'memory', cpu: 'CPU', pods: 'pods', disks: 'disks', gpus: 'GPUs' } as const

/** `the pool user-n2-highmem-4 would be full first, in CPU`. */
function limitOf(first: FullFirst, verb: string): string {
  const isFull = `${verb} full first`
  switch (first.of) {
    case 'servers':
      return `the hub ${first.hub.title} ${isFull}`
    case 'quota-memory':
      return `the quota of the namespace of ${first.hub.title} ${isFull}, in memory`
    case 'quota-cpu':
      return `the quota of the namespace of ${first.hub.title} ${isFull}, in CPU`
    case 'addresses':
      return `the range of IP addresses for the pool ${first.pool.name} ${isFull}`
    default:
      return `the pool ${first.pool.name} ${isFull}, in ${WORDS[first.of]}`
  }
}

/** Whose people a pool has room for, where that has not been said: ` of South Campus`, ` of 9 hubs`. */
function hubsOf(first: FullFirst): string {
  if (!('hubs' in first)) return ''
  const { hubs } = first
  return ` of ${hubs.length > NAMED ? plural(hubs.length, 'hub') : hubs.map(({ title }) => title).join(' and ')}`
}

/** Of more hubs, it is said how many they are. */
const NAMED = 2
