/** Boxes and arrows, laid out by dagre: from left to right, as settings flow. */
import { Graph, layout } from '@dagrejs/dagre'

export interface GraphNode {
  id: string
  title: string
  /** A second, smaller line. */
  note?: string | undefined
  /** Where a click leads. */
  href?: string | undefined
  kind?: 'box' | 'pool' | 'hub' | 'staging' | 'special'
}

export interface GraphEdge {
  from: string
  to: string
}

interface GraphProps {
  /** What the picture shows, for those who do not see it. */
  label: string
  nodes: readonly GraphNode[]
  edges: readonly GraphEdge[]
  /** Between boxes, for the arrows. */
  gap?: number
}

/** Width of a letter of the picture's font at most, and room beside the text. */
const LETTER = 8
const ROOM = 20
/** Of an arrow. */
const TIP = 7

export function GraphPicture({ label, nodes, edges, gap = 64 }: GraphProps) {
  const graph = placed({ nodes, edges, gap })
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return (
    <svg
      role="img"
      aria-label={label}
      width={Math.ceil(width)}
      height={Math.ceil(height)}
      viewBox={`0 0 ${Math.ceil(width)} ${Math.ceil(height)}`}
    >
      {edges.map(({ from, to }) => (
        <Arrow from={graph.node(from) as Placed} to={graph.node(to) as Placed} />
      ))}
      {nodes.map((node) => (
        <Box node={node} at={graph.node(node.id) as Placed} />
      ))}
    </svg>
  )
}

interface Placed {
  x: number
  y: number
  width: number
  height: number
}

function placed({ nodes, edges, gap }: Required<Omit<GraphProps, 'label'>>): Graph {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 14, edgesep: 4, ranksep: gap, marginx: 2, marginy: 2 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id, title, note } of nodes) {
    const letters = Math.max(title.length, (note?.length ?? 0) * 0.82)
    graph.setNode(id, { width: Math.round(letters * LETTER + ROOM), height: note === undefined ? 30 : 44 })
  }
  for (const { from, to } of edges) graph.setEdge(from, to)
  layout(graph)
  return graph
}

const round = (number: number): number => Math.round(number * 10) / 10

/** A curve from the right of one box to the left of another. */
function Arrow({ from, to }: { from: Placed; to: Placed }) {
  const [x0, x1] = [round(from.x + from.width / 2), round(to.x - to.width / 2)]
  const [y0, y1, middle] = [round(from.y), round(to.y), round((x0 + x1) / 2)]
  return (
    <>
      <path class="edge" d={`M${x0},${y0}C${middle},${y0} ${middle},${y1} ${x1 - TIP},${y1}`} />
      <polygon class="tip" points={`${x1},${y1} ${x1 - TIP},${y1 - TIP / 2} ${x1 - TIP},${y1 + TIP / 2}`} />
    </>
  )
}

function Box({
  node: { title, note, href, kind = 'box' },
  at: { x, y, width, height },
}: {
  node: GraphNode
  at: Placed
}) {
  const inner = (
    <>
      <rect class={kind} x={round(x - width / 2)} y={round(y - height / 2)} width={width} height={height} rx={4} />
      <text class="label" x={round(x)} y={round(note === undefined ? y + 4.5 : y - 3)} text-anchor="middle">
        {title}
      </text>
      {note !== undefined && (
        <text class="soft" x={round(x)} y={round(y + 14)} text-anchor="middle">
          {note}
        </text>
      )}
    </>
  )
  return href === undefined ? inner : <a href={href}>{inner}</a>
}
