/** What becomes of each value that no setting says, and the overrides of those that stay. */
import { isDeepStrictEqual } from 'node:util'
import { deepAdd, valueAt, type PlainMap } from '../maps.ts'
import { isSecretNamed, looksSecret } from '../secrets.ts'
import type { Part } from './charts.ts'
import { nodeAt, plain, shown, type Leaf, type Path, type SourceNode } from './source.ts'
import type { Fate, Values } from './values.ts'

/** The values of each part. */
export type All = ReadonlyMap<Part, Values>

/** What a rule refuses as an override. */
export interface Refused {
  release: string
  path: readonly string[]
  why: string
}

export interface Judgement {
  leaf: Leaf
  /** The chart's values start here. */
  part: Part
  fate: Fate
  /** Whether the list that it is in adds to one of hubloom's. */
  adds?: boolean
}

interface Known {
  values: All
  /** Values of each release that the hub gets without overrides. */
  before: ReadonlyMap<string, unknown>
  refused: readonly Refused[]
  /** Values that JupyterHub's chart has by itself. */
  chart?: unknown
}

export function judge(parts: readonly Part[], { values, before, refused, chart }: Known): Judgement[] {
  return parts.flatMap((part) => {
    const own = values.get(part)!
    return own.leaves().map((leaf): Judgement => {
      const noted = own.fateOf(leaf.path)
      return {
        leaf,
        part,
        fate: noted ?? fateOf(leaf, { part, before, refused, chart, reason: own.reasonOf(leaf.path) }),
        adds: addsTo(leaf.path),
      }
    })
  })
}

/** Lists that hubloom has things of its own in: they keep these. */
const addsTo = (path: Path): boolean => {
  const list = path.findIndex((key) => typeof key === 'number')
  return (
    list > 0 && (/^(extra|init)[A-Z]/.test(String(path[list - 1])) || /^hub\.loadRoles\..*\.scopes\[/.test(shown(path)))
  )
}

/** Whether a list of hubloom's has the same thing, wherever it stands there. */
function isInList({ path }: Leaf, node: SourceNode, given: unknown): boolean {
  const at = path.findIndex((key) => typeof key === 'number')
  const list = valueAtPath(given, path.slice(0, at))
  const item = plain(nodeAt(node, path.slice(0, at + 1)))
  return Array.isArray(list) && list.some((each) => isDeepStrictEqual(each, item))
}

interface Judged extends Omit<Known, 'values'> {
  part: Part
  /** Why a rule refuses the setting that it would be. */
  reason: string | undefined
}

function fateOf(leaf: Leaf, { part, before, refused, chart, reason }: Judged): Fate {
  const { path } = leaf
  if (part.release === undefined) return { kind: 'not-carried', why: 'of no chart that hubloom writes' }
  const given = before.get(part.release)
  if (given === undefined) return { kind: 'not-carried', why: noRelease(part.release, before) }
  const value = valueOf(leaf)
  const isThere = addsTo(path) ? isInList(leaf, part.node, given) : isDeepStrictEqual(valueAtPath(given, path), value)
  if (isThere) return { kind: 'default', why: 'the same by itself' }
  if (value === null) return ofNull(leaf, given, chart)
  if (leaf.node.map && !path.some((key) => typeof key === 'number'))
    return { kind: 'default', why: 'an empty map says nothing' }
  if (part.release === 'jupyterhub' && isOfChart(leaf, chart)) {
    const own =
      valueAtPath(given, path) === undefined ? "the chart's own" : "the chart's own, where hubloom has another"
    return { kind: 'default', why: own }
  }
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
    ? { kind: 'not-carried', why: reason ?? 'part of a choice that became sizes and environments' }
    : { kind: 'override' }
}

/** A null takes out what the chart has by itself, which no setting does. */
function ofNull({ path }: Leaf, given: unknown, chart: unknown): Fate {
  const has = chart === undefined ? TAKEN_OUT.test(shown(path)) : (valueAtPath(chart, path) ?? null) !== null
  if (!has) return { kind: 'default', why: 'a null says nothing' }
  const stays = valueAtPath(given, path) === undefined ? "the chart's own" : "hubloom's own"
  return { kind: 'not-carried', why: `\`null\` takes out what the chart has: ${stays} stays` }
}

/** What people take out of the chart, where it is not at hand to look. */
const TAKEN_OUT = /^(singleuser\.(cmd|memory\.guarantee|defaultUrl)|hub\.db\.pvc|proxy\.service\.type)$/

/** Whether the chart has the same by itself: nobody has decided on it. */
const isOfChart = (leaf: Leaf, chart: unknown): boolean =>
  chart !== undefined && isDeepStrictEqual(valueAtPath(chart, leaf.path), valueOf(leaf))

const noRelease = (release: string, before: ReadonlyMap<string, unknown>): string =>
  before.size > 0 ? `the hub has no release ${release}` : 'could not be judged: the file has errors of another kind'

/** A list of choices that was taken apart is not put beside what became of it. */
const FORM = /^singleuser\.profileList/

export const startsWith = (path: Path, start: Path): boolean => start.every((key, i) => String(path[i]) === String(key))

export const valueAtPath = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((here, key) => {
    if (Array.isArray(here)) return here[Number(key)] as unknown
    return valueAt(here, [String(key)])
  }, value)

/** The overrides, by release: whole lists, or what they add. */
export function treeOf(judged: readonly Judgement[]): PlainMap {
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
export const valueOf = ({ node }: Leaf): unknown => (node.map ? {} : (node.list ?? node.value))

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
