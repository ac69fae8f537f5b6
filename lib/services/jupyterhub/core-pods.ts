import type { PodAsk } from '../../plan/capacity.ts'
import type { CorePart } from '../../plan/core-pods.ts'
import type { ServiceContainer } from '../../plan/extra-services.ts'
import type { UncheckedHub } from '../../plan/types.ts'
import { resources } from '../cluster.ts'
import { cpuText, memoryText, podAsk } from '../quantities.ts'

/** Schedulers, of which one waits for the other to fail. */
export const SCHEDULERS = 2
/** Of what keeps the certificate of a hub with an address of its own. */
export const SECRET_SYNC = resources('10m', '32Mi', '128Mi')
/** Of a service beside the hub. */
export const serviceResources = ({
  memory,
  cpu,
}: Pick<ServiceContainer, 'memory' | 'cpu'>): Record<string, unknown> => ({
  requests: { cpu: cpuText(cpu.guarantee), memory: memoryText(memory.guarantee) },
  limits: { memory: memoryText(memory.limit), cpu: cpu.limit === Infinity ? undefined : cpuText(cpu.limit) },
})

/**
 * Resources of one part of the hub, as Kubernetes writes them. No CPU limit unless one is asked for: it slows pods down
 * on idle machines too.
 */
export function partResources(
  hub: Pick<UncheckedHub, 'pod'>,
  part: CorePart,
): { requests: { cpu: string; memory: string }; limits: Record<string, unknown> } {
  const { memory, cpu } = hub.pod.parts[part]
  return {
    requests: { cpu: cpuText(cpu.guarantee), memory: memoryText(memory.guarantee) },
    limits: { memory: memoryText(memory.limit), cpu: cpu.limit === undefined ? undefined : cpuText(cpu.limit) },
  }
}

/** The hub's pods on core machines. */
export function corePods(hub: UncheckedHub): PodAsk[] {
  const part = (name: CorePart) => partResources(hub, name)
  return [
    podAsk('the hub', [part('hub')], { disks: hub.pod.database ? 0 : 1 }),
    podAsk('the proxy', [part('proxy')]),
    ...(hub.pod.scheduler ? [podAsk('the schedulers', [part('scheduler')], { count: SCHEDULERS })] : []),
    ...(hub.web.kind === 'own-address' ? [podAsk('the proxy in front', [part('front'), SECRET_SYNC])] : []),
    ...hub.extraServices.flatMap(({ name, run }) =>
      run ? [podAsk(`the service ${name}`, [serviceResources(run)])] : [],
    ),
  ]
}
