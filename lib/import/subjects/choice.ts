/** A choice of the form: an entry of `profileList`, or an answer to one of its questions. */
import { isMap, type PlainMap } from '../../maps.ts'
import type { Path } from '../source.ts'
import type { Values } from '../values.ts'
import { nameOf, some } from '../words.ts'
import { groupOf } from './sign-in.ts'

export interface Choice {
  path: Path
  /** Its slug, or the key that it stands under. */
  name: string
  title: string
  override: PlainMap
  groups: readonly string[]
  isDefault: boolean
}

/** Lists of those who see a choice: KubeSpawner's, and 2i2c's of teams. */
export const GROUPS = ['allowed_groups', 'allowed_teams']

export const choiceAt = (values: Values, path: Path, name?: string): Choice => {
  const title = values.text([...path, 'display_name']) ?? name ?? 'Server'
  return {
    path,
    name: name ?? title,
    title,
    override: mapAt(values, [...path, 'kubespawner_override']),
    groups: GROUPS.flatMap((key) => values.texts([...path, key])).map((group) => groupOf(values, group)),
    isDefault: values.get([...path, 'default']) === true,
  }
}

const mapAt = (values: Values, path: Path): PlainMap => {
  const value = values.get(path)
  return isMap(value) ? value : {}
}

const AMOUNTS = ['mem_limit', 'mem_guarantee', 'cpu_limit', 'cpu_guarantee']

export const isSize = (override: PlainMap): boolean => AMOUNTS.some((key) => key in override)

/** What the list has of one kind, by name; the same thing twice is one. */
export class Named {
  readonly things: Record<string, PlainMap> = {}
  private readonly names = new Map<string, string>()

  /** The name of a thing, which is the same as another if `key` is, made of its title. */
  nameOf(key: string, title: string): string {
    const name = this.names.get(key) ?? nameOf(title, new Set(this.names.values()))
    this.names.set(key, name)
    return name
  }
}

/** Notes that a setting has the words of a choice, and who sees it. */
export function words(values: Values, { path }: Choice, setting: string): void {
  values.said(`${setting}.title`, [...path, 'display_name'], [...path, 'slug'])
  values.said(`${setting}.default`, [...path, 'default'])
  values.said(`${setting}.for`, ...GROUPS.map((key) => [...path, key]))
}

/** The most characters that the form shows of a title. */
const LONGEST_TITLE = 45

/** A title that the form shows whole; one that is longer is cut at a word, and stands whole in the description. */
export function wordsOf(title: string, description?: string): { title: string; description?: string } {
  if (title.length <= LONGEST_TITLE) return { title, ...some({ description }) }
  const cut = title.slice(0, LONGEST_TITLE + 1).replace(/\s+\S*$/, '')
  return {
    title: cut.slice(0, LONGEST_TITLE),
    description: description === undefined ? title : `${title}. ${description}`,
  }
}

/** The last part of an image's name, as people read it. */
export const titleOf = (image: string): string =>
  image
    .replace(/[:@].*$/, '')
    .split('/')
    .pop()!
    .slice(0, LONGEST_TITLE)

const OPENS: Readonly<Record<string, string>> = {
  '/lab': 'lab',
  '/tree': 'notebook',
  '/rstudio': 'rstudio',
  '/vscode': 'vscode',
  '/desktop': 'desktop',
}

/** What opens first, by its address, in the settings' words. */
export const opensOf = (url: unknown): string | undefined =>
  typeof url === 'string' ? (OPENS[url.replace(/\/$/, '')] ?? url) : undefined
