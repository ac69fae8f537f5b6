import { blocks, code, lines, md, shellBlock, type Markdown } from '../../print/markdown.ts'
import { sh, type Shell } from '../../print/shell.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import type { Runbook } from '../cloud.ts'
import { aboutIds } from '../github.ts'
import { nextGeneration } from '../../plan/pools.ts'
import { logStore } from './logs.ts'
import { clusterName } from './names.ts'
import { preflight } from './preflight.ts'
import { DEPLOYER_POOL, deployerAccount } from './access.ts'

/** The steps that only Google Cloud has. */
export function runbook(plan: ClusterPlan): Runbook {
  const { account, region } = plan
  const name = clusterName(plan)
  const internal = plan.api.private ? sh` --internal-ip` : sh``
  return {
    prerequisites: prerequisites(plan),
    signIn: [
      sh`gcloud auth login`,
      sh`gcloud auth application-default login`,
      sh`gcloud config set project ${account}`,
      sh`gcloud auth application-default set-quota-project ${account}`,
    ],
    once: [
      // Terraform turns on the rest; without the first two it cannot ask which are on, and the third knows machines
      sh`gcloud services enable cloudresourcemanager.googleapis.com serviceusage.googleapis.com compute.googleapis.com
        --project ${account}`,
    ],
    credentials: [sh`gcloud container clusters get-credentials ${name} ${place(plan)}${internal}`],
    context: `gke_${account}_${region}_${name}`,
    preflight: preflight(plan),
    putSecret: (entry) => sh`gcloud secrets create ${entry} --project ${account} --data-file -`,
    copyBucket: (from, to) => sh`gcloud storage rsync --recursive ${from} ${to}`,
    byHand: { data: DATA_BY_HAND, cluster: CLUSTER_BY_HAND },
    check: [
      sh`gcloud container clusters describe ${name} ${place(plan)} --format='value(status,currentMasterVersion)'`,
      sh`gcloud container node-pools list --cluster ${name} ${place(plan)}`,
      sh`kubectl get nodes --label-columns hub.jupyter.org/pool-name`,
      sh`kubectl get pods --namespace kube-system`,
      ...(plan.logs
        ? [
            sh`gcloud logging read 'severity>=ERROR' --bucket ${logStore(plan)} --location global --view _AllLogs
              --project ${account} --limit 20`,
          ]
        : []),
    ],
    upgrade: upgrade(plan),
    destroy: destroy(plan),
  }
}

const place = ({ account, region }: ClusterPlan): Shell => sh`--region ${region} --project ${account}`

const DATA_BY_HAND = md`write \`"prevent_destroy": false\` for its disk, file service or bucket, and \`"force_destroy":
  true\` for a bucket that is not empty`

const CLUSTER_BY_HAND = lines([
  md`- Kubernetes: \`min_master_version\` of \`google_container_cluster.main\`.`,
  md`- Machines: a pool is a \`google_container_node_pool\`; \`autoscaling\` says how many. For another machine type,
    copy the block under a new name (its \`name\`, too), apply, close the old machines as above, and take the old block
    out when they are empty.`,
  md`- To destroy the cluster: take \`prevent_destroy\` out of \`google_container_cluster.main\` and write
    \`"deletion_protection": false\` there, and apply.`,
])

function prerequisites(plan: ClusterPlan): Markdown {
  const { api, budget, deployer, existingNetwork } = plan
  const forBudget = md`; and Billing Account Costs Manager on the billing account, for the budget`
  const list = [
    md`- The Google Cloud project ${code`${plan.account}`}, with billing, and \`gcloud\` with its plugin for kubectl:
      \`gcloud components install gke-gcloud-auth-plugin\`.`,
    md`- Your account may do all in the project: role Owner, or the roles ${rights(plan)}${budget ? forBudget : ''}.`,
    md`- Quota in the region for the machines below: vCPUs of each family, GPUs (a new project has none, "GPUs (all
      regions)" included), and persistent disk.`,
    ...plan.registries.map(
      ({ address }) =>
        md`- On the repository ${code`${address}`}, which machines may pull from: Artifact Registry Administrator.`,
    ),
    ...(existingNetwork
      ? [
          md`- The network ${code`${existingNetwork.network}`} has Cloud NAT for the subnetwork
            ${code`${existingNetwork.subnets[0] ?? ''}`}, which lies in ${plan.region} and has room for two more
            ranges.`,
        ]
      : []),
    ...(api.private
      ? [
          md`- The Kubernetes API has no public address: run kubectl and helm from a machine in its network, or through
            VPN.`,
        ]
      : []),
  ]
  return blocks([lines(list), ...(deployer ? deployerSteps(plan, deployer) : [])])
}

