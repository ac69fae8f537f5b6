/**
 * The compiled validators. bin/bundle.js replaces this module by Ajv's standalone code, made from `makeAjv`, so that a run does not
 * load Ajv or compile anything (0.1 s).
 */
import { Ajv, type ErrorObject } from 'ajv'
import { layerSchemas, settledSchemas, type LayerKind, type SettledKind } from './index.ts'

export interface Validator {
  (data: unknown): boolean
  errors?: ErrorObject[] | null
}

const KEYWORDS = ['x-set', 'x-named', 'x-free', 'x-kind']

/** Ajv with every schema under its name: `layer-hub`, `settled-hub` and so on. */
export function makeAjv(code?: { source: true; esm: true }): Ajv {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, ...(code ? { code } : {}) })
  for (const keyword of KEYWORDS) ajv.addKeyword(keyword)
  for (const [kind, schema] of Object.entries(layerSchemas)) ajv.addSchema(schema, `layer_${kind}`)
  for (const [kind, schema] of Object.entries(settledSchemas)) ajv.addSchema(schema, `settled_${kind}`)
  return ajv
}

let ajv: Ajv | undefined
const compiled = (id: string): Validator => (ajv ??= makeAjv()).getSchema(id) as Validator

export const layerValidator = (kind: LayerKind): Validator => compiled(`layer_${kind}`)
export const settledValidator = (kind: SettledKind): Validator => compiled(`settled_${kind}`)
