import type { PlainMap } from '../../maps.ts'
import { isMap } from '../../maps.ts'
import { registry } from '../../registry.ts'
import type { Path } from '../source.ts'
import type { Values } from '../values.ts'
import { between, cores, filled, nameOf, size, some } from '../words.ts'
import { JUPYTERHUB_CHART } from '../../services/jupyterhub/index.ts'
import { groupOf } from './sign-in.ts'

/** What people choose: `profileList`, or the one image and the one size of the hub. */
export function form(values: Values): PlainMap {
  const entries = values.get('singleuser.profileList')
  return Array.isArray(entries) && entries.length > 0 ? ofProfiles(values, entries.length) : ofHub(values)
}

const ofHub = (values: Values): PlainMap => ({ ...hubImage(values), ...hubSize(values), ...hubOpens(values) })

/** The image of servers where values name none: that of the chart, whose tag is its own version. */
const CHARTS_IMAGE = {
  title: "The chart's sample",
  image: `quay.io/jupyterhub/k8s-singleuser-sample:${JUPYTERHUB_CHART}`,
}

function hubImage(values: Values): PlainMap {
  const [name, tag] = [values.text('singleuser.image.name'), values.text('singleuser.image.tag')]
  if (name === undefined || tag === undefined) return { environments: { sample: CHARTS_IMAGE } }
  values.said('environments', 'singleuser.image.name', 'singleuser.image.tag')
  const pull = values.get('singleuser.image.pullPolicy') === 'Always' ? 'always' : undefined
  values.said('environments.<name>.pull', 'singleuser.image.pullPolicy')
  const image = `${name}:${tag}`
  const own = nameOf(titleOf(image))
  return { environments: { [own]: { title: titleOf(image), image, default: true, ...some({ pull }) } } }
}

function hubSize(values: Values): PlainMap {
  const memory = amounts(values, 'singleuser.memory', size)
  const cpu = amounts(values, 'singleuser.cpu', cores)
  if (memory) values.said('memory', 'singleuser.memory')
  if (cpu) values.said('cpu', 'singleuser.cpu')
  return { ...some({ memory, cpu }) }
}

function amounts(values: Values, path: string, read: (value: unknown) => unknown): PlainMap | undefined {
  return some({ guarantee: read(values.get(`${path}.guarantee`)), limit: read(values.get(`${path}.limit`)) })
}

function hubOpens(values: Values): PlainMap {
  const opens = opensOf(values.text('singleuser.defaultUrl'))
  if (opens !== undefined) values.said('opens', 'singleuser.defaultUrl')
  return { ...some({ opens }) }
}

const OPENS: Readonly<Record<string, string>> = {
  '/lab': 'lab',
  '/tree': 'notebook',
  '/rstudio': 'rstudio',
  '/vscode': 'vscode',
  '/desktop': 'desktop',
}

const opensOf = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : (OPENS[url.replace(/\/$/, '')] ?? url)

/** The last part of an image's name, as people read it. */
export const titleOf = (image: string): string =>
  image
    .replace(/[:@].*$/, '')
    .split('/')
    .pop()!
    .slice(0, 45)

/** What the list has of one kind, by name; the same thing twice is one. */
class Named {
  readonly things: Record<string, PlainMap> = {}
  private readonly names = new Map<string, string>()

  /** The name of a thing that is one by `key`. */
  add(key: string, title: string, thing: PlainMap): string {
    const known = this.names.get(key)
    if (known !== undefined) return known
    const name = nameOf(title, new Set(Object.keys(this.things)))
    this.names.set(key, name)
    this.things[name] = thing
    return name
  }
}

interface Collected {
  values: Values
  environments: Named
  sizes: Named
  /** Environments of each size. */
  pairs: Map<string, Set<string>>
  own?: PlainMap
}

/** Entries of the list, each of images and sizes, as environments, sizes and which go together. */
function ofProfiles(values: Values, length: number): PlainMap {
  const all: Collected = { values, environments: new Named(), sizes: new Named(), pairs: new Map() }
  for (let i = 0; i < length; i++) entry(all, ['singleuser', 'profileList', i])
  const below = ofHub(values)
  const everything = Object.keys(all.environments.things)
  const sizes = Object.entries(all.sizes.things).map(([name, thing]) => {
    const own = [...(all.pairs.get(name) ?? [])]
    return [name, own.length > 0 && own.length < everything.length ? { ...thing, environments: own } : thing]
  })
  const environments = everything.length > 0 ? all.environments.things : below['environments']
  const plainSizes = sizes.length > 0 ? { sizes: Object.fromEntries(sizes) as PlainMap } : {}
  const rest = sizes.length > 0 ? { opens: below['opens'] } : below
  return { ...some({ ...rest, environments, ...plainSizes, 'bring-your-own-image': all.own }) }
}

