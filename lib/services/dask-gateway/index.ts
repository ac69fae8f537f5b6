import keys from './keys.json' with { type: 'json' }
import type { Release } from '../../print/helm.ts'
import { spawnerVariable, variableText } from '../../print/kubespawner.ts'
import { textVariables } from '../../plan/pods.ts'
import { shorten } from '../../plan/names.ts'
import type { Placement } from '../../plan/placement.ts'
import type { DaskPlan, HubPlan } from '../../plan/types.ts'
import type { Wiring } from '../../plan/wiring.ts'
import type { TemporaryShare } from '../../plan/temporary.ts'
import { memoryText } from '../quantities.ts'
import { STAYS, resources } from '../cluster.ts'
import { podAsk } from '../quantities.ts'
import { podVolumes, secretNeeds, volumeMounts } from '../pod-parts.ts'
import type { HubService } from '../service.ts'
import { clusterOptions } from './cluster-options.ts'
import { policies } from './policies.ts'

/** Name of the service in the hub: of its path, its token and its scope. */
const SERVICE = 'dask-gateway'

const GATEWAY = resources('10m', '128Mi', '512Mi')
const CONTROLLER = resources('10m', '128Mi', '512Mi')
const TRAEFIK = resources('10m', '64Mi', '256Mi')

/** Dask clusters that people start from their servers. */
export const daskGateway: HubService = {
  name: 'dask-gateway',
  releases: ['dask-gateway'],
  corePods: (hub) =>
    hub.dask === undefined
      ? []
      : [
          podAsk("Dask's gateway", [GATEWAY]),
          podAsk("Dask's controller", [CONTROLLER]),
          podAsk("Dask's proxy", [TRAEFIK]),
        ],
  forHub: (hub, wiring) =>
    hub.dask === undefined
      ? undefined
      : {
          releases: [release(hub, hub.dask, wiring)],
          manifests: policies(hub, wiring),
          secrets: secretNeeds(hub.namespace, 'Dask workers', {
            volumes: hub.servers.volumes,
            mounts: hub.dask.mounts,
          }),
          values: { jupyterhub: jupyterhubValues(hub) },
        },
}

/**
 * The chart's roles are known to the whole cluster, and its controller looks for clusters of its own name in every
 * namespace, so each hub's has another. The longest of its names begins with `clusters-prefix-`, and 63 characters is
 * the limit.
 */
export const gatewayName = (hub: Pick<HubPlan, 'namespace'>): string => shorten(`${hub.namespace}-dask`, 46)

const traefik = (hub: HubPlan): string => `traefik-${gatewayName(hub)}.${hub.namespace}`

const release = (hub: HubPlan, dask: DaskPlan, wiring: Wiring): Release => ({
  service: 'dask-gateway',
  name: 'dask-gateway',
  namespace: hub.namespace,
  chart: 'dask-gateway',
  keys,
  repository: 'https://helm.dask.org',
  version: hub.versions['dask-gateway'] ?? '2026.3.0',
  values: values(hub, dask, wiring),
  definitionsByHand: true,
  purpose: 'Dask clusters that people start from their servers',
})

function values(hub: HubPlan, dask: DaskPlan, wiring: Wiring): Record<string, unknown> {
  const core = hub.cluster.core
  const secrets = hub.servers.pullSecrets
  return {
    fullnameOverride: gatewayName(hub),
    gateway: {
      ...core,
      prefix: `/services/${SERVICE}`,
      auth: { type: 'jupyterhub', jupyterhub: { jupyterhubServiceName: SERVICE } },
      resources: GATEWAY,
      env: [{ name: 'HUBLOOM_DASK', value: variableText(JSON.stringify(optionData(hub, dask, wiring))) }],
      extraConfig: { 'hubloom-cluster-options': clusterOptions(dask.choices) },
      backend: {
        environment: { ...wiring.identityEnvironment, ...environment(hub, wiring) },
        imagePullSecrets: secrets.length === 0 ? undefined : secrets.map((name) => ({ name })),
        scheduler: {
          ...schedulerResources(dask),
          // not on machines that the cloud may take back: a cluster survives the loss of workers only
          extraPodConfig: podConfig(hub, hub.placement.default),
          extraContainerConfig: containerConfig(hub.temporary.sizes[hub.defaultSize.key]),
        },
        worker: {
          extraPodConfig: { ...podConfig(hub, hub.placement.dask), ...workerVolumes(hub, dask) },
          extraContainerConfig: { ...containerConfig(hub.temporary.dask), ...workerMounts(hub, dask) },
        },
      },
    },
    controller: { ...core, resources: CONTROLLER },
    // the hub's proxy is the way in
    traefik: {
      ...core,
      annotations: STAYS,
      resources: TRAEFIK,
      service: { type: 'ClusterIP' },
    },
  }
}

