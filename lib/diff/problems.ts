import { defineProblems, type Diagnostic, type Origin } from '../diagnostics.ts'
import type { ClusterPlan, Fleet } from '../plan/types.ts'
import type { DestroyedData, Destruction, Harm, LeftReleases } from './harms.ts'

interface InPart {
  part: string
}
interface OfPool extends InPart {
  pool: string
}
interface Versions {
  version: { before: string; after: string; next: string }
}

const IDLE =
  'Apply it when nobody works there: `kubectl get pods --all-namespaces --selector component=singleuser-server ' +
  '--output wide` shows who does.'

export const problems = defineProblems({
  'would-destroy-data': {
    severity: 'error',
    message: ({ address, part, destruction, holds }: DestroyedData) =>
      `${address} of ${part} ${inWords(destruction)}: ${
        holds === 'cluster'
          ? "everything that runs on the cluster would go, with the hubs' lists of users and the metrics"
          : 'people would lose what is kept there'
      }`,
    help: ({ destruction, holds }: DestroyedData) =>
      destruction.by === 'shrinking'
        ? 'Write the old size again, or a larger one.'
        : `Bring the old settings back. To let it go, first write ${PERMISSION[holds]}, build, apply and commit; ` +
          'then change or remove it.',
  },
  'would-leave-homes': {
    severity: 'error',
    message: ({ part, homes, hub }: InPart & { homes: string; hub: boolean }) =>
      `the homes of ${part} lie at ${homes}, and would be left there: people would ` +
      `${hub ? 'find empty ones' : 'not find them again'}`,
    help:
      'Bring the old settings back. To let the homes go, first write `delete: true` below `home:`, build, ' +
      'apply and commit; then change or remove it.',
  },
  'servers-would-stop': {
    severity: 'error',
    message: ({ pool }: { pool: string }) =>
      `the machines of \`${pool}\` would all be taken away at once: servers that run there stop, and what ` +
      'people have not saved is lost',
    help: ({ generation }: { generation: { before: string; after: string } }) =>
      `Write \`pools: { generation: ${generation.after}, replacing: ${generation.before} }\`: new servers ` +
      'start on new machines. Build and apply; when the old machines are empty, take `replacing` out.',
  },
  'machines-anew': {
    severity: 'warning',
    message: ({ pool, disk }: { pool: string; disk: { before: number; after: number } }) =>
      `the machines of \`${pool}\` are made anew with disks of ${disk.after} GiB (${disk.before} before): ` +
      'servers that run there stop',
    help: IDLE,
  },
  'pool-goes': {
    severity: 'warning',
    message: ({ pool, part }: OfPool) =>
      `no hub needs the pool \`${pool}\` any more, and the next apply of ${part} takes its machines: servers that ` +
      'run there stop',
    help: IDLE,
  },
  'state-moves': {
    severity: 'warning',
    message: ({ part, backend }: InPart & { backend: { before: string; after: string } }) =>
      `Terraform would look for the state of ${part} in ${backend.after}; it is in ${backend.before}`,
    help: ({ part }: InPart) =>
      `Before the next apply, once: \`terraform -chdir=${folderOf(part)} init -migrate-state\` in ` +
      `dist/${communityOf(part)}. Without its state, Terraform would make every disk and bucket a second time, empty.`,
  },
  'kubernetes-skips': {
    severity: 'error',
    message: ({ part, version }: InPart & Versions) =>
      `${part} would go from Kubernetes ${version.before} to ${version.after}, and a control plane takes one minor ` +
      'version at a time',
    help: ({ version }: Versions) =>
      `Write \`kubernetes: { version: "${version.next}" }\`, build, apply and commit; see that everything works and ` +
      'that the machines have followed; then the next.',
  },
  'kubernetes-goes-back': {
    severity: 'error',
    message: ({ part, version }: InPart & Versions) =>
      `${part} would go back from Kubernetes ${version.before} to ${version.after}, which no cloud does`,
    help: ({ version }: Versions) => `Write \`kubernetes: { version: "${version.before}" }\` again.`,
  },
  'left-behind': {
    severity: 'warning',
    message: ({ part, releases }: LeftReleases) =>
      `nothing removes ${releases.map(({ name }) => `\`${name}\``).join(', ')} of ${part} from the cluster`,
    help: ({ releases }: LeftReleases) => `Before or after the next apply: ${uninstall(releases)}.`,
  },
  'left-behind/namespace': {
    severity: 'warning',
    message: ({ part, releases }: LeftReleases) =>
      `${part} moves to another namespace, and what it has in \`${releases[0]!.namespace}\` stays there, running: ` +
      'the list of its users and the old hub',
    help: ({ releases }: LeftReleases) => `Before the next apply: ${uninstall(releases)}.`,
  },
})

