import { outboundRules } from '../network-policy.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { Wiring } from '../../plan/wiring.ts'
import type { CertificatesPlan } from '../../plan/web.ts'
import { ISSUER, MONITORING_NAMESPACE } from '../cluster.ts'
import { SECRET_SYNC, partResources } from './core-pods.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>

/** Let's Encrypt's test service (letsencrypt.org/docs/staging-environment). */
const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory'

/** Proxies need nothing of the cloud. */
const PROXY_POLICY = { enabled: true, egressAllowRules: { cloudMetadataServer: false } }

/** The hub needs the metadata service only where its own identity answers there. */
const hubMetadata = (hub: HubPlan, wiring: Wiring): Values => ({
  cloudMetadataServer: hub.pod.identity && wiring.allowMetadata,
})

/** How people reach the hub, and what reaches what inside the cluster. */
export function networkValues(hub: HubPlan, wiring: Wiring): HubValues {
  return {
    ...(hub.web.kind === 'ingress' ? behindIngress(hub, hub.web.class) : ownAddress(hub, hub.web, wiring)),
    singleuser: {
      cloudMetadata: { blockWithIptables: wiring.blockMetadata },
      networkPolicy: { enabled: true, ...serverEgress(hub, wiring) },
    },
    hub: {
      networkPolicy: {
        enabled: true,
        egressAllowRules: hubMetadata(hub, wiring),
        ingress: hub.pod.metrics ? [fromMonitoring()] : undefined,
      },
    },
  }
}

function behindIngress(hub: HubPlan, kind: string): Values {
  return {
    proxy: { service: { type: 'ClusterIP' }, https: { enabled: false }, chp: { networkPolicy: PROXY_POLICY } },
    ingress: {
      enabled: true,
      ingressClassName: kind,
      hosts: [hub.domain],
      tls: [{ hosts: [hub.domain], secretName: 'jupyterhub-tls' }],
      annotations: {
        'cert-manager.io/cluster-issuer': ISSUER,
        ...(kind === 'nginx'
          ? {
              // kernels and terminals talk over websockets, notebooks upload files (docs.nginx.com, "Advanced
              // configuration with annotations")
              'nginx.org/websocket-services': 'proxy-public',
              'nginx.org/client-max-body-size': '0',
              'nginx.org/proxy-buffering': 'False',
              'nginx.org/proxy-read-timeout': '3600s',
              'nginx.org/proxy-send-timeout': '3600s',
              // without it the challenge's own Ingress would be a second owner of the host, which this controller
              // refuses
              'acme.cert-manager.io/http01-edit-in-place': 'true',
            }
          : { 'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure' }),
      },
    },
  }
}

function ownAddress(hub: HubPlan, { email, staging }: CertificatesPlan, { loadBalancer }: Wiring): Values {
  return {
    proxy: {
      service: { type: 'LoadBalancer', annotations: loadBalancer && { ...loadBalancer } },
      https: {
        enabled: true,
        type: 'letsencrypt',
        hosts: [hub.domain],
        letsencrypt: {
          contactEmail: email,
          acmeServer: staging ? STAGING : undefined,
        },
      },
      chp: { networkPolicy: PROXY_POLICY },
      traefik: { networkPolicy: PROXY_POLICY, resources: partResources(hub, 'front') },
      secretSync: { resources: SECRET_SYNC },
    },
    ingress: { enabled: false },
  }
}

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

const fromMonitoring = (): Values => ({
  from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': MONITORING_NAMESPACE } } }],
  ports: [{ port: 'http', protocol: 'TCP' }],
})
