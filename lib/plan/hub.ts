import type { Diagnostic } from '../diagnostics.ts'
import type { HubSettings } from '../settings/index.ts'
import { shorten } from './names.ts'
import { poolName, type PoolUse } from './pools.ts'
import { planProblem } from './problem.ts'
import { fit, largest, type Ask } from './sizing.ts'
import type {
  BucketPlan,
  CloudFacts,
  ClusterIdentity,
  DaskPlan,
  EnvironmentPlan,
  GrantPlan,
  HomePlan,
  HubIdentity,
  Settled,
  SizePlan,
} from './types.ts'
import { gib, gigabytes, mib, seconds } from './units.ts'

export interface HubParts {
  environments: EnvironmentPlan[]
  sizes: SizePlan[]
  buckets: BucketPlan[]
  grants: GrantPlan[]
  home: HomePlan
  dask?: DaskPlan
  identity?: string
  uses: PoolUse[]
  diagnostics: Diagnostic[]
}

type Size = NonNullable<HubSettings['sizes']>[string]

/** What people call the interfaces, and their paths. */
const INTERFACES: Record<string, string> = {
  lab: '/lab',
  notebook: '/tree',
  rstudio: '/rstudio',
  vscode: '/vscode',
  desktop: '/desktop',
}

/** The path that opens first: of an interface's name, or as it is written. */
export const interfacePath = (opens: string): string => INTERFACES[opens] ?? opens

/** Everything one hub gets, from its settings and what its cloud offers. */
export function planHub(
  identity: HubIdentity,
  settled: Settled<HubSettings>,
  cluster: ClusterIdentity,
  facts: CloudFacts,
): HubParts {
  const diagnostics: Diagnostic[] = []
  const environments = planEnvironments(settled.values)
  if (environments.length === 0) {
    diagnostics.push(
      planProblem(
        'no-environment',
        settled.at(['environments']),
        'the hub has no environment: nothing could be started',
        'Write one below `environments:`, with a `title:` and an `image:`, or take a profile that has some.',
      ),
    )
  }
  const { sizes, uses } = planSizes(identity, settled, facts, diagnostics)
  const dask = planDask(identity, settled, facts, uses, diagnostics)
  const buckets = planBuckets(identity, settled.values, cluster, facts)
  const grants = planGrants(settled, facts, diagnostics)
  const needsIdentity = buckets.length > 0 || grants.length > 0
  return {
    environments,
    sizes,
    buckets,
    grants,
    uses,
    diagnostics,
    home: planHome(settled, diagnostics),
    dask,
    identity: needsIdentity ? shorten(`${identity.community}-${identity.hub}`, facts.limits.identity) : undefined,
  }
}

function planEnvironments(settings: HubSettings): EnvironmentPlan[] {
  const keys = Object.keys(settings.environments ?? {}).sort()
  const first = keys.find((key) => settings.environments![key]!.default) ?? keys[0]
  return keys.map((key) => {
    const environment = settings.environments![key]!
    return {
      key,
      title: environment.title,
      image: environment.image,
      url: interfacePath(environment.opens ?? settings.opens),
      pullAlways: environment.pull === 'always',
      default: key === first,
      groups: environment.for ?? [],
      variables: environment.variables ?? {},
      description: environment.description,
      directory: environment.directory,
    }
  })
}

/**
 * What each sidecar is guaranteed: MiB and thousandths of a core. Small, since most wait; their limits are in the
 * settings.
 */
export const SIDECAR = { memory: 32, cpu: 10 } as const

