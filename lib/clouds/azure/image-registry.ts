import { attribute, type Block, type Outputs } from '../../print/terraform.ts'
import type { ClusterPlan, HubPlan } from '../../plan/types.ts'
import { resource } from './blocks.ts'

/** A registry at Azure as hubs name it: `polarimages.azurecr.io/prod/`. */
const AZURE_REGISTRY = /^([a-z0-9]{5,50})\.azurecr\.io\//

/** The registries at Azure that hubs of this cluster build images into, which its machines may pull from. */
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
      resource('azurerm_role_assignment', `pull_${name}`, {
        scope: attribute(registry, 'id'),
        role_definition_name: 'AcrPull',
        principal_id: attribute(cluster, 'kubelet_identity[0].object_id'),
        principal_type: 'ServicePrincipal',
        description: 'Machines pull the images that hubs build.',
      }),
    ]
  })
  if (names.length === 0) return { blocks, outputs: {} }
  return {
    blocks,
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
