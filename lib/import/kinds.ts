import type { Fate } from './values.ts'

/** What became of a value, in the report's words. */
export const KINDS: Readonly<Record<Fate['kind'], string>> = {
  setting: 'setting',
  default: 'default already',
  override: 'override',
  secret: 'secret, not carried',
  'not-carried': 'not carried',
}
