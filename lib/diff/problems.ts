import { subjectOfCluster, subjectOfHub } from '../checks/check.ts'
import { defineProblems, type Diagnostic, type Origin } from '../diagnostics.ts'
import type { ClusterPlan, Fleet, HubPlan } from '../plan/types.ts'
import { RELEASE, type Installed } from '../print/installed.ts'
import type {
  DestroyedData,
  Destruction,
  Harm,
  IgnoredImport,
  KeptDisks,
  RaisedMinimum,
  RefusedUpgrade,
  RemovedObjects,
} from './harms.ts'

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

export const diffProblems = defineProblems({
  'would-destroy-data': {
    severity: 'error',
    message: ({ address, part, destruction, holds }: DestroyedData) =>
      `${address} of ${part} ${inWords(destruction)}: ${
        holds === 'cluster'
          ? "everything that runs on the cluster would go, with the hubs' lists of users and the metrics"
          : 'people would lose what is kept there'
      }`,
    help: ({ destruction, holds, part }: DestroyedData) =>
      destruction.by === 'shrinking'
        ? 'Write the old size again, or a larger one.'
        : `Bring the old settings back. To let it go, first write ${PERMISSION[holds]}, build, apply and commit; ` +
          `then change or remove it. ${notThere(part)}`,
    why: 'Terraform makes anew what a provider cannot change in place, and destroys what no file names.',
    source: 'developer.hashicorp.com/terraform/language/resources/behavior',
  },
  'import-ignored': {
    severity: 'warning',
    message: ({ address, part, id }: IgnoredImport) =>
      `${address} of ${part} was applied as something else, so that Terraform does not take \`${id}\` over`,
    help: ({ address, part }: IgnoredImport) =>
      `Take \`existing:\` out again. If the other one is meant, \`terraform -chdir=${folderOf(part)} state rm ` +
      `${address}\` in dist/${communityOf(part)} lets go of what Terraform has, which stays at the cloud; the next ` +
      'apply then takes over the one that is named.',
    why: 'An `import` block of an address that is in the state does nothing.',
    source: 'developer.hashicorp.com/terraform/language/import',
  },
  'would-leave-homes': {
    severity: 'error',
    message: ({ part, homes }: InPart & { homes: string }) =>
      `the homes of ${part} lie at ${homes}, and would be left there: people would find empty ones`,
    help:
      'Bring the old settings back. To let the homes go, first write `delete: true` below `home:`, build, ' +
      'apply and commit; then change or remove it.',
    why: 'A volume is mounted from where the new settings say; nothing copies what lies at the old place.',
  },
  'servers-would-stop': {
    severity: 'error',
    message: ({ pool }: { pool: string }) =>
      `the machines of \`${pool}\` would all be taken away at once: servers that run there stop, and what ` +
      'people have not saved is lost',
    help: ({ setting }: { setting: string }) =>
      `Write \`${setting}\`: new servers ` +
      'start on new machines. Build and apply; when the old machines are empty, take `replacing` out.',
    why: 'The provider changes some arguments of a pool only by another pool, and its machines go with it.',
    source: "the providers' documentation of node groups and node pools",
  },
  'disks-stay': {
    severity: 'warning',
    message: ({ pool, disk }: Pick<KeptDisks, 'pool' | 'disk'>) =>
      `the machines of \`${pool}\` keep their disks of ${disk.before} GiB: ${disk.after} are for machines of a new ` +
      'generation',
    help: ({ setting }: { setting: string }) =>
      `Write \`${setting}\` as well; when the ` + 'old machines are empty, take `replacing` out.',
  },
  'minimum-rises': {
    severity: 'warning',
    message: ({ pool, part, min }: RaisedMinimum) =>
      `${min.after} machines of \`${pool}\` are to be always on, ${min.before} before, and the cloud refuses that ` +
      `while fewer run: Terraform alone would stop there in ${part}`,
    help: ({ part }: RaisedMinimum) =>
      `\`make apply-${folderOf(part)}\` starts them first; README.md has the command for Terraform alone.`,
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
    source: 'kubernetes.io/releases/version-skew-policy',
  },
  'kubernetes-goes-back': {
    severity: 'error',
    message: ({ part, version }: InPart & Versions) =>
      `${part} would go back from Kubernetes ${version.before} to ${version.after}, which no cloud does`,
    help: ({ version }: Versions) => `Write \`kubernetes: { version: "${version.before}" }\` again.`,
    source: 'docs of EKS, GKE and AKS on upgrades of clusters',
  },
  'still-applied': {
    severity: 'error',
    message: ({ part }: InPart) =>
      `${part} was applied and never destroyed, and no input says it any more: what it has at the cloud would go on ` +
      'and be billed, with no file left that could end it',
    help: ({ part }: InPart) =>
      `Bring the file back, such as by \`git checkout HEAD -- ${inputOf(part)}\`, with \`HEAD^\` once its removal ` +
      `is committed; then ` +
      `\`npx hubloom remove ${part}\` says the steps. If nothing of it is left at the cloud, delete ` +
      `dist/${part}/applied/, the record of its apply.`,
    why: 'Terraform destroys only what its files and its state still name; the build would remove those files.',
  },
  'would-remove': {
    severity: 'warning',
    message: ({ part, removed }: RemovedObjects) =>
      `the next apply of ${part} removes what is no longer written: ${named(removed)}`,
    help: ({ part }: InPart) => `${planned(part)} To keep it, bring the setting back.`,
  },
  'would-remove/data': {
    severity: 'warning',
    message: ({ part, removed }: RemovedObjects) => {
      const others = removed.filter(({ data }) => !data)
      const kept = named(removed.filter(({ data }) => data))
      const rest = others.length > 0 ? `; the next apply removes ${named(others)}` : ''
      return `${part} no longer writes ${kept}, which holds data and goes on running${rest}`
    },
    help: ({ part }: InPart) => `${planned(part)} ${withData(part)} removes all of it.`,
  },
  'would-remove/namespace': {
    severity: 'warning',
    message: ({ part, removed, left }: RemovedObjects) =>
      `${part} moves to another namespace, and what it has in \`${left}\` stays there, running: ` +
      named(removed.filter(({ data }) => data)),
    help: ({ part }: InPart) =>
      `Both cannot run on one disk. ${withData(part)} removes the old hub, with the list of its users and their ` +
      'tokens, before it installs the new one; homes and buckets stay.',
  },
})

