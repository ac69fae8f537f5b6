import keys from './keys.json' with { type: 'json' }
import type { Release } from '../../print/helm.ts'
import { POOL_LABEL } from '../../plan/pools.ts'
import type { ClusterPlan, Pool } from '../../plan/types.ts'
import { everywhere, resources, versionOf } from '../cluster.ts'
import type { ClusterService } from '../service.ts'

/**
 * Offers GPUs to pods, where the cloud does not do so itself. One release for each number of servers that share a GPU,
 * on the pools that have it, so that nothing hangs on a label of each machine. Chart:
 * github.com/NVIDIA/k8s-device-plugin.
 */
export const nvidiaDevicePlugin: ClusterService = {
  name: 'nvidia-device-plugin',
  releases: ['nvidia-device-plugin'],
  forCluster(cluster, wiring) {
    const withGpus = cluster.pools.filter((pool) => pool.machine.gpu)
    const shares = [...new Set(withGpus.map(sharesOf))].sort((a, b) => a - b)
    if (!wiring.gpuPlugin || shares.length === 0) return undefined
    return { releases: shares.map((count) => plugin(cluster, count)) }
  },
}

/** How many servers take turns on a GPU; 0 where each has a slice of it (MIG), as the machine says itself. */
const sharesOf = ({ gpuShares, gpuSliced }: Pool): number => (gpuSliced ? 0 : gpuShares)

function plugin(cluster: ClusterPlan, shares: number): Release {
  const name = `nvidia-device-plugin${suffixOf(shares)}`
  const pools = cluster.pools
    .filter((pool) => pool.machine.gpu && sharesOf(pool) === shares)
    .map((pool) => pool.name)
    .sort()
  return {
    service: name,
    name,
    namespace: 'kube-system',
    chart: 'nvidia-device-plugin',
    keys,
    repository: 'https://nvidia.github.io/k8s-device-plugin',
    version: versionOf(cluster, 'nvidia-device-plugin', '0.19.3'),
    purpose: `offers GPUs to servers${shares > 1 ? `, each to ${shares} of them` : ''}`,
    values: {
      config: shares > 1 ? { map: { shared: slicing(shares) }, default: 'shared' } : undefined,
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [{ key: POOL_LABEL, operator: 'In', values: pools }],
              },
            ],
          },
        },
      },
      tolerations: everywhere,
      gfd: { enabled: false },
      migStrategy: shares === 0 ? 'single' : undefined,
      resources: resources('10m', '64Mi', '256Mi'),
    },
  }
}

const suffixOf = (shares: number): string => {
  if (shares === 0) return '-mig'
  return shares > 1 ? `-x${shares}` : ''
}

/**
 * The plugin's own configuration file. A server that asks for two shares would get no more of the GPU than with one:
 * refused.
 */
const slicing = (shares: number): string =>
  [
    'version: v1',
    'flags:',
    '  migStrategy: none',
    'sharing:',
    '  timeSlicing:',
    '    failRequestsGreaterThanOne: true',
    '    resources:',
    '      - name: nvidia.com/gpu',
    `        replicas: ${shares}`,
    '',
  ].join('\n')
