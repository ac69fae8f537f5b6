import { isMap } from '../maps.ts'

/** Where an override cannot be meant, as a path below the override, and why. */
export interface Misfit {
  path: string[]
  message: string
  help: string
}

/** Where a map, a list or a single value would be replaced by something of another kind. `name` is of the whole. */
export function changedKinds(below: unknown, above: unknown, name: string): Misfit[] {
  return walk(below, above, []).map(({ path, from, to }) => ({
    path,
    message: `\`${path.join('.')}\` of \`${name}\` is ${from}, and the override makes it ${to}`,
    help: 'Write it as its documentation does; a list replaces the whole list below it.',
  }))
}

interface ChangedKind {
  path: string[]
  from: string
  to: string
}

function walk(below: unknown, above: unknown, path: readonly string[]): ChangedKind[] {
  if (below === undefined) return []
  const [from, to] = [kindOf(below), kindOf(above)]
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
