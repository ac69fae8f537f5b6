import { awsChecks } from './aws.ts'
import type { Check } from './check.ts'
import { directoryNotKept, diskWithoutQuota, folderName, foldersWithoutHome, managedUnavailable, managedWithQuota, namespaceTooLong, quotaLargerThanDisk } from './storage.ts'
import { calicoTested, certificateEmail, ingressNeeded, monitoringReachable, releaseNames, reservedNames, stagingCertificates } from './releases.ts'
import { clusterOpenToServers, imageBuildingNeedsSecret } from './reach.ts'
import { expiryInDays, requesterPays, variableTwice } from './data.ts'
import { daskLimitsTooSmall, daskWithoutMachines } from './dask.ts'

import { authChecks } from './auth.ts'
import { choiceChecks } from './choices.ts'
import { hubChecks } from './hubs.ts'
import { addressRanges, backendComplete, kubernetesVersion, placeForms, poolLimits } from './cluster.ts'
import { duplicateBucket, duplicateDomain, duplicateIdentity, duplicateNamespace, oneDefaultCluster } from './unique.ts'

export const checks: readonly Check[] = [
  ...authChecks, ...choiceChecks, ...hubChecks,
  duplicateDomain, duplicateNamespace, duplicateIdentity, duplicateBucket, oneDefaultCluster,
  placeForms, kubernetesVersion, addressRanges, backendComplete, poolLimits,
  certificateEmail, ingressNeeded, monitoringReachable, releaseNames, reservedNames, stagingCertificates, calicoTested,
  daskLimitsTooSmall, daskWithoutMachines,
  expiryInDays, requesterPays, variableTwice,
  clusterOpenToServers, imageBuildingNeedsSecret,
  directoryNotKept, diskWithoutQuota, folderName, foldersWithoutHome, managedUnavailable, managedWithQuota, namespaceTooLong, quotaLargerThanDisk,
  ...awsChecks,
]