/** In bytes; where nothing is said, the gateway's own words of what serves most. */
function schedulerResources({ scheduler: { memory, cpu } }: DaskPlan): Record<string, unknown> {
  return {
    cores: { request: cpu.guarantee / 1000, limit: cpu.limit / 1000 },
    memory: {
      request: memory.guarantee === undefined ? '512M' : memory.guarantee * MIB,
      limit: memory.limit === undefined ? '4G' : memory.limit * MIB,
    },
  }
}
const MIB = 2 ** 20

/**
 * As restricted as servers are: the Jupyter images' user, no way to become another, and a share of the machine's disk,
 * where Dask spills to. The gateway merges it into its container (dask_gateway_server, `merge_json_objects`).
 */
const containerConfig = (temporary: TemporaryShare | undefined): Record<string, unknown> => ({
  securityContext: { runAsUser: 1000, allowPrivilegeEscalation: false },
  resources: temporary && {
    requests: { 'ephemeral-storage': memoryText(temporary.guarantee) },
    limits: { 'ephemeral-storage': memoryText(temporary.limit) },
  },
})

/** What workers mount. The gateway adds them to its own (dask_gateway_server, `merge_json_objects`). */
const workerVolumes = ({ servers: { volumes } }: HubPlan, { mounts }: DaskPlan): Record<string, unknown> =>
  mounts.length > 0 ? { volumes: podVolumes(volumes, mounts) } : {}
const workerMounts = ({ servers: { volumes } }: HubPlan, { mounts }: DaskPlan): Record<string, unknown> =>
  mounts.length > 0 ? { volumeMounts: volumeMounts(volumes, mounts) } : {}

/** The identity of servers, which Dask works on behalf of, and machines of one pool. */
const podConfig = (hub: HubPlan, placement: Placement | undefined): Record<string, unknown> => ({
  serviceAccountName: hub.serviceAccount,
  automountServiceAccountToken: false,
  ...placement,
})

/** What the gateway's Python reads. Images are those of the hub's environments, unless people may bring their own. */
function optionData(hub: HubPlan, dask: DaskPlan, wiring: Wiring): Record<string, unknown> {
  const { images: own } = hub.servers
  const images = [...new Set(hub.environments.map((environment) => environment.image))].sort()
  const any = own.named !== undefined || own.building !== undefined
  return {
    workers: dask.choices.worker ? dask.workers : dask.workers.slice(-1),
    idle: dask.idleSeconds,
    limits: { workers: dask.maxWorkers, cores: dask.maxCores, memory: dask.maxMemory },
    image: hub.defaultEnvironment.image,
    images: any ? undefined : images,
    personal: Object.fromEntries(
      hub.dataVariables.filter(({ personal }) => personal).map(({ name, url }) => [name, url]),
    ),
    labels: wiring.podLabels,
  }
}

/**
 * What servers have in their environment and is the same for everybody. It goes into pods as it stands, where
 * Kubernetes would expand it.
 */
function environment(hub: HubPlan, wiring: Wiring): Record<string, string> {
  const common = hub.dataVariables.filter(({ personal }) => !personal)
  const fixed: Record<string, string> = {
    ...wiring.environment,
    ...Object.fromEntries(common.map(({ name, url }) => [name, url])),
    ...textVariables(hub.servers.variables),
  }
  return Object.fromEntries(Object.entries(fixed).map(([name, value]) => [name, variableText(value)]))
}

function jupyterhubValues(hub: HubPlan): Readonly<Record<string, unknown>> {
  const access = `access:services!service=${SERVICE}`
  const wanted = {
    // straight to the gateway's own proxy, whatever the hub's own does about certificates
    DASK_GATEWAY__ADDRESS: `http://${traefik(hub)}/services/${SERVICE}`,
    DASK_GATEWAY__PROXY_ADDRESS: `gateway://${traefik(hub)}:80`,
    DASK_GATEWAY__PUBLIC_ADDRESS: `/services/${SERVICE}/`,
    DASK_GATEWAY__AUTH__TYPE: 'jupyterhub',
    // Dask itself fills these in, from the server's environment
    DASK_GATEWAY__CLUSTER__OPTIONS__IMAGE: spawnerVariable('{JUPYTER_IMAGE_SPEC}'),
    DASK_DISTRIBUTED__DASHBOARD__LINK: spawnerVariable('{JUPYTERHUB_SERVICE_PREFIX}proxy/{port}/status'),
  }
  return {
    hub: {
      services: { [SERVICE]: { display: false, url: `http://${traefik(hub)}` } },
      loadRoles: {
        user: { scopes: ['self', access] },
        // servers may call the gateway with their own token; the other two are what JupyterHub gives them anyway
        server: { scopes: ['users:activity!user', 'access:servers!server', access] },
      },
    },
    singleuser: {
      extraEnv: Object.fromEntries(
        Object.entries(wanted).filter(([name]) => hub.servers.variables[name] === undefined),
      ),
    },
  }
}
