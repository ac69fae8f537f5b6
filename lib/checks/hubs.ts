import { nodeAt } from '../layers/tree.ts'
import type { HubPlan } from '../plan/types.ts'
import { gigabytes, mib } from '../plan/units.ts'
import type { Check, Finding } from './check.ts'

const perHub =
  (find: (hub: HubPlan) => Finding[]): Check['find'] =>
  ({ fleet }) =>
    fleet.hubs.flatMap(find)

export const eventOver: Check = {
  code: 'event-over',
  severity: 'warning',
  find: ({ fleet, today }) =>
    fleet.hubs.flatMap((hub) => {
      const { event } = hub.settings.values
      return event && today !== undefined && event.until < today
        ? [
            {
              at: hub.settings.at(['event']),
              message: `the event of ${hub.id} ended on ${event.until}, and machines are still kept running for it`,
              help: 'Write `event: null`, or remove the hub.',
            },
          ]
        : []
    }),
}

export const eventDates: Check = {
  code: 'event-dates',
  severity: 'error',
  find: perHub((hub) => {
    const { event } = hub.settings.values
    if (!event) return []
    const missing = (['from', 'until'] as const).filter((key) => !isDay(event[key]))
    if (missing.length > 0)
      return missing.map((key) => ({
        at: hub.settings.at(['event', key]),
        message: `there is no day ${event[key]}`,
        help: 'Write a day of the calendar, such as 2027-01-18.',
      }))
    return event.until < event.from
      ? [
          {
            at: hub.settings.at(['event', 'until']),
            message: `the event of ${hub.id} ends on ${event.until}, before it begins on ${event.from}`,
            help: 'Exchange the two dates.',
          },
        ]
      : []
  }),
}

/** Whether `2027-02-28` is in the calendar. */
function isDay(text: string): boolean {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
}

export const eventSizes: Check = {
  code: 'event-size',
  severity: 'error',
  find: perHub((hub) => {
    const { event } = hub.settings.values
    if (!event?.size || hub.sizes.some(({ key }) => key === event.size)) return []
    return [
      {
        at: hub.settings.at(['event', 'size']),
        message: `${hub.id} has no size \`${event.size}\` to keep room for`,
        help: `There are ${hub.sizes.map(({ key }) => `\`${key}\``).join(', ')}.`,
      },
    ]
  }),
}

export const eventRoom: Check = {
  code: 'event-room',
  severity: 'error',
  find: perHub((hub) => {
    const { event } = hub.settings.values
    const size =
      event && (hub.sizes.find(({ key }) => key === event.size) ?? hub.sizes.find((candidate) => candidate.default))
    const pool = size && hub.cluster.pools.find(({ name }) => name === size.pool)
    if (!event || !size || !pool || pool.max * size.perNode >= event.users) return []
    return [
      {
        at: hub.settings.at(['event', 'users']),
        message:
          `${event.users} people are expected at ${hub.id}, and the machines of \`${pool.name}\` carry ` +
          `${pool.max * size.perNode} at most: ${pool.max} machines for ${size.perNode} each`,
        help:
          `Raise \`pools: { limits: { ${pool.name}: ${Math.ceil(event.users / size.perNode)} } }\` in ` +
          `communities/${hub.cluster.community}/cluster.yaml, or take a smaller size.`,
      },
    ]
  }),
}

export const certificateContact: Check = {
  code: 'certificate-contact',
  severity: 'error',
  find: perHub((hub) => {
    const cluster = hub.cluster.settings.values
    const own =
      (hub.settings.values.tls ?? (cluster.ingress === 'none' ? 'letsencrypt' : 'cert-manager')) === 'letsencrypt'
    return own && cluster.certificates?.email === undefined && hub.owner.contact === undefined
      ? [
          {
            at: hub.settings.at(['tls']),
            message: `Let's Encrypt gives ${hub.id} no certificate without an address it can write to`,
            help: 'Write `contact:` into community.yaml.',
          },
        ]
      : []
  }),
}

export const tlsWithoutIngress: Check = {
  code: 'tls-without-ingress',
  severity: 'error',
  find: perHub((hub) =>
    hub.settings.values.tls === 'cert-manager' && hub.cluster.settings.values.ingress === 'none'
      ? [
          {
            at: hub.settings.at(['tls']),
            message: `the cluster of ${hub.id} has no ingress controller that cert-manager could work with`,
            help: 'Write `tls: letsencrypt`, or `ingress: traefik` in cluster.yaml.',
          },
        ]
      : [],
  ),
}

/** Where hubloom itself puts a file into every server. */
const OWN_FILES = [
  '/usr/local/etc/jupyter/jupyter_server_config.json',
  '/usr/local/etc/ipython/ipython_kernel_config.json',
]

