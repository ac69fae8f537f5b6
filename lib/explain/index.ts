/**
 * Why a value is there: from a setting to the lines of `dist/` that it became, and from a line of `dist/` to the lines
 * of the inputs. By changing inputs and looking what moves: a value depends on a line exactly if changing that line
 * changes the value. Pure.
 */
import type { InputTexts } from '../compile.ts'
import { hasErrors, type Diagnostic } from '../diagnostics.ts'
import { printPart } from '../emit.ts'
import type { Registry } from '../registry.ts'
import { byText } from '../maps.ts'
import { placesOf, type Place } from './changes.ts'
import { CLUSTER, fileOf, idOf, type PartName } from './focus.ts'
import { addressOf, keyOf, printedLeaves, standingAt, type PrintedLeaf } from './leaves.ts'
import { makersOf } from './makers.ts'
import { causesOf, movedBy, watchLeaf, type Watch } from './search.ts'
import {
  allSettings,
  lineOf,
  placesIn,
  settingAt,
  writeSetting,
  type InputLine,
  type Setting,
  type SettingOf,
  type SettingPath,
} from './settings.ts'
import { refusalOf } from './unknown.ts'
import { sameValue, worldOf, type Compiled, type World } from './world.ts'

export { CLUSTER, fileOf, idOf, type PartName } from './focus.ts'
export { parseSetting, writeSetting } from './settings.ts'
export type { InputLine, SaidLine, Setting, SettingOf, SettingPath } from './settings.ts'

/** A line of an output: `file` below the fleet's folder, lines from 1. */
export interface OutputLine {
  file: string
  line: number
  address: string
  value: unknown
}

/** A setting, and what became of it. */
export interface ExplainedSetting extends Setting {
  outputs: readonly OutputLine[]
}

/** A line of an output, the lines of the inputs that it depends on, and who wrote it: a place below `lib/`. */
export interface ExplainedLine extends OutputLine {
  causes: readonly (InputLine & { setting: string })[]
  by: string
}

/** What was asked for, or why there is no answer; `diagnostics` are errors that keep the part from being made. */
export interface Answer<T> {
  value?: T
  refusal?: string
  diagnostics: readonly Diagnostic[]
}

interface Known {
  world: World
  base: Compiled
}

/** A part of the fleet compiled on its own; `make` answers from it. */
function withPart<T>(
  inputs: InputTexts,
  part: PartName,
  { registry, make }: { registry: Registry; make: (known: Known) => T | { refusal: string } },
): Answer<T> {
  const { world, base, diagnostics } = worldOf(inputs, part, registry)
  if (!world || !base)
    return hasErrors(diagnostics) ? { diagnostics } : { diagnostics, refusal: `${idOf(part)} is none of the fleet` }
  const made = make({ world, base })
  return isRefusal(made) ? { diagnostics: [], ...made } : { diagnostics: [], value: made }
}

const isRefusal = (made: unknown): made is { refusal: string } =>
  typeof made === 'object' && made !== null && 'refusal' in made

/** Every setting of a hub or a cluster, with the line that sets it. */
export const explainPart = (inputs: InputTexts, part: PartName, registry: Registry): Answer<SettingOf[]> =>
  withPart(inputs, part, { registry, make: ({ world, base }) => allSettings(world, base) })

/** One setting of a hub or a cluster. */
export const settingOfPart = (
  inputs: InputTexts,
  { part, setting }: { part: PartName; setting: SettingPath },
  registry: Registry,
): Answer<Setting> =>
  withPart(inputs, part, {
    registry,
    make: (known) => {
      const refusal = refusalOf(setting, known)
      return refusal === undefined ? settingAt(known.world, known.base, setting) : { refusal }
    },
  })

/** One setting of a hub or a cluster, and the output lines that it became. */
export const explainSetting = (
  inputs: InputTexts,
  { part, setting }: { part: PartName; setting: SettingPath },
  registry: Registry,
): Answer<ExplainedSetting> =>
  withPart(inputs, part, {
    registry,
    make: (known) => {
      const refusal = refusalOf(setting, known)
      if (refusal !== undefined) return { refusal }
      const from = { setting, files: ownFiles(known), isCluster: part.folder === CLUSTER }
      const outputs = partsOf(inputs, known).flatMap((each) => outputsOf(each, from))
      return { ...settingAt(known.world, known.base, setting), outputs }
    },
  })

/** The layers of the part itself, without other hubs of its cluster. */
const ownFiles = ({ world: { layers, part } }: Known): ReadonlySet<string> =>
  new Set(layers.filter(({ kind, file }) => kind !== 'hub' || file === fileOf(part)).map(({ file }) => file))

/** The part itself, and for a hub the folder of its cluster. */
function partsOf(inputs: InputTexts, known: Known): Known[] {
  const { plan } = known.base
  if (!('hub' in plan)) return [known]
  const owner = { community: plan.cluster.community, folder: CLUSTER }
  const { world, base } = worldOf(inputs, owner, known.world.registry)
  return world && base ? [known, { world, base }] : [known]
}

