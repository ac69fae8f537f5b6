import { SHARED_HOMES, placeOfHomes } from '../plan/home.ts'
import { parseRange } from '../plan/network.ts'
import { argumentAt, type Replacement } from '../clouds/resource-types.ts'
import { changedParts, type Comparison, type DestroyedData, type Destruction, type LeftHomes } from './harms.ts'
import { readRoot, resolved, typeOf, type ReadRoot } from './root.ts'

type Arguments = Readonly<Record<string, unknown>>

/**
 * A protected resource that is gone, renamed, moved or made smaller would be destroyed by the next apply, with what
 * people keep in it, since `prevent_destroy` goes with the block that says it.
 */
export function dataLoss(comparison: Comparison): (DestroyedData | LeftHomes)[] {
  return changedParts(comparison).flatMap((part) => {
    const path = `${part}/main.tf.json`
    const before = readRoot(comparison.before.get(path), comparison.clouds)
    const after = readRoot(comparison.after.get(path), comparison.clouds)
    const destroyed = [...before.resources].flatMap(([address, args]) => {
      const destruction = isHeld(address, args, before) ? destructionOf(address, before, after) : undefined
      return destruction ? [loss(part, address, { destruction, before })] : []
    })
    return [...leftHomes(part, { before, after }, comparison), ...destroyed]
  })
}

/** Homes that no resource here stands for, as on another hub's file system: the hub would start with empty ones. */
function leftHomes(
  part: string,
  { before, after }: { before: ReadRoot; after: ReadRoot },
  { fleet }: Comparison,
): LeftHomes[] {
  const homes = before.outputs[SHARED_HOMES]
  if (typeof homes !== 'string' || homes === after.outputs[SHARED_HOMES]) return []
  const hub = fleet.hubs.find(({ id }) => id === part)
  if (hub?.home.mayDestroy && homes === placeOfHomes(hub)) return []
  return [{ code: 'would-leave-homes', part, addresses: [`output.${SHARED_HOMES}`], homes }]
}

/** The addresses of what Terraform or the cloud would refuse to destroy of a root that was applied. */
export function heldResources(document: unknown, clouds: Comparison['clouds']): string[] {
  const root = readRoot(document, clouds)
  return [...root.resources].flatMap(([address, args]) => (isHeld(address, args, root) ? [address] : []))
}

/** What Terraform or the cloud itself refuses to destroy, and what a cluster of that kind stands on. */
function isHeld(address: string, args: Arguments, root: ReadRoot): boolean {
  if (
    argumentAt(args, 'lifecycle.prevent_destroy') === true ||
    args['deletion_protection'] === true ||
    args['deletion_protection_enabled'] === true
  )
    return true
  const { ground, cluster } = root.types
  return (
    ground.includes(typeOf(address)) &&
    [...root.resources].some(([other, of]) => typeOf(other) === cluster && isHeld(other, of, root))
  )
}

export function destructionOf(address: string, before: ReadRoot, after: ReadRoot): Destruction | undefined {
  const [then, now] = [before.resources.get(address)!, after.resources.get(address)]
  if (!now) return { by: 'removal' }
  const to = (['account', 'region'] as const).find((key) => before[key] !== after[key])
  if (to) return { by: 'move', to, before: before[to] }
  const { changes, shrinks = [] } = before.types.replacedBy[typeOf(address)] ?? NOTHING
  const ignored = ignoredIn(now)
  const has = (path: string): boolean => argumentAt(then, path) !== undefined && !ignored.includes(path)
  const [old, young] = [
    (path: string): string => resolved(argumentAt(then, path), before),
    (path: string): string => resolved(argumentAt(now, path), after),
  ]
  const replaced =
    changes.find((path) => has(path) && old(path) !== young(path)) ??
    shrinks.find((path) => has(path) && isOtherRange(old(path), young(path)))
  if (replaced !== undefined) return { by: 'replacement', argument: replaced, before: old(replaced) }
  const shrunk = shrinks.find((path) => has(path) && Number(young(path)) < Number(old(path)))
  return shrunk === undefined
    ? undefined
    : { by: 'shrinking', before: Number(old(shrunk)), after: Number(young(shrunk)) }
}

const NOTHING: Pick<Replacement, 'changes' | 'shrinks'> = { changes: [] }

/** What Terraform is told to leave as it is. */
function ignoredIn(args: Arguments): readonly unknown[] {
  const ignored = argumentAt(args, 'lifecycle.ignore_changes')
  return Array.isArray(ignored) ? ignored : []
}

/** Whether a range of addresses leaves out some that the former one had. */
function isOtherRange(before: string, after: string): boolean {
  const [then, now] = [parseRange(before), parseRange(after)]
  return then !== undefined && now !== undefined && !(now.start <= then.start && endOf(then) <= endOf(now))
}

const endOf = ({ start, size }: { start: number; size: number }): number => start + size

function loss(
  part: string,
  address: string,
  { destruction, before }: { destruction: Destruction; before: ReadRoot },
): DestroyedData {
  return {
    code: 'would-destroy-data',
    part,
    addresses: [address],
    address,
    holds: holding(address, before),
    destruction,
    setting: settingOf(destruction, part, before),
  }
}

function holding(address: string, { types }: ReadRoot): DestroyedData['holds'] {
  const type = typeOf(address)
  if (type === types.cluster || types.ground.includes(type)) return 'cluster'
  return types.buckets.includes(type) && !address.endsWith('.homes') ? 'bucket' : 'homes'
}

function settingOf(destruction: Destruction, part: string, { types }: ReadRoot): DestroyedData['setting'] {
  if (destruction.by === 'move') return destruction.to
  if (destruction.by !== 'replacement') return undefined
  if (destruction.argument === 'name') return part.endsWith('/cluster') ? 'name' : undefined
  return types.settings[destruction.argument]
}
