import type { CorePart } from '../../plan/core-pods.ts'
import type { HubPlan } from '../../plan/types.ts'
import { cpuText, memoryText } from '../quantities.ts'

/**
 * Resources of one part of the hub, as Kubernetes writes them. No CPU limit unless one is asked for: it slows pods down
 * on idle machines too.
 */
export function partResources(hub: HubPlan, part: CorePart): Record<string, unknown> {
  const { memory, cpu } = hub.pod.parts[part]
  return {
    requests: { cpu: cpuText(cpu.guarantee), memory: memoryText(memory.guarantee) },
    limits: { memory: memoryText(memory.limit), cpu: cpu.limit === undefined ? undefined : cpuText(cpu.limit) },
  }
}
