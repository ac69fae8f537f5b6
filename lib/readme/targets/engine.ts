/** What stays with make where an engine installs the releases. */
import { sh } from '../../print/shell.ts'
import { pruneObjects, pruneReleases, recordInstalled, recordNothing, recordObjects, showGone } from '../applied.ts'
import { applyObjects, beginDeploy, keepKnownValues, lateReleases } from '../commands.ts'
import type { DeployDocs, PartDocs } from '../types.ts'
import { manifests, quietly, submake, type Target } from './target.ts'

export const engineTargets = (part: PartDocs, deploy: DeployDocs, community: string): Target[] => [
  {
    name: `known-values-${part.folder}`,
    about: `keep what only Terraform knows of ${part.folder} in files for ${deploy.title}: commit them`,
    commands: lateReleases(part).map((release) => {
      const { terraformOutput = '' } = release
      const advice = `Terraform has no ${terraformOutput} for ${part.folder} yet: make apply-${part.folder} first`
      return quietly(keepKnownValues(part, release, sh`{ echo ${advice} >&2; exit 1; }`))
    }),
  },
  {
    name: `objects-${part.folder}`,
    about: `make or update the objects of ${part.folder}, so that its Secrets can be made`,
    needs: [`context-${part.folder}`],
    commands: [
      quietly(recordNothing(part)),
      ...(part.hasManifests ? [quietly(recordObjects(part))] : []),
      ...manifests(part).map(applyObjects),
      submake(`secrets-check-${part.folder}`),
    ],
  },
  {
    name: `deploy-${part.folder}`,
    about: `have ${deploy.title} install ${part.folder} from ${deploy.repository}; once`,
    needs: [`context-${part.folder}`],
    commands: [beginDeploy(part, deploy)],
  },
  {
    name: `prune-${part.folder}`,
    about: `remove what is no longer written of ${part.folder}, once ${deploy.title} has read that it is not`,
    needs: [`context-${part.folder}`],
    commands: [
      showGone(part),
      pruneReleases(part, deploy),
      pruneObjects(part, community),
      quietly(recordInstalled(part)),
    ],
  },
]

/** The known values of all folders. */
export function knownValues(parts: readonly PartDocs[]): Target[] {
  const deployed = parts.filter(({ deploy }) => deploy)
  if (deployed.length === 0) return []
  return [
    {
      name: 'known-values',
      about: 'keep what only Terraform knows in files for what installs the releases: commit them',
      commands: deployed.map(({ folder }) => submake(`known-values-${folder}`)),
    },
  ]
}
