import { deepAdd } from '../../maps.ts'
import { outboundRules } from '../network-policy.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { Wiring } from '../../plan/wiring.ts'
import { ISSUER, MONITORING_NAMESPACE } from '../cluster.ts'
import { SECRET_SYNC, partResources } from './core-pods.ts'
import { corsOf } from './hub-python.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>

/** Let's Encrypt's test service (letsencrypt.org/docs/staging-environment). */
const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory'

/** Proxies need nothing of the cloud. */
const PROXY_POLICY = { enabled: true, egressAllowRules: { cloudMetadataServer: false } }

/** The hub needs the metadata service only where its own identity answers there. */
const hubMetadata = (hub: HubPlan, wiring: Wiring): Values => ({
  cloudMetadataServer: hub.pod.identity !== undefined && wiring.allowMetadata,
})

/** Programs alone, or pages elsewhere, that ask the hub. */
export const apiValues = ({ apiOnly, cors }: HubPlan): HubValues => ({
  hub: {
    // all else is nobody's route, which the proxy answers itself
    config: apiOnly ? { JupyterHub: { hub_routespec: '/hub/api/' } } : undefined,
    extraConfig: cors.length > 0 ? { '08-cors': corsOf({ everybody: cors.includes('*') }) } : undefined,
  },
  custom: cors.length > 0 ? { hubloom: { cors } } : undefined,
})

/** How people reach the hub, and what reaches what inside the cluster. */
export function networkValues(hub: HubPlan, wiring: Wiring): HubValues {
  return {
    ...(hub.web.kind === 'ingress' ? behindIngress(hub, hub.web) : ownAddress(hub, hub.web, wiring)),
    singleuser: {
      cloudMetadata: { blockWithIptables: wiring.blockMetadata },
      networkPolicy: { enabled: true, ...serverEgress(hub, wiring) },
    },
    hub: {
      networkPolicy: {
        enabled: true,
        egressAllowRules: hubMetadata(hub, wiring),
        ingress: hub.pod.metrics && [metricsFrom(hub.pod.metrics)],
      },
    },
  }
}

function behindIngress(hub: HubPlan, web: IngressPlan): Values {
  return {
    proxy: { service: { type: 'ClusterIP' }, https: { enabled: false }, chp: { networkPolicy: PROXY_POLICY } },
    ingress: {
      enabled: true,
      ingressClassName: web.class,
      hosts: [hub.domain],
      tls: [{ hosts: [hub.domain], secretName: web.certificate.secret ?? 'jupyterhub-tls' }],
      annotations: {
        ...ingressAnnotations(web),
        ...(web.class === 'nginx'
          ? {
              // kernels and terminals talk over websockets, notebooks upload files (docs.nginx.com, "Advanced
              // configuration with annotations")
              'nginx.org/websocket-services': 'proxy-public',
              'nginx.org/client-max-body-size': '0',
              'nginx.org/proxy-buffering': 'False',
              'nginx.org/proxy-read-timeout': '3600s',
              'nginx.org/proxy-send-timeout': '3600s',
            }
          : {}),
      },
    },
  }
}

type IngressPlan = Extract<HubPlan['web'], { kind: 'ingress' }>

/** What every Ingress of the hub says: who gives its certificate, and where it takes requests. */
export const ingressAnnotations = ({ class: kind, certificate }: IngressPlan): Record<string, string> => ({
  ...(certificate.secret === undefined ? { 'cert-manager.io/cluster-issuer': certificate.issuer ?? ISSUER } : {}),
  ...(kind === 'nginx'
    ? {
        // without it the challenge's own Ingress would be a second owner of the host, which this controller refuses
        'acme.cert-manager.io/http01-edit-in-place': 'true',
      }
    : { 'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure' }),
})

