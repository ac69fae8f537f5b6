/**
 * Validators of the schemas, made by Ajv. Loading it and compiling takes 0.1 s: lib/validators.ts spares a run that.
 */
import { Ajv, type DefinedError } from 'ajv'
import type { InputSchemas, LayerKind, ResolvedKind } from './index.ts'
import { isMark, mapSchemas, withoutKeywords, type JsonSchema } from './json-schema.ts'

interface Validator {
  (data: unknown): boolean
  errors?: DefinedError[] | null
}

export interface Validators {
  layer(kind: LayerKind): Validator
  resolved(kind: ResolvedKind): Validator
}

/** What every input is checked against. */
export interface InputRules {
  schemas: InputSchemas
  validators: Validators
}

/** Each is compiled when it is first asked for. */
export function makeValidators(schemas: InputSchemas): Validators {
  let ajv: Ajv | undefined
  const compiled = (id: string): Validator => (ajv ??= makeAjv(schemas)).getSchema(id) as Validator
  return { layer: (kind) => compiled(`layer_${kind}`), resolved: (kind) => compiled(`resolved_${kind}`) }
}

/** Ajv with every schema under its name: `layer_hub`, `resolved_hub` and so on. */
export function makeAjv({ layer, resolved }: InputSchemas, code?: { source: true; esm: true }): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    inlineRefs: false,
    code,
  })
  // what hubs, communities and profiles may say alike is compiled once, each setting a function: less code, and a
  // sooner start
  const { properties: shared = {} } = bare(layer.hub)
  for (const [key, schema] of Object.entries(shared)) ajv.addSchema(schema, `setting_${key}`)
  for (const [kind, schema] of Object.entries(layer)) ajv.addSchema(refer(bare(schema), shared), `layer_${kind}`)
  for (const [kind, schema] of Object.entries(resolved)) ajv.addSchema(required(schema), `resolved_${kind}`)
  return ajv
}

/** A schema without its words and marks for people, which a validator would only carry along. */
const bare = (schema: JsonSchema): JsonSchema =>
  withoutKeywords(schema, (keyword) => keyword === 'description' || keyword === 'examples' || isMark(keyword))

/**
 * A schema in which properties that stand in `shared` word for word are references to it, at the top and below `hubs`.
 */
function refer(schema: JsonSchema, shared: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([key, value]): [string, JsonSchema] => {
    if (shared[key] && JSON.stringify(shared[key]) === JSON.stringify(value)) return [key, { $ref: `setting_${key}` }]
    return [key, key === 'hubs' ? refer(value, shared) : value]
  })
  return { ...schema, properties: Object.fromEntries(properties) }
}

/** Only what has to be there: that each value is right has been checked layer by layer. */
function required(schema: JsonSchema): JsonSchema {
  if (schema.anyOf) return { anyOf: schema.anyOf.map((branch) => ({ type: branch.type, ...required(branch) })) }
  if (schema.type !== 'object' || schema['x-free']) return {}
  return {
    type: 'object',
    properties: mapSchemas(schema.properties ?? {}, required),
    patternProperties: mapSchemas(schema.patternProperties ?? {}, required),
    required: schema.required,
  }
}
