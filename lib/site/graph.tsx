/** Boxes and arrows, laid out by dagre: from left to right, and on narrow screens from top to bottom. */
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
  /** Rows that it spans at least, from top to bottom: so that boxes with long names are not beside each other. */
  rows?: number
}

interface GraphProps {
  /** What the picture shows, for those who do not see it. */
  label: string
  nodes: readonly GraphNode[]
  edges: readonly GraphEdge[]
  /** Between boxes, for the arrows. */
  gap?: number
  /** From top to bottom. */
  down?: boolean
}

/** Width of a letter of the picture's font at most, and room beside the text. */
const LETTER = 8
const ROOM = 14
const STEP = 12
/** Of the second line, as a share of the first. */
const SMALL = 0.82
/** Of an arrow. */
const TIP = 7
/** Pixels up to which a picture is drawn smaller to fit a narrow screen; a wider one is moved within its box. */
const NARROW = 500

/** A picture for wide screens, and the same one from top to bottom for narrow ones. */
export const FlowPicture = (props: Omit<GraphProps, 'down'>) => (
  <>
    <div class="wide broad" tabIndex={0} role="group" aria-label={props.label}>
      <GraphPicture {...props} />
    </div>
    <div class="wide narrow" tabIndex={0} role="group" aria-label={props.label}>
      <GraphPicture {...props} gap={28} down />
    </div>
  </>
)

export function GraphPicture({ label, nodes, edges, gap = 64, down = false }: GraphProps) {
  const { width, height, boxes, routes } = placed({ nodes, edges, gap, down })
  return (
    // what holds links is a group of them
    <svg
      class={width <= NARROW ? 'fits' : undefined}
      role={nodes.some(({ href }) => href !== undefined) ? 'group' : 'img'}
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      {edges.map(({ from, to }, i) => (
        <Arrow from={boxes.get(from)!} to={boxes.get(to)!} by={routes[i]!} down={down} />
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
  /** Points between boxes that an arrow goes by, so that it goes behind none. */
  routes: readonly (readonly Point[])[]
}

interface Point {
  x: number
  y: number
}

/** Pictures of the same boxes and arrows are laid out once: many hubs stand on the same files. */
const layouts = new Map<string, Layout>()

function placed({ nodes, edges, gap, down }: Required<Omit<GraphProps, 'label'>>) {
  const number = new Map(nodes.map(({ id }, i) => [id, i]))
  const sizes = nodes.map(sizeOf)
  const arrows = edges.map(({ from, to, rows = 1 }) => [number.get(from)!, number.get(to)!, rows] as const)
  const key = JSON.stringify([sizes, arrows, gap, down])
  const found = layouts.get(key) ?? laidOut({ sizes, arrows, gap, down })
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
  /** From and to, by the places of the boxes, and rows. */
  arrows: readonly (readonly [number, number, number])[]
  gap: number
  down: boolean
}

function laidOut({ sizes, arrows, gap, down }: Boxes): Layout {
  const graph = new Graph()
  graph.setGraph({ rankdir: down ? 'TB' : 'LR', nodesep: 14, edgesep: 4, ranksep: gap, marginx: 2, marginy: 2 })
  graph.setDefaultEdgeLabel(() => ({}))
  sizes.forEach((size, i) => graph.setNode(String(i), { ...size }))
  for (const [from, to, rows] of arrows) graph.setEdge(String(from), String(to), { minlen: down ? rows : 1 })
  layout(graph)
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: sizes.map((size, i) => ({ ...size, ...place(graph.node(String(i))) })),
    routes: arrows.map(([from, to]) => routeOf(graph.edge(String(from), String(to)))),
  }
}

const place = (node: unknown): Point => {
  const { x, y } = node as Placed
  return { x, y }
}

/** Where an arrow passes other boxes: without its ends, and nothing of one to the next row of boxes. */
function routeOf(edge: unknown): Point[] {
  const { points } = edge as { points: Point[] }
  return points.length > 3 ? points.slice(1, -1) : []
}

const round = (number: number): number => Math.round(number * 10) / 10

interface ArrowProps {
  from: Placed
  to: Placed
  by: readonly Point[]
  down: boolean
}

/** A curve from the right of one box to the left of another, or from the bottom to the top. */
function Arrow({ from, to, by, down }: ArrowProps) {
  const start = down ? { x: from.x, y: from.y + from.height / 2 } : { x: from.x + from.width / 2, y: from.y }
  const tip = down ? { x: to.x, y: to.y - to.height / 2 } : { x: to.x - to.width / 2, y: to.y }
  const end = down ? { x: tip.x, y: tip.y - TIP } : { x: tip.x - TIP, y: tip.y }
  const points = [start, ...by, end]
  const curves = points.slice(1).map((point, i) => curve(points[i]!, point, down))
  const sides = down
    ? [at({ x: end.x - TIP / 2, y: end.y }), at({ x: end.x + TIP / 2, y: end.y })]
    : [at({ x: end.x, y: end.y - TIP / 2 }), at({ x: end.x, y: end.y + TIP / 2 })]
  return (
    <>
      <path class="edge" d={`M${at(start)}${curves.join('')}`} />
      <polygon class="tip" points={[at(tip), ...sides].join(' ')} />
    </>
  )
}

const at = ({ x, y }: Point): string => `${round(x)},${round(y)}`

/** Straight on at both ends. */
function curve(from: Point, to: Point, down: boolean): string {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  const [first, second] = down
    ? [
        { x: from.x, y: middle.y },
        { x: to.x, y: middle.y },
      ]
    : [
        { x: middle.x, y: from.y },
        { x: middle.x, y: to.y },
      ]
  return `C${at(first)} ${at(second)} ${at(to)}`
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
