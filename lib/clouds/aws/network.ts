import { attribute, ref, template, type Block, type Expression } from '../../print/terraform.ts'
import { parseRange, subrange } from '../../plan/network.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { role, service } from './identity.ts'
import { identifier } from './root.ts'
import { data, resource } from './blocks.ts'

/** The network of a cluster, its own or one that is there already. */
export interface Network {
  blocks: Block[]
  vpc: Expression | string
  /** Its private subnets, at least two zones of them, for the control plane. */
  subnets: (Expression | string)[]
  /** The private subnets of the first zone, for machines. */
  nodes: Expression | Expression[]
  /** Those of other zones. */
  inZones(zones: readonly string[]): Expression | Expression[]
  /** What has to stand before a machine reaches the internet. */
  ready: Block[]
}

export function network(plan: ClusterPlan): Network {
  const existing = plan.existingNetwork
  const made = existing ? existingNetwork(plan, existing) : ownNetwork(plan)
  return plan.flowLogs ? { ...made, blocks: [...made.blocks, ...flowLogs(plan, made.vpc)] } : made
}

/**
 * The VPC is the first half of the cluster's range, at most a /16, since services need addresses outside of it.
 * Machines and their pods live in the first zone: its private subnet is half of the VPC. Each further zone has a
 * sixteenth for the control plane and for mount targets, and the last sixteenth is split into public subnets. A zone
 * that is added moves none of the others.
 */
export function subnetRanges(plan: ClusterPlan): {
  vpc: string
  zones: { zone: string; private: string; public: string }[]
} {
  const range = parseRange(plan.network.range)!
  const bits = Math.max(16, 33 - Math.log2(range.size))
  const size = 2 ** (32 - bits)
  const zones = plan.zones.map((zone, i) => ({
    zone,
    private: i === 0 ? subrange(range, 0, bits + 1) : subrange(range, size / 2 + ((i - 1) * size) / 16, bits + 4),
    public: subrange(range, (size * 15) / 16 + (i * size) / 256, bits + 8),
  }))
  return { vpc: subrange(range, 0, bits), zones }
}

/** Tag by which a hub's root finds the private subnet of a zone. */
export const subnetName = (plan: ClusterPlan, kind: 'private' | 'public', zone: string): string =>
  `${plan.name}-${kind}-${zone}`

function ownNetwork(plan: ClusterPlan): Network {
  const ranges = subnetRanges(plan)
  const vpc = resource('aws_vpc', 'main', {
    cidr_block: ranges.vpc,
    enable_dns_hostnames: true,
    enable_dns_support: true,
    tags: { Name: plan.name },
  })
  const vpc_id = attribute(vpc, 'id')
  const subnets = ranges.zones.map((zone) => zoneSubnets(plan, vpc_id, zone))
  const gateways = internetGateways(plan, vpc_id, subnets[0]!.public)
  const routing = routes(plan, { vpc_id, subnets, ...gateways })
  // free of charge, where the way to S3 through the NAT gateway costs by volume
  const s3 = resource('aws_vpc_endpoint', 's3', {
    vpc_id,
    vpc_endpoint_type: 'Gateway',
    service_name: `com.amazonaws.${plan.region}.s3`,
    route_table_ids: [attribute(routing.tables.private, 'id')],
    tags: { Name: `${plan.name}-s3` },
  })
  return {
    blocks: [
      vpc,
      gateways.gateway,
      ...subnets.flatMap((subnet) => [subnet.private, subnet.public]),
      gateways.address,
      gateways.nat,
      routing.tables.public,
      routing.tables.private,
      ...routing.ready,
      s3,
    ],
    vpc: vpc_id,
    subnets: subnets.map((subnet) => attribute(subnet.private, 'id')),
    nodes: [attribute(subnets[0]!.private, 'id')],
    inZones: (zones) =>
      subnets
        .filter(({ zone }) => zones.map(identifier).includes(zone))
        .map((subnet) => attribute(subnet.private, 'id')),
    ready: routing.ready,
  }
}

interface Subnets {
  /** The zone as Terraform spells it in addresses. */
  zone: string
  private: Block
  public: Block
}

function zoneSubnets(
  plan: ClusterPlan,
  vpc_id: Expression,
  { zone, ...ranges }: ReturnType<typeof subnetRanges>['zones'][number],
): Subnets {
  const common = { vpc_id, availability_zone: zone }
  // the controller behind Services looks for these (EKS user guide, "Network load balancing")
  const tags = (kind: 'private' | 'public', role: string) => ({
    Name: subnetName(plan, kind, zone),
    [`kubernetes.io/cluster/${plan.name}`]: 'shared',
    [`kubernetes.io/role/${role}`]: '1',
  })
  return {
    zone: identifier(zone),
    private: resource('aws_subnet', `private_${identifier(zone)}`, {
      ...common,
      cidr_block: ranges.private,
      tags: tags('private', 'internal-elb'),
    }),
    public: resource('aws_subnet', `public_${identifier(zone)}`, {
      ...common,
      cidr_block: ranges.public,
      map_public_ip_on_launch: false,
      tags: tags('public', 'elb'),
    }),
  }
}

