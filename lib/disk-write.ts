/**
 * The only writer: below `dist/`, of a site, and of one input file where a command edits it. Each folder (a
 * community's bundle, or the texts at the top) is written as a whole into a new folder beside it, then swapped in by
 * renaming, so that a crash leaves the old or the new. What hubloom wrote is listed in the folder's `SHA256SUMS`;
 * anything else there (Terraform's state, the record of what was applied, notes) is carried over by hard links and
 * never changed.
 */
import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { OLD, listFiles } from './disk.ts'
import { CHECKSUMS_FILE, readChecksums, renderChecksums, SITE_MARK } from './print/checksums.ts'

/** The list of what hubloom wrote as it was before `SHA256SUMS`: read where there is no other, and removed. */
const FORMER_LIST = '.hubloom.json'
const LISTS = [CHECKSUMS_FILE, FORMER_LIST]
const NEW = '.hubloom-new-'
const LOCK = '.hubloom-lock'

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

/** In place of a folder's texts: it is known to hold them, and neither looked at nor written. */
export const STANDS = Symbol('stands')

export type Outputs = ReadonlyMap<string, ReadonlyMap<string, string> | typeof STANDS>

/** What differs between `dist/` and the outputs. With `all`, folders that are no longer produced go, too. */
export function compare(dist: string, outputs: Outputs, all: boolean): Difference {
  return joined(partsOf(dist, outputs, all))
}

interface Part extends Difference {
  folder: string
  texts: ReadonlyMap<string, string>
}

const partsOf = (dist: string, outputs: Outputs, all: boolean): Part[] =>
  folders(dist, outputs, all).flatMap((folder) => {
    const texts = outputs.get(folder) ?? new Map<string, string>()
    return texts === STANDS ? [] : [{ folder, texts, ...comparePart(join(dist, folder), texts) }]
  })

/** What differs in any part, with paths below `dist/`. */
function joined(parts: readonly Part[]): Difference {
  const difference: Difference = { changes: [], foreign: [] }
  for (const { folder, changes, foreign } of parts) {
    const prefix = folder === '' ? '' : `${folder}/`
    difference.changes.push(...changes.map((change) => ({ ...change, path: prefix + change.path })))
    difference.foreign.push(...foreign.map(({ path }) => ({ path: prefix + path })))
  }
  return difference
}

/** Brings `dist/` to the outputs and tells what changed. Writes nothing where a foreign file is in the way. */
export function write(dist: string, outputs: Outputs, all: boolean): Difference {
  refuseLink(dist)
  mkdirSync(dist, { recursive: true })
  const unlock = lock(dist)
  try {
    recover(dist)
    const parts = partsOf(dist, outputs, all)
    const difference = joined(parts)
    if (difference.foreign.length > 0) return difference
    for (const { folder, texts, changes } of parts) {
      if (changes.length === 0) continue
      if (folder === '') writeTop(dist, texts, changes)
      else swap(dist, folder, texts)
    }
    return difference
  } finally {
    unlock()
  }
}

/**
 * Puts right what a crash left: a bundle between its two renames comes back; what was half made, or already replaced,
 * goes.
 */
export function recover(dist: string): void {
  if (!existsSync(dist)) return
  for (const name of readdirSync(dist)) {
    if (name.startsWith(OLD)) {
      const home = join(dist, name.slice(OLD.length))
      if (existsSync(home)) retire(join(dist, name), home)
      else renameSync(join(dist, name), home)
    }
  }
  for (const name of readdirSync(dist)) {
    const claimant = Number(new RegExp(`^\\${LOCK}-(\\d+)$`).exec(name)?.[1])
    if (name.startsWith(NEW) || (claimant > 0 && claimant !== process.pid && !alive(claimant)))
      rmSync(join(dist, name), { recursive: true })
  }
}

/** Replaces one input file, or makes it, by one rename. Never through a link. */
export function writeInput(root: string, path: string, text: string | Uint8Array): void {
  const target = join(root, path)
  refuseLink(dirname(target))
  refuseLink(target)
  put(`${target}.new`, text)
  renameSync(`${target}.new`, target)
}

/**
 * Writes files that are not there yet, below a folder that is made where it is missing. Throws CannotWrite, before
 * anything is written, where one is there or a folder on the way is a link.
 */
export function writeNewFiles(root: string, texts: ReadonlyMap<string, string | Uint8Array>): void {
  for (const path of texts.keys()) {
    if (existsSync(join(root, path))) throw new CannotWrite(`${path} is there already`)
    const folders = path.split('/').slice(0, -1)
    folders.forEach((_, depth) => refuseLink(join(root, ...folders.slice(0, depth + 1))))
  }
  for (const [path, text] of texts) writeInput(root, path, text)
}

function folders(dist: string, outputs: Outputs, all: boolean): string[] {
  const names = new Set(outputs.keys())
  if (all && existsSync(dist)) {
    for (const entry of readdirSync(dist, { withFileTypes: true })) {
      if (
        entry.isDirectory() &&
        listOf(join(dist, entry.name)) !== undefined &&
        !entry.name.startsWith(NEW) &&
        !entry.name.startsWith(OLD)
      )
        names.add(entry.name)
    }
  }
  return [...names].sort()
}

