/** Rules of how much room the settings say there is for how many people. */
import { defineProblems } from '../diagnostics.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { dayNumber } from '../plan/event.ts'
import { perHub, theirs, type RuleSet } from './check.ts'

interface Room {
  hub: string
  disk: number
  quota: number
}

const problems = defineProblems({
  'disk-of-few/quota': {
    severity: 'warning',
    message: ({ hub, disk, quota }: Room) =>
      `the disk of all homes of ${hub} has ${disk} GiB, and each person may keep ${quota}: ` +
      'two people who do fill it, and then nobody can save anything',
    help: 'Enlarge the disk, or lower the quota.',
  },
  'disk-of-few/people': {
    severity: 'warning',
    message: ({ hub, disk, quota, people }: Room & { people: number }) =>
      `the disk of all homes of ${hub} has ${disk} GiB for ${people} people, who may keep ${quota} each: ` +
      'it is full once each has a quarter of that',
    help: 'Leave `disk:` out: hubloom plans half of what all quotas allow. Or say how many people there are.',
  },
  'event-beyond-homes': {
    severity: 'warning',
    message: ({ hub, event, users, people }: { hub: string; event: string; users: number; people: number }) =>
      `${users} people are expected at the event \`${event}\` of ${hub}, and its homes are planned for ${people}`,
    help: ({ users }: { users: number }) => `Write \`home: { people: ${users} }\`, or correct one of the two figures.`,
  },
  'event-long': {
    severity: 'warning',
    message: ({ hub, event, days }: { hub: string; event: string; days: number }) =>
      `the event \`${event}\` of ${hub} lasts ${days} days, and room is kept, and paid for, all the time`,
    help: 'Correct the dates. For room at all times there is `spare:`.',
  },
})

/** Homes on a disk that all people share. */
const isShared = ({ home }: UncheckedHub): boolean =>
  home.kind === 'disk' && home.personal === 'folder' && home.within === undefined && home.disk > 0

const room = perHub((hub) => {
  const { id, home, purpose, settings } = hub
  const { disk, quota, people, sized } = home
  if (!isShared(hub) || !sized || quota === undefined) return []
  const at = theirs(settings.at(['home', 'disk']), settings.nearest(['home', 'quota']))
  const args = { hub: id, disk, quota }
  // a staging hub is for the few who look after it; that a quota is larger than the disk is told of itself
  if (purpose !== 'staging' && quota <= disk && disk < 2 * quota)
    return [problems.raise('disk-of-few/quota', { at, args })]
  if (people === undefined || settings.at(['home', 'people']).community === undefined) return []
  const isFew = disk >= 2 * quota && disk * 4 < people * quota
  return isFew ? [problems.raise('disk-of-few/people', { at, args: { ...args, people } })] : []
})

const eventPeople = perHub((hub) => {
  const { id, events, home, settings } = hub
  const { people, sized } = home
  if (!isShared(hub) || people === undefined || sized) return []
  return events
    .filter(({ users }) => users > 2 * people)
    .map(({ key: event, users }) =>
      problems.raise('event-beyond-homes', {
        at: settings.at(['events', event, 'users']),
        args: { hub: id, event, users, people },
      }),
    )
})

/** Days that no workshop, exam or term lasts. */
const LONG = 200

const eventLength = perHub(({ id: hub, events, settings }) =>
  events.flatMap(({ key: event, from, until }) => {
    const days = dayNumber(until) - dayNumber(from) + 1
    const args = { hub, event, days }
    return days <= LONG ? [] : [problems.raise('event-long', { at: settings.at(['events', event, 'until']), args })]
  }),
)

export const homeRoomRules: RuleSet = { problems, rules: [room, eventPeople, eventLength] }
