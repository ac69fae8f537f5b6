import { isDeepStrictEqual } from 'node:util'
import { isMap, type PlainMap } from '../../maps.ts'
import type { Path } from '../source.ts'
import type { Values } from '../values.ts'
import { filled, nameOf, some } from '../words.ts'
import { choiceAt, GROUPS, isSize, Named, opensOf, words, wordsOf, type Choice } from './choice.ts'
import { asksGpu, sizeOf } from './choice-size.ts'
import { questionOf } from './choice-question.ts'
import { pulledIn } from './git-pull.ts'
import { variables } from './servers.ts'

interface Collected {
  values: Values
  /** What servers have where an entry does not say it. */
  hub: PlainMap
  /** Whether the hub builds images. */
  builds: boolean
  pulls: PlainMap[]
  environments: Named
  sizes: Named
  questions: Record<string, PlainMap>
  /** Environments of each size. */
  pairs: Map<string, Set<string>>
  /** Sizes with which people may name an image. */
  free: Set<string>
  own?: PlainMap
}

/** An entry as it was read. */
interface Entry {
  base: Choice
  hasQuestions: boolean
  /** Whether people may name an image. */
  isFree: boolean
  sizes: readonly string[]
  environments: readonly string[]
}

/** Entries of the list, each of images, sizes and other questions, as settings and which of them go together. */
export function ofProfiles(
  values: Values,
  { hub, builds, length }: { hub: PlainMap; builds: boolean; length: number },
): PlainMap {
  const all: Collected = {
    values,
    hub,
    builds,
    pulls: [],
    environments: new Named(),
    sizes: new Named(),
    questions: {},
    pairs: new Map(),
    free: new Set(),
  }
  const paths = Array.from({ length }, (_, i): Path => ['singleuser', 'profileList', i])
  const first = paths.find((path) => values.get([...path, 'default']) === true) ?? paths[0]!
  const read = paths.map((path) => entry(all, path, path === first))
  const hasSizes = Object.keys(all.sizes.things).length > 0
  const entries = read.map((each) => (hasSizes && each.sizes.length === 0 ? { ...each, sizes: [hubSize(all)] } : each))
  for (const { sizes, environments, isFree } of entries)
    for (const name of sizes) {
      all.pairs.set(name, new Set([...(all.pairs.get(name) ?? []), ...environments]))
      if (isFree) all.free.add(name)
    }
  const sizes = Object.entries(all.sizes.things).map(([name, size]) => [name, going(all, name, size)] as const)
  const cards = entries.length > 1 && entries.some(({ hasQuestions }) => hasQuestions) ? cardsOf(values, entries) : {}
  for (const { base, sizes, environments } of entries)
    words(values, base, sizes.length > 0 ? `sizes.${sizes[0]}` : `environments.${environments[0]}`)
  return {
    ...some({
      ...(hasSizes ? { opens: hub['opens'] } : hub),
      environments: some(all.environments.things) ?? hub['environments'],
      sizes: some(Object.fromEntries(sizes)),
      'bring-your-own-image': all.own,
      'git-pull': filled(all.pulls),
      form: some({ cards: some(cards), options: some(all.questions) }),
    }),
  }
}

/** A size, and which environments it goes with. */
function going({ pairs, environments, own, free }: Collected, name: string, size: PlainMap): PlainMap {
  const named = [...(pairs.get(name) ?? [])]
  const isBound = named.length > 0 && named.length < Object.keys(environments.things).length
  // a size that names no environments goes with images of people's own, too
  const offered = own !== undefined && free.has(name) === isBound ? isBound : undefined
  return { ...size, ...some({ environments: isBound ? named : undefined, 'own-images': offered }) }
}

/** A question of an entry. */
interface Question {
  name: string
  path: Path
  choices: readonly Choice[]
}

