import { variableText } from '../../print/kubespawner.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import type { ServiceContainer, ExtraServicePlan } from '../../plan/extra-services.ts'
import { named, textVariables, type Variables } from '../../plan/pods.ts'
import type { HubPlan } from '../../plan/types.ts'
import { STAYS } from '../cluster.ts'
import { variableList } from '../pod-parts.ts'
import { serviceResources } from './core-pods.ts'
import { serviceFiles, type ServiceFiles } from './service-files.ts'
import { PACKAGES } from './hub-pod.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>

/** Services beside the hub: the hub knows them, makes their tokens and says what they may ask. */
export function serviceValues({ extraServices, pod: own }: HubPlan): HubValues {
  if (extraServices.length === 0) return {}
  const open = extraServices.filter(({ users }) => users).map(({ name }) => `access:services!service=${name}`)
  return {
    hub: {
      services: Object.fromEntries(
        extraServices.map(({ name, display, url, inHub }) => [
          name,
          inHub ? managed(inHub, own) : { display, oauth_no_confirm: true, url },
        ]),
      ),
      loadRoles: {
        ...Object.fromEntries(
          extraServices
            .filter(({ scopes }) => scopes.length > 0)
            .map(({ name, scopes }) => [`service-${name}`, { scopes, services: [name] }]),
        ),
        // the role that everybody has; it is given as a whole
        ...(open.length > 0 ? { user: { scopes: ['self', ...open] } } : {}),
      },
    },
  }
}

/** A process that the hub starts. It passes on few of its variables (`env_keep` of jupyterhub/spawner.py). */
const managed = ({ command, variables }: NonNullable<ExtraServicePlan['inHub']>, own: HubPlan['pod']): Values => ({
  display: false,
  command,
  environment: { ...(own.packages.length > 0 ? PACKAGES : {}), ...textVariables(variables) },
})

/** Those that run here: a pod, an address for it, and a policy that lets only the proxy and the hub in. */
export const serviceManifests = (hub: HubPlan): Manifest[] =>
  hub.extraServices.flatMap((service) => (service.run ? objects(hub, service, service.run) : []))

function objects(hub: HubPlan, service: ExtraServicePlan, run: ServiceContainer): Manifest[] {
  const { namespace } = hub
  const labels = { 'app.kubernetes.io/name': run.object, 'app.kubernetes.io/component': 'service' }
  const metadata = { name: run.object, namespace, labels }
  const { volumes } = hub.servers
  const files = serviceFiles({ owner: run.object, namespace, labels, files: run.files, mounts: run.mounts, volumes })
  return [
    ...files.manifests,
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...labels, 'hub.jupyter.org/network-access-hub': 'true' },
            annotations: { ...STAYS, ...files.annotations },
          },
          spec: pod(hub, service, { run, files }),
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ name: 'http', port: run.port, targetPort: 'http' }] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: {
        podSelector: { matchLabels: labels },
        policyTypes: ['Ingress'],
        ingress: [{ from: callers(hub, service).map(ofHub), ports: [{ protocol: 'TCP', port: run.port }] }],
      },
    },
  ]
}

/** Parts of the hub that reach a service: the proxy in front too, where a port of the hub's address leads to it. */
const callers = ({ ports }: HubPlan, { name }: ExtraServicePlan): string[] => [
  'proxy',
  'hub',
  ...(ports.some(({ service }) => service === name) ? ['autohttps'] : []),
]

const ofHub = (component: string): Values => ({
  podSelector: {
    matchLabels: { 'app.kubernetes.io/name': 'jupyterhub', 'app.kubernetes.io/component': component },
  },
})

function pod(
  hub: HubPlan,
  service: ExtraServicePlan,
  { run, files }: { run: ServiceContainer; files: ServiceFiles },
): Values {
  const { pullSecrets } = hub.servers
  return {
    ...hub.cluster.core,
    ...files.pod,
    automountServiceAccountToken: false,
    imagePullSecrets: pullSecrets.length > 0 ? pullSecrets.map((name) => ({ name })) : undefined,
    containers: [
      {
        name: service.name,
        image: run.image,
        command: run.command?.map(variableText),
        env: environment(hub, service.name, run),
        ports: [{ name: 'http', containerPort: run.port }],
        resources: serviceResources(run),
        securityContext: {
          runAsUser: run.user,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        ...files.container,
      },
    ],
  }
}

/**
 * What a service has to know to sign people in (JupyterHub, "Services": externally managed). The token is the one that
 * the hub made.
 */
function environment(hub: HubPlan, name: string, { port, variables }: ServiceContainer): Values[] {
  const own: Variables = {
    JUPYTERHUB_SERVICE_NAME: name,
    JUPYTERHUB_SERVICE_PREFIX: `/services/${name}/`,
    JUPYTERHUB_SERVICE_URL: `http://0.0.0.0:${port}`,
    JUPYTERHUB_CLIENT_ID: `service-${name}`,
    JUPYTERHUB_OAUTH_CALLBACK_URL: `/services/${name}/oauth_callback`,
    JUPYTERHUB_OAUTH_ACCESS_SCOPES: JSON.stringify(['access:services', `access:services!service=${name}`]),
    JUPYTERHUB_BASE_URL: '/',
    JUPYTERHUB_API_URL: `http://hub.${hub.namespace}.svc:8081/hub/api`,
    ...variables,
  }
  return [
    {
      name: 'JUPYTERHUB_API_TOKEN',
      valueFrom: { secretKeyRef: { name: 'hub', key: `hub.services.${name}.apiToken` } },
    },
    ...variableList(Object.fromEntries(named(own)), variableText),
  ]
}
