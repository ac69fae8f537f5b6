import type { Diagnostic, Origin } from '../diagnostics.ts'
import type { Fleet } from '../plan/types.ts'

type Texts = ReadonlyMap<string, string>
type Resource = Record<string, unknown> & { lifecycle?: { prevent_destroy?: boolean } }

/** Arguments whose change makes Terraform destroy the old thing and make another. */
const IDENTITY = ['bucket', 'name', 'zone', 'availability_zone', 'location', 'resource_group_name', 'storage_account_name']
const SIZE = ['size', 'size_gb', 'disk_size_gb', 'quota', 'capacity_gb']

/**
 * Compares the Terraform that is in `dist/` with what would replace it: a protected resource that is gone, renamed or made smaller would be
 * destroyed by the next apply, with what people keep in it, since `prevent_destroy` goes with the block that says it. Both maps are by path
 * below `dist/`, `<community>/<folder>/main.tf.json`.
 */
export function dataLoss(previous: Texts, next: Texts, fleet: Fleet): Diagnostic[] {
  return [...previous].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([path, text]) => {
    const before = resources(text)
    const after = resources(next.get(path) ?? '{}')
    const [community, folder] = path.split('/') as [string, string]
    return [...before].filter(([, resource]) => resource.lifecycle?.prevent_destroy).flatMap(([address, resource]) => {
      const harm = harmTo(resource, after.get(address))
      return harm ? [loss(community, folder, address, harm, fleet)] : []
    })
  })
}

function harmTo(before: Resource, after: Resource | undefined): string | undefined {
  if (!after) return 'is no longer there'
  const moved = IDENTITY.find((key) => before[key] !== undefined && JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  if (moved) return `has another \`${moved}\` (${JSON.stringify(before[moved])} before), so that it would be made anew, empty`
  const [then, now] = [sizes(before), sizes(after)]
  const shrunk = Object.keys(then).find((key) => now[key]! < then[key]!)
  return shrunk ? `would shrink from ${then[shrunk]} to ${now[shrunk]}, which no cloud can do` : undefined
}

/** Sizes at the top of a resource or in a block of it (`file_shares.capacity_gb`), by path. */
function sizes(resource: unknown, path = ''): Record<string, number> {
  if (typeof resource !== 'object' || resource === null) return {}
  return Object.entries(resource).reduce<Record<string, number>>((found, [key, value]) => {
    if (typeof value === 'number' && SIZE.includes(key)) return { ...found, [path + key]: value }
    return { ...found, ...sizes(value, `${path}${key}.`) }
  }, {})
}

function loss(community: string, folder: string, address: string, harm: string, fleet: Fleet): Diagnostic {
  const hub = fleet.hubs.find((each) => each.community === community && each.hub === folder)
  const owner = fleet.communities.some((each) => each.name === community)
  const at: Origin = hub ? hub.settings.at([]) : { file: owner ? `communities/${community}/${folder === 'cluster' ? 'cluster' : 'community'}.yaml` : `communities/${community}`, line: 1, column: 1 }
  return {
    code: 'would-destroy-data', severity: 'error', at,
    message: `${address} of ${community}/${folder} ${harm}: people would lose what is kept there`,
    help: harm.includes('shrink')
      ? 'Write the old size again, or a larger one.'
      : `Bring the old settings back. To let it go, first write \`delete: true\` (below \`home:\` or the bucket; \`protect: false\` for a cluster), build, apply and commit; then change or remove it.`,
  }
}

/** The resources of a root by their address. Text that is not ours to read counts as none. */
function resources(text: string): Map<string, Resource> {
  try {
    const { resource = {} } = JSON.parse(text) as { resource?: Record<string, Record<string, Resource>> }
    return new Map(Object.entries(resource).flatMap(([type, named]) => Object.entries(named).map(([name, args]): [string, Resource] => [`${type}.${name}`, args])))
  } catch {
    return new Map()
  }
}
