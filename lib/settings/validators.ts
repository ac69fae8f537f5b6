/**
 * Validators of the schemas, made by Ajv. Loading it and compiling takes 0.1 s: lib/validators.ts spares a run that.
 */
import { Ajv, type ErrorObject } from 'ajv'
import type { InputSchemas, LayerKind, ResolvedKind } from './index.ts'

export interface Validator {
  (data: unknown): boolean
  errors?: ErrorObject[] | null
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
  const { properties: shared } = bare(layer.hub) as { properties: Record<string, unknown> }
  for (const [key, schema] of Object.entries(shared)) ajv.addSchema(schema as Json, `setting_${key}`)
  for (const [kind, schema] of Object.entries(layer))
    ajv.addSchema(refer(bare(schema) as Json, shared), `layer_${kind}`)
  for (const [kind, schema] of Object.entries(resolved)) ajv.addSchema(required(schema as Json), `resolved_${kind}`)
  return ajv
}

type Json = Record<string, unknown>

/** A schema without its words and marks for people, which a validator would only carry along. */
function bare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bare)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node)
      .filter(
        ([key, value]) =>
          !(
            key.startsWith('x-') ||
            (key === 'description' && typeof value === 'string') ||
            (key === 'examples' && Array.isArray(value))
          ),
      )
      .map(([key, value]) => [key, bare(value)]),
  )
}

/**
 * A schema in which properties that stand in `shared` word for word are references to it, at the top and below `hubs`.
 */
function refer(schema: Json, shared: Record<string, unknown>): Json {
  const properties = Object.entries(schema['properties'] as Json).map(([key, value]): [string, unknown] => {
    if (shared[key] && JSON.stringify(shared[key]) === JSON.stringify(value)) return [key, { $ref: `setting_${key}` }]
    return [key, key === 'hubs' ? refer(value as Json, shared) : value]
  })
  return { ...schema, properties: Object.fromEntries(properties) }
}

/** Only what has to be there: that each value is right has been checked layer by layer. */
function required(schema: Json): Json {
  if (Array.isArray(schema['anyOf']))
    return { anyOf: (schema['anyOf'] as Json[]).map((branch) => ({ type: branch['type'], ...required(branch) })) }
  if (schema['type'] !== 'object' || schema['x-free']) return {}
  const inner = (key: string): Json =>
    Object.fromEntries(
      Object.entries((schema[key] as Record<string, Json>) ?? {}).map(([name, value]) => [name, required(value)]),
    )
  return {
    type: 'object',
    properties: inner('properties'),
    patternProperties: inner('patternProperties'),
    required: schema['required'],
  }
}
