/**
 * What the next apply would do to those who work there now, or would leave behind, though no data is lost by it:
 * machines taken away under servers, a state that is looked for in a new place, releases that nothing removes.
 */
import { isMap, valueAt } from '../maps.ts'
import { argumentAt } from '../print/terraform-resources.ts'
import { differences, type Change } from './changes.ts'
import {
  changedParts,
  type Comparison,
  type LeftReleases,
  type MovedState,
  type RemovedPool,
  type ReplacedMachines,
  type StoppedServers,
} from './harms.ts'
import { readRoot, typeOf, type ReadRoot } from './root.ts'
import type { Documents } from './units.ts'

type Disruption = StoppedServers | ReplacedMachines | RemovedPool | MovedState | LeftReleases

export function disruption(comparison: Comparison): Disruption[] {
  return changedParts(comparison).flatMap((part) => {
    const path = `${part}/main.tf.json`
    const roots = {
      before: readRoot(comparison.before.get(path), comparison.clouds),
      after: readRoot(comparison.after.get(path), comparison.clouds),
    }
    const stays = comparison.after.has(path)
    return [...(stays ? [...machines(part, roots), ...movedState(part, roots)] : []), ...leftReleases(part, comparison)]
  })
}

interface Roots {
  before: ReadRoot
  after: ReadRoot
}

interface Pool {
  addresses: string[]
  /** GiB of the boot disks of each generation, by its letter. */
  disks: Map<string, number>
}

function machines(part: string, { before, after }: Roots): Disruption[] {
  const now = poolsOf(after)
  return [...poolsOf(before)].flatMap(([pool, { addresses, disks }]): Disruption[] => {
    const harmed = { part, addresses, pool }
    const later = now.get(pool)?.disks
    if (!later) return [{ code: 'pool-goes', ...harmed }]
    const generations = [...disks.keys()].sort()
    const kept = generations.filter((generation) => later.has(generation))
    if (kept.length === 0) {
      const generation = { before: generations.at(-1)!, after: [...later.keys()].sort()[0]! }
      return [{ code: 'servers-would-stop', ...harmed, generation }]
    }
    const resized = kept.find((generation) => later.get(generation) !== disks.get(generation))
    if (resized === undefined) return []
    return [{ code: 'machines-anew', ...harmed, disk: { before: disks.get(resized)!, after: later.get(resized)! } }]
  })
}

function poolsOf({ resources, types }: ReadRoot): Map<string, Pool> {
  const pools = new Map<string, Pool>()
  for (const [address, args] of resources) {
    const [, name = ''] = address.split('.')
    const [, base, generation] = /^(.+)[-_]([a-z])$/.exec(name) ?? []
    if (typeOf(address) !== types.pool.type || base === undefined || generation === undefined) continue
    const { template, disk } = types.pool
    const holder = template === undefined ? args : resources.get(`${template}.${name}`)
    const pool = base.replace(/_/g, '-')
    const { addresses, disks } = pools.get(pool) ?? { addresses: [], disks: new Map<string, number>() }
    pools.set(pool, {
      addresses: [...addresses, address],
      disks: new Map([...disks, [generation, Number(argumentAt(holder, disk))]]),
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

function leftReleases(part: string, { changes, before, after }: Comparison): LeftReleases[] {
  const addresses = changes
    .filter((change) => change.part === part && isRemovedRelease(change))
    .map((each) => each.address)
  if (addresses.length === 0) return []
  const [then, now] = [installed(before, part), installed(after, part)]
  const releases = then.filter(({ name, namespace }) => addresses.includes(`${namespace}/${name}`))
  const moved =
    releases.some(({ name }) => now.some((each) => each.name === name)) ||
    (now.length > 0 && releases.length === then.length)
  return [{ code: 'left-behind', part, addresses, releases, moved }]
}

const isRemovedRelease = ({ format, path, after }: Change): boolean =>
  format === 'releases' && path.length === 0 && after === undefined

/** The releases of a part, in the order in which they are installed. */
function installed(documents: Documents, part: string): LeftReleases['releases'] {
  const document = documents.get(`${part}/releases.json`)
  return Array.isArray(document) ? (document.filter(isMap) as unknown as LeftReleases['releases']) : []
}
