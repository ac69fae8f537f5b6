/** What costs beside machines, by list prices of each cloud: plain data for README, LEAVING and the site. */
import type { PoolCapacity } from './plan/capacity.ts'
import type { CloudFacts } from './plan/cloud-facts.ts'
import type { ClusterPlan, HubPlan } from './plan/types.ts'
import { HOURS_A_MONTH } from './plan/units.ts'
import type { ClusterDocs } from './readme/types.ts'

interface Known {
  hubs: readonly HubPlan[]
  pools: readonly PoolCapacity[]
  prices: CloudFacts['prices']
}

/** What else costs by the hour, where its price is at hand: US dollars a month while nobody works. */
export function besideMachines(plan: ClusterPlan, { hubs, pools, prices }: Known): ClusterDocs['beside'] {
  if (!prices) return undefined
  const balancers = Number(plan.ingress !== 'none') + hubs.filter(({ web }) => web.kind === 'own-address').length
  const machines = pools.reduce((sum, { rest }) => sum + rest, 0)
  const { hour, machine = 0 } = prices.gateway
  const each = [
    ...(plan.existingNetwork
      ? []
      : [{ what: 'the network address translation', usd: (hour + machine * machines) * HOURS_A_MONTH }]),
    ...(balancers === 0
      ? []
      : [
          {
            what: balancers === 1 ? 'the load balancer' : `${balancers} load balancers`,
            usd: prices.loadBalancers(balancers) * HOURS_A_MONTH,
          },
        ]),
  ]
  return { source: prices.source, each, diskGib: prices.diskGib }
}

/**
 * US dollars a month of the disk or file service of homes, by its size. Undefined where there is none, where the price
 * is not at hand, or where only use tells it.
 */
export function homesUsd({ home, cluster }: HubPlan, { prices, unsizedHomes }: CloudFacts): number | undefined {
  const { kind, drive, fast, disk, within } = home
  if (!prices || within) return undefined
  if (kind === 'disk') return times(disk, prices.homeGib({ kind: drive.kind, fast }))
  return kind === 'managed' && !unsizedHomes ? times(disk, prices.fileGib?.(cluster.zones.length)) : undefined
}

const times = (gib: number, usd: number | undefined): number | undefined => (usd === undefined ? undefined : gib * usd)
