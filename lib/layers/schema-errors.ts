/** What the validator finds, in words of the settings. */
import type { DefinedError } from 'ajv'
import type { Diagnostic } from '../diagnostics.ts'
import { NAME } from '../settings/fields.ts'
import { branches, schemaAt, typesOf, type JsonSchema } from '../settings/json-schema.ts'
import { holdsSecret } from '../secrets.ts'
import { similar } from '../similar.ts'
import type { Fault } from './mend.ts'
import { inputProblems, KINDS, type About, type WrittenValue } from './problems.ts'
import { respell } from './respell.ts'
import { nodeAt, originAt, type MapNode, type Node } from './tree.ts'

type Steps = (string | number)[]

/** A problem, and what it says is wrong. */
export interface Told {
  diagnostic: Diagnostic
  fault: Fault
}

/** Ajv's errors as diagnostics: one a place, at its line. */
export function explain(errors: readonly DefinedError[], root: MapNode, schema: JsonSchema): Told[] {
  const unions = new Set(errors.filter((error) => error.keyword === 'anyOf').map((error) => error.instancePath))
  const telling = errors.filter((error) => {
    if (error.keyword === 'anyOf') return false
    // in a union, only the branch of the right type has something to say; where none is, the union itself speaks once
    if (!unions.has(error.instancePath)) return true
    // a word of a list of words, where something larger was written
    if (error.keyword === 'enum')
      return !errors.some(
        (other) =>
          other.instancePath.startsWith(`${error.instancePath}/`) ||
          (other.instancePath === error.instancePath && OF_MAPS.includes(other.keyword)),
      )
    if (error.keyword !== 'type') return true
    return !errors.some(
      (other) =>
        other.instancePath.startsWith(`${error.instancePath}/`) ||
        (other.instancePath === error.instancePath && other.keyword !== 'type' && other.keyword !== 'anyOf'),
    )
  })
  const told = telling.map((error) => {
    const place = { path: steps(error.instancePath), root, schema }
    return { diagnostic: problemOf(error, place), fault: faultOf(error, place) }
  })
  // what stands there under a misspelt name is not missing
  const meant = new Set(told.flatMap(({ fault }) => (fault.near ? dots(fault.near) : [])))
  return told.filter(({ fault, diagnostic }) => !(diagnostic.code === 'missing-setting' && meant.has(dots(fault.path))))
}

/** Keywords that have something to say of a map only. */
const OF_MAPS: readonly string[] = ['additionalProperties', 'required', 'propertyNames']

/** Where an error is. */
interface Place {
  path: Steps
  root: MapNode
  schema: JsonSchema
}

/** Which setting is wrong: one of an unknown name, one that is missing, or the one that stands there. */
function faultOf(error: DefinedError, { path, schema }: Place): Fault {
  if (error.keyword === 'required') return { path: [...path, error.params.missingProperty], unknown: false }
  if (error.keyword !== 'additionalProperties') return { path, unknown: false }
  const key = error.params.additionalProperty
  const here = schemaAt(schema, path)
  const near = here && nearKey([...path, key], knownKeys(here))
  return { path: [...path, key], near: near === undefined ? undefined : [...path, near], unknown: true }
}

function problemOf(error: DefinedError, place: Place): Diagnostic {
  const { path, root, schema } = place
  const here = schemaAt(schema, path)
  const at = originAt(root, path)
  const setting = dots(path)
  if (here?.['x-set'] && error.keyword !== 'pattern')
    return inputProblems.raise('wrong-type/set', {
      at,
      args: { setting, write: meant(here, nodeAt(root, path)), about: aboutOf(here) },
    })
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error.params.additionalProperty, place)
    case 'required':
      return missingSetting(error.params.missingProperty, place)
    case 'type':
      return wrongType(place)
    case 'enum':
      return wrongChoice(
        error.params.allowedValues.filter((value) => value !== null),
        place,
      )
    default: {
      const limit = 'limit' in error.params ? error.params.limit : undefined
      const node = nodeAt(root, path)
      const write = meant(here, node)
      const about = aboutValue(schema, path, error.keyword === 'pattern' && write === undefined)
      const args = { setting, value: shown(node, path), write, rule: error.keyword, limit, about }
      return inputProblems.raise('wrong-value', { at, args })
    }
  }
}

