import type { Check, RuleSet } from './check.ts'
import { storageRules } from './storage.ts'
import {
  alertsSent,
  certificateEmail,
  monitoringReachable,
  releaseNames,
  reservedNamespaces,
  stagingCertificates,
} from './releases.ts'
import { dataRules } from './data.ts'
import { reservedRanges } from './reserved-ranges.ts'
import { gpuOfRegion } from './gpu-regions.ts'
import { managedWithoutBackup } from './managed-backup.ts'
import { addressRanges, backendComplete, kubernetesVersion, placeForms, poolLimits } from './cluster.ts'
import { knownRegion, zoneOfRegion } from './places.ts'
import { providerNames } from './provider-names.ts'
import { poolTooLarge, poolTooSmall } from './pools.ts'
import { authRules } from './auth.ts'
import { choiceRules } from './choices.ts'
import { cilogonRules } from './cilogon.ts'
import { corePodRules } from './core-pods.ts'
import { daskRules } from './dask.ts'
import { eventRules } from './event.ts'
import { eventSignInRules } from './event-sign-in.ts'
import { groupRules } from './groups.ts'
import { hubRules } from './hubs.ts'
import { quotaRules } from './quotas.ts'
import { reachRules } from './reach.ts'
import { serviceFileRules } from './service-files.ts'
import { sharedHomeRules } from './shared-homes.ts'
import { uniqueRules } from './unique.ts'

/** One line for each file of rules. */
export const ruleSets: readonly RuleSet[] = [
  authRules,
  choiceRules,
  cilogonRules,
  corePodRules,
  daskRules,
  eventRules,
  eventSignInRules,
  groupRules,
  hubRules,
  providerNames,
  quotaRules,
  reachRules,
  serviceFileRules,
  sharedHomeRules,
  dataRules,
  storageRules,
  uniqueRules,
]

export const checks: readonly Check[] = [
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
  reservedRanges,
  managedWithoutBackup,
]
