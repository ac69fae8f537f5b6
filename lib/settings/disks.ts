import { maybe, whole } from './fields.ts'

/** How fast a disk is, where its kind does not fix it. */
export const diskSpeed = {
  iops: maybe(whole('Operations a second, where its kind lets one choose.', 6000, { minimum: 1, maximum: 500_000 })),
  throughput: maybe(whole('MiB a second, where its kind lets one choose.', 500, { minimum: 1, maximum: 10_000 })),
}
