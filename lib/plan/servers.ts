/** What every server of a hub has, whatever its environment and size. */
import type { Attachment } from '../layers/attachments.ts'
import type { HubSettings } from '../settings/index.ts'
import { interfacePath } from './environments.ts'
import { namesInOrder } from './order.ts'
import { planOutbound, type OutboundPlan } from './outbound.ts'
import { named, planFiles, planMounts, planUser, planVariables, planVolumes } from './pods.ts'
import type { FilePlan, MountPlan, PrivilegePlan, Variables, VolumePlan } from './pods.ts'
import type { Resolved } from './resolved.ts'
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
  /** What they run in place of JupyterHub's own command. */
  command?: readonly string[]
  /** Whom they run as: the user's number. */
  user: number
  sudo: boolean
  pod: PodPlan
  /** What people choose that a variable of theirs tells. */
  tells: readonly ('environment' | 'size')[]
  /** Containers before and beside each of them. */
  initContainers: readonly ContainerPlan[]
  sidecars: readonly ContainerPlan[]
  /** What each runs when it starts, in this order. */
  startHooks: readonly { name: string; command: readonly string[] }[]
  /** Git repositories that are fetched into the home, each into a folder there. */
  gitPull: readonly { repository: string; branch: string; folder: string }[]
  /** Kubernetes Secrets for images in private registries. */
  pullSecrets: readonly string[]
  /** How many more servers everybody may run under names of their own. */
  named: number
  cull: CullPlan
  network: OutboundPlan
  /** Whether, and how, people bring an image of their own. */
  images: OwnImagesPlan
}

/** Options of their pods; `{user}` in a text stands for whose server it is. */
export interface PodPlan {
  /** With `{user}` or `{id}`, the number of the person; as KubeSpawner has it where left out. */
  name?: string
  /** Whether one that fails is started again. */
  restart: boolean
  /** As Kubernetes has it where left out. */
  serviceLinks?: boolean
  hostName?: string
  labels: Readonly<Record<string, string>>
}

export interface ContainerPlan {
  name: string
  image: string
  /** What the image says when left out. */
  command?: readonly string[]
  arguments?: readonly string[]
  variables?: Variables
  ports: readonly { name: string; port: number }[]
  /** Whether it sees the person's home. */
  home: boolean
  mounts: readonly MountPlan[]
  user?: number
  privileges: PrivilegePlan
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
  /** Whether admins' servers are stopped too. */
  admins: boolean
}

interface OwnImagesPlan {
  /** Whether people may name an image, and which pattern its whole name has to match. */
  named?: NamedImagePlan
  /** Whether they may build one from a repository. */
  building?: BuildingPlan
}

/** An image that people name, with what they read of it. */
export interface NamedImagePlan {
  pattern?: string | undefined
  title?: string | undefined
  description?: string | undefined
  help?: string | undefined
}

/**
 * The host of a registry's path; none of Docker Hub, which Docker means by a first part without a dot or a port, and
 * BinderHub by no address at all (`DockerRegistry.url` of binderhub/registry.py).
 */
export function registryHost(registry: string): string | undefined {
  const [first = ''] = registry.split('/')
  return /[.:]/.test(first) && first !== 'docker.io' ? first : undefined
}

/** Where built images are pushed to. */
export interface BuilderPlan {
  /** Registry and path; names of built images begin with it. */
  registry: string
  /** The registry alone; undefined of Docker Hub. */
  host: string | undefined
  /** Kubernetes Secret that may push there. */
  secret: string
}