export const filePaths: Check = {
  code: 'file-path-taken',
  severity: 'error',
  find: perHub((hub) => {
    const files = Object.entries(hub.settings.values.files ?? {})
    return files
      .filter(([, { path }], i) => OWN_FILES.includes(path) || files.findIndex(([, other]) => other.path === path) < i)
      .map(([name, { path }]) => ({
        at: hub.settings.at(['files', name, 'path']),
        message: `there is another file at \`${path}\` in the servers of ${hub.id}, so none would start`,
        help: OWN_FILES.includes(path)
          ? 'hubloom writes it, for culling and for databases off NFS. Put yours into a folder beside it: ' +
            'Jupyter also reads `/etc/jupyter`.'
          : 'Give each file a path of its own.',
      }))
  }),
}

/** Memory for every server does nothing where people choose a size. */
export const memoryUnused: Check = {
  code: 'memory-unused',
  severity: 'warning',
  find: perHub((hub) =>
    (Object.keys(hub.settings.values.sizes ?? {}).length > 0 ? (['memory', 'cpu'] as const) : [])
      .filter(
        (key) =>
          hub.settings.at([key]).file === `communities/${hub.community}/hubs/${hub.hub}.yaml` &&
          nodeAt(hub.settings.tree, [key]) !== undefined,
      )
      .map((key) => ({
        at: hub.settings.at([key]),
        message: `\`${key}\` of ${hub.id} does nothing: people choose among its sizes`,
        help: `Write it into a size below \`sizes:\`, or take the sizes out with \`sizes: null\`.`,
      })),
  ),
}

/** A namespace that may not even hold one server. */
export const limitsTooSmall: Check = {
  code: 'limits-too-small',
  severity: 'error',
  find: perHub((hub) => {
    const { limits } = hub.settings.values
    const size = hub.sizes.find((each) => each.default)
    if (!limits?.memory || !size || mib(limits.memory) >= size.memory.guarantee) return []
    return [
      {
        at: hub.settings.at(['limits', 'memory']),
        message:
          `the namespace of ${hub.id} may have ${limits.memory} of memory, and one server of the size ` +
          `\`${size.key}\` needs ${gigabytes(size.memory.guarantee)}`,
        help: 'Raise it to what all servers at once may have.',
      },
    ]
  }),
}

/** Where group limits on memory do nothing: sizes decide. */
export const groupMemory: Check = {
  code: 'group-memory',
  severity: 'error',
  find: perHub((hub) =>
    hub.sizes.length < 2
      ? []
      : Object.entries(hub.settings.values.groups ?? {})
          .filter(([, group]) => group.memory !== undefined)
          .map(([name]) => ({
            at: hub.settings.at(['groups', name, 'memory']),
            message: `people of ${hub.id} choose a size, which decides on memory whatever group they are in`,
            help: 'Limit a larger size to the group instead: `for: [' + name + ']`.',
          })),
  ),
}

export const serviceAddress: Check = {
  code: 'service-address',
  severity: 'error',
  find: perHub((hub) =>
    Object.entries(hub.settings.values.services ?? {}).flatMap(([name, service]): Finding[] => [
      ...(service.url !== undefined && service.image !== undefined
        ? [
            {
              at: hub.settings.at(['services', name, 'url']),
              message: `the service \`${name}\` of ${hub.id} has both an address and an image to run`,
              help: 'Keep `image` where it runs beside the hub, `url` where it runs elsewhere.',
            },
          ]
        : []),
      ...(service.image === undefined &&
      (service.command !== undefined ||
        service.port !== undefined ||
        service.variables !== undefined ||
        service.files !== undefined)
        ? [
            {
              at: hub.settings.at(['services', name]),
              message:
                `nothing runs the service \`${name}\` of ${hub.id}: its \`command\`, \`port\`, \`variables\` or ` +
                '`files` go with an image',
              help: 'Add `image:`, or remove them.',
            },
          ]
        : []),
    ]),
  ),
}

export const gitPullNeedsHome: Check = {
  code: 'git-pull-without-home',
  severity: 'error',
  find: perHub((hub) =>
    hub.settings.values['git-pull']?.length && hub.home.kind === 'none'
      ? [
          {
            at: hub.settings.at(['git-pull']),
            message: `${hub.id} keeps no homes to fetch repositories into`,
            help: 'Put what people need into the image, or give the hub homes.',
          },
        ]
      : [],
  ),
}

export const closedNetwork: Check = {
  code: 'closed-network',
  severity: 'warning',
  find: perHub((hub) =>
    hub.settings.values.network?.outbound === 'closed' && hub.buckets.length + hub.grants.length > 0
      ? [
          {
            at: hub.settings.at(['network', 'outbound']),
            message: `servers of ${hub.id} may reach nothing in the internet, and so not their buckets either`,
            help: 'Write `outbound: web-only`, or remove the buckets.',
          },
        ]
      : [],
  ),
}

export const hubChecks: readonly Check[] = [
  memoryUnused,
  limitsTooSmall,
  eventOver,
  eventDates,
  eventSizes,
  eventRoom,
  certificateContact,
  tlsWithoutIngress,
  filePaths,
  groupMemory,
  serviceAddress,
  gitPullNeedsHome,
  closedNetwork,
]
