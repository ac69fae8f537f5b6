import { emptyMap } from '../../lib/layers/tree.ts'
import type { Settled } from '../../lib/plan/types.ts'

/** Settings that answer where something was set with its path, as the name of the file. */
export function addressesOf<T>(values: T): Settled<T> {
  const at = (file: string) => ({ file, line: 1, column: 1 })
  return {
    values,
    tree: emptyMap(at('hub.yaml')),
    at: (path) => at(path.join('.')),
    nearest: (path) => at(path.join('.')),
  }
}