/** The roles that together can make all of it, as Google's console calls them. */
function rights({ deployer }: ClusterPlan): string {
  return [
    'Kubernetes Engine Admin',
    'Compute Admin',
    'Service Account Admin',
    // to give machines their account, `iam.serviceAccounts.actAs`, which Service Account Admin does not have
    'Service Account User',
    'Project IAM Admin',
    'Service Usage Admin',
    'Storage Admin',
    'Logging Admin',
    'Monitoring Editor',
    'Artifact Registry Admin',
    // of hubs whose homes are managed
    'DNS Administrator',
    'Cloud Filestore Editor',
    ...(deployer ? ['IAM Workload Identity Pool Admin'] : []),
  ].join(', ')
}

/**
 * Terraform trusts GitHub's subject; the pool that knows GitHub is made once for the project. Its condition keeps other
 * owners' repositories out.
 */
function deployerSteps(plan: ClusterPlan, deployer: NonNullable<ClusterPlan['deployer']>): Markdown[] {
  const { repository } = deployer
  const project = plan.account
  const [owner = ''] = repository.split('/')
  return [
    md`Once for the project, signed in as below, so that workflows of ${code`${repository}`} can sign in without a
      key:`,
    shellBlock(
      [
        sh`gcloud services enable iam.googleapis.com sts.googleapis.com iamcredentials.googleapis.com
          --project ${project}`,
        sh`gcloud iam workload-identity-pools create ${DEPLOYER_POOL} --project ${project} --location global`,
        sh`gcloud iam workload-identity-pools providers create-oidc actions --project ${project} --location global
          --workload-identity-pool ${DEPLOYER_POOL} \\`,
        sh`  --issuer-uri https://token.actions.githubusercontent.com --attribute-mapping google.subject=assertion.sub
          \\`,
        sh`  --attribute-condition "assertion.repository_owner == '${owner}'"`,
      ],
      'sh',
    ),
    md`In the workflow, \`google-github-actions/auth\` takes that provider's full name and the account
      ${code`${deployerAccount(plan)}@${project}.iam.gserviceaccount.com`}. ${aboutIds(deployer)}`,
  ]
}

function upgrade(plan: ClusterPlan): Markdown {
  const { channel } = plan.kubernetes
  const controlPlane = channel
    ? md`The release channel ${code`${channel}`} upgrades control plane and machines within the maintenance window, four
        hours on three days of the week, since GKE takes no less; servers that run on a machine then are stopped. To be
        earlier, raise \`kubernetes.version\` in cluster.yaml, build, and apply: that upgrades the control plane.`
    : md`Nothing is upgraded by itself while Google supports the version. Raise \`kubernetes.version\` in cluster.yaml
      by one minor version, build, and apply: that upgrades the control plane.`
  return blocks([
    lines([
      controlPlane,
      md`Machines follow without downtime by a new generation:
        ${code`machines: { generation: ${nextGeneration(plan)}, replacing: ${plan.generation} }`}, build, and apply. It
        also brings another boot disk. New servers start on the new machines once the old ones are closed to them
        (\`OLD_POOL\` stands for the old pool's name):`,
    ]),
    shellBlock(
      [
        sh`gcloud container clusters update ${clusterName(plan)} ${place(plan)} --node-pool OLD_POOL
          --no-enable-autoscaling # or machines of the old kind could still be added`,
        sh`kubectl cordon --selector cloud.google.com/gke-nodepool=OLD_POOL`,
        sh`# of the core pool only, whose hubs and proxies nobody else moves: sign-in is out for some minutes`,
        sh`kubectl drain --selector cloud.google.com/gke-nodepool=${`core-${plan.generation}`} --ignore-daemonsets
          --delete-emptydir-data --timeout=15m`,
      ],
      'sh',
    ),
    md`When the last server on the old machines has stopped, take \`machines.replacing\` out, build, and apply. What is
      available where:`,
    shellBlock([sh`gcloud container get-server-config ${place(plan)}`], 'sh'),
  ])
}

function destroy(plan: ClusterPlan): Markdown {
  const { account } = plan
  return blocks([
    md`Afterwards look for disks and load balancers that Kubernetes made and that are left; both cost:`,
    shellBlock(
      [
        sh`gcloud compute disks list --project ${account} --filter="labels.goog-k8s-cluster-name=${clusterName(plan)}"`,
        sh`gcloud compute forwarding-rules list --project ${account}`,
      ],
      'sh',
    ),
    md`Snapshots of the homes expire only while their disk is there: those that are left stay, and cost, until somebody
      deletes them. The APIs stay on.`,
    shellBlock([sh`gcloud compute snapshots list --project ${account}`], 'sh'),
  ])
}
