/**
 * Makes inputs of values: settings where there are some, over the profile that fits best, and overrides for the rest.
 * What the inputs give is compiled and held against the values, so that nothing differs in silence.
 */
import { parse } from 'yaml'
import { isDeepStrictEqual } from 'node:util'
import { compile, compileInputs } from '../compile.ts'
import type { Diagnostic } from '../diagnostics.ts'
import { deepAdd, isMap, valueAt, type PlainMap } from '../maps.ts'
import { isSecretNamed, looksSecret } from '../secrets.ts'
import { textOf } from '../wording.ts'
import type { Part } from './charts.ts'
import { hubText, settingAt } from './hub-file.ts'
import { nodeAt, plain, shown, type Leaf, type Path } from './source.ts'
import { beside } from './beside.ts'
import { subjects } from './subjects/index.ts'
import { Values, type Fate } from './values.ts'

export interface Target {
  community: string
  hub: string
  /** Every input that the hub stands on, by path: profiles, its community, its cluster. */
  texts: ReadonlyMap<string, string>
  /** The profile to start from; undefined: the one that leaves the least to say. */
  profile?: string
}

export interface Fitted {
  /** The hub's file. */
  text: string
  /** undefined: the defaults of every hub alone. */
  profile: string | undefined
  /** Every leaf of the values, and what became of it. */
  leaves: readonly Carried[]
  /** The values of JupyterHub's chart that were read, and those that the hub gets; undefined where it has errors. */
  values: { source: unknown; hub: unknown }
  /** Keys of the hub's releases that the values do not have. */
  beside: readonly Beside[]
  diagnostics: readonly Diagnostic[]
}

/** A leaf of the values, where it stands in those of its chart, and what became of it. */
interface Carried {
  leaf: Leaf
  inChart: Path
  release: string | undefined
  fate: Fate
}

interface Beside {
  release: string
  path: string
}

/** Settings and overrides of a hub, as they stand in its file. */
interface Draft {
  /** Nobody but its admins may enter: who else may is in no file that was imported. */
  isClosed?: boolean
  profile: string | undefined
  settings: PlainMap
  overrides: PlainMap
}

/** At most so many settings or overrides are taken back, one after the other, because a rule refuses them. */
const MOST_ATTEMPTS = 40

export function fit(parts: readonly Part[], target: Target): Fitted {
  const all = new Map(parts.map((part) => [part, new Values(part.node)]))
  const values = all.get(parts.find(({ release }) => release === 'jupyterhub')!)!
  const others = beside(parts, all)
  const read = subjects.map((subject) => subject(values, others)).reduce<PlainMap>(deepAdd, {})
  const draft = bestProfile({ domain: PLACEHOLDER, ...read, ...others.settings }, target)
  const settled = settle(draft, { target, values })
  return overridden(settled, { target, values: all, parts })
}

/** Where the values name no address, what a person then replaces. */
export const PLACEHOLDER = 'hub.example.org'

interface Fit<V = Values> {
  target: Target
  values: V
}

/** The values of each part. */
type All = ReadonlyMap<Part, Values>

const fileOf = ({ community, hub }: Target): string => `communities/${community}/hubs/${hub}.yaml`

/** A way of signing in that knows any group, where the values have none of their own. */
const STAND_IN: PlainMap = {
  title: 'Any',
  'authorize-url': 'https://login.example.org/authorize',
  'token-url': 'https://login.example.org/token',
  'userdata-url': 'https://login.example.org/userinfo',
  username: 'sub',
  'groups-claim': 'groups',
}

/** Ways of signing in that are judged as they are written. */
const SIGN_INS = ['github', 'google', 'cilogon', 'oauth', 'lti', 'native', 'ldap', 'shared-password', 'temporary']

/**
 * The inputs with a draft, as it might be once somebody has decided what is left open in its file: an image of the tag
 * `latest` is pinned, where no way of signing in was found there is one, a class of one's own is in the image, and
 * somebody may enter.
 */
