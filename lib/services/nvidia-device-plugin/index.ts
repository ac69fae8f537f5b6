import { POOL_LABEL } from '../../plan/pools.ts'
import type { Pool } from '../../plan/types.ts'
import { everywhere, resources, versionOf } from '../cluster.ts'
import type { ClusterService } from '../service.ts'

/** Node label by which the plugin chooses a configuration (github.com/NVIDIA/k8s-device-plugin, "per-node configuration"). */
export const CONFIG_LABEL = 'nvidia.com/device-plugin.config'

/** Offers GPUs to pods, where the cloud does not do so itself. */
export const nvidiaDevicePlugin: ClusterService = {
  name: 'nvidia-device-plugin',
  forCluster(cluster, wiring) {
    const pools = cluster.pools.filter((pool) => pool.machine.gpu)
    if (!wiring.gpuPlugin || pools.length === 0) return undefined
    return {
      releases: [{
        service: 'nvidia-device-plugin', name: 'nvidia-device-plugin', namespace: 'kube-system', chart: 'nvidia-device-plugin',
        repository: 'https://nvidia.github.io/k8s-device-plugin',
        version: versionOf(cluster, 'nvidia-device-plugin', '0.19.3'),
        purpose: 'offers GPUs to servers',
        values: {
          ...configuration(pools),
          affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{
            matchExpressions: [{ key: POOL_LABEL, operator: 'In', values: pools.map((pool) => pool.name).sort() }],
          }] } } },
          tolerations: everywhere,
          gfd: { enabled: false },
          resources: resources('10m', '64Mi', '256Mi'),
        },
      }],
    }
  },
}

/** Name of the configuration for GPUs that so many servers share. */
export const configurationName = (shares: number): string => (shares > 1 ? `shares-${shares}` : 'whole')

/** One configuration for each number of shares; none where no GPU is shared. Machines without the label take the one for the fewest. */
function configuration(pools: readonly Pool[]): Record<string, unknown> {
  const shares = [...new Set(pools.map((pool) => pool.gpuShares))].sort((a, b) => a - b)
  if (shares.every((count) => count === 1)) return {}
  return { config: { map: Object.fromEntries(shares.map((count) => [configurationName(count), slicing(count)])), default: configurationName(shares[0] ?? 1) } }
}

/** The plugin's own configuration file. A server that asks for more shares than one would get no more of the GPU: refused. */
function slicing(shares: number): string {
  const head = 'version: v1\nflags:\n  migStrategy: none\n'
  return shares > 1
    ? `${head}sharing:\n  timeSlicing:\n    failRequestsGreaterThanOne: true\n    resources:\n      - name: nvidia.com/gpu\n        replicas: ${shares}\n`
    : head
}
