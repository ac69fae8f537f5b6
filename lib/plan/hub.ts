import type { Result } from '../diagnostics.ts'
import { planDask } from './dask.ts'
import { planAccount, planBuckets, planGrants, type HubContext } from './data.ts'
import { planEnvironments } from './environments.ts'
import { planExisting, type ExistingPlan } from './existing.ts'
import { planHome } from './home.ts'
import { shorten } from './names.ts'
import type { PoolUse } from './pools.ts'
import { planProblems } from './problems.ts'
import { besideServers, planSidecars } from './servers.ts'
import { planSizes } from './sizes.ts'
import type { AccountAccess, BucketPlan, DaskPlan, EnvironmentPlan, GrantPlan, HomePlan, SizePlan } from './types.ts'

export interface HubParts {
  environments: EnvironmentPlan[]
  sizes: SizePlan[]
  buckets: BucketPlan[]
  grants: GrantPlan[]
  account: AccountAccess
  home: HomePlan
  dask?: DaskPlan
  identity?: string
  existing: ExistingPlan
  hubIdentity?: string
  uses: PoolUse[]
}

/** Everything one hub gets, from its settings and what its cloud offers. */
export function planHub(context: HubContext): Result<HubParts> {
  const { identity, resolved, facts, cluster } = context
  const environments = planEnvironments(resolved)
  const beside = besideServers(planSidecars(resolved))
  const servers = planSizes({ identity, resolved, facts, beside, cluster })
  const dask = planDask({ identity, resolved, facts, pools: cluster.pools, perHub: cluster.perHub })
  const grants = planGrants(resolved, facts)
  const home = planHome({ identity, resolved, facts })
  const buckets = planBuckets(context)
  const nameOf = (more = ''): string => shorten(`${identity.community}-${identity.hub}${more}`, facts.limits.identity)
  const account = planAccount(resolved.values)
  const needsIdentity = buckets.length > 0 || grants.value.length > 0 || account.buckets !== undefined
  const existing = planExisting(resolved.values, facts)
  return {
    value: {
      existing,
      environments,
      sizes: servers.value.sizes,
      uses: [...servers.value.uses, ...(dask.value ? [dask.value.use] : [])],
      dask: dask.value?.dask,
      buckets,
      grants: grants.value,
      account,
      home: home.value,
      identity: existing.identity?.name ?? (needsIdentity ? nameOf() : undefined),
      hubIdentity: resolved.values.hub?.identity === 'own' ? nameOf('-hub') : undefined,
    },
    diagnostics: [
      ...(environments.length > 0
        ? []
        : [planProblems.raise('no-environment', { at: resolved.nearest(['environments']) })]),
      ...servers.diagnostics,
      ...dask.diagnostics,
      ...grants.diagnostics,
      ...home.diagnostics,
    ],
  }
}
