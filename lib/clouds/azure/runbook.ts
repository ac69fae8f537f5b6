import { blocks, code, lines, md, shellBlock, type Markdown } from '../../print/markdown.ts'
import { sh, type Shell } from '../../print/shell.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import type { Runbook } from '../cloud.ts'
import { nextGeneration } from '../../plan/pools.ts'
import { aboutIds } from '../github.ts'
import { clusterGroup, nodeGroup } from './names.ts'
import { preflight } from './preflight.ts'

/** The steps that only Azure has. */
export function runbook(plan: ClusterPlan): Runbook {
  const place = sh`--resource-group ${clusterGroup(plan)} --name ${plan.name}`
  return {
    prerequisites: prerequisites(plan),
    signIn: [sh`az login`, sh`az account set --subscription ${plan.account}`],
    credentials: [
      sh`az aks get-credentials ${place} --overwrite-existing`,
      // people and CI sign in to Entra then; without admins the credentials are a certificate already
      ...(plan.admins.length > 0 ? [sh`kubelogin convert-kubeconfig --login azurecli`] : []),
    ],
    // as `az aks get-credentials` calls it
    context: plan.name,
    isAdmin: plan.admins.length > 0 ? isAdmin(plan) : undefined,
    preflight: preflight(plan),
    putSecret: (entry, vault) =>
      sh`az keyvault secret set --vault-name ${vault} --name ${entry} --file /dev/stdin --encoding utf-8 --output none`,
    // which knows no `abfs` (learn.microsoft.com/azure/storage/common/storage-use-azcopy-v10)
    copyBucket: (from, to) => sh`azcopy copy ${httpsOf(from)} ${to} --recursive`,
    byHand: { data: DATA_BY_HAND, cluster: CLUSTER_BY_HAND },
    check: [
      sh`az aks show ${place}
        --query '{state: provisioningState, power: powerState.code, version: currentKubernetesVersion}' --output table`,
      sh`az aks nodepool list ${pools(plan)} --output table`,
      sh`kubectl get nodes --label-columns hub.jupyter.org/pool-name`,
      sh`kubectl get pods --namespace kube-system`,
      sh`kubectl get pods --namespace kube-system --selector k8s-app=cilium`,
    ],
    upgrade: upgrade(plan),
    destroy: destroy(plan),
  }
}

/** Members of a group's groups count (learn.microsoft.com/graph/api/directoryobject-checkmembergroups). */
function isAdmin({ admins }: ClusterPlan): Shell {
  const body = JSON.stringify({ groupIds: admins })
  const ask = sh`az rest --method post --url https://graph.microsoft.com/v1.0/me/checkMemberGroups --body ${body}
    --query 'value[0]' --output tsv`
  // a workflow's identity has no list of its groups that it may read
  const isPerson = sh`test "$(az account show --query user.type --output tsv)" = user`
  return sh`{ ! ${isPerson} || test -n "$(${ask})"; }`
}

/** How commands about the pools are told of which cluster. */
const pools = (plan: ClusterPlan): Shell => sh`--resource-group ${clusterGroup(plan)} --cluster-name ${plan.name}`

const DATA_BY_HAND = md`take \`prevent_destroy\` out for its disk, share, container and, when all containers go, storage
  account; where backups shall go too, write \`"soft_delete": "Off"\` for the vault`

const CLUSTER_BY_HAND = lines([
  md`- Kubernetes: \`kubernetes_version\` of \`azurerm_kubernetes_cluster.main\`, then each \`orchestrator_version\`.
    What \`ignore_changes\` names is upgraded with \`az aks upgrade\`.`,
  md`- Machines: a pool is an \`azurerm_kubernetes_cluster_node_pool\`; \`min_count\` and \`max_count\` say how many.
    For another machine type, copy the block under a new name (its \`name\`, too), apply, close the old machines as
    above, and take the old block out when they are empty.`,
  md`- To destroy the cluster: take \`prevent_destroy\` out of \`azurerm_kubernetes_cluster.main\`, and apply.`,
])

