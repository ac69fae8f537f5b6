import keys from './keys.json' with { type: 'json' }
import { deepAdd } from '../../maps.ts'
import { resources, versionOf } from '../cluster.ts'
import { podAsk } from '../quantities.ts'
import type { ClusterService } from '../service.ts'

const RESOURCES = resources('50m', '256Mi', '1Gi')

/**
 * The autoscaler's newest patch for each Kubernetes minor version, as tagged in github.com/kubernetes/autoscaler in
 * July 2026.
 */
const IMAGES: Readonly<Record<string, string>> = {
  '1.33': 'v1.33.6',
  '1.34': 'v1.34.5',
  '1.35': 'v1.35.2',
  '1.36': 'v1.36.1',
}

/** Adds and removes machines as pods need them, where the cloud does not do so itself. */
export const clusterAutoscaler: ClusterService = {
  name: 'cluster-autoscaler',
  releases: ['cluster-autoscaler'],
  corePods: (_cluster, wiring) => (wiring.autoscaler ? [podAsk('the autoscaler', [RESOURCES])] : []),
  forCluster(cluster, wiring) {
    if (!wiring.autoscaler) return undefined
    const minor = cluster.kubernetes.version
    return {
      releases: [
        {
          service: 'cluster-autoscaler',
          name: 'cluster-autoscaler',
          namespace: 'kube-system',
          chart: 'cluster-autoscaler',
          keys,
          repository: 'https://kubernetes.github.io/autoscaler',
          version: versionOf(cluster, 'cluster-autoscaler', '9.59.0'),
          purpose: 'adds and removes machines as servers come and go',
          values: deepAdd(
            {
              ...cluster.core,
              fullnameOverride: 'cluster-autoscaler',
              image: { tag: IMAGES[minor] ?? `v${minor}.0` },
              extraArgs: {
                expander: 'least-waste',
                'scale-down-unneeded-time': '10m',
                'scale-down-delay-after-add': '10m',
                'max-node-provision-time': '15m',
                // pods of kube-system and pods with an emptyDir would else keep an empty machine for ever
                'skip-nodes-with-system-pods': false,
                'skip-nodes-with-local-storage': false,
                'ignore-daemonsets-utilization': true,
                v: 2,
              },
              resources: RESOURCES,
              replicaCount: 1,
              podAnnotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8085' },
            },
            wiring.autoscaler,
          ),
        },
      ],
    }
  },
}
