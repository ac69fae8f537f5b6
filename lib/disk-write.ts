/**
 * The only writer: below `dist/`, of a site, and of one input file where a command edits it. Each folder (a
 * community's bundle, or the texts at the top) is written as a whole into a new folder beside it, and all are swapped
 * in by renaming once each is made, so that a crash leaves the old or the new. What hubloom wrote is listed in the
 * folder's `SHA256SUMS`; anything else there (Terraform's state, the record of what was applied, notes) is carried over
 * by hard links and never changed.
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
import {
  CannotWrite,
  FORMER_LIST,
  comparePart,
  joined,
  NEW,
  noLonger,
  refuseLink,
  written,
  type Difference,
  type FolderTexts,
  type Outputs,
  type Part,
} from './disk-compare.ts'
import { OLD, listFiles } from './disk.ts'
import { CHECKSUMS_FILE, renderChecksums } from './print/checksums.ts'

const LISTS = [CHECKSUMS_FILE, FORMER_LIST]
const LOCK = '.hubloom-lock'

/** Another build holds `dist/`. */
export class OtherWriter extends CannotWrite {}

/** Brings `dist/` to the outputs and tells what changed. Writes nothing where a foreign file is in the way. */
export function write(dist: string, outputs: Outputs, all: boolean): Difference {
  const close = openDist(dist)
  try {
    const parts = [...outputs].map(([folder, texts]) => stage(dist, { folder, texts }))
    const gone = all ? noLonger(dist, new Set(outputs.keys())) : []
    return exchange(dist, [...parts, ...gone])
  } finally {
    close()
  }
}

/**
 * Takes hold of `dist/`, which is made where it is missing, and puts right what a crash left there. Gives what lets go
 * of it again: what was staged and not exchanged goes, and so does a `dist/` that came to nothing.
 */
export function openDist(dist: string): () => void {
  refuseLink(dist)
  const isNew = !existsSync(dist)
  mkdirSync(dist, { recursive: true })
  const unlock = lock(dist)
  const close = (): void => {
    try {
      recover(dist)
    } finally {
      unlock()
    }
    if (isNew && readdirSync(dist).length === 0) rmdirSync(dist)
  }
  try {
    recover(dist)
    return close
  } catch (error) {
    unlock()
    throw error
  }
}

/** Throws OtherWriter while another process holds `dist/`, as `openDist` does. */
export function refuseOtherWriter(dist: string): void {
  const path = join(dist, LOCK)
  const owner = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
  if (owner > 0 && owner !== process.pid && alive(owner))
    throw new OtherWriter(`another build (process ${owner}) is writing; wait for it, or remove ${path}`)
}

/**
 * Compares a folder with what belongs there. Where it differs, the new one is made whole beside it, to be exchanged: no
 * texts are held meanwhile. Needs `dist/` to be open, by this process.
 */
export function stage(dist: string, { folder, texts, list = renderChecksums(texts) }: FolderTexts): Part {
  const part = comparePart(dist, { folder, texts, list })
  if (texts.size === 0 || part.changes.length === 0 || part.foreign.length > 0) return part
  const next = join(dist, NEW + folder)
  rmSync(next, { recursive: true, force: true })
  putAll(next, [...texts, [CHECKSUMS_FILE, list]])
  return part
}

/** Puts what was staged in its place, folder by folder. Nothing where a foreign file is in the way of any. */
export function exchange(dist: string, parts: readonly Part[]): Difference {
  const difference = joined(parts)
  if (difference.foreign.length > 0) return difference
  for (const part of parts) {
    if (part.changes.length === 0) continue
    if (part.folder === '') exchangeTop(dist, part)
    else swap(dist, part)
  }
  return difference
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

/**
 * A bundle: exchanged by two renames for the one that was made beside it. Without any text left, hubloom's files go and
 * others stay.
 */
function swap(dist: string, { folder, paths }: Part): void {
  const home = join(dist, folder)
  const next = join(dist, NEW + folder)
  const old = join(dist, OLD + folder)
  // what is gone from there by a stranger's hand is no reason to take away what stands
  if (paths.length > 0) lstatSync(join(next, CHECKSUMS_FILE))
  const ours = written(home)
  for (const path of listFiles(home) ?? [])
    if (!ours.has(path) && !LISTS.includes(path)) carry(join(home, path), join(next, path))
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
function exchangeTop(dist: string, { paths, changes }: Part): void {
  const changed = new Set(changes.map(({ path }) => path))
  for (const path of [...paths.filter((each) => changed.has(each)), CHECKSUMS_FILE]) {
    mkdirSync(dirname(join(dist, path)), { recursive: true })
    renameSync(join(dist, NEW, path), join(dist, path))
  }
  rmSync(join(dist, NEW), { recursive: true, force: true })
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

/** One writer at a time. A lock whose process is gone is taken over. */
function lock(dist: string): () => void {
  const path = join(dist, LOCK)
  const draft = join(dist, `${LOCK}-${process.pid}`)
  writeFileSync(draft, String(process.pid))
  try {
    if (!claim(draft, path)) {
      refuseOtherWriter(dist)
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