/** Sizes in the order in which people read them: without a GPU first, small before large. */
function planSizes(
  identity: HubIdentity,
  settled: Settled<HubSettings>,
  facts: CloudFacts,
  diagnostics: Diagnostic[],
): { sizes: SizePlan[]; uses: PoolUse[] } {
  const settings = settled.values
  const named = settings.sizes ?? {}
  const whole: Record<string, Size> =
    Object.keys(named).length > 0 ? named : { standard: { memory: settings.memory, cpu: settings.cpu } }
  const own = settings.event?.['own-machines'] ? shorten(identity.namespace, 20) : undefined
  const sidecars = Object.keys(settings.sidecars ?? {}).length
  const beside = { memory: sidecars * SIDECAR.memory, cpu: sidecars * SIDECAR.cpu }
  const sizes: SizePlan[] = []
  const uses: PoolUse[] = []
  for (const [key, size] of Object.entries(whole)) {
    const path = key in named ? ['sizes', key] : ['memory']
    const ask = { ...askOf(size, facts), beside }
    if (ask.gpu && !facts.families.gpu[ask.gpu]) {
      diagnostics.push(
        planProblem(
          'no-such-gpu',
          settled.at([...path, 'gpu']),
          `${facts.title} has no machines with a GPU of kind \`${ask.gpu}\` in hubloom's table`,
          `There are ${Object.keys(facts.families.gpu)
            .sort()
            .map((kind) => `\`${kind}\``)
            .join(', ')}.`,
        ),
      )
      continue
    }
    const most = Math.max(
      0,
      ...(ask.gpu
        ? facts.machines.filter((machine) => machine.gpu?.kind === ask.gpu).map((machine) => machine.gpu!.count)
        : []),
    )
    if (ask.gpu && ask.gpus > most * ask.gpuShares) {
      diagnostics.push(
        planProblem(
          'no-such-gpu',
          settled.at([...path, 'gpus']),
          `no machine of ${facts.title} has ${ask.gpus} GPUs of kind \`${ask.gpu}\`: ${most} at most`,
          `Write \`gpus: ${most}\` or less.`,
        ),
      )
      continue
    }
    if (ask.machine && !facts.machines.some((machine) => machine.type === ask.machine)) {
      diagnostics.push(
        planProblem(
          'no-such-machine',
          settled.at([...path, 'machine']),
          `hubloom does not know the machine \`${ask.machine}\` of ${facts.title}`,
          `It knows ${facts.machines
            .map((machine) => machine.type)
            .slice(0, 12)
            .join(', ')} and more: docs/machines.md.`,
        ),
      )
      continue
    }
    const found = fit(ask, facts)
    if (!found) {
      diagnostics.push(
        planProblem(
          'size-fits-no-machine',
          settled.at([...path, 'memory']),
          `the size \`${key}\` fits no machine of ${facts.title}: at most ` +
            `${gigabytes(largest(ask, facts).memory)} of memory and ` +
            `${Math.floor(largest(ask, facts).cpu / 100) / 10} CPU cores are to be ` +
            `had${ask.gpu ? ` with a GPU of kind ${ask.gpu}` : ''}`,
          'Ask for less memory or CPU, or name a larger machine below `machine:`.',
        ),
      )
      continue
    }
    const pool = poolName('user', found.machine, { gpuShares: ask.gpuShares, reservedFor: own })
    uses.push({
      hub: `${identity.community}/${identity.hub}`,
      name: pool,
      purpose: 'user',
      machine: found.machine,
      spot: false,
      gpuShares: ask.gpuShares,
      reservedFor: own,
    })
    sizes.push({
      key,
      ...words(size, ask),
      memory: found.memory,
      cpu: found.cpu,
      gpus: ask.gpu ? ask.gpus : 0,
      pool,
      perNode: found.perNode,
      default: size.default === true,
      groups: size.for ?? [],
      environments: size.environments ?? [],
      ...(ask.gpu ? { gpuKind: ask.gpu } : {}),
    })
  }
  // by what was asked for, not by what a machine gives, so that the order is the same on every cloud
  const order = new Map(Object.entries(whole).map(([key, size]): [string, number] => [key, rank(askOf(size, facts))]))
  sizes.sort((a, b) => order.get(a.key)! - order.get(b.key)! || (a.key < b.key ? -1 : 1))
  const chosen = sizes.find((size) => size.default) ?? sizes[0]
  return { sizes: sizes.map((size) => ({ ...size, default: size === chosen })), uses }
}

/** Kinds of GPU, the slower first. */
const GPU_KINDS = ['t4', 'v100', 'l4', 'a10g', 'a100']

/** Without a GPU first, then by kind and number of GPUs, then by memory. */
function rank(ask: Ask): number {
  const gpu = ask.gpu ? 1 + GPU_KINDS.indexOf(ask.gpu) + ask.gpus / ask.gpuShares / 100 : 0
  return gpu * 1e9 + (ask.limit ?? ask.guarantee ?? 0)
}

