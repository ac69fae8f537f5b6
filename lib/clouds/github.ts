import { md, type Markdown } from '../print/markdown.ts'
import { sh } from '../print/shell.ts'
import type { ClusterPlan } from '../plan/types.ts'

type Deployer = NonNullable<ClusterPlan['deployer']>

/**
 * What GitHub calls a workflow of one branch in the tokens that clouds exchange. Repositories that were made, renamed
 * or transferred after 15 July 2026, or that chose so, say the numbers of owner and repository as well, others do not
 * (docs.github.com/actions/reference/security/oidc). Both are exact: no pattern stands for numbers that are not known.
 */
export function subjects({ repository, branch, ids }: Deployer): { named: string; numbered?: string } {
  const [owner = '', name = ''] = repository.split('/')
  const [ownerId = '', id = ''] = ids?.split('/') ?? []
  const ref = `ref:refs/heads/${branch}`
  return {
    named: `repo:${owner}/${name}:${ref}`,
    numbered: ids === undefined ? undefined : `repo:${owner}@${ownerId}/${name}@${id}:${ref}`,
  }
}

/** For who finds that a workflow is refused, or has not written the numbers. */
export const aboutIds = ({ repository, ids }: Deployer): Markdown =>
  ids === undefined
    ? md`A repository that was made, renamed or transferred after 15 July 2026 signs in with its numbers, and is refused
        without them: write what ${sh`gh api ${`repos/${repository}`} --jq '"\\(.owner.id)/\\(.id)"'`} prints as
        \`deployer: { ids: … }\` in cluster.yaml.`
    : md`It is known by its name and, as GitHub has it since July 2026, by its numbers.`
