import type { Origin } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import type { ClusterSettings } from '../settings/index.ts'
import { fnv1a } from './names.ts'
import type { Resolved } from './resolved.ts'

/** An IPv4 range: its first address and how many it has. */
export interface Range {
  start: number
  size: number
}

/** `10.40.0.0/16`, or undefined where it is none or its address is not the first of the range. */
export function parseRange(text: string): Range | undefined {
  const [address, bits] = text.split('/')
  const parts = address!.split('.').map(Number)
  const length = Number(bits)
  if (
    parts.length !== 4 ||
    parts.some((part) => !Number.isInteger(part) || part > 255) ||
    !Number.isInteger(length) ||
    length > 32
  )
    return undefined
  const start = parts.reduce((sum, part) => sum * 256 + part, 0)
  const size = 2 ** (32 - length)
  return start % size === 0 ? { start, size } : undefined
}

export const overlap = (a: Range, b: Range): boolean => a.start < b.start + b.size && b.start < a.start + a.size

/**
 * For each range the index of the first of those before it that it overlaps. Ranges of prefixes lie one in the other or
 * apart, so each is looked up among the prefixes that hold it: n log n, however many overlap.
 */
export function firstOverlaps(ranges: readonly (Range | undefined)[]): (number | undefined)[] {
  const same = new Map<string, number>()
  const inside = new Map<string, number>()
  return ranges.map((range, i) => {
    if (!range) return undefined
    const holders = prefixesThatHold(range)
    const found = [inside.get(holders[0]!), ...holders.map((prefix) => same.get(prefix))]
    if (!same.has(holders[0]!)) same.set(holders[0]!, i)
    for (const prefix of holders) if (!inside.has(prefix)) inside.set(prefix, i)
    const first = Math.min(...found.map((index) => index ?? Infinity))
    return first === Infinity ? undefined : first
  })
}

/** A range itself and all larger ones around it, as `start/size`. */
function prefixesThatHold({ start, size }: Range): string[] {
  const prefixes: string[] = []
  for (let each = size; each <= 2 ** 32; each *= 2) prefixes.push(`${start - (start % each)}/${each}`)
  return prefixes
}

/** The part of a range that begins `offset` addresses in and has `bits` bits of prefix. */
export function subrange(range: Range, offset: number, bits: number): string {
  const start = range.start + offset
  return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join('.')}/${bits}`
}

/**
 * The ranges of a cluster. Without settings: nodes and services in 10.x.0.0/16, with x from the cluster's name, pods in
 * 100.64.0.0/10, shared address space that all three clouds carry inside a network (RFC 6598; GKE and AKS overlay
 * document it for pods).
 */
export function networkPlan(
  name: string,
  settings: ClusterSettings,
): { range: string; nodes: string; pods: string; services: string; public: string } {
  const range = settings.network?.range ?? `10.${fnv1a(name) % 256}.0.0/16`
  const whole = parseRange(range) ?? { start: 0, size: 65_536 }
  const sixteenth = whole.size / 16
  const bits = 32 - Math.log2(whole.size)
  return {
    range,
    nodes: subrange(whole, 0, bits + 1),
    public: subrange(whole, sixteenth * 14, bits + 4),
    services: settings.network?.services ?? subrange(whole, sixteenth * 15, bits + 4),
    pods: settings.network?.pods ?? `100.${64 + (fnv1a(`${name}/pods`) % 16) * 4}.0.0/14`,
  }
}

/** Where the addresses of services are decided: by a setting of their own, or by the network's. */
export const serviceRangeAt = ({ tree, nearest }: Resolved<ClusterSettings>): Origin =>
  nodeAt(tree, ['network', 'services'])?.at ?? nearest(['network', 'range'])
