import { awsChecks } from './aws.ts'
import { azureChecks } from './azure.ts'
import type { Check, RuleSet } from './check.ts'
import {
  directoryNotKept,
  diskWithoutQuota,
  folderName,
  foldersWithoutHome,
  managedUnavailable,
  managedWithQuota,
  quotaLargerThanDisk,
} from './storage.ts'
import {
  alertsSent,
  calicoTested,
  certificateEmail,
  monitoringReachable,
  releaseNames,
  reservedNamespaces,
  stagingCertificates,
} from './releases.ts'
import { clusterOpenToServers } from './reach.ts'
import { bucketNeverMade, expiryInDays, requesterPays, variableTwice } from './data.ts'
import { daskLimitsTooSmall, daskWithoutMachines } from './dask.ts'

import { reservedRanges } from './reserved-ranges.ts'
import { authChecks } from './auth.ts'
import { choiceChecks } from './choices.ts'
import { corePartLimits, corePartTooLarge } from './core-pods.ts'
import { eventSignIn, eventSignInOpen } from './event-sign-in.ts'
import { gpuOfRegion } from './gpu-regions.ts'
import { hubChecks } from './hubs.ts'
import { sharedHomeChecks } from './shared-homes.ts'
import { personalQuota, quotaOfStranger } from './quotas.ts'
import { serviceFilePaths, serviceFilesTooLarge } from './service-files.ts'
import { budgetAccount, budgetAddresses, googleAdmins, oneSubnetwork } from './google.ts'
import { managedWithoutBackup } from './managed-backup.ts'
import { addressRanges, backendComplete, kubernetesVersion, placeForms, poolLimits } from './cluster.ts'
import { knownRegion, zoneOfRegion } from './places.ts'
import { poolTooLarge, poolTooSmall } from './pools.ts'
import { uniqueRules } from './unique.ts'

/** One line for each file of rules. */
export const ruleSets: readonly RuleSet[] = [uniqueRules]

export const checks: readonly Check[] = [
  ...authChecks,
  ...choiceChecks,
  ...hubChecks,
  corePartLimits,
  corePartTooLarge,
  personalQuota,
  quotaOfStranger,
  eventSignIn,
  eventSignInOpen,
  ...sharedHomeChecks,
  serviceFilePaths,
  serviceFilesTooLarge,
  knownRegion,
  zoneOfRegion,
  gpuOfRegion,
  poolTooLarge,
  poolTooSmall,
  placeForms,
  kubernetesVersion,
  addressRanges,
  backendComplete,
  poolLimits,
  certificateEmail,
  monitoringReachable,
  alertsSent,
  releaseNames,
  reservedNamespaces,
  stagingCertificates,
  calicoTested,
  daskLimitsTooSmall,
  daskWithoutMachines,
  bucketNeverMade,
  expiryInDays,
  requesterPays,
  variableTwice,
  clusterOpenToServers,
  directoryNotKept,
  diskWithoutQuota,
  folderName,
  foldersWithoutHome,
  managedUnavailable,
  managedWithQuota,
  quotaLargerThanDisk,
  ...awsChecks,
  ...azureChecks,
  reservedRanges,
  budgetAccount,
  budgetAddresses,
  googleAdmins,
  oneSubnetwork,
  managedWithoutBackup,
]
