/** Rules of what the hub's own parts ask for. */
import { partPath, type CorePart } from '../plan/core-pods.ts'
import type { HubPlan } from '../plan/types.ts'
import { gigabytes } from '../plan/units.ts'
import { theirs, type Check, type Finding } from './check.ts'

const PARTS: readonly (readonly [CorePart, string])[] = [
  ['hub', 'the hub itself'],
  ['proxy', 'the proxy'],
  ['scheduler', 'the scheduler'],
]

const perPart =
  (find: (hub: HubPlan, part: CorePart, name: string) => Finding[]): Check['find'] =>
  ({ fleet }) =>
    fleet.hubs.flatMap((hub) => PARTS.flatMap(([part, name]) => find(hub, part, name)))

/** Kubernetes refuses a pod that may use less than is set aside for it. */
export const corePartLimits: Check = {
  code: 'core-part-limits',
  severity: 'error',
  find: perPart((hub, part, name) => {
    const ask = hub.pod.parts[part]
    return (['memory', 'cpu'] as const)
      .filter((kind) => (ask[kind].limit ?? Infinity) < ask[kind].guarantee)
      .map((kind) => ({
        at: theirs(
          hub.settings.at([...partPath(part), kind, 'limit']),
          hub.settings.at([...partPath(part), kind, 'guarantee']),
        ),
        message: `the ${kind === 'cpu' ? 'CPU' : kind} of ${name} of ${hub.id} is limited to less than what is set aside`,
        help: 'Raise `limit`, or lower `guarantee`.',
      }))
  }),
}

/** A part that fits no core machine waits for one for ever, and with it everybody. */
export const corePartTooLarge: Check = {
  code: 'core-part-too-large',
  severity: 'error',
  find: perPart((hub, part, name) => {
    const room = hub.cluster.pools.find(({ purpose }) => purpose === 'core')?.machine.schedulable
    const { memory, cpu } = hub.pod.parts[part]
    if (!room) return []
    return [
      ...(memory.guarantee > room.memory
        ? [{ kind: 'memory', asks: gigabytes(memory.guarantee), has: gigabytes(room.memory) }]
        : []),
      ...(cpu.guarantee > room.cpu
        ? [{ kind: 'cpu', asks: `${cpu.guarantee / 1000} CPU cores`, has: `${Math.floor(room.cpu / 100) / 10}` }]
        : []),
    ].map(({ kind, asks, has }) => ({
      at: theirs(hub.settings.at([...partPath(part), kind, 'guarantee']), hub.settings.at([...partPath(part), kind])),
      message: `${name} of ${hub.id} asks for ${asks}, and a core machine has ${has}`,
      help:
        'Ask for less, or for larger core machines: `core:` in ' + `communities/${hub.cluster.community}/cluster.yaml.`,
    }))
  }),
}
