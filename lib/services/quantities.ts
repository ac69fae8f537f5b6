/** Amounts as Kubernetes writes them. */
import type { PodAsk } from '../plan/capacity.ts'
import { mib } from '../plan/units.ts'

/** Thousandths of a core: `0.5`, `20m`. */
export const cpuText = (thousandths: number): string =>
  thousandths % 100 === 0 ? String(thousandths / 1000) : `${thousandths}m`

/** MiB: `512Mi`, `4Gi`. */
export const memoryText = (mib: number): string => (mib % 1024 === 0 ? `${mib / 1024}Gi` : `${mib}Mi`)

/** What `resources` of all containers of a pod ask for, as planning adds it up. */
export function podAsk(
  what: string,
  containers: readonly Readonly<Record<string, unknown>>[],
  more: Pick<PodAsk, 'count' | 'disks'> = {},
): PodAsk {
  const requests = containers.map(({ requests }) => requests as { cpu: string; memory: string })
  return {
    what,
    memory: requests.reduce((sum, { memory }) => sum + mib(memory), 0),
    cpu: requests.reduce((sum, { cpu }) => sum + thousandths(cpu), 0),
    ...more,
  }
}

/** `20m`, `0.5`. */
const thousandths = (cpu: string): number => (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000)
