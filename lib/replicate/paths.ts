/** Places in the texts of input files. */
import { LineCounter, isMap, isNode, isSeq, parseDocument } from 'yaml'
import type { Origin } from '../diagnostics.ts'
import type { Registry } from '../registry.ts'
import type { LayerKind } from '../settings/index.ts'
import { branches, schemaAt, type JsonSchema } from '../settings/json-schema.ts'

/** Keys, and numbers of items in lists. */
export type Path = readonly (string | number)[]

/** As a person writes it: without the numbers of items. */
export const writePath = (path: Path): string => path.filter((step) => typeof step === 'string').join('.')

/** The setting whose key, or the item that, stands at a line and a column. */
export function pathAt(text: string, { line, column }: Pick<Origin, 'line' | 'column'>): Path | undefined {
  const counter = new LineCounter()
  const document = parseDocument(text, { logLevel: 'silent', lineCounter: counter })
  const isThere = (node: unknown): boolean => {
    if (!isNode(node) || !node.range) return false
    const { line: atLine, col } = counter.linePos(node.range[0])
    return atLine === line && col === column
  }
  const find = (node: unknown, path: Path): Path | undefined => {
    if (isMap(node))
      for (const { key, value } of node.items) {
        const below = [...path, String(isNode(key) ? key.toJSON() : key)]
        const found = isThere(key) ? below : find(value, below)
        if (found) return found
      }
    if (isSeq(node))
      for (const [i, item] of node.items.entries()) {
        const found = isThere(item) && !isMap(item) ? [...path, i] : find(item, [...path, i])
        if (found) return found
      }
    return undefined
  }
  return find(document.contents, [])
}

/** What kind of input a file is. */
export function kindOf(file: string): LayerKind | undefined {
  if (/(^|\/)profiles\/[^/]+\.yaml$/.test(file)) return 'profile'
  if (/\/hubs\/[^/]+\.yaml$/.test(file)) return 'hub'
  if (file.endsWith('/community.yaml')) return 'community'
  return file.endsWith('/cluster.yaml') ? 'cluster' : undefined
}

/** How many keys lead to the last thing with a name of its own, which stays though it says nothing any more. */
export function namedKeys(file: string, path: Path, { schemas }: Registry): number {
  const kind = kindOf(file)
  const schema = kind && schemas.layer[kind]
  if (!schema) return 0
  return path.slice(0, -1).reduce<number>((count, _, i) => (isNamed(schema, path, i) ? i + 1 : count), 0)
}

function isNamed(schema: JsonSchema, path: Path, i: number): boolean {
  const above = schemaAt(schema, path.slice(0, i))
  return (
    above !== undefined &&
    branches(above).some(
      ({ properties = {}, patternProperties }) =>
        patternProperties !== undefined && !Object.hasOwn(properties, String(path[i])),
    )
  )
}
