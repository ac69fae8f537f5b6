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
/** Of what fetches the hub's pages, before it and, where they are kept fresh, beside it. */
export const PAGES_FETCHER = resources('10m', '32Mi', '256Mi')
/** Of what leads people from the hub's other names to its own. */
export const REDIRECT = resources('5m', '24Mi', '128Mi')
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
    podAsk('the hub', [part('hub'), ...(fetches(hub) ? [PAGES_FETCHER] : [])], { disks: hub.pod.database ? 0 : 1 }),
    podAsk('the proxy', [part('proxy')]),
    ...(hub.pod.scheduler ? [podAsk('the schedulers', [part('scheduler')], { count: SCHEDULERS })] : []),
    ...(hasFront(hub) ? [podAsk('the proxy in front', [part('front'), SECRET_SYNC])] : []),
    ...(redirects(hub) ? [podAsk('what redirects its other names', [REDIRECT])] : []),
    ...hub.extraServices.flatMap(({ name, run }) =>
      run ? [podAsk(`the service ${name}`, [serviceResources(run)])] : [],
    ),
  ]
}

/** The proxy that gets the certificate of a hub with an address of its own. */
const hasFront = ({ web }: UncheckedHub): boolean => web.kind === 'own-address' && web.certificate.secret === undefined

/** Whether a pod answers under the hub's other names; at an address of its own the proxy in front does. */
export const redirects = ({ web, moreDomains }: Pick<UncheckedHub, 'web' | 'moreDomains'>): boolean =>
  web.kind === 'ingress' && moreDomains.length > 0

const fetches = ({ pages }: UncheckedHub): boolean => pages?.kind === 'repository' && pages.keepFresh
