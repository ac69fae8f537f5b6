import type { Diagnostic, Origin } from '../diagnostics.ts'
import { readRoot, type ReadRoot } from '../print/terraform-read.ts'
import type { Fleet } from '../plan/types.ts'

type Texts = ReadonlyMap<string, string>

/**
 * What the next apply would do to those who work there now, or would leave behind, though no data is lost by it:
 * machines taken away under servers, a state that is looked for in a new place, releases that nothing removes. Compared
 * as in `data-loss.ts`.
 */
export function upheaval(previous: Texts, next: Texts, fleet: Fleet): Diagnostic[] {
  return [...previous]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => {
      const [community, folder, file] = path.split('/') as [string, string, string]
      const now = next.get(path)
      const where: Where = { community, folder, fleet }
      if (file === 'releases.json') return leftBehind(where, releases(text), releases(now ?? '[]'))
      if (now === undefined) return []
      const [before, after] = [readRoot(text), readRoot(now)]
      return [...machines(where, before, after), ...stateMoves(where, before, after)]
    })
}

interface Where {
  community: string
  folder: string
  fleet: Fleet
}

function origin({ community, folder, fleet }: Where, path: readonly string[]): Origin {
  const hub = fleet.hubs.find((each) => each.community === community && each.hub === folder)
  const cluster = folder === 'cluster' ? fleet.clusters.find((each) => each.community === community) : undefined
  return (
    cluster?.settings.at([...path]) ??
    hub?.settings.at([...path]) ?? { file: `communities/${community}`, line: 1, column: 1 }
  )
}

// Machines

const POOLS = ['google_container_node_pool', 'aws_eks_node_group', 'azurerm_kubernetes_cluster_node_pool']

const IDLE =
  'Apply it when nobody works there: `kubectl get pods --all-namespaces --selector component=singleuser-server ' +
  '--output wide` shows who does.'

/** Each pool's generations, with the boot disk of their machines. */
function poolsOf(root: ReadRoot): Map<string, Map<string, number>> {
  const pools = new Map<string, Map<string, number>>()
  for (const [address, args] of root.resources) {
    const [type, name] = address.split('.') as [string, string]
    const parts = POOLS.includes(type) ? /^(.+)[-_]([a-z])$/.exec(name) : undefined
    if (!parts) continue
    const template = root.resources.get(`aws_launch_template.${name}`) as
      | { block_device_mappings?: { ebs: { volume_size: number } }[] }
      | undefined
    const disk =
      (args['node_config'] as { disk_size_gb?: number } | undefined)?.disk_size_gb ??
      args['os_disk_size_gb'] ??
      template?.block_device_mappings?.[0]?.ebs.volume_size
    const pool = parts[1]!.replace(/_/g, '-')
    pools.set(pool, new Map([...(pools.get(pool) ?? []), [parts[2]!, Number(disk)]]))
  }
  return pools
}

function machines(where: Where, before: ReadRoot, after: ReadRoot): Diagnostic[] {
  const now = poolsOf(after)
  return [...poolsOf(before)].flatMap(([pool, generations]): Diagnostic[] => {
    const later = now.get(pool)
    const gone = [...generations.keys()].sort()
    if (!later) {
      return [
        {
          code: 'pool-goes',
          severity: 'warning',
          at: origin(where, []),
          message:
            `no hub needs the pool \`${pool}\` any more, and the next apply of ${where.community}/cluster takes ` +
            'its machines: servers that run there stop',
          help: IDLE,
        },
      ]
    }
    if (!gone.some((generation) => later.has(generation))) {
      return [
        {
          code: 'servers-would-stop',
          severity: 'error',
          at: origin(where, ['pools', 'generation']),
          message:
            `the machines of \`${pool}\` would all be taken away at once: servers that run there stop, and what ` +
            'people have not saved is lost',
          help:
            `Write \`pools: { generation: ${[...later.keys()][0]}, replacing: ${gone.at(-1)} }\`: new servers ` +
            'start on new machines. Build and apply; when the old machines are empty, take `replacing` out.',
        },
      ]
    }
    const resized = gone.find(
      (generation) => later.has(generation) && later.get(generation) !== generations.get(generation),
    )
    return resized === undefined
      ? []
      : [
          {
            code: 'machines-anew',
            severity: 'warning',
            at: origin(where, ['pools', 'disk']),
            message:
              `the machines of \`${pool}\` are made anew with disks of ${later.get(resized)} GiB ` +
              `(${generations.get(resized)} before): servers that run there stop`,
            help: IDLE,
          },
        ]
  })
}

// State

function stateMoves(where: Where, before: ReadRoot, after: ReadRoot): Diagnostic[] {
  if (!before.backend || !after.backend || JSON.stringify(before.backend) === JSON.stringify(after.backend)) return []
  const { community, folder, fleet } = where
  const hub = fleet.hubs.find((each) => each.community === community && each.hub === folder)
  return [
    {
      code: 'state-moves',
      severity: 'warning',
      at: hub ? hub.cluster.settings.at(['state']) : origin(where, ['state']),
      message:
        `Terraform would look for the state of ${community}/${folder} in ${place(after)}; it is in ` +
        `${place(before)}`,
      help:
        `Before the next apply, once: \`terraform -chdir=${folder} init -migrate-state\` in dist/${community}. ` +
        'Without its state, Terraform would make every disk and bucket a second time, empty.',
    },
  ]
}

function place({ backend }: ReadRoot): string {
  const [[kind, config]] = Object.entries(backend!) as [[string, Record<string, unknown>]]
  return `\`${kind}\` (${['bucket', 'container_name', 'address', 'path'].flatMap((key) => config[key] ?? []).join()})`
}

// Releases

interface Installed {
  name: string
  namespace: string
}

function leftBehind(where: Where, before: readonly Installed[], after: readonly Installed[]): Diagnostic[] {
  const { community, folder } = where
  const gone = before.filter(
    ({ name, namespace }) => !after.some((each) => each.name === name && each.namespace === namespace),
  )
  if (gone.length === 0) return []
  const moved =
    gone.some(({ name }) => after.some((each) => each.name === name)) ||
    (after.length > 0 && gone.length === before.length)
  return [
    {
      code: 'left-behind',
      severity: 'warning',
      at: origin(where, moved ? ['namespace'] : []),
      message: moved
        ? `${community}/${folder} moves to another namespace, and what it has in \`${gone[0]!.namespace}\` stays ` +
          'there, running: the list of its users and the old hub'
        : `nothing removes ${gone.map(({ name }) => `\`${name}\``).join(', ')} of ${community}/${folder} from ` +
          'the cluster',
      help:
        `${moved ? 'Before' : 'Before or after'} the next apply: ` +
        `${gone.map(({ name, namespace }) => `\`helm uninstall ${name} --namespace ${namespace}\``).join(', ')}.`,
    },
  ]
}

function releases(text: string): Installed[] {
  try {
    return JSON.parse(text) as Installed[]
  } catch {
    return []
  }
}
