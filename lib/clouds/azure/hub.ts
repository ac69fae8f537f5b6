import { attribute, type Outputs, type Root } from '../../print/terraform.ts'
import { sharedHomes } from '../../plan/home.ts'
import type { HubPlan } from '../../plan/types.ts'
import { accountAccess, buckets, outsideData } from './buckets.ts'
import { homes } from './homes.ts'
import { clusterOf, hubIdentity, serversIdentity } from './identity.ts'
import { homeDiskId, hubGroup } from './names.ts'
import { root } from './root.ts'
import { resource } from './blocks.ts'
import { vaultReader } from './vault.ts'

/** A root module that adds one hub: everything in a resource group of its own, and nothing of its neighbours. */
export function hub(plan: HubPlan): Root {
  const group = resource('azurerm_resource_group', 'main', {
    name: hubGroup(plan, plan.cluster),
    location: plan.cluster.region,
    tags: plan.labels,
  })
  const servers = serversIdentity(plan, group)
  const vault = vaultReader(plan, group)
  const itself = hubIdentity(plan, group)
  const outputs: Outputs = {
    resource_group: { value: attribute(group, 'name'), description: "Resource group of the hub's own things." },
    home_disk:
      plan.home.kind === 'disk'
        ? { value: homeDiskId(plan), description: "Id of the disk with people's homes." }
        : undefined,
    ...sharedHomes(plan),
    ...(plan.buckets.length > 0
      ? {
          buckets: {
            value: Object.fromEntries(plan.buckets.map(({ key, url }) => [key, url])),
            description: "Addresses of the hub's buckets.",
          },
        }
      : {}),
    ...(servers ? { ...servers.outputs, ...outsideData(plan, servers.identity) } : {}),
    ...itself?.outputs,
    ...vault.outputs,
  }
  return root(plan.cluster, {
    registers: false,
    blocks: [
      group,
      ...(servers
        ? [...servers.blocks, ...buckets(plan, group, servers.identity), ...accountAccess(plan, servers.identity)]
        : []),
      ...(itself?.blocks ?? []),
      ...(servers || itself || !plan.vault ? [] : [clusterOf(plan)]),
      ...vault.blocks,
      ...homes(plan, group),
    ],
    outputs,
  })
}
