/** What every server of a hub has, whatever its environment and size. */
import type { HubSettings } from '../settings/index.ts'
import { interfacePath } from './environments.ts'
import { named, planFiles, planMounts, planVariables, planVolumes } from './pods.ts'
import type { FilePlan, MountPlan, Variables, VolumePlan } from './pods.ts'
import { mib, seconds } from './units.ts'

export interface ServersPlan {
  /** Path that opens first where people choose their environment. */
  opens: string
  /** Seconds until a start counts as failed: new machines take minutes. */
  startTimeout: number
  /** Their environment, beside what clouds and buckets add. */
  variables: Variables
  files: readonly FilePlan[]
  /** What pods of the hub may mount, and what servers do. */
  volumes: readonly VolumePlan[]
  mounts: readonly MountPlan[]
  /** Containers before and beside each of them. */
  initContainers: readonly ContainerPlan[]
  sidecars: readonly ContainerPlan[]
  /** What each runs when it starts, in this order. */
  startHooks: readonly { name: string; command: readonly string[] }[]
  /** Git repositories that are fetched into the home, each into a folder there. */
  gitPull: readonly { repository: string; branch: string; folder: string }[]
  /** Kubernetes Secrets for images in private registries. */
  pullSecrets: readonly string[]
  /** Whether machines fetch images before people come. */
  prepull: boolean
  /** How many more servers everybody may run under names of their own. */
  named: number
  cull: CullPlan
  network: OutboundPlan
  /** Whether, and how, people bring an image of their own. */
  images: OwnImagesPlan
}

export interface ContainerPlan {
  name: string
  image: string
  /** What the image says when left out. */
  command?: readonly string[]
  variables?: Variables
  /** Whether it sees the person's home. */
  home: boolean
  /** Guarantee and limit: MiB and thousandths of a core. */
  memory: { guarantee: number; limit: number }
  cpu: { guarantee: number; limit: number }
}

/** When servers are stopped, seconds throughout. */
interface CullPlan {
  idle: number
  every: number
  /** 0: however long they run. */
  maxAge: number
  /** Notebooks; never where left out. A notebook that outlives its server's time would only make that time longer. */
  kernels?: number
  /** Whether people's accounts go with their servers. */
  users: boolean
}

/** What servers, and Dask's pods on their behalf, may reach beside the hub. */
export interface OutboundPlan {
  /** The internet: everything, ports 80 and 443, or nothing. */
  outbound: 'open' | 'web-only' | 'closed'
  /** Private ranges; all others are closed to them. */
  privateRanges: readonly string[]
}

interface OwnImagesPlan {
  /** Whether people may name an image, and which pattern its whole name has to match. */
  named?: { pattern?: string; title?: string }
  /** Whether they may build one from a repository. */
  building?: BuildingPlan
}

export interface BuildingPlan {
  /** Registry and path; names of built images begin with it. */
  registry: string
  /** The registry alone. */
  host: string
  /** Kubernetes Secret that may push there. */
  secret: string
  /** Image of the hub itself, which shows the form. */
  hubImage: string
}

/**
 * Read by every Jupyter server and kernel, wherever its Python is installed (jupyter --paths, IPython's system
 * configuration): hubloom itself writes these two.
 */
export const SERVER_CONFIG = '/usr/local/etc/jupyter/jupyter_server_config.json'
export const KERNEL_CONFIG = '/usr/local/etc/ipython/ipython_kernel_config.json'

/**
 * What each sidecar is guaranteed: MiB and thousandths of a core. Small, since most wait; their limits are in the
 * settings.
 */
export const SIDECAR = { memory: 32, cpu: 10 } as const
/** Limits of one whose settings name none: MiB and thousandths of a core. */
const SIDECAR_LIMIT = { memory: 256, cpu: 250 } as const

export function planServers(settings: HubSettings): ServersPlan {
  return {
    opens: interfacePath(settings.opens),
    startTimeout: seconds(settings['start-timeout']),
    variables: planVariables(settings.variables),
    files: planFiles(settings.files),
    volumes: planVolumes(settings.volumes),
    mounts: planMounts(settings.mounts),
    initContainers: planContainers(settings['init-containers']),
    sidecars: planContainers(settings.sidecars),
    startHooks: named(settings['start-hooks']).map(([name, command]) => ({ name, command })),
    gitPull: (settings['git-pull'] ?? []).map(({ repository, branch, folder }) => ({
      repository,
      branch: branch ?? 'main',
      folder: folder ?? folderOf(repository),
    })),
    pullSecrets: settings['pull-secrets'] ?? [],
    prepull: settings.prepull === true || settings.event !== undefined,
    named: settings['named-servers'] ?? 0,
    cull: planCull(settings.cull),
    network: {
      outbound: settings.network?.outbound ?? 'open',
      privateRanges: settings.network?.['allow-private'] ?? [],
    },
    images: planOwnImages(settings),
  }
}

const planContainers = (containers: HubSettings['sidecars']): ContainerPlan[] =>
  named(containers).map(([name, container]) => {
    const limit = {
      memory: container.memory === undefined ? SIDECAR_LIMIT.memory : mib(container.memory),
      cpu: container.cpu === undefined ? SIDECAR_LIMIT.cpu : Math.round(container.cpu * 1000),
    }
    return {
      name,
      image: container.image,
      command: container.command,
      variables: container.variables && planVariables(container.variables),
      home: container.home ?? false,
      memory: { guarantee: SIDECAR.memory, limit: limit.memory },
      cpu: { guarantee: Math.min(SIDECAR.cpu, limit.cpu), limit: limit.cpu },
    }
  })

/** What Git itself would call the folder. */
export const folderOf = (repository: string): string =>
  repository
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .pop()!

function planCull({ idle, every, kernels, users, 'max-age': maxAge }: HubSettings['cull']): CullPlan {
  return {
    idle: seconds(idle),
    every: seconds(every),
    maxAge: maxAge === undefined ? 0 : seconds(maxAge),
    kernels: kernels === undefined ? undefined : Math.min(seconds(kernels), seconds(idle)),
    users: users ?? false,
  }
}

function planOwnImages(settings: HubSettings): OwnImagesPlan {
  const own = settings['bring-your-own-image']
  const building = settings['image-building']
  return {
    named: own ? planNamedImage(own) : undefined,
    building: building && {
      registry: building.registry,
      host: building.registry.split('/')[0]!,
      secret: building.secret,
      hubImage: building['hub-image'],
    },
  }
}

const planNamedImage = (own: true | { pattern: string; title?: string }): { pattern?: string; title?: string } =>
  own === true ? {} : { pattern: own.pattern, title: own.title }
