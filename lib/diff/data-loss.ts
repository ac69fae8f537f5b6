import { SHARED_HOMES } from '../plan/home.ts'
import type { HubPlan } from '../plan/types.ts'
import { argumentAt } from '../print/terraform-resources.ts'
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

/** Homes on another hub's file system, which no resource here stands for: the hub would start with empty ones. */
function leftHomes(
  part: string,
  { before, after }: { before: ReadRoot; after: ReadRoot },
  { fleet }: Comparison,
): LeftHomes[] {
  const homes = before.outputs[SHARED_HOMES]
  if (typeof homes !== 'string' || homes === after.outputs[SHARED_HOMES]) return []
  const hub = fleet.hubs.find(({ id }) => id === part)
  if (hub?.home.mayDestroy && hub.home.within && homes === placeOf(hub.home.within)) return []
  return [{ code: 'would-leave-homes', part, addresses: [`output.${SHARED_HOMES}`], homes }]
}

const placeOf = ({ hub, folder }: NonNullable<HubPlan['home']['within']>): string =>
  `${hub.community}/${hub.hub}/${folder}`

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
    typeOf(address) in ground &&
    [...root.resources].some(([other, of]) => typeOf(other) === cluster && isHeld(other, of, root))
  )
}

function destructionOf(address: string, before: ReadRoot, after: ReadRoot): Destruction | undefined {
  const [then, now] = [before.resources.get(address)!, after.resources.get(address)]
  if (!now) return { by: 'removal' }
  const to = (['account', 'region'] as const).find((key) => before[key] !== after[key])
  if (to) return { by: 'move', to, before: before[to] }
  const replaced = replacingArguments(address, before).find((path) => {
    const old = argumentAt(then, path)
    return old !== undefined && resolved(old, before) !== resolved(argumentAt(now, path), after)
  })
  if (replaced !== undefined)
    return { by: 'replacement', argument: replaced, before: resolved(argumentAt(then, replaced), before) }
  const [sizes, later] = [sizesOf(then, before), sizesOf(now, before)]
  const shrunk = Object.keys(sizes).find((key) => later[key]! < sizes[key]!)
  return shrunk === undefined ? undefined : { by: 'shrinking', before: sizes[shrunk]!, after: later[shrunk]! }
}

function replacingArguments(address: string, { types }: ReadRoot): string[] {
  const type = typeOf(address)
  return [...types.identity, ...(types.replacedBy[type] ?? []), ...(types.ground[type] ?? [])]
}

/** Sizes at the top of a resource or in a block of it (`file_shares.capacity_gb`), by path. */
function sizesOf(args: unknown, root: ReadRoot, path = ''): Record<string, number> {
  if (typeof args !== 'object' || args === null) return {}
  return Object.entries(args).reduce<Record<string, number>>((found, [key, value]) => {
    if (typeof value === 'number' && root.types.sizes.includes(key)) return { ...found, [path + key]: value }
    return { ...found, ...sizesOf(value, root, `${path}${key}.`) }
  }, {})
}

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
  if (type === types.cluster || type in types.ground) return 'cluster'
  return types.buckets.includes(type) && !address.endsWith('.homes') ? 'bucket' : 'homes'
}

function settingOf(destruction: Destruction, part: string, { types }: ReadRoot): DestroyedData['setting'] {
  if (destruction.by === 'move') return destruction.to
  if (destruction.by !== 'replacement') return undefined
  if (destruction.argument === 'name') return part.endsWith('/cluster') ? 'name' : undefined
  return types.settings[destruction.argument]
}
