import keys from './keys.json' with { type: 'json' }
import { deepAdd } from '../../maps.ts'
import { everywhere, namespace, resources, versionOf } from '../cluster.ts'
import { podAsk } from '../quantities.ts'
import type { ClusterService } from '../service.ts'

const OPERATOR = resources('50m', '128Mi', '512Mi')
/** Of Typha and of the controllers, which its operator makes. */
const CONTROL = { cpu: '50m', memory: '64Mi' }

/**
 * Network policies where the cloud's own network passes over the pods that KubeSpawner makes. Policies only: pods keep
 * the addresses of the cloud's network. The rule `calico-untested` knows which Kubernetes each version is tested with.
 */
export const calico: ClusterService = {
  name: 'calico',
  releases: ['calico'],
  // there are up to three of Typha
  corePods: (_cluster, wiring) =>
    wiring.calico
      ? [
          podAsk("Calico's operator", [OPERATOR]),
          podAsk('Typha', [{ requests: CONTROL }], { count: 3 }),
          podAsk("Calico's controllers", [{ requests: CONTROL }]),
        ]
      : [],
  // its operator makes the second
  namespaces: ['tigera-operator', 'calico-system'],
  forCluster(cluster, wiring) {
    if (!wiring.calico) return undefined
    const { nodeSelector, tolerations } = cluster.core
    return {
      manifests: [namespace('tigera-operator', 'privileged')],
      releases: [
        {
          service: 'calico',
          name: 'calico',
          namespace: 'tigera-operator',
          chart: 'tigera-operator',
          keys,
          repository: 'https://docs.tigera.io/calico/charts',
          version: versionOf(cluster, 'calico', 'v3.31.6'),
          definitionsByHand: true,
          // removed first, it takes the operator away from the finalizers that wait for it
          endsWithCluster: true,
          purpose: 'enforces network policies on every pod',
          values: {
            installation: deepAdd(
              {
                enabled: true,
                controlPlaneNodeSelector: nodeSelector,
                controlPlaneTolerations: tolerations,
                typhaAffinity: preferCore(nodeSelector),
              },
              { ...wiring.calico, ...REQUESTS, kubeletVolumePluginPath: 'None' },
            ),
            // neither the projectcalico.org API nor the flow viewer is used
            apiServer: { enabled: false },
            goldmane: { enabled: false },
            whisker: { enabled: false },
            nodeSelector: { 'kubernetes.io/os': 'linux', ...nodeSelector },
            // the operator brings up the network: it must start on machines that are not ready yet
            tolerations: everywhere,
            resources: OPERATOR,
          },
        },
      ],
    }
  },
}

/**
 * The operator sets none by itself (tigera/operator, api/v1: `spec.template.spec.containers`), and without a share of
 * the CPU a full machine makes new servers wait for their network. Counted in what a machine of AWS leaves.
 */
const REQUESTS = {
  calicoNodeDaemonSet: requests('calico-node', { cpu: '100m', memory: '128Mi' }),
  typhaDeployment: requests('calico-typha', CONTROL),
  calicoKubeControllersDeployment: requests('calico-kube-controllers', CONTROL),
}

function requests(container: string, asked: typeof CONTROL): Record<string, unknown> {
  const containers = [{ name: container, resources: { requests: asked } }]
  return { spec: { template: { spec: { containers } } } }
}

/**
 * Typha holds a port of its machine, so that two never share one: preferred only, or a third one would wait for a core
 * machine for ever.
 */
const preferCore = (labels: Readonly<Record<string, string>>): Record<string, unknown> => ({
  nodeAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      {
        weight: 100,
        preference: {
          matchExpressions: Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
        },
      },
    ],
  },
})