/** `isFirst`: the one that is selected when the page opens. */
function entry(all: Collected, path: Path, isFirst: boolean): Entry {
  const { values } = all
  const base = { ...choiceAt(values, path, values.text([...path, 'slug'])), isDefault: isFirst }
  const questions = values.keys([...path, 'profile_options']).map((name): Question => {
    const at = [...path, 'profile_options', name]
    const choices = values.keys([...at, 'choices']).map((key) => answerAt(values, [...at, 'choices', key], name))
    return { name, path: at, choices }
  })
  const { images, sizes, others } = sorted(questions)
  for (const { path: at } of questions) {
    noteBuilding(all, [...at, 'dynamic_image_building'])
    if (at !== images?.path) values.note(ONLY_IMAGES, [...at, 'unlisted_choice'])
  }
  for (const each of [images, sizes]) if (each) said(all, each)
  const isFree = images !== undefined && unlisted(all, images.path)
  const asked = sizes?.choices ?? [base]
  const hasSizes = asked.some(({ override }) => isSize({ ...base.override, ...override }))
  const offered = images?.choices ?? [base]
  const environments = offered.flatMap((choice) => environment(all, choice, { base, hasSizes }))
  const own = environments.length > 0 ? environments : hubEnvironment(all)
  const selected = own[offered.findIndex(({ isDefault }) => isDefault)]
  const names = asked.flatMap((choice) => sizeOf(values, all.sizes, { base, choice }) ?? [])
  if (selected !== undefined && selected !== own[0]) select(all, { selected, isFirst, sizes: names })
  for (const each of others) ask(all, each)
  return { base, hasQuestions: questions.length > 0, isFree, sizes: names, environments: own }
}

/** Which environment is selected when the page opens, or with sizes of another card. */
function select(
  { sizes: { things: known }, environments: { things } }: Collected,
  { selected, isFirst, sizes }: { selected: string; isFirst: boolean; sizes: readonly string[] },
): void {
  if (isFirst) things[selected] = { ...things[selected], default: true }
  else for (const name of sizes) known[name] = { ...known[name], 'default-environment': selected }
}

/** An answer by its key, or where that is only a number, by the question and its title. */
function answerAt(values: Values, path: Path, question: string): Choice {
  const key = String(path.at(-1))
  const choice = choiceAt(values, path, key)
  return /^\d/.test(key) ? { ...choice, name: `${plainName(question)} ${choice.title}` } : choice
}

/** `1-gpu` is put first among questions, and is called `gpu`. */
const plainName = (question: string): string => question.replace(/^\d+-/, '')

/** Which question is of images, which of sizes, and which are asked on their own. */
function sorted(questions: readonly Question[]): { images?: Question; sizes?: Question; others: Question[] } {
  const images = questions.find(({ choices }) => choices.some(({ override }) => 'image' in override))
  const rest = questions.filter((each) => each !== images)
  const amounts = rest.filter(({ choices }) => choices.some(({ override }) => isSize(override)))
  // what is asked of machines is a size; of amounts that are asked apart, none is the size
  const gpus = rest.find(({ choices }) => choices.some(({ override }) => asksGpu(override)))
  const sizes = gpus ?? (amounts.length === 1 ? amounts[0] : undefined)
  const offers = images ?? rest.find((each) => each !== sizes && each.choices.length === 0)
  return { ...some({ images: offers, sizes }), others: rest.filter((each) => each !== sizes && each !== offers) }
}

const BUILDS = { kind: 'not-carried', why: 'say `image-building:`, with a registry to push to' } as const
const ONLY_IMAGES = { kind: 'not-carried', why: 'people name images of their own, and choose all else' } as const

function noteBuilding({ values, builds }: Collected, at: Path): void {
  if (builds) values.said('image-building', at)
  else values.note(BUILDS, at)
}

/** The form calls these two questions by its own words. */
const said = ({ values }: Collected, { path }: Question): void =>
  values.follows('the form has these words by itself', [...path, 'display_name'])

/** A question of another kind, which is asked on every card. */
function ask({ values, questions }: Collected, { name, path, choices }: Question): void {
  const key = nameOf(plainName(name))
  questions[key] ??= questionOf(values, { key, path, choices })
}

/** Where entries have questions, each is a card of its own. */
function cardsOf(values: Values, entries: readonly Entry[]): Record<string, PlainMap> {
  const taken = new Set<string>()
  const cards = entries.map(({ base, isFree, sizes, environments }): [string, PlainMap] => {
    const name = nameOf(base.name, taken)
    taken.add(name)
    const description = values.text([...base.path, 'description'])
    values.said(
      `form.cards.${name}`,
      ...['display_name', 'description', 'slug', ...GROUPS].map((key) => [...base.path, key]),
    )
    return [
      name,
      {
        ...wordsOf(base.title, description),
        ...some({
          sizes: filled(sizes),
          // people name no image of their own on a card that names its environments
          environments: isFree ? undefined : filled(environments),
          for: filled(base.groups),
        }),
      },
    ]
  })
  return Object.fromEntries(cards)
}

