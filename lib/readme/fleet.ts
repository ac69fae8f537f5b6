import { code, link, md, table } from './text.ts'
import type { FleetDocs } from './types.ts'

/** The text of `dist/README.md`: who is there, on which machines. */
export function renderFleetReadme(fleet: FleetDocs): string {
  const hubsOf = (community: string): number => fleet.hubs.filter((hub) => hub.community === community).length
  const overridden =
    fleet.hubs.reduce((sum, hub) => sum + hub.overrides, 0) +
    fleet.clusters.reduce((sum, cluster) => sum + cluster.overrides, 0)
  const sections = [
    '# The fleet',
    'Written by hubloom from `profiles/` and `communities/`. Change those, not the files here.',
    `${count(fleet.communities.length, 'community', 'communities')}, ` +
      `${count(fleet.hubs.length, 'hub', 'hubs')}, ${count(fleet.clusters.length, 'cluster', 'clusters')}, ` +
      `${count(overridden, 'value', 'values')} set through \`overrides\`.`,
    '## Communities',
    table(
      ['Community', 'Name', 'Hubs', 'Own cluster'],
      fleet.communities.map(({ name, title, url }) => [
        `[${md(name)}](${encodeURIComponent(name)}/README.md)`,
        url ? link(title, url) : md(title),
        String(hubsOf(name)),
        fleet.clusters.some((cluster) => cluster.community === name) ? 'yes' : '',
      ]),
    ),
    '## Hubs',
    table(
      ['Hub', 'Title', 'Address', 'Purpose', 'Profile', 'Cluster', 'Cloud', 'Overrides'],
      fleet.hubs.map((hub) => [
        code(`${hub.community}/${hub.name}`, true),
        md(hub.title),
        link(hub.domain, `https://${hub.domain}`),
        md(hub.purpose),
        hub.profiles.map(md).join(', '),
        md(hub.cluster),
        md(hub.cloud),
        String(hub.overrides),
      ]),
    ),
    '## Clusters',
    table(
      ['Cluster', 'Owner', 'Cloud', 'Region', 'Tenancy', 'Hubs', 'Pools', 'Overrides'],
      fleet.clusters.map((cluster) => [
        code(cluster.name, true),
        md(cluster.community),
        md(cluster.cloud),
        md(cluster.region),
        md(cluster.tenancy),
        String(cluster.hubs),
        cluster.pools
          .map(
            (pool) =>
              `${code(pool.name, true)}: ${md(pool.machine)}, ${pool.min} to ${pool.max}${pool.spot ? ', spot' : ''}`,
          )
          .join('<br>'),
        String(cluster.overrides),
      ]),
    ),
  ]
  return `${sections.join('\n\n')}\n`
}

export const count = (many: number, one: string, more: string): string => `${many} ${many === 1 ? one : more}`
