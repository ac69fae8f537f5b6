import type { HubPlan } from '../../plan/types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import { INGRESS_NAMESPACE } from '../cluster.ts'
import { REDIRECT, redirects } from './core-pods.ts'
import { LEAST, type ChartRelease } from './event-room.ts'
import { HUB_IMAGE } from './hub-pod.ts'
import { ingressAnnotations } from './network.ts'

const NAME = 'redirect'
const PORT = 8000

/** Sends everybody to the same path below the hub's own name. */
export const REDIRECT_SERVER = `import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Redirect(BaseHTTPRequestHandler):
    timeout = 10

    def redirect(self):
        path = self.path if self.path.startswith("/") else "/"
        self.send_response(308)
        self.send_header("Location", f"https://{os.environ['DOMAIN']}{path}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = redirect

    def log_message(self, *words):
        pass


ThreadingHTTPServer(("", int(os.environ["PORT"])), Redirect).serve_forever()
`

/**
 * What answers under the hub's other names. Not the hub itself: it is known to the sign-in by one name, and cookies of
 * another would not be its own.
 */
export function redirectManifests(hub: HubPlan, chart: ChartRelease): Manifest[] {
  if (hub.web.kind !== 'ingress' || !redirects(hub)) return []
  const labels = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/component': NAME }
  const metadata = { name: NAME, namespace: hub.namespace, labels }
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: pod(hub, chart) },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
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
            from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': INGRESS_NAMESPACE } } }],
            ports: [{ protocol: 'TCP', port: PORT }],
          },
        ],
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { ...metadata, annotations: ingressAnnotations(hub.web) },
      spec: {
        ingressClassName: hub.web.class,
        rules: hub.moreDomains.map((host) => ({ host, http: { paths: [PATHS] } })),
        tls: [{ hosts: [...hub.moreDomains], secretName: hub.web.certificate.secret ?? 'redirect-tls' }],
      },
    },
  ]
}

const PATHS = { path: '/', pathType: 'Prefix', backend: { service: { name: NAME, port: { name: 'http' } } } }

/** The hub's own image, which core machines have already: Python is all it needs. */
const pod = (hub: HubPlan, { version }: ChartRelease): Record<string, unknown> => ({
  ...hub.cluster.core,
  automountServiceAccountToken: false,
  containers: [
    {
      name: NAME,
      image: `${HUB_IMAGE}:${version}`,
      command: ['python3', '-c', REDIRECT_SERVER],
      env: [
        { name: 'DOMAIN', value: hub.domain },
        { name: 'PORT', value: String(PORT) },
      ],
      ports: [{ name: 'http', containerPort: PORT }],
      readinessProbe: { tcpSocket: { port: 'http' } },
      resources: REDIRECT,
      securityContext: LEAST,
    },
  ],
})
