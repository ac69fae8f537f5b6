import type { HubPlan } from '../../plan/types.ts'
import { SIDECAR, interfacePath } from '../../plan/hub.ts'
import { seconds } from '../../plan/units.ts'
import { literalVariables, shellWord } from './escape.ts'
import { spawnerVariable } from '../../print/kubespawner.ts'
import { resources } from '../cluster.ts'
import { GPU_VARIABLES, environmentOverride } from './choices.ts'
import { gitPullContainers } from './git-pull.ts'
import { homeMount } from './home.ts'
import { splitImage } from './image.ts'
import { commonTaints, defaultSize, eventSize, extraTaints, poolOf, tolerate } from './placement.ts'

type Values = Record<string, unknown>
const MIB = 1024 * 1024

/**
 * People's servers, as they are before anybody chose. Where people choose, this is what holds for an image of their
 * own.
 */
export function singleuserValues(hub: HubPlan): Values {
  const settings = hub.settings.values
  const size = defaultSize(hub)
  const oneSize = hub.sizes.length === 1
  const environment = hub.environments.find((candidate) => candidate.default) ?? hub.environments[0]!
  const only: Values = hub.asks ? {} : environmentOverride(environment)
  const variables = {
    ...literalVariables(settings.variables ?? {}),
    ...(oneSize && size.gpus > 0 ? GPU_VARIABLES : {}),
    ...(only['environment'] as Record<string, string> | undefined),
  }
  // placeholders of an event know no other tolerations than these
  const tolerations = (settings.event ? extraTaints(hub, eventSize(hub)) : commonTaints(hub)).map(tolerate)
  return {
    image: {
      ...splitImage(environment.image),
      ...(!hub.asks && environment.pullAlways ? { pullPolicy: 'Always' } : {}),
    },
    defaultUrl: hub.asks ? interfacePath(settings.opens) : environment.url,
    startTimeout: seconds(settings['start-timeout']),
    memory: { guarantee: size.memory.guarantee * MIB, limit: size.memory.limit * MIB },
    cpu: { guarantee: size.cpu.guarantee / 1000, limit: size.cpu.limit / 1000 },
    ...(!oneSize
      ? {}
      : {
          nodeSelector: { ...poolOf(hub, size).labels },
          extraResource: size.gpus > 0 ? { limits: { 'nvidia.com/gpu': String(size.gpus) } } : undefined,
        }),
    extraTolerations: tolerations.length > 0 ? tolerations : undefined,
    extraEnv: Object.keys(variables).length > 0 ? variables : undefined,
    extraFiles: files(hub),
    networkTools: { resources: resources('10m', '8Mi', '64Mi') },
    allowPrivilegeEscalation: false,
    uid: 1000,
    fsGid: 100,
    lifecycleHooks:
      settings['start-hooks'] && Object.keys(settings['start-hooks']).length > 0
        ? startHooks(settings['start-hooks'])
        : undefined,
  }
}

/** The folder that a sole environment opens in: the chart has no value for it. */
export function workingDirectory(hub: HubPlan): Values {
  const directory = hub.asks ? undefined : hub.environments[0]?.directory
  return directory ? { hub: { config: { KubeSpawner: { working_dir: directory } } } } : {}
}

/** Containers that run before and beside every server. Lists, which the chart and other services add to. */
export function containerValues(hub: HubPlan): Values {
  const settings = hub.settings.values
  const before = [...gitPullContainers(hub), ...containers(hub, settings['init-containers'] ?? {})]
  const beside = containers(hub, settings.sidecars ?? {})
  return {
    initContainers: before.length > 0 ? before : undefined,
    extraContainers: beside.length > 0 ? beside : undefined,
  }
}

type Containers = NonNullable<HubPlan['settings']['values']['sidecars']>

function containers(hub: HubPlan, wanted: Containers): Values[] {
  return Object.keys(wanted)
    .sort()
    .map((name) => {
      const container = wanted[name]!
      const memory = container.memory ?? '256Mi'
      const cpu = container.cpu ?? 0.25
      return {
        name,
        image: container.image,
        command: container.command ? container.command.map(spawnerVariable) : undefined,
        env: container.variables
          ? Object.entries(literalVariables(container.variables)).map(([key, value]) => ({ name: key, value }))
          : undefined,
        resources: {
          requests: { cpu: String(Math.min(cpu, SIDECAR.cpu / 1000)), memory: `${SIDECAR.memory}Mi` },
          limits: { cpu: String(cpu), memory },
        },
        securityContext: { allowPrivilegeEscalation: false },
        volumeMounts: container.home && hub.home.kind !== 'none' ? [homeMount(hub)] : undefined,
      }
    })
}

/** One hook that fails neither stops the others nor the server: Kubernetes kills a container whose hook fails. */
function startHooks(hooks: Record<string, readonly string[]>): Values {
  const script = Object.keys(hooks)
    .sort()
    .map((name) => `${hooks[name]!.map(shellWord).join(' ')} || echo ${shellWord(`the start hook ${name} failed`)} >&2`)
  return { postStart: { exec: { command: ['sh', '-c', script.join('\n')] } } }
}

/**
 * Notebooks that run keep their server from being culled, so they are stopped first. Databases do not go onto NFS,
 * which locks badly.
 */
function files(hub: HubPlan): Values {
  const { kernels, idle: unused } = hub.settings.values.cull
  // a notebook that outlives its server's time would only make that time longer
  const idle = kernels ? Math.min(seconds(kernels), seconds(unused)) : undefined
  const server = {
    ...(idle
      ? {
          MappingKernelManager: { cull_idle_timeout: idle, cull_interval: Math.min(idle, 300), cull_connected: true },
          TerminalManager: { cull_inactive_timeout: idle, cull_interval: Math.min(idle, 300) },
        }
      : {}),
    SQLiteYStore: { db_path: '/tmp/ystore.db' },
    BaseFileIdManager: { db_path: '/tmp/file_id_manager.db' },
  }
  const own = {
    'jupyter_server_config.json': file(SERVER_CONFIG, server),
    'ipython_kernel_config.json': file(KERNEL_CONFIG, { HistoryManager: { enabled: false } }),
  }
  const wanted = Object.entries(hub.settings.values.files ?? {}).map(
    ([name, { path, content, mode }]): [string, Values] => [
      name,
      { mountPath: path, stringData: content, mode: mode ? Number.parseInt(mode, 8) : undefined },
    ],
  )
  return { ...own, ...Object.fromEntries(wanted) }
}

/**
 * Read by every Jupyter server and kernel, wherever its Python is installed (jupyter --paths, IPython's system
 * configuration).
 */
export const SERVER_CONFIG = '/usr/local/etc/jupyter/jupyter_server_config.json'
export const KERNEL_CONFIG = '/usr/local/etc/ipython/ipython_kernel_config.json'

const file = (mountPath: string, data: Values): Values => ({
  mountPath,
  stringData: `${JSON.stringify(data, null, 2)}\n`,
})