function unknownKey(key: string, { path, root, schema }: Place): Diagnostic {
  const here = schemaAt(schema, path)
  const at = nodeAt(root, [...path, key])?.at ?? originAt(root, path)
  const named = here && branches(here).flatMap((branch) => Object.keys(branch.patternProperties ?? {}))
  if (named?.[0] !== undefined) {
    const [pattern] = named
    const write = respell([{ type: 'string', pattern, 'x-kind': pattern === NAME ? 'name' : undefined }], key, key)
    const names =
      branches(here!).find((branch) => branch['x-names'] !== undefined)?.['x-names'] ??
      (pattern === NAME ? KINDS['name'] : undefined)
    return inputProblems.raise('bad-name/setting', { at, args: { key, setting: dots(path), pattern, write, names } })
  }
  const known = here ? knownKeys(here) : []
  const near = nearKey([...path, key], known)
  return inputProblems.raise('unknown-key', {
    at,
    args: {
      key,
      setting: dots([...path, key]),
      near: near === undefined ? undefined : dots([...path, near]),
      instead: INSTEAD[dots([...path, key])],
      elsewhere: elsewhere(schema, [...path, key]),
      known,
    },
  })
}

/** The key of the same place that was meant. */
function nearKey(path: Steps, known: readonly string[]): string | undefined {
  const other = SYNONYMS[dots(path)] ?? SYNONYMS[dots([...path.slice(0, 1), '<name>', ...path.slice(2)])]
  return similar(String(path.at(-1)), known) ?? (other !== undefined && known.includes(other) ? other : undefined)
}

/** Words that people take for a setting, and the key at the same place that says it. */
const SYNONYMS: Readonly<Record<string, string>> = {
  'events.<name>.people': 'users',
  image: 'environments',
  images: 'environments',
  interface: 'opens',
  ui: 'opens',
}

/** What says now what a setting said once. */
const INSTEAD: Readonly<Record<string, string>> = {
  'auth.pass-tokens': 'variables: { GITHUB_TOKEN: { sign-in: access_token } }',
}

const knownKeys = (schema: JsonSchema): string[] =>
  branches(schema)
    .flatMap((branch) => Object.keys(branch.properties ?? {}))
    .sort()

function missingSetting(key: string, { path, root, schema }: Place): Diagnostic {
  const below = path.length > 0 ? dots(path) : undefined
  const about = aboutOf(schemaAt(schema, [...path, key]))
  const args = { setting: dots([...path, key]), below, about }
  return inputProblems.raise('missing-setting', { at: originAt(root, path), args })
}

function wrongType({ path, root, schema }: Place): Diagnostic {
  const here = schemaAt(schema, path) ?? {}
  const node = nodeAt(root, path)
  return inputProblems.raise('wrong-type', {
    at: originAt(root, path),
    args: {
      setting: dots(path),
      types: [...new Set(branches(here).flatMap(typesOf))],
      written: writtenOf(node, path),
      write: meant(here, node),
      about: aboutOf(nearestDescribed(schema, path)),
    },
  })
}

function wrongChoice(values: readonly unknown[], { path, root }: Place): Diagnostic {
  const written = nodeAt(root, path)
  const allowed = values.map(String)
  const near = written?.kind === 'value' ? similar(String(written.value), allowed) : undefined
  const args = { setting: dots(path), value: shown(written, path), near, allowed }
  return inputProblems.raise('wrong-value/choice', { at: originAt(root, path), args })
}

