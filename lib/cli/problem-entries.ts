/** What docs/checks.md says of each problem: the tables of problems, and the fleets of the tests as examples. */
import { join } from 'node:path'
import { acceptanceProblems } from '../acceptance.ts'
import { compile } from '../compile.ts'
import { describeProblem, type Diagnostic } from '../diagnostics.ts'
import { diffProblems } from '../diff/index.ts'
import { folderNames, isFolder, readApplied, readInputFolder } from '../disk.ts'
import { fileProblems } from '../layers/file-problems.ts'
import { parse } from '../layers/parse.ts'
import { inputProblems } from '../layers/problems.ts'
import type { Node, Path } from '../layers/tree.ts'
import { overrideProblems } from '../overrides/index.ts'
import type { ProblemEntry, ProblemGroup } from '../pages/checks.ts'
import { excerptAt, type Excerpt } from '../pages/excerpt.ts'
import { TOPICS, type Topic } from '../pages/topics.ts'
import { byText } from '../maps.ts'
import { registry } from '../registry.ts'
import { schemasOf } from '../settings/index.ts'
import { branches, childOf, type JsonSchema } from '../settings/json-schema.ts'
import { owners, textOf, wording, type Owner } from '../wording.ts'

/** A day that is after all events of the examples. */
const TODAY = '2027-08-01'

/**
 * Problems by what one does when they are told. `examples` holds folders, each a small fleet as `test/cases` has them:
 * with `before/` for what was applied, and with `right/` for files that have the right form of what is wrong.
 */
export function problemGroups(root: string, examples: string): ProblemGroup[] {
  const shared = [...readInputFolder(root).texts].filter(([path]) => path.startsWith('profiles/'))
  const fleets = isFolder(examples)
    ? folderNames(examples).map((name) => fleetOf(join(examples, name), new Map(shared)))
    : []
  const found = fleets.flatMap(occurrences)
  const right = rightForms(fleets)
  const entries = owners.flatMap((owner) => entriesOf(owner, found, right))
  const titles = [...TOPICS.map(({ title }) => title), ...Object.values(GROUPS), OTHERS]
  return titles.flatMap((title) => {
    const problems = entries.filter((each) => each.title === title).map(({ entry }) => entry)
    const page = TOPICS.find((topic) => topic.title === title)?.page
    return problems.length === 0 ? [] : [{ title, page, problems: problems.sort((a, b) => byText(a.code, b.code)) }]
  })
}

/** Tables whose problems are of no one topic. */
const GROUPS = {
  files: 'Files and YAML',
  settings: 'Settings, whatever they are of',
  applied: 'What the next apply would do',
  accepted: 'Warnings that are accepted',
}
const OTHERS = 'Others'
const OWNERS = new Map<Owner, string>([
  [fileProblems, GROUPS.files],
  [inputProblems, GROUPS.settings],
  [diffProblems, GROUPS.applied],
  [acceptanceProblems, GROUPS.accepted],
  [overrideProblems, TOPICS.find(({ page }) => page === 'overrides')!.title],
])

interface ExampleFleet {
  texts: ReadonlyMap<string, string>
  /** Right forms of its files. */
  right: ReadonlyMap<string, string>
  diagnostics: readonly Diagnostic[]
}

function fleetOf(folder: string, profiles: ReadonlyMap<string, string>): ExampleFleet {
  const found = readInputFolder(folder)
  const texts = new Map([...profiles, ...found.texts])
  const applied = readApplied(join(folder, 'before'))
  const { diagnostics } = compile(texts, found.folders, { applied, today: TODAY })
  const right = join(folder, 'right')
  return {
    texts: found.texts,
    right: isFolder(right) ? readInputFolder(right).texts : new Map(),
    diagnostics: [...found.diagnostics, ...diagnostics],
  }
}

interface Occurrence {
  diagnostic: Diagnostic
  text: ReturnType<typeof textOf>
  /** Undefined where the file is none of the example's own. */
  wrong: Excerpt | undefined
  right: Excerpt | undefined
  place: Place | undefined
}

