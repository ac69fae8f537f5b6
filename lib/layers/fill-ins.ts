/** What a person has still to fill in: `replicate` writes it where only the new owner knows what belongs there. */
import type { Diagnostic } from '../diagnostics.ts'
import type { JsonSchema } from '../settings/json-schema.ts'
import type { Fault } from './mend.ts'
import { inputProblems } from './problems.ts'
import { aboutOf, nearestDescribed } from './schema-errors.ts'
import type { MapNode, Node } from './tree.ts'

/** Stands for a value that is not known yet. No setting takes it. */
export const FILL_IN = 'FILL-IN'

const HOLDS = new RegExp(`(^|[^A-Za-z0-9-])${FILL_IN}($|[^A-Za-z0-9-])`)

type Path = (string | number)[]

/** Every value that holds the placeholder: each is an error of its own, so that all are listed. */
export function findFillIns(root: MapNode, schema: JsonSchema): { fault: Fault; diagnostic: Diagnostic }[] {
  return placesIn(root, []).map(({ node: { at }, path }) => {
    const setting = path.filter((step) => typeof step === 'string').join('.')
    const about = aboutOf(nearestDescribed(schema, path))
    return {
      fault: { path, unknown: false },
      diagnostic: inputProblems.raise('fill-in', { at, args: { setting, about } }),
    }
  })
}

function placesIn(node: Node, path: Path): { node: Node; path: Path }[] {
  if (node.kind === 'map') return [...node.entries].flatMap(([key, child]) => placesIn(child, [...path, key]))
  if (node.kind === 'list') return node.items.flatMap((item, i) => placesIn(item, [...path, i]))
  return node.kind === 'value' && HOLDS.test(String(node.value)) ? [{ node, path }] : []
}
