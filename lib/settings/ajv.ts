/**
 * Validators of the schemas, made by Ajv. Loading it and compiling takes 0.1 s: lib/validators.ts spares a run that.
 */
import { Ajv, type DefinedError, type Options } from 'ajv'
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
export function makeAjv({ layer, resolved }: InputSchemas, code?: CodeOptions): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    inlineRefs: false,
    // what is wrong is said by `layers/problems.ts`
    messages: false,
    code,
  })
  const parts = new Map<string, string>()
  const whole = (schema: JsonSchema): JsonSchema => inParts(schema, (part) => nameOf(part, parts))
  const all = [
    ...Object.entries(layer).map(([kind, schema]) => [`layer_${kind}`, whole(bare(schema))] as const),
    ...Object.entries(resolved).map(([kind, schema]) => [`resolved_${kind}`, whole(required(schema))] as const),
  ]
  for (const [part, name] of parts) ajv.addSchema(JSON.parse(part), name)
  for (const [name, schema] of all) ajv.addSchema(schema, name)
  return ajv
}

type CodeOptions = NonNullable<Options['code']>

/** A schema without its words and marks for people, which a validator would only carry along. */
const bare = withoutKeywords((keyword) => keyword === 'description' || keyword === 'examples' || isMark(keyword))

/**
 * A schema in which everything that holds something else is a reference to a schema of its own. Ajv makes a function of
 * each: what several inputs may say alike is compiled once, and a run compiles only what its inputs say.
 */
function inParts(schema: JsonSchema, refer: (part: JsonSchema) => string): JsonSchema {
  const part = (inner: JsonSchema): JsonSchema => {
    const { properties, patternProperties, items, anyOf } = inner
    return properties || patternProperties || items || anyOf ? { $ref: refer(inParts(inner, refer)) } : inner
  }
  const out: JsonSchema = { ...schema }
  if (out.properties) out.properties = mapSchemas(out.properties, part)
  if (out.patternProperties) out.patternProperties = mapSchemas(out.patternProperties, part)
  if (out.items) out.items = part(out.items)
  if (out.anyOf) out.anyOf = out.anyOf.map(part)
  return out
}

/** The name of a part, by its text: equal ones have one. */
function nameOf(part: JsonSchema, known: Map<string, string>): string {
  const text = JSON.stringify(part)
  const name = known.get(text) ?? `part_${known.size}`
  known.set(text, name)
  return name
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
