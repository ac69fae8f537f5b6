import { grouped } from '../maps.ts'
import { byPath } from '../plan/communities.ts'
import {
  blocks,
  code,
  codeList,
  joinMarkdown,
  link,
  md,
  renderMarkdown,
  table,
  type Markdown,
} from '../print/markdown.ts'
import { remembered } from '../remembered.ts'
import { portability } from './portability.ts'
import type { FleetDocs } from './types.ts'

/** Of several groups of communities, as if they were one. */
export const joinFleetDocs = (all: readonly FleetDocs[]): FleetDocs => ({
  communities: all.flatMap(({ communities: each }) => each).sort(byPath(({ name }) => name)),
  hubs: all.flatMap(({ hubs: each }) => each).sort(byPath(({ community, name }) => pathOfHub(`${community}/${name}`))),
  clusters: all.flatMap(({ clusters: each }) => each).sort(byPath(({ community }) => community)),
  portability: all.flatMap(({ portability: each }) => each).sort(byPath(({ hub }) => pathOfHub(hub))),
})

const pathOfHub = (id: string): string => `${id.replace('/', '/hubs/')}.yaml`

/** The text of `dist/README.md`: who is there, on which machines. */
export function renderFleetReadme(fleet: FleetDocs): string {
  const overridden = [...fleet.hubs, ...fleet.clusters].reduce((sum, { overrides }) => sum + overrides, 0)
  return renderMarkdown(
    blocks([
      md`# The fleet`,
      md`Written by hubloom from \`profiles/\` and \`communities/\`. Change those, not the files here.`,
      md`${counted(fleet.communities.length, 'community', 'communities')}, ${counted(fleet.hubs.length, 'hub', 'hubs')},
        ${counted(fleet.clusters.length, 'cluster', 'clusters')}, ${counted(overridden, 'value', 'values')} set through
        \`overrides\`.`,
      md`## Communities`,
      communities(fleet),
      md`## Hubs`,
      hubs(fleet),
      md`## Clusters`,
      clusters(fleet),
      ...portability(fleet),
    ]),
  )
}

function communities(fleet: FleetDocs): Markdown {
  const hubs = grouped(fleet.hubs, ({ community }) => community)
  const withCluster = new Set(fleet.clusters.map(({ community }) => community))
  return table(
    ['Community', 'Name', 'Hubs', 'Own cluster', 'Leaves cleanly'],
    fleet.communities.map(({ name, title, url, ...leaving }) => [
      md`[${name}](${encodeURIComponent(name)}/README.md)`,
      url ? link(title, url) : md`${title}`,
      md`${hubs.get(name)?.length ?? 0}`,
      withCluster.has(name) ? md`yes` : md``,
      md`${leaves(leaving)} ([how](${encodeURIComponent(name)}/LEAVING.md))`,
    ]),
  )
}

/** Whether its folder is all that it takes to set its hubs up in another account. */
function leaves({ hosts, borrowed }: Pick<FleetDocs['communities'][number], 'hosts' | 'borrowed'>): Markdown {
  const uses = borrowed === 0 ? md`` : md`; uses ${counted(borrowed, 'thing', 'things')} of others`
  if (hosts.length === 0) return md`yes${uses}`
  return md`with a cluster of its own in place of ${codeList(hosts)}${uses}`
}

function hubs(fleet: FleetDocs): Markdown {
  const cell = cells()
  return table(
    ['Hub', 'Title', 'Address', 'Purpose', 'Profile', 'Cluster', 'Cloud', 'Overrides'],
    fleet.hubs.map((hub) => [
      code`${hub.community}/${hub.name}`,
      md`${hub.title}`,
      link(hub.domain, `https://${hub.domain}`),
      cell(hub.purpose),
      cell(hub.profiles.join(', ')),
      cell(hub.cluster),
      cell(hub.cloud),
      cell(hub.overrides),
    ]),
  )
}

function clusters(fleet: FleetDocs): Markdown {
  const cell = cells()
  return table(
    ['Cluster', 'Owner', 'Cloud', 'Region', 'Tenancy', 'Hubs', 'Pools', 'Overrides'],
    fleet.clusters.map((cluster) => [
      code`${cluster.name}`,
      cell(cluster.community),
      cell(cluster.cloud),
      cell(cluster.region),
      cell(cluster.tenancy),
      cell(cluster.hubs),
      joinMarkdown(cluster.pools.map(pool), '<br>'),
      cell(cluster.overrides),
    ]),
  )
}

/** Many rows have the same words. */
const cells = (): ((words: string | number) => Markdown) => remembered((words) => md`${words}`)

const pool = ({ name, machine, min, max, spot }: FleetDocs['clusters'][number]['pools'][number]): Markdown =>
  md`${code`${name}`}: ${machine}, ${min} to ${max}${spot ? md`, spot` : ''}`

export const counted = (many: number, one: string, more: string): string => `${many} ${many === 1 ? one : more}`
