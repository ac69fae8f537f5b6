import type { TSchema } from '@sinclair/typebox'
import type { InputSchemas } from './index.ts'

/** The JSON Schemas of the inputs, for editors: `schema/hub.json` and so on. Each input's first line names its own. */
export function schemaFiles(schemas: InputSchemas): [string, string][] {
  return Object.entries(schemas.layer).map(([kind, schema]) => [
    `schema/${kind}.json`,
    `${JSON.stringify(forEditors(kind, schema), null, 1)}\n`,
  ])
}

function forEditors(kind: string, schema: TSchema): unknown {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `hubloom ${kind}`,
    ...(withoutMarks(schema) as object),
  }
}

/** Editors warn of keywords they do not know. */
function withoutMarks(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutMarks)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !key.startsWith('x-'))
      .map(([key, value]) => [key, withoutMarks(value)]),
  )
}
