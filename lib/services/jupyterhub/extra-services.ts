import { variableText } from '../../print/kubespawner.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import type { HubPlan } from '../../plan/types.ts'
import { onCore } from '../cluster.ts'
import { serviceFiles } from './service-files.ts'

type Values = Record<string, unknown>
type Service = NonNullable<HubPlan['settings']['values']['services']>[string]

const DEFAULT_PORT = 8000

/** Services beside the hub: the hub knows them, makes their tokens and says what they may ask. */
export function serviceValues(hub: HubPlan): Values {
  const services = Object.entries(hub.settings.values.services ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  if (services.length === 0) return {}
  const open = services
    .filter(([, service]) => service.users !== false && addressOf(hub, '', service) !== undefined)
    .map(([name]) => `access:services!service=${name}`)
  return {
    hub: {
      services: Object.fromEntries(
        services.map(([name, service]) => {
          const url = addressOf(hub, name, service)
          return [name, { display: service.display ?? false, oauth_no_confirm: true, url }]
        }),
      ),
      loadRoles: {
        ...Object.fromEntries(
          services
            .filter(([, service]) => service.scopes?.length)
            .map(([name, service]) => [`service-${name}`, { scopes: service.scopes, services: [name] }]),
        ),
        // the role that everybody has; it is given as a whole
        ...(open.length > 0 ? { user: { scopes: ['self', ...open] } } : {}),
      },
    },
  }
}

function addressOf(hub: HubPlan, name: string, service: Service): string | undefined {
  return (
    service.url ??
    (service.image ? `http://${objectName(name)}.${hub.namespace}.svc:${service.port ?? DEFAULT_PORT}` : undefined)
  )
}

const objectName = (name: string): string => `service-${name}`

/** Those that run here: a pod, an address for it, and a policy that lets only the proxy and the hub in. */
export function serviceManifests(hub: HubPlan): Manifest[] {
  return Object.entries(hub.settings.values.services ?? {})
    .filter(([, service]) => service.image)
    .flatMap(([name, service]) => {
      const labels = { 'app.kubernetes.io/name': objectName(name), 'app.kubernetes.io/component': 'service' }
      const metadata = { name: objectName(name), namespace: hub.namespace, labels }
      const port = service.port ?? DEFAULT_PORT
      const files = serviceFiles(objectName(name), hub.namespace, labels, service.files ?? {})
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
              metadata: { labels: { ...labels, 'hub.jupyter.org/network-access-hub': 'true' }, ...files.annotations },
              spec: {
                ...onCore(hub.cluster),
                ...files.pod,
                automountServiceAccountToken: false,
                ...(hub.settings.values['pull-secrets']?.length
                  ? { imagePullSecrets: hub.settings.values['pull-secrets'].map((secret) => ({ name: secret })) }
                  : {}),
                containers: [
                  {
                    name,
                    image: service.image,
                    command: service.command ? service.command.map(variableText) : undefined,
                    env: environment(hub, name, service, port),
                    ports: [{ name: 'http', containerPort: port }],
                    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '1Gi' } },
                    securityContext: {
                      allowPrivilegeEscalation: false,
                      capabilities: { drop: ['ALL'] },
                      seccompProfile: { type: 'RuntimeDefault' },
                    },
                    ...files.container,
                  },
                ],
              },
            },
          },
        },
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata,
          spec: { selector: labels, ports: [{ name: 'http', port, targetPort: 'http' }] },
        },
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata,
          spec: {
            podSelector: { matchLabels: labels },
            policyTypes: ['Ingress'],
            ingress: [
              {
                from: ['proxy', 'hub'].map((component) => ({
                  podSelector: {
                    matchLabels: { 'app.kubernetes.io/name': 'jupyterhub', 'app.kubernetes.io/component': component },
                  },
                })),
                ports: [{ protocol: 'TCP', port }],
              },
            ],
          },
        },
      ]
    })
}

/**
 * What a service has to know to sign people in (JupyterHub, "Services": externally managed). The token is the one that
 * the hub made.
 */
function environment(hub: HubPlan, name: string, service: Service, port: number): Values[] {
  const own: Record<string, string> = {
    JUPYTERHUB_SERVICE_NAME: name,
    JUPYTERHUB_SERVICE_PREFIX: `/services/${name}/`,
    JUPYTERHUB_SERVICE_URL: `http://0.0.0.0:${port}`,
    JUPYTERHUB_CLIENT_ID: `service-${name}`,
    JUPYTERHUB_OAUTH_CALLBACK_URL: `/services/${name}/oauth_callback`,
    JUPYTERHUB_OAUTH_ACCESS_SCOPES: JSON.stringify(['access:services', `access:services!service=${name}`]),
    JUPYTERHUB_BASE_URL: '/',
    JUPYTERHUB_API_URL: `http://hub.${hub.namespace}.svc:8081/hub/api`,
    ...service.variables,
  }
  return [
    {
      name: 'JUPYTERHUB_API_TOKEN',
      valueFrom: { secretKeyRef: { name: 'hub', key: `hub.services.${name}.apiToken` } },
    },
    ...Object.entries(own)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ name: key, value: variableText(value) })),
  ]
}
