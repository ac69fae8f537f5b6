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
import {
  CannotWrite,
  FORMER_LIST,
  joined,
  NEW,
  partsOf,
  refuseLink,
  written,
  type Difference,
  type FileChange,
  type Outputs,
} from './disk-compare.ts'
import { OLD, listFiles } from './disk.ts'
import { CHECKSUMS_FILE, renderChecksums } from './print/checksums.ts'

const LISTS = [CHECKSUMS_FILE, FORMER_LIST]
const LOCK = '.hubloom-lock'

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
