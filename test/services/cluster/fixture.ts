/** Plans of clusters for the tests of their services: AWS words, since there everything is installed by us. */
import type { Contribution, ClusterService } from '../../../lib/services/service.ts'
import { planClusterDetails } from '../../../lib/plan/cluster.ts'
import type { ClusterPlan, ClusterWiring, Fleet, HubPlan, Machine, Pool } from '../../../lib/plan/types.ts'
import { calico } from '../../../lib/services/calico/index.ts'
import { certManager } from '../../../lib/services/cert-manager/index.ts'
import { clusterAutoscaler } from '../../../lib/services/cluster-autoscaler/index.ts'
import { csiDriverNfs } from '../../../lib/services/csi-driver-nfs/index.ts'
import { grafana } from '../../../lib/services/grafana/index.ts'
import { nginxIngress } from '../../../lib/services/nginx-ingress/index.ts'
import { nvidiaDevicePlugin } from '../../../lib/services/nvidia-device-plugin/index.ts'
import { prometheus } from '../../../lib/services/prometheus/index.ts'
import { traefik } from '../../../lib/services/traefik/index.ts'

export const services: readonly ClusterService[] = [
  calico,
  csiDriverNfs,
  clusterAutoscaler,
  nvidiaDevicePlugin,
  certManager,
  traefik,
  nginxIngress,
  prometheus,
  grafana,
]

const machine = (type: string, gpu?: Machine['gpu']): Machine => ({
  type,
  vcpu: 4,
  memory: 16_384,
  allocatable: { memory: 15_000, cpu: 3900 },
  schedulable: { memory: 14_500, cpu: 3600 },
  maxPods: 58,
  usdPerHour: 0.2,
  ...(gpu ? { gpu } : {}),
})

export const pool = (name: string, purpose: Pool['purpose'], more: Partial<Pool> = {}): Pool => ({
  name,
  purpose,
  machine: machine('m5.xlarge'),
  min: purpose === 'core' ? 1 : 0,
  max: 10,
  spot: false,
  gpuShares: 1,
  disk: 100,
  generations: ['a'],
  labels: { 'hub.jupyter.org/node-purpose': purpose === 'core' ? 'core' : 'user', 'hub.jupyter.org/pool-name': name },
  taints: purpose === 'core' ? [{ key: 'hub.jupyter.org/dedicated', value: 'core', effect: 'NoSchedule' }] : [],
  hubs: [],
  ...more,
})
export const gpuPool = (name: string, gpuShares: number): Pool =>
  pool(name, 'user', { machine: machine('g4dn.xlarge', { kind: 't4', count: 1 }), gpuShares })

const settings: ClusterPlan['settings']['values'] = {
  cloud: 'aws',
  region: 'us-west-2',
  account: '000000000000',
  tenancy: 'dedicated',
  kubernetes: { version: '1.34' },
  core: { memory: '16Gi', nodes: 5 },
  pools: { max: 100, disk: '100Gi' },
  state: { kind: 'local' },
  ingress: 'traefik',
  certificates: { email: 'hub-admins@polar.example.org' },
  monitoring: { prometheus: true, grafana: true, domain: 'grafana.polar.example.org', disk: '200Gi', keep: '90d' },
}

export const mail = {
  host: 'smtp.example.org:587',
  from: 'alerts@polar.example.org',
  user: 'alerts',
  secret: 'alert-mail',
}

export function cluster(
  more: Partial<ClusterPlan['settings']['values']> = {},
  plan: Partial<ClusterPlan> = {},
): ClusterPlan {
  const at = { file: 'communities/polar/cluster.yaml', line: 1, column: 1 }
  const values = { ...settings, ...more }
  const owner = plan.owner ?? { name: 'Polar Data Lab' }
  const pools = plan.pools ?? [pool('core', 'core'), pool('user-r5-xlarge', 'user')]
  return {
    ...planClusterDetails({ settings: values, owner, pools }),
    community: 'polar',
    name: 'polar',
    cloud: 'aws',
    region: 'us-west-2',
    account: '000000000000',
    settings: {
      values,
      tree: { kind: 'map', entries: new Map(), reset: false, at, lost: [] },
      at: () => at,
      nearest: () => at,
    },
    owner,
    zones: ['us-west-2a'],
    tenancy: 'dedicated',
    network: {
      range: '10.0.0.0/16',
      nodes: '10.0.0.0/18',
      pods: '10.0.64.0/18',
      services: '10.100.0.0/16',
      public: '10.0.192.0/20',
    },
    pools,
    hubs: ['polar/prod'],
    labels: {},
    ...plan,
  }
}

export const wiring: ClusterWiring = {
  storageClass: 'gp3',
  loadBalancer: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' },
  calico: { kubernetesProvider: 'EKS', cni: { type: 'AmazonVPC' } },
  autoscaler: {
    autoDiscovery: { clusterName: 'polar' },
    awsRegion: 'us-west-2',
    rbac: { serviceAccount: { name: 'cluster-autoscaler' } },
  },
  gpuPlugin: true,
}

/** A fleet of this cluster and one hub on it. */
export const fleetOf = (plan: ClusterPlan, home: HubPlan['home']['kind'] = 'disk'): Fleet => ({
  communities: [],
  clusters: [plan],
  hubs: [{ id: 'polar/prod', cluster: plan, home: { kind: home } } as HubPlan],
})

export function contributions(
  plan: ClusterPlan,
  ways: ClusterWiring = wiring,
  fleet: Fleet = fleetOf(plan),
): Map<string, Contribution> {
  return new Map(
    services.flatMap((service) => {
      const contribution = service.forCluster(plan, ways, fleet)
      return contribution ? [[service.name, contribution] as const] : []
    }),
  )
}
