import { blocks, code, lines, md, shellBlock, type Markdown } from '../../print/markdown.ts'
import { joinShell, sh, type Shell } from '../../print/shell.ts'
import { nextGeneration } from '../../plan/pools.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import type { Runbook } from '../cloud.ts'
import { aboutIds } from '../github.ts'
import { regionAndName, ofCluster } from './cli.ts'
import { logGroup } from './cluster.ts'
import { REGISTRY } from './facts.ts'
import { podLogGroup } from './logs.ts'
import { groupName } from './nodes.ts'
import { preflight, raiseMinimum } from './preflight.ts'
import { partitionOf } from './regions.ts'

/** The runbook's parts for EKS: exact commands, in order. */
export const runbook = (plan: ClusterPlan): Runbook => ({
  prerequisites: prerequisites(plan),
  signIn: [
    sh`aws sso login # or another way to sign in: aws configure`,
    sh`test "$(aws sts get-caller-identity --query Account --output text)" = ${plan.account}`,
  ],
  credentials: [sh`aws eks update-kubeconfig ${regionAndName(plan)}`],
  context: `arn:${partitionOf(plan.region)}:eks:${plan.region}:${plan.account}:cluster/${plan.name}`,
  isAdmin: plan.admins.length > 0 ? isAdmin(plan) : undefined,
  preflight: preflight(plan),
  beforeApply: raiseMinimum(plan),
  putSecret: (entry) =>
    sh`aws secretsmanager create-secret --region ${plan.region} --name ${entry} --secret-string file:///dev/stdin`,
  copyBucket: (from, to) => sh`aws s3 sync ${from} ${to}`,
  byHand: { data: DATA_BY_HAND, cluster: CLUSTER_BY_HAND },
  check: [
    sh`aws eks describe-cluster ${regionAndName(plan)} --query cluster.status --output text # ACTIVE`,
    sh`kubectl get nodes --label-columns hub.jupyter.org/pool-name,node.kubernetes.io/instance-type`,
    ...(plan.logs
      ? [sh`aws logs tail ${podLogGroup(plan)} --region ${plan.region} --since 1h --filter-pattern ERROR`]
      : []),
    sh`kubectl get pods --all-namespaces --field-selector=status.phase!=Running,status.phase!=Succeeded # none, after
      some minutes`,
    sh`kubectl get tigerastatus # all AVAILABLE: network policies are enforced`,
    sh`aws eks list-addons ${ofCluster(plan)}`,
  ],
  upgrade: upgrade(plan),
  destroy: destroy(plan),
})

/**
 * Whoever took a role is `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, without the role's path
 * (docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html): so both sides are compared without it.
 */
function isAdmin({ admins }: ClusterPlan): Shell {
  const names = admins.map((arn) => sh`${arn.replace(/:(role|user)\/.*\//, ':$1/')}`)
  const caller = sh`aws sts get-caller-identity --query Arn --output text`
  const role = sh`sed -E -e 's#:sts:#:iam:#' -e 's#:assumed-role/([^/]*)/.*#:role/\\1#' -e 's#:(role|user)/.*/#:\\1/#'`
  return sh`{ ${caller} | ${role} | grep -qxF ${joinShell(
    names.map((name) => sh`-e ${name}`),
    ' ',
  )}; }`
}

const DATA_BY_HAND = md`take \`prevent_destroy\` out for its volume, file system or bucket; write \`"force_destroy":
  true\` for a bucket that is not empty; and, to apply before the volume goes, \`"final_snapshot": false\` where no last
  snapshot shall be kept`

const CLUSTER_BY_HAND = lines([
  md`- Kubernetes: \`version\` of \`aws_eks_cluster.main\`, and \`image.tag\` of the same minor version in
    \`cluster-autoscaler.values.yaml\`.`,
  md`- Machines: a pool is an \`aws_eks_node_group\`; \`scaling_config\` says how many. For another machine type, copy
    its block and that of its \`aws_launch_template\` under a new name (\`node_group_name\` and the reference, too),
    apply, \`kubectl cordon --selector eks.amazonaws.com/nodegroup=OLD_POOL\`, and take the old blocks out when its
    machines are empty.`,
  md`- To destroy the cluster: take \`prevent_destroy\` out of \`aws_eks_cluster.main\`, and apply.`,
])

