import type { TSchema } from '@sinclair/typebox'

type Json = Record<string, unknown>

/**
 * The schema of a layer, from the schema of what holds in the end: nothing is required, `null` takes out what is
 * inherited, and a set may also be `{only: […]}` or `{remove: […], add: […]}`.
 */
export function partial(schema: TSchema): TSchema {
  return loosen(schema as Json) as unknown as TSchema
}

function loosen(schema: Json): Json {
  if (schema['x-free']) return schema
  const out: Json = { ...schema }
  delete out['required']
  if (schema['properties']) out['properties'] = mapValues(schema['properties'] as Json, nullable)
  if (schema['patternProperties']) out['patternProperties'] = mapValues(schema['patternProperties'] as Json, nullable)
  if (Array.isArray(schema['anyOf'])) out['anyOf'] = (schema['anyOf'] as Json[]).map(loosen)
  return out
}

function nullable(schema: Json): Json {
  if (schema['x-set']) return setForms(schema)
  const loose = loosen(schema)
  if (Array.isArray(loose['anyOf'])) return { ...loose, anyOf: [...(loose['anyOf'] as Json[]), { type: 'null' }] }
  const out: Json = { ...loose, type: [loose['type'], 'null'] }
  if (Array.isArray(loose['enum'])) out['enum'] = [...(loose['enum'] as unknown[]), null]
  return out
}

function setForms(schema: Json): Json {
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

const mapValues = (object: Json, change: (schema: Json) => Json): Json =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value as Json)]))