function textsWith(draft: Draft, target: Target): Map<string, string> {
  const { auth, ...rest } = draft.settings
  const { class: _, ...said } = isMap(auth) ? auth : {}
  const decided = SIGN_INS.some((way) => way in said) ? said : { ...said, oauth: STAND_IN }
  const text = hubText({
    ...draft,
    settings: { ...rest, auth: { ...decided, ...(draft.isClosed ? { everyone: true } : {}) } },
  })
  return new Map([...target.texts, [fileOf(target), text.replace(/(image: \S+):latest$/gm, '$1:pinned')]])
}

/** The draft over the profile with which it says the least. */
function bestProfile(settings: PlainMap, target: Target): Draft {
  const names = [...target.texts.keys()].flatMap((path) => /(?:^|\/)profiles\/([^/]+)\.yaml$/.exec(path)?.[1] ?? [])
  const candidates = target.profile
    ? [target.profile]
    : [undefined, ...new Set(names.filter((name) => name !== 'base'))]
  const base = givenBy(undefined, target)
  const drafts = candidates.map((profile): Draft => {
    const given = profile === undefined ? base : givenBy(profile, target)
    return { profile, settings: difference(settings, given, base), overrides: {} }
  })
  const sizes = drafts.map((draft) => countLeaves(draft.settings) + (draft.profile === undefined ? 0 : 1))
  return drafts[sizes.indexOf(Math.min(...sizes))]!
}

/** What a hub has that says nothing beside its profile. */
function givenBy(profile: string | undefined, target: Target): PlainMap {
  const bare: Draft = { profile, settings: { domain: PLACEHOLDER, auth: { temporary: {} } }, overrides: {} }
  const { fleet } = compileInputs({ texts: textsWith(bare, target), folders: [target.community] })
  const { domain: _, auth, title: __, ...given } = (fleet.hubs[0]?.settings ?? {}) as PlainMap
  const { temporary: ___, ...rest } = isMap(auth) ? auth : {}
  return { ...given, auth: rest }
}

/** What settings say otherwise than the profile, which gives more than base where it is taken out. */
function difference(settings: PlainMap, given: PlainMap, base: PlainMap): PlainMap {
  const own = Object.entries(settings).flatMap(([key, value]): [string, unknown][] => {
    const below = given[key]
    if (isDeepStrictEqual(value, below)) return []
    if (!isMap(value) || !isMap(below)) return [[key, value]]
    const inner = difference(value, below, isMap(base[key]) ? base[key] : {})
    return Object.keys(inner).length > 0 ? [[key, inner]] : []
  })
  const gone = Object.keys(given).filter((key) => !(key in settings) && !(key in base) && given[key] !== undefined)
  return Object.fromEntries([...own, ...gone.map((key): [string, unknown] => [key, null])])
}

const countLeaves = (value: unknown): number =>
  isMap(value) ? Object.values(value).reduce<number>((sum, child) => sum + countLeaves(child), 0) : 1

/** Takes back each setting that a rule refuses: what it was made of is then an override. */
function settle(draft: Draft, { target, values }: Fit): Draft {
  let here = draft
  for (let i = 0; i < MOST_ATTEMPTS; i++) {
    const { text, errors } = errorsOf(here, target)
    const isClosed = errors.some(({ code }) => code === 'nobody-may-enter')
    const refused = errors.filter(({ code }) => code !== 'nobody-may-enter')
    const paths = refused
      .flatMap(({ at }) => [settingAt(text, at) ?? []])
      .filter(([key]) => key && !NEEDED.includes(key))
    if (isClosed) here = { ...here, isClosed }
    else if (paths.length === 0) break
    for (const path of paths) {
      values.takeBack(path)
      here = { ...here, settings: without(here.settings, path) }
    }
  }
  return here
}

/** Without these nothing is compiled at all; whoever imports completes them. */
const NEEDED = ['domain', 'profile', 'overrides']

/** Errors in the hub's file, and the file that they are in. */
function errorsOf(draft: Draft, target: Target): { text: string; errors: Diagnostic[] } {
  const texts = textsWith(draft, target)
  const { diagnostics } = compile(texts, [target.community])
  const file = fileOf(target)
  return {
    text: texts.get(file)!,
    errors: diagnostics.filter(({ severity, at }) => severity === 'error' && at.file === file),
  }
}

