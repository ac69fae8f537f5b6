import keys from './keys.json' with { type: 'json' }
import { manifest } from '../../print/kubernetes-types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import { ANYWHERE, outboundRules } from '../network-policy.ts'
import { BUILDER, DOCKER_DAEMON } from '../../plan/binder.ts'
import { parseImage } from '../../plan/image.ts'
import { addUp, deepAdd } from '../../maps.ts'
import type { BinderPlan } from '../../plan/binder.ts'
import { holdersOf } from '../../plan/roles.ts'
import type { BuilderPlan, BuildingPlan } from '../../plan/servers.ts'
import type { HubPlan, UncheckedHub } from '../../plan/types.ts'
import { resources } from '../cluster.ts'
import { chartImage } from '../chart-image.ts'
import { PORT, SERVICE, hubOfPage, pagesManifests, pageValues, serviceOf, templateValues } from './page.ts'
import { cpuText, memoryText, podAsk } from '../quantities.ts'
import type { HubService } from '../service.ts'

const DOCKER_CONFIG = '/etc/registry'
/** Builds run on a disk of this size that goes away with its pod. */
const BUILD_DISK = '30Gi'

/**
 * BinderHub as a service of the hub: people build an environment from a Git repository in the form of
 * jupyterhub-fancy-profiles, where `dynamic_image_building` stands beside the images; or, where the hub is a Binder,
 * start one from BinderHub's own page.
 */
export const imageBuilding: HubService = {
  name: 'image-building',
  releases: ['image-building'],
  corePods: (hub) =>
    hub.servers.images.building || hub.binder
      ? Array.from({ length: hub.binder?.replicas ?? 1 }, () =>
          podAsk('the builder of images', [builderResources(hub)]),
        )
      : [],
  forHub(hub) {
    const { binder } = hub
    const { building } = hub.servers.images
    const builder = building ?? binder
    if (builder === undefined) return undefined
    const { secret } = builder
    return {
      releases: [
        {
          service: 'image-building',
          name: 'image-building',
          namespace: hub.namespace,
          chart: 'binderhub-service',
          keys,
          repository: 'https://2i2c.org/binderhub-service/',
          version: hub.versions['image-building'] ?? '0.1.0-0.dev.git.336.hca79dc0',
          values: binder ? withPage(hub, binder) : values(hub, builder),
          purpose: binder
            ? 'people start the environment of any Git repository'
            : 'people build an environment from a Git repository',
        },
      ],
      manifests: [...policies(hub), ...(binder ? pagesManifests(hub, binder) : [])],
      secrets: [
        {
          name: secret,
          namespace: hub.namespace,
          type: 'kubernetes.io/dockerconfigjson',
          keys: [
            {
              key: '.dockerconfigjson',
              from: 'ask',
              what:
                `Docker's config.json with an entry for ${builder.host ?? DOCKER_HUB} below auths; ` +
                'servers pull with it',
            },
            {
              key: 'config.json',
              from: 'ask',
              what: 'the same text again, under the name by which image builds push with it',
            },
          ],
          why: `pushes built images to ${builder.registry} and pulls them again`,
        },
      ],
      values: { jupyterhub: building ? formValues(hub, building) : hubOfPage(hub, binder!) },
    }
  },
}

/** With BinderHub's page, and its templates beside the volumes that it has anyway. */
const withPage = (hub: HubPlan, binder: BinderPlan): Record<string, unknown> =>
  addUp(deepAdd(values(hub, binder), pageValues(hub, binder)), templateValues(binder), 'image-building')

/** By which Docker itself knows Docker Hub. */
const DOCKER_HUB = 'https://index.docker.io/v1/'

/** What each of its pods asks for. */
function builderResources({ binder }: Pick<UncheckedHub, 'binder'>): Record<string, unknown> {
  const { memory, cpu } = binder?.asks ?? BUILDER
  return {
    requests: { cpu: cpuText(cpu.guarantee), memory: memoryText(memory.guarantee) },
    limits: { memory: memoryText(memory.limit), cpu: cpu.limit === Infinity ? undefined : cpuText(cpu.limit) },
  }
}

