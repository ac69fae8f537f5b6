import type { InputSchemas } from './index.ts'
import { isMark, withoutKeywords, type JsonSchema } from './json-schema.ts'

/** They are the same at every compilation, and took a third of that of one hub. */
const printed = new WeakMap<InputSchemas, readonly [string, string][]>()

/** The JSON Schemas of the inputs, for editors: `schema/hub.json` and so on. Each input's first line names its own. */
export function schemaFiles(schemas: InputSchemas): readonly [string, string][] {
  const known = printed.get(schemas)
  if (known) return known
  const files = Object.entries(schemas.layer).map(([kind, schema]): [string, string] => [
    `schema/${kind}.json`,
    `${JSON.stringify(forEditors(kind, schema), null, 1)}\n`,
  ])
  printed.set(schemas, files)
  return files
}

const withoutMarks = withoutKeywords(isMark)

function forEditors(kind: string, schema: JsonSchema): unknown {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `hubloom ${kind}`,
    // editors warn of keywords they do not know
    ...withoutMarks(schema),
  }
}
