import type { QuotaOf } from '../cloud.ts'

/**
 * vCPUs by class of instances, on demand and spot apart, under the names that Service Quotas has (Amazon EC2 user
 * guide, "Amazon EC2 service quotas").
 */
export const quotaOf: QuotaOf = ({ type, vcpu }, spot) => {
  const group = GROUPS.find(([families]) => families.test(type))?.[1] ?? STANDARD
  return [{ quota: spot ? `All ${group} Spot Instance Requests` : `Running On-Demand ${group} instances`, each: vcpu }]
}

const STANDARD = 'Standard (A, C, D, H, I, M, R, T, Z)'
const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^(g|vt)[0-9]/, 'G and VT'],
  [/^p[0-9]/, 'P'],
]
