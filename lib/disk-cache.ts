/**
 * What is kept from one build to the next, in `node_modules/.cache/hubloom` of the fleet's folder: outcomes under their
 * digests, and how the files of `dist/` stood when they were known to be what was written. Every file begins with a
 * checksum; one that is torn, of another fleet or cannot be read counts as none. Outcomes that the last builds did not
 * ask for are removed. Where there is no `node_modules`, or nothing can be written, nothing is kept.
 */
import { createHash } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Diagnostic } from './diagnostics.ts'
import { isFolder } from './disk.ts'
import type { KeptFleet, KeptGroup, Known, OutputDigests } from './kept.ts'
import type { Links } from './layers/links.ts'
import { remembered } from './remembered.ts'
import { CHECKSUMS_FILE } from './print/checksums.ts'

export interface Cache extends Known {
  /** The folders that stand as they did when they held what has these digests. */
  standing(dist: string, outputs: OutputDigests): ReadonlySet<string>
  /** Says that folders hold what has these digests, and which files that are, by their paths within the folder. */
  stands(dist: string, outputs: OutputDigests, filesOf: (folder: string) => Iterable<string>): void
  /** Writes what is new. The cache stays open. */
  save(): void
}

/** What a file was when it was looked at: a change of it changes one of these. */
type Standing = readonly [path: string, size: number, modified: number, changed: number, inode: number]

interface FolderStanding {
  outputs: string
  /** Folders in it that hold its files: none may have become a link. */
  folders: readonly string[]
  files: readonly Standing[]
}

interface Index {
  root: string
  /** Which hubloom wrote it: another one may read links otherwise. */
  version: string
  links: Record<string, [digest: string, links: Links]>
  dist: Record<string, FolderStanding>
  asked: Asked
  /** What rules over the whole fleet found last, and the digest of what they saw. */
  common?: { digest: string; found: readonly Diagnostic[] }
}

/** Which outcomes the last builds asked for. */
interface Asked {
  /** Counts builds of other inputs than the one before. */
  build: number
  fleet: string
  /** By which of them each digest was asked for last. */
  last: Record<string, number>
}

export function openCache(root: string, version: string): Cache {
  const home = isFolder(root) ? realpathSync(root) : root
  const folder = isFolder(join(home, 'node_modules')) ? join(home, 'node_modules', '.cache', 'hubloom', 'fleet') : ''
  const indexPath = join(folder, `${sum(home).slice(0, 16)}.json`)
  const index = (folder && indexOf(linesOf(indexPath), { root: home, version })) || emptyIndex({ root: home, version })
  const outcomes = outcomesIn(folder)
  let links: Index['links'] = {}
  let standings: Index['dist'] = {}
  let isChanged = false
  let gone: readonly string[] = []
  return {
    group: (digest) => outcomes.get(digest) as KeptGroup | undefined,
    fleet: (digest) => outcomes.get(digest) as KeptFleet | undefined,
    keep: outcomes.keep,
    asks(fleet, groups) {
      if (index.asked.fleet === fleet) return
      outcomes.holdOnly(new Set([fleet, ...groups]))
      const now = askedNow(index.asked, fleet, groups)
      index.asked = now.asked
      gone = now.gone
      isChanged = true
    },
    links(file, digest) {
      const [known, found] = index.links[file] ?? []
      if (known !== digest || !found) return undefined
      links[file] = [digest, found]
      return found
    },
    keepLinks(file, digest, found) {
      links[file] = [digest, found]
      isChanged = true
    },
    common: (digest) => (index.common?.digest === digest ? index.common.found : undefined),
    keepCommon(digest, found) {
      isChanged ||= index.common?.digest !== digest
      index.common = { digest, found }
    },
    standing: (dist, outputs) =>
      isRealFolder(dist)
        ? new Set(
            Object.keys(outputs).filter((name) => stillStands(join(dist, name), index.dist[name], outputs[name]!)),
          )
        : new Set(),
    stands(dist, outputs, filesOf) {
      isChanged ||= Object.keys(outputs).length > 0
      Object.assign(standings, standingsOf(dist, outputs, filesOf))
    },
    save() {
      outcomes.write()
      const { steady, latest } = steadyOf(standings)
      Object.assign(index.dist, steady)
      index.links = links
      if (folder && isChanged) put(indexPath, [index])
      if (folder && isChanged) forget(folder, index.asked, gone)
      ;[links, standings, gone, isChanged] = [{}, {}, [], false]
      waitUntil(latest + TICK)
    },
  }
}

interface Outcomes {
  get(digest: string): unknown
  keep(digest: string, outcome: unknown): void
  /** Holds none but these any longer. */
  holdOnly(digests: ReadonlySet<string>): void
  /** Writes those that are new. */
  write(): void
}

/** Each is a file of the folder, read once; without a folder they are only held. */
function outcomesIn(folder: string): Outcomes {
  const held = new Map<string, unknown>()
  const fresh = new Set<string>()
  const fileOf = (digest: string): string => join(folder, `${digest}.json`)
  return {
    get(digest) {
      if (folder && !held.has(digest)) held.set(digest, outcomeOf(linesOf(fileOf(digest)), digest))
      return held.get(digest)
    },
    keep(digest, outcome) {
      held.set(digest, outcome)
      fresh.add(digest)
    },
    holdOnly(digests) {
      for (const known of [held, fresh])
        for (const digest of known.keys()) if (!digests.has(digest)) known.delete(digest)
    },
    write() {
      for (const digest of folder ? fresh : []) {
        const { summaries, ...outcome } = held.get(digest) as Partial<KeptGroup>
        put(fileOf(digest), [{ digest, outcome }, summaries ?? []])
      }
      fresh.clear()
    },
  }
}

