import type { ClusterPlan } from '../../plan/types.ts'
import type { Cloud } from '../cloud.ts'
import { clusterGroup, nodeGroup } from './names.ts'

/**
 * The steps that only Azure has. Every value that goes into a command has a form that the schema allows only shell-safe
 * characters in.
 */
export function runbook(plan: ClusterPlan): ReturnType<Cloud['runbook']> {
  const place = `--resource-group ${clusterGroup(plan)} --name ${plan.name}`
  return {
    prerequisites: prerequisites(plan),
    signIn: ['az login', `az account set --subscription ${plan.account}`],
    credentials: [
      `az aks get-credentials ${place} --overwrite-existing`,
      // people and CI sign in to Entra then; without admins the credentials are a certificate already
      ...(plan.admins.length > 0 ? ['kubelogin convert-kubeconfig --login azurecli'] : []),
    ],
    // as `az aks get-credentials` calls it
    context: plan.name,
    copyBucket: 'azcopy copy OLD NEW --recursive',
    byHand: {
      data:
        'take `prevent_destroy` out for its disk, share, container and, when all containers go, storage account; ' +
        'where backups shall go too, write `"soft_delete": "Off"` for the vault',
      cluster: [
        '- Kubernetes: `kubernetes_version` of `azurerm_kubernetes_cluster.main`, then each ' +
          '`orchestrator_version`. What `ignore_changes` names is upgraded with `az aks upgrade`.',
        '- Machines: a pool is an `azurerm_kubernetes_cluster_node_pool`; `min_count` and `max_count` say how ' +
          'many. For another machine type, copy the block under a new name (its `name`, too), apply, close the ' +
          'old machines as above, and take the old block out when they are empty.',
        '- To destroy the cluster: take `prevent_destroy` out of `azurerm_kubernetes_cluster.main`, and apply.',
      ].join('\n'),
    },
    check: [
      `az aks show ${place} --query '{state: provisioningState, power: powerState.code, version: ` +
        `currentKubernetesVersion}' --output table`,
      `az aks nodepool list --resource-group ${clusterGroup(plan)} --cluster-name ${plan.name} --output table`,
      'kubectl get nodes --label-columns hub.jupyter.org/pool-name',
      'kubectl get pods --namespace kube-system',
      'kubectl get pods --namespace kube-system --selector k8s-app=cilium',
    ],
    upgrade: upgrade(plan),
    destroy: destroy(plan),
  }
}

function prerequisites(plan: ClusterPlan): string {
  const { admins, budget, deployer, existingNetwork, api, state } = plan
  const own = `/subscriptions/${plan.account}`
  return [
    `- The Azure subscription \`${plan.account}\`, and the Azure CLI ` +
      `\`az\`${admins.length > 0 ? ' with `kubelogin` (`az aks install-cli` brings it)' : ''}.`,
    '- Your account has the roles Contributor and Role Based Access Control Administrator on the subscription: ' +
      'the roots make resource groups, and give identities their roles.',
    `- A tenant who may not make resource groups: somebody makes \`${clusterGroup(plan)}_<namespace>\` for ` +
      'them and gives them the two roles there, with Reader and Azure Kubernetes Service Cluster User Role on ' +
      `\`${clusterGroup(plan)}\` (for managed homes also Network Contributor on the subnet); they begin with ` +
      '`terraform import azurerm_resource_group.main <its id>`.',
    ...(budget
      ? [
          `- And Cost Management Contributor, for the budget. Its amount counts in the subscription's billing ` +
            'currency, whatever cluster.yaml calls it; it covers the resource groups of the cluster, its ' +
            'machines and its hubs.',
        ]
      : []),
    `- Quota in \`${plan.region}\` for the machines below: vCPUs of each ` +
      `family${plan.zones[0] ? ` in zone ${plan.zones[0]}` : ''}, low-priority vCPUs for spot, and GPUs, of ` +
      `which a new subscription has none. See it: \`az vm list-usage --location ${plan.region} --output table\`.`,
    "- The resource providers are registered by the cluster's root. A hub's root registers nothing, so that a " +
      'tenant need not be allowed to.',
    ...(existingNetwork
      ? [
          `- The subnet \`${existingNetwork.subnets[0]}\` of \`${existingNetwork.network}\` is free for this ` +
            `cluster's machines and has the service endpoint \`Microsoft.Storage\`, which managed homes need and ` +
            'which keeps traffic to storage off a NAT gateway.',
        ]
      : []),
    ...(api.private
      ? [
          '- The Kubernetes API has no public address: run kubectl and helm from a machine in its network, or ' +
            'through `az aks command invoke`.',
        ]
      : []),
    ...(admins.length > 0
      ? ['- You are in one of the groups of `admins`, or get nowhere with kubectl.']
      : [
          "- No `admins` are named: the cluster's credentials are a certificate, and stand in Terraform's " +
            'state. Guard the state, or name Entra groups in cluster.yaml.',
        ]),
    ...(state.kind === 'azurerm' ? ['- For the state: Storage Blob Data Contributor on its container.'] : []),
    ...(deployer
      ? [
          `- Workflows of \`${deployer.repository}\` sign in with \`azure/login\`: the client id is the output ` +
            `\`deployer_client_id\`, the subscription \`${plan.account}\`. They may use kubectl and helm. To let ` +
            `them apply Terraform too, give that identity the two roles above on \`${own}\` yourself.`,
        ]
      : []),
  ].join('\n')
}

