/** The map of a fleet: clouds, clusters, their pools, and each hub in the pool of its usual size. */
import { hierarchy, treemap, treemapSlice, treemapSquarify, type HierarchyRectangularNode } from 'd3-hierarchy'
import { clusterPath, hubPath, type ClusterFacts, type HubFacts, type Site } from './facts.ts'
import { plural } from './words.ts'

interface Item {
  kind: 'fleet' | 'cluster' | 'pool' | 'hub'
  title: string
  note?: string
  hub?: HubFacts
  /** Area: of a hub, with its part of the head of its pool. */
  area?: number
  href?: string
  children?: Item[]
}

const WIDTH = 1160
/** Area of a pool in which no hub stands, as a share of a hub's. */
const EMPTY = 1
const squarify = treemapSquarify.ratio(1.3)
/** Of the head of a cluster and of a pool. */
const HEADS: Readonly<Record<Item['kind'], number>> = { fleet: 0, cluster: 24, pool: 17, hub: 0 }

export function FleetMap({ site }: { site: Site }) {
  const root = laidOut({
    kind: 'fleet',
    title: '',
    children: site.clusters.map((cluster) => clusterItem(cluster, site)),
  })
  return (
    <figure>
      <div class="wide" tabIndex={0} role="group" aria-label="Map of clusters, pools and hubs">
        <svg
          width={WIDTH}
          height={root.y1}
          viewBox={`0 0 ${WIDTH} ${root.y1}`}
          role="group"
          aria-label="Clusters, their pools, and hubs"
        >
          {root.descendants().map((node) => node.depth > 0 && <Cell node={node} />)}
        </svg>
      </div>
      <Key />
      <figcaption>
        Each hub stands in the pool of its usual size. A pool without hubs is for other sizes or for services.
        <span class="narrow">The map is wider than this screen: move it sideways to see all of it.</span>
      </figcaption>
    </figure>
  )
}

const KINDS = [
  ['hub', 'production'],
  ['staging', 'staging'],
  ['special', 'event'],
] as const

const Key = () => (
  <ul class="key">
    {KINDS.map(([kind, word]) => (
      <li>
        <svg width="14" height="14" aria-hidden="true">
          <rect class={kind} width="14" height="14" rx="2" />
        </svg>
        {word}
      </li>
    ))}
  </ul>
)

export const kindOf = ({ plan: { purpose } }: HubFacts): (typeof KINDS)[number][0] =>
  KINDS.find(([, word]) => word === purpose)?.[0] ?? 'special'

function clusterItem(cluster: ClusterFacts, { registry }: Site): Item {
  const { plan, hubs } = cluster
  const cloud = registry.clouds[plan.cloud]!.facts.title
  return {
    kind: 'cluster',
    title: plan.name,
    note: `${cloud}, ${plan.region}, ${plural(hubs.length, 'hub')}`,
    href: clusterPath(plan),
    children: plan.pools.map((pool) => poolItem(pool.name, hubs)),
  }
}

function poolItem(title: string, all: readonly HubFacts[]): Item {
  const hubs = all.filter(({ plan: { defaultSize } }) => defaultSize.pool === title)
  return {
    kind: 'pool',
    title,
    area: hubs.length === 0 ? EMPTY : 0,
    children: hubs.map((hub) => ({
      kind: 'hub',
      title: hub.name,
      hub,
      href: hubPath(hub.plan),
      area: 1 + 1 / hubs.length,
    })),
  }
}

function laidOut(item: Item): HierarchyRectangularNode<Item> {
  const root = hierarchy(item).sum(({ area = 0 }) => area)
  // with few hubs a cell has room for its title, with many it is a small square
  const cells = root.leaves().length
  const height = Math.round(Math.min(1500, Math.max(480, cells * 15, Math.sqrt(cells) * 36)))
  return (
    treemap<Item>()
      // pools one below the other, so that their names have the width of the cluster
      .tile((node, ...at) => (node.depth === 1 ? treemapSlice(node, ...at) : squarify(node, ...at)))
      .size([WIDTH, height])
      .paddingInner(3)
      .paddingOuter(3)
      .paddingTop(({ data }) => HEADS[data.kind] || 0)
      .round(true)(root)
  )
}

function Cell({ node: { data, x0, y0, x1, y1 } }: { node: HierarchyRectangularNode<Item> }) {
  const [width, height] = [x1 - x0, y1 - y0]
  if (width <= 0 || height <= 0) return null
  if (data.kind === 'hub') return <HubCell item={data} at={{ x0, y0, width, height }} />
  const isCluster = data.kind === 'cluster'
  const text = fitted(
    isCluster && data.note ? `${data.title} · ${data.note}` : data.title,
    width - 10,
    isCluster ? 8.2 : 6.9,
  )
  const inner = (
    <>
      <rect class={isCluster ? 'box' : 'pool'} x={x0} y={y0} width={width} height={height} rx={3} />
      {height >= 14 && (
        <text class={isCluster ? 'label' : 'soft'} x={x0 + 6} y={y0 + (isCluster ? 16 : 12)}>
          {text}
        </text>
      )}
      <title>{isCluster ? `${data.title}, ${data.note}` : `Pool ${data.title}`}</title>
    </>
  )
  return data.href === undefined ? <g>{inner}</g> : <a href={data.href}>{inner}</a>
}

interface At {
  x0: number
  y0: number
  width: number
  height: number
}

function HubCell({ item: { title, hub, href }, at: { x0, y0, width, height } }: { item: Item; at: At }) {
  const text = height >= 18 && width >= 64 ? fitted(title, width - 8, 7.6) : ''
  return (
    <a href={href}>
      <rect class={kindOf(hub!)} x={x0} y={y0} width={width} height={height} rx={2} />
      {text !== '' && (
        <text x={x0 + 5} y={y0 + Math.min(16, height - 5)}>
          {text}
        </text>
      )}
      <title>{`${title} (${hub!.plan.id})`}</title>
    </a>
  )
}

/** As much of a text as a width has room for, by the width of a letter. */
function fitted(text: string, width: number, letter: number): string {
  const most = Math.floor(width / letter)
  if (text.length <= most) return text
  return most < 4 ? '' : `${text.slice(0, most - 1)}…`
}