function values(hub: HubPlan, { registry, host, secret }: BuilderPlan): Record<string, unknown> {
  // beside servers, on the machines of the default size: builds need the disk and are as little trusted
  const placement = hub.placement.builds
  const address = `https://${hub.domain}`
  return {
    fullnameOverride: '',
    ...hub.cluster.core,
    resources: builderResources(hub),
    service: { port: PORT },
    // replaced by policies of ours, which know where this cluster's pods are
    networkPolicy: { enabled: false },
    config: {
      BinderHub: {
        base_url: `/services/${SERVICE}`,
        image_prefix: registry,
        use_registry: true,
        auth_enabled: true,
      },
      DockerRegistry: host === undefined ? undefined : { url: `https://${host}` },
      KubernetesBuildExecutor: {
        build_image: 'quay.io/jupyterhub/repo2docker:2025.12.1.dev94-gd3893dba2',
        node_selector: placement.nodeSelector,
        memory_request: '1G',
        memory_limit: '4G',
      },
    },
    // the chart's own snippet of this name points to a Secret that the chart would have to be told the password for
    extraConfig: {
      'binderhub-service-01-build-pods-docker-config':
        'import os\nc.KubernetesBuildExecutor.push_secret = os.environ["HUBLOOM_PUSH_SECRET"]\n',
    },
    extraEnv: [
      { name: 'HUBLOOM_PUSH_SECRET', value: secret },
      { name: 'DOCKER_CONFIG', value: DOCKER_CONFIG },
      {
        name: 'JUPYTERHUB_API_TOKEN',
        valueFrom: { secretKeyRef: { name: 'hub', key: `hub.services.${SERVICE}.apiToken` } },
      },
      { name: 'JUPYTERHUB_API_URL', value: 'http://hub:8081/hub/api' },
      { name: 'JUPYTERHUB_BASE_URL', value: '/' },
      { name: 'JUPYTERHUB_SERVICE_NAME', value: SERVICE },
      { name: 'JUPYTERHUB_SERVICE_PREFIX', value: `/services/${SERVICE}/` },
      { name: 'JUPYTERHUB_CLIENT_ID', value: `service-${SERVICE}` },
      { name: 'JUPYTERHUB_OAUTH_CALLBACK_URL', value: `${address}/services/${SERVICE}/oauth_callback` },
    ],
    extraVolumes: [
      { name: 'registry', secret: { secretName: secret, items: [{ key: 'config.json', path: 'config.json' }] } },
    ],
    extraVolumeMounts: [{ name: 'registry', mountPath: DOCKER_CONFIG, readOnly: true }],
    dockerApi: {
      ...placement,
      storage: { emptyDir: { sizeLimit: BUILD_DISK } },
      resources: resources(cpuText(DOCKER_DAEMON.cpu), memoryText(DOCKER_DAEMON.memory), '6Gi'),
    },
  }
}

/**
 * Builds run other people's Dockerfiles: they reach the internet and nothing inside. BinderHub is reached through the
 * hub's proxy.
 */
function policies(hub: HubPlan): Manifest[] {
  const policy = (
    name: string,
    spec: Parameters<typeof manifest<'networking.k8s.io/v1/NetworkPolicy'>>[2]['spec'],
  ): Manifest => manifest('networking.k8s.io/v1/NetworkPolicy', { name, namespace: hub.namespace }, { spec })
  const outbound = outboundRules(ANYWHERE, { ingress: hub.cluster.ingress, allowMetadata: false })
  return [
    policy('image-building-docker', {
      podSelector: { matchLabels: { 'app.kubernetes.io/component': 'docker-api' } },
      policyTypes: ['Egress'],
      egress: outbound,
    }),
    policy('image-building-builds', {
      podSelector: { matchLabels: { component: 'binderhub-build' } },
      policyTypes: ['Egress'],
      egress: outbound,
    }),
    policy('image-building', {
      podSelector: { matchLabels: { 'app.kubernetes.io/component': 'binderhub' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              podSelector: {
                matchLabels: { 'app.kubernetes.io/name': 'jupyterhub', 'app.kubernetes.io/component': 'proxy' },
              },
            },
          ],
          ports: [{ protocol: 'TCP', port: 8585 }],
        },
      ],
    }),
  ]
}

function formValues(hub: HubPlan, building: BuildingPlan): Readonly<Record<string, unknown>> {
  return {
    hub: {
      image: chartImage(parseImage(building.hubImage)),
      services: { [SERVICE]: { display: false, ...serviceOf(hub) } },
      loadRoles: builders(hub, building),
      extraConfig: { 'hubloom-image-building': 'from jupyterhub_fancy_profiles import setup_ui\nsetup_ui(c)\n' },
    },
    singleuser: { image: { pullSecrets: [{ name: building.secret }] } },
  }
}

/** Everybody, by the role that everybody has, which is given as a whole; or members of some groups. */
function builders(hub: HubPlan, { groups }: BuildingPlan): Readonly<Record<string, unknown>> {
  const access = `access:services!service=${SERVICE}`
  if (groups.length === 0) return { user: { scopes: ['self', access] } }
  const held = holdersOf(groups, hub)
  return {
    'image-builders': {
      description: 'May build images',
      scopes: [access],
      users: held.users.length > 0 ? held.users : undefined,
      groups: held.groups.length > 0 ? held.groups : undefined,
    },
  }
}
