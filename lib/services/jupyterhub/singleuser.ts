import { homeMount } from '../../plan/home.ts'
import type { HubPlan } from '../../plan/types.ts'
import { KERNEL_CONFIG, SERVER_CONFIG, type ContainerPlan } from '../../plan/servers.ts'
import type { Variables } from '../../plan/pods.ts'
import { shellWord } from './escape.ts'
import { spawnerVariable, variableText } from '../../print/kubespawner.ts'
import { chartImage } from '../chart-image.ts'
import { resources } from '../cluster.ts'
import { podVolumes, secretFiles, securityContext, variableList, variableMap, volumeMounts } from '../pod-parts.ts'
import { memoryText } from '../quantities.ts'
import { gitPullContainers } from './git-pull.ts'
import { GPU_VARIABLES, environmentOverride, extraResources, sharedMemory } from './server-overrides.ts'
import { isForSome } from './server-parts.ts'
import { ROOT_ARGUMENTS, SUDO_VARIABLES, podConfig, podLabels, podName } from './user.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>
type Singleuser = NonNullable<HubValues['singleuser']>
const MIB = 1024 * 1024

/**
 * People's servers, as they are before anybody chose. Where people choose, this is what holds for an image of their
 * own.
 */
export function singleuserValues(hub: HubPlan): Singleuser {
  const { servers, placement, defaultSize: size, defaultEnvironment: environment } = hub
  const oneSize = hub.sizes.length === 1
  const more = extraResources(hub, oneSize ? size : { ...size, gpus: 0 })
  const shm = sharedMemory(size)
  const only: Values = hub.hasChoices ? {} : environmentOverride(hub, environment)
  const variables = {
    JUPYTER_RUNTIME_DIR: RUNTIME_DIR,
    ...variableMap(servers.variables, spawnerVariable),
    ...imageVariables(servers.variables),
    ...(servers.sudo ? SUDO_VARIABLES : {}),
    ...(oneSize && size.gpus > 0 ? GPU_VARIABLES : {}),
    ...(only['environment'] as Record<string, unknown> | undefined),
  }
  return {
    image: {
      ...chartImage(environment.reference),
      ...(!hub.hasChoices && environment.pullAlways ? { pullPolicy: 'Always' } : {}),
    },
    defaultUrl: hub.hasChoices ? servers.opens : environment.url,
    startTimeout: servers.startTimeout,
    memory: {
      guarantee: size.memory.guarantee * MIB,
      limit: size.memory.limit === undefined ? undefined : size.memory.limit * MIB,
    },
    cpu: { guarantee: size.cpu.guarantee / 1000, limit: size.cpu.limit / 1000 },
    extraResource: more,
    ...(oneSize ? { nodeSelector: placement.sizes[size.key]!.nodeSelector } : {}),
    storage: storage(hub, oneSize ? shm : undefined),
    extraTolerations: placement.tolerations.length > 0 ? placement.tolerations : undefined,
    extraEnv: variables,
    extraFiles: files(hub),
    networkTools: { resources: resources('10m', '8Mi', '64Mi') },
    allowPrivilegeEscalation: servers.sudo,
    cmd: servers.command?.map(variableText),
    podNameTemplate: podName(servers.pod),
    uid: only['uid'] ?? servers.user,
    extraPodConfig: podConfig(servers.pod),
    extraLabels: podLabels(servers.pod),
    extraAnnotations: only['extra_annotations'],
    fsGid: 100,
    lifecycleHooks: servers.startHooks.length > 0 ? startHooks(servers.startHooks) : undefined,
  }
}

/** Copies of the image's name, which KubeSpawner puts into every server. */
const imageVariables = (variables: Variables): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, variable]) =>
      typeof variable === 'object' && variable.from === 'choice' && variable.of === 'image'
        ? [[name, '$(JUPYTER_IMAGE)']]
        : [],
    ),
  )

/** Volumes and mounts by their names: the chart adds them to its own, and sizes add theirs. */
function storage({ servers }: HubPlan, shm: ReturnType<typeof sharedMemory>): Values | undefined {
  const files = secretFiles(servers.files)
  const mounted = [servers, ...servers.initContainers, ...servers.sidecars].flatMap((each) => each.mounts)
  const volumes = [...podVolumes(servers.volumes, mounted), ...files.volumes]
  const own = servers.mounts.filter((mount) => !isForSome(mount))
  const mounts = [...volumeMounts(servers.volumes, own), ...files.mounts]
  if (!shm && volumes.length === 0) return undefined
  return {
    extraVolumes: { ...shm?.volumes, ...Object.fromEntries(volumes.map((each) => [String(each['name']), each])) },
    extraVolumeMounts: {
      ...shm?.mounts,
      ...Object.fromEntries(mounts.map((each) => [String(each['mountPath']), each])),
    },
  }
}