const PERMISSION: Readonly<Record<DestroyedData['holds'], string>> = {
  cluster: '`protect: false` in cluster.yaml',
  bucket: '`delete: true` below the bucket',
  homes: '`delete: true` below `home:`',
}

function inWords(destruction: Destruction): string {
  switch (destruction.by) {
    case 'removal':
      return 'is no longer there'
    case 'move':
      return `would be in another ${destruction.to} (${destruction.before} before), made anew and empty`
    case 'replacement':
      return `has another \`${destruction.argument}\` (${destruction.before} before), so that it would be made anew, empty`
    case 'shrinking':
      return `would shrink from ${destruction.before} to ${destruction.after}, which no cloud can do`
  }
}

const uninstall = (releases: LeftReleases['releases']): string =>
  releases.map(({ name, namespace }) => `\`helm uninstall ${name} --namespace ${namespace}\``).join(', ')

/** A harm as a problem, at the setting that did it where that still stands somewhere. */
export function raiseHarm(harm: Harm, fleet: Fleet): Diagnostic {
  const { part } = harm
  const hub = fleet.hubs.find(({ id }) => id === part)
  const own = fleet.clusters.find(({ community }) => `${community}/cluster` === part)
  const here = hub?.settings.at([]) ?? own?.settings.at([]) ?? fileOf(part, fleet)
  switch (harm.code) {
    case 'would-destroy-data':
      return problems.raise('would-destroy-data', { at: settingOf(harm, own ?? hub?.cluster) ?? here, args: harm })
    case 'would-leave-homes': {
      const args = { ...harm, hub: hub !== undefined }
      return problems.raise('would-leave-homes', { at: hub?.settings.nearest(['home', 'share']) ?? here, args })
    }
    case 'servers-would-stop':
      return problems.raise('servers-would-stop', {
        at: own?.settings.nearest(['pools', 'generation']) ?? here,
        args: harm,
      })
    case 'machines-anew':
      return problems.raise('machines-anew', { at: own?.settings.nearest(['pools', 'disk']) ?? here, args: harm })
    case 'pool-goes':
      return problems.raise('pool-goes', { at: here, args: harm })
    case 'state-moves':
      return problems.raise('state-moves', {
        at: (own ?? hub?.cluster)?.settings.nearest(['state']) ?? here,
        args: harm,
      })
    case 'kubernetes-skips':
      return problems.raise('kubernetes-skips', { at: versionOf(own) ?? here, args: harm })
    case 'kubernetes-goes-back':
      return problems.raise('kubernetes-goes-back', { at: versionOf(own) ?? here, args: harm })
    case 'left-behind':
      return harm.moved
        ? problems.raise('left-behind/namespace', { at: hub?.settings.nearest(['namespace']) ?? here, args: harm })
        : problems.raise('left-behind', { at: here, args: harm })
  }
}

const settingOf = ({ setting }: DestroyedData, cluster: ClusterPlan | undefined): Origin | undefined =>
  setting && cluster?.settings.nearest([setting])

const versionOf = (cluster: ClusterPlan | undefined): Origin | undefined =>
  cluster?.settings.nearest(['kubernetes', 'version'])

const communityOf = (part: string): string => part.split('/')[0]!
const folderOf = (part: string): string => part.split('/')[1]!

/** The file of a community whose hub or cluster is gone. */
function fileOf(part: string, { communities }: Fleet): Origin {
  const folder = `communities/${communityOf(part)}`
  const stays = communities.some(({ name }) => name === communityOf(part))
  return { file: stays ? `${folder}/community.yaml` : folder, line: 1, column: 1 }
}
