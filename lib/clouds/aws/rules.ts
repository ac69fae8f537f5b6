/** What only AWS refuses, and only when it is too late: in the middle of an apply. */
import { onCloud, othersOfBuckets, perHub, type RuleSet } from '../../checks/check.ts'
import { defineProblems } from '../../diagnostics.ts'
import { parseRange, serviceRangeAt } from '../../plan/network.ts'
import { RETENTIONS } from './logs.ts'
import { settings as aws } from './settings.ts'

/** Minor versions of Kubernetes with which each minor version of Calico is tested (docs.tigera.io, requirements). */
const CALICO: Readonly<Record<string, readonly [from: number, to: number]>> = {
  '3.31': [32, 35],
  '3.32': [34, 36],
  '3.33': [35, 37],
}

/** The one that is installed where `releases:` names none. */
export const CALICO_DEFAULT = '3.31'

interface Zones {
  region: string
  zones: number
}

interface Untested {
  cluster: string
  calico: string
  from: number
  to: number
  /** A version of Calico that is tested with this Kubernetes. */
  other?: string
}

const aFewZones = ({ region }: Zones): string =>
  `Write \`zones: [${region}a, ${region}b]\`, or leave the line out. Machines and homes stay in the first.`

const problems = defineProblems({
  'log-retention': {
    severity: 'error',
    message: ({ days }: { days: number }) => `CloudWatch does not keep logs for ${days} days`,
    help: ({ instead }: { instead: number }) =>
      `Write \`keep: ${instead}\`. It keeps them for so many days: ${RETENTIONS.join(', ')}.`,
  },
  'aws-bucket-principal': {
    severity: 'error',
    message: ({ who }: { who: string }) => `\`${who}\` is nobody whom the policy of a bucket could name`,
    help: 'Write an ARN, such as `arn:aws:iam::000000000000:role/uploader`, or `…:root` for a whole account.',
  },
  'aws-admin': {
    severity: 'error',
    message: ({ admin }: { admin: string }) => `\`${admin}\` is not a role or user of AWS`,
    help:
      'Write its ARN, such as `arn:aws:iam::000000000000:role/hub-admins`; `aws iam get-role --role-name ' +
      'hub-admins` shows it.',
  },
  'aws-zones/few': {
    severity: 'error',
    message: 'EKS needs two zones or more for its control plane',
    help: aFewZones,
  },
  'aws-zones/many': {
    severity: 'error',
    message: ({ zones }: Zones) => `${zones} zones are more than a region has`,
    help: aFewZones,
  },
  'aws-subnet/form': {
    severity: 'error',
    message: ({ subnet }: { subnet: string }) => `\`${subnet}\` is not a subnet of AWS`,
    help: 'Write ids, such as `subnet-0a1b2c3d`; `aws ec2 describe-subnets` lists them.',
  },
  'aws-subnet/one': {
    severity: 'error',
    message: 'EKS needs private subnets in two zones or more for its control plane',
    help: 'Name another one, in another zone of the same network.',
  },
  'aws-service-range': {
    severity: 'error',
    message: ({ range }: { range: string }) => `EKS does not take the addresses ${range} for services`,
    help: 'Write `network: { services: 172.20.0.0/16 }`: private addresses, between a /24 and a /12.',
  },
  'aws-budget-currency': {
    severity: 'error',
    message: ({ currency, amount, written }: { currency: string; amount: number; written: string }) =>
      `AWS keeps budgets in ${currency}, not as \`${amount} ${written}\``,
    help: ({ currency, amount }: { currency: string; amount: number }) =>
      `Write \`monthly: ${amount} ${currency}\`, with the amount converted.`,
  },
  'aws-registry': {
    severity: 'error',
    message:
      'images cannot be built into Amazon ECR: each name needs a repository made beforehand, and its ' +
      'passwords last twelve hours',
    help: 'Name another registry, such as `quay.io/<organisation>/`, with a robot account in the Secret.',
  },
  'calico-untested': {
    severity: 'warning',
    message: ({ cluster, calico: minor, from, to }: Untested) =>
      `Calico ${minor}, which enforces network policies on the cluster ${cluster}, is tested with Kubernetes ` +
      `1.${from} to 1.${to}`,
    help: ({ other, from, to }: Untested) =>
      other === undefined
        ? `Stay between "1.${from}" and "1.${to}" where policies must hold, as they must where homes are served.`
        : `Write \`releases: { calico: { version: … } }\` with a version of ${other}, which is, and read its notes; ` +
          `or stay between "1.${from}" and "1.${to}".`,
  },
})

const { perCluster, perHub: perHubHere } = onCloud(aws.name)

/** People by e-mail or group mean nothing to EKS: access entries take roles and users of IAM. */
const PRINCIPAL = /^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)\/[A-Za-z0-9_+=,.@/-]+$/

