import type { QuotaOf } from '../cloud.ts'

/**
 * vCPUs by class of instances, on demand and spot apart, under the names and codes that Service Quotas has: Amazon EC2
 * user guide, "Amazon EC2 service quotas"; codes in the AWS CLI user guide, "Service Quotas examples" (L-1216C47A),
 * aws-samples/cost-effective-aws-deployment-of-comfyui, and public lists of spot quotas by family.
 */
export const quotaOf: QuotaOf = ({ type, vcpu }, spot) => {
  const { onDemand, requests } = /^(g|vt)[0-9]/.test(type) ? GPUS : STANDARD
  return [{ quota: spot ? requests : onDemand, each: vcpu }]
}

const STANDARD = {
  onDemand: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances (L-1216C47A)',
  requests: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests (L-34B43A08)',
}
const GPUS = {
  onDemand: 'Running On-Demand G and VT instances (L-DB2E81BA)',
  requests: 'All G and VT Spot Instance Requests (L-3819A6DF)',
}