function without(map: PlainMap, [key, ...rest]: readonly string[]): PlainMap {
  const { [key!]: child, ...others } = map
  const inner = rest.length > 0 && isMap(child) ? without(child, rest) : {}
  return Object.keys(inner).length > 0 ? { ...map, [key!]: inner } : others
}

/** Everything that no setting says, as overrides. */
function overridden(draft: Draft, { target, values, parts }: Fit<All> & { parts: readonly Part[] }): Fitted {
  const before = compiledValues(draft, target)
  const refused: Refused[] = []
  for (let i = 0; i < MOST_ATTEMPTS; i++) {
    const judged = judge(parts, { values, before, refused })
    const overrides = treeOf(judged)
    const whole = { ...draft, overrides }
    const { text, errors } = errorsOf(whole, target)
    const [error, path] =
      errors.map((each) => [each, settingAt(text, each.at)] as const).find(([, at]) => at?.[0] === 'overrides') ?? []
    if (!error) return finished(whole, { target, judged })
    const [, , release, ...keys] = path!
    refused.push({ release: release!, path: keys.filter((key) => key !== 'add'), why: textOf(error).message })
  }
  return finished(draft, { target, judged: judge(parts, { values, before, refused }) })
}

/** Values of each release that the draft gives, without overrides. */
function compiledValues(draft: Draft, target: Target): Map<string, unknown> {
  const { outputs } = compile(textsWith(draft, target), [target.community])
  const texts = outputs.get(target.community) ?? new Map<string, string>()
  return new Map(
    [...texts].flatMap(([path, text]): [string, unknown][] => {
      const [, release] = new RegExp(`^${target.hub}/(.+)\\.values\\.yaml$`).exec(path) ?? []
      return release === undefined ? [] : [[release, parse(text) as unknown]]
    }),
  )
}

/** What a rule refuses as an override. */
interface Refused {
  release: string
  path: readonly string[]
  why: string
}

interface Judgement {
  leaf: Leaf
  /** The chart's values start here. */
  part: Part
  fate: Fate
  /** Whether the list that it is in adds to one of hubloom's. */
  adds?: boolean
}

function judge(
  parts: readonly Part[],
  { values, before, refused }: { values: All; before: ReadonlyMap<string, unknown>; refused: readonly Refused[] },
): Judgement[] {
  return parts.flatMap((part) => {
    const own = values.get(part)!
    return own.leaves().map((leaf): Judgement => {
      const noted = own.fateOf(leaf.path)
      return { leaf, part, fate: noted ?? fateOf(leaf, { part, before, refused }), adds: addsTo(leaf.path) }
    })
  })
}

/** Lists that hubloom has things of its own in: they keep these. */
const addsTo = (path: Path): boolean =>
  path.some((key, i) => typeof path[i + 1] === 'number' && /^(extra|init)[A-Z]/.test(String(key)))

function fateOf(
  leaf: Leaf,
  { part, before, refused }: { part: Part; before: ReadonlyMap<string, unknown>; refused: readonly Refused[] },
): Fate {
  const { path } = leaf
  if (part.release === undefined) return { kind: 'not-carried', why: 'of no chart that hubloom writes' }
  const given = before.get(part.release)
  if (given === undefined) return { kind: 'not-carried', why: noRelease(part.release, before) }
  const value = valueOf(leaf)
  if (isDeepStrictEqual(valueAtPath(given, path), value)) return { kind: 'default', why: 'the same by itself' }
  const name = String(path.filter((key) => typeof key === 'string').pop())
  if (typeof value === 'string' && (isSecretNamed(name, value) || looksSecret(value)))
    return { kind: 'secret', secret: 'one of your own' }
  const list = path.findIndex((key) => typeof key === 'number')
  const whole = list < 0 ? path : path.slice(0, list)
  const why = refused.find(
    (each) => each.release === part.release && (startsWith(whole, each.path) || startsWith(each.path, whole)),
  )?.why
  if (why !== undefined) return { kind: 'not-carried', why }
  if (path[0] === 'custom') return { kind: 'not-carried', why: "read by the operator's own chart or code" }
  return FORM.test(shown(path))
    ? { kind: 'not-carried', why: 'part of a choice that became sizes and environments' }
    : { kind: 'override' }
}

