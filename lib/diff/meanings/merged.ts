/** Equal changes of many hubs as one, in the order of their harm. */
import { byText } from '../../maps.ts'
import type { Leaf } from '../leaves.ts'
import type { Line } from './inputs.ts'
import { HARMS, type HarmToPeople, type Meaning } from './meaning.ts'
import { leafLines } from './shown.ts'
import { some } from './words.ts'

/** A meaning of one part, with the values that it is about. */
export interface Told {
  meaning: Meaning
  part: string
  leaves: readonly Leaf[]
  hubs: readonly string[]
  cause: Line | undefined
  effects: readonly string[]
}

export interface FleetChange {
  harm: HarmToPeople
  /** The kind of change. */
  code: string
  what: string
  /** Hubs as `community/hub`, clusters as `community/cluster`. */
  hubs: readonly string[]
  /** The line of the inputs that says it, or said it; undefined where none does. */
  cause: Line | undefined
  /** Whose line it is as well. */
  causes: readonly Line[]
  /** What else there is to know of it. */
  notes: readonly string[]
  /** What an apply does beside. */
  effects: readonly string[]
  /** The values of `dist/` that changed, a line each. */
  values: readonly string[]
  leaves: readonly Leaf[]
}

/** `file:line:column`. */
export const placeOf = ({ file, line, column }: Line): string => `${file}:${line}:${column}`

/** What follows from changes, and whom they are told to as well. */
export interface Around {
  /** Files of `dist/` that follow: told with what they follow from. */
  pages: readonly string[]
  /** By hub, the community that owns its cluster. */
  ownerOf: ReadonlyMap<string, string>
}

export function merged(told: readonly Told[], around: Around): FleetChange[] {
  const groups = new Map<string, Told[]>()
  for (const each of told) {
    const key = JSON.stringify([each.meaning.harm, each.meaning.what])
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  const found = [...groups.values()].map(joined).sort(byHarm)
  return withPages(
    found.map((change) => withDiffering(change, found)),
    around,
  )
}

function joined(group: readonly Told[]): FleetChange {
  const { meaning } = group[0]!
  const causes = distinct(
    group.flatMap(({ cause }) => cause ?? []),
    ({ file, line }) => `${file}:${line}`,
  )
  const leaves = distinct(
    group.flatMap((each) => each.leaves),
    (leaf) => JSON.stringify([leaf.part, leaf.format, leaf.address, leaf.path]),
  )
  const notes = group.flatMap((each) => each.meaning.notes ?? [])
  return {
    harm: meaning.harm,
    code: meaning.code,
    what: meaning.what,
    hubs: [...new Set(group.flatMap(({ hubs }) => hubs))].sort(),
    cause: causes[0],
    causes,
    notes: [...few([...new Set(notes)]), ...causes.slice(1).map((other) => `Said as well at ${placeOf(other)}.`)],
    effects: [...new Set(group.flatMap(({ effects }) => effects))],
    values: leafLines(leaves),
    leaves,
  }
}

function distinct<T>(things: readonly T[], keyOf: (thing: T) => string): T[] {
  const found = new Map<string, T>()
  for (const thing of things) if (!found.has(keyOf(thing))) found.set(keyOf(thing), thing)
  return [...found.values()]
}

const few = (notes: readonly string[]): string[] =>
  notes.length > 3 ? [...notes.slice(0, 2), `And so of ${notes.length - 2} more.`] : [...notes]

function byHarm(a: FleetChange, b: FleetChange): number {
  return (
    HARMS.indexOf(a.harm) - HARMS.indexOf(b.harm) ||
    b.hubs.length - a.hubs.length ||
    byText(a.hubs[0] ?? '', b.hubs[0] ?? '') ||
    byText(a.what, b.what)
  )
}

/** The change of most hubs says of which others the same line makes something else. */
function withDiffering(change: FleetChange, all: readonly FleetChange[]): FleetChange {
  const same = all.filter(
    (other) => other.code === change.code && other.cause && change.cause && isSameLine(other.cause, change.cause),
  )
  const others = same.filter((other) => other !== change)
  if (others.length === 0 || others.some((other) => other.hubs.length > change.hubs.length)) return change
  if (others.some((other) => other.hubs.length === change.hubs.length) && same[0] !== change) return change
  const hubs = [...new Set(others.flatMap((other) => other.hubs))].filter((id) => !change.hubs.includes(id))
  if (hubs.length === 0) return change
  const note = `${hubs.length} ${hubs.length === 1 ? 'differs' : 'differ'}: ${some(hubs)}.`
  return { ...change, notes: [note, ...change.notes] }
}

const isSameLine = (a: Line, b: Line): boolean => a.file === b.file && a.line === b.line

/** Where the page of a cluster's owner changes by what a tenant does, the owner is told. */
function withPages(changes: readonly FleetChange[], { pages, ownerOf }: Around): FleetChange[] {
  const isOf = (community: string, id: string): boolean => id.startsWith(`${community}/`)
  const owners = pages.map((path) => {
    const community = path.includes('/') && !path.startsWith('schema/') ? path.split('/')[0]! : undefined
    const own = changes.findIndex(({ hubs }) => community === undefined || hubs.some((id) => isOf(community, id)))
    if (own >= 0 || community === undefined) return { path, owner: own, told: undefined }
    const owner = changes.findIndex(({ hubs }) => hubs.some((id) => ownerOf.get(id) === community))
    if (owner >= 0) return { path, owner, told: `${community}/cluster` }
    // what a tenant's cluster would cost follows from that of its owner
    const landlords = [...ownerOf].filter(([id]) => isOf(community, id)).map(([, of]) => `${of}/cluster`)
    return { path, owner: changes.findIndex(({ hubs }) => hubs.some((id) => landlords.includes(id))), told: undefined }
  })
  const lone = owners.filter(({ owner }) => owner < 0).map(({ path }) => `dist/${path}`)
  return [
    ...changes.map((change, i) => {
      const found = owners.filter(({ owner }) => owner === i)
      if (found.length === 0) return change
      const files = found.map(({ path }) => `dist/${path}`)
      return {
        ...change,
        hubs: [...new Set([...change.hubs, ...found.flatMap(({ told }) => told ?? [])])].sort(),
        values: [...change.values, `These follow: ${some(files, 8)}.`],
      }
    }),
    ...(lone.length === 0 ? [] : [pagesOnly(lone)]),
  ]
}

const pagesOnly = (paths: readonly string[]): FleetChange => ({
  harm: 'none',
  code: 'pages',
  what: `files for people and editors change: ${some(paths, 8)}`,
  hubs: [
    ...new Set(
      paths.flatMap((path) =>
        path.split('/').length > 2 && path.split('/')[1] !== 'schema' ? [`${path.split('/')[1]!}/cluster`] : [],
      ),
    ),
  ],
  cause: undefined,
  causes: [],
  notes: [],
  effects: [],
  values: [],
  leaves: [],
})
