/** Room that is kept before people come: events, servers to spare, images fetched early. */
import type { EventPlan } from '../../plan/event.ts'
import type { SizePlan } from '../../plan/types.ts'
import { HOURS_A_MONTH } from '../../plan/units.ts'
import { defineMeanings, type HubPair, type Meaning } from './meaning.ts'
import { day, dollars, matched, plural } from './words.ts'

const ROOM = [
  'helm jupyterhub scheduling',
  'helm jupyterhub prePuller',
  'helm jupyterhub singleuser',
  'kubernetes * *',
  'installed * *',
]

interface Room {
  name: string
  days: string
  machines: number
  price: string
}

/** `1 machine's worth of placeholders`. */
const worth = (machines: number): string => `${plural(machines, "machine's", "machines'")} worth of placeholders`

export const eventMeanings = defineMeanings({
  'event-comes': {
    harm: 'costs',
    what: ({ name, days, machines, price, users }: Room & { users: number }) =>
      `an event comes, ${name}, ${days}: room for ${plural(users, 'server')}, ${worth(machines)} ` +
      `from ${days.split(' to ')[0]}: about ${price}, whoever comes`,
    covers: ROOM,
    source: "the machine's price in the cloud's facts, from noon of the day before to noon of the day after",
  },
  'event-goes': {
    harm: 'visible',
    what: ({ name, days }: Pick<Room, 'name' | 'days'>) => `the event ${name} goes (${days}): no room is kept for it`,
    covers: ROOM,
  },
  'event-changes': {
    harm: 'costs',
    what: ({ name, words, machines, price, before }: Omit<Room, 'days'> & { words: string; before: string }) =>
      `the event ${name}: ${words}; ${worth(machines)}: about ${price}, ${before} before`,
    covers: ROOM,
    source: "the machine's price in the cloud's facts, from noon of the day before to noon of the day after",
  },
  'event-smaller': {
    harm: 'visible',
    what: ({ name, words, machines, price, before }: Omit<Room, 'days'> & { words: string; before: string }) =>
      `the event ${name}: ${words}; ${worth(machines)}: about ${price}, ${before} before`,
    covers: ROOM,
  },
  'spare-more': {
    harm: 'costs',
    what: ({ size, before, after, price }: { size: string; before: number; after: number; price: string }) =>
      `room for ${plural(after, 'server')} of ${size} is always kept, ${before} before: about ${price} a month more`,
    covers: ROOM,
    source: "the machine's price in the cloud's facts, 730 hours a month",
  },
  'spare-less': {
    harm: 'visible',
    what: ({ size, before, after }: { size: string; before: number; after: number }) =>
      `room for ${plural(after, 'server')} of ${size} is always kept, ${before} before: others wait for a machine`,
    covers: ROOM,
  },
  'images-early': {
    harm: 'visible',
    what: ({ words }: { words: string }) => words,
    covers: ['helm jupyterhub prePuller', 'kubernetes DaemonSet/* *', 'installed * *'],
  },
})

export function events({ before, after }: HubPair): Meaning[] {
  const told = matched(before.events, after.events, ({ key }) => key).flatMap(({ key, before: old, after: young }) =>
    eventMeaning({ name: key, old, young, settings: [`events.${key}`, '?events'] }, { before, after }),
  )
  return [...told, ...spare({ before, after }), ...early({ before, after })]
}

interface Event {
  name: string
  old: EventPlan | undefined
  young: EventPlan | undefined
  settings: readonly string[]
}

function eventMeaning({ name, old, young, settings }: Event, { before, after }: Omit<HubPair, 'facts'>): Meaning[] {
  const { tell } = eventMeanings
  if (!young) return [tell('event-goes', { name, days: daysOf(old!) }, { settings })]
  const { machines, price } = roomOf(young, after)
  if (!old)
    return [
      tell(
        'event-comes',
        { name, days: daysOf(young), users: young.warm, machines, price: dollars(price) },
        { settings },
      ),
    ]
  const words = eventChanges(old, young)
  if (words.length === 0) return []
  const cost = roomOf(old, before).price
  const args = { name, words: words.join('; '), machines, price: dollars(price), before: dollars(cost) }
  return [tell(price > cost ? 'event-changes' : 'event-smaller', args, { settings })]
}

const daysOf = ({ from, until }: EventPlan): string => `${day(from)} to ${day(until)}`

const eventChanges = (old: EventPlan, young: EventPlan): string[] => [
  ...(old.from === young.from && old.until === young.until ? [] : [`${daysOf(young)}, ${daysOf(old)} before`]),
  ...(old.users === young.users ? [] : [`${old.users} → ${plural(young.users, 'person', 'people')}`]),
  ...(old.warm === young.warm ? [] : [`room for ${old.warm} → ${plural(young.warm, 'server')}`]),
  ...(old.size?.key === young.size?.key ? [] : [`servers of ${young.size?.title ?? 'no size'}`]),
]

type Cluster = HubPair['after']

/** Machines that the event's servers fill, and what they cost on its days. */
function roomOf({ size, warm, hours }: EventPlan, hub: Cluster): { machines: number; price: number } {
  if (!size) return { machines: 0, price: 0 }
  const machines = Math.ceil(warm / Math.max(1, size.perNode))
  return { machines, price: machines * hours * priceOf(size, hub) }
}

const priceOf = ({ pool }: SizePlan, { cluster }: Cluster): number =>
  cluster.pools.find(({ name }) => name === pool)?.machine.usdPerHour ?? 0

function spare({ before, after }: Omit<HubPair, 'facts'>): Meaning[] {
  const { tell } = eventMeanings
  return matched(before.spare, after.spare, ({ key }) => key).flatMap(({ key, before: old, after: young }) => {
    const [then, now] = [old?.servers ?? 0, young?.servers ?? 0]
    const size = (young ?? old)!.size
    if (then === now || !size) return []
    const settings = [`spare.${key}`, '?spare']
    const args = { size: size.title, before: then, after: now }
    const cost = ((now - then) / Math.max(1, size.perNode)) * priceOf(size, after) * HOURS_A_MONTH
    return [
      now > then
        ? tell('spare-more', { ...args, price: dollars(cost) }, { settings })
        : tell('spare-less', args, { settings }),
    ]
  })
}

function early({ before, after }: Omit<HubPair, 'facts'>): Meaning[] {
  const [old, young] = [before.prepull, after.prepull]
  const images = (plan: typeof old): string =>
    plan ? plan.environments.map(({ title }) => title).join(', ') || 'none' : 'none'
  const key = (plan: typeof old): string => (plan ? `${images(plan)} ${plan.when} ${plan.pools?.join() ?? ''}` : '')
  if (key(old) === key(young)) return []
  const words = young
    ? `images are fetched ${young.when === 'always' ? 'onto each machine as it comes' : 'before each upgrade'}: ` +
      images(young)
    : 'images are no longer fetched before people come: first starts on a machine take longer'
  return [eventMeanings.tell('images-early', { words }, { settings: ['prepull', '?events'] })]
}
