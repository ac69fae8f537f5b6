/**
 * The words the schema is written in. Each setting has a description a community admin understands, an example, and
 * where it has one, its unit. `x-set` marks a list that layers add to, `x-kind` what a text is, for messages.
 */
import { Type, type SchemaOptions, type TObject, type TProperties, type TSchema, type Static } from '@sinclair/typebox'

interface Words extends SchemaOptions {
  /** Shown in docs/settings.md and as a hover text. */
  examples?: unknown[]
}

const about = (description: string, example: unknown, more: SchemaOptions = {}): Words => ({
  description,
  examples: example === undefined ? undefined : [example],
  ...more,
})

/** A name in lower case, as Kubernetes and DNS take it (RFC 1123 label). */
export const NAME = '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'

/** One line of text for people. */
export const text = (description: string, example: string, more: SchemaOptions = {}) =>
  Type.String({ ...about(description, example), minLength: 1, maxLength: 2000, ...more })

/** How a choice is named in the form that people see: it shows no more of it. */
export const title = (description: string, example: string) =>
  text(`${description} At most 45 characters: the form shows no more.`, example, { maxLength: 45 })

/** Text of any form, also none: what a variable holds. */
export const anyText = (description: string, example: string, maxLength = 10_000) =>
  Type.String({ ...about(description, example), maxLength })

/** A DNS label of at most `max` characters. */
export const name = (description: string, example: string, max = 40) =>
  text(description, example, { pattern: NAME, maxLength: max, 'x-kind': 'name' })

/** The name of a Kubernetes object of any kind (RFC 1123 subdomain). */
export const objectName = (description: string, example: string) =>
  text(description, example, { pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$', maxLength: 253 })

/** A thing at the cloud that is there before hubloom, by the name or the id that the cloud has for it. */
export const existing = (description: string, example: string) =>
  text(description, example, { pattern: '^[A-Za-z0-9/_.()@:-]+$', maxLength: 400 })

/** An e-mail address, without blanks, quotes and braces. */
export const EMAIL = '^[^@\\s"\'<>{}$%]+@[^@\\s"\'<>{}$%]+$'

/** A range of IPv4 addresses, as `10.40.0.0/16`. */
export const RANGE = '^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$'

/** Of an address on the web, as a pattern without its ends. */
export const URL = 'https?://[^\\s"\'<>\\\\`{}]+'

export const url = (description: string, example: string) =>
  text(description, example, { pattern: `^${URL}$`, 'x-kind': 'url' })

/** Memory or disk in binary units: `16Gi`, `512Mi`, `1.5Gi`. */
export const bytes = (description: string, example: string) =>
  Type.String({ ...about(description, example), pattern: '^[0-9]+(\\.[0-9]+)?(Mi|Gi|Ti)$', 'x-kind': 'size' })

/** The most that may be had, or `none`. */
export const bytesOrNone = (description: string, example: string) =>
  Type.String({
    ...about(description, example),
    pattern: '^(none|[0-9]+(\\.[0-9]+)?(Mi|Gi|Ti))$',
    'x-kind': 'size or `none`',
  })

/** A time span: `30m`, `12h`, `7d`. */
export const duration = (description: string, example: string) =>
  Type.String({ ...about(description, example), pattern: '^[1-9][0-9]*(s|m|h|d)$', 'x-kind': 'duration' })

/** A time span, or `never`. */
export const durationOrNever = (description: string, example: string) =>
  Type.String({
    ...about(description, example),
    pattern: '^(never|[1-9][0-9]*(s|m|h|d))$',
    'x-kind': 'duration or `never`',
  })

export const date = (description: string, example: string) =>
  Type.String({
    ...about(description, example),
    pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
    'x-kind': 'date',
  })

export const whole = (description: string, example: number, more: { minimum?: number; maximum?: number } = {}) =>
  Type.Integer({ ...about(description, example), minimum: 0, ...more })

export const amount = (description: string, example: number, more: { minimum?: number; maximum?: number } = {}) =>
  Type.Number({ ...about(description, example), minimum: 0, ...more })

export const flag = (description: string, example = true) => Type.Boolean(about(description, example))

/** Where an entry stands among those that people choose from. */
export const place = (what: string) =>
  whole(`Its place in the list of ${what}, where 1 is the first. Default: as written, inherited ones first.`, 1, {
    minimum: 1,
    maximum: 1000,
  })

export const choice = <const T extends string[]>(values: readonly [...T], description: string, example: T[number]) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...about(description, example) })

/** A set: layers add to it, `{only: […]}` replaces, `{remove: […]}` takes out. */
export const set = (
  description: string,
  example: string[],
  item: TSchema = Type.String({ minLength: 1, maxLength: 500 }),
) =>
  Type.Unsafe<string[]>({
    type: 'array',
    items: item,
    uniqueItems: true,
    'x-set': true,
    ...about(description, example),
  })

/** A list that a later layer replaces as a whole. */
export const list = <T extends TSchema>(item: T, description: string, example?: unknown) =>
  Type.Array(item, about(description, example))

/** Things with names of their own. */
export const named = <T extends TSchema>(item: T, description: string, example: unknown) =>
  keyed({ [NAME]: item }, description, example)

/** Things with keys of another pattern, as JSON Schema's `patternProperties`: environment variables, people. */
export const keyed = <T extends TSchema>(items: Record<string, T>, description: string, example: unknown) =>
  Type.Unsafe<Record<string, Static<T>>>({
    type: 'object',
    patternProperties: items,
    additionalProperties: false,
    'x-named': true,
    ...about(description, example),
  })

/** Settings of fixed names, and things with names of their own beside them, which must match a pattern of their own. */
export const groupAndNamed = <P extends TProperties, T extends TSchema>(
  { properties, named: items }: { properties: P; named: Record<string, T> },
  description: string,
  example: unknown,
) =>
  Type.Unsafe<Record<string, Static<P[keyof P]> | Static<T>>>({
    type: 'object',
    properties,
    patternProperties: items,
    additionalProperties: false,
    ...about(description, example),
  })

/** Says which names a map takes, for messages. */
export const withNames = <T extends TSchema>(schema: T, names: string): T => ({ ...schema, 'x-names': names })

export const group = <T extends TProperties>(properties: T, description: string, example?: unknown): TObject<T> =>
  Type.Object(properties, { additionalProperties: false, ...about(description, example) })

/**
 * Either of two ways to say it, a short and a long one. They differ in type, so that an error can tell which was meant.
 */
export const either = <A extends TSchema, B extends TSchema>(ways: [A, B], description: string, example?: unknown) =>
  Type.Union(ways, about(description, example))

/** Anything at all, checked by whoever reads it: the escape hatch. */
export const free = (description: string, example: unknown) =>
  Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    additionalProperties: true,
    'x-free': true,
    ...about(description, example),
  })

export const maybe = Type.Optional

/** How a use case is named: by one name or by several of one rank. */
export const Profiles = {
  one: name('Name of a profile.', 'geoscience'),
  many: list(
    name('Name of a profile.', 'gpu'),
    'Several profiles of one rank. Where they disagree, the hub has to decide.',
    ['geoscience', 'gpu'],
  ),
}
