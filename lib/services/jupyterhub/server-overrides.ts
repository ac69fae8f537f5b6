/** What people's choices change of their servers, as KubeSpawner's `kubespawner_override` takes it. */
import type { OptionChoice } from '../../plan/options.ts'
import type { Variables } from '../../plan/pods.ts'
import type { EnvironmentPlan, HubPlan, SizePlan } from '../../plan/types.ts'
import { spawnerVariable } from '../../print/kubespawner.ts'
import { chosenAnnotation, variableMap } from '../pod-parts.ts'
import { memoryText } from '../quantities.ts'
import { ROOT_ARGUMENTS } from './user.ts'

export type Override = Record<string, unknown>

const MIB = 1024 * 1024

/** What an environment changes of a server. */
export function environmentOverride(hub: HubPlan, environment: EnvironmentPlan): Override {
  return {
    image: environment.image,
    default_url: environment.url,
    working_dir: environment.directory,
    image_pull_policy: environment.pullAlways ? 'Always' : undefined,
    environment: variablesOverride(environment.variables, {
      of: environment.key,
      isOver: (name) => hub.servers.variables[name] !== undefined,
    }),
    ...told(hub, 'environment', environment.key),
    ...userOverride(environment),
  }
}

/** What a size changes of a server. Memory in bytes and CPU in cores: KubeSpawner refuses `16Gi`. */
export function sizeOverride(hub: HubPlan, size: SizePlan): Override {
  const placement = hub.placement.sizes[size.key]!
  const more = extraResources(hub, size)
  const shm = sharedMemory(size)
  return {
    mem_guarantee: size.memory.guarantee * MIB,
    // 0 is no limit to KubeSpawner (objects.py, `make_pod`); left out, that of `singleuser` would hold
    mem_limit: (size.memory.limit ?? 0) * MIB,
    cpu_guarantee: size.cpu.guarantee / 1000,
    cpu_limit: size.cpu.limit / 1000,
    node_selector: placement.nodeSelector,
    tolerations: placement.tolerations,
    extra_resource_guarantees: more.guarantees,
    extra_resource_limits: more.limits,
    ...told(hub, 'size', size.key),
    ...(size.gpus > 0 ? { environment: GPU_VARIABLES } : {}),
    ...(shm ? { volumes: shm.volumes, volume_mounts: shm.mounts } : {}),
  }
}

/** What an answer changes of a server: KubeSpawner takes it after what environment and size say. */
export const optionOverride = ({ key, variables, memory, cpu, url }: OptionChoice, option: string): Override => ({
  ...(memory ? { mem_guarantee: memory.guarantee * MIB, mem_limit: (memory.limit ?? 0) * MIB } : {}),
  ...(cpu ? { cpu_guarantee: cpu.guarantee / 1000 } : {}),
  ...(cpu?.limit === undefined ? {} : { cpu_limit: cpu.limit / 1000 }),
  ...(url === undefined ? {} : { default_url: url }),
  // those of the environment may have any of these names
  environment: variablesOverride(variables, { of: `${option} ${key}`, isOver: () => true }),
})

/** Two overrides: of these keys, both hold maps. */
export const merged = (a: Override, b: Override): Override => {
  const both = ['environment', 'extra_annotations'].filter((key) => a[key] ?? b[key])
  return {
    ...a,
    ...b,
    ...Object.fromEntries(both.map((key) => [key, { ...(a[key] as object), ...(b[key] as object) }])),
  }
}

/** What the chart and KubeSpawner have no words of their own for. */
export function extraResources(
  hub: HubPlan,
  size: SizePlan,
): Record<'guarantees' | 'limits', Readonly<Record<string, string>>> {
  const { guarantee, limit } = hub.temporary.sizes[size.key]!
  return {
    guarantees: { 'ephemeral-storage': memoryText(guarantee) },
    limits: {
      'ephemeral-storage': memoryText(limit),
      ...(size.gpus > 0 ? { 'nvidia.com/gpu': String(size.gpus) } : {}),
    },
  }
}

/** A file system in memory at `/dev/shm`: container runtimes make one of 64 MB. */
export function sharedMemory({ shm }: SizePlan): Record<'volumes' | 'mounts', Override> | undefined {
  if (shm === undefined) return undefined
  return {
    volumes: { shm: { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: memoryText(shm) } } },
    mounts: { shm: { name: 'shm', mountPath: '/dev/shm' } },
  }
}

/**
 * What NVIDIA's container runtime brings into the container (docs.nvidia.com/datacenter/cloud-native, "driver
 * capabilities").
 */
export const GPU_VARIABLES = { NVIDIA_DRIVER_CAPABILITIES: 'compute,utility' }

/** What people chose, where a variable of their server tells it. */
const told = ({ servers }: HubPlan, of: 'environment' | 'size', key: string): Override =>
  servers.tells.includes(of) ? { extra_annotations: { [chosenAnnotation(of)]: key } } : {}

/** Whom a server runs as, where the environment says so. */
const userOverride = ({ user }: EnvironmentPlan): Override =>
  user === undefined ? {} : { uid: user, args: user === 0 ? ROOT_ARGUMENTS : [] }

/** Variables of the choice `of`; `isOver` tells names that what it is merged into may have. */
interface Merging {
  of: string
  isOver: (name: string) => boolean
}

/**
 * KubeSpawner merges a variable that is no text into one of its name, key by key (`recursive_update` of its utils.py):
 * under another key it stands for itself, and the last of a name counts.
 */
function variablesOverride(variables: Variables, { of, isOver }: Merging): Override | undefined {
  const written = Object.entries(variableMap(variables, spawnerVariable)).map(([name, value]): [string, unknown] =>
    typeof value === 'string' || !isOver(name) ? [name, value] : [`${name} of ${of}`, { name, ...value }],
  )
  return written.length > 0 ? Object.fromEntries(written) : undefined
}
