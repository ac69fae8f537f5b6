import { type CorePart, partAsk } from '../../plan/core-pods.ts'
import type { HubPlan } from '../../plan/types.ts'

/**
 * Resources of one part of the hub, as Kubernetes writes them. No CPU limit unless one is asked for: it slows pods down
 * on idle machines too.
 */
export function partResources(hub: HubPlan, part: CorePart): Record<string, unknown> {
  const { memory, cpu } = partAsk(hub.settings.values, part)
  return {
    requests: { cpu: cpuText(cpu.guarantee), memory: memoryText(memory.guarantee) },
    limits: { memory: memoryText(memory.limit), cpu: cpu.limit === undefined ? undefined : cpuText(cpu.limit) },
  }
}

const cpuText = (thousandths: number): string =>
  thousandths % 100 === 0 ? String(thousandths / 1000) : `${thousandths}m`
const memoryText = (mib: number): string => (mib % 1024 === 0 ? `${mib / 1024}Gi` : `${mib}Mi`)