/** Problems of a fleet, with what they are about. */
function occurrences({ texts, right, diagnostics }: ExampleFleet): Occurrence[] {
  const settings = new Map([...texts].map(([file, text]) => [file, settingsOf(file, text)]))
  return diagnostics.map((diagnostic) => {
    const { file, line } = diagnostic.at
    const [text, mended] = [texts.get(file), right.get(file)]
    const place = placeAt(settings.get(file) ?? [], diagnostic.at)
    return {
      diagnostic,
      text: textOf(diagnostic),
      wrong: text === undefined ? undefined : excerptAt(file, text, line),
      right:
        mended === undefined ? undefined : excerptAt(file, mended, lineOf(settingsOf(file, mended), place) ?? line),
      place,
    }
  })
}

/** Where a setting stands: of what kind of settings, and its path with `<name>` for names of one's own. */
interface Place {
  scope: 'hub' | 'community' | 'cluster'
  /** Paths from the first key down to the setting itself. */
  path: readonly string[]
}

/** A setting of a file. */
interface Setting {
  line: number
  column: number
  place: Place
}

/** The settings of a text, in order. */
function settingsOf(file: string, text: string): Setting[] {
  if (!file.endsWith('.yaml')) return []
  const found: Setting[] = []
  const walk = (node: Node, path: Path): void => {
    const { line, column } = node.at
    if (path.length > 0) found.push({ line, column, place: generalised(file, path) })
    if (node.kind === 'map') for (const [key, inner] of node.entries) walk(inner, [...path, key])
    if (node.kind === 'list') for (const [i, inner] of node.items.entries()) walk(inner, [...path, i])
  }
  walk(parse(file, text).value, [])
  return found
}

const placeAt = (settings: readonly Setting[], { line, column }: { line: number; column: number }): Place | undefined =>
  settings.findLast((each) => each.line === line && each.column === column)?.place

function generalised(file: string, [first, ...rest]: Path): Place {
  const inCommunity = file.endsWith('/community.yaml')
  const ofCluster = file.endsWith('/cluster.yaml')
  if (inCommunity && first === 'hubs') return { scope: 'hub', path: named('hub', rest) }
  if (!inCommunity && !ofCluster && first === 'clusters') return { scope: 'cluster', path: named('cluster', rest) }
  const own = inCommunity ? 'community' : 'hub'
  const scope = ofCluster ? 'cluster' : own
  return { scope, path: named(scope, [first!, ...rest]) }
}

const SCHEMAS = schemasOf(Object.values(registry.clouds).map(({ facts }) => facts.settings))

/** A path in the words of the schema, as far as it knows them. */
function named(scope: Place['scope'], path: Path): string[] {
  let here: JsonSchema | undefined = SCHEMAS[scope]
  const out: string[] = []
  for (const step of path) {
    if (here === undefined) break
    const key = String(step)
    const known = branches(here).some(({ properties }) => properties !== undefined && Object.hasOwn(properties, key))
    here = childOf(here, key)
    if (here !== undefined) out.push(known ? key : '<name>')
  }
  return out
}

/** The line of a setting in a text, if it has one of that name. */
function lineOf(settings: readonly Setting[], place: Place | undefined): number | undefined {
  for (let length = place?.path.length ?? 0; length > 0; length--) {
    const wanted = keyOf({ ...place!, path: place!.path.slice(0, length) })
    const line = settings.find((each) => keyOf(each.place) === wanted)?.line
    if (line !== undefined) return line
  }
  return undefined
}

/** The shortest lines that set each setting in fleets without any problem. */
function rightForms(fleets: readonly ExampleFleet[]): ReadonlyMap<string, Excerpt> {
  const forms = new Map<string, Excerpt>()
  const fine = fleets.filter(({ diagnostics }) => diagnostics.length === 0)
  for (const [file, text] of fine.flatMap(({ texts }) => [...texts]))
    for (const { line, place } of settingsOf(file, text)) {
      const excerpt = excerptAt(file, text, line)
      if (lengthOf(excerpt) < lengthOf(forms.get(keyOf(place)))) forms.set(keyOf(place), excerpt)
    }
  return forms
}

const keyOf = ({ scope, path }: Place): string => `${scope}:${path.join('.')}`
const lengthOf = (excerpt: Excerpt | undefined): number =>
  excerpt === undefined ? Infinity : excerpt.lines.join('\n').length

