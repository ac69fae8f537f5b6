/** Rules of what the hub's own parts ask for. */
import { defineProblems, type Origin } from '../diagnostics.ts'
import type { PartAsk } from '../plan/core-pods.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { asWritten } from '../plan/units.ts'
import { perHub, theirs, type Rule, type RuleSet } from './check.ts'

const PARTS = ['hub', 'proxy', 'scheduler', 'homes', 'quotas'] as const
type Part = (typeof PARTS)[number]
type Resource = 'memory' | 'cpu'

const NAMES: Readonly<Record<Part, string>> = {
  hub: 'the hub itself',
  proxy: 'the proxy',
  scheduler: 'the scheduler',
  homes: 'the file service',
  quotas: 'what keeps the quotas',
}

const problems = defineProblems({
  'core-part-limits': {
    severity: 'error',
    message: ({ hub, part, resource }: { hub: string; part: Part; resource: Resource }) =>
      `the ${resource === 'cpu' ? 'CPU' : 'memory'} of ${NAMES[part]} of ${hub} is limited to less than what is set ` +
      'aside',
    help: 'Raise `limit`, or lower `guarantee`.',
    why: 'Kubernetes refuses a pod that may use less than is set aside for it.',
  },
  'core-part-too-large': {
    severity: 'error',
    message: ({ hub, part, asks, has }: { hub: string; part: Part; asks: string; has: string }) =>
      `${NAMES[part]} of ${hub} asks for ${asks}, and a core machine has ${has}`,
    help: ({ community }: { community: string }) =>
      `Ask for less, or for larger core machines: \`core:\` in communities/${community}/cluster.yaml.`,
    why: 'A part that fits no core machine waits for one for ever, and with it everybody.',
  },
})

export const corePartLimits: Rule = perHub((hub) =>
  PARTS.flatMap((part) => {
    const ask = askOf(hub, part)
    if (!ask) return []
    return (['memory', 'cpu'] as const)
      .filter((resource) => (ask[resource].limit ?? Infinity) < ask[resource].guarantee)
      .map((resource) =>
        problems.raise('core-part-limits', {
          at: theirs(boundOf(hub, part, [resource, 'limit']), boundOf(hub, part, [resource, 'guarantee'])),
          args: { hub: hub.id, part, resource },
        }),
      )
  }),
)

export const corePartTooLarge: Rule = perHub((hub) => {
  const room = hub.cluster.pools.find(({ purpose }) => purpose === 'core')?.machine.schedulable
  if (!room) return []
  return PARTS.flatMap((part) => {
    const ask = askOf(hub, part)
    if (!ask) return []
    const { memory, cpu } = ask
    const raise = (resource: Resource, asks: string, has: string) =>
      problems.raise('core-part-too-large', {
        at: boundOf(hub, part, [resource, 'guarantee']),
        args: { hub: hub.id, part, asks, has, community: hub.cluster.community },
      })
    return [
      ...(memory.guarantee > room.memory ? [raise('memory', asWritten(memory.guarantee), asWritten(room.memory))] : []),
      ...(cpu.guarantee > room.cpu
        ? [raise('cpu', `${cpu.guarantee / 1000} CPU cores`, `${Math.floor(room.cpu / 100) / 10}`)]
        : []),
    ]
  })
})

/** Homes of some kinds have no service. */
function askOf({ home, pod }: UncheckedHub, part: Part): PartAsk | undefined {
  if (part === 'homes') return home.service?.server
  return part === 'quotas' ? home.service?.keeper : pod.parts[part]
}

/** Where a part's settings stand: the hub's own directly below `hub:`. */
function boundOf({ settings }: UncheckedHub, part: Part, bound: readonly [Resource, 'limit' | 'guarantee']): Origin {
  switch (part) {
    case 'hub':
      return settings.nearest(['hub', ...bound])
    case 'homes':
      return settings.nearest(['home', 'service', ...bound])
    case 'quotas':
      return settings.nearest(['home', 'service', 'quota-keeper', ...bound])
    default:
      return settings.nearest(['hub', part, ...bound])
  }
}

export const corePodRules: RuleSet = { problems, rules: [corePartLimits, corePartTooLarge] }
