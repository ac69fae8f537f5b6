/**
 * Whether values are what a chart takes. Its defaults and its schema lie beside the repository, in `../shared/charts`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { deepAdd } from '../../lib/maps.ts'

type Map = Readonly<Record<string, unknown>>

/**
 * Laid over the chart's defaults, against its schema; where it publishes none, that it knows every key. Undefined where
 * the folder is missing.
 */
export function chartFaults(chart: string, values: Map): string[] | undefined {
  const folder = new URL('../../../shared/charts/', import.meta.url)
  const defaults = new URL(`${chart}.values.yaml`, folder)
  if (!existsSync(defaults)) {
    console.warn(
      `SKIPPED: ../shared/charts/${chart}.values.yaml is not there, so values are not checked against the chart`,
    )
    return undefined
  }
  const below = parse(readFileSync(defaults, 'utf8'), { version: '1.1' }) as Map
  const schema = new URL(`${chart}.values.schema.json`, folder)
  if (!existsSync(schema)) return unknownKeys(values, below, '')
  const validate = new Ajv({ allErrors: true, strict: false }).compile(
    JSON.parse(readFileSync(schema, 'utf8')) as object,
  )
  return validate(deepAdd({ ...below }, values))
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

/** An empty map among the defaults takes anything. */
function unknownKeys(values: Map, defaults: Map, path: string): string[] {
  if (path !== '' && Object.keys(defaults).length === 0) return []
  return Object.entries(values).flatMap(([key, value]) => {
    const here = `${path}/${key}`
    if (!(key in defaults)) return [`${here} is unknown to the chart`]
    const below = defaults[key]
    return isMap(value) && isMap(below) ? unknownKeys(value, below, here) : []
  })
}

const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)
