import { rememberedOf } from '../remembered.ts'
import { mapSchemas, type JsonSchema } from './json-schema.ts'

/**
 * The schema of a layer, from the schema of what holds in the end: nothing is required, `null` takes out what is
 * inherited, and a set may also be `{only: […]}` or `{remove: […], add: […]}`.
 */
export function partial(schema: JsonSchema): JsonSchema {
  if (schema['x-free']) return schema
  const { required: _, ...out } = schema
  if (schema.properties) out.properties = mapSchemas(schema.properties, nullable)
  if (schema.patternProperties) out.patternProperties = mapSchemas(schema.patternProperties, nullable)
  if (schema.anyOf) out.anyOf = schema.anyOf.map(partial)
  return out
}

/** Most settings stand in the schemas of several kinds of file. */
const nullable = rememberedOf((schema: JsonSchema): JsonSchema => {
  if (schema['x-set']) return setForms(schema)
  const loose = partial(schema)
  if (loose.anyOf) return { ...loose, anyOf: [...loose.anyOf, { type: 'null' }] }
  const out: JsonSchema = { ...loose, type: [...[loose.type ?? []].flat(), 'null'] }
  if (loose.enum) out.enum = [...loose.enum, null]
  return out
})

function setForms(schema: JsonSchema): JsonSchema {
  const { description, examples, 'x-set': mark, ...array } = schema
  return {
    description,
    examples,
    'x-set': mark,
    anyOf: [
      array,
      { type: 'object', properties: { only: array }, required: ['only'], additionalProperties: false },
      { type: 'object', properties: { remove: array, add: array }, minProperties: 1, additionalProperties: false },
      { type: 'null' },
    ],
  }
}
