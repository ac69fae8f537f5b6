import keys from './keys.json' with { type: 'json' }
import {
  CERT_MANAGER_NAMESPACE,
  ISSUER,
  MONITORING_NAMESPACE,
  namespace,
  resources,
  versionOf,
  networkPolicies,
} from '../cluster.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { podAsk } from '../quantities.ts'
import type { ClusterService } from '../service.ts'

const CONTROLLER = resources('20m', '64Mi', '512Mi')
const WEBHOOK = resources('10m', '32Mi', '128Mi')
const INJECTOR = resources('10m', '64Mi', '512Mi')

/** Directories of Let's Encrypt (letsencrypt.org/docs/acme-protocol-updates, /docs/staging-environment). */
const LIVE = 'https://acme-v02.api.letsencrypt.org/directory'
const STAGING = 'https://acme-staging-v02.api.letsencrypt.org/directory'

/**
 * Certificates for everything behind the cluster's ingress controller. Chart: cert-manager.io/docs/installation/helm.
 */
export const certManager: ClusterService = {
  name: 'cert-manager',
  releases: ['cert-manager'],
  corePods: ({ ingress, certificates }) =>
    ingress === 'none' || certificates.email === undefined
      ? []
      : [
          podAsk('cert-manager', [CONTROLLER]),
          podAsk("cert-manager's webhook", [WEBHOOK]),
          podAsk("cert-manager's injector", [INJECTOR]),
        ],
  namespaces: [CERT_MANAGER_NAMESPACE],
  forCluster(cluster) {
    const { email } = cluster.certificates
    if (cluster.ingress === 'none' || email === undefined) return undefined
    const placement = cluster.core
    return {
      manifests: [
        namespace(CERT_MANAGER_NAMESPACE, 'restricted'),
        ...networkPolicies(CERT_MANAGER_NAMESPACE, [
          // the Kubernetes API calls it from outside of the cluster's network
          { name: 'webhook', pods: { 'app.kubernetes.io/component': 'webhook' }, ports: [{ port: 10250 }] },
          { name: 'metrics', pods: {}, from: [MONITORING_NAMESPACE], ports: [{ port: 9402 }] },
        ]),
      ],
      customResources: [clusterIssuer(cluster, email)],
      releases: [
        {
          service: 'cert-manager',
          name: 'cert-manager',
          namespace: CERT_MANAGER_NAMESPACE,
          chart: 'cert-manager',
          keys,
          repository: 'https://charts.jetstack.io',
          version: versionOf(cluster, 'cert-manager', 'v1.21.1'),
          purpose: 'gets and renews certificates',
          values: {
            ...placement,
            // kept when the release goes: removing them would remove every certificate
            crds: { enabled: true, keep: true },
            global: { leaderElection: { namespace: CERT_MANAGER_NAMESPACE } },
            resources: CONTROLLER,
            webhook: { ...placement, resources: WEBHOOK },
            cainjector: { ...placement, resources: INJECTOR },
            startupapicheck: { ...placement, resources: resources('10m', '32Mi', '128Mi') },
          },
        },
      ],
    }
  },
}

function clusterIssuer(cluster: ClusterPlan, email: string): Manifest {
  const { staging } = cluster.certificates
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: ISSUER },
    spec: {
      acme: {
        email,
        server: staging ? STAGING : LIVE,
        // an account belongs to one of the two services
        privateKeySecretRef: { name: `${ISSUER}${staging ? '-staging' : ''}-account` },
        solvers: [
          {
            http01: {
              ingress: { ingressClassName: cluster.ingress, podTemplate: { spec: { ...cluster.core } } },
            },
          },
        ],
      },
    },
  }
}