function ownAddress(hub: HubPlan, web: OwnAddressPlan, { loadBalancer }: Wiring): Values {
  const { secret } = web.certificate
  return {
    proxy: {
      service: {
        type: 'LoadBalancer',
        annotations: loadBalancer && { ...loadBalancer },
        extraPorts: hub.ports.length > 0 ? hub.ports.map(servicePort) : undefined,
      },
      chp: { networkPolicy: PROXY_POLICY },
      ...(secret === undefined
        ? letsEncrypt(hub, web)
        : { https: { enabled: true, type: 'secret', hosts: [hub.domain], secret: { name: secret } } }),
    },
    ingress: { enabled: false },
  }
}

type OwnAddressPlan = Extract<HubPlan['web'], { kind: 'own-address' }>

const letsEncrypt = (hub: HubPlan, { email, staging }: OwnAddressPlan): Values => ({
  https: {
    enabled: true,
    type: 'letsencrypt',
    hosts: [hub.domain],
    letsencrypt: {
      contactEmail: email,
      acmeServer: staging ? STAGING : undefined,
    },
  },
  traefik: deepAdd(
    {
      networkPolicy: PROXY_POLICY,
      resources: partResources(hub, 'front'),
      extraDynamicConfig: hub.moreDomains.length > 0 ? moved(hub) : undefined,
    },
    hub.ports.length > 0 ? frontPorts(hub) : {},
  ),
  secretSync: { resources: SECRET_SYNC },
})

/** Other names lead to the hub's own: a router beside the chart's, with a certificate for each of them. */
const moved = ({ domain, moreDomains }: HubPlan): Values => ({
  http: {
    middlewares: {
      moved: {
        redirectRegex: { regex: '^https?://[^/]+(/.*)?$', replacement: `https://${domain}\${1}`, permanent: true },
      },
    },
    routers: {
      moved: {
        entryPoints: ['https'],
        rule: moreDomains.map((name) => `Host(\`${name}\`)`).join(' || '),
        middlewares: ['moved'],
        service: 'default',
        tls: { certResolver: 'default', options: 'default' },
      },
    },
  },
})

/** Of a Service and a pod; 15 characters at most. */
const portName = (port: number): string => `tcp-${port}`

const servicePort = ({ port }: { port: number }): Values => ({
  name: portName(port),
  port,
  targetPort: portName(port),
})

/** What the proxy in front listens on: it is nobody, who has no port below 1024, and uses 8080 and 8443 itself. */
const containerPort = (port: number): number => 20_000 + port

/** More ports of the proxy in front: each passes on all that comes, unread. */
const frontPorts = ({ ports }: HubPlan): Values => ({
  extraPorts: ports.map(({ port }) => ({ name: portName(port), containerPort: containerPort(port) })),
  networkPolicy: { allowedIngressPorts: ['http', 'https', ...ports.map(({ port }) => portName(port))] },
  extraStaticConfig: { entryPoints: byPort(ports, (port) => ({ address: `:${containerPort(port)}` })) },
  extraDynamicConfig: {
    tcp: {
      routers: byPort(ports, (port) => ({
        entryPoints: [portName(port)],
        rule: 'HostSNI(`*`)',
        service: portName(port),
      })),
      services: byPort(ports, (_, address) => ({ loadBalancer: { servers: [{ address }] } })),
    },
  },
})

const byPort = (ports: HubPlan['ports'], make: (port: number, address: string) => Values): Values =>
  Object.fromEntries(ports.map(({ port, address }) => [portName(port), make(port, address!)]))

/**
 * What servers may reach beside the hub. The chart's own rule for the internet leaves 100.64.0.0/10 open, where hubloom
 * puts pods.
 */
function serverEgress(hub: HubPlan, wiring: Wiring): Values {
  return {
    egressAllowRules: { cloudMetadataServer: wiring.allowMetadata, nonPrivateIPs: false, privateIPs: false },
    egress: outboundRules(hub.servers.network, { ingress: hub.cluster.ingress, allowMetadata: false }),
  }
}

const metricsFrom = ({ namespaces, everywhere }: NonNullable<HubPlan['pod']['metrics']>): Values => ({
  from: everywhere
    ? [{ namespaceSelector: {} }]
    : [MONITORING_NAMESPACE, ...namespaces].map((name) => ({
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
      })),
  ports: [{ port: 'http', protocol: 'TCP' }],
})
