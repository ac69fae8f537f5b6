import type { Result } from '../diagnostics.ts'
import type { HubSettings } from '../settings/index.ts'
import { planDask } from './dask.ts'
import { planBuckets, planGrants } from './data.ts'
import { planHome } from './home.ts'
import { shorten } from './names.ts'
import type { PoolUse } from './pools.ts'
import { planProblems } from './problems.ts'
import { planSizes } from './sizes.ts'
import type {
  BucketPlan,
  CloudFacts,
  ClusterIdentity,
  DaskPlan,
  EnvironmentPlan,
  GrantPlan,
  HomePlan,
  HubIdentity,
  Settled,
  SizePlan,
} from './types.ts'

export interface HubParts {
  environments: EnvironmentPlan[]
  sizes: SizePlan[]
  buckets: BucketPlan[]
  grants: GrantPlan[]
  home: HomePlan
  dask?: DaskPlan
  identity?: string
  uses: PoolUse[]
}

/** What people call the interfaces, and their paths. */
const INTERFACES: Record<string, string> = {
  lab: '/lab',
  notebook: '/tree',
  rstudio: '/rstudio',
  vscode: '/vscode',
  desktop: '/desktop',
}

/** The path that opens first: of an interface's name, or as it is written. */
export const interfacePath = (opens: string): string => INTERFACES[opens] ?? opens

/** Everything one hub gets, from its settings and what its cloud offers. */
export function planHub(
  identity: HubIdentity,
  settled: Settled<HubSettings>,
  cluster: ClusterIdentity,
  facts: CloudFacts,
): Result<HubParts> {
  const environments = planEnvironments(settled.values)
  const sidecars = Object.keys(settled.values.sidecars ?? {}).length
  const beside = { memory: sidecars * SIDECAR.memory, cpu: sidecars * SIDECAR.cpu }
  const servers = planSizes({ identity, settled, facts, beside })
  const dask = planDask(identity, settled, facts)
  const grants = planGrants(settled, facts)
  const home = planHome(settled)
  const buckets = planBuckets(identity, settled.values, cluster, facts)
  const needsIdentity = buckets.length > 0 || grants.value.length > 0
  return {
    value: {
      environments,
      sizes: servers.value.sizes,
      uses: [...servers.value.uses, ...(dask.value ? [dask.value.use] : [])],
      dask: dask.value?.dask,
      buckets,
      grants: grants.value,
      home: home.value,
      identity: needsIdentity ? shorten(`${identity.community}-${identity.hub}`, facts.limits.identity) : undefined,
    },
    diagnostics: [
      ...(environments.length > 0
        ? []
        : [planProblems.raise('no-environment', { at: settled.nearest(['environments']) })]),
      ...servers.diagnostics,
      ...dask.diagnostics,
      ...grants.diagnostics,
      ...home.diagnostics,
    ],
  }
}

function planEnvironments(settings: HubSettings): EnvironmentPlan[] {
  const keys = Object.keys(settings.environments ?? {}).sort()
  const first = keys.find((key) => settings.environments![key]!.default) ?? keys[0]
  return keys.map((key) => {
    const environment = settings.environments![key]!
    return {
      key,
      title: environment.title,
      image: environment.image,
      url: interfacePath(environment.opens ?? settings.opens),
      pullAlways: environment.pull === 'always',
      default: key === first,
      groups: environment.for ?? [],
      variables: environment.variables ?? {},
      description: environment.description,
      directory: environment.directory,
    }
  })
}

/**
 * What each sidecar is guaranteed: MiB and thousandths of a core. Small, since most wait; their limits are in the
 * settings.
 */
export const SIDECAR = { memory: 32, cpu: 10 } as const