type Owner = Pick<Index, 'root' | 'version'>

const emptyIndex = (owner: Owner): Index => ({
  ...owner,
  links: {},
  dist: {},
  asked: { build: 0, fleet: '', last: {} },
})

/** What none of so many builds of other inputs asked for is forgotten: one may go back to a branch. */
const BUILDS = 5
/** What no index knows, as of a build that was killed, is forgotten after so many days. */
const DAYS = 30

function askedNow(
  { build, last }: Asked,
  fleet: string,
  groups: readonly string[],
): { asked: Asked; gone: readonly string[] } {
  const now = build + 1
  const all = Object.entries({ ...last, ...Object.fromEntries([fleet, ...groups].map((digest) => [digest, now])) })
  const isKept = ([, asked]: [string, number]): boolean => asked > now - BUILDS
  return {
    asked: { build: now, fleet, last: Object.fromEntries(all.filter(isKept)) },
    gone: all.filter((each) => !isKept(each)).map(([digest]) => digest),
  }
}

/** Another build that would read one of these now compiles that group anew. */
function forget(folder: string, { last }: Asked, gone: readonly string[]): void {
  const isOld = (name: string): boolean =>
    (lstatSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < Date.now() - DAYS * 86_400_000
  const isIndex = (name: string): boolean => /^[0-9a-f]{16}\.json$/.test(name)
  try {
    const strays = readdirSync(folder).filter((name) => !isIndex(name) && !(name.slice(0, 40) in last) && isOld(name))
    for (const name of [...gone.map((digest) => `${digest}.json`), ...strays])
      rmSync(join(folder, name), { force: true })
  } catch {
    // what cannot be removed stays
  }
}

/**
 * What a file holds under its own digest: it may have come into the place of another. Summaries are most of it and
 * seldom asked for: they have a line of their own, which is read then.
 */
function outcomeOf([line = '{}', more = '[]']: readonly string[], digest: string): unknown {
  const { digest: own, outcome } = JSON.parse(line) as { digest?: string; outcome?: object }
  const summaries = remembered((text: string) => JSON.parse(text) as KeptGroup['summaries'])
  if (own !== digest) return undefined
  return {
    ...outcome,
    get summaries() {
      return summaries(more)
    },
  }
}

function indexOf([line]: readonly string[], { root, version }: Owner): Index | undefined {
  const index = line === undefined ? undefined : (JSON.parse(line) as Index)
  if (index?.root !== root || index.asked === undefined) return undefined
  if (index.version === version) return index
  const { common: _, ...other } = index
  return { ...other, version, links: {} }
}

/** By such steps do times of files move on, in milliseconds: on most file systems, and where they are whole seconds. */
const TICK = 15
const SECONDS = 2000

function standingsOf(
  dist: string,
  outputs: OutputDigests,
  filesOf: (folder: string) => Iterable<string>,
): Index['dist'] {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, digest]) => [name, standingOf(join(dist, name), digest, filesOf(name))]),
  )
}

/**
 * What is changed again within one step of the clock would look the same. `steady` are folders of which none can be,
 * once that step after the `latest` change is over: it is waited for, after all else.
 */
function steadyOf(standings: Index['dist']): { steady: Index['dist']; latest: number } {
  const now = Date.now()
  const isSteady = ({ files }: FolderStanding): boolean =>
    files.every(([, , , changed]) => changed + (changed % 1000 === 0 ? SECONDS : 0) <= now + TICK)
  const found = Object.entries(standings).filter(([, standing]) => isSteady(standing))
  let latest = 0
  for (const [, { files }] of found) for (const [, , , changed] of files) latest = Math.max(latest, changed)
  return { steady: Object.fromEntries(found), latest }
}

function waitUntil(time: number): void {
  const wait = time - Date.now()
  if (wait > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait)
}

function standingOf(folder: string, outputs: string, paths: Iterable<string>): FolderStanding {
  const files = [...paths, CHECKSUMS_FILE]
  return {
    outputs,
    folders: [...new Set(files.map((path) => dirname(path)))],
    files: files.map((path): Standing => {
      const { size, mtimeMs, ctimeMs, ino } = lstatSync(join(folder, path))
      return [path, size, mtimeMs, ctimeMs, ino]
    }),
  }
}

function stillStands(folder: string, standing: FolderStanding | undefined, outputs: string): boolean {
  if (standing?.outputs !== outputs || !standing.folders.every((path) => isRealFolder(join(folder, path)))) return false
  return standing.files.every(([path, size, modified, changed, inode]) => {
    const stat = lstatSync(`${folder}/${path}`, { throwIfNoEntry: false })
    return (
      stat !== undefined &&
      stat.size === size &&
      stat.mtimeMs === modified &&
      stat.ctimeMs === changed &&
      stat.ino === inode &&
      stat.isFile()
    )
  })
}

const isRealFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const sum = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The lines of a file of the cache, each JSON; none where it is not whole. */
function linesOf(path: string): readonly string[] {
  try {
    const text = readFileSync(path, 'utf8')
    const body = text.slice(65)
    return text.slice(0, 64) === sum(body) ? body.split('\n') : []
  } catch {
    return []
  }
}

/** Appears whole or not at all; where it cannot be written, the next build does without it. */
function put(path: string, lines: readonly unknown[]): void {
  const body = lines.map((line) => JSON.stringify(line)).join('\n')
  const draft = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(draft, `${sum(body)}\n${body}`)
    renameSync(draft, path)
  } catch {
    rmSync(draft, { force: true })
  }
}
