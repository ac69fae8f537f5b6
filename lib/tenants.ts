/** What the owner of a cluster writes so that others can deploy their hubs there, each its own and nothing else. */
import { DEPLOYER, DEPLOYER_MAY, DEPLOYER_SEES, DEPLOYERS } from './plan/tenants.ts'
import type { ClusterPlan, HubPlan } from './plan/types.ts'
import type { Manifest } from './print/kubernetes.ts'

const RBAC = 'rbac.authorization.k8s.io'

/** For each hub of another community on a cluster: who deploys it, and what they may do in its namespace. */
export function tenantAccess(cluster: ClusterPlan, tenants: readonly HubPlan[]): Manifest[] {
  if (tenants.length === 0) return []
  const communities = [...new Set(tenants.map(({ community }) => community))].sort()
  return [deployers, ...lookUps(cluster.name), ...communities.map(deployer), ...tenants.flatMap(mayDeploy)]
}

/** No pod runs there. */
const deployers: Manifest = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: DEPLOYERS, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
}

/** By name only, without a list: Helm looks at each object of a release before it leaves it as it is. */
function lookUps(cluster: string): Manifest[] {
  const name = `${cluster}-hub-deployers`
  return [
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules: DEPLOYER_SEES.cluster.map((each) => ({ ...each, verbs: ['get'] })),
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
      subjects: [{ apiGroup: RBAC, kind: 'Group', name: `system:serviceaccounts:${DEPLOYERS}` }],
    },
  ]
}

/** One for all hubs of a community. */
const deployer = (community: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: community, namespace: DEPLOYERS, labels: { community } },
  automountServiceAccountToken: false,
})

function mayDeploy({ community, namespace: name, labels }: HubPlan): Manifest[] {
  const metadata = { name: DEPLOYER, namespace: name, labels: { ...labels } }
  return [
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata,
      rules: [
        ...DEPLOYER_MAY.map((each) => ({ ...each, verbs: ['*'] })),
        ...DEPLOYER_SEES.namespaced.map((each) => ({ ...each, verbs: ['get', 'list', 'watch'] })),
      ],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: RBAC, kind: 'Role', name: DEPLOYER },
      subjects: [{ kind: 'ServiceAccount', name: community, namespace: DEPLOYERS }],
    },
  ]
}
