/**
 * What the releases of a cluster have in common: where they run, in which namespaces, at which versions, behind which
 * network policies.
 */
import type { Manifest } from '../print/kubernetes.ts'
import type { ClusterPlan } from '../plan/types.ts'
import type { IngressController } from '../plan/web.ts'

export const INGRESS_NAMESPACE = 'ingress'
export const MONITORING_NAMESPACE = 'monitoring'
export const CERT_MANAGER_NAMESPACE = 'cert-manager'
/** The pods of each ingress controller, and the ports on which they take web traffic. */
export const INGRESS_PODS: Readonly<Record<Exclude<IngressController, 'none'>, IngressPods>> = {
  nginx: { labels: { 'app.kubernetes.io/name': 'nginx-ingress' }, ports: [80, 443] },
  traefik: { labels: { 'app.kubernetes.io/name': 'traefik' }, ports: [8000, 8443] },
}
interface IngressPods {
  labels: Readonly<Record<string, string>>
  ports: readonly number[]
}
/** Name of the ClusterIssuer that every Ingress of the cluster's hubs names. */
export const ISSUER = 'letsencrypt'

/** For agents that run on every machine, whatever its taints. */
export const everywhere = [{ operator: 'Exists' }]

/** Requests, and a memory limit against leaks. No CPU limit: it slows pods down even on an idle machine. */
export const resources = (cpu: string, memory: string, limit: string): Record<string, unknown> => ({
  requests: { cpu, memory },
  limits: { memory: limit },
})

/**
 * For pods of which there is one, and which somebody is connected to: the autoscaler would move them to empty a machine
 * (cluster-autoscaler FAQ, "What types of pods can prevent CA from removing a node?"). Drains for upgrades still do.
 */
export const STAYS: Readonly<Record<string, string>> = { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' }

/** Spread over machines where there are several; on one machine all of them still start. */
export const apart = (labels: Readonly<Record<string, string>>): Record<string, unknown>[] => [
  {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: labels },
  },
]

/** The version that hubloom was tested with, unless the cluster's settings name another. */
export const versionOf = (cluster: ClusterPlan, release: string, ours: string): string =>
  cluster.versions[release] ?? ours

/**
 * A namespace whose pods are held to a Pod Security Standard
 * (kubernetes.io/docs/concepts/security/pod-security-standards).
 */
export const namespace = (name: string, level: 'restricted' | 'baseline' | 'privileged'): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': level } },
})

interface Port {
  protocol?: 'TCP' | 'UDP'
  port: number
}
export interface Allowed {
  name: string
  pods: Readonly<Record<string, string>>
  /** Namespaces that may connect; from everywhere when left out. */
  from?: readonly string[]
  ports: readonly Port[]
}

/** Closes a namespace to everybody but itself, then opens what is named. */
export function networkPolicies(namespaceName: string, allowed: readonly Allowed[]): Manifest[] {
  const policy = (name: string, spec: Record<string, unknown>): Manifest => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: namespaceName },
    spec: { policyTypes: ['Ingress'], ...spec },
  })
  return [
    policy('own-namespace-only', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }),
    ...allowed.map(({ name, pods, from, ports }) =>
      policy(name, {
        podSelector: { matchLabels: pods },
        ingress: [
          {
            from: from
              ? from.map((other) => ({
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': other } },
                }))
              : undefined,
            ports: ports.map(({ protocol = 'TCP', port }) => ({ protocol, port })),
          },
        ],
      }),
    ),
  ]
}
