/** What usual days take of machines: those of a pool are counted for all of its hubs together, which share them. */
import type { PoolCapacity, ServersAsk } from './capacity.ts'
import { machinesFilled, usualServers } from './full-first.ts'
import type { HubPlan, Pool } from './types.ts'
import { usdOfUse } from './use.ts'

export interface UsualPool {
  pool: Pool
  /** Machines that are on while people work. */
  machines: number
  /** How many of these are on in any case. */
  alwaysOn: number
  /** US dollars a month that the others cost. */
  usd: number
  /** Of each hub with people at work, its share of these dollars: as an hour of its servers is priced. */
  shares: readonly { hub: HubPlan; usd: number }[]
}

/** Of each pool where people of these hubs work. Spare servers stay beside theirs, as their placeholders are moved. */
export function usualPools(
  hubs: readonly HubPlan[],
  pools: readonly Pick<PoolCapacity, 'pool' | 'rest'>[],
): UsualPool[] {
  const people = usualServers(hubs)
  return pools.flatMap(({ pool, rest: alwaysOn }) => {
    const servers = people.filter(({ size }) => size.pool === pool.name)
    if (servers.length === 0) return []
    const filled = machinesFilled(pool, [...servers, ...spareOn(pool, hubs)], hubs)
    // fractions of machines are not exact: 3.000…01 are three
    const machines = Math.max(alwaysOn, Math.ceil(filled - 1e-6))
    const usd = usdOfUse(machines - alwaysOn, pool.machine.usdPerHour)
    return [{ pool, machines, alwaysOn, usd, shares: sharesOf(servers, usd) }]
  })
}

function sharesOf(servers: readonly ServersAsk[], usd: number): UsualPool['shares'] {
  const parts = servers.map(({ hub, size, count }) => ({ hub, part: count / size.perNode }))
  const all = parts.reduce((sum, { part }) => sum + part, 0)
  return parts.map(({ hub, part }) => ({ hub, usd: (usd * part) / all }))
}

const spareOn = (pool: Pool, hubs: readonly HubPlan[]): ServersAsk[] =>
  hubs.flatMap((hub) =>
    hub.spare.flatMap(({ size, servers: count }) => (size?.pool === pool.name ? [{ hub, size, count }] : [])),
  )
