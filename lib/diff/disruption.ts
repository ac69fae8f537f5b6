/**
 * What the next apply would do to those who work there now, or would leave behind, though no data is lost by it:
 * machines taken away under servers, a state that is looked for in a new place, what is removed, or forgotten.
 */
import { isMap, sortKeys, valueAt } from '../maps.ts'
import { nextLetter } from '../plan/pools.ts'
import { INSTALLED_FILE, installedAddress, RELEASE, type Installed } from '../print/installed.ts'
import { argumentAt } from '../clouds/resource-types.ts'
import { differences } from './changes.ts'
import {
  changedParts,
  goneParts,
  type Comparison,
  type KeptDisks,
  type MovedState,
  type RaisedMinimum,
  type RemovedObjects,
  type RemovedPool,
  type StillApplied,
  type StoppedServers,
} from './harms.ts'
import { readRoot, typeOf, type ReadRoot } from './root.ts'
import type { Documents } from './addresses.ts'

type Disruption = StoppedServers | KeptDisks | RaisedMinimum | RemovedPool | MovedState | RemovedObjects

export function disruption(comparison: Comparison): Disruption[] {
  return changedParts(comparison).flatMap((part) => {
    const path = `${part}/main.tf.json`
    const roots = {
      before: readRoot(comparison.before.get(path), comparison.clouds),
      after: readRoot(comparison.after.get(path), comparison.clouds),
    }
    return [...machines(part, roots), ...movedState(part, roots), ...removedObjects(part, comparison)]
  })
}

/** What an apply can no longer reach: the record goes with `terraform destroy`, and nothing else ends it. */
export const forgotten = (comparison: Comparison): StillApplied[] =>
  goneParts(comparison).map((part) => ({ code: 'still-applied', part, addresses: [] }))

interface Roots {
  before: ReadRoot
  after: ReadRoot
}

interface Pool {
  addresses: string[]
  /** GiB of the boot disks of each generation, by its letter. */
  disks: Map<string, number>
  /** Machines of each generation that are always on, where raising that takes a step of its own. */
  mins: Map<string, number>
  /** The arguments of each generation. */
  args: Map<string, PlainMap>
}

function machines(part: string, { before, after }: Roots): Disruption[] {
  const now = poolsOf(after)
  return [...poolsOf(before)].flatMap(([pool, { addresses, disks, mins, args }]): Disruption[] => {
    const harmed = { part, addresses, pool }
    const stopped = { code: 'servers-would-stop', ...harmed } as const
    const next = now.get(pool)
    if (!next) return [{ code: 'pool-goes', ...harmed }]
    const later = next.disks
    const generations = [...disks.keys()].sort()
    const kept = generations.filter((generation) => later.has(generation))
    if (kept.length === 0) {
      const generation = { before: generations.at(-1)!, after: [...later.keys()].sort()[0]! }
      return [{ ...stopped, generation }]
    }
    const remade = kept.find((generation) => isRemade(args.get(generation)!, next.args.get(generation)!, before.types))
    if (remade !== undefined)
      return [{ ...stopped, generation: { before: remade, after: nextLetter([...later.keys()]) } }]
    return [...keptDisks(harmed, disks, later), ...raisedMinimum(harmed, mins, next.mins)]
  })
}

/** Whether a change takes all machines of a pool away; what Terraform is told to ignore stays as it is. */
function isRemade(before: PlainMap, after: PlainMap, { pool: { stops = [] } }: ReadRoot['types']): boolean {
  const ignored = argumentAt(after, 'lifecycle.ignore_changes')
  const isIgnored = (path: string): boolean => Array.isArray(ignored) && ignored.includes(path.split('.')[0])
  return stops.some((path) => !isIgnored(path) && isOther(argumentAt(before, path), argumentAt(after, path)))
}

const isOther = (before: unknown, after: unknown): boolean =>
  JSON.stringify(sortKeys(before ?? null)) !== JSON.stringify(sortKeys(after ?? null))