interface Choice {
  path: Path
  /** Its slug, or the key that it stands under. */
  name: string
  title: string
  override: PlainMap
  groups: readonly string[]
  isDefault: boolean
}

function entry(all: Collected, path: Path): void {
  const { values } = all
  const base = choiceAt(values, path, values.text([...path, 'slug']))
  const options = values.keys([...path, 'profile_options']).map((name) => {
    const at = [...path, 'profile_options', name]
    unlisted(all, at)
    values.follows('the form has these words by itself', [...at, 'display_name'])
    values.note(BUILDS, [...at, 'dynamic_image_building'])
    return values.keys([...at, 'choices']).map((choice) => choiceAt(values, [...at, 'choices', choice], choice))
  })
  const images = options.find((choices) => choices.some(({ override }) => 'image' in override)) ?? [base]
  const sizes = options.find((choices) => choices.some(({ override }) => isSize(override))) ?? [base]
  const hasSizes = sizes.some(({ override }) => isSize({ ...base.override, ...override }))
  const named = images.flatMap((choice) => environment(all, choice, { base, hasSizes }))
  for (const choice of sizes) sizeOf(all, choice, { base, environments: named })
  for (const { path: place } of [base, ...options.flat()]) {
    values.said('environments and sizes', ...['display_name', 'default', 'slug'].map((key) => [...place, key]))
    values.said('environments.<name>.for and sizes.<name>.for', ...GROUPS.map((key) => [...place, key]))
  }
}

/** Lists of those who see a choice: KubeSpawner's, and 2i2c's of teams. */
const GROUPS = ['allowed_groups', 'allowed_teams']
const BUILDS = { kind: 'not-carried', why: 'say `image-building:`, with a registry to push to' } as const

const choiceAt = (values: Values, path: Path, name?: string): Choice => {
  const title = values.text([...path, 'display_name']) ?? name ?? 'Server'
  return {
    path,
    name: name ?? title,
    title,
    override: mapAt(values, [...path, 'kubespawner_override']),
    groups: GROUPS.flatMap((key) => values.texts([...path, key])).map((name) => groupOf(values, name)),
    isDefault: values.get([...path, 'default']) === true,
  }
}

const mapAt = (values: Values, path: Path): PlainMap => {
  const value = values.get(path)
  return isMap(value) ? value : {}
}

const isSize = (override: PlainMap): boolean =>
  ['mem_limit', 'mem_guarantee', 'cpu_limit', 'cpu_guarantee'].some((key) => key in override)

function environment(
  all: Collected,
  choice: Choice,
  { base, hasSizes }: { base: Choice; hasSizes: boolean },
): string[] {
  const image = choice.override['image'] ?? base.override['image']
  if (typeof image !== 'string') return []
  const title = choice === base && !isSize(base.override) ? base.title : choice.title
  const opens = opensOf(choice.override['default_url'] as string | undefined)
  const pull = choice.override['image_pull_policy'] === 'Always' ? 'always' : undefined
  // who may not have any size of an entry does not come to its images
  const groups = choice === base && hasSizes ? [] : choice.groups
  for (const { path } of [choice, base]) {
    all.values.said('environments.<name>.image', [...path, 'kubespawner_override', 'image'])
    all.values.said('environments.<name>.opens', [...path, 'kubespawner_override', 'default_url'])
    all.values.said('environments.<name>.pull', [...path, 'kubespawner_override', 'image_pull_policy'])
  }
  const description =
    choice === base && isSize(base.override) ? undefined : all.values.text([...choice.path, 'description'])
  if (description !== undefined) all.values.said('environments.<name>.description', [...choice.path, 'description'])
  const words = wordsOf(title, description)
  const thing = {
    ...words,
    image,
    ...some({ opens, pull, for: filled(groups) }),
  }
  const name = choice === base ? title : choice.name
  return [all.environments.add(JSON.stringify([words, image, opens]), name, thing)]
}

