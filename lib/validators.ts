/**
 * The validators of `schemas`. bin/bundle.js replaces this module by Ajv's standalone code, so that a run does not load
 * Ajv or compile anything.
 */
import { schemas } from './schemas.ts'
import { makeValidators } from './settings/ajv.ts'

export const validators = makeValidators(schemas)
