/**
 * Facts are planned once, so a fault in one of them is in all that is written of it, and no comparison of two copies
 * would tell. Here each fact is planned wrong on purpose, and the invariants that read what is written tell it.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { clouds } from '../lib/clouds/index.ts'
import { capacities } from '../lib/capacity.ts'
import type { Compilation } from '../lib/compile.ts'
import { emitFleet, printBundles } from '../lib/compile-group.ts'
import { registry } from '../lib/registry.ts'
import type { ClusterPlan, Fleet, HubPlan } from '../lib/plan/types.ts'
import { everything } from './clouds/everything.ts'
import { faultsOf } from './derived.ts'
import { fleet } from './fleet.ts'
import { brokenPoints } from './points.ts'

const repository = fleet().fleet
const tide = everything('aws').fleet

/** The hubs of one cluster's community, and of those who share it: enough to write whole bundles. */
const bundleOf = (all: Fleet, community: string): Fleet => {
  const hubs = all.hubs.filter((hub) => hub.community === community)
  const names = new Set([community, ...hubs.map((hub) => hub.cluster.community)])
  const clusters = all.clusters.filter((cluster) => names.has(cluster.community))
  return { communities: all.communities.filter(({ name }) => names.has(name)), clusters, hubs }
}

const written = (plans: Fleet): Compilation => {
  const { bundles } = emitFleet(plans)
  const whole = { fleet: plans, registry, capacity: capacities(plans, registry) }
  const { outputs } = printBundles(bundles, whole)
  return { fleet: plans, bundles, outputs, diagnostics: [], accepted: [] }
}

/** The points are about the hubs of this repository; what Terraform and Helm agree on holds of any. */
const told = (plans: Fleet, from: Fleet): string => {
  const all = written(plans)
  return [...faultsOf(all), ...(from === repository ? brokenPoints(all) : [])].join('\n')
}

interface Mutant {
  fact: string
  from: Fleet
  hub: string
  mutate?: (hub: HubPlan) => Partial<HubPlan>
  ofCluster?: (cluster: ClusterPlan) => Partial<ClusterPlan>
  told: RegExp
}

const onOther = (hub: HubPlan): Record<string, string> => ({
  'hub.jupyter.org/pool-name': hub.cluster.pools.find(({ purpose }) => purpose === 'dask')!.name,
})

const MUTANTS: readonly Mutant[] = [
  {
    fact: 'the way of signing in is forgotten',
    from: repository,
    hub: 'polar-lab/prod',
    mutate: ({ signIn }) => ({ signIn: { ...signIn, provider: { kind: 'none' } } }),
    told: /point 3\./,
  },
  {
    fact: 'the callback address is that of a service',
    from: repository,
    hub: 'polar-lab/prod',
    mutate: (hub) => ({ signIn: { ...hub.signIn, callbackUrl: `https://${hub.domain}/services/oauth_callback` } }),
    told: /point 3\./,
  },
  {
    fact: 'admins open servers though the settings say no',
    from: repository,
    hub: 'polar-lab/prod',
    mutate: ({ signIn }) => ({ signIn: { ...signIn, fullAdmins: !signIn.fullAdmins } }),
    told: /point 4\./,
  },
  {
    fact: 'an admin is dropped',
    from: repository,
    hub: 'polar-lab/prod',
    mutate: ({ signIn }) => ({ signIn: { ...signIn, admins: signIn.admins.slice(1) } }),
    told: /point 5\./,
  },
  {
    fact: 'the rule of addresses is turned round',
    from: repository,
    hub: 'polar-lab/prod',
    mutate: () => ({ web: { kind: 'own-address', certificate: {}, email: 'ops@polar.example.org', staging: false } }),
    told: /point 8\./,
  },
  {
    fact: 'a toleration of a size is dropped',
    from: tide,
    hub: 'tide/all',
    mutate: ({ placement }) => ({
      placement: {
        ...placement,
        sizes: Object.fromEntries(
          Object.entries(placement.sizes).map(([key, { nodeSelector }]) => [key, { nodeSelector }]),
        ),
      },
    }),
    told: /is not tolerated/,
  },
  {
    fact: 'the selector of a size names no pool',
    from: tide,
    hub: 'tide/all',
    mutate: ({ placement }) => ({
      placement: {
        ...placement,
        sizes: { ...placement.sizes, gpu: { ...placement.sizes['gpu'], nodeSelector: { gpu: 'true' } } },
      },
    }),
    told: /no pool has the labels/,
  },
  {
    fact: 'the pool of image builds is another one',
    from: tide,
    hub: 'tide/all',
    mutate: (hub) => ({
      placement: { ...hub.placement, builds: { ...hub.placement.builds, nodeSelector: onOther(hub) } },
    }),
    told: /image builds run on dask-/,
  },
  {
    fact: 'what runs on core machines looks for them by another label',
    from: tide,
    hub: 'tide/all',
    ofCluster: ({ core }) => ({ core: { ...core, nodeSelector: { 'hub.jupyter.org/node-purpose': 'hubs' } } }),
    told: /no pool has the labels/,
  },
  {
    fact: "the image's tag is split off wrong",
    from: repository,
    hub: 'polar-lab/prod',
    mutate: ({ defaultEnvironment: environment }) => ({
      defaultEnvironment: { ...environment, reference: { ...environment.reference, tag: '2020.01.01' } },
    }),
    told: /point 21\./,
  },
  {
    fact: 'the quota of homes is dropped',
    from: repository,
    hub: 'polar-lab/prod',
    mutate: ({ home }) => ({ home: { ...home, quota: undefined } }),
    told: /point 19\./,
  },
  {
    fact: 'unused notebooks are kept running',
    from: repository,
    hub: 'polar-lab/prod',
    mutate: ({ servers }) => ({ servers: { ...servers, cull: { ...servers.cull, kernels: undefined } } }),
    told: /point 9\./,
  },
  {
    fact: 'the service account of servers is none that clouds trust',
    from: repository,
    hub: 'polar-lab/prod',
    mutate: () => ({ serviceAccount: 'default-user' }),
    told: /point 25\./,
  },
]

describe('a fact that is planned wrong is told', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it.each([
    ['this repository', repository, 'polar-lab'],
    ['every setting', tide, 'tide'],
  ] as const)('nothing is told of the plans as they are: %s', (_, from, community) => {
    expect(told(bundleOf(from, community), from)).toBe('')
  })

  it.each(MUTANTS)('$fact', ({ from, hub: id, mutate, ofCluster, told: expected }) => {
    const plans = bundleOf(from, id.split('/')[0]!)
    const clusters = new Map(plans.clusters.map((plan) => [plan, { ...plan, ...ofCluster?.(plan) }]))
    const hubs = plans.hubs.map((hub) => ({
      ...hub,
      ...(hub.id === id ? mutate?.(hub) : {}),
      cluster: clusters.get(hub.cluster)!,
    }))
    expect(told({ ...plans, clusters: [...clusters.values()], hubs }, from)).toMatch(expected)
  })

  it('the metadata service is open to servers', () => {
    const { wiring } = clouds.aws
    vi.spyOn(clouds.aws, 'wiring').mockImplementation((hub) => ({ ...wiring(hub), blockMetadata: false }))
    expect(told(bundleOf(repository, 'polar-lab'), repository)).toMatch(/point 11\./)
  })
})
