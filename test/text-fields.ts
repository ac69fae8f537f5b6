/** Settings that take text, with what the schema's examples say beside them. */
import { branches, type JsonSchema } from '../lib/settings/json-schema.ts'

type Settings = Record<string, unknown>

export interface TextField {
  /** As `auth.oauth.scopes[]`; what has a name of its own is named as in the example. */
  path: string
  schema: JsonSchema
  /** The settings of a file that say it: a text, and the examples of what stands around it. */
  saying: (text: string) => Settings
}

/** Every setting of a file that takes text and no word of a fixed list. */
export const textFields = (schema: JsonSchema): TextField[] =>
  fieldsOf({ ...schema, required: [] }).map(({ path, schema, put }) => ({
    path: path.slice(1),
    schema,
    saying: (text) => put(text) as Settings,
  }))

interface Inner {
  path: string
  schema: JsonSchema
  put: (text: string) => unknown
}

function fieldsOf(schema: JsonSchema, around: unknown = {}): Inner[] {
  return branches(schema).flatMap((branch): Inner[] => {
    if (branch.type === 'string' && !branch.enum) return [{ path: '', schema: branch, put: (text: string) => text }]
    if (branch.items)
      return fieldsOf(branch.items, exampleOf(branch.items)).map(({ path, put, ...rest }) => ({
        ...rest,
        path: `[]${path}`,
        put: (text) => [put(text)],
      }))
    const beside = { ...requiredOf(branch), ...(isMap(around) ? around : {}) }
    return keysOf(branch, beside).flatMap(([key, inner]) =>
      fieldsOf(inner, beside[key] ?? exampleOf(inner)).map(({ path, put, ...rest }) => ({
        ...rest,
        path: `.${key}${path}`,
        put: (text) => ({ ...beside, [key]: put(text) }),
      })),
    )
  })
}

/** The keys of a map, and one of those that people name themselves. */
function keysOf({ properties = {}, patternProperties = {} }: JsonSchema, beside: Settings): [string, JsonSchema][] {
  const own = Object.keys(beside).find((key) => !Object.hasOwn(properties, key)) ?? 'one'
  return [
    ...Object.entries(properties),
    ...Object.values(patternProperties).map((inner): [string, JsonSchema] => [own, inner]),
  ]
}

const requiredOf = ({ properties = {}, required = [] }: JsonSchema): Settings =>
  Object.fromEntries(required.map((key) => [key, exampleOf(properties[key]!)]))

function exampleOf(schema: JsonSchema): unknown {
  const [example] = schema.examples ?? []
  const [branch] = branches(schema)
  return example ?? branch?.enum?.[0] ?? (branch?.items ? [exampleOf(branch.items)] : requiredOf(branch ?? {}))
}

const isMap = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
