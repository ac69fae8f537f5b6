/** Rules of events: their days, and the machines that are kept ready for them. */
import { defineProblems, listed } from '../diagnostics.ts'
import { limitSetting } from '../plan/pools.ts'
import { perHub, type RuleSet } from './check.ts'

const problems = defineProblems({
  'event-over': {
    severity: 'warning',
    dated: true,
    message: ({ hub, until }: { hub: string; until: string }) =>
      `the event of ${hub} ended on ${until}: no room is kept for it any more, and its setting can go`,
    help: 'Take it out, or write the days of the next one. Where it is inherited, write `event: null`.',
  },
  'event-dates/no-day': {
    severity: 'error',
    message: ({ day }: { day: string }) => `there is no day ${day}`,
    help: 'Write a day of the calendar, such as 2027-01-18.',
  },
  'event-dates/order': {
    severity: 'error',
    message: ({ hub, from, until }: { hub: string; from: string; until: string }) =>
      `the event of ${hub} ends on ${until}, before it begins on ${from}`,
    help: 'Exchange the two dates.',
  },
  'event-size': {
    severity: 'error',
    message: ({ hub, size }: { hub: string; size: string }) => `${hub} has no size \`${size}\` to keep room for`,
    help: ({ known }: { known: readonly string[] }) => `There are ${listed(known)}.`,
  },
  'spare-size': {
    severity: 'error',
    message: ({ hub, size }: { hub: string; size: string }) => `${hub} has no size \`${size}\` to keep room for`,
    help: ({ known }: { known: readonly string[] }) => `There are ${listed(known)}.`,
  },
  'spare-room': {
    severity: 'error',
    message: (room: { hub: string; servers: number; pool: string; machines: number; perNode: number }) =>
      `${room.hub} keeps room for ${room.servers} servers, and the machines of \`${room.pool}\` carry ` +
      `${room.machines * room.perNode} at most: ${room.machines} machines for ${room.perNode} each`,
    help: ({ limit, community }: { limit: string; community: string }) =>
      `Raise \`${limit}\` in communities/${community}/cluster.yaml, or keep room for fewer.`,
  },
  'event-room': {
    severity: 'error',
    message: (room: { hub: string; users: number; pool: string; machines: number; perNode: number }) =>
      `${room.users} people are expected at ${room.hub}, and the machines of \`${room.pool}\` carry ` +
      `${room.machines * room.perNode} at most: ${room.machines} machines for ${room.perNode} each`,
    help: ({ limit, community }: { limit: string; community: string }) =>
      `Raise \`${limit}\` in communities/${community}/cluster.yaml, or take a smaller size.`,
  },
})

const eventOver = perHub(({ id: hub, event, settings }, { today }) => {
  return event && today !== undefined && event.until < today
    ? [problems.raise('event-over', { at: settings.at(['event']), args: { hub, until: event.until } })]
    : []
})

const eventDates = perHub(({ id: hub, event, settings }) => {
  if (!event) return []
  const { from, until } = event
  const wrong = (['from', 'until'] as const).filter((key) => !isDay(event[key]))
  if (wrong.length > 0)
    return wrong.map((key) =>
      problems.raise('event-dates/no-day', { at: settings.at(['event', key]), args: { day: event[key] } }),
    )
  return until < from
    ? [problems.raise('event-dates/order', { at: settings.at(['event', 'until']), args: { hub, from, until } })]
    : []
})

/** Whether `2027-02-28` is in the calendar. */
function isDay(text: string): boolean {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
}

const eventSizes = perHub(({ id: hub, sizes, settings }) => {
  const size = settings.values.event?.size
  const known = sizes.map(({ key }) => key)
  return size === undefined || known.includes(size)
    ? []
    : [problems.raise('event-size', { at: settings.at(['event', 'size']), args: { hub, size, known } })]
})

const eventRoom = perHub(({ id: hub, event, cluster, settings }) => {
  if (!event?.size) return []
  const { users, size } = event
  const pool = cluster.pools.find(({ name }) => name === size.pool)
  if (!pool || pool.max * size.perNode >= users) return []
  const limit = limitSetting(pool, Math.ceil(users / size.perNode))
  const { community } = cluster
  const args = { hub, users, pool: pool.name, machines: pool.max, perNode: size.perNode, limit, community }
  return [problems.raise('event-room', { at: settings.at(['event', 'users']), args })]
})

const spareSizes = perHub(({ id: hub, sizes, spare, settings }) =>
  spare
    .filter(({ size }) => size === undefined)
    .map(({ key: size }) =>
      problems.raise('spare-size', {
        at: settings.at(['spare', size]),
        args: { hub, size, known: sizes.map(({ key }) => key) },
      }),
    ),
)

const spareFits = perHub(({ id: hub, spare, cluster, settings }) =>
  spare.flatMap(({ size, servers }) => {
    const pool = cluster.pools.find(({ name }) => name === size?.pool)
    if (!size || !pool || pool.max * size.perNode >= servers) return []
    const limit = limitSetting(pool, Math.ceil(servers / size.perNode))
    const args = { hub, servers, pool: pool.name, machines: pool.max, perNode: size.perNode, limit }
    return [
      problems.raise('spare-room', {
        at: settings.at(['spare', size.key]),
        args: { ...args, community: cluster.community },
      }),
    ]
  }),
)

export const eventRules: RuleSet = {
  problems,
  rules: [eventOver, eventDates, eventSizes, eventRoom, spareSizes, spareFits],
}