function comparePart(folder: string, texts: ReadonlyMap<string, string>): Difference {
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
  return withListCompared(folder, texts, { changes, foreign })
}

/** A list that is somebody else's is in the way; one of hubloom's is judged where nothing else differs. */
function withListCompared(folder: string, texts: ReadonlyMap<string, string>, found: Difference): Difference {
  const path = CHECKSUMS_FILE
  const stat = lstatSync(join(folder, path), { throwIfNoEntry: false })
  if (texts.size === 0) return found
  if (stat !== undefined && listOf(folder) === undefined) return { ...found, foreign: [...found.foreign, { path }] }
  if (found.changes.length > 0 || textOf(join(folder, path)) === renderChecksums(texts)) return found
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
const written = (folder: string): Set<string> => new Set(listOf(folder) ?? [])

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

/** The texts of a folder with the list of them. */
const withList = (texts: ReadonlyMap<string, string>): [string, string][] => [
  ...texts,
  [CHECKSUMS_FILE, renderChecksums(texts)],
]

/**
 * A bundle: made whole beside the old one, then exchanged by two renames. Without any text left, hubloom's files go and
 * others stay.
 */
function swap(dist: string, folder: string, texts: ReadonlyMap<string, string>): void {
  const home = join(dist, folder)
  const next = join(dist, NEW + folder)
  const old = join(dist, OLD + folder)
  rmSync(next, { recursive: true, force: true })
  const ours = written(home)
  for (const path of listFiles(home) ?? [])
    if (!ours.has(path) && !LISTS.includes(path)) carry(join(home, path), join(next, path))
  if (texts.size > 0) putAll(next, withList(texts))
  if (existsSync(home)) renameSync(home, old)
  if (existsSync(next)) renameSync(next, home)
  if (existsSync(old)) retire(old, home)
}

/**
 * Removes an exchanged folder: hubloom's files, and the second links of others. A foreign file that came meanwhile
 * moves over. Its list of files goes last: without it, a second attempt after a crash would take hubloom's own files
 * for foreign ones.
 */
function retire(old: string, home: string): void {
  const ours = written(old)
  for (const path of (listFiles(old) ?? []).filter((each) => !LISTS.includes(each))) {
    const there = lstatSync(join(home, path), { throwIfNoEntry: false })
    if (!ours.has(path) && there?.ino !== lstatSync(join(old, path)).ino) {
      mkdirSync(dirname(join(home, path)), { recursive: true })
      renameSync(join(old, path), join(home, path))
    } else unlinkSync(join(old, path))
  }
  for (const list of LISTS) rmSync(join(old, list), { force: true })
  removeEmpty(old)
}

function removeEmpty(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmpty(join(folder, entry.name))
  rmdirSync(folder)
}

function carry(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  try {
    linkSync(from, to)
  } catch {
    // a file system without hard links: the copy is replaced by the file itself once the folders are exchanged
    copyFileSync(from, to)
  }
}

/** The texts at the top of `dist/` stand for themselves: each is replaced by one rename. */
function writeTop(dist: string, texts: ReadonlyMap<string, string>, changes: readonly FileChange[]): void {
  const changed = new Set([...changes.map(({ path }) => path), CHECKSUMS_FILE])
  for (const [path, text] of withList(texts).filter(([path]) => changed.has(path))) {
    const target = join(dist, path)
    const draft = join(dist, `${NEW}top`, path)
    put(draft, text)
    mkdirSync(dirname(target), { recursive: true })
    renameSync(draft, target)
  }
  rmSync(join(dist, `${NEW}top`), { recursive: true, force: true })
  rmSync(join(dist, FORMER_LIST), { force: true })
}

/** Writes texts by their path below a folder, and makes each folder once. */
function putAll(folder: string, texts: readonly (readonly [string, string])[]): void {
  const files = texts.map(([path, text]) => ({ path: join(folder, path), text }))
  for (const parent of new Set(files.map(({ path }) => dirname(path)))) mkdirSync(parent, { recursive: true })
  for (const { path, text } of files) writeFileSync(path, text)
}

function put(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Never through a link: it could lead out of the folder. */
function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new CannotWrite(`${path} is a link; hubloom writes only into folders of its own: put a folder in its place`)
}

/** One writer at a time. A lock whose process is gone is taken over. */
function lock(dist: string): () => void {
  const path = join(dist, LOCK)
  const draft = join(dist, `${LOCK}-${process.pid}`)
  writeFileSync(draft, String(process.pid))
  try {
    if (!claim(draft, path)) {
      const owner = Number(readFileSync(path, 'utf8'))
      if (owner > 0 && owner !== process.pid && alive(owner))
        throw new CannotWrite(`another build (process ${owner}) is writing; wait for it, or remove ${path}`)
      renameSync(draft, path)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return () => rmSync(path, { force: true })
}

/** Puts the lock where there is none yet: it appears with its owner in it. */
function claim(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    if (existsSync(path)) return false
    renameSync(draft, path)
    return true
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
