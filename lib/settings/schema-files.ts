import type { InputSchemas } from './index.ts'
import { isMark, withoutKeywords, type JsonSchema } from './json-schema.ts'

/** The JSON Schemas of the inputs, for editors: `schema/hub.json` and so on. Each input's first line names its own. */
export function schemaFiles(schemas: InputSchemas): [string, string][] {
  return Object.entries(schemas.layer).map(([kind, schema]) => [
    `schema/${kind}.json`,
    `${JSON.stringify(forEditors(kind, schema), null, 1)}\n`,
  ])
}

function forEditors(kind: string, schema: JsonSchema): unknown {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `hubloom ${kind}`,
    // editors warn of keywords they do not know
    ...withoutKeywords(schema, isMark),
  }
}