function prerequisites(plan: ClusterPlan): Markdown {
  const { admins, budget, protect } = plan
  return blocks([
    md`**AWS account ${plan.account}, region ${plan.region}.** The [AWS CLI](https://docs.aws.amazon.com/cli/) version
      2, signed in with rights to make networks, EKS clusters, IAM roles, KMS keys and buckets: \`AdministratorAccess\`
      for the first time.`,
    quotas(plan),
    admins.length > 0
      ? md`The Kubernetes API takes the roles named under \`admins:\`, and nobody else: sign in as one of them for
        kubectl and helm. Whoever is signed in as somebody else and may take such a role adds it to the command for
        credentials: ${sh`--role-arn ${admins[0]!}`}.`
      : md`Whoever applies first administers the cluster; name others under \`admins:\`.`,
    ...network(plan),
    ...onceInAnAccount(plan),
    ...otherRegistries(plan),
    ...(budget ? [md`The budget counts the whole account.`] : []),
    ...(protect
      ? [
          md`Terraform refuses to destroy the cluster. Once it stands, AWS will too:
            ${sh`aws eks update-cluster-config ${regionAndName(plan)} --deletion-protection`}.`,
        ]
      : []),
    billing(plan),
  ])
}

function quotas({ pools }: ClusterPlan): Markdown {
  const gpus = pools.some((pool) => pool.machine.gpu) ? ', "Running On-Demand G and VT instances" (0 at first)' : ''
  const spot = pools.some((pool) => pool.spot) ? ', "All Standard Spot Instance Requests"' : ''
  return md`Quotas of a new account are low. Ask for more of "Running On-Demand Standard instances"${gpus}${spot} in
    good time, under Service Quotas: they count vCPUs.`
}

function network({ api, existingNetwork, zones }: ClusterPlan): Markdown[] {
  return [
    ...(api.private
      ? [
          md`The Kubernetes API has no public address: run kubectl and helm from inside the network, or over a VPN to
            it.`,
        ]
      : []),
    ...(existingNetwork
      ? [
          md`The network ${existingNetwork.network} is there already. Its private subnets need a way out to the
            internet, at least two zones and one of them ${zones[0] ?? ''}; its public ones the tag
            \`kubernetes.io/role/elb=1\`.`,
        ]
      : []),
  ]
}

function onceInAnAccount({ pools, deployer, account, name }: ClusterPlan): Markdown[] {
  return [
    ...(pools.some((pool) => pool.spot)
      ? [
          md`Once in an account, for spot machines: \`aws iam create-service-linked-role --aws-service-name
            spot.amazonaws.com\` (an error that it exists is fine).`,
        ]
      : []),
    ...(deployer
      ? [
          md`Once in an account, for deploying from GitHub: \`aws iam create-open-id-connect-provider --url
            https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com\` (an error that it exists is
            fine). Workflows of ${deployer.repository} then take the role
            ${code`arn:aws:iam::${account}:role/${name}-deployer`}, which installs releases and changes nothing of the
            cloud. ${aboutIds(deployer)}`,
        ]
      : []),
  ]
}

/**
 * The machines' role may read every registry that lets it in; only the other account can do that. The condition holds
 * before there is a role of that name, which a principal does not (IAM user guide, "Principal").
 */
function otherRegistries(plan: ClusterPlan): Markdown[] {
  const { account, name } = plan
  const iam = `arn:${partitionOf(plan.region)}:iam::${account}`
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `${iam}:root` },
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Condition: { ArnEquals: { 'aws:PrincipalArn': `${iam}:role/${name}-nodes` } },
      },
    ],
  })
  return plan.registries.flatMap(({ address }) => {
    const [, owner, region, repository] = REGISTRY.exec(address) ?? []
    if (!owner || !region || !repository) return []
    return [
      md`Once in the account ${owner}, which then lets the machines pull from ${code`${address}`}; where that repository
        has a policy already (\`aws ecr get-repository-policy\`), the statement is added to it instead:`,
      shellBlock(
        [
          sh`aws ecr set-repository-policy --registry-id ${owner} --region ${region}
            --repository-name ${repository} --policy-text ${policy}`,
        ],
        'sh',
      ),
    ]
  })
}

function billing({ labels }: ClusterPlan): Markdown {
  const tags = Object.keys(labels)
    .sort()
    .map((key) => sh`TagKey=${key},Status=Active`)
  return md`For bills by community and hub, a day after the first apply, in the account that pays:
    ${sh`aws ce update-cost-allocation-tags-status --cost-allocation-tags-status ${joinShell(tags, ' ')}`}. AWS takes a
    tag for billing only once it has seen it there.`
}

