import type { PlainMap } from '../../maps.ts'
import type { Values } from '../values.ts'
import { filled, some } from '../words.ts'

/** The hub's addresses. Certificates and what receives web traffic are the cluster's. */
export function address(values: Values): PlainMap {
  const names = [...new Set(['ingress.hosts', 'proxy.https.hosts'].flatMap((path) => values.texts(path)))]
  const tls = values.get('ingress.tls')
  const inTls = Array.isArray(tls) ? tls.flatMap((_, i) => values.texts(['ingress', 'tls', i, 'hosts'])) : []
  // what is no domain, such as `${host}` of a template, is for a person to say
  const [domain, ...more] = (names.length > 0 ? names : inTls).filter((name) => /^[a-z0-9.-]+$/.test(name))
  values.said('domain', 'ingress.hosts', 'proxy.https.hosts')
  values.follows(
    "the cluster's ingress and certificates",
    ...['enabled', 'annotations', 'ingressClassName', 'tls', 'pathType', 'pathSuffix'].map((key) => `ingress.${key}`),
    ...['enabled', 'type', 'letsencrypt', 'secret'].map((key) => `proxy.https.${key}`),
    ...['type', 'annotations', 'nodePorts', 'disableHttpPort', 'loadBalancerIP'].map((key) => `proxy.service.${key}`),
    'proxy.traefik',
  )
  values.note({ kind: 'secret', secret: 'made by the chart' }, 'proxy.secretToken', 'hub.cookieSecret')
  values.note({ kind: 'secret', secret: 'made by the chart' }, 'hub.config.CryptKeeper.keys')
  return { ...some({ domain, 'more-domains': filled(more) }) }
}