function sizeOf(
  all: Collected,
  choice: Choice,
  { base, environments }: { base: Choice; environments: readonly string[] },
): void {
  const override = { ...base.override, ...choice.override }
  const gpu = gpuOf(override)
  const memory = between(size(override['mem_guarantee']), size(override['mem_limit']))
  const cpu = between(cores(override['cpu_guarantee']), cores(override['cpu_limit']))
  if (!memory && !cpu && gpu?.gpu === undefined) return
  const places = [choice, base].map(({ path }) => [...path, 'kubespawner_override'])
  for (const place of places) {
    all.values.said('sizes.<name>.memory', [...place, 'mem_guarantee'], [...place, 'mem_limit'])
    all.values.said('sizes.<name>.cpu', [...place, 'cpu_guarantee'], [...place, 'cpu_limit'])
    const gpus = [
      [...place, 'extra_resource_limits'],
      [...place, 'extra_resource_guarantees'],
    ]
    if (gpu?.gpu !== undefined) all.values.said('sizes.<name>.gpu', ...gpus)
    else all.values.note({ kind: 'not-carried', why: 'say the kind of GPU, as `gpu:` of the size' }, ...gpus)
    all.values.follows('the pool follows from the size', [...place, 'node_selector'], [...place, 'tolerations'])
  }
  const description = all.values.text([...choice.path, 'description'])
  all.values.said('sizes.<name>.description', [...choice.path, 'description'], [...base.path, 'description'])
  const groups = choice.groups.length > 0 ? choice.groups : base.groups
  const words = wordsOf(choice.title, description)
  const key = JSON.stringify([words, memory, cpu, gpu, groups])
  const isDefault = choice.isDefault && (choice === base || base.isDefault)
  const thing = {
    ...words,
    ...some({
      memory,
      cpu,
      ...(gpu?.gpu === undefined ? {} : gpu),
      for: filled(groups),
      default: isDefault || undefined,
    }),
  }
  const name = all.sizes.add(key, choice.name, thing)
  const pairs = all.pairs.get(name) ?? new Set()
  environments.forEach((each) => pairs.add(each))
  all.pairs.set(name, pairs)
}

/** The most characters that the form shows of a title. */
const LONGEST_TITLE = 45

/** A title that the form shows whole; one that is longer is cut at a word, and stands whole in the description. */
function wordsOf(title: string, description?: string): { title: string; description?: string } {
  if (title.length <= LONGEST_TITLE) return { title, ...some({ description }) }
  const cut = title.slice(0, LONGEST_TITLE + 1).replace(/\s+\S*$/, '')
  return {
    title: cut.slice(0, LONGEST_TITLE),
    description: description === undefined ? title : `${title}. ${description}`,
  }
}

/** Kinds of GPU, and which kind each machine type of the clouds has. */
const MACHINES = Object.values(registry.clouds).flatMap(({ facts }) => facts.machines)
const GPU_OF = new Map(MACHINES.flatMap(({ type, gpu }) => (gpu ? [[type, gpu.kind] as const] : [])))
const KINDS = new Set(GPU_OF.values())

/** How many GPUs a choice asks for, and of which kind, by the machine or the label of GPUs that it selects. */
function gpuOf(override: PlainMap): { gpu?: string; gpus?: number } | undefined {
  const limits = override['extra_resource_limits']
  const count = isMap(limits) ? Number(limits['nvidia.com/gpu']) : Number.NaN
  if (!(count > 0)) return undefined
  const selector = override['node_selector']
  const words = isMap(selector) ? Object.values(selector).map(String) : []
  // `nvidia-tesla-t4`, as labels of Google Cloud and AWS have it
  const labels = words.map((word) => word.replace(/^nvidia-(tesla-)?/, '')).filter((word) => KINDS.has(word))
  const [gpu] = [...words.flatMap((word) => GPU_OF.get(word) ?? []), ...labels]
  return { ...some({ gpu }), ...(count > 1 ? { gpus: count } : {}) }
}

/** A choice that lets people name an image. */
function unlisted(all: Collected, at: Path): void {
  const { values } = all
  const path = [...at, 'unlisted_choice']
  if (values.get([...path, 'enabled']) !== true) {
    values.follows('off where it is not said', [...path, 'enabled'])
    return
  }
  const pattern = values.text([...path, 'validation_regex'])
  const title = values.text([...path, 'display_name'])
  const help = values.text([...path, 'validation_message'])
  values.said('bring-your-own-image', path)
  all.own = { ...some({ title: title && wordsOf(title).title, pattern: boundless(pattern), help }) }
}

/** Patterns of the settings match the whole name by themselves. */
const boundless = (pattern: string | undefined): string | undefined => pattern?.replace(/^\^|\$$/g, '')