/** The size that servers have where an entry says none. */
function hubSize({ hub, sizes }: Collected): string {
  const { memory, cpu } = hub
  const name = sizes.nameOf('hub', 'standard')
  sizes.things[name] ??= { title: 'Standard', ...some({ memory, cpu }) }
  return name
}

/** The environment that servers have where an entry says none. */
function hubEnvironment({ hub, environments }: Collected): string[] {
  const [[name, thing] = []] = Object.entries((hub['environments'] ?? {}) as PlainMap)
  if (name === undefined || !isMap(thing)) return []
  const { default: _, ...own } = thing
  const known = environments.nameOf(`hub ${name}`, name)
  environments.things[known] ??= own
  return [known]
}

function environment(
  all: Collected,
  choice: Choice,
  { base, hasSizes }: { base: Choice; hasSizes: boolean },
): string[] {
  const { values, environments } = all
  const override = { ...base.override, ...choice.override }
  const { image } = override
  if (typeof image !== 'string') return []
  const title = choice === base && !isSize(base.override) ? base.title : choice.title
  const isOfSize = choice === base && isSize(base.override)
  const description = isOfSize ? undefined : values.text([...choice.path, 'description'])
  const same = JSON.stringify([title, description, ...OF_SERVER.map((key) => override[key])])
  const name = environments.nameOf(same, choice === base ? title : choice.name)
  const setting = `environments.${name}`
  values.said(`${setting}.description`, ...(isOfSize ? [] : [[...choice.path, 'description']]))
  // who may not have any size of an entry does not come to its images
  const groups = choice === base && hasSizes ? [] : choice.groups
  const server = ofServer(values, { choices: [choice, base], override, setting })
  pull(all, [choice, base])
  if (choice !== base) words(values, choice, setting)
  environments.things[name] ??= {
    ...wordsOf(title, description),
    image,
    ...server,
    ...some({ for: filled(groups) }),
  }
  return [name]
}

/** Repositories that containers fetch before servers of a choice are fetched for all: it costs a folder. */
function pull({ values, pulls }: Collected, choices: readonly Choice[]): void {
  for (const { path } of choices)
    for (const each of pulledIn(values, [...path, 'kubespawner_override', 'init_containers']))
      if (!pulls.some((known) => isDeepStrictEqual(known, each))) pulls.push(each)
}

/** What of a choice changes servers beside memory, CPU and GPU. */
const OF_SERVER = ['image', 'default_url', 'working_dir', 'notebook_dir', 'image_pull_policy', 'uid', 'environment']

function ofServer(
  values: Values,
  { choices, override, setting }: { choices: readonly Choice[]; override: PlainMap; setting: string },
): PlainMap {
  const at = (key: string): Path[] => choices.map(({ path }) => [...path, 'kubespawner_override', key])
  values.said(`${setting}.image`, ...at('image'))
  values.said(`${setting}.opens`, ...at('default_url'))
  values.said(`${setting}.pull`, ...at('image_pull_policy'))
  values.said(`${setting}.directory`, ...at('working_dir'), ...at('notebook_dir'))
  const user = typeof override['uid'] === 'number' ? override['uid'] : undefined
  if (user !== undefined) values.said(`${setting}.user`, ...at('uid'))
  const [own, below] = at('environment').map((path) => variables(values, path, `${setting}.variables`))
  const directory = override['working_dir'] ?? override['notebook_dir']
  return {
    ...some({
      opens: opensOf(override['default_url']),
      directory: typeof directory === 'string' ? directory : undefined,
      pull: override['image_pull_policy'] === 'Always' ? 'always' : undefined,
      user,
      variables: some({ ...below, ...own }),
    }),
  }
}

/** Whether people may name an image, in a question of images. */
function unlisted(all: Collected, at: Path): boolean {
  const { values } = all
  const path = [...at, 'unlisted_choice']
  if (values.get([...path, 'enabled']) !== true) {
    values.follows('off where it is not said', [...path, 'enabled'])
    return false
  }
  const pattern = values.text([...path, 'validation_regex'])
  const title = values.text([...path, 'display_name'])
  const help = values.text([...path, 'validation_message'])
  values.said('bring-your-own-image', path)
  all.own = { ...some({ title: title && wordsOf(title).title, pattern: boundless(pattern), help }) }
  return true
}

/** Patterns of the settings match the whole name by themselves. */
const boundless = (pattern: string | undefined): string | undefined => pattern?.replace(/^\^|\$$/g, '')
