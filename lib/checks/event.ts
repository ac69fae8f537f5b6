/** Rules of events: their days, and the machines that are kept ready for them. */
import { defineProblems, listed } from '../diagnostics.ts'
import { limitSetting } from '../plan/pools.ts'
import { perHub, type RuleSet } from './check.ts'

const problems = defineProblems({
  'event-over': {
    severity: 'warning',
    dated: true,
    message: ({ hub, event, until }: { hub: string; event: string; until: string }) =>
      `the event \`${event}\` of ${hub} ended on ${until}: no room is kept for it any more, and its setting can go`,
    help: 'Take it out, or write the days of the next one. Where it is inherited, write `null` for it.',
  },
  'event-dates/no-day': {
    severity: 'error',
    message: ({ day }: { day: string }) => `there is no day ${day}`,
    help: 'Write a day of the calendar, such as 2027-01-18.',
  },
  'event-dates/order': {
    severity: 'error',
    message: ({ hub, event, from, until }: { hub: string; event: string; from: string; until: string }) =>
      `the event \`${event}\` of ${hub} ends on ${until}, before it begins on ${from}`,
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
    why: 'Placeholders that fit on no machine wait, and keep no room for anybody.',
    source: 'z2jh.jupyter.org, "Optimizations", section "Scaling up in time (user placeholders)"',
  },
  'event-limit': {
    severity: 'warning',
    message: ({ hub, event, users, most }: { hub: string; event: string; users: number; most: number }) =>
      `${users} people are expected at the event \`${event}\` of ${hub}, and the hub lets at most ${most} servers ` +
      'run at once',
    help: ({ users }: { users: number }) =>
      `Write ${users} or more for \`limits: { servers: … }\` and \`hub: { active-servers: … }\`, as far as they are ` +
      'set: the lower one holds.',
    why: 'JupyterHub refuses to start more, though machines are ready.',
    source: 'jupyterhub.readthedocs.io, "JupyterHub.active_server_limit"',
  },
  'event-room': {
    severity: 'error',
    message: (room: { hub: string; event: string; users: number; pool: string; machines: number; perNode: number }) =>
      `${room.users} people are expected at the event \`${room.event}\` of ${room.hub}, ` +
      `and the machines of \`${room.pool}\` carry ` +
      `${room.machines * room.perNode} at most: ${room.machines} machines for ${room.perNode} each`,
    help: ({ limit, community }: { limit: string; community: string }) =>
      `Raise \`${limit}\` in communities/${community}/cluster.yaml, or take a smaller size.`,
  },
})

const eventLimit = perHub(({ id: hub, events, pod: { activeServers: most = Infinity }, settings }) =>
  events
    .filter(({ users }) => users > most)
    .map(({ key: event, users }) =>
      problems.raise('event-limit', {
        at: settings.at(['events', event, 'users']),
        args: { hub, event, users, most },
      }),
    ),
)

const eventOver = perHub(({ id: hub, events, settings }, { today }) =>
  events
    .filter(({ until }) => today !== undefined && until < today)
    .map(({ key: event, until }) =>
      problems.raise('event-over', { at: settings.at(['events', event]), args: { hub, event, until } }),
    ),
)

const eventDates = perHub(({ id: hub, events, settings }) =>
  events.flatMap((event) => {
    const { key, from, until } = event
    const wrong = (['from', 'until'] as const).filter((end) => !isDay(event[end]))
    if (wrong.length > 0)
      return wrong.map((end) =>
        problems.raise('event-dates/no-day', { at: settings.at(['events', key, end]), args: { day: event[end] } }),
      )
    const at = settings.at(['events', key, 'until'])
    return until < from ? [problems.raise('event-dates/order', { at, args: { hub, event: key, from, until } })] : []
  }),
)

/** Whether `2027-02-28` is in the calendar. */
function isDay(text: string): boolean {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
}

const eventSizes = perHub(({ id: hub, sizes, settings }) => {
  const known = sizes.map(({ key }) => key)
  return Object.entries(settings.values.events ?? {}).flatMap(([event, { size }]) =>
    size === undefined || known.includes(size)
      ? []
      : [problems.raise('event-size', { at: settings.at(['events', event, 'size']), args: { hub, size, known } })],
  )
})

const eventRoom = perHub(({ id: hub, events, cluster, settings }) =>
  events.flatMap(({ key: event, users, size }) => {
    const pool = cluster.pools.find(({ name }) => name === size?.pool)
    if (!size || !pool || pool.max * size.perNode >= users) return []
    const limit = limitSetting(pool, Math.ceil(users / size.perNode))
    const { community } = cluster
    const args = { hub, event, users, pool: pool.name, machines: pool.max, perNode: size.perNode, limit, community }
    return [problems.raise('event-room', { at: settings.at(['events', event, 'users']), args })]
  }),
)

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
  rules: [eventOver, eventDates, eventSizes, eventRoom, eventLimit, spareSizes, spareFits],
}
