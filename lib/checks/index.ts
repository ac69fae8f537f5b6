import type { RuleSet } from './check.ts'
import { addressRules } from './addresses.ts'
import { admissionRules } from './admission.ts'
import { authRules } from './auth.ts'
import { authenticatorRules } from './authenticators.ts'
import { binderRules } from './binder.ts'
import { boundRules } from './bounds.ts'
import { capacityRules } from './capacity.ts'
import { cardRules } from './cards.ts'
import { choiceRules } from './choices.ts'
import { cilogonRules } from './cilogon.ts'
import { clusterRules } from './cluster.ts'
import { codeRules } from './code.ts'
import { containerRules } from './containers.ts'
import { corePodRules } from './core-pods.ts'
import { daskRules } from './dask.ts'
import { dataRules } from './data.ts'
import { deployRules } from './deploy.ts'
import { environmentRules } from './environments.ts'
import { eventSignInRules } from './event-sign-in.ts'
import { eventRules } from './event.ts'
import { gpuRegionRules } from './gpu-regions.ts'
import { formOptionRules } from './form-options.ts'
import { groupRules } from './groups.ts'
import { homeRoomRules } from './home-room.ts'
import { homepageRules } from './homepage.ts'
import { hubCapacityRules } from './hub-capacity.ts'
import { hubPodRules } from './hub-pods.ts'
import { hubRules } from './hubs.ts'
import { imageRules } from './images.ts'
import { keyVaultRules } from './key-vault.ts'
import { logRules } from './logs.ts'
import { managedBackupRules } from './managed-backup.ts'
import { misnamedRules } from './misnamed.ts'
import { mountRules } from './mounts.ts'
import { namedPoolRules } from './named-pools.ts'
import { noEffectRules } from './no-effect.ts'
import { pageRules } from './pages.ts'
import { placeRules } from './places.ts'
import { podRules } from './pods.ts'
import { poolRules } from './pools.ts'
import { prepullRules } from './prepull.ts'
import { providerNameRules } from './provider-names.ts'
import { quotaRules } from './quotas.ts'
import { ofOthersRules } from './of-others.ts'
import { reachRules } from './reach.ts'
import { registryRules } from './registries.ts'
import { releaseRules } from './releases.ts'
import { reservedRangeRules } from './reserved-ranges.ts'
import { roleRules } from './roles.ts'
import { serviceRules } from './services.ts'
import { serviceFileRules } from './service-files.ts'
import { sessionRules } from './session.ts'
import { sharedHomeRules } from './shared-homes.ts'
import { existingRules } from './existing.ts'
import { folderRules } from './folders.ts'
import { homeKindRules } from './home-kinds.ts'
import { siblingRules } from './siblings.ts'
import { sizeTitleRules } from './size-titles.ts'
import { storageRules } from './storage.ts'
import { unusedRules } from './unused.ts'
import { uniqueRules } from './unique.ts'
import { variableRules } from './variables.ts'

/** One line for each file of rules. */
export const ruleSets: readonly RuleSet[] = [
  addressRules,
  admissionRules,
  authRules,
  authenticatorRules,
  binderRules,
  capacityRules,
  hubCapacityRules,
  cardRules,
  choiceRules,
  boundRules,
  environmentRules,
  imageRules,
  cilogonRules,
  clusterRules,
  codeRules,
  containerRules,
  corePodRules,
  daskRules,
  dataRules,
  deployRules,
  eventSignInRules,
  eventRules,
  gpuRegionRules,
  formOptionRules,
  groupRules,
  homeRoomRules,
  homepageRules,
  hubPodRules,
  hubRules,
  keyVaultRules,
  logRules,
  managedBackupRules,
  misnamedRules,
  mountRules,
  namedPoolRules,
  registryRules,
  noEffectRules,
  pageRules,
  placeRules,
  podRules,
  poolRules,
  prepullRules,
  providerNameRules,
  quotaRules,
  ofOthersRules,
  reachRules,
  releaseRules,
  reservedRangeRules,
  roleRules,
  serviceRules,
  serviceFileRules,
  sessionRules,
  sharedHomeRules,
  siblingRules,
  sizeTitleRules,
  storageRules,
  homeKindRules,
  existingRules,
  folderRules,
  unusedRules,
  uniqueRules,
  variableRules,
]
