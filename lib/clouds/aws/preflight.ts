/** What AWS refuses in the middle of an apply, asked of the account before it. */
import { sh, type Shell } from '../../print/shell.ts'
import { machineTypes } from '../../plan/pools.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import type { Preflight } from '../cloud.ts'
import { ofCluster } from './cli.ts'
import { groupName } from './nodes.ts'

/** That admins, zones and machines are there. */
export const preflight = (plan: ClusterPlan): Preflight[] => [...admins(plan), zones(plan), machines(plan)]

/**
 * An access entry for a principal that is not there is refused once the cluster stands (EKS API, CreateAccessEntry).
 * The ARN counts with its path, which those of single sign-on have. Other accounts' cannot be asked for.
 */
const admins = ({ admins: wanted, account }: ClusterPlan): Preflight[] =>
  wanted.flatMap((arn) => {
    const [, owner, kind, path] = /:([0-9]{12}):(role|user)\/(.+)$/.exec(arn) ?? []
    if (owner !== account || path === undefined) return []
    const name = path.split('/').at(-1)!
    const found =
      kind === 'role'
        ? sh`aws iam get-role --role-name ${name} --query Role.Arn --output text`
        : sh`aws iam get-user --user-name ${name} --query User.Arn --output text`
    return [
      {
        test: sh`test "$(${found})" = ${arn}`,
        advice:
          `${arn}, one of admins: in cluster.yaml, is not there, or has another path. EKS refuses it once the ` +
          'cluster stands: make it, or write the ARN as IAM shows it.',
      },
    ]
  })

/** Zones in which EKS makes no control plane (EKS user guide, "VPC and subnet requirements"). */
const NO_CONTROL_PLANE = JSON.stringify(['use1-az3', 'usw1-az2', 'cac1-az3'])

/** Accounts have different zones under one letter, and not all of them. */
function zones(plan: ClusterPlan): Preflight {
  const { region } = plan
  const wanted = plan.existingNetwork ? plan.zones.slice(0, 1) : plan.zones
  const query = `length(AvailabilityZones[?!contains(\`${NO_CONTROL_PLANE}\`, ZoneId)])`
  const found = sh`aws ec2 describe-availability-zones --region ${region} --filters
    ${`Name=zone-name,Values=${wanted.join(',')}`} --query ${query} --output text`
  return {
    test: sh`test "$(${found})" = ${wanted.length}`,
    advice:
      `This account cannot have a cluster in all of ${wanted.join(', ')}. Write others under zones: in cluster.yaml, ` +
      `of: aws ec2 describe-availability-zones --region ${region} --query 'AvailabilityZones[].[ZoneName,ZoneId]'`,
  }
}

/** The first zone has all machines. */
function machines(plan: ClusterPlan): Preflight {
  const {
    region,
    zones: [zone = ''],
  } = plan
  const types = machineTypes(plan)
  const offered = (types: readonly string[]): Shell =>
    sh`aws ec2 describe-instance-type-offerings --region ${region} --location-type availability-zone --filters
      ${`Name=location,Values=${zone}`} ${`Name=instance-type,Values=${types.join(',')}`}`
  return {
    test: sh`test "$(${offered(types)} --query 'length(InstanceTypeOfferings)' --output text)" = ${types.length}`,
    advice:
      `Not all of ${types.join(', ')} are offered in ${zone}. Write another zone first under zones: in cluster.yaml, ` +
      `or other machines. What there is: ${String(offered(types))} --query 'InstanceTypeOfferings[].InstanceType'`,
  }
}

/**
 * Raises the number of machines of a group that has fewer than its new minimum. Terraform cannot: how many there are is
 * the autoscaler's to say (`ignore_changes`), so that the old number goes along with the new minimum, and EKS refuses a
 * minimum above it (EKS API, NodegroupScalingConfig). Does nothing where the group is not there yet.
 */
export const raiseMinimum = (plan: ClusterPlan): Shell[] =>
  plan.pools
    .filter(({ min }) => min > 0)
    .map((pool) => {
      const { min, max, generations } = pool
      const group = sh`${ofCluster(plan)} --nodegroup-name ${groupName(pool, generations[0]!)}`
      const has = sh`aws eks describe-nodegroup ${group} --query nodegroup.scalingConfig.desiredSize --output text`
      const scaling = `minSize=${min},maxSize=${max},desiredSize=${min}`
      return sh`has="$(${has} 2>/dev/null || echo ${min})"; test "$has" -ge ${min} || { aws eks update-nodegroup-config
        ${group} --scaling-config ${scaling} && aws eks wait nodegroup-active ${group}; }`
    })
