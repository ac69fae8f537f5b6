import type { LayerName } from '../diagnostics.ts'
import { nodeAt, type Node, type Path } from '../layers/tree.ts'

/**
 * The names below a path in the order in which people see them: as written, a later layer's new ones last; an `order:`
 * puts an entry at that place of the list, where 1 is the first, and of several at one place the one written first.
 */
export function namesInOrder(tree: Node, path: Path): string[] {
  const named = nodeAt(tree, path)
  if (named?.kind !== 'map') return []
  const entries = [...named.entries]
    .filter(([, node]) => node.kind !== 'remove')
    .map(([name, node]) => ({ name, order: orderOf(node) }))
  const names = entries.filter(({ order }) => order === undefined).map(({ name }) => name)
  let free = 0
  for (const { name, order } of entries.filter(hasOrder).sort((a, b) => a.order - b.order)) {
    const place = Math.max(order - 1, free)
    names.splice(place, 0, name)
    free = place + 1
  }
  return names
}

/** Layers, lowest first: of two that mark an entry as the one that is selected, the later one has the say. */
const LAYERS: readonly (LayerName | undefined)[] = ['base', 'profile', 'community', 'hub']

/** The names below a path that the latest layer to say so marks as `default`, in their order: one, unless it errs. */
export function markedDefaults(tree: Node, path: Path): string[] {
  const marked = namesInOrder(tree, path).flatMap((name) => {
    const node = nodeAt(tree, [...path, name, 'default'])
    return node?.kind === 'value' && node.value === true ? [{ name, rank: LAYERS.indexOf(node.at.layer) }] : []
  })
  const latest = Math.max(...marked.map(({ rank }) => rank))
  return marked.filter(({ rank }) => rank === latest).map(({ name }) => name)
}

const hasOrder = (entry: { name: string; order?: number | undefined }): entry is { name: string; order: number } =>
  entry.order !== undefined

function orderOf(entry: Node): number | undefined {
  const found = nodeAt(entry, ['order'])
  return found?.kind === 'value' && typeof found.value === 'number' ? found.value : undefined
}
