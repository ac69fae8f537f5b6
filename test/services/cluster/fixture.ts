/** Plans of clusters for the tests of their services: AWS words, since there everything is installed by us. */
import { clusterServices } from '../../../lib/services/index.ts'
import type { Contribution } from '../../../lib/services/service.ts'
import type { ClusterPlan, Fleet, HubPlan, Pool } from '../../../lib/plan/types.ts'
import type { ClusterWiring } from '../../../lib/plan/wiring.ts'
import { clusterPlan } from '../plan.ts'

export const services = clusterServices

/** What the cluster's file says where a test says nothing else. */
const SETTINGS = {
  certificates: { email: 'hub-admins@polar.example.org' },
  monitoring: { prometheus: true, grafana: true, domain: 'grafana.polar.example.org', disk: '200Gi', keep: '90d' },
}

export const mail = {
  host: 'smtp.example.org:587',
  from: 'alerts@polar.example.org',
  user: 'alerts',
  secret: 'alert-mail',
}

/** A cluster with these settings. What `plan` says is laid over what is planned of them. */
export const cluster = (
  settings: Readonly<Record<string, unknown>> = {},
  plan: Partial<ClusterPlan> = {},
): ClusterPlan =>
  clusterPlan({ pools: [corePool, user], ...plan, settings: { ...SETTINGS, ...settings } } as Parameters<
    typeof clusterPlan
  >[0])

const core = clusterPlan().pools.find(({ purpose }) => purpose === 'core')!
const user = clusterPlan().pools.find(({ purpose }) => purpose === 'user')!
/** A core pool with a taint, as a cluster of whoever wants nothing else there would have. */
export const corePool: Pool = {
  ...core,
  taints: [{ key: 'hub.jupyter.org/dedicated', value: 'core', effect: 'NoSchedule' }],
}
export const gpuPool = (name: string, gpuShares: number): Pool => ({
  ...user,
  name,
  machine: { ...user.machine, type: 'g4dn.xlarge', gpu: { kind: 't4', count: 1 } },
  gpuShares,
})

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
  hubs: [{ id: 'polar/prod', cluster: plan, home: { kind: home }, vault: true } as HubPlan],
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