function prerequisites(plan: ClusterPlan): Markdown {
  const { admins, budget, state } = plan
  const group = clusterGroup(plan)
  const kubelogin = admins.length > 0 ? md` with \`kubelogin\` (\`az aks install-cli\` brings it)` : ''
  const zone = plan.zones[0] ? md` in zone ${plan.zones[0]}` : ''
  return lines([
    md`- The Azure subscription ${code`${plan.account}`}, and the Azure CLI \`az\`${kubelogin}.`,
    md`- Your account has the roles Contributor and Role Based Access Control Administrator on the subscription: the
      roots make resource groups, and give identities their roles.`,
    ...plan.registries.map(
      ({ address }) =>
        md`- On the registry ${code`${address}`}, which machines may pull from: Role Based Access Control
          Administrator.`,
    ),
    md`- A tenant who may not make resource groups: somebody makes ${code`${group}_<namespace>`} for them and gives them
      the two roles there, with Reader and Azure Kubernetes Service Cluster User Role on ${code`${group}`} (for managed
      homes also Network Contributor on the subnet); they begin with \`terraform import azurerm_resource_group.main <its
      id>\`.`,
    ...(budget
      ? [
          md`- And Cost Management Contributor, for the budget. Its amount counts in the subscription's billing
            currency, whatever cluster.yaml calls it; it covers the resource groups of the cluster, its machines and its
            hubs. Azure refuses it for some days in a new subscription, and in some offers for ever ("Cost management
            data is not supported"): apply again later, or take \`budget\` out.`,
        ]
      : []),
    md`- Roles that Terraform gives reach all of Azure within ten minutes. Where it fails for want of one
      (\`UserErrorMissingPermissions\`, \`ProtectionError\` of a backup), apply again then${
        plan.flowLogs ? md`; as well where the network watcher, which comes with the first network, is not found` : ''
      }.`,
    md`- Quota in ${code`${plan.region}`} for the machines below: vCPUs of each family${zone}, low-priority vCPUs for
      spot, and GPUs, of which a new subscription has none. See it:
      ${sh`az vm list-usage --location ${plan.region} --output table`}.`,
    md`- The resource providers are registered by the cluster's root. A hub's root registers nothing, so that a tenant
      need not be allowed to.`,
    ...network(plan),
    admins.length > 0
      ? md`- You are in one of the groups of \`admins\`, or get nowhere with kubectl.`
      : md`- No \`admins\` are named: the cluster's credentials are a certificate, and stand in Terraform's state. Guard
        the state, or name Entra groups in cluster.yaml.`,
    ...(state.kind === 'azurerm' ? [md`- For the state: Storage Blob Data Contributor on its container.`] : []),
    ...deployment(plan),
  ])
}

function network({ api, existingNetwork }: ClusterPlan): Markdown[] {
  return [
    ...(existingNetwork
      ? [
          md`- The subnet ${code`${existingNetwork.subnets[0] ?? ''}`} of ${code`${existingNetwork.network}`} is
            free for this cluster's machines and has the service endpoint \`Microsoft.Storage\`, which managed homes
            need and which keeps traffic to storage off a NAT gateway.`,
        ]
      : []),
    ...(api.private
      ? [
          md`- The Kubernetes API has no public address: run kubectl and helm from a machine in its network, or through
            \`az aks command invoke\`.`,
        ]
      : []),
  ]
}

function deployment({ deployer, account }: ClusterPlan): Markdown[] {
  if (!deployer) return []
  return [
    md`- Workflows of ${code`${deployer.repository}`} sign in with \`azure/login\`: the client id is the output
      \`deployer_client_id\`, the subscription ${code`${account}`}. They may use kubectl and helm. To let them apply
      Terraform too, give that identity the two roles above on ${code`/subscriptions/${account}`} yourself.
      ${aboutIds(deployer)}`,
  ]
}

