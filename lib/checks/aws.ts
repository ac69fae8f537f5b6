/** What only AWS refuses, and only when it is too late: in the middle of an apply. */
import { parseRange } from '../plan/network.ts'
import type { ClusterPlan } from '../plan/types.ts'
import type { Check, Finding } from './check.ts'

const onAws = (code: string, find: (cluster: ClusterPlan) => Finding[]): Check => ({
  code,
  severity: 'error',
  find: ({ fleet }) => fleet.clusters.filter((cluster) => cluster.cloud === 'aws').flatMap(find),
})

/** People by e-mail or group mean nothing to EKS: access entries take roles and users of IAM. */
const PRINCIPAL = /^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)\/[A-Za-z0-9_+=,.@/-]+$/

export const awsAdmins = onAws('aws-admin', ({ settings }) =>
  (settings.values.admins ?? [])
    .filter((admin) => !PRINCIPAL.test(admin))
    .map((admin) => ({
      at: settings.at(['admins', admin]),
      message: `\`${admin}\` is not a role or user of AWS`,
      help:
        'Write its ARN, such as `arn:aws:iam::000000000000:role/hub-admins`; `aws iam get-role --role-name ' +
        'hub-admins` shows it.',
    })),
)

/** Seven private subnets have room in the VPC; no region has more zones (clouds/aws/network.ts). */
export const awsZones = onAws('aws-zones', ({ settings, zones, region }) =>
  zones.length >= 2 && zones.length <= 7
    ? []
    : [
        {
          at: settings.at(['zones']),
          message:
            zones.length < 2
              ? 'EKS needs two zones or more for its control plane'
              : `${zones.length} zones are more than a region has`,
          help:
            `Write \`zones: [${region}a, ${region}b]\`, or leave the line out. Machines and homes stay in the ` +
            'first.',
        },
      ],
)

export const awsSubnets = onAws('aws-subnet', ({ settings }) => {
  const subnets = settings.values.network?.existing?.subnets ?? []
  return [
    ...subnets
      .filter((subnet) => !/^subnet-[0-9a-f]{8,17}$/.test(subnet))
      .map((subnet) => ({
        at: settings.at(['network', 'existing', 'subnets', subnet]),
        message: `\`${subnet}\` is not a subnet of AWS`,
        help: 'Write ids, such as `subnet-0a1b2c3d`; `aws ec2 describe-subnets` lists them.',
      })),
    ...(subnets.length === 1
      ? [
          {
            at: settings.at(['network', 'existing', 'subnets']),
            message: 'EKS needs private subnets in two zones or more for its control plane',
            help: 'Name another one, in another zone of the same network.',
          },
        ]
      : []),
  ]
})

/** EKS takes private ranges between /24 and /12 for services (Amazon EKS API, KubernetesNetworkConfigRequest). */
export const awsServices = onAws('aws-service-range', ({ settings, network }) => {
  const range = parseRange(network.services)
  const within = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((text) => parseRange(text)!)
  if (
    !range ||
    (range.size >= 2 ** 8 &&
      range.size <= 2 ** 20 &&
      within.some((one) => one.start <= range.start && range.start + range.size <= one.start + one.size))
  )
    return []
  return [
    {
      at: settings.at(['network', settings.values.network?.services ? 'services' : 'range']),
      message: `EKS does not take the addresses ${network.services} for services`,
      help: 'Write `network: { services: 172.20.0.0/16 }`: private addresses, between a /24 and a /12.',
    },
  ]
})

/** AWS keeps budgets in the currency that it bills. */
export const awsBudget = onAws('aws-budget-currency', ({ settings, region }) => {
  const monthly = settings.values.budget?.monthly
  const currency = region.startsWith('cn-') ? 'CNY' : 'USD'
  return monthly === undefined || monthly.endsWith(` ${currency}`)
    ? []
    : [
        {
          at: settings.at(['budget', 'monthly']),
          message: `AWS keeps budgets in ${currency}, not as \`${monthly}\``,
          help: `Write \`monthly: ${monthly.split(' ')[0]} ${currency}\`, with the amount converted.`,
        },
      ]
})

/**
 * ECR takes an image only into a repository that is there already, one for each name, and its passwords last twelve
 * hours: no Secret can hold one (Amazon ECR user guide, "Private registry authentication").
 */
export const awsRegistry: Check = {
  code: 'aws-registry',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs
      .filter((hub) => /\.dkr[.-]ecr[.-]/.test(hub.settings.values['image-building']?.registry ?? ''))
      .map((hub) => ({
        at: hub.settings.at(['image-building', 'registry']),
        message:
          'images cannot be built into Amazon ECR: each name needs a repository made beforehand, and its ' +
          'passwords last twelve hours',
        help: 'Name another registry, such as `quay.io/<organisation>/`, with a robot account in the Secret.',
      })),
}

/** All of them, for the registry. */
export const awsChecks: readonly Check[] = [awsAdmins, awsZones, awsSubnets, awsServices, awsBudget, awsRegistry]
