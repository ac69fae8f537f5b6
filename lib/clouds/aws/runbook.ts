import type { Cloud } from '../cloud.ts'
import type { ClusterPlan } from '../../plan/types.ts'

/**
 * The runbook's parts for EKS: exact commands, in order. Names from inputs have forms that need no quoting in a shell.
 */
export const runbook: Cloud['runbook'] = (plan) => ({
  prerequisites: prerequisites(plan),
  signIn: [
    'aws sso login # or another way to sign in: aws configure',
    `test "$(aws sts get-caller-identity --query Account --output text)" = ${plan.account}`,
  ],
  credentials: [`aws eks update-kubeconfig --region ${plan.region} --name ${plan.name}`],
  context: `arn:${partition(plan.region)}:eks:${plan.region}:${plan.account}:cluster/${plan.name}`,
  copyBucket: 'aws s3 sync OLD NEW',
  byHand: {
    data:
      'take `prevent_destroy` out for its volume, file system or bucket; write `"force_destroy": true` for a ' +
      'bucket that is not empty, and `"final_snapshot": false` for a volume of which no last snapshot shall be ' +
      'kept',
    cluster: [
      '- Kubernetes: `version` of `aws_eks_cluster.main`, and `image.tag` of the same minor version in ' +
        '`cluster-autoscaler.values.yaml`.',
      '- Machines: a pool is an `aws_eks_node_group`; `scaling_config` says how many. For another machine ' +
        'type, copy its block and that of its `aws_launch_template` under a new name (`node_group_name` and the ' +
        'reference, too), apply, `kubectl cordon --selector eks.amazonaws.com/nodegroup=OLD_POOL`, and take the ' +
        'old blocks out when its machines are empty.',
      '- To destroy the cluster: take `prevent_destroy` out of `aws_eks_cluster.main`, and apply.',
    ].join('\n'),
  },
  check: [
    `aws eks describe-cluster --region ${plan.region} --name ${plan.name} --query cluster.status --output text ` +
      '# ACTIVE',
    'kubectl get nodes --label-columns hub.jupyter.org/pool-name,node.kubernetes.io/instance-type',
    'kubectl get pods --all-namespaces --field-selector=status.phase!=Running,status.phase!=Succeeded # none, ' +
      'after some minutes',
    'kubectl get tigerastatus # all AVAILABLE: network policies are enforced',
    `aws eks list-addons --region ${plan.region} --cluster-name ${plan.name}`,
  ],
  upgrade: upgrade(plan),
  destroy: destroy(plan),
})

function prerequisites(plan: ClusterPlan): string {
  const { deployer, existingNetwork, api, admins, budget, protect } = plan
  const parts = [
    `**AWS account ${plan.account}, region ${plan.region}.** The [AWS CLI](https://docs.aws.amazon.com/cli/) ` +
      'version 2, signed in with rights to make networks, EKS clusters, IAM roles, KMS keys and buckets: ' +
      '`AdministratorAccess` for the first time.',
    'Quotas of a new account are low. Ask for more of "Running On-Demand Standard instances"' +
      `${plan.pools.some((pool) => pool.machine.gpu) ? ', "Running On-Demand G and VT instances" (0 at first)' : ''}` +
      (`${plan.pools.some((pool) => pool.spot) ? ', "All Standard Spot Instance Requests"' : ''} in good time, ` +
        'under Service Quotas: they count vCPUs.'),
    admins.length > 0
      ? 'The Kubernetes API takes the roles named under `admins:`, and nobody else: sign in as one of them for ' +
        'kubectl and helm.'
      : 'Whoever applies first administers the cluster; name others under `admins:`.',
    ...(api.private
      ? ['The Kubernetes API has no public address: run kubectl and helm from inside the network, or over a VPN to it.']
      : []),
    ...(existingNetwork
      ? [
          `The network ${existingNetwork.network} is there already. Its private subnets need a way out to the ` +
            `internet, at least two zones and one of them ${plan.zones[0]}; its public ones the tag ` +
            '`kubernetes.io/role/elb=1`.',
        ]
      : []),
    ...(plan.pools.some((pool) => pool.spot)
      ? [
          'Once in an account, for spot machines: `aws iam create-service-linked-role --aws-service-name ' +
            'spot.amazonaws.com` (an error that it exists is fine).',
        ]
      : []),
    ...(deployer
      ? [
          'Once in an account, for deploying from GitHub: `aws iam create-open-id-connect-provider --url ' +
            'https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com` (an error that it ' +
            `exists is fine). Workflows of ${deployer.repository} then take the role ` +
            `\`arn:aws:iam::${plan.account}:role/${plan.name}-deployer\`, which installs releases and changes ` +
            'nothing of the cloud.',
        ]
      : []),
    ...(budget ? ['The budget counts the whole account.'] : []),
    ...(!protect
      ? []
      : [
          'Terraform refuses to destroy the cluster. Once it stands, AWS will too: `aws eks ' +
            `update-cluster-config --region ${plan.region} --name ${plan.name} --deletion-protection\`.`,
        ]),
    `For bills by community and hub, a day after the first apply, in the account that pays: \`aws ce update-cost-allocation-tags-status --cost-allocation-tags-status ${Object.keys(
      plan.labels,
    )
      .sort()
      .map((key) => `TagKey=${key},Status=Active`)
      .join(' ')}\`. AWS takes a tag for billing only once it has seen it there.`,
  ]
  return parts.join('\n\n')
}

