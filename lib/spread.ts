/**
 * Groups compiled one after the other, by several threads where that pays. Each one's folders of `dist/` are compared,
 * or made beside those that are there, before the next: no texts are held. What comes of it is the same for any number
 * of threads.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { Worker, type MessagePort } from 'node:worker_threads'
import { hasErrors } from './diagnostics.ts'
import { CannotWrite, comparePart, type Part } from './disk-compare.ts'
import { stage } from './disk-write.ts'
import { compileKeptGroup, type KeptGroup, type KeptGroupInputs, type OutputFolder } from './kept.ts'

/** What becomes of folders of `dist/`. */
export interface Taking {
  dist: string
  /** Those that are made anew where they differ; any others are compared only. */
  writes: 'all' | readonly string[]
}

export interface Job extends Taking {
  groups: readonly KeptGroupInputs[]
  today?: string | undefined
}

/** How further threads are started. */
export interface Threads {
  /** The file that a thread runs; it calls `work` with a `Share`. */
  entry: URL
  /** What that file needs to know of the program. */
  program: unknown
  /** At most this many, that of the command line with them. */
  most: number
  /** So many hubs make up for what a further thread takes to start. */
  hubsEach?: number
}

/** What is left of a group that was compiled. */
export interface Done {
  outcome: KeptGroup
  parts: readonly Part[]
}

/**
 * A further thread starts in 0.1 s and warms V8 to the code once more: a cold build of 171 hubs takes 0.5 s more CPU,
 * but 2.2 to 2.35 s for 2.8 to 3.3 s where both cores are idle, and longer where they are busy. Fewer hubs were not
 * measured on idle cores.
 */
const HUBS_EACH = 40

/** What is done of each group, by its digest. Once one has errors, no more folders are looked at. */
export async function compileGroups(
  job: Job,
  { threads, onDone = () => {} }: { threads?: Threads | undefined; onDone?: (communities: number) => void },
): Promise<Map<string, Done>> {
  const { groups } = job
  const done = new Map<number, Done>()
  const take = (index: number, each: Done): void => {
    done.set(index, each)
    onDone(groups[index]!.communities.length)
  }
  const turns = new Int32Array(new SharedArrayBuffer(8))
  const count = threads ? furtherOf(groups, threads) : 0
  const others = count > 0 ? startThreads({ job: packed(job), turns }, { threads: threads!, count, take }) : []
  const own = async (): Promise<void> => {
    for (const [index, each] of compiling(job, turns)) {
      take(index, each)
      if (count > 0) await turn()
    }
  }
  await allOrNone([own(), ...others], () => Atomics.store(turns, NEXT, groups.length))
  return new Map(groups.map(({ digest }, index) => [digest, done.get(index)!]))
}

/** Waits for all, though one fails; `stop` is called at the first that does, and then its error is thrown. */
async function allOrNone(all: readonly Promise<void>[], stop: () => void): Promise<void> {
  const failures: unknown[] = []
  const failed = (error: unknown): void => {
    failures.push(error)
    stop()
  }
  await Promise.all(all.map((each) => each.catch(failed)))
  if (failures.length > 0) throw failures[0]
}

/** How many threads beside that of the command line pay. */
function furtherOf(groups: readonly KeptGroupInputs[], { most, hubsEach = HUBS_EACH }: Threads): number {
  const hubs = groups.flatMap(({ texts }) => [...texts.keys()].filter((path) => path.includes('/hubs/'))).length
  return Math.max(0, Math.min(most, groups.length, Math.floor(hubs / Math.max(1, hubsEach))) - 1)
}

/** Numbers that all threads share: whose turn is next, and whether a group has errors. */
type Turns = Int32Array
const NEXT = 0
const FAILED = 1

/** Compiles whichever group is next, until none is left. */
function* compiling({ groups, today, ...taking }: Job, turns: Turns): Generator<[index: number, done: Done]> {
  for (let index; (index = Atomics.add(turns, NEXT, 1)) < groups.length;) {
    const { outcome, folders } = compileKeptGroup(groups[index]!, { today })
    if (hasErrors(outcome.diagnostics)) Atomics.store(turns, FAILED, 1)
    const failed = Atomics.load(turns, FAILED) === 1
    yield [index, { outcome, parts: failed ? [] : folders.map((folder) => compareOrStage(taking, folder)) }]
  }
}

/** Compares a folder with what belongs there, and makes the new one where that is asked for. */
export const compareOrStage = (taking: Taking, folder: OutputFolder): Part =>
  isWritten(taking, folder.folder) ? stage(taking.dist, folder) : comparePart(taking.dist, folder)

export const isWritten = ({ writes }: Taking, folder: string): boolean => writes === 'all' || writes.includes(folder)

/** What a further thread is given. */
export interface Share {
  job: PackedJob
  turns: Turns
}

/** A job in which texts that groups have in common stand once. */
interface PackedJob extends Omit<Job, 'groups'> {
  texts: ReadonlyMap<string, string>
  groups: readonly (Omit<KeptGroupInputs, 'texts'> & { files: readonly string[] })[]
}

const packed = ({ groups, ...job }: Job): PackedJob => ({
  ...job,
  texts: new Map(groups.flatMap(({ texts }) => [...texts])),
  groups: groups.map(({ texts, ...group }) => ({ ...group, files: [...texts.keys()] })),
})

const unpacked = ({ texts, groups, ...job }: PackedJob): Job => ({
  ...job,
  groups: groups.map(({ files, ...group }) => ({
    ...group,
    texts: new Map(files.map((file) => [file, texts.get(file)!])),
  })),
})

type Told = { index: number; done: Done } | { failure: Failure }

/** What a further thread does: tells of each group that it compiled, or why it could not. */
export function work({ job, turns }: Share, port: Pick<MessagePort, 'postMessage'>): void {
  const tell = (told: Told): void => port.postMessage(told)
  try {
    for (const [index, done] of compiling(unpacked(job), turns)) tell({ index, done })
  } catch (error) {
    tell({ failure: failureOf(error) })
  }
}

interface Starting {
  threads: Threads
  count: number
  take: (index: number, done: Done) => void
}

/** Each ends with its thread, and fails with it. */
const startThreads = (share: Share, { threads, count, take }: Starting): Promise<void>[] =>
  Array.from({ length: count }, async () => {
    const worker = new Worker(threads.entry, { workerData: { program: threads.program, share } })
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (told: Told) => {
        if ('failure' in told) reject(errorOf(told.failure))
        else take(told.index, told.done)
      })
      worker.on('error', reject)
      worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`))))
    })
  })

/** An error, as it goes from one thread to another. */
interface Failure {
  name: string
  message: string
  stack?: string | undefined
  cannotWrite: boolean
  syscall?: string | undefined
}

function failureOf(error: unknown): Failure {
  const { name, message, stack, syscall } = (error instanceof Error ? error : new Error(String(error))) as Error & {
    syscall?: string
  }
  return { name, message, stack, cannotWrite: error instanceof CannotWrite, syscall }
}

function errorOf({ cannotWrite, syscall, ...failure }: Failure): Error {
  const error = cannotWrite ? new CannotWrite(failure.message) : new Error(failure.message)
  return Object.assign(error, failure, syscall === undefined ? {} : { syscall })
}