const admins = perCluster(({ admins: named, settings }) =>
  named
    .filter((admin) => !PRINCIPAL.test(admin))
    .map((admin) => problems.raise('aws-admin', { at: settings.at(['admins', admin]), args: { admin } })),
)

/** Whoever a bucket's policy names; all of an account is its `root`. */
const BUCKET_PRINCIPAL = /^arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)\/[A-Za-z0-9_+=,.@/-]+)$/

const bucketPrincipals = perHubHere((hub) =>
  othersOfBuckets(hub)
    .filter(({ who }) => !BUCKET_PRINCIPAL.test(who))
    .map(({ who, at }) => problems.raise('aws-bucket-principal', { at, args: { who } })),
)

/** Seven private subnets have room in the VPC; no region has more zones (network.ts). */
const logRetention = perCluster(({ logs, settings }) => {
  if (!logs || RETENTIONS.includes(logs.keepDays)) return []
  const instead = RETENTIONS.find((days) => days > logs.keepDays)!
  return [
    problems.raise('log-retention', { at: settings.at(['logs', 'keep']), args: { days: logs.keepDays, instead } }),
  ]
})

const zoneCount = perCluster(({ settings, zones, region }) => {
  const wrong = { at: settings.nearest(['zones']), args: { region, zones: zones.length } }
  if (zones.length < 2) return [problems.raise('aws-zones/few', wrong)]
  return zones.length > 7 ? [problems.raise('aws-zones/many', wrong)] : []
})

const subnets = perCluster(({ existingNetwork, settings }) => {
  const named = existingNetwork?.subnets ?? []
  const strange = named.filter((subnet) => !/^subnet-[0-9a-f]{8,17}$/.test(subnet))
  return [
    ...strange.map((subnet) =>
      problems.raise('aws-subnet/form', {
        at: settings.at(['network', 'existing', 'subnets', subnet]),
        args: { subnet },
      }),
    ),
    ...(named.length === 1
      ? [problems.raise('aws-subnet/one', { at: settings.at(['network', 'existing', 'subnets']) })]
      : []),
  ]
})

/** EKS takes private ranges between /24 and /12 for services (Amazon EKS API, KubernetesNetworkConfigRequest). */
const services = perCluster(({ settings, network }) => {
  const range = parseRange(network.services)
  const within = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((text) => parseRange(text)!)
  const fits =
    !range ||
    (range.size >= 2 ** 8 &&
      range.size <= 2 ** 20 &&
      within.some((one) => one.start <= range.start && range.start + range.size <= one.start + one.size))
  if (fits) return []
  return [problems.raise('aws-service-range', { at: serviceRangeAt(settings), args: { range: network.services } })]
})

/** AWS keeps budgets in the currency that it bills. */
const budgetCurrency = perCluster(({ budget, settings, region }) => {
  const currency = region.startsWith('cn-') ? 'CNY' : 'USD'
  if (budget === undefined || budget.currency === currency) return []
  const args = { currency, amount: budget.amount, written: budget.currency }
  return [problems.raise('aws-budget-currency', { at: settings.at(['budget', 'monthly']), args })]
})

/**
 * ECR takes an image only into a repository that is there already, one for each name, and its passwords last twelve
 * hours: no Secret can hold one (Amazon ECR user guide, "Private registry authentication"). Hubs anywhere may name one.
 */
const registry = perHub(({ servers, binder, settings }) => [
  ...(isEcr(servers.images.building?.registry)
    ? [problems.raise('aws-registry', { at: settings.at(['image-building', 'registry']) })]
    : []),
  ...(isEcr(binder?.registry) ? [problems.raise('aws-registry', { at: settings.at(['binder', 'registry']) })] : []),
])

const isEcr = (registry = ''): boolean => /\.dkr[.-]ecr[.-]/.test(registry)

const calico = perCluster(({ kubernetes, versions, settings, name }) => {
  const version = Number(kubernetes.version.slice(2))
  const minor = /^v?(\d+\.\d+)\./.exec(versions['calico'] ?? '')?.[1] ?? CALICO_DEFAULT
  const tested = ([from, to]: readonly [number, number]): boolean => from <= version && version <= to
  // of one that is not in the table nothing is known
  const range = CALICO[minor]
  if (!range || tested(range)) return []
  const other = Object.keys(CALICO).find((each) => tested(CALICO[each]!))
  const args = { cluster: name, calico: minor, from: range[0], to: range[1], other }
  return [problems.raise('calico-untested', { at: settings.at(['kubernetes', 'version']), args })]
})

export const rules: RuleSet = {
  problems,
  rules: [admins, bucketPrincipals, zoneCount, subnets, services, budgetCurrency, registry, calico, logRetention],
}