/** The way out for who took it away by other means than `make`. */
const notThere = (part: string): string =>
  `If nothing of ${part} is at the cloud any more, delete its record, \`applied/\` beside main.tf.json.`

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
      return (
        `has another \`${destruction.argument}\` (${destruction.before} before), ` +
        'so that it would be made anew, empty'
      )
    case 'shrinking':
      return `would shrink from ${destruction.before} to ${destruction.after}, which no cloud can do`
  }
}

/** At most this many are named; the rest is a number. */
const NAMED = 8

function named(removed: readonly Installed[]): string {
  const isRelease = ({ kind }: Installed): boolean => kind === RELEASE
  const releasesFirst = [...removed.filter(isRelease), ...removed.filter((each) => !isRelease(each))]
  const names = releasesFirst.slice(0, NAMED).map(({ kind, name }) => `${kind.split('.')[0]} \`${name}\``)
  return [...names, ...(removed.length > NAMED ? [`and ${removed.length - NAMED} more`] : [])].join(', ')
}

const planned = (part: string): string => `\`make -C dist/${communityOf(part)} plan-${folderOf(part)}\` lists it.`
const withData = (part: string): string =>
  `\`make -C dist/${communityOf(part)} apply-${folderOf(part)} PRUNE_DATA=yes\``

/** A harm as a problem of its hub or cluster, at the setting that did it where that still stands somewhere. */
export function raiseHarm(harm: Harm, fleet: Fleet): Diagnostic {
  const hub = fleet.hubs.find(({ id }) => id === harm.part)
  const own = fleet.clusters.find(({ community }) => `${community}/cluster` === harm.part)
  const problem = raise(harm, hub, own)
  if (hub) return { ...problem, subject: subjectOfHub(hub) }
  return own ? { ...problem, subject: { ...subjectOfCluster(own), id: harm.part } } : problem
}

