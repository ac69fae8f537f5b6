import type { Attachment } from '../layers/attachments.ts'
import type { HubSettings } from '../settings/index.ts'
import { planFiles, planMounts, planVariables } from './pods.ts'
import type { FilePlan, MountPlan, Variables } from './pods.ts'
import { mib } from './units.ts'

/**
 * The parts of a hub that run on core machines. `front` is the proxy in front of the proxy, where the hub has an
 * address of its own.
 */
export type CorePart = 'hub' | 'proxy' | 'front' | 'scheduler'

/** The hub's own machinery. */
export interface HubPodPlan {
  /** What each of its parts asks for. */
  parts: Readonly<Record<CorePart, PartAsk>>
  /** Where left out, the chart's own. */
  image?: string
  /** Whom all its pods run as: uid and gid. The chart's own, one each, where left out. */
  user?: number
  /** Python packages that it fetches when it starts: `name==version`. */
  packages: readonly string[]
  /** The disk of its database: MiB, and where the settings name one, its storage class. */
  disk: { size: number; class?: string }
  /** What it runs in place of JupyterHub. */
  command?: readonly string[]
  /** What it finds in its pod, of the hub's volumes too. */
  variables: Variables
  files: readonly FilePlan[]
  mounts: readonly MountPlan[]
  logLevel?: string
  logFile?: string
  /** Starts in a row that may fail; 0: any number. */
  failingStarts: number
  listPage: { size?: number; limit?: number }
  /** Whether a drain of its machine waits for it. */
  disruptionBudget: boolean
  /** Whether it has a scheduler of its own. */
  scheduler: boolean
  /** System settings of the proxy. */
  sysctls: Readonly<Record<string, string>>
  /** The cloud identity of the hub itself: that of its servers, or one of its own. */
  identity?: 'servers' | 'own'
  /** An external database, whose password the Secret holds; a small disk when left out. */
  database?: { type: 'postgres' | 'mysql'; url: string; secret: string }
  /** Servers that may be starting at once, and running at once. */
  concurrentSpawns: number
  activeServers?: number
  /** Who may read its metrics beside Prometheus, by namespace; nobody where left out. */
  metrics?: { namespaces: readonly string[]; everywhere: boolean }
}

/** MiB and thousandths of a core. */
export interface PartAsk {
  memory: { guarantee: number; limit: number }
  cpu: { guarantee: number; limit?: number }
}

/** What serves hubs of some hundred people. */
const DEFAULTS: Readonly<Record<CorePart, PartAsk>> = {
  hub: { memory: { guarantee: 512, limit: 2048 }, cpu: { guarantee: 100 } },
  proxy: { memory: { guarantee: 128, limit: 1024 }, cpu: { guarantee: 50 } },
  front: { memory: { guarantee: 64, limit: 512 }, cpu: { guarantee: 50 } },
  scheduler: { memory: { guarantee: 64, limit: 512 }, cpu: { guarantee: 20 } },
}

/** Holds the people and servers of some thousand. */
const DATABASE_DISK = '1Gi'

/** Servers that may be starting at once where the settings say nothing: the chart's own figure. */
const CONCURRENT_SPAWNS = 64

export function planHubPod(settings: HubSettings, attachments: readonly Attachment[]): HubPodPlan {
  const most = [settings.hub?.['active-servers'], settings.limits?.servers].filter((limit) => (limit ?? 0) > 0)
  return {
    parts: {
      hub: partAsk(settings, 'hub'),
      proxy: partAsk(settings, 'proxy'),
      front: partAsk(settings, 'front'),
      scheduler: partAsk(settings, 'scheduler'),
    },
    ...planOwn(settings.hub ?? {}, attachments),
    identity: settings.hub?.identity === true ? 'servers' : settings.hub?.identity || undefined,
    database: settings.hub?.database,
    concurrentSpawns: settings.hub?.['concurrent-spawns'] ?? CONCURRENT_SPAWNS,
    activeServers: most.length > 0 ? Math.min(...(most as number[])) : undefined,
    metrics: planMetrics(settings),
  }
}

function planMetrics({ metrics = false }: HubSettings): HubPodPlan['metrics'] {
  if (metrics === false) return undefined
  const { namespaces = [], everywhere = false } = metrics === true ? {} : metrics
  return { namespaces, everywhere }
}

/** What makes its pods other than the chart's. */
function planOwn(
  { image, packages, disk, proxy, ...hub }: NonNullable<HubSettings['hub']>,
  attachments: readonly Attachment[],
) {
  const { size = DATABASE_DISK, class: storage } = typeof disk === 'string' ? { size: disk } : (disk ?? {})
  return {
    image,
    user: hub.user,
    packages: packages ?? [],
    disk: { size: mib(size), class: storage },
    command: hub.command,
    variables: planVariables(hub.variables),
    files: planFiles(hub.files, attachments),
    mounts: planMounts(hub.mounts),
    logLevel: hub['log-level'],
    logFile: hub['log-file'],
    failingStarts: hub['failing-starts'] ?? 0,
    listPage: hub['list-page'] ?? {},
    disruptionBudget: hub['disruption-budget'] ?? false,
    scheduler: hub.scheduler !== false,
    sysctls: proxy?.sysctls ?? {},
  }
}

/** What one part asks for. */
function partAsk({ hub }: HubSettings, part: CorePart): PartAsk {
  const scheduler = typeof hub?.scheduler === 'object' ? hub.scheduler : undefined
  const asks = { hub, proxy: hub?.proxy, front: hub?.proxy, scheduler }
  return askOf(asks[part], DEFAULTS[part])
}

/** As settings say it; plain figures are what is set aside, and of memory the limit too. */
interface SaidAsk {
  memory?: string | { guarantee?: string; limit?: string }
  cpu?: number | { guarantee?: number; limit?: number }
}

/** Of a guarantee and a limit that are not both said, the other one gives way. */
export function askOf({ memory, cpu }: SaidAsk = {}, ours: PartAsk): PartAsk {
  const asked = typeof memory === 'string' ? { guarantee: memory, limit: memory } : (memory ?? {})
  const limit = asked.limit === undefined ? undefined : mib(asked.limit)
  const guarantee =
    asked.guarantee === undefined ? Math.min(ours.memory.guarantee, limit ?? Infinity) : mib(asked.guarantee)
  const cores = typeof cpu === 'number' ? { guarantee: cpu } : (cpu ?? {})
  const most = cores.limit === undefined ? undefined : Math.round(cores.limit * 1000)
  return {
    memory: { guarantee, limit: limit ?? Math.max(ours.memory.limit, guarantee) },
    cpu: {
      guarantee:
        cores.guarantee === undefined
          ? Math.min(ours.cpu.guarantee, most ?? Infinity)
          : Math.round(cores.guarantee * 1000),
      limit: most,
    },
  }
}