function askOf(size: Size, facts: CloudFacts): Ask {
  const memory = size.memory
  const cpu = size.cpu
  const ask: Ask = { gpus: size.gpus ?? 1, gpuShares: size.gpu ? (size['gpu-shares'] ?? 1) : 1 }
  if (typeof memory === 'string') ask.guarantee = mib(memory)
  else if (memory) {
    if (memory.limit) ask.limit = mib(memory.limit)
    if (memory.guarantee ?? memory.limit) ask.guarantee = mib(memory.guarantee ?? memory.limit!)
  }
  if (typeof cpu === 'number') ask.cpu = Math.round(cpu * 1000)
  else if (cpu) {
    if (cpu.guarantee !== undefined) ask.cpu = Math.round(cpu.guarantee * 1000)
    if (cpu.limit !== undefined) ask.cpuLimit = Math.round(cpu.limit * 1000)
  }
  if (size.gpu) ask.gpu = size.gpu
  const machine = size.machine?.[facts.name]
  if (machine) ask.machine = machine
  return ask
}

/** Titles speak of what was asked for, so that they are the same on every cloud. */
function words(size: Size, ask: Ask): { title: string; description: string } {
  const kind =
    ask.gpu === undefined ? undefined : `${ask.gpus > 1 ? `${ask.gpus} ` : ''}NVIDIA ${ask.gpu.toUpperCase()}`
  const gpu = kind && (ask.gpuShares > 1 ? `${kind} shared by ${ask.gpuShares} servers` : `${kind} of its own`)
  const memory = ask.limit ?? ask.guarantee
  const rest = [memory === undefined ? undefined : `${gigabytes(memory)} of memory`, cores(ask)]
    .filter((part) => part)
    .join('; ')
  return {
    title:
      size.title ??
      ([
        memory === undefined ? undefined : gigabytes(memory),
        kind && (ask.gpuShares > 1 ? `${kind}, shared by ${ask.gpuShares}` : kind),
      ]
        .filter((part) => part)
        .join(', ') ||
        'Standard'),
    description:
      size.description ??
      ([gpu, rest || (gpu ? 'memory and CPU of its machine' : undefined)].filter((part) => part).join('; ') ||
        'A whole machine'),
  }
}

/**
 * CPU in words. Where none was asked for it follows memory: machines have one core to 8 GB, of which a tenth is left to
 * the system.
 */
function cores(ask: Ask): string | undefined {
  const many = (thousandths: number): string =>
    `${Math.round(thousandths / 100) / 10} CPU core${Math.round(thousandths / 100) === 10 ? '' : 's'}`
  if (ask.cpuLimit !== undefined) return `up to ${many(ask.cpuLimit)}`
  const own = ask.cpu ?? (ask.guarantee === undefined ? undefined : (ask.guarantee / 1024 / 8.5) * 1000)
  if (own === undefined) return undefined
  return own < 100
    ? 'CPU as the machine has it to spare'
    : `about ${many(Math.floor(own / 100) * 100)}, more when the machine has them to spare`
}

function planDask(
  identity: HubIdentity,
  settled: Settled<HubSettings>,
  facts: CloudFacts,
  uses: PoolUse[],
  diagnostics: Diagnostic[],
): DaskPlan | undefined {
  const wanted = settled.values.dask
  if (!wanted) return undefined
  const settings = wanted === true ? {} : wanted
  const type = settings.machine?.[facts.name] ?? facts.families.dask[0]
  const machine = facts.machines.find((candidate) => candidate.type === type)
  if (!machine) {
    diagnostics.push(
      planProblem(
        'no-such-machine',
        settled.at(['dask', 'machine']),
        `hubloom does not know the machine \`${type}\` of ${facts.title}`,
        'docs/machines.md lists the machines it knows.',
      ),
    )
    return undefined
  }
  const spot = settings.spot ?? true
  const pool = poolName('dask', machine, { spot })
  uses.push({
    hub: `${identity.community}/${identity.hub}`,
    name: pool,
    purpose: 'dask',
    machine,
    spot,
    gpuShares: 1,
    max: settings.nodes ?? 20,
  })
  return {
    pool,
    spot,
    workers: [16, 8, 4, 2, 1]
      .filter((parts) => parts <= machine.vcpu)
      .map((parts) => {
        // one decimal, rounded down: dask-gateway rounds cores up otherwise (dask-gateway#765)
        const cores = Math.floor(machine.schedulable.cpu / parts / 100) / 10
        const memory = Math.floor(machine.schedulable.memory / parts)
        return { title: `${machine.vcpu / parts} CPU, ${gigabytes(machine.memory / parts)}`, cores, memory }
      }),
    maxWorkers: settings.workers ?? 100,
    maxCores: settings.cores ?? 200,
    maxMemory: mib(settings.memory ?? '1600Gi'),
    idleSeconds: seconds(settings.idle ?? '30m'),
  }
}