type PlainMap = Readonly<Record<string, unknown>>
type OfPool = Pick<KeptDisks, 'part' | 'addresses' | 'pool'>
type ByGeneration = ReadonlyMap<string, number>

/** Nothing is said where a new generation comes along: it has the new disks. */
function keptDisks(harmed: OfPool, before: ByGeneration, after: ByGeneration): KeptDisks[] {
  const kept = [...before.keys()].sort().findLast((generation) => after.has(generation))
  if (kept === undefined || [...after.keys()].some((generation) => !before.has(generation))) return []
  const disk = { before: before.get(kept)!, after: after.get(kept)! }
  if (Object.is(disk.before, disk.after)) return []
  return [{ code: 'disks-stay', ...harmed, disk, generation: { before: kept, after: nextLetter([...after.keys()]) } }]
}

function raisedMinimum(harmed: OfPool, before: ByGeneration, after: ByGeneration): RaisedMinimum[] {
  const raised = [...before.keys()].find((generation) => after.get(generation)! > before.get(generation)!)
  if (raised === undefined) return []
  return [{ code: 'minimum-rises', ...harmed, min: { before: before.get(raised)!, after: after.get(raised)! } }]
}

const NO_POOL: Pool = { addresses: [], disks: new Map(), mins: new Map(), args: new Map() }

function poolsOf({ resources, types }: ReadRoot): Map<string, Pool> {
  const pools = new Map<string, Pool>()
  for (const [address, args] of resources) {
    const [, name = ''] = address.split('.')
    const [, base, generation] = /^(.+)[-_]([a-z])$/.exec(name) ?? []
    if (typeOf(address) !== types.pool.type || base === undefined || generation === undefined) continue
    const { template, disk, min } = types.pool
    const holder = template === undefined ? args : resources.get(`${template}.${name}`)
    const pool = base.replace(/_/g, '-')
    const { addresses, disks, mins, args: others } = pools.get(pool) ?? NO_POOL
    pools.set(pool, {
      addresses: [...addresses, address],
      disks: new Map([...disks, [generation, Number(argumentAt(holder, disk))]]),
      mins: min === undefined ? mins : new Map([...mins, [generation, Number(argumentAt(args, min))]]),
      args: new Map([...others, [generation, args]]),
    })
  }
  return pools
}

function movedState(part: string, { before, after }: Roots): MovedState[] {
  if (!before.backend || !after.backend || differences(before.backend, after.backend).length === 0) return []
  const backend = { before: inWords(before.backend), after: inWords(after.backend) }
  return [{ code: 'state-moves', part, addresses: ['terraform'], backend }]
}

function inWords(backend: NonNullable<ReadRoot['backend']>): string {
  const [kind = 'none', config] = Object.entries(backend)[0] ?? []
  const places = ['bucket', 'container_name', 'address', 'path'].flatMap((key) => valueAt(config, [key]) ?? [])
  return `\`${kind}\` (${places.join()})`
}

function removedObjects(part: string, { before, after }: Comparison): RemovedObjects[] {
  const [then, now] = [installed(before, part), installed(after, part)]
  const addresses = new Set(now.map(installedAddress))
  const isGone = (each: Installed): boolean => !addresses.has(installedAddress(each))
  const removed = then.filter(isGone)
  if (removed.length === 0) return []
  const moves = now.some(isRelease) && then.filter(isRelease).every(isGone)
  const left = moves ? removed.find(isRelease)?.namespace : undefined
  return [{ code: 'would-remove', part, addresses: removed.map(installedAddress), removed, left }]
}

const isRelease = ({ kind }: Installed): boolean => kind === RELEASE

/** The releases and objects of a part. */
function installed(documents: Documents, part: string): readonly Installed[] {
  const document = documents.get(`${part}/${INSTALLED_FILE}`)
  return Array.isArray(document) ? (document.filter(isMap) as unknown as Installed[]) : []
}
