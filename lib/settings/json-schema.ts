/**
 * JSON Schema as far as the settings are written in it (`fields.ts`, `partial.ts`), typed: what validators, messages
 * and pages read of it.
 */
import { rememberedOf } from '../remembered.ts'

export interface JsonSchema {
  $ref?: string
  type?: string | readonly string[]
  description?: string
  examples?: readonly unknown[]
  properties?: Readonly<Record<string, JsonSchema>>
  /** By the pattern of a key that is none of the properties. One pattern at most. */
  patternProperties?: Readonly<Record<string, JsonSchema>>
  additionalProperties?: boolean | JsonSchema
  required?: readonly string[]
  minProperties?: number
  items?: JsonSchema
  anyOf?: readonly JsonSchema[]
  enum?: readonly unknown[]
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  /** A list that layers add to. */
  'x-set'?: boolean
  /** A map of anything, checked by whoever reads it. */
  'x-free'?: boolean
  /** What a text is, for messages: `name`, `size`, `duration`. */
  'x-kind'?: string
  /** Which names a map takes, in a sentence, where its pattern is hard to read. */
  'x-names'?: string
}

/** The ways in which a setting may be said: itself, or the branches of its union. */
export const branches = (schema: JsonSchema): readonly JsonSchema[] =>
  schema.anyOf ? schema.anyOf.flatMap(branches) : [schema]

/** The types that a branch takes; `null` takes out what is inherited and is no type of its own. */
export const typesOf = ({ type = [] }: JsonSchema): readonly string[] => [type].flat().filter((name) => name !== 'null')

/** The schema that describes what stands at a path, or undefined. */
export function schemaAt(schema: JsonSchema, path: readonly (string | number)[]): JsonSchema | undefined {
  let here: JsonSchema | undefined = schema
  for (const step of path) {
    here = here && childOf(here, String(step))
  }
  return here
}

/** The schema of one setting, name or item of a map or a list. */
export function childOf(schema: JsonSchema, key: string): JsonSchema | undefined {
  for (const { properties, patternProperties = {}, items } of branches(schema)) {
    if (properties && Object.hasOwn(properties, key)) return properties[key]
    const [named] = Object.values(patternProperties)
    const inner = named ?? items
    if (inner) return inner
  }
  return undefined
}

/** Changes each schema of a map of them. */
export const mapSchemas = (
  schemas: Readonly<Record<string, JsonSchema>>,
  change: (schema: JsonSchema) => JsonSchema,
): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, change(schema)]))

/** Whether a keyword is one of hubloom's own, such as `x-set`. */
export const isMark = (keyword: string): boolean => keyword.startsWith('x-')

/**
 * A function that gives a schema, and all below it, without some keywords. Settings of the same name stay. What several
 * schemas share, they share in what it gives.
 */
export function withoutKeywords(drop: (keyword: string) => boolean): (schema: JsonSchema) => JsonSchema {
  const inner = rememberedOf((schema: JsonSchema): JsonSchema => without(schema, drop, inner))
  return inner
}

function without(
  schema: JsonSchema,
  drop: (keyword: string) => boolean,
  inner: (below: JsonSchema) => JsonSchema,
): JsonSchema {
  const out: JsonSchema = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !drop(keyword)))
  if (out.properties) out.properties = mapSchemas(out.properties, inner)
  if (out.patternProperties) out.patternProperties = mapSchemas(out.patternProperties, inner)
  if (out.items) out.items = inner(out.items)
  if (out.anyOf) out.anyOf = out.anyOf.map(inner)
  return out
}