const upgrade = (plan: ClusterPlan): string =>
  [
    '**Kubernetes on EKS**, one minor version at a time. `aws eks list-insights` tells what stands in the way:',
    `\`\`\`sh\naws eks list-insights --region ${plan.region} --cluster-name ${plan.name} --query ` +
      `'insights[?insightStatus.status!=\`PASSING\`]'\n\`\`\``,
    '1. Change `kubernetes: { version: … }`, build, apply the cluster: the control plane first (some ten ' +
      'minutes), then the core machines one by one; hubs restart once.',
    '2. Add-ons move when told to. For each of `aws eks list-addons`, take the default for the new version:',
    `\`\`\`sh\nfor addon in $(aws eks list-addons --region ${plan.region} --cluster-name ${plan.name} --query ` +
      `addons --output text); do\n  version=$(aws eks describe-addon-versions --region ${plan.region} ` +
      `--addon-name "$addon" --kubernetes-version "$(aws eks describe-cluster --region ${plan.region} --name ` +
      `${plan.name} --query cluster.version --output text)" --query ` +
      `'addons[0].addonVersions[?compatibilities[0].defaultVersion].addonVersion | [0]' --output text)\n  aws ` +
      `eks update-addon --region ${plan.region} --cluster-name ${plan.name} --addon-name "$addon" ` +
      `--addon-version "$version" --resolve-conflicts PRESERVE\ndone\n\`\`\``,
    '3. Machines for users keep their version, so that no server stops. To move them: `pools: { generation: ' +
      `b, replacing: ${plan.generation} }\`, build, apply. New servers start on new ` +
      'machines, old ones end in their own time; when `kubectl get nodes` shows none of the old, take ' +
      '`replacing` out and apply again.',
    "A change of a boot disk or of labels (tags) would roll the machines under people's servers: give it a new " +
      'generation too.',
  ].join('\n\n')

const destroy = (plan: ClusterPlan): string =>
  [
    'If AWS was told to protect the cluster, take that back first: `aws eks update-cluster-config --region ' +
      `${plan.region} --name ${plan.name} --no-deletion-protection\`.`,
    'Afterwards look for disks and load balancers that Kubernetes made and that are left; both cost:',
    `\`\`\`sh\naws elbv2 describe-load-balancers --region ${plan.region} --query ` +
      `'LoadBalancers[].[LoadBalancerName,VpcId]' --output text\naws ec2 describe-volumes --region ` +
      `${plan.region} --filters Name=tag:kubernetes.io/cluster/${plan.name},Values=owned --query ` +
      `'Volumes[].VolumeId' --output text\n\`\`\``,
    'Snapshots of homes, backups and logs outlive all of it: delete them in the console when nobody needs them.',
  ].join('\n\n')

/**
 * China and the regions of the US government have partitions of their own (docs.aws.amazon.com/IAM, "Amazon Resource
 * Names").
 */
const partition = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
