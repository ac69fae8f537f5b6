import { capacityOf } from '../capacity.ts'
import { DIMENSIONS } from '../plan/capacity.ts'
import type { ClusterPlan, Fleet, HubPlan } from '../plan/types.ts'
import { portability, type Portability } from '../portability.ts'
import { registry } from '../registry.ts'
import type { Command, Options, CommandResult } from './command.ts'
import { compileFolder } from './compile-folder.ts'

type Row = Readonly<Record<string, string | number>>

/** A hub on a cloud, as `--json` has it: `losses` is empty unless the verdict is `losses` or `not`. */
interface HubOnCloud {
  hub: string
  cloud: string
  verdict: Portability['verdict']
  losses: readonly { setting: string; file: string; line: number; why: string }[]
}

type Entry = Row | HubOnCloud

export const list: Command<Entry[]> = {
  name: 'list',
  description: 'the fleet as a table',
  options: [
    { flags: '--capacity', description: "what is asked of each pool's machines, and what they have" },
    { flags: '--portability', description: 'which hub works on which cloud, and what it would lose there' },
  ],
  run,
  text: (entries) => ({ out: table(entries.flatMap((each) => (isOnCloud(each) ? lossRows(each) : [withUnit(each)]))) }),
}

const isOnCloud = (each: Entry): each is HubOnCloud => Array.isArray(each['losses'])

function run(options: Options): CommandResult<Entry[]> {
  const { diagnostics, fleet, failed } = compileFolder(options, { plansOnly: true })
  // what does not fit is an error: then its figures are what one wants to see
  const onlyCapacity = diagnostics.every(({ severity, code }) => severity !== 'error' || code === 'capacity')
  if (options.flags['capacity'] && onlyCapacity) {
    return { diagnostics, data: fleet.clusters.flatMap((cluster) => capacityRows(cluster, fleet)), fine: !failed }
  }
  if (options.flags['portability'] && !failed)
    return { diagnostics, data: [...portability(fleet, registry)].flatMap(onClouds), fine: true }
  return failed ? { diagnostics, fine: false } : { diagnostics, data: fleet.hubs.map(row), fine: true }
}

const row = (hub: HubPlan): Row => ({
  hub: hub.id,
  domain: hub.domain,
  profile: hub.profiles.join('+') || 'base',
  purpose: hub.purpose,
  cluster: hub.cluster.name,
  cloud: hub.cluster.cloud,
  environments: hub.environments.length,
  sizes: hub.sizes.length,
})

const onClouds = ([hub, clouds]: readonly [string, readonly Portability[]]): HubOnCloud[] =>
  clouds.map(({ cloud, verdict, losses }) => ({
    hub,
    cloud,
    verdict,
    losses: losses.map(({ setting, why, at }) => ({ setting, file: at.file, line: at.line, why })),
  }))

/** A row for each setting that the hub would lose there, and one where it would lose none. */
function lossRows({ hub, cloud, verdict, losses }: HubOnCloud): Row[] {
  const start = { hub, cloud, works: WORDS[verdict] }
  if (losses.length === 0) return [{ ...start, setting: '', line: '', why: '' }]
  return losses.map(({ setting, file, line, why }) => ({ ...start, setting, line: `${file}:${line}`, why }))
}

const WORDS: Readonly<Record<Portability['verdict'], string>> = {
  here: 'here',
  works: 'yes',
  losses: 'with losses',
  not: 'no',
}

/**
 * A row for each pool and each dimension in which something is asked of it, by hubs and services of core machines and
 * by events of others; and one for the addresses of its cluster.
 * Memory is in MiB, CPU in thousandths of a core.
 */
function capacityRows(cluster: ClusterPlan, fleet: Fleet): Row[] {
  const { pools, addresses } = capacityOf(cluster, fleet, registry)
  const total = (kind: 'rest' | 'most'): number => pools.reduce((sum, pool) => sum + pool[kind], 0)
  return [
    ...pools.flatMap(({ pool, needs, most }) =>
      DIMENSIONS.filter((dimension) => pool.purpose === 'core' || needs[dimension].asked > 0).map((dimension) => ({
        cluster: cluster.name,
        pool: pool.name,
        machine: pool.machine.type,
        of: dimension,
        asked: needs[dimension].asked,
        each: needs[dimension].each,
        most: needs[dimension].each * most,
        machines: needs[dimension].machines,
        'machines at most': most,
      })),
    ),
    ...(addresses
      ? [
          {
            cluster: cluster.name,
            pool: 'all',
            machine: 'all',
            of: 'addresses',
            asked: addresses.rest,
            each: '',
            most: addresses.available,
            machines: total('rest'),
            'machines at most': total('most'),
          },
        ]
      : []),
  ]
}

const UNITS: Readonly<Record<string, string>> = { memory: 'memory, MiB', cpu: 'CPU, thousandths of a core' }

/** A row of what is asked says in which unit; the data of `--json` keeps the bare name. */
const withUnit = (each: Row): Row =>
  each['of'] === undefined ? each : { ...each, of: UNITS[each['of']] ?? each['of'] }

/** Columns as wide as their widest cell. */
function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cells = [columns, ...rows.map((entry) => columns.map((column) => String(entry[column])))]
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)))
  const lines = cells.map((line) => line.map((cell, i) => cell.padEnd(widths[i]!)).join('  '))
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
