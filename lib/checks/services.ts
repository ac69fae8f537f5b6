/** Rules of services beside the hub: what runs them. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import type { UncheckedHub } from '../plan/types.ts'
import type { HubSettings } from '../settings/index.ts'
import { perHub, type Rule, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'service-address/two': {
    severity: 'error',
    message: ({ hub, service }: OfHub & { service: string }) =>
      `the service \`${service}\` of ${hub} has both an address and an image to run`,
    help: 'Keep `image` where it runs beside the hub, `url` where it runs elsewhere.',
  },
  'service-address/no-image': {
    severity: 'error',
    message: ({ hub, service }: OfHub & { service: string }) =>
      `nothing runs the service \`${service}\` of ${hub}: its \`command\`, \`port\`, \`variables\` or \`files\` go ` +
      'with an image',
    help: 'Add `image:`, or remove them.',
  },
  'service-in-hub/place': {
    severity: 'error',
    message: ({ hub, service, setting }: OfHub & { service: string; setting: string }) =>
      `the hub ${hub} itself runs the service \`${service}\`, which has no place for \`${setting}\``,
    help: 'Add `image:`, so that it has a pod of its own; or take this out.',
    why: "A process of the hub has the hub's pod: its memory, its user, and the files of `hub.files`.",
  },
  'service-in-hub/secret': {
    severity: 'error',
    message: ({ hub, service, variable }: OfHub & { service: string; variable: string }) =>
      `the hub ${hub} itself runs the service \`${service}\`, and can only give its variable \`${variable}\` a text`,
    help: 'Lay the Secret into a file below `hub.files`, which the service can read; or add `image:`.',
  },
})

type Service = NonNullable<HubSettings['services']>[string]

export const serviceAddress: Rule = perHub((hub) =>
  Object.entries(hub.settings.values.services ?? {}).flatMap(([service, asked]): Diagnostic[] => {
    const { url, image, command } = asked
    const at = hub.settings.at(['services', service])
    const args = { hub: hub.id, service }
    if (image !== undefined)
      return url === undefined
        ? []
        : [
            problems.raise('service-address/two', {
              at: hub.settings.at(['services', service, 'url']),
              related: [{ at: hub.settings.at(['services', service, 'image']), note: 'the image' }],
              args,
            }),
          ]
    if (url === undefined && command !== undefined) return inHub(hub, service, asked)
    return [command, asked.port, asked.variables, asked.files].some((part) => part !== undefined)
      ? [problems.raise('service-address/no-image', { at, args })]
      : []
  }),
)

const OF_PODS = ['port', 'display', 'users', 'mounts', 'memory', 'cpu', 'user', 'files'] as const

function inHub({ id: hub, settings }: UncheckedHub, service: string, asked: Service): Diagnostic[] {
  const stray = OF_PODS.filter((setting) => asked[setting] !== undefined).map((setting) =>
    problems.raise('service-in-hub/place', {
      at: settings.at(['services', service, setting]),
      args: { hub, service, setting },
    }),
  )
  const sources = Object.entries(asked.variables ?? {}).filter(([, value]) => typeof value !== 'string')
  return [
    ...stray,
    ...sources.map(([variable]) =>
      problems.raise('service-in-hub/secret', {
        at: settings.at(['services', service, 'variables', variable]),
        args: { hub, service, variable },
      }),
    ),
  ]
}

export const serviceRules: RuleSet = { problems, rules: [serviceAddress] }
