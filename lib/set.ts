/** What an input file is edited to, so that a hub or a cluster has another value: a text that is not written yet. */
import { parseDocument } from 'yaml'
import type { InputTexts } from './compile.ts'
import {
  CLUSTER,
  fileOf,
  idOf,
  settingOfPart,
  writeSetting,
  type PartName,
  type Setting,
  type SettingPath,
} from './explain/index.ts'
import { withSetting, withoutSetting } from './layers/edit.ts'
import { readInputs } from './layers/inputs.ts'
import { resolve, type ResolvedLayers } from './layers/resolve.ts'
import type { Plain } from './layers/tree.ts'
import type { Registry } from './registry.ts'
import { branches, schemaAt, typesOf } from './settings/json-schema.ts'

/** Whose file a setting goes into. */
export type Where = 'hub' | 'community' | 'profile'
export const WHERE: readonly Where[] = ['hub', 'community', 'profile']

export interface Wish {
  part: PartName
  setting: SettingPath
  /** As it was typed: YAML on one line. Undefined takes the setting out of the file. */
  value: string | undefined
  where: Where
}

/** A file that could say it, and the hubs that it has a say in. */
export interface Target {
  where: Where
  file: string
  hubs: readonly string[]
}

/** An edit that is not written yet. */
export interface Edit {
  file: string
  text: string
  /** What holds before it. */
  before: Setting
  targets: readonly Target[]
}

/** Where inputs have errors: an edit may be what mends them. */
const UNKNOWN: Setting = { value: null, at: null, lost: [] }

/** The edit that is wished, or why there is none. */
export function editFor(inputs: InputTexts, wish: Wish, registry: Registry): { value?: Edit; refusal?: string } {
  const { part, setting } = wish
  const { value: before = UNKNOWN, refusal } = settingOfPart(inputs, { part, setting }, registry)
  if (refusal !== undefined) return { refusal }
  const targets = targetsOf(inputs, wish, { registry, before })
  const target = targets.find(({ where }) => where === wish.where)
  if (!target) return { refusal: noTarget(wish) }
  const text = edited(inputs.texts.get(target.file) ?? '', wish, { target, registry })
  if (text === undefined) return { refusal: notEditable(wish, target, before) }
  return { value: { file: target.file, text, before, targets } }
}

/** Why an edit that was made does not show in the part: another line says otherwise. Undefined where it does. */
export function overruledBy(
  inputs: InputTexts,
  { edit, wish }: { edit: Edit; wish: Wish },
  registry: Registry,
): string | undefined {
  const { part, setting } = wish
  const texts = new Map(inputs.texts).set(edit.file, edit.text)
  const { value: after } = settingOfPart({ ...inputs, texts }, { part, setting }, registry)
  const from = [after?.at, ...(after?.members ?? [])]
  if (wish.value === undefined || !after?.at || from.some((at) => at?.file === edit.file)) return undefined
  const { file, line } = after.at
  return `${file}:${line} says ${writeSetting(setting)}, too, and wins over ${edit.file}: change it there`
}

function edited(
  text: string,
  wish: Wish,
  { target, registry }: { target: Target; registry: Registry },
): string | undefined {
  const { setting, value, part } = wish
  const path = target.where === 'community' ? ['hubs', ...setting] : setting
  if (value === undefined) {
    const named = namedIn(setting, part, registry)
    return withoutSetting(text, path, named > 0 ? path.length - setting.length + named : 0)
  }
  return withSetting(text, { path, value: meant(value, { part, setting }, registry) })
}

/** How many keys lead to the last thing with a name of its own: a bucket without settings is a bucket all the same. */
function namedIn(setting: SettingPath, part: PartName, { schemas }: Registry): number {
  const schema = schemas.resolved[part.folder === CLUSTER ? 'cluster' : 'hub']
  const isNamed = (i: number): boolean => {
    const above = schemaAt(schema, setting.slice(0, i))
    return !above || !branches(above).some(({ properties = {} }) => Object.hasOwn(properties, setting[i]!))
  }
  return setting.slice(0, -1).reduce((count, _, i) => (isNamed(i) ? i + 1 : count), 0)
}

/** What was typed, as its setting takes it: text stays text though it looks like a number, one name is a list of it. */
function meant(value: string, { part, setting }: Pick<Wish, 'part' | 'setting'>, { schemas }: Registry): Plain | null {
  const schema = schemaAt(schemas.resolved[part.folder === CLUSTER ? 'cluster' : 'hub'], setting)
  const types = schema ? branches(schema).flatMap(typesOf) : []
  const document = parseDocument(value, { logLevel: 'silent' })
  const read = document.errors.length > 0 ? value : (document.toJS() as Plain | null)
  if (read === null || typeof read === 'object' || types.length === 0) return read
  if (types.every((type) => type === 'array')) return [read]
  return types.includes(typeof read) || (typeof read === 'number' && types.includes('integer')) ? read : value
}

/** The files that could say a setting of the part, each with the hubs that it has a say in. */
function targetsOf(
  inputs: InputTexts,
  { part }: Wish,
  { registry, before }: { registry: Registry; before: Setting },
): Target[] {
  const read = readInputs(inputs.texts, inputs.folders, registry)
  const { hubs, clusters } = resolve(read, registry)
  if (part.folder === CLUSTER) {
    const cluster = clusters.find(({ community }) => community === part.community)
    return cluster ? [{ where: 'hub', file: fileOf(part), hubs: [idOf(part)] }] : []
  }
  const hub = hubs.find(({ community, name }) => community === part.community && name === part.folder)
  if (!hub) return []
  const of = (where: Where, file: string): Target => ({
    where,
    file,
    hubs: hubs.filter(({ files }) => files.includes(file)).map(({ community, name }) => `${community}/${name}`),
  })
  const profile = profileOf(hub, before)
  return [
    of('hub', fileOf(part)),
    of('community', `communities/${part.community}/community.yaml`),
    ...(profile === undefined ? [] : [of('profile', profile)]),
  ]
}

/** The profile that says it now, where one of the hub's own does; else the first that it names. */
function profileOf({ files, profiles }: ResolvedLayers, { at, members = [] }: Setting): string | undefined {
  const own = files.filter((file) => /(^|\/)profiles\//.test(file) && !/^hubloom\/|^profiles\/base/.test(file))
  const saying = [at, ...members].map((each) => each?.file)
  return own.find((file) => saying.includes(file)) ?? own.findLast((file) => file.endsWith(`/${profiles[0]}.yaml`))
}

const noTarget = ({ part, where }: Wish): string =>
  part.folder === CLUSTER
    ? `${idOf(part)} has its settings in ${fileOf(part)} alone`
    : `${idOf(part)} names no ${where} of this fleet that could say it`

function notEditable({ part, setting, value }: Wish, { file }: Target, { at }: Setting): string {
  const word = writeSetting(setting)
  if (value !== undefined) return `${word} cannot be set in ${file} without touching anything else: edit it by hand`
  if (!at) return `${file} does not set ${word}; nothing does`
  if (at.file === file) return `${word} cannot go from ${file} without touching anything else: edit it by hand`
  const where = `${at.file}:${at.line} does`
  return `${file} does not set ${word}; ${where}. To take out what ${idOf(part)} inherits, set it to null`
}
