/** What was probably meant by a value that its setting does not take: offered only where the setting takes it. */
import { similar } from '../similar.ts'
import { typesOf, type JsonSchema } from '../settings/json-schema.ts'
import type { Scalar } from './tree.ts'

/** A value that does, as it is written in YAML; or nothing. `source` is how the wrong one was written. */
export function respell(branches: readonly JsonSchema[], value: Scalar, source: string): string | undefined {
  const found = respelt(branches, value, source)
  if (Array.isArray(found)) return `[${found.map(written).join(', ')}]`
  return found === undefined ? undefined : written(found)
}

/** A value that does: the one that was meant, or a list of it. */
export function respelt(branches: readonly JsonSchema[], value: Scalar, source: string): Scalar | Scalar[] | undefined {
  const found = branches
    .map((branch) => candidates(branch, value, source).find((candidate) => takes(branch, candidate)))
    .find((candidate) => candidate !== undefined)
  if (found !== undefined) return found
  const item = branches.find((branch) => typesOf(branch).includes('array'))?.items
  return item && takes(item, value) ? [value] : undefined
}

type Spell = (text: string) => string | undefined

/** Usual slips by what a text is, as in `x-kind`. */
const SPELLINGS: Readonly<Record<string, Spell>> = {
  size: spellSize,
  'size or `none`': (text) => (/^(no|none|off|false|unlimited|infinity)$/i.test(text) ? 'none' : spellSize(text)),
  duration: (text) => {
    const [, number, unit] = /^([1-9][0-9]*)\s*([smhd])(?:ec|in|our|ay|r)?[a-z]*$/i.exec(text) ?? []
    return number && `${number}${unit!.toLowerCase()}`
  },
  date: (text) => {
    const [, year, month, day] = /^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$/.exec(text) ?? []
    return year && `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  },
  name: (text) =>
    text
      .trim()
      .toLowerCase()
      .replace(/[ _./]+/g, '-'),
  domain: (text) =>
    text
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/\/+$/, ''),
  origin: (text) => /^(https?:\/\/[A-Za-z0-9.-]+(?::[0-9]+)?)(?:\/.*)?$/.exec(text)?.[1]?.toLowerCase(),
  'word or path': (text) =>
    /[/?]/.test(text) ? `/${text.trim().replace(/^\/+/, '').replaceAll(' ', '%20')}` : undefined,
  url: (text) => (/^[a-z0-9-]+(\.[a-z0-9-]+)+/i.test(text) ? `https://${text}` : undefined),
}

function spellSize(text: string): string | undefined {
  const [, number, unit] = /^([0-9]+(?:\.[0-9]+)?)\s*([MGT]?)(?:i?B?)$/i.exec(text) ?? []
  return number && `${number}${(unit || 'G').toUpperCase()}i`
}

const SWITCHES: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
}

function candidates(branch: JsonSchema, value: Scalar, source: string): Scalar[] {
  const types = typesOf(branch)
  const spell = SPELLINGS[String(branch['x-kind'])]
  const words = (branch.enum ?? []).filter((word) => typeof word === 'string')
  const found: (Scalar | undefined)[] = []
  if (types.includes('string')) found.push(source, spell?.(source), similar(source, words))
  if (types.includes('number') || types.includes('integer'))
    found.push(source.trim() === '' ? undefined : Number(source))
  if (types.includes('boolean')) found.push(SWITCHES[source.toLowerCase()])
  return found.filter((candidate) => candidate !== undefined && candidate !== value) as Scalar[]
}

/** Whether a schema of one type takes a scalar. */
export function takes(branch: JsonSchema, value: Scalar): boolean {
  const types = typesOf(branch)
  if (branch.enum && !branch.enum.includes(value)) return false
  if (typeof value === 'boolean') return types.includes('boolean')
  if (typeof value === 'number') return takesNumber(branch, types, value)
  const length = [...value].length
  return (
    types.includes('string') &&
    (branch.pattern === undefined || new RegExp(branch.pattern, 'u').test(value)) &&
    length >= (branch.minLength ?? 0) &&
    length <= (branch.maxLength ?? Infinity)
  )
}

function takesNumber(branch: JsonSchema, types: readonly string[], value: number): boolean {
  if (!Number.isFinite(value)) return false
  if (!types.includes('number') && !(types.includes('integer') && Number.isInteger(value))) return false
  return value >= (branch.minimum ?? -Infinity) && value <= (branch.maximum ?? Infinity)
}

/** As YAML: text in quotes where it would be read as something else. */
const written = (value: Scalar): string =>
  typeof value === 'string' && !/^[A-Za-z][A-Za-z0-9._/-]*$|^[0-9.]+[A-Za-z]+$/.test(value)
    ? JSON.stringify(value)
    : String(value)
