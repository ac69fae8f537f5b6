import type { Root } from '../../print/terraform.ts'
import { sharedHomes } from '../../plan/home.ts'
import type { HubPlan } from '../../plan/types.ts'
import { buckets } from './buckets.ts'
import { home } from './homes.ts'
import { hubIdentity, identity } from './identity.ts'
import { clusterName } from './names.ts'
import { providers, REQUIRED_VERSION } from './root.ts'
import { data } from './blocks.ts'
import { vaultReader } from './vault.ts'

/** The root module of one hub: its own things only. It finds its cluster by name. */
export function hub(plan: HubPlan): Root {
  const cluster = data('google_container_cluster', 'main', {
    name: clusterName(plan.cluster),
    location: plan.cluster.region,
    project: plan.cluster.account,
  })
  const who = identity(plan, cluster)
  const itself = hubIdentity(plan, cluster)
  const homes = home(plan, cluster)
  const stores = buckets(plan, who.account)
  return {
    requiredVersion: REQUIRED_VERSION,
    providers: providers(plan.cluster),
    blocks: [
      cluster,
      ...who.blocks,
      ...itself.blocks,
      ...homes.blocks,
      ...stores.blocks,
      ...vaultReader(plan, cluster),
    ],
    outputs: { ...who.outputs, ...itself.outputs, ...homes.outputs, ...sharedHomes(plan), ...stores.outputs },
  }
}