/** The entries of one table. A code that no example has is beside the others of its table. */
function entriesOf(
  owner: Owner,
  found: readonly Occurrence[],
  right: ReadonlyMap<string, Excerpt>,
): { title: string; entry: ProblemEntry }[] {
  const codes = [...new Set(Object.keys(owner.wording).map(codeOf))].filter((code) => firstOwner(code) === owner)
  const all = codes.map((code) => ({ code, shown: found.filter(({ diagnostic }) => diagnostic.code === code) }))
  const usual = OWNERS.get(owner) ?? mostFrequent(all.flatMap(({ shown }) => topicOf(shown) ?? []))
  return all.map(({ code, shown }) => ({
    title: OWNERS.get(owner) ?? topicOf(shown) ?? usual ?? OTHERS,
    entry: entryOf(code, shown, right),
  }))
}

const codeOf = (key: string): string => key.split('/')[0]!

/** A code may have texts in two tables: one for what is wrong with a file, one for what it says. */
const firstOwner = (code: string): Owner | undefined =>
  owners.find((owner) => Object.keys(owner.wording).some((key) => codeOf(key) === code))

function entryOf(code: string, shown: readonly Occurrence[], right: ReadonlyMap<string, Excerpt>): ProblemEntry {
  const own = Object.entries(wording).filter(([key]) => codeOf(key) === code)
  const short = [...shown].sort((a, b) => Number(!a.right) - Number(!b.right) || size(a) - size(b))
  const best = short.find(({ wrong }) => wrong !== undefined)
  const texts = own.map(
    ([key]) =>
      [best, ...short].find((each) => each !== undefined && keyOfProblem(each.diagnostic) === key)?.text ??
      withoutArguments(key),
  )
  return {
    code,
    severity: own[0]![1].severity,
    texts,
    why: [...new Set(own.flatMap(([, { why }]) => why ?? []))],
    sources: [...new Set(own.flatMap(([, { source }]) => source ?? []))],
    wrong: best?.wrong,
    right: best?.right,
    elsewhere: best && !best.right ? elsewhere(best, right) : undefined,
  }
}

/** A text with `…` for what it is about. */
function withoutArguments(key: string): ProblemEntry['texts'][number] {
  const [code, variant] = key.split('/') as [string, string?]
  const at = { file: '', line: 1, column: 1 }
  return describeProblem(wording, { code, variant, severity: 'error', at, related: [], args: ELLIPSIS })
}

/** Stands for any argument, and for any part of one: a list of one, a text. */
const ELLIPSIS: Readonly<Record<string, unknown>> = new Proxy(
  Object.assign(() => ELLIPSIS),
  {
    get(_, name) {
      if (name === Symbol.toPrimitive || name === 'toString' || name === 'join') return () => '…'
      if (name === 'map') return (make: (item: unknown) => unknown) => [make(ELLIPSIS)]
      if (name === 'length') return 1
      return name === Symbol.iterator ? () => [ELLIPSIS].values() : ELLIPSIS
    },
  },
) as unknown as Readonly<Record<string, unknown>>

const size = ({ wrong, text }: Occurrence): number => (wrong ? lengthOf(wrong) : 10_000) + text.message.length
const keyOfProblem = ({ code, variant }: Diagnostic): string => (variant === undefined ? code : `${code}/${variant}`)

/** A right form of the same setting, or of what it stands in, that is not the wrong one. */
function elsewhere({ place, wrong }: Occurrence, right: ReadonlyMap<string, Excerpt>): Excerpt | undefined {
  if (place === undefined) return undefined
  const { scope, path } = place
  const found =
    right.get(keyOf(place)) ?? (path.length > 1 ? right.get(keyOf({ scope, path: path.slice(0, -1) })) : undefined)
  return found && wrong?.lines.join('\n').includes(found.lines.join('\n')) ? undefined : found
}

/** The topic of most places where a code is told. */
const topicOf = (shown: readonly Occurrence[]): string | undefined =>
  mostFrequent(shown.flatMap(({ place }) => (place && topicOfPlace(place)) ?? []))

function topicOfPlace({ scope, path: [first] }: Place): string | undefined {
  const has = (topic: Topic): boolean => first !== undefined && (topic[scope]?.includes(first) ?? false)
  return first === 'profile' ? undefined : TOPICS.find(has)?.title
}

function mostFrequent(titles: readonly string[]): string | undefined {
  const times = (title: string): number => titles.filter((each) => each === title).length
  return [...new Set(titles)].sort((a, b) => times(b) - times(a) || byText(a, b))[0]
}
