/** An apply of a folder: Terraform, then what runs in Kubernetes, each step recorded. */
import type { Shell } from '../../print/shell.ts'
import {
  applyTerraform,
  askFirst,
  pruneObjects,
  pruneReleases,
  recordChecksums,
  recordInstalled,
  recordNothing,
  recordObjects,
  recordRelease,
  recordTerraform,
  showGone,
} from '../applied.ts'
import { applyObjects, upgradeRelease } from '../commands.ts'
import type { AccessDocs, ClusterDocs, PartDocs } from '../types.ts'
import { preflightTarget, refuseStrangers, stateOnThisMachine } from './guards.ts'
import { customResources, init, isCluster, manifests, quietly, submake, type Target } from './target.ts'

export const applyTarget = (part: PartDocs | ClusterDocs, access: AccessDocs, trial: readonly PartDocs[]): Target => ({
  name: `apply-${part.folder}`,
  about: `make or update ${part.folder}`,
  commands: [
    ...stateOnThisMachine(part),
    ...(isCluster(part) ? refuseStrangers(access) : []),
    ...preflightTarget(part).map(({ name }) => submake(name)),
    ...beforeApply(part).map(quietly),
    ...trial.map((first) => askFirst(part, first)),
    init(part),
    applyTerraform(part),
    quietly(recordTerraform(part)),
    ...(isCluster(part) ? [submake(`credentials-${part.folder}`)] : []),
    ...(part.deploy
      ? [submake(`known-values-${part.folder}`), submake(`objects-${part.folder}`)]
      : [submake(`kubernetes-${part.folder}`)]),
  ],
})

const beforeApply = (part: PartDocs | ClusterDocs): readonly Shell[] => ('beforeApply' in part ? part.beforeApply : [])

export const kubernetesTarget = (part: PartDocs, community: string): Target => ({
  name: `kubernetes-${part.folder}`,
  about:
    `make or update what ${part.folder} runs in Kubernetes, without Terraform` +
    (part.deploy ? `: with helm, where no ${part.deploy.title} does` : ''),
  needs: [`context-${part.folder}`],
  commands: [
    quietly(recordNothing(part)),
    ...(part.hasManifests || part.hasCustomResources ? [quietly(recordObjects(part))] : []),
    ...manifests(part).map(applyObjects),
    submake(`secrets-check-${part.folder}`),
    showGone(part, 'an apply'),
    pruneReleases(part),
    ...part.releases.flatMap((release) => [quietly(recordRelease(part, release)), upgradeRelease(part, release)]),
    ...customResources(part).map(applyObjects),
    pruneObjects(part, community),
    quietly(recordInstalled(part)),
    quietly(recordChecksums(part)),
  ],
})
