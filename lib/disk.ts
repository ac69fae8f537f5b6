/** The only reader of inputs. The comparison with `dist/` is `lib/disk-compare.ts`, the writer `lib/disk-write.ts`. */
import {
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  realpathSync,
  statSync,
  watch,
  type Dirent,
  type Stats,
} from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Diagnostic, Origin } from './diagnostics.ts'
import { BEGUN_ROOT, BEGUN_STATE, INSTALLED_FILE } from './print/installed.ts'
import { attachmentPlace } from './layers/attachments.ts'
import { nearlyInput } from './layers/inputs.ts'
import { MAX_CHARACTERS } from './layers/parse.ts'
import { fileProblems } from './layers/file-problems.ts'

/** Before the name of a bundle that is being exchanged for its next one; see `disk-write.ts`. */
export const OLD = '.hubloom-old-'

export interface Found {
  texts: Map<string, string>
  /** Names of the folders in `communities/`. */
  folders: string[]
  diagnostics: Diagnostic[]
}

/** Where the profiles that come with hubloom stand among the inputs. */
export const SHIPPED = 'hubloom/profiles'

/**
 * Reads every YAML file below `profiles/` and `communities/`, and what communities keep beside them. What leads out of
 * the root, or is too large, is told and not read. `shipped` is the folder of the profiles that come with hubloom.
 */
export function readInputFolder(root: string, shipped?: string): Found {
  const home = isFolder(root) ? realpathSync(root) : root
  const entries = ['profiles', 'communities']
    .flatMap((name) => entriesOf(root, name))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((entry) => ({ entry, ...judge(entry, home) }))
  return {
    texts: new Map([
      ...shippedProfiles(root, shipped),
      ...entries.flatMap(({ entry: { path, full }, is, binary }): [string, string][] =>
        is === 'input' ? [[path, readFileSync(full, binary ? 'base64' : 'utf8')]] : [],
      ),
    ]),
    folders: entries.flatMap(({ entry: { path }, is }) => (is === 'community' ? [path.split('/')[1]!] : [])).sort(),
    diagnostics: entries.flatMap(({ problem }) => problem ?? []),
  }
}

/** Those that come with hubloom, by the path that messages give; in hubloom's own repository they are the fleet's. */
function shippedProfiles(root: string, shipped: string | undefined): [string, string][] {
  if (shipped === undefined || !isFolder(shipped)) return []
  const own = join(root, 'profiles')
  if (isFolder(own) && realpathSync(own) === realpathSync(shipped)) return []
  return readdirSync(shipped)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => [`${SHIPPED}/${name}`, readFileSync(join(shipped, name), 'utf8')])
}

interface Entry {
  path: string
  full: string
  folder: boolean
  link: boolean
}

/** A folder of the root and everything below it; nothing where it is not there. Goes through no link. */
function entriesOf(root: string, name: string): Entry[] {
  const found: Entry[] = []
  const add = (path: string, entry: Stats | Dirent): void => {
    const full = `${root}/${path}`
    found.push({ path, full, folder: entry.isDirectory(), link: entry.isSymbolicLink() })
    if (!entry.isDirectory()) return
    for (const below of readdirSync(full, { withFileTypes: true })) add(`${path}/${below.name}`, below)
  }
  const top = lstatSync(join(root, name), { throwIfNoEntry: false })
  if (top) add(name, top)
  return found
}

/** What an entry of the folders is to hubloom, or what is wrong with it. */
function judge(
  { path, full, folder, link }: Entry,
  home: string,
): { is?: 'input' | 'community'; binary?: boolean | undefined; problem?: Diagnostic } {
  const at: Origin = { file: path, line: 1, column: 1 }
  const yaml = /\.ya?ml$/.test(path)
  const attached = attachmentPlace(path)
  if (link && !inside(home, full)) return { problem: fileProblems.raise('outside-root', { at }) }
  if (folder || (link && statSync(full).isDirectory())) {
    if (link) return { problem: fileProblems.raise('outside-root/folder', { at }) }
    if (yaml) return { problem: fileProblems.raise('stray-file/folder', { at }) }
    return /^communities\/[^/]+$/.test(path) ? { is: 'community' } : {}
  }
  if (!yaml && !attached) return nearlyInput(path) ? { problem: fileProblems.raise('unread-file', { at }) } : {}
  const stats = statSync(full)
  if (!stats.isFile()) return { problem: fileProblems.raise('stray-file/special', { at }) }
  const most = attached?.most ?? MAX_CHARACTERS
  if (stats.size <= most * 4) return { is: 'input', binary: attached?.binary }
  const args = { kilobytes: Math.ceil(stats.size / 1024), most: most / 1024 }
  return { problem: fileProblems.raise('file-too-large', { at, args }) }
}

