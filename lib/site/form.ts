/** The form in which people choose their server, read from the values that the hub gets, overrides included. */
import { isMap } from '../maps.ts'
import type { Part } from '../emit.ts'

/** Lists of groups: of each list, a person has to be in one. */
type Limits = readonly (readonly string[])[]

export interface Form {
  cards: readonly FormCard[]
  /** Sizes that groups have without choosing, from small to large: of several groups, the last holds. */
  given: readonly { size: string; groups: readonly string[] }[]
}

export interface FormCard {
  slug: string
  title: string
  /** Lines of text below the title. */
  lines: readonly string[]
  /** What is said of choices, below that: for those who are offered them. */
  said: readonly { text: string; option: string; limits: Limits }[]
  /** The size of its servers, where it asks for none and groups are given sizes. */
  size?: string | undefined
  isDefault: boolean
  limits: Limits
  options: readonly FormOption[]
}

export interface FormOption {
  key: string
  title: string
  choices: readonly FormChoice[]
  /** What people may write in place of a choice. */
  other?: {
    choice: string
    title: string
    message?: string
    /** Of those that are for a person, the first holds; nobody else is offered the field. The last is for most. */
    patterns: readonly { limits: Limits; pattern?: string }[]
  }
}

export interface FormChoice {
  key: string
  title: string
  description?: string | undefined
  isDefault: boolean
  limits: Limits
}

/** The form as KubeSpawner 7 shows it; without cards where the hub has none. */
export function formOf({ releases }: Pick<Part, 'releases'>): Form {
  const values = releases.find(({ service }) => service === 'jupyterhub')?.values ?? {}
  const list = at(values, ['singleuser', 'profileList'])
  const rules = mapAt(values, ['custom', 'hubloom', 'server-choices'])
  const profiles = Array.isArray(list) ? list.filter(isMap) : []
  const chosen = profiles.find((profile) => profile['default'] === true) ?? profiles[0]
  const sizes = at(rules, ['given', 'sizes'])
  return {
    cards: profiles.map((profile) => cardOf(profile, { rules, isDefault: profile === chosen })),
    given: (Array.isArray(sizes) ? (sizes as [string, string[]][]) : []).map(([size, groups]) => ({ size, groups })),
  }
}

type Values = Readonly<Record<string, unknown>>

function cardOf(profile: Values, { rules, isDefault }: { rules: Values; isDefault: boolean }): FormCard {
  const title = textOfHtml(profile['display_name'])
  const slug = typeof profile['slug'] === 'string' ? profile['slug'] : title
  const found = Object.entries(mapAt(profile, ['profile_options'])).filter(([, option]) => isMap(option))
  const order = keysAt(rules, ['options'])
  const options = inOrder(found, order).map(([key, option]) => optionOf(key, option as Values, rules))
  const size = at(rules, ['given', 'profiles', slug])
  return {
    slug,
    title,
    lines: linesOfHtml(profile['description']),
    // KubeSpawner's form cuts a long choice, so hubloom has it say above what each is
    said: rules['describe'] === true ? options.flatMap(saidOf) : [],
    size: typeof size === 'string' ? size : undefined,
    isDefault,
    limits: limitsOf(rules, 'profile', slug),
    options,
  }
}

const saidOf = ({ key, choices }: FormOption): FormCard['said'] =>
  choices.flatMap(({ title, description, limits }) =>
    description === undefined ? [] : [{ text: `${title}: ${description}`, option: key, limits }],
  )

function optionOf(key: string, option: Values, rules: Values): FormOption {
  const all = Object.entries(mapAt(option, ['choices'])).filter(([, choice]) => isMap(choice))
  const choices = inOrder(all, keysAt(rules, ['order', key])) as [string, Values][]
  const [chosen] = choices.find(([, choice]) => choice['default'] === true) ?? choices[0] ?? []
  const unlisted = mapAt(option, ['unlisted_choice'])
  return {
    key,
    title: textOfHtml(option['display_name']),
    choices: choices.map(([name, choice]) => ({
      key: name,
      title: textOfHtml(choice['display_name']),
      description: choice['description'] === undefined ? undefined : textOfHtml(choice['description']),
      isDefault: name === chosen,
      limits: limitsOf(rules, key, name),
    })),
    ...(unlisted['enabled'] === true ? { other: otherOf(unlisted, option, rules) } : {}),
  }
}

function otherOf(unlisted: Values, option: Values, rules: Values): NonNullable<FormOption['other']> {
  const help = unlisted['validation_message']
  return {
    choice: textOfHtml(unlisted['display_name_in_choices'] ?? 'Other…'),
    title: textOfHtml(unlisted['display_name'] ?? ''),
    ...(help === undefined ? {} : { message: textOfHtml(help) }),
    patterns: patternsOf(unlisted['validation_regex'], option, rules),
  }
}

/** Where only some may build an image, the others have a pattern of their own, or may name none. */
function patternsOf(regex: unknown, option: Values, rules: Values): NonNullable<FormOption['other']>['patterns'] {
  const builders = keysAt(rules, ['building', 'groups'])
  const isLimited = option['dynamic_image_building'] !== undefined && builders.length > 0
  const others = at(rules, ['building', 'others'])
  return [
    { limits: isLimited ? [builders] : [], ...patternOf(regex) },
    ...(isLimited && others !== undefined ? [{ limits: [], ...patternOf(others) }] : []),
  ]
}

/** Browsers check nothing of a pattern that is wrong to them, though it is right to Python. */
function patternOf(regex: unknown): { pattern?: string } {
  try {
    new RegExp(String(regex), 'v')
    return regex === undefined ? {} : { pattern: String(regex) }
  } catch {
    return {}
  }
}

/** By rank, then by name: maps of a chart's values come sorted by their keys. */
function inOrder(entries: readonly [string, unknown][], order: readonly string[]): [string, unknown][] {
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length)
  return [...entries].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

function limitsOf(rules: Values, kind: string, key: string): Limits {
  const found = at(rules, ['groups', kind, key])
  return Array.isArray(found) ? found.map((groups) => [groups].flat().map(String)) : []
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((here, key) => (isMap(here) && Object.hasOwn(here, key) ? here[key] : undefined), value)

function mapAt(value: unknown, path: readonly string[]): Values {
  const found = at(value, path)
  return isMap(found) ? found : {}
}

function keysAt(value: unknown, path: readonly string[]): string[] {
  const found = at(value, path)
  return Array.isArray(found) ? found.map(String) : []
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'" }

/** What a person reads of HTML: KubeSpawner puts these texts into its page as they are. */
export const textOfHtml = (html: unknown): string =>
  String(html ?? '')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#39|\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)

const linesOfHtml = (html: unknown): string[] =>
  String(html ?? '')
    .split(/<br\s*\/?>/i)
    .map(textOfHtml)
    .filter((line) => line.trim() !== '')
