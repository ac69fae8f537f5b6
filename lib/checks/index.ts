import type { Check } from './check.ts'
import { directoryNotKept, diskWithoutQuota, folderName, foldersWithoutHome, managedUnavailable, managedWithQuota, namespaceTooLong, quotaLargerThanDisk } from './storage.ts'
import { clusterOpenToServers, imageBuildingNeedsSecret } from './reach.ts'
import { expiryInDays, requesterPays, variableTwice } from './data.ts'
import { daskLimitsTooSmall, daskWithoutMachines } from './dask.ts'

export const checks: readonly Check[] = [
  daskLimitsTooSmall, daskWithoutMachines,
  expiryInDays, requesterPays, variableTwice,
  clusterOpenToServers, imageBuildingNeedsSecret,
  directoryNotKept, diskWithoutQuota, folderName, foldersWithoutHome, managedUnavailable, managedWithQuota, namespaceTooLong, quotaLargerThanDisk,
]