function upgrade(plan: ClusterPlan): string {
  const {
    kubernetes: { channel },
    maintenance,
  } = plan
  const pools = `--resource-group ${clusterGroup(plan)} --cluster-name ${plan.name}`
  return [
    channel
      ? `AKS upgrades Kubernetes by itself${maintenance ? ' in the maintenance window' : ''} (channel ` +
        `\`${channel}\`), and Terraform leaves its version alone from then on. To be earlier: \`az aks ` +
        'upgrade`, with a version of `az aks get-upgrades`.'
      : 'AKS upgrades nothing by itself while it supports the version. Raise `kubernetes.version` in ' +
        'cluster.yaml by one minor version, build, and apply: control plane first, then pools, one machine more ' +
        'at a time.',
    maintenance
      ? "Machines get the week's image in the maintenance window: running servers have half an hour to end."
      : 'Machines install security updates every night and are not restarted. Machines that are always on get a ' +
        'new image by:',
    ...(maintenance ? [] : ['', '```sh', `az aks nodepool upgrade ${pools} --name core --node-image-only`, '```']),
    '',
    'Machines of user servers are replaced without downtime by a new generation: set `pools.generation` to the ' +
      'next letter and `pools.replacing` to the present one, build, and apply. New servers start on the new ' +
      "machines once the old ones are closed to them (`OLD_POOL` stands for the old pool's name):",
    '',
    '```sh',
    `az aks nodepool update ${pools} --name OLD_POOL --disable-cluster-autoscaler # or machines of the old ` +
      'kind could still be added',
    'kubectl cordon --selector kubernetes.azure.com/agentpool=OLD_POOL',
    '```',
    '',
    'When the last server on the old machines has stopped, take `pools.replacing` out, build, and apply. The ' +
      'core machines have no generation: where their size changes, Azure moves them through a pool of one more ' +
      'name, the hubs restart, and servers go on.',
    '',
    "To let the disk of homes grow: raise `home.disk`, build, and stop the hub's NFS server for the minute of " +
      'the apply, since the provider cannot resize a disk that a machine of AKS holds ' +
      "(hashicorp/terraform-provider-azurerm#26651). People's files do not answer meanwhile:",
    '',
    '```sh',
    'kubectl scale deployment/home-nfs --replicas 0 --namespace <namespace>',
    '# when the output of this is Unattached, apply',
    'az disk show --ids "$(terraform -chdir=<hub> output -raw home_disk)" --query diskState --output tsv',
    'kubectl scale deployment/home-nfs --replicas 1 --namespace <namespace>',
    '```',
    '',
    'Stay with version 4 of the azurerm provider until hubloom writes version 5: the lock file keeps it, and ' +
      '`terraform init -upgrade` does not leave it.',
    '',
    'Logs of the control plane are not collected, since they cost by volume; to look into a case, add a ' +
      'diagnostic setting of the cluster to a Log Analytics workspace for as long as it takes.',
  ].join('\n')
}

function destroy(plan: ClusterPlan): string {
  return [
    "Kubernetes' own disks and addresses go with the group of its machines. Before the cluster goes, look " +
      'there for what should be kept:',
    '',
    '```sh',
    `az disk list --resource-group ${nodeGroup(plan)} --output table`,
    '```',
    '',
    "A hub's group that still holds snapshots is not deleted: Azure Backup keeps them until they expire. " +
      'Delete them with `az snapshot delete`, then destroy again. What is left in the end:',
    '',
    '```sh',
    `az group list --query "[?starts_with(name, '${plan.name}')].name" --output tsv`,
    '```',
  ].join('\n')
}