/** The schema of a place, or of the nearest one around it that says what it is: a list's, for its items. */
export function nearestDescribed(schema: JsonSchema, path: Steps): JsonSchema | undefined {
  for (let length = path.length; length > 0; length--) {
    const found = schemaAt(schema, path.slice(0, length))
    if (found?.description) return found
  }
  return undefined
}

/** What to write in place of a scalar, where that can be told. */
function meant(schema: JsonSchema | undefined, node: Node | undefined): string | undefined {
  if (schema === undefined || node?.kind !== 'value' || node.value === null) return undefined
  return respell(branches(schema), node.value, String(node.source ?? node.value))
}

export function aboutOf(schema: JsonSchema | undefined): About {
  if (!schema) return {}
  const kinds = branches(schema).flatMap((branch) => branch['x-kind'] ?? [])
  return {
    description: schema.description,
    kind: kinds[0],
    example: schema.examples?.[0],
  }
}

/** What a text has to be: of what kind, or of which form where nothing else says it. */
function aboutValue(schema: JsonSchema, path: Steps, form: boolean): About {
  const about = aboutOf(nearestDescribed(schema, path))
  const here = branches(schemaAt(schema, path) ?? {}).filter((branch) => typesOf(branch).includes('string'))
  const kind = about.kind ?? here.flatMap((branch) => branch['x-kind'] ?? [])[0]
  const pattern = here
    .flatMap((branch) => branch.pattern ?? [])
    .find((each) => each.length <= READABLE && !/`/.test(each))
  return { ...about, kind, pattern: form && (kind === undefined || !(kind in KINDS)) ? pattern : undefined }
}

/** A longer pattern tells nobody anything. */
const READABLE = 90

/**
 * Where else a setting is to be written. One within a group is looked for in that group and at the top: the same word
 * in another group means something else.
 */
function elsewhere(schema: JsonSchema, path: Steps): string[] {
  const named = ELSEWHERE[dots(path)]
  if (named !== undefined) return [named]
  const found = places(schema, String(path.at(-1)))
  const related = found.filter((place) => path.length === 1 || !place.includes('.') || place.startsWith(`${path[0]}.`))
  // a word that stands in many groups says of none that it was meant
  return related.length > 3 ? [] : related
}

/** What takes the place of a word that stands elsewhere with another meaning. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'home.class': 'home.disk.kind',
  'home.size': 'home.disk',
}

/** Where else in the schema a key stands, as dotted paths. */
function places(schema: JsonSchema, key: string, path: Steps = []): string[] {
  if (path.length > 3) return []
  return branches(schema).flatMap((branch) =>
    Object.entries(branch.properties ?? {}).flatMap(([name, inner]) => [
      ...(name === key ? [dots([...path, name])] : []),
      ...places(inner, key, [...path, name]),
    ]),
  )
}

function writtenOf(node: Node | undefined, path: Steps): WrittenValue {
  if (node === undefined) return { type: 'nothing' }
  if (node.kind === 'remove' || (node.kind === 'value' && node.value === null)) return { type: 'null' }
  if (node.kind !== 'value') return { type: node.kind }
  if (typeof node.value === 'string') return { type: 'string', text: shown(node, path) }
  if (typeof node.value === 'number') return { type: 'number', text: node.source ?? String(node.value) }
  return { type: 'boolean', text: String(node.value) }
}

/** A value in a message: never one whose setting holds or names a secret. */
function shown(node: Node | undefined, path: Steps): string {
  if (node?.kind !== 'value' || path.some((step) => holdsSecret(String(step)))) return 'this'
  const text = JSON.stringify(node.value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

const dots = (path: readonly (string | number)[]): string =>
  path
    .map((step, i) =>
      typeof step === 'number' || /^\d+$/.test(String(step)) ? `[${step}]` : `${i > 0 ? '.' : ''}${step}`,
    )
    .join('')

const steps = (pointer: string): Steps =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
