/** Amounts and names as the pages have them. */
import { hourly } from '../diff/meanings/choices.ts'
import { day, dollars, span } from '../diff/meanings/words.ts'
import type { HubPlan, Pool, SizePlan } from '../plan/types.ts'
import { inWords } from '../plan/units.ts'

export { day, dollars, plural, span } from '../diff/meanings/words.ts'
export { hourly } from '../diff/meanings/choices.ts'
export { inWords } from '../plan/units.ts'

/** A whole number with commas: `1,240`. */
export const number = (amount: number): string => String(Math.round(amount)).replace(/\B(?=(\d{3})+$)/g, ',')

/** Whole US dollars: `$1,240`. */
export const money = (amount: number): string => (amount > 0 && amount < 10 ? dollars(amount) : `$${number(amount)}`)

/** The number that `money` writes, so that sums are those of the figures that people see. */
export function asShown(amount: number): number {
  if (amount >= 10) return Math.round(amount)
  return Number(amount.toFixed(amount < 0.1 ? 3 : 2))
}

/** US dollars in whole cents, for small amounts that are added up. */
export const inCents = (amount: number): number => Math.round(amount * 100) / 100

/** US dollars and cents: `$25.00`. */
export function cents(amount: number): string {
  const [whole, rest] = amount.toFixed(2).split('.')
  return `$${number(Number(whole))}.${rest}`
}

/** What each of several servers has: `each is guaranteed 384 MiB, may use 1.5 GiB`. */
export function eachHas({ memory: { guarantee, limit } }: Pick<SizePlan, 'memory'>): string {
  const most = limit === undefined ? 'what its machine has left' : inWords(limit)
  return limit === guarantee
    ? `each is guaranteed ${most} and may use no more`
    : `each is guaranteed ${inWords(guarantee)}, may use ${most}`
}

/** Thousandths of a core: `1.5`. */
export const cores = (thousandths: number): string => String(Math.round(thousandths / 10) / 100)

/** Guarantee and limit, MiB: `2 GiB`, `1 to 4 GiB`, `2 GiB or more`. */
export function memoryOf({ memory: { guarantee, limit } }: Pick<SizePlan, 'memory'>): string {
  if (limit === undefined) return `${inWords(guarantee)} or more`
  return limit === guarantee ? inWords(limit) : `${inWords(guarantee)} to ${inWords(limit)}`
}

/** `0.5 to 4 cores`. */
export function cpuOf({ cpu: { guarantee, limit } }: Pick<SizePlan, 'cpu'>): string {
  const [least, most] = [cores(guarantee), cores(limit)]
  return least === most ? least : `${least} to ${most}`
}

/** `1 × T4`, `1/7 of an A100`, `T4, shared by 4`; nothing without a GPU. */
export function gpuOf(size: SizePlan, hub: HubPlan): string {
  const kind = size.gpuKind?.toUpperCase()
  const { gpuShares = 1, gpuSliced } = poolOf(size, hub) ?? {}
  if (size.gpus === 0) return ''
  if (gpuShares > 1) return gpuSliced ? `1/${gpuShares} of an ${kind}` : `${kind}, shared by ${gpuShares}`
  return `${size.gpus} × ${kind}`
}

export const poolOf = ({ pool }: Pick<SizePlan, 'pool'>, { cluster }: HubPlan): Pool | undefined =>
  cluster.pools.find(({ name }) => name === pool)

/** `1/6`: how much of a machine a server has. */
export const shareOf = ({ perNode }: SizePlan): string => (perNode <= 1 ? 'all of it' : `1/${perNode}`)

/** US dollars an hour of a server: `$0.084`. */
export function priceOf(size: SizePlan, hub: HubPlan): string {
  const price = hourly(size, hub)
  return price === undefined ? 'unknown' : dollars(price)
}

/** Names of profiles as the fleet's table has them. */
export const profileWord = ({ profiles }: Pick<HubPlan, 'profiles'>): string => profiles.join(' + ') || 'base'

/** `18 to 22 January 2027`, `30 January to 2 February 2027`. */
export function daysOf({ from, until }: { from: string; until: string }): string {
  if (from === until) return day(from)
  const first = day(from).split(' ')
  const same = [7, 4].find((length) => from.slice(0, length) === until.slice(0, length))
  return `${first.slice(0, same === undefined ? 3 : { 7: 1, 4: 2 }[same]).join(' ')} to ${day(until)}`
}

/** `after 1 hour without use, and after 12 hours in any case`. */
export function stopsWord({ servers: { cull } }: Pick<HubPlan, 'servers'>): string {
  const idle = cull.idle > 0 ? [`after ${span(cull.idle)} without use`] : []
  const age = cull.maxAge > 0 ? [`after ${span(cull.maxAge)} in any case`] : []
  return [...idle, ...age].join(', and ') || 'never by themselves'
}