/** Whether anything stands at a path; false as well where a file stands in place of a folder above it. */
export const isThere = (path: string): boolean => existsSync(path)

export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** Folder beside a part's files in which `make` keeps what it applied. Git has it; hubloom only reads it. */
const RECORD = 'applied'

/** What `make` keeps in it: copies of what it applied, or began to. */
const RECORDED = ['main.tf.json', INSTALLED_FILE, BEGUN_ROOT, BEGUN_STATE]

/**
 * What was applied of each part, as its `applied/` says: by the path of what it is a copy of, below `dist/`. A part
 * that was never applied, or that was destroyed, has none.
 */
export function readApplied(dist: string): Map<string, string> {
  const texts = new Map<string, string>()
  const names = folderNames(dist)
  for (const folder of names) {
    // a bundle that a crash left between its two renames is the one that still counts
    const community = folder.startsWith(OLD) ? folder.slice(OLD.length) : folder
    if (community.startsWith('.') || (folder !== community && names.includes(community))) continue
    for (const part of folderNames(join(dist, folder))) {
      const record = join(dist, folder, part, RECORD)
      if (!lstatSync(record, { throwIfNoEntry: false })?.isDirectory()) continue
      for (const name of RECORDED) {
        const path = join(record, name)
        if (lstatSync(path, { throwIfNoEntry: false })?.isFile())
          texts.set(`${community}/${part}/${name}`, readFileSync(path, 'utf8'))
      }
    }
  }
  return texts
}

/** The real folders in a folder: none where it is a link, which could lead anywhere. */
export function folderNames(folder: string): string[] {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** Calls after changes below a folder, until it is closed. */
export const watchFolder = (folder: string, onChange: () => void): { close: () => void } =>
  watch(folder, { recursive: true }, onChange)

/** Calls with the name of what comes, goes or changes in a folder, not further below, until it is closed. */
export const watchNames = (folder: string, onChange: (name: string) => void): { close: () => void } =>
  watch(folder, (_, name) => name !== null && onChange(name))

/** A file that a person names. */
export const readNamedFile = (path: string): string => readFileSync(path, 'utf8')

/** What is in a folder, by name. */
export const listNames = (folder: string): string[] => readdirSync(folder).sort()

/**
 * Every file below a folder by its path, `/` between its parts; undefined where the folder is not there. Links count as
 * files.
 */
export function listFiles(folder: string): string[] | undefined {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined
  const out: string[] = []
  const walk = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const full = join(at, entry.name)
      if (entry.isDirectory()) walk(full)
      else out.push(relative(folder, full).split(sep).join('/'))
    }
  }
  walk(folder)
  return out.sort()
}

/** The texts of every file below a folder, by path; links are passed over. */
export function readTexts(folder: string): Map<string, string> {
  const paths = (listFiles(folder) ?? []).filter((path) => lstatSync(join(folder, path)).isFile())
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

/** Most bytes of a note. */
const NOTE = 1024 * 1024

/**
 * What people keep below a folder of the inputs and hubloom does not read, by its path below the root: notes, tables,
 * drawings. Links, hidden files and what is larger than a mebibyte are passed over.
 */
export function readNotes(root: string, folder: string, read: ReadonlyMap<string, string>): Map<string, Uint8Array> {
  const isNote = ({ path, full, folder: is, link }: Entry): boolean =>
    !is &&
    !link &&
    !read.has(path) &&
    !/(^|\/)\./.test(path) &&
    lstatSync(full).isFile() &&
    lstatSync(full).size <= NOTE
  return new Map(
    entriesOf(root, folder)
      .filter(isNote)
      .map(({ path, full }) => [path, readFileSync(full)]),
  )
}

function inside(home: string, path: string): boolean {
  try {
    const real = realpathSync(path)
    return real === home || real.startsWith(home + sep)
  } catch {
    return false
  }
}

/** The text of one file, by its path below the fleet's folder; undefined where there is no such file. */
export function readText(root: string, path: string): string | undefined {
  const full = join(root, path)
  if (!lstatSync(full, { throwIfNoEntry: false })?.isFile() || !inside(realpathSync(root), full)) return undefined
  return readFileSync(full, 'utf8')
}
