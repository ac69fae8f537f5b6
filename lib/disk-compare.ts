/**
 * What differs between `dist/` and the outputs, and what of it is hubloom's: the files that the folder's `SHA256SUMS`
 * lists. Reads only; the writer is `lib/disk-write.ts`.
 */
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderNames, OLD } from './disk.ts'
import { CHECKSUMS_FILE, readChecksums, renderChecksums, SITE_MARK } from './print/checksums.ts'

/** The list of what hubloom wrote as it was before `SHA256SUMS`: read where there is no other, and removed. */
export const FORMER_LIST = '.hubloom.json'
/** Before the name of a bundle that is being made beside the one it replaces; see `disk-write.ts`. */
export const NEW = '.hubloom-new-'

/** What a build would do, or did, to one file of `dist/`. */
export interface FileChange {
  path: string
  kind: 'added' | 'changed' | 'removed'
}

/** A file that stands where an output belongs, and is not hubloom's. */
export interface Foreign {
  path: string
}

export interface Difference {
  changes: FileChange[]
  foreign: Foreign[]
}

/** Something in the way that nobody but a person can put right; the message says how. */
export class CannotWrite extends Error {}

export type Outputs = ReadonlyMap<string, ReadonlyMap<string, string>>

/** What differs between `dist/` and the outputs. With `all`, folders that are no longer produced go, too. */
export const compare = (dist: string, outputs: Outputs, all: boolean): Difference =>
  joined([
    ...[...outputs].map(([folder, texts]) => comparePart(dist, { folder, texts })),
    ...(all ? noLonger(dist, new Set(outputs.keys())) : []),
  ])

/** What belongs into a folder of `dist/`, with the list of it where that is made already. */
export interface FolderTexts {
  folder: string
  texts: ReadonlyMap<string, string>
  list?: string
}

/** One folder of `dist/`: the paths of what belongs there, and what differs. */
export interface Part extends Difference {
  folder: string
  paths: readonly string[]
}

/** What differs in any part, in the order of their names, with paths below `dist/`. */
export function joined(parts: readonly Part[]): Difference {
  const difference: Difference = { changes: [], foreign: [] }
  for (const { folder, changes, foreign } of [...parts].sort((a, b) => (a.folder < b.folder ? -1 : 1))) {
    const prefix = folder === '' ? '' : `${folder}/`
    difference.changes.push(...changes.map((change) => ({ ...change, path: prefix + change.path })))
    difference.foreign.push(...foreign.map(({ path }) => ({ path: prefix + path })))
  }
  return difference
}

/** Folders that hubloom wrote, and that are none of these any more: all that it wrote there goes. */
export const noLonger = (dist: string, names: ReadonlySet<string>): Part[] =>
  folderNames(dist)
    .filter((name) => !names.has(name) && !name.startsWith(NEW) && !name.startsWith(OLD))
    .filter((name) => listOf(join(dist, name)) !== undefined)
    .map((folder) => comparePart(dist, { folder, texts: new Map() }))

/** What differs between a folder of `dist/` and what belongs there. */
export function comparePart(dist: string, { folder, texts, list }: FolderTexts): Part {
  const found = compareFolder(join(dist, folder), { texts, list: () => list ?? renderChecksums(texts) })
  return { folder, paths: [...texts.keys()], ...found }
}

interface Wanted {
  texts: ReadonlyMap<string, string>
  list: () => string
}

function compareFolder(folder: string, wanted: Wanted): Difference {
  const { texts } = wanted
  refuseLink(folder)
  const sorted = [...texts].sort(([a], [b]) => (a < b ? -1 : 1))
  if (!existsSync(folder)) return { changes: sorted.map(([path]) => ({ path, kind: 'added' })), foreign: [] }
  const ours = written(folder)
  const changes: FileChange[] = []
  const foreign: Foreign[] = []
  for (const [path, text] of sorted) {
    const obstacle = notAFolder(folder, path)
    if (obstacle) {
      if (!foreign.some((known) => known.path === obstacle)) foreign.push({ path: obstacle })
      continue
    }
    const stat = lstatSync(join(folder, path), { throwIfNoEntry: false })
    if (stat === undefined) changes.push({ path, kind: 'added' })
    else if (!stat.isFile()) foreign.push({ path })
    else if (readFileSync(join(folder, path), 'utf8') !== text) {
      if (ours.has(path)) changes.push({ path, kind: 'changed' })
      else foreign.push({ path })
    } else if (!ours.has(path)) changes.push({ path, kind: 'changed' })
  }
  for (const path of ours)
    if (!texts.has(path) && existsSync(join(folder, path))) changes.push({ path, kind: 'removed' })
  return withListCompared(folder, wanted, { changes, foreign })
}

/** A list that is somebody else's is in the way; one of hubloom's is judged where nothing else differs. */
function withListCompared(folder: string, { texts, list }: Wanted, found: Difference): Difference {
  const path = CHECKSUMS_FILE
  const stat = lstatSync(join(folder, path), { throwIfNoEntry: false })
  if (texts.size === 0) return found
  if (stat !== undefined && listOf(folder) === undefined) return { ...found, foreign: [...found.foreign, { path }] }
  if (found.changes.length > 0 || textOf(join(folder, path)) === list()) return found
  return { ...found, changes: [{ path, kind: stat === undefined ? 'added' : 'changed' }] }
}

/** The first part of a path that is there and is no real folder: a link could lead anywhere. */
function notAFolder(folder: string, path: string): string | undefined {
  const parts = path.split('/').slice(0, -1)
  for (let length = 1; length <= parts.length; length++) {
    const stat = lstatSync(join(folder, ...parts.slice(0, length)), { throwIfNoEntry: false })
    if (stat === undefined) return undefined
    if (!stat.isDirectory()) return parts.slice(0, length).join('/')
  }
  return undefined
}

/** In every list of hubloom's: a list without any of these is somebody else's. */
const IN_EVERY_LIST = ['verify.sh', 'schema/hub.json', SITE_MARK]

/** What hubloom wrote into a folder, by its own list; nothing where there is none. Believes no path that leads out. */
export const written = (folder: string): Set<string> => new Set(listOf(folder) ?? [])

function listOf(folder: string): string[] | undefined {
  const list = textOf(join(folder, CHECKSUMS_FILE))
  const former = textOf(join(folder, FORMER_LIST))
  const listed = list === undefined ? formerlyListed(former) : readChecksums(list)
  const isOurs = former !== undefined || listed.some((path) => IN_EVERY_LIST.includes(path))
  if (!isOurs) return undefined
  return [FORMER_LIST, ...listed].filter((path) => !path.startsWith('/') && !path.split('/').includes('..'))
}

function formerlyListed(list = '{}'): string[] {
  try {
    const { files } = JSON.parse(list) as { files: unknown }
    return (Array.isArray(files) ? files : []).filter((path) => typeof path === 'string')
  } catch {
    return []
  }
}

/** The text of a file; undefined where there is none. */
const textOf = (path: string): string | undefined =>
  lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : undefined

/** Never through a link: it could lead out of the folder. */
export function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new CannotWrite(`${path} is a link; hubloom writes only into folders of its own: put a folder in its place`)
}
