import type { Diagnostic, Origin } from '../diagnostics.ts'
import { isMap } from '../maps.ts'
import { isListChange } from './lay-over.ts'
import { overrideProblems } from './problems.ts'

/**
 * Where a map, a list or a single value would be replaced by something of another kind. `name` is of the whole, and
 * `originOf` tells where a path below it stands.
 */
export function changedKinds(
  { below, above, name }: { below: unknown; above: unknown; name: string },
  originOf: (path: readonly string[]) => Origin,
): Diagnostic[] {
  return walk(below, above, []).map(({ path, from, to }) =>
    overrideProblems.raise('override-misfit/kind', {
      at: originOf(path),
      args: { path: path.join('.'), name, from, to },
    }),
  )
}

interface ChangedKind {
  path: string[]
  from: string
  to: string
}

function walk(below: unknown, above: unknown, path: readonly string[]): ChangedKind[] {
  if (below === undefined) return []
  const [from, to] = [kindOf(below), kindOf(above)]
  if (Array.isArray(below) && isListChange(below, above)) return []
  if (from !== to) return [{ path: [...path], from, to }]
  if (!isMap(above)) return []
  return Object.entries(above).flatMap(([key, value]) =>
    walk(isMap(below) && Object.hasOwn(below, key) ? below[key] : undefined, value, [...path, key]),
  )
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return isMap(value) ? 'a map' : 'a single value'
}
