import type { QuotaOf } from '../cloud.ts'

/**
 * vCPUs by family and of the whole region, as `az vm list-usage` names them, and those of spot machines all together
 * (learn.microsoft.com/azure/quotas/per-vm-quota-requests, "Regional vCPU quotas" and "Spot vCPU quotas").
 */
export const quotaOf: QuotaOf = ({ type, vcpu }, spot) =>
  spot
    ? [{ quota: 'lowPriorityCores', each: vcpu }]
    : [
        { quota: familyOf(type), each: vcpu },
        { quota: 'cores', each: vcpu },
      ]

/** Families with GPUs are written in other ways than those of all the rest, in public lists of `az vm list-usage`. */
const GPU_FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/_T4_v3$/, 'Standard NCASv3_T4 Family'],
  [/_A100_v4$/, 'StandardNCADSA100v4Family'],
]

/** `Standard_E16ds_v5` is of `standardEDSv5Family`. */
function familyOf(type: string): string {
  const gpu = GPU_FAMILIES.find(([sizes]) => sizes.test(type))
  if (gpu) return gpu[1]
  const [, letters = '', features = '', version = ''] = /^Standard_([A-Z]+)[0-9]+([a-z]*)_(v[0-9]+)$/.exec(type) ?? []
  return version === '' ? `the family of ${type}` : `standard${letters}${features.toUpperCase()}${version}Family`
}
