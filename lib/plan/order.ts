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

const hasOrder = (entry: { name: string; order?: number | undefined }): entry is { name: string; order: number } =>
  entry.order !== undefined

function orderOf(entry: Node): number | undefined {
  const found = nodeAt(entry, ['order'])
  return found?.kind === 'value' && typeof found.value === 'number' ? found.value : undefined
}