function raise(harm: Harm, hub: HubPlan | undefined, own: ClusterPlan | undefined): Diagnostic {
  const { part } = harm
  const here = hub?.settings.at(['domain']) ??
    own?.settings.at(['cloud']) ?? { file: inputOf(part), line: 1, column: 1 }
  switch (harm.code) {
    case 'would-destroy-data': {
      const setting = settingOf(harm, own ?? hub?.cluster)
      const at = setting ?? holderOf(harm, hub) ?? here
      // one setting of a cluster, and what it does to all of its hubs alike
      return diffProblems.raise('would-destroy-data', {
        at,
        args: harm,
        cause: setting && causeAt(setting, harm.address),
      })
    }
    case 'import-ignored':
      return diffProblems.raise('import-ignored', { at: takenOverAt(harm, hub) ?? here, args: harm })
    case 'would-leave-homes':
      return diffProblems.raise('would-leave-homes', {
        at: hub?.settings.nearest(['home', 'share']) ?? here,
        args: harm,
      })
    case 'servers-would-stop':
      return diffProblems.raise('servers-would-stop', {
        at: placeOfPool(harm, own, 'generation') ?? here,
        args: { ...harm, setting: newGeneration(harm, own) },
      })
    case 'disks-stay':
      return diffProblems.raise('disks-stay', {
        at: placeOfPool(harm, own, 'disk') ?? here,
        args: { ...harm, setting: newGeneration(harm, own) },
      })
    case 'minimum-rises':
      return diffProblems.raise('minimum-rises', { at: placeOfPool(harm, own, 'min') ?? here, args: harm })
    case 'pool-goes':
      return diffProblems.raise('pool-goes', { at: here, args: harm })
    case 'state-moves':
      return diffProblems.raise('state-moves', {
        at: (own ?? hub?.cluster)?.settings.nearest(['state']) ?? here,
        args: harm,
      })
    case 'kubernetes-skips':
      return diffProblems.raise('kubernetes-skips', { ...ofVersion(harm, versionOf(own) ?? here), args: harm })
    case 'kubernetes-goes-back':
      return diffProblems.raise('kubernetes-goes-back', { ...ofVersion(harm, versionOf(own) ?? here), args: harm })
    case 'still-applied':
      return diffProblems.raise('still-applied', { at: { file: inputOf(part), line: 1, column: 1 }, args: harm })
    case 'would-remove':
      return raiseRemoved(harm, { here, namespace: hub?.settings.nearest(['namespace']) ?? here })
  }
}

const isNamed = (pool: string, cluster: ClusterPlan | undefined): boolean =>
  cluster?.pools.some(({ name, named }) => name === pool && named !== undefined) ?? false

/** Where a cluster says something of a pool: of all that are planned, or of one that it names. */
const placeOfPool = (
  { pool }: { pool: string },
  cluster: ClusterPlan | undefined,
  setting: 'generation' | 'disk' | 'min',
): Origin | undefined =>
  isNamed(pool, cluster)
    ? cluster?.settings.nearest(['pools', pool, setting])
    : cluster?.settings.nearest(['machines', setting])

/** How cluster.yaml asks for machines of a new generation beside the old ones. */
function newGeneration(
  { pool, generation }: Pick<KeptDisks, 'pool' | 'generation'>,
  cluster: ClusterPlan | undefined,
): string {
  const letters = `{ generation: ${generation.after}, replacing: ${generation.before} }`
  return isNamed(pool, cluster) ? `pools: { ${pool}: ${letters} }` : `machines: ${letters}`
}

function raiseRemoved(harm: RemovedObjects, { here, namespace }: { here: Origin; namespace: Origin }): Diagnostic {
  if (harm.left !== undefined) return diffProblems.raise('would-remove/namespace', { at: namespace, args: harm })
  if (harm.removed.some(({ data }) => data)) return diffProblems.raise('would-remove/data', { at: here, args: harm })
  return diffProblems.raise('would-remove', { at: here, args: harm })
}

/** Clusters that have a version from one line, and come from one version, are one problem. */
const ofVersion = ({ version }: RefusedUpgrade, at: Origin) => ({ at, cause: causeAt(at, version.before) })

const causeAt = ({ file, line }: Origin, ...more: readonly string[]): string => [file, line, ...more].join(' ')

const settingOf = ({ setting }: DestroyedData, cluster: ClusterPlan | undefined): Origin | undefined =>
  setting && cluster?.settings.nearest([setting])

const versionOf = (cluster: ClusterPlan | undefined): Origin | undefined =>
  cluster?.settings.nearest(['kubernetes', 'version'])

/** Where a hub says what it keeps, if that is in a file of the community's: a profile is not its to mend. */
function holderOf({ holds }: DestroyedData, hub: HubPlan | undefined): Origin | undefined {
  if (!hub || holds === 'cluster') return undefined
  const at = hub.settings.nearest([holds === 'homes' ? 'home' : 'buckets'])
  return at.community === undefined || at.line === 1 ? undefined : at
}

/** Where a hub names what it takes over. */
function takenOverAt({ id }: IgnoredImport, hub: HubPlan | undefined): Origin | undefined {
  const { buckets = [], home, existing, settings } = hub ?? {}
  if (!settings) return undefined
  const bucket = buckets.find((each) => each.existing !== undefined && id.endsWith(each.fullName))
  if (bucket) return settings.at(['buckets', bucket.key, 'existing'])
  if (home?.existing?.id === id) return settings.at(['home', 'existing'])
  return existing?.identity && id.includes(existing.identity.name) ? settings.at(['data', 'identity']) : undefined
}

const communityOf = (part: string): string => part.split('/')[0]!
const folderOf = (part: string): string => part.split('/')[1]!

/** The file that says, or said, a hub or a cluster. */
export const inputOf = (part: string): string =>
  folderOf(part) === 'cluster'
    ? `communities/${communityOf(part)}/cluster.yaml`
    : `communities/${communityOf(part)}/hubs/${folderOf(part)}.yaml`
