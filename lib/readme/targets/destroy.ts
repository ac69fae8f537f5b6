/** The removal of a folder with all that is in it. */
import { sh, word, type Shell } from '../../print/shell.ts'
import { forget, pruneEverything } from '../applied.ts'
import { deleteObjects, disksDeleted, foreignResources, terraform, uninstallRelease } from '../commands.ts'
import type { PartDocs } from '../types.ts'
import { confirm } from './guards.ts'
import { customResources, init, isCluster, manifests, type Target } from './target.ts'

export const destroyTarget = (part: PartDocs, community: string): Target => ({
  name: `destroy-${part.folder}`,
  about: `remove ${part.folder} with all that is in it; only with CONFIRM=${part.folder}`,
  needs: [`context-${part.folder}`],
  commands: [
    confirm(part.folder),
    // Terraform's protection is asked first, so that nothing is half removed
    init(part),
    terraform(part, sh`plan -destroy`),
    ...(isCluster(part) ? [emptyOfHubs(part)] : []),
    ...(part.deploy?.stop ?? []),
    ...customResources(part).map((file) => sh`${deleteObjects(file)} || true`),
    ...[...part.releases]
      .filter(({ endsWithCluster }) => !endsWithCluster)
      .reverse()
      .flatMap((release) => [...removeByEngine(part, release), uninstallRelease(release)]),
    ...manifests(part).map(deleteObjects),
    ...pruneEverything(part, community),
    // while the cluster can still delete them; afterwards they would stay and cost
    ...(isCluster(part) ? [disksDeleted()] : []),
    terraform(part, sh`destroy`),
    forget(part),
  ],
})

/** Before helm: what the engine still has it installs again. */
const removeByEngine = ({ deploy }: PartDocs, { name, namespace }: PartDocs['releases'][number]): Shell[] =>
  deploy ? [deploy.remove(word(name), word(namespace))] : []

/**
 * Hubs keep disks and web addresses, which only their own removal ends; other communities' hubs are not ours to remove.
 */
function emptyOfHubs(part: PartDocs): Shell {
  const own = [...new Set(part.releases.map(({ namespace }) => namespace))].sort()
  const advice =
    'This is still there. Destroy the hubs that it belongs to first, and delete what belongs to none; then go on.'
  return sh`@left="$(${foreignResources(own)})"; test -z "$left" ||
    { printf '%s\\n' "$left" ${advice} >&2; exit 1; }`
}
