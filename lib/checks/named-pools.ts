/** Rules of the pools that a cluster names. */
import { defineProblems, listed, type Diagnostic } from '../diagnostics.ts'
import type { ClusterPlan, NamedPool } from '../plan/types.ts'
import type { CloudFacts, Machine } from '../plan/cloud-facts.ts'
import { perCluster, type RuleSet } from './check.ts'

interface OfPool {
  pool: string
}

const problems = defineProblems({
  'named-pool/name': {
    severity: 'error',
    message: ({ pool }: OfPool) => `\`${pool}\` is how a pool is called that follows from sizes`,
    help: ({ pool }: OfPool) =>
      `Take a name that does not begin with \`user-\`, \`gpu-\` or \`dask-\`; how many machines such a pool may have ` +
      `is \`machines: { limits: { ${pool}: 20 } }\`.`,
  },
  'named-pool/hub': {
    severity: 'error',
    message: ({ pool, hub }: OfPool & { hub: string }) =>
      `the pool \`${pool}\` is for ${hub}, and no such hub is on the cluster`,
    help: ({ known }: { known: readonly string[] }) =>
      known.length > 0 ? `There are ${listed(known)}.` : 'Write the hub first.',
  },
  'named-pool/zone': {
    severity: 'error',
    message: ({ pool, zone, cluster }: OfPool & { zone: string; cluster: string }) =>
      `the pool \`${pool}\` is to have machines in \`${zone}\`, where ${cluster} has no network`,
    help: ({ zones }: { zones: readonly string[] }) =>
      zones.length > 0
        ? `Its zones are ${listed(zones)}; others go below \`zones:\` of the cluster, after those.`
        : 'Its region has no zones: take the line out.',
  },
  'named-pool/disk': {
    severity: 'error',
    message: ({ pool, kind, title }: OfPool & { kind: string; title: string }) =>
      `${title} has no boot disk of the kind \`${kind}\` that hubloom knows of, for the pool \`${pool}\``,
    help: ({ known }: { known: readonly string[] }) => `There are ${listed(known)}.`,
  },
  'named-pool/disk-machine': {
    severity: 'error',
    message: ({ pool, kind, machine }: OfPool & { kind: string; machine: string }) =>
      `${machine} of the pool \`${pool}\` takes no boot disk of the kind \`${kind}\``,
    help: ({ known }: { known: readonly string[] }) => `It takes ${listed(known)}.`,
  },
  'named-pool/disk-speed': {
    severity: 'error',
    message: ({ pool, kind, what }: OfPool & { kind: string; what: string }) =>
      `the ${what} of a \`${kind}\` disk, that of the pool \`${pool}\`, cannot be chosen`,
    help: ({ others }: { others: readonly string[] }) =>
      others.length > 0
        ? `Take the line out, or another kind: ${listed(others)}.`
        : 'Take the line out: the cloud gives what the size of the disk or the machine has.',
  },
  'named-pool/disk-range': {
    severity: 'error',
    message: (args: OfPool & { kind: string; what: string; least: number; most: number }) =>
      `the ${args.what} of a \`${args.kind}\` disk, that of the pool \`${args.pool}\`, is between ${args.least} and ` +
      `${args.most}`,
    help: 'Write a number between the two.',
  },
  'named-pool/local-disk': {
    severity: 'error',
    message: ({ pool, machine }: OfPool & { machine: string }) =>
      `the machine ${machine} of the pool \`${pool}\` has no disk of its own`,
    help: ({ known }: { known: readonly string[] }) =>
      `Take \`local-disk\` out, or machines that have one: ${listed(known)}.`,
  },
  'named-pool/gpus': {
    severity: 'error',
    message: ({ pool }: OfPool) => `the machines of the pool \`${pool}\` have different GPUs`,
    help: 'Write a pool for each kind: sizes ask for one kind of GPU.',
  },
  'pool-machines-differ': {
    severity: 'warning',
    message: ({ pool, machines }: OfPool & { machines: readonly string[] }) =>
      `${listed(machines)} of the pool \`${pool}\` differ by more than a tenth in memory or CPU: what the larger ` +
      'ones have beyond the smallest is paid for and used by nobody',
    help: 'Take machines of one size, or write a pool for each.',
  },
  'named-pool/builds': {
    severity: 'error',
    message: ({ pool, what }: OfPool & { what: string }) =>
      `image builds do not run on ${what}, as in the pool \`${pool}\``,
    help: 'Take usual machines for them.',
    why: 'The pods of builds tolerate the taints of machines for servers and no others.',
  },
  'spot-servers': {
    severity: 'warning',
    message: ({ pool }: OfPool) =>
      `the machines of the pool \`${pool}\` may be taken back at any time: people lose what their kernels hold`,
    help: 'Say so in the title of the sizes that run there, or take `spot` out.',
    source: 'docs of EKS (capacity types of managed node groups), GKE (Spot VMs) and AKS (Spot node pools)',
  },
  'named-pool/generation': {
    severity: 'error',
    message: ({ pool, generation }: OfPool & { generation: string }) =>
      `the machines of generation \`${generation}\` of the pool \`${pool}\` would replace themselves`,
    help: 'Write another letter as `generation:`, or take `replacing` out.',
  },
})

const PLANNED = /^(user|gpu|dask)-/

/** A way in which a pool can be wrong. */
type PoolRule = (pool: NamedPool, cluster: ClusterPlan, facts: CloudFacts) => Diagnostic[]