interface Gateways {
  gateway: Block
  nat: Block
}

/** The ways to the internet: in and out of public subnets, and out of private ones with one fixed address. */
function internetGateways(plan: ClusterPlan, vpc_id: Expression, subnet: Block): Gateways & { address: Block } {
  const gateway = resource('aws_internet_gateway', 'main', { vpc_id, tags: { Name: plan.name } })
  const address = resource(
    'aws_eip',
    'nat',
    { domain: 'vpc', tags: { Name: `${plan.name}-nat` } },
    { dependsOn: [gateway] },
  )
  // one is enough: everything that would use another lives in the first zone
  const nat = resource(
    'aws_nat_gateway',
    'main',
    { allocation_id: attribute(address, 'id'), subnet_id: attribute(subnet, 'id'), tags: { Name: plan.name } },
    { dependsOn: [gateway] },
  )
  return { gateway, address, nat }
}

/** The route tables of public and of private subnets, and what fills and joins them. */
function routes(
  plan: ClusterPlan,
  { vpc_id, subnets, gateway, nat }: Gateways & { vpc_id: Expression; subnets: readonly Subnets[] },
): { tables: { public: Block; private: Block }; ready: Block[] } {
  const table = (kind: 'public' | 'private'): Block =>
    resource('aws_route_table', kind, { vpc_id, tags: { Name: `${plan.name}-${kind}` } })
  const tables = { public: table('public'), private: table('private') }
  const outwards = [
    resource('aws_route', 'public', {
      route_table_id: attribute(tables.public, 'id'),
      destination_cidr_block: '0.0.0.0/0',
      gateway_id: attribute(gateway, 'id'),
    }),
    resource('aws_route', 'private', {
      route_table_id: attribute(tables.private, 'id'),
      destination_cidr_block: '0.0.0.0/0',
      nat_gateway_id: attribute(nat, 'id'),
    }),
  ]
  const associations = subnets.flatMap((subnet) =>
    (['private', 'public'] as const).map((kind) =>
      resource('aws_route_table_association', `${kind}_${subnet.zone}`, {
        subnet_id: attribute(subnet[kind], 'id'),
        route_table_id: attribute(tables[kind], 'id'),
      }),
    ),
  )
  return { tables, ready: [...outwards, ...associations] }
}

function existingNetwork(plan: ClusterPlan, existing: { network: string; subnets: readonly string[] }): Network {
  const found = existing.subnets.map((id) => data('aws_subnet', identifier(id), { id, vpc_id: existing.network }))
  return {
    blocks: found,
    vpc: existing.network,
    subnets: found.map((subnet) => attribute(subnet, 'id')),
    nodes: inZone(found, plan.zones[0]!),
    inZones: (zones) => inZone(found, ...zones),
    ready: [],
  }
}

/** The ids of those subnets that lie in one of the zones; only AWS knows which. */
export function inZone(subnets: readonly Block[], ...zones: readonly string[]): Expression {
  const [first, ...others] = zones.map((zone) => `subnet.availability_zone == ${JSON.stringify(zone)}`)
  return ref(
    `[for subnet in [${subnets.map((subnet) => `data.${subnet.type}.${subnet.name}`).join(', ')}] : subnet.id ` +
      `if ${[first, ...others].join(' || ')}]`,
  )
}

function flowLogs(plan: ClusterPlan, vpc: Expression | string): Block[] {
  const logs = resource('aws_cloudwatch_log_group', 'flow_logs', {
    name: `/hubloom/${plan.name}/flow-logs`,
    retention_in_days: 90,
  })
  const writer = role('flow_logs', {
    name: `${plan.name}-flow-logs`,
    trust: service('vpc-flow-logs.amazonaws.com'),
    description: `Writes the connections of ${plan.name} to their log.`,
    own: [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        Resource: [attribute(logs, 'arn'), template`${attribute(logs, 'arn')}:*`],
      },
    ],
  })
  return [
    logs,
    ...writer.blocks,
    resource('aws_flow_log', 'main', {
      vpc_id: vpc,
      traffic_type: 'ALL',
      log_destination: attribute(logs, 'arn'),
      iam_role_arn: attribute(writer.role, 'arn'),
      tags: { Name: plan.name },
    }),
  ]
}
