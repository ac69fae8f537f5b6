import type { Machine } from '../../plan/cloud-facts.ts'
import type { QuotaOf } from '../cloud.ts'

/**
 * CPUs by series, and GPUs by kind, as `gcloud compute regions describe` names them (Compute Engine's API,
 * `Quota.Metric`); E2 and N1 count together, and spot machines apart where a project has that quota
 * (cloud.google.com/compute/resource-usage). GPUs of all kinds and regions have one more, which new projects begin with
 * at 0 (`gcloud compute project-info describe`).
 */
export const quotaOf: QuotaOf = (machine, spot) => {
  const prefix = spot ? 'PREEMPTIBLE_' : ''
  const { gpu, vcpu } = machine
  return [
    { quota: spot ? 'PREEMPTIBLE_CPUS' : cpusOf(machine), each: vcpu },
    ...(gpu
      ? [
          { quota: `${prefix}NVIDIA_${gpu.kind.toUpperCase()}_GPUS`, each: gpu.count },
          { quota: 'GPUS_ALL_REGIONS', each: gpu.count },
        ]
      : []),
  ]
}

/**
 * Series that have a quota of their name; newer ones are counted below one name, by family
 * (`compute.googleapis.com/cpus_per_vm_family`, of which errors say the dimensions).
 */
const NAMED = ['a2', 'n2']
const TOGETHER = ['e2', 'n1']

function cpusOf({ type }: Machine): string {
  const series = type.split('-')[0]!
  if (TOGETHER.includes(series)) return 'CPUS'
  return NAMED.includes(series) ? `${series.toUpperCase()}_CPUS` : `CPUS_PER_VM_FAMILY of ${series.toUpperCase()}`
}
