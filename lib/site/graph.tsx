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
const ROOM = 14
const STEP = 12
/** Of the second line, as a share of the first. */
const SMALL = 0.82
/** Of an arrow. */
const TIP = 7

export function GraphPicture({ label, nodes, edges, gap = 64 }: GraphProps) {
  const { width, height, boxes } = placed({ nodes, edges, gap })
  return (
    // what holds links is a group of them
    <svg
      role={nodes.some(({ href }) => href !== undefined) ? 'group' : 'img'}
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      {edges.map(({ from, to }) => (
        <Arrow from={boxes.get(from)!} to={boxes.get(to)!} />
      ))}
      {nodes.map((node) => (
        <Box node={node} at={boxes.get(node.id)!} />
      ))}
    </svg>
  )
}

/** A box by its middle. */
interface Placed {
  x: number
  y: number
  width: number
  height: number
}

interface Layout {
  width: number
  height: number
  boxes: readonly Placed[]
}

/** Pictures of the same boxes and arrows are laid out once: many hubs stand on the same files. */
const layouts = new Map<string, Layout>()

function placed({ nodes, edges, gap }: Required<Omit<GraphProps, 'label'>>) {
  const number = new Map(nodes.map(({ id }, i) => [id, i]))
  const sizes = nodes.map(sizeOf)
  const arrows = edges.map(({ from, to }) => [number.get(from)!, number.get(to)!] as const)
  const key = JSON.stringify([sizes, arrows, gap])
  const found = layouts.get(key) ?? laidOut({ sizes, arrows, gap })
  layouts.set(key, found)
  return { ...found, boxes: new Map(nodes.map(({ id }, i) => [id, found.boxes[i]!])) }
}

/** Room for the text, in steps, so that boxes of nearly the same width are the same. */
function sizeOf({ title, note }: GraphNode): { width: number; height: number } {
  const letters = Math.max(shortened(title).length, shortened(note ?? '').length * SMALL)
  return { width: Math.ceil((letters * LETTER + ROOM) / STEP) * STEP, height: note === undefined ? 30 : 44 }
}

interface Boxes {
  sizes: readonly { width: number; height: number }[]
  /** From and to, by the places of the boxes. */
  arrows: readonly (readonly [number, number])[]
  gap: number
}

function laidOut({ sizes, arrows, gap }: Boxes): Layout {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 14, edgesep: 4, ranksep: gap, marginx: 2, marginy: 2 })
  graph.setDefaultEdgeLabel(() => ({}))
  sizes.forEach((size, i) => graph.setNode(String(i), { ...size }))
  for (const [from, to] of arrows) graph.setEdge(String(from), String(to))
  layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: sizes.map((size, i) => ({ ...size, ...place(graph.node(String(i))) })),
  }
}

const place = (node: unknown): { x: number; y: number } => {
  const { x, y } = node as Placed
  return { x, y }
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

/** Letters of a box at most. */
const LONGEST = 40

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text)

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
        {shortened(title)}
      </text>
      {note !== undefined && (
        <text class="soft" x={round(x)} y={round(y + 14)} text-anchor="middle">
          {shortened(note)}
        </text>
      )}
    </>
  )
  return href === undefined ? (
    inner
  ) : (
    <a href={href} aria-label={title}>
      {inner}
    </a>
  )
}
