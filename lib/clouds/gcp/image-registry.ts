import type { ClusterPlan, HubPlan } from '../../plan/types.ts'
import { attribute, template, type Block } from '../../print/terraform.ts'
import { resource } from './blocks.ts'
import { REGISTRY } from './facts.ts'
import { cloudLabels } from './names.ts'
import type { Apis } from './root.ts'

/**
 * A Docker repository of the project for each that hubs build images into, as
 * `us-central1-docker.pkg.dev/<project>/<repository>/`.
 */
export function imageRepositories(plan: ClusterPlan, hubs: readonly HubPlan[], apis: Apis): Block[] {
  const wanted = hubs.flatMap((hub) => {
    const [host = '', owner, repository] = (hub.servers.images.building?.registry ?? '').split('/')
    const location = /^([a-z0-9-]+)-docker\.pkg\.dev$/.exec(host)?.[1]
    return location && repository && owner === plan.account ? [`${location}/${repository}`] : []
  })
  return [...new Set(wanted)].sort().map((path) => {
    const [location, repository] = path.split('/') as [string, string]
    return resource(
      'google_artifact_registry_repository',
      `images_${location}_${repository.replace(/[^a-z0-9_-]/g, '-')}`,
      {
        project: plan.account,
        location,
        repository_id: repository,
        format: 'DOCKER',
        description: 'Images that hubs build',
        labels: cloudLabels(plan.labels),
        // 90 days: a build's image is asked for again within days or never
        cleanup_policies: [
          { id: 'unused', action: 'DELETE', condition: { older_than: '7776000s' } },
          { id: 'recent', action: 'KEEP', most_recent_versions: { keep_count: 5 } },
        ],
      },
      { dependsOn: apis('artifactregistry') },
    )
  })
}

/** Repositories of other projects that the machines may read: whoever applies may let others into them. */
export const pullsFromOthers = (plan: ClusterPlan, machines: Block, apis: Apis): Block[] =>
  plan.registries.flatMap(({ key, address }) => {
    const [, location, project, repository] = REGISTRY.exec(address) ?? []
    if (!location || !project || !repository) return []
    return [
      resource(
        'google_artifact_registry_repository_iam_member',
        `pull_from_${key}`,
        {
          project,
          location,
          repository,
          role: 'roles/artifactregistry.reader',
          member: template`serviceAccount:${attribute(machines, 'email')}`,
        },
        { dependsOn: apis('artifactregistry') },
      ),
    ]
  })
