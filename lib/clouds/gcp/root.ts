import type { ClusterPlan } from '../../plan/types.ts'
import type { Block, Root } from '../../print/terraform.ts'
import { data, resource } from './blocks.ts'

/**
 * Terraform and provider that the roots are written for. Google 8 takes the same arguments; of them it only deprecates
 * `remove_default_node_pool` (8.9).
 */
export const REQUIRED_VERSION = '>= 1.10'

export function providers(plan: ClusterPlan, more: Readonly<Record<string, unknown>> = {}): Root['providers'] {
  return {
    google: {
      source: 'hashicorp/google',
      version: '~> 6.50',
      config: { project: plan.account, region: plan.region, ...more },
    },
  }
}

/** The APIs that the root calls. They stay on after a destroy: others in the project may use them. */
export function projectServices(project: string, names: readonly string[]): Block[] {
  return [...names].sort().map((name) =>
    resource('google_project_service', name, {
      project,
      service: `${name}.googleapis.com`,
      disable_on_destroy: false,
    }),
  )
}

/** The blocks that turn these APIs on, for what has to wait for them. */
export type Apis = (...names: string[]) => Block[]
export const apisOf =
  (services: readonly Block[]): Apis =>
  (...names) =>
    services.filter((service) => names.includes(service.name))

export const CLUSTER_SERVICES = [
  'artifactregistry',
  'cloudresourcemanager',
  'compute',
  'container',
  'iam',
  'iamcredentials',
  'logging',
  'monitoring',
  'storage',
]

/** The project, for its number. */
export const project = (plan: ClusterPlan, apis: Apis): Block => ({
  ...data('google_project', 'main', { project_id: plan.account }),
  dependsOn: apis('cloudresourcemanager'),
})