const named = ({ name: pool }: NamedPool, { settings }: ClusterPlan): Diagnostic[] =>
  PLANNED.test(pool) ? [problems.raise('named-pool/name', { at: settings.at(['pools', pool]), args: { pool } })] : []

const hubsThere: PoolRule = ({ name: pool, hubs = [] }, { settings, hubs: known }) =>
  hubs
    .filter((hub) => !known.includes(hub))
    .map((hub) =>
      problems.raise('named-pool/hub', { at: settings.nearest(['pools', pool, 'hubs']), args: { pool, hub, known } }),
    )

const zonesThere: PoolRule = ({ name: pool, zones = [] }, { settings, zones: known, name: cluster }) =>
  zones
    .filter((zone) => !known.includes(zone))
    .map((zone) =>
      problems.raise('named-pool/zone', {
        at: settings.nearest(['pools', pool, 'zones']),
        args: { pool, zone, cluster, zones: known },
      }),
    )

const disks: PoolRule = ({ name: pool, machines, disks: wanted }, { settings }, { bootDisks, title }) => {
  const { kind, iops, throughput } = wanted
  if (!bootDisks) return []
  const kinds = Object.keys(bootDisks)
  const at = settings.nearest(['pools', pool, 'disk'])
  if (kind !== undefined && !bootDisks[kind])
    return [problems.raise('named-pool/disk', { at, args: { pool, kind, title, known: kinds } })]
  const takes = (each: string, { type }: Machine): boolean => bootDisks[each]!.machines?.test(type) ?? true
  const without = kind === undefined ? undefined : machines.find((machine) => !takes(kind, machine))
  if (kind !== undefined && without) {
    const known = kinds.filter((each) => takes(each, without))
    return [problems.raise('named-pool/disk-machine', { at, args: { pool, kind, machine: without.type, known } })]
  }
  const taken = kind ?? kinds.find((each) => takes(each, machines[0]!))!
  const speed = (what: 'iops' | 'throughput', value: number | undefined): Diagnostic[] => {
    if (value === undefined) return []
    const range = bootDisks[taken]![what]
    const others = kinds.filter((each) => bootDisks[each]![what])
    if (!range) return [problems.raise('named-pool/disk-speed', { at, args: { pool, kind: taken, what, others } })]
    const [least, most] = range
    return value >= least && value <= most
      ? []
      : [problems.raise('named-pool/disk-range', { at, args: { pool, kind: taken, what, least, most } })]
  }
  return [...speed('iops', iops), ...speed('throughput', throughput)]
}

const localDisks: PoolRule = ({ name: pool, machines, localDisk }, { settings }, facts) => {
  const without = localDisk ? machines.find((machine) => machine.localDisk === undefined) : undefined
  if (!without) return []
  const known = facts.machines.flatMap(({ type, localDisk: size }) => (size === undefined ? [] : type)).slice(0, 8)
  const at = settings.nearest(['pools', pool, 'local-disk'])
  return [problems.raise('named-pool/local-disk', { at, args: { pool, machine: without.type, known } })]
}

/** Share of the largest that the smallest has at least: beyond, something is paid for that nobody uses. */
const ALIKE = 0.9

const machinesAlike: PoolRule = ({ name: pool, machines }, { settings }) => {
  const at = settings.nearest(['pools', pool, 'machines'])
  if (new Set(machines.map(({ gpu }) => `${gpu?.kind} ${gpu?.count}`)).size > 1)
    return [problems.raise('named-pool/gpus', { at, args: { pool } })]
  const differ = (of: readonly number[]): boolean => Math.min(...of) < ALIKE * Math.max(...of)
  return differ(machines.map(({ vcpu }) => vcpu)) || differ(machines.map(({ memory }) => memory))
    ? [problems.raise('pool-machines-differ', { at, args: { pool, machines: machines.map(({ type }) => type) } })]
    : []
}

const buildsRun: PoolRule = ({ name: pool, purpose, machine, spot }, { settings }, { spotTaint }) => {
  if (purpose !== 'builds') return []
  const at = settings.nearest(['pools', pool, 'purpose'])
  const what = [...(machine.gpu ? ['machines with GPUs'] : []), ...(spot && spotTaint ? ['spot machines'] : [])]
  return what.map((each) => problems.raise('named-pool/builds', { at, args: { pool, what: each } }))
}

const spotServers: PoolRule = ({ name: pool, purpose, spot }, { settings, pools }) =>
  spot && purpose !== 'builds' && purpose !== 'dask' && pools.some(({ name, hubs }) => name === pool && hubs.length > 0)
    ? [problems.raise('spot-servers', { at: settings.nearest(['pools', pool, 'spot']), args: { pool } })]
    : []

const replacesItself: PoolRule = ({ name: pool, generations: [generation], replacing }, { settings }) => {
  if (generation === undefined || generation !== replacing) return []
  const at = settings.nearest(['pools', pool, 'replacing'])
  return [problems.raise('named-pool/generation', { at, args: { pool, generation } })]
}

const ofEach = (rules: readonly PoolRule[]) =>
  perCluster((cluster, { clouds }) =>
    cluster.pools.flatMap(({ named: pool }) =>
      pool ? rules.flatMap((rule) => rule(pool, cluster, clouds[cluster.cloud]!)) : [],
    ),
  )

const disksThere = ofEach([disks, localDisks])
const others = ofEach([named, hubsThere, zonesThere, machinesAlike, buildsRun, spotServers, replacesItself])

export const namedPoolRules: RuleSet = { problems, rules: [disksThere, others], ofCloud: [disksThere] }
