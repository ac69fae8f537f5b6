import type { HubSettings } from '../settings/index.ts'
import type { SizePlan } from './types.ts'

/** A workshop or exam: machines are on, and images there, before people come. */
export interface EventPlan {
  /** Its name in the settings. */
  key: string
  users: number
  /** First and last day: `2027-01-18`. */
  from: string
  until: string
  /** The size that room is kept for, and for how many servers of it. */
  size?: SizePlan
  warm: number
  /** How long that room is kept: its days, and half a day before and after, for every time zone. */
  hours: number
}

/** The default size where the settings name none; the check `event-size` refuses one that there is not. */
export const planEvents = (
  { events = {} }: HubSettings,
  sizes: readonly SizePlan[],
  defaultSize: SizePlan | undefined,
): EventPlan[] =>
  Object.entries(events).map(([key, event]) => ({
    key,
    users: event.users,
    from: event.from,
    until: event.until,
    size: sizes.find((size) => size.key === event.size) ?? defaultSize,
    warm: event.warm ?? event.users,
    hours: 24 * (dayNumber(event.until) - dayNumber(event.from) + 2),
  }))

/** Whether servers of the hub are on machines of their own while an event stands in its settings. */
export const hasOwnMachines = ({ events = {} }: HubSettings): boolean =>
  Object.values(events).some((event) => event['own-machines'])

/**
 * Those that are on together and keep the most servers ready, from the day before to the day after; of one event, on
 * one of its own days.
 */
export function busiestDay<Event extends EventPlan>(events: readonly Event[], during?: Event): Event[] {
  const days = events.map((event) => ({ event, ...daysOf(event) }))
  const asked = during ? daysOf(during) : { from: -Infinity, until: Infinity }
  const together = days
    .map(({ from }) => Math.max(from, asked.from))
    .filter((day) => day < asked.until)
    .map((day) => days.flatMap(({ event, from, until }) => (from <= day && day < until ? [event] : [])))
  const servers = (of: readonly Event[]): number => of.reduce((sum, { warm }) => sum + warm, 0)
  return together.reduce<Event[]>((a, b) => (servers(a) >= servers(b) ? a : b), [])
}

interface Days {
  from: string
  until: string
}

/** In order of date: of those that begin on the same day, the shorter one first. */
export const byDate = (a: Days, b: Days): number =>
  dayNumber(a.from) - dayNumber(b.from) || dayNumber(a.until) - dayNumber(b.until)

const daysOf = ({ from, until }: Days): { from: number; until: number } => ({
  from: dayNumber(from) - 1,
  until: dayNumber(until) + 1,
})

/** Days since the first of March of the year 0, in which leap days come last in the year. */
export function dayNumber(day: string): number {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const shifted = (month + 9) % 12
  const years = month > 2 ? year : year - 1
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400)
  return years * 365 + leapDays + Math.floor((shifted * 306 + 5) / 10) + date - 1
}