function planBuckets(
  identity: HubIdentity,
  settings: HubSettings,
  cluster: ClusterIdentity,
  facts: CloudFacts,
): BucketPlan[] {
  return Object.entries(settings.buckets ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, bucket]) => {
      const fullName = bucket.name ?? facts.bucketName(identity, cluster, key)
      return {
        key,
        fullName,
        url: facts.bucketUrl(identity, cluster, fullName),
        variable: bucket.variable ?? `${key.toUpperCase().replace(/-/g, '_')}_BUCKET`,
        versions: bucket.versions ?? false,
        requesterPays: bucket['requester-pays'] ?? false,
        mayDestroy: bucket.delete ?? false,
        expiresDays: bucket.expires ? Math.ceil(seconds(bucket.expires) / 86_400) : undefined,
      }
    })
}

function planGrants(settled: Settled<HubSettings>, facts: CloudFacts, diagnostics: Diagnostic[]): GrantPlan[] {
  const data = settled.values.data ?? {}
  const grants: GrantPlan[] = []
  const add = (
    way: 'read' | 'write',
    key: string,
    entry: string | { url: string; 'requester-pays'?: boolean; variable?: string },
  ): void => {
    const url = typeof entry === 'string' ? entry : entry.url
    const [scheme, rest] = url.split('://') as [string, string]
    if (scheme !== facts.scheme) {
      diagnostics.push(
        planProblem(
          'foreign-data',
          settled.at(['data', way, key]),
          `the bucket \`${url}\` is of another cloud than the hub, ${facts.title}, and the hub's identity is ` +
            'not known there',
          `Name a bucket that begins with \`${facts.scheme}://\`. Public data needs no entry; for private data ` +
            'ask its owner for a copy, or move the hub.',
        ),
      )
      return
    }
    const { variable, 'requester-pays': requesterPays = false } =
      typeof entry === 'string' ? ({} as { variable?: string; 'requester-pays'?: boolean }) : entry
    grants.push({
      key,
      url,
      bucket: rest.split('/')[0]!,
      write: way === 'write',
      requesterPays,
      variable,
    })
  }
  for (const [key, entry] of Object.entries(data.read ?? {})) add('read', key, entry)
  for (const [key, entry] of Object.entries(data.write ?? {})) add('write', key, entry)
  return grants.sort((a, b) => (`${a.write}${a.key}` < `${b.write}${b.key}` ? -1 : 1))
}

/** Half of what the quotas allow: few people fill theirs, and a disk grows at any time. */
const FILL = 0.5
/** Smallest disk, GiB. */
const LEAST_DISK = 10

function planHome(settled: Settled<HubSettings>, diagnostics: Diagnostic[]): HomePlan {
  const { home } = settled.values
  const quota = home.quota ? gib(home.quota) : undefined
  const people = Object.entries(home.quotas ?? {})
  const planned =
    home.people && home.quota
      ? Math.max(LEAST_DISK, Math.ceil((((home.people * mib(home.quota)) / 1024) * FILL) / 10) * 10)
      : undefined
  const disk = home.disk ? gib(home.disk) : planned
  if (home.kind !== 'none' && home.share === undefined && disk === undefined) {
    diagnostics.push(
      planProblem(
        'home-needs-size',
        settled.at(['home']),
        "nothing says how large the disk for people's homes is",
        'Write `home: { people: 100 }`, from which it is planned, or `home: { disk: 500Gi }`.',
      ),
    )
  }
  return {
    kind: home.kind,
    disk: disk ?? 0,
    fast: home.speed === 'fast',
    snapshots: home.share === undefined ? (home.backup?.keep ?? 0) : 0,
    mayDestroy: home.delete ?? false,
    quota: quota !== undefined && home.kind === 'disk' ? quota : undefined,
    quotas:
      people.length > 0 && home.kind === 'disk'
        ? Object.fromEntries(people.map(([name, own]) => [name.toLowerCase(), mib(own) / 1024]))
        : undefined,
  }
}