export interface BuildingPlan extends BuilderPlan {
  /** Image of the hub itself, which shows the form. */
  hubImage: string
  /** Who may build; everybody where empty. */
  groups: readonly string[]
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

/** The user of Jupyter's own images. */
const JUPYTER_USER = 1000

/** Whose homes are: of servers that run as root, the user that they change to. */
export const homeUser = ({ user }: ServersPlan): number => (user === 0 ? JUPYTER_USER : user)

export function planServers(resolved: Resolved<HubSettings>, attachments: readonly Attachment[]): ServersPlan {
  const settings = resolved.values
  const initContainers = planContainers(resolved, 'init-containers')
  const sidecars = planSidecars(resolved)
  const variables = planVariables(settings.variables)
  return {
    opens: interfacePath(settings.opens),
    startTimeout: seconds(settings['start-timeout']),
    command: settings.command,
    user: settings.sudo ? 0 : (planUser(settings.user) ?? JUPYTER_USER),
    sudo: settings.sudo ?? false,
    pod: {
      name: settings.pod?.name,
      restart: settings.pod?.['restart-policy'] !== 'never',
      serviceLinks: settings.pod?.['service-links'],
      hostName: settings.pod?.['host-name'],
      labels: settings.pod?.labels ?? {},
    },
    variables,
    tells: toldIn([variables, ...[...initContainers, ...sidecars].map((each) => each.variables ?? {})]),
    files: planFiles(settings.files, attachments),
    volumes: planVolumes(settings.volumes),
    mounts: planMounts(settings.mounts),
    initContainers,
    sidecars,
    startHooks: named(settings['start-hooks']).map(([name, command]) => ({ name, command })),
    gitPull: (settings['git-pull'] ?? []).map(({ repository, branch, folder }) => ({
      repository,
      branch: branch ?? 'main',
      folder: folder ?? folderOf(repository),
    })),
    pullSecrets: settings['pull-secrets'] ?? [],
    named: settings['named-servers'] ?? 0,
    cull: planCull(settings.cull),
    network: planOutbound(settings),
    images: planOwnImages(settings),
  }
}

const toldIn = (all: readonly Variables[]): ('environment' | 'size')[] =>
  (['environment', 'size'] as const).filter((of) =>
    all.some((variables) =>
      Object.values(variables).some((each) => typeof each === 'object' && each.from === 'choice' && each.of === of),
    ),
  )

/** Containers in their order: as written, or as `order` says. */
function planContainers(
  { values, tree }: Resolved<HubSettings>,
  kind: 'sidecars' | 'init-containers',
): ContainerPlan[] {
  return namesInOrder(tree, [kind]).map((name) => {
    const container = values[kind]![name]!
    return {
      name,
      image: container.image,
      command: container.command,
      arguments: container.arguments,
      variables: container.variables && planVariables(container.variables),
      ports: named(container.ports).map(([port, number]) => ({ name: port, port: number })),
      home: container.home ?? false,
      mounts: planMounts(container.mounts),
      user: planUser(container.user),
      privileges: { privileged: container.privileged ?? false, capabilities: container.capabilities ?? [] },
      ...containerAmounts(container, BESIDE),
    }
  })
}

type Amounts = Pick<NonNullable<HubSettings['sidecars']>[string], 'memory' | 'cpu'>

/** What a container is guaranteed and limited to where its settings do not say: MiB and thousandths of a core. */
interface AmountDefaults {
  memory: { guarantee: number; limit: number }
  cpu: { guarantee: number; limit: number }
}

const BESIDE: AmountDefaults = {
  memory: { guarantee: SIDECAR.memory, limit: SIDECAR_LIMIT.memory },
  cpu: { guarantee: SIDECAR.cpu, limit: SIDECAR_LIMIT.cpu },
}

/** What a container is guaranteed and limited to: a plain figure is the limit. */
export function containerAmounts({ memory, cpu }: Amounts, defaults: AmountDefaults): AmountDefaults {
  const memories = typeof memory === 'string' ? { limit: memory } : memory
  const cores = typeof cpu === 'number' ? { limit: cpu } : cpu
  const mibOf = (size: string | undefined): number | undefined => (size === undefined ? undefined : mib(size))
  const thousandths = (cpus: number | undefined): number | undefined =>
    cpus === undefined ? undefined : Math.round(cpus * 1000)
  return {
    memory: bounds(defaults.memory, {
      guarantee: mibOf(memories?.guarantee),
      limit: mibOf(memories?.limit),
    }),
    cpu: bounds(defaults.cpu, {
      guarantee: thousandths(cores?.guarantee),
      limit: thousandths(cores?.limit),
    }),
  }
}

/** Of a guarantee and a limit that are not both said, the other one gives way. */
function bounds(
  { guarantee, limit }: { guarantee: number; limit: number },
  said: { guarantee?: number | undefined; limit?: number | undefined },
): { guarantee: number; limit: number } {
  return {
    guarantee: said.guarantee ?? Math.min(guarantee, said.limit ?? Infinity),
    limit: said.limit ?? Math.max(limit, said.guarantee ?? 0),
  }
}

export const planSidecars = (resolved: Resolved<HubSettings>): ContainerPlan[] => planContainers(resolved, 'sidecars')

/** What the containers beside each server are guaranteed together. */
export const besideServers = (sidecars: readonly ContainerPlan[]): { memory: number; cpu: number } => ({
  memory: sidecars.reduce((sum, { memory }) => sum + memory.guarantee, 0),
  cpu: sidecars.reduce((sum, { cpu }) => sum + cpu.guarantee, 0),
})

/** What a server is guaranteed with the containers beside it. */
export const guaranteed = (
  { memory, cpu }: { memory: { guarantee: number }; cpu: { guarantee: number } },
  beside: { memory: number; cpu: number },
) => ({ memory: memory.guarantee + beside.memory, cpu: cpu.guarantee + beside.cpu })

/** What Git itself would call the folder. */
export const folderOf = (repository: string): string =>
  repository
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .pop()!

function planCull({ idle, every, kernels, users, admins, 'max-age': maxAge }: HubSettings['cull']): CullPlan {
  return {
    idle: seconds(idle),
    every: seconds(every),
    maxAge: maxAge === undefined ? 0 : seconds(maxAge),
    kernels: kernels === undefined ? undefined : Math.min(seconds(kernels), seconds(idle)),
    users: users ?? false,
    admins: admins ?? true,
  }
}

function planOwnImages(settings: HubSettings): OwnImagesPlan {
  const own = settings['bring-your-own-image']
  const building = settings['image-building']
  return {
    named: own ? planNamedImage(own) : undefined,
    building: building && {
      registry: building.registry,
      host: registryHost(building.registry),
      secret: building.secret,
      hubImage: building['hub-image'],
      groups: building.for ?? [],
    },
  }
}

const planNamedImage = (own: true | NamedImagePlan): NamedImagePlan => (own === true ? {} : { ...own })