/** The lines of a part that move when the lines change that a setting, or one below it, comes from. */
function outputsOf(
  { world, base }: Known,
  { setting, files, isCluster }: { setting: SettingPath; files: ReadonlySet<string>; isCluster: boolean },
): OutputLine[] {
  const isIt = (place: Place): boolean => {
    const layer = world.layers.find(({ file }) => file === place.at.file)
    if (!layer || !files.has(layer.file) || place.setting.length === 0) return false
    return placesIn(layer, setting, isCluster).some(
      (path) => path.length <= place.setting.length && path.every((key, i) => place.setting[i] === key),
    )
  }
  const places = placesOf(world).filter(isIt)
  const moved = new Map(places.flatMap((place) => [...movedBy(world, base, place)]))
  const movedFiles = new Set([...moved.values()].map(({ file }) => file))
  return printedOf(base, movedFiles)
    .filter(({ file, path }) => moved.has(keyOf(file, path)))
    .map((leaf) => outputLine(leaf, world.part))
}

const outputLine = (leaf: PrintedLeaf, part: PartName): OutputLine => ({
  file: `dist/${idOf(part)}/${leaf.file}`,
  line: leaf.line,
  address: addressOf(leaf),
  value: leaf.value,
})

/** The values of some files of a part, as they are printed. */
const printedOf = ({ part }: Compiled, files: ReadonlySet<string>): PrintedLeaf[] =>
  Object.entries(printPart(part))
    .filter(([file]) => files.has(file))
    .sort(([a], [b]) => byText(a, b))
    .flatMap(([file, text]) => printedLeaves(file, text).leaves)

/** A line of `dist/`: `file` is its name in the part's folder, `there` the text that stands there now. */
export interface LineAsked {
  part: PartName
  file: string
  line: number
  there: string | undefined
}

/** What a line of `dist/` depends on. Where `dist/` is not what the inputs give, the same line of what they give. */
export const explainLine = (
  inputs: InputTexts,
  asked: LineAsked,
  registry: Registry,
): Answer<ExplainedLine & { isStale: boolean }> =>
  withPart(inputs, asked.part, {
    registry,
    make: (known) => {
      const text = printPart(known.base.part)[asked.file]
      if (text === undefined || !known.base.files.has(asked.file)) return { refusal: noFile(asked, known.base) }
      const line = lineIn(text, asked)
      const { leaves, groups } = printedLeaves(asked.file, text)
      const found =
        leaves.find((leaf) => leaf.line <= line && line <= leaf.end) ?? groups.findLast((each) => each.line === line)
      if (!found) return { refusal: noValue({ ...asked, line }, text, leaves) }
      const isGroup = !leaves.includes(found)
      return { ...explained(known, { leaf: found, line, text, isGroup }), isStale: asked.there !== text }
    },
  })

function explained(
  { world, base }: Known,
  { leaf, line, text, isGroup }: { leaf: PrintedLeaf; line: number; text: string; isGroup: boolean },
): ExplainedLine {
  // a line within a text of several; an empty one stands for the whole
  const within = line > leaf.line ? text.split('\n')[line - 1]!.trim() || undefined : undefined
  const watch = isGroup ? watchGroup(leaf) : watchLine(leaf, within)
  const causes = causesOf(world, placesOf(world), watch)
  return {
    ...outputLine(leaf, world.part),
    line,
    value: within ?? leaf.value,
    causes: causes.map(({ at, setting, what }) => ({ ...lineOf(at), setting: what ?? writeSetting(setting) })),
    by: makersOf(base, world.registry)(leaf),
  }
}

/** Of a text of several lines one of them: whether it still says that. */
function watchLine(leaf: PrintedLeaf, within: string | undefined): Watch {
  if (within === undefined) return watchLeaf(leaf)
  return ({ files }) => {
    const now = standingAt(files.get(leaf.file), leaf.path)
    return (
      sameValue(now, leaf.value) || (typeof now === 'string' && now.split('\n').some((each) => each.trim() === within))
    )
  }
}

/** Of a map or a list that begins on the line: whether there is one. */
const watchGroup =
  ({ file, path }: PrintedLeaf): Watch =>
  ({ files }) =>
    standingAt(files.get(file), path) !== undefined

/** Where the line that was asked for stands in what the inputs give: the same text, where only one line has it. */
function lineIn(text: string, { line, there }: LineAsked): number {
  const [now, then] = [text.split('\n'), there?.split('\n')[line - 1]]
  if (then === undefined || now[line - 1] === then) return line
  const same = now.flatMap((each, i) => (each === then ? [i + 1] : []))
  return same.length === 1 ? same[0]! : line
}

function noFile({ part, file }: LineAsked, { files, part: made }: Compiled): string {
  const known = [...files.keys()].filter((name) => name in printPart(made)).sort(byText)
  return `the inputs give no values in dist/${idOf(part)}/${file}; explain answers for ${known.join(', ')}`
}

function noValue({ part, file, line }: LineAsked, text: string, leaves: readonly PrintedLeaf[]): string {
  const lines = text.replace(/\n$/, '').split('\n').length
  const path = `dist/${idOf(part)}/${file}`
  if (line > lines || line < 1) return `${path} has no line ${line}: it ends with line ${lines}`
  const near = leaves.filter((leaf) => leaf.line < line).at(-1)?.line
  const next = leaves.find((leaf) => leaf.line > line)?.line
  const around = [near, next].filter((each) => each !== undefined).map((each) => `${path}:${each}`)
  return `no value stands on line ${line} of ${path}; the nearest are ${around.join(' and ')}`
}
