/** Who deploys a hub on a cluster of others, as Kubernetes knows them. */
import type { HubPlan } from './types.ts'

/** Namespace of the identities with which tenants deploy: apart from their hubs, so that no pod there can take one. */
export const DEPLOYERS = 'hub-deployers'

/** Name of the Role and of its binding in the hub's namespace. */
export const DEPLOYER = 'deployer'

/** Whether a hub runs on a cluster of another community. */
export const isTenant = ({ community, cluster }: Pick<HubPlan, 'community' | 'cluster'>): boolean =>
  cluster.community !== community

/** API groups and resources that a tenant may do everything with in its namespace. */
export const DEPLOYER_MAY: readonly { apiGroups: readonly string[]; resources: readonly string[] }[] = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'events',
      'persistentvolumeclaims',
      'pods',
      'pods/exec',
      'pods/log',
      'pods/portforward',
      'secrets',
      'serviceaccounts',
      'services',
    ],
  },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'deployments/scale', 'replicasets', 'statefulsets'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'] },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes'] },
  { apiGroups: ['monitoring.coreos.com'], resources: ['podmonitors', 'servicemonitors'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'] },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'] },
  // only what the tenant has: Kubernetes refuses to grant more than one's own rights
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings', 'roles'] },
]

/** What a tenant may look at in its namespace, and what of the whole cluster its charts look up by name. */
export const DEPLOYER_SEES = {
  namespaced: [
    { apiGroups: [''], resources: ['limitranges', 'resourcequotas'] },
    { apiGroups: ['cert-manager.io'], resources: ['certificates'] },
  ],
  cluster: [
    { apiGroups: [''], resources: ['namespaces', 'persistentvolumes'] },
    { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterrolebindings', 'clusterroles'] },
    { apiGroups: ['scheduling.k8s.io'], resources: ['priorityclasses'] },
  ],
}

/** Kinds that the cluster's owner writes for a tenant: of the whole cluster, or limits of what the tenant may take. */
export const OWNERS_KINDS: readonly string[] = [
  'ClusterRole',
  'ClusterRoleBinding',
  'LimitRange',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'ResourceQuota',
  'StorageClass',
]
