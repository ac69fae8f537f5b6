import { attribute, type Block, type Expression, type Outputs } from '../../print/terraform.ts'
import type { ClusterPlan, HubPlan } from '../../plan/types.ts'
import { resource } from './blocks.ts'

/** A registry at Azure as hubs name it: `polarimages.azurecr.io/prod/`. */
const AZURE_REGISTRY = /^([a-z0-9]{5,50})\.azurecr\.io\//

/** The registries at Azure that hubs of this cluster build images into, and those that its machines may pull from. */
export function registries(
  plan: ClusterPlan,
  hubs: readonly HubPlan[],
  { group, cluster }: { group: Block; cluster: Block },
): { blocks: Block[]; outputs: Outputs } {
  const names = [
    ...new Set(hubs.flatMap((hub) => AZURE_REGISTRY.exec(hub.servers.images.building?.registry ?? '')?.[1] ?? [])),
  ].sort()
  const blocks = names.flatMap((name) => {
    const registry = resource('azurerm_container_registry', `images_${name}`, {
      name,
      resource_group_name: attribute(group, 'name'),
      location: attribute(group, 'location'),
      sku: 'Basic',
      admin_enabled: false,
      tags: plan.labels,
    })
    return [
      registry,
      mayPull(`pull_${name}`, cluster, {
        scope: attribute(registry, 'id'),
        description: 'Machines pull the images that hubs build.',
      }),
    ]
  })
  const all = [...blocks, ...ofOthers(plan, cluster, names)]
  if (names.length === 0) return { blocks: all, outputs: {} }
  return {
    blocks: all,
    outputs: {
      image_registries: {
        value: names,
        description:
          'Registries for built images. A token that may push to one: az acr token create --registry NAME ' +
          '--name image-push --scope-map _repositories_push',
      },
    },
  }
}

/** Registries that others own: their ids are given, and whoever applies may grant roles there. */
const ofOthers = (plan: ClusterPlan, cluster: Block, made: readonly string[]): Block[] =>
  plan.registries
    // a registry's name is unique in all of Azure: one that is made here has its assignment
    .filter(({ address }) => !made.includes(address.split('/').at(-1)!.toLowerCase()))
    .map(({ key, address }) =>
      mayPull(`pull_from_${key}`, cluster, { scope: address, description: `Machines of ${plan.name} pull images.` }),
    )

const mayPull = (name: string, cluster: Block, what: { scope: string | Expression; description: string }): Block =>
  resource('azurerm_role_assignment', name, {
    scope: what.scope,
    role_definition_name: 'AcrPull',
    principal_id: attribute(cluster, 'kubelet_identity[0].object_id'),
    principal_type: 'ServicePrincipal',
    description: what.description,
  })