function upgrade(plan: ClusterPlan): Markdown {
  return blocks([
    md`**Kubernetes on EKS**, one minor version at a time. \`aws eks list-insights\` tells what stands in the way:`,
    shellBlock(
      [sh`aws eks list-insights ${ofCluster(plan)} --query 'insights[?insightStatus.status!=\`PASSING\`]'`],
      'sh',
    ),
    md`1. Change \`kubernetes: { version: … }\`, build, apply the cluster: the control plane first (some ten minutes),
      then the core machines one by one; hubs restart once.`,
    md`2. Add-ons move when told to. For each of \`aws eks list-addons\`, take the default for the new version:`,
    shellBlock(upgradeAddons(plan), 'sh'),
    ...newGeneration(plan),
    md`Machines keep the boot disk and the labels (tags) that their generation began with: others come with a new one.
      Another \`core.memory\` brings new core machines before the old ones go; hubs restart once.`,
    ...moreAlwaysOn(plan),
  ])
}

/** Hubs, proxies and monitoring hold their machines for ever: nobody but people moves them. */
function newGeneration(plan: ClusterPlan): Markdown[] {
  const core = plan.pools.find(({ purpose }) => purpose === 'core')!
  const old = groupName(core, plan.generation)
  return [
    md`3. Machines for users keep their version, so that no server stops. To move them:
      ${code`machines: { generation: ${nextGeneration(plan)}, replacing: ${plan.generation} }`}, build,
      apply. New servers start on new machines, old ones end in their own time. Hubs and proxies stay where they are
      until they are told; people's servers go on, and nobody can sign in for some minutes:`,
    shellBlock(
      [
        sh`kubectl drain --selector eks.amazonaws.com/nodegroup=${old} --ignore-daemonsets --delete-emptydir-data
          --timeout=15m`,
      ],
      'sh',
    ),
    md`When \`kubectl get nodes\` shows none of the old, take \`replacing\` out and apply again.`,
  ]
}

function moreAlwaysOn(plan: ClusterPlan): Markdown[] {
  const commands = raiseMinimum(plan)
  if (commands.length === 0) return []
  return [
    md`Where more machines are to be always on than run now, EKS wants the machines before the new minimum. \`make
      apply\` sees to it; with Terraform alone, run this first:`,
    shellBlock(commands, 'sh'),
  ]
}

function upgradeAddons(plan: ClusterPlan): Shell[] {
  const { region } = plan
  const kubernetes = sh`aws eks describe-cluster ${regionAndName(plan)} --query cluster.version --output text`
  const version = sh`aws eks describe-addon-versions --region ${region} --addon-name "$addon"
    --kubernetes-version "$(${kubernetes})"
    --query 'addons[0].addonVersions[?compatibilities[0].defaultVersion].addonVersion | [0]' --output text`
  return [
    sh`for addon in $(aws eks list-addons ${ofCluster(plan)} --query addons --output text); do`,
    sh`  version=$(${version})`,
    sh`  aws eks update-addon ${ofCluster(plan)} --addon-name "$addon" --addon-version "$version"
      --resolve-conflicts PRESERVE`,
    sh`done`,
  ]
}

function destroy(plan: ClusterPlan): Markdown {
  const { region, name } = plan
  return blocks([
    md`If AWS was told to protect the cluster, take that back first:
      ${sh`aws eks update-cluster-config ${regionAndName(plan)} --no-deletion-protection`}.`,
    md`Afterwards look for disks and load balancers that Kubernetes made and that are left; both cost:`,
    shellBlock(
      [
        sh`aws elbv2 describe-load-balancers --region ${region} --query 'LoadBalancers[].[LoadBalancerName,VpcId]'
          --output text`,
        sh`aws ec2 describe-volumes --region ${region} --filters
          Name=tag:kubernetes.io/cluster/${name},Values=owned --query 'Volumes[].VolumeId' --output text`,
      ],
      'sh',
    ),
    md`Snapshots of homes, the last ones of their disks included, backups and the control plane's log outlive all of it,
      and cost until somebody deletes them. The log, ten minutes later, or before a cluster of the same name is made:
      ${sh`aws logs delete-log-group --region ${region} --log-group-name ${logGroup(plan)}`}; to keep it for that
      cluster: ${sh`terraform -chdir=cluster import aws_cloudwatch_log_group.cluster ${logGroup(plan)}`}.`,
  ])
}