function upgrade(plan: ClusterPlan): Markdown {
  return blocks([
    ...upgradeByItself(plan),
    md`Machines of user servers are replaced without downtime by a new generation:
      ${code`machines: { generation: ${nextGeneration(plan)}, replacing: ${plan.generation} }`}, build, and apply. It
      also brings another boot disk, which pools that are there do not take. New servers start on the new machines
      once the old ones are closed to them (\`OLD_POOL\` stands for the old pool's name):`,
    shellBlock(
      [
        sh`az aks nodepool update ${pools(plan)} --name OLD_POOL --disable-cluster-autoscaler # or machines of the old
          kind could still be added`,
        sh`kubectl cordon --selector kubernetes.azure.com/agentpool=OLD_POOL`,
      ],
      'sh',
    ),
    md`When the last server on the old machines has stopped, take \`machines.replacing\` out, build, and apply. The core
      machines have no generation: where their size changes, Azure moves them through a pool of one more name, the hubs
      restart, and servers go on.`,
    ...GROW_HOMES,
    md`Stay with version 4 of the azurerm provider until hubloom writes version 5: the lock file keeps it, and
      \`terraform init -upgrade\` does not leave it.`,
    md`Logs of the control plane are not collected, since they cost by volume; to look into a case, add a diagnostic
      setting of the cluster to a Log Analytics workspace for as long as it takes.`,
  ])
}

function upgradeByItself(plan: ClusterPlan): Markdown[] {
  const { kubernetes, maintenance } = plan
  const inWindow = maintenance ? md` in the maintenance window` : ''
  const controlPlane = kubernetes.channel
    ? md`AKS upgrades Kubernetes by itself${inWindow} (channel ${code`${kubernetes.channel}`}), and Terraform leaves its
        version alone from then on. To be earlier: \`az aks upgrade\`, with a version of \`az aks get-upgrades\`.`
    : md`AKS upgrades nothing by itself while it supports the version. Raise \`kubernetes.version\` in cluster.yaml by
      one minor version, build, and apply: control plane first, then pools, one machine more at a time.`
  if (maintenance) {
    const images = md`Machines get the week's image in the maintenance window: servers are stopped when the turn of
      their machine comes.`
    return [lines([controlPlane, images])]
  }
  const images = md`Machines install security updates every night and are not restarted. Machines that are always on get
    a new image by:`
  return [
    lines([controlPlane, images]),
    shellBlock([sh`az aks nodepool upgrade ${pools(plan)} --name core --node-image-only`], 'sh'),
  ]
}

const GROW_HOMES = [
  md`To let the disk of homes grow: raise \`home.disk\`, build, and stop the hub's NFS server for the minute of the
    apply, since the provider cannot resize a disk that a machine of AKS holds
    (hashicorp/terraform-provider-azurerm#26651). People's files do not answer meanwhile:`,
  shellBlock(
    [
      sh`kubectl scale deployment/home-nfs --replicas 0 --namespace <namespace>`,
      sh`# when the output of this is Unattached, apply`,
      sh`az disk show --ids "$(terraform -chdir=<hub> output -raw home_disk)" --query diskState --output tsv`,
      sh`kubectl scale deployment/home-nfs --replicas 1 --namespace <namespace>`,
    ],
    'sh',
  ),
]

function destroy(plan: ClusterPlan): Markdown {
  return blocks([
    md`Kubernetes' own disks and addresses go with the group of its machines. Before the cluster goes, look there for
      what should be kept:`,
    shellBlock([sh`az disk list --resource-group ${nodeGroup(plan)} --output table`], 'sh'),
    md`A hub's group that still holds snapshots is not deleted: Azure Backup keeps them until they expire. Delete them
      with \`az snapshot delete\`, then destroy again. What is left in the end:`,
    shellBlock([sh`az group list --query "[?starts_with(name, '${plan.name}')].name" --output tsv`], 'sh'),
  ])
}

/** The address of a container as tools other than those of analysts know it. */
const httpsOf = (url: string): string => url.replace(/^abfss?:\/\/([^@]+)@([^.]+)\.dfs\.(.+)$/, 'https://$2.blob.$3/$1')