/** What the chart has no value for: the folder that a sole environment opens in, and arguments of a server. */
export function spawnerConfig(hub: HubPlan): HubValues {
  const only = hub.hasChoices ? undefined : hub.environments[0]
  const args = (only?.user ?? hub.servers.user) === 0 ? ROOT_ARGUMENTS : undefined
  const config = { ...(only?.directory ? { working_dir: only.directory } : {}), ...(args ? { args } : {}) }
  return Object.keys(config).length > 0 ? { hub: { config: { KubeSpawner: config } } } : {}
}

/** Containers that run before and beside every server. Lists, which the chart and other services add to. */
export function containerValues(hub: HubPlan): Singleuser {
  const before = [...gitPullContainers(hub), ...containers(hub, hub.servers.initContainers)]
  const beside = containers(hub, hub.servers.sidecars)
  return {
    initContainers: before.length > 0 ? before : undefined,
    extraContainers: beside.length > 0 ? beside : undefined,
  }
}

const containers = (hub: HubPlan, wanted: readonly ContainerPlan[]): Values[] =>
  wanted.map(({ name, image, command, variables, home, memory, cpu, ...more }) => ({
    name,
    image,
    command: command?.map(spawnerVariable),
    args: more.arguments?.map(spawnerVariable),
    ports:
      more.ports.length > 0 ? more.ports.map((each) => ({ name: each.name, containerPort: each.port })) : undefined,
    env: variables && variableList(variables, spawnerVariable),
    resources: {
      requests: { cpu: String(cpu.guarantee / 1000), memory: memoryText(memory.guarantee) },
      limits: { cpu: String(cpu.limit / 1000), memory: memoryText(memory.limit) },
    },
    securityContext: securityContext(more),
    volumeMounts: listed([
      ...(home && hub.home.personal !== 'none' ? [homeMount(hub)] : []),
      ...volumeMounts(hub.servers.volumes, more.mounts),
    ]),
  }))

const listed = (entries: readonly Values[]): readonly Values[] | undefined => (entries.length > 0 ? entries : undefined)

/** One hook that fails neither stops the others nor the server: Kubernetes kills a container whose hook fails. */
function startHooks(hooks: HubPlan['servers']['startHooks']): Values {
  const script = hooks.map(
    ({ name, command }) =>
      `${command.map(shellWord).join(' ')} || echo ${shellWord(`the start hook ${name} failed`)} >&2`,
  )
  return { postStart: { exec: { command: ['sh', '-c', script.join('\n')] } } }
}

/**
 * Connection files of kernels and of the server itself (jupyter_core/paths.py, `jupyter_runtime_dir`): a server that
 * cannot write them does not start, and in the home it could not where that is full.
 */
const RUNTIME_DIR = '/tmp/jupyter-runtime'

/**
 * Notebooks that run keep their server from being culled, so they are stopped first. Databases do not go onto NFS,
 * which locks badly, nor into a home that may be full: which notebooks are trusted (nbformat/sign.py, `db_file`) is
 * forgotten with the server.
 */
function files(hub: HubPlan): Values {
  const { kernels: idle } = hub.servers.cull
  const server = {
    ...(idle
      ? {
          MappingKernelManager: { cull_idle_timeout: idle, cull_interval: Math.min(idle, 300), cull_connected: true },
          TerminalManager: { cull_inactive_timeout: idle, cull_interval: Math.min(idle, 300) },
        }
      : {}),
    ...(hub.cors.length > 0 ? { ServerApp: allowed(hub.cors) } : {}),
    SQLiteYStore: { db_path: '/tmp/ystore.db' },
    BaseFileIdManager: { db_path: '/tmp/file_id_manager.db' },
    NotebookNotary: { db_file: '/tmp/nbsignatures.db' },
  }
  const own = {
    'jupyter_server_config.json': file(SERVER_CONFIG, server),
    'ipython_kernel_config.json': file(KERNEL_CONFIG, { HistoryManager: { enabled: false } }),
  }
  const wanted = hub.servers.files
    .filter(({ secret }) => !secret)
    .map(({ name, path, content, mode }): [string, Values] => [name, { mountPath: path, stringData: content, mode }])
  return { ...own, ...Object.fromEntries(wanted) }
}

const allowed = (origins: readonly string[]): Values =>
  origins.includes('*') ? { allow_origin: '*' } : { allow_origin_pat: oneOf(origins) }

/** A regular expression of Python's for some texts and nothing else. */
const oneOf = (texts: readonly string[]): string => `^(${texts.map((text) => text.replaceAll('.', '\\.')).join('|')})$`

const file = (mountPath: string, data: Values): Values => ({
  mountPath,
  stringData: `${JSON.stringify(data, null, 2)}\n`,
})
