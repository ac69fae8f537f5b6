import { deepAdd } from '../../maps.ts'
import { everywhere, namespace, resources, versionOf } from '../cluster.ts'
import type { ClusterService } from '../service.ts'

/**
 * Network policies where the cloud's own network passes over the pods that KubeSpawner makes. Policies only: pods keep
 * the addresses of the cloud's network. 3.31 is tested with Kubernetes 1.32 to 1.35 (docs.tigera.io, system
 * requirements).
 */
export const calico: ClusterService = {
  name: 'calico',
  releases: ['calico'],
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
          repository: 'https://docs.tigera.io/calico/charts',
          version: versionOf(cluster, 'calico', 'v3.31.6'),
          definitionsByHand: true,
          purpose: 'enforces network policies on every pod',
          values: {
            installation: deepAdd(
              {
                enabled: true,
                controlPlaneNodeSelector: nodeSelector,
                controlPlaneTolerations: tolerations,
                typhaAffinity: preferCore(nodeSelector),
              },
              wiring.calico,
            ),
            // neither the projectcalico.org API nor the flow viewer is used
            apiServer: { enabled: false },
            goldmane: { enabled: false },
            whisker: { enabled: false },
            nodeSelector: { 'kubernetes.io/os': 'linux', ...nodeSelector },
            // the operator brings up the network: it must start on machines that are not ready yet
            tolerations: everywhere,
            resources: resources('50m', '128Mi', '512Mi'),
          },
        },
      ],
    }
  },
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