const noRelease = (release: string, before: ReadonlyMap<string, unknown>): string =>
  before.size > 0 ? `the hub has no release ${release}` : 'could not be judged: the file has errors of another kind'

/** A list of choices that was taken apart is not put beside what became of it. */
const FORM = /^singleuser\.profileList/

const startsWith = (path: Path, start: Path): boolean => start.every((key, i) => String(path[i]) === String(key))

const valueAtPath = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((here, key) => {
    if (Array.isArray(here)) return here[Number(key)] as unknown
    return valueAt(here, [String(key)])
  }, value)

/** The overrides, by release: whole lists, or what they add. */
function treeOf(judged: readonly Judgement[]): PlainMap {
  const trees = judged
    .filter(({ fate }) => fate.kind === 'override')
    .map((each): PlainMap => {
      const list = each.leaf.path.findIndex((key) => typeof key === 'number')
      const path = list < 0 ? each.leaf.path : each.leaf.path.slice(0, list)
      const value = list < 0 ? valueOf(each.leaf) : itemsOf(path, each, judged)
      const keys = [each.part.release!, ...path.map(String)]
      return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as PlainMap
    })
  return trees.reduce<PlainMap>(deepAdd, {})
}

/** The value of a leaf: a scalar, or an empty map or list. */
const valueOf = ({ node }: Leaf): unknown => (node.map ? {} : (node.list ?? node.value))

/** Items of a list of which something is an override. */
function itemsOf(path: Path, { part, adds }: Judgement, judged: readonly Judgement[]): unknown {
  const items = nodeAt(part.node, path)!.list!
  const own = items.filter((_, i) =>
    judged.some(
      ({ leaf, fate, part: of }) => of === part && fate.kind === 'override' && startsWith(leaf.path, [...path, i]),
    ),
  )
  return adds ? { add: own.map(plain) } : items.map(plain)
}

/** The file, and what its overrides became: one that does not hold in the end is told. */
function finished(draft: Draft, { target, judged }: { target: Target; judged: readonly Judgement[] }): Fitted {
  const comments = judged.flatMap(({ leaf, part, fate }) =>
    fate.kind === 'override' && leaf.node.comment !== undefined
      ? [{ path: ['overrides', 'helm', part.release!, ...leaf.path.map(String)], text: leaf.node.comment }]
      : [],
  )
  const text = hubText(draft, comments)
  const after = compiledValues(draft, target)
  const { diagnostics } = compile(new Map([...target.texts, [fileOf(target), text]]), [target.community])
  return {
    text,
    profile: draft.profile,
    values: {
      source: plain(judged.find(({ part }) => part.release === 'jupyterhub')?.part.node),
      hub: after.get('jupyterhub'),
    },
    leaves: judged.map(({ leaf, part, fate, adds }) => ({
      leaf: { ...leaf, path: [...part.path, ...leaf.path] },
      inChart: leaf.path,
      release: part.release,
      fate: fate.kind === 'override' && !adds && isLost(leaf, after.get(part.release!)) ? LOST : fate,
    })),
    beside: [...after].flatMap(([release, values]) => besideOf(release, values, judged)),
    diagnostics: diagnostics.filter(({ at }) => at.file === fileOf(target)),
  }
}

const LOST: Fate = { kind: 'not-carried', why: "hubloom's own stays in its place" }

/** Whether an override is not what the hub gets; unknown where its file has errors, and nothing is compiled. */
const isLost = (leaf: Leaf, values: unknown): boolean =>
  values !== undefined && !isDeepStrictEqual(valueAtPath(values, leaf.path), valueOf(leaf))

/** What a release has that the values did not say: keys of three levels, since all below is of one matter. */
function besideOf(release: string, values: unknown, judged: readonly Judgement[]): Beside[] {
  const said = judged.filter(({ part }) => part.release === release).map(({ leaf }) => leaf.path)
  const walk = (value: unknown, path: readonly string[]): string[] => {
    if (path.length === 3 || !isMap(value)) return [path.join('.')]
    return Object.entries(value).flatMap(([key, child]) => walk(child, [...path, key]))
  }
  return walk(values, [])
    .filter((path) => !said.some((each) => startsWith(each, path.split('.'))))
    .map((path) => ({ release, path }))
}
