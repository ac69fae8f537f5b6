import type { ClusterPlan } from '../../plan/types.ts'
import type { Cloud } from '../cloud.ts'
import { clusterName } from './names.ts'
import { DEPLOYER_POOL, deployerAccount } from './project.ts'

/**
 * The steps that only Google Cloud has. Every value that goes into a command has a form that the schema allows only
 * shell-safe characters in.
 */
export function runbook(plan: ClusterPlan): ReturnType<Cloud['runbook']> {
  const { account, region } = plan
  const name = clusterName(plan)
  const { budget, deployer, kubernetes, existingNetwork, api } = plan
  const place = `--region ${region} --project ${account}`
  return {
    prerequisites: [
      `- The Google Cloud project \`${account}\`, with billing, and \`gcloud\` with its plugin for kubectl: ` +
        '`gcloud components install gke-gcloud-auth-plugin`.',
      '- Your account may do all in the project: role Owner, or the roles Kubernetes Engine Admin, Compute ' +
        'Admin, Service Account Admin, Project IAM Admin, Service Usage Admin, Storage Admin, Logging Admin, ' +
        'Monitoring Editor and Artifact Registry ' +
        `Admin${budget ? '; and Billing Account Costs Manager on the billing account, for the budget' : ''}.`,
      '- Quota in the region for the machines below: vCPUs of each family, GPUs (a new project has none, "GPUs ' +
        '(all regions)" included), and persistent disk.',
      ...(existingNetwork
        ? [
            `- The network \`${existingNetwork.network}\` has Cloud NAT for the subnetwork ` +
              `\`${existingNetwork.subnets[0]}\`, which lies in ${region} and has room for two more ranges.`,
          ]
        : []),
      ...(api.private
        ? [
            '- The Kubernetes API has no public address: run kubectl and helm from a machine in its network, ' +
              'or through VPN.',
          ]
        : []),
      ...(deployer ? ['', ...deployerSteps(plan, deployer.repository)] : []),
    ].join('\n'),
    signIn: [
      'gcloud auth login',
      `gcloud auth application-default login`,
      `gcloud config set project ${account}`,
      `gcloud auth application-default set-quota-project ${account}`,
      // Terraform turns on the rest; without these two it cannot ask which are on
      `gcloud services enable cloudresourcemanager.googleapis.com serviceusage.googleapis.com --project ${account}`,
    ],
    credentials: [`gcloud container clusters get-credentials ${name} ${place}${api.private ? ' --internal-ip' : ''}`],
    context: `gke_${account}_${region}_${name}`,
    copyBucket: 'gcloud storage rsync --recursive OLD NEW',
    byHand: {
      data:
        'write `"prevent_destroy": false` for its disk, file service or bucket, and `"force_destroy": true` for ' +
        'a bucket that is not empty',
      cluster: [
        '- Kubernetes: `min_master_version` of `google_container_cluster.main`.',
        '- Machines: a pool is a `google_container_node_pool`; `autoscaling` says how many. For another ' +
          'machine type, copy the block under a new name (its `name`, too), apply, close the old machines as ' +
          'above, and take the old block out when they are empty.',
        '- To destroy the cluster: `"deletion_protection": false` in `google_container_cluster.main`, and apply.',
      ].join('\n'),
    },
    check: [
      `gcloud container clusters describe ${name} ${place} --format='value(status,currentMasterVersion)'`,
      `gcloud container node-pools list --cluster ${name} ${place}`,
      'kubectl get nodes --label-columns hub.jupyter.org/pool-name',
      'kubectl get pods --namespace kube-system',
    ],
    upgrade: [
      kubernetes.channel
        ? `The release channel \`${kubernetes.channel}\` upgrades control plane and machines within the ` +
          'maintenance window, which is twelve hours long, the least that GKE takes; servers that run on a ' +
          'machine then are stopped. To be earlier, raise `kubernetes.version` in cluster.yaml, build, and ' +
          'apply: that upgrades the control plane.'
        : 'Nothing is upgraded by itself while Google supports the version. Raise `kubernetes.version` in ' +
          'cluster.yaml by one minor version, build, and apply: that upgrades the control plane.',
      'Machines follow without downtime by a new generation: set `pools.generation` to the next letter and ' +
        '`pools.replacing` to the present one, build, and apply. New servers start on the new machines once the ' +
        "old ones are closed to them (`OLD_POOL` stands for the old pool's name):",
      '',
      '```sh',
      `gcloud container clusters update ${name} ${place} --node-pool OLD_POOL --no-enable-autoscaling # or ` +
        'machines of the old kind could still be added',
      `kubectl cordon --selector cloud.google.com/gke-nodepool=OLD_POOL`,
      '```',
      '',
      'When the last server on the old machines has stopped, take `pools.replacing` out, build, and apply. ' +
        'What is available where:',
      '',
      '```sh',
      `gcloud container get-server-config ${place}`,
      '```',
    ].join('\n'),
    destroy: [
      'Afterwards look for disks and load balancers that Kubernetes made and that are left; both cost:',
      '',
      '```sh',
      `gcloud compute disks list --project ${account} --filter="labels.goog-k8s-cluster-name=${name}"`,
      `gcloud compute forwarding-rules list --project ${account}`,
      '```',
      '',
      'Snapshots of the homes outlive their disk until they expire, and the APIs stay on.',
    ].join('\n'),
  }
}

/**
 * Terraform trusts GitHub's subject; the pool that knows GitHub is made once for the project. Its condition keeps other
 * owners' repositories out.
 */
function deployerSteps(plan: ClusterPlan, repository: string): string[] {
  const project = plan.account
  return [
    `Once for the project, signed in as below, so that workflows of \`${repository}\` can sign in without a key:`,
    '',
    '```sh',
    `gcloud services enable iam.googleapis.com sts.googleapis.com iamcredentials.googleapis.com --project ${project}`,
    `gcloud iam workload-identity-pools create ${DEPLOYER_POOL} --project ${project} --location global`,
    `gcloud iam workload-identity-pools providers create-oidc actions --project ${project} --location global ` +
      `--workload-identity-pool ${DEPLOYER_POOL} \\`,
    '  --issuer-uri https://token.actions.githubusercontent.com --attribute-mapping google.subject=assertion.sub \\',
    `  --attribute-condition "assertion.repository_owner == '${repository.split('/')[0]}'"`,
    '```',
    '',
    `In the workflow, \`google-github-actions/auth\` takes that provider's full name and the account ` +
      `\`${deployerAccount(plan)}@${project}.iam.gserviceaccount.com\`.`,
  ]
}
