/**
 * A build's work on a fleet, by several threads where that pays: what files say of others is read, and groups are
 * compiled. Each group's folders of `dist/` are compared, or made beside those that are there, before the next: no
 * texts are held. What comes of it is the same for any number of threads.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { MessagePort, Worker } from 'node:worker_threads'
import type { CompiledGroup } from './compile-group.ts'
import { hasErrors } from './diagnostics.ts'
import { CannotWrite, comparePart, type Part } from './disk-compare.ts'
import { stage } from './disk-write.ts'
import { readLinks } from './grouping.ts'
import { compileKeptGroup, type KeptGroup, type KeptGroupInputs, type OutputFolder } from './kept.ts'
import type { Links } from './layers/links.ts'
import { registry } from './registry.ts'

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
  /** Starts one, which calls `work`. */
  start: () => Pick<Worker, 'on' | 'postMessage' | 'terminate'>
  /** At most this many, that of the command line with them. */
  most: number
  /** So many hubs make up for what a further thread takes to start. */
  hubsEach?: number
}

/** What is left of a group that was compiled. */
export interface Done {
  outcome: KeptGroup
  parts: readonly Part[]
  /** All of it, where it is the only one: a thread cannot send it. */
  compiled?: CompiledGroup
}

/** The threads that work on a fleet. Further ones start with the first work that is enough for them. */
export interface Spread {
  /** What each of these files says of others. */
  links(files: readonly string[]): Promise<Map<string, Links>>
  /** What is done of each group, by its digest. Once one has errors, no more folders are looked at. */
  compile(job: Job, onDone?: (communities: number) => void): Promise<Map<string, Done>>
  /** Ends the further threads. */
  end(): void
}

/** Inputs by path. */
type Texts = ReadonlyMap<string, string>

export function spreadOver(texts: Texts, threads?: Threads): Spread {
  const others: Thread[] = []
  let number = 0
  const perform = async (task: Task, onResult: (result: Result) => void): Promise<void> => {
    const further = threads ? furtherOf(task, threads) : 0
    while (others.length < further) others.push(startThread(threads!, texts))
    const order = { number: ++number, task, turns: new Int32Array(new SharedArrayBuffer(16)) }
    const done = counted(countOf(task), onResult)
    const own = async (): Promise<void> => {
      for (const result of performing(task, { texts, turns: order.turns, end: 'first' })) {
        done.take(result)
        if (others.length > 0) await turn()
      }
    }
    const all = [own(), ...others.map((other) => other.perform(order, done.take))]
    // a thread that is still starting has nothing more to do once all is done
    await Promise.race([done.all, allOrNone(all, () => Atomics.store(order.turns, TAKEN, countOf(task)))])
  }
  return {
    async links(files) {
      const found = new Map<string, Links>()
      await perform({ files }, (result) => {
        if ('links' in result) for (const [file, links] of result.links) found.set(file, links)
      })
      return found
    },
    async compile(job, onDone = () => {}) {
      const { groups } = job
      const done = new Map<string, Done>()
      await perform({ job: packed(job) }, (result) => {
        if (!('done' in result)) return
        const { digest, communities } = groups[result.index]!
        done.set(digest, result.done)
        onDone(communities.length)
      })
      return done
    },
    end: () => others.splice(0).forEach((other) => other.end()),
  }
}

/** Tells when so many results were taken. */
function counted(count: number, onResult: (result: Result) => void): { take: typeof onResult; all: Promise<void> } {
  let taken = 0
  let finish = (): void => {}
  const all = new Promise<void>((resolve) => (finish = resolve))
  const take = (result: Result): void => {
    onResult(result)
    if (++taken === count) finish()
  }
  return { take, all }
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

/**
 * A further thread starts in 0.1 s and warms V8 to the code once more: a cold build of 171 hubs takes 0.5 s more CPU,
 * but 2.2 to 2.35 s for 2.8 to 3.3 s where both cores are idle, and longer where they are busy. Fewer hubs were not
 * measured on idle cores.
 */
const HUBS_EACH = 40

/** How many threads beside that of the command line pay. */
function furtherOf(task: Task, { most, hubsEach = HUBS_EACH }: Threads): number {
  const hubs = filesOf(task).filter((path) => path.includes('/hubs/')).length
  return Math.max(0, Math.min(most, countOf(task), Math.floor(hubs / Math.max(1, hubsEach))) - 1)
}

/** What is done at a time: so many files are read, or a group is compiled. */
type Task = { files: readonly string[] } | { job: PackedJob }
type Result = { links: readonly (readonly [file: string, links: Links])[] } | { index: number; done: Done }

/** Read in one turn, some milliseconds. */
const FILES = 16
const countOf = (task: Task): number =>
  'files' in task ? Math.ceil(task.files.length / FILES) : task.job.groups.length
const filesOf = (task: Task): readonly string[] =>
  'files' in task ? task.files : task.job.groups.flatMap(({ files }) => files)

/** A job of which the texts are at hand. */
interface PackedJob extends Omit<Job, 'groups'> {
  groups: readonly (Omit<KeptGroupInputs, 'texts'> & { files: readonly string[] })[]
}

const packed = ({ groups, ...job }: Job): PackedJob => ({
  ...job,
  groups: groups.map(({ texts, ...group }) => ({ ...group, files: [...texts.keys()] })),
})

/** Numbers that all threads share: turns taken, of these those from each end, and whether a group has errors. */
type Turns = Int32Array
const TAKEN = 0
const FIRST = 1
const LAST = 2
const FAILED = 3

interface Performing {
  texts: Texts
  turns: Turns
  /** Of the files and groups, both in the order of their communities: a thread compiles what it has read. */
  end: 'first' | 'last'
}

/** Does what nobody else has taken, until nothing is left. */
function* performing(task: Task, { texts, turns, end }: Performing): Generator<Result> {
  const count = countOf(task)
  while (Atomics.add(turns, TAKEN, 1) < count) {
    const index = end === 'first' ? Atomics.add(turns, FIRST, 1) : count - 1 - Atomics.add(turns, LAST, 1)
    yield 'files' in task ? readSome(task.files, { texts, index }) : compileOne(task.job, { texts, turns, end, index })
  }
}

const linksIn = readLinks(registry)

function readSome(files: readonly string[], { texts, index }: { texts: Texts; index: number }): Result {
  const some = files.slice(index * FILES, (index + 1) * FILES)
  return { links: some.map((file) => [file, linksIn(file, texts.get(file)!)]) }
}

function compileOne(
  { groups, today, ...taking }: PackedJob,
  { texts, turns, end, index }: Performing & { index: number },
): Result {
  const { files, ...group } = groups[index]!
  const own = new Map(files.map((file) => [file, texts.get(file)!]))
  const { outcome, folders, compiled } = compileKeptGroup({ ...group, texts: own }, { today })
  if (hasErrors(outcome.diagnostics)) Atomics.store(turns, FAILED, 1)
  const failed = Atomics.load(turns, FAILED) === 1
  const parts = failed ? [] : folders.map((folder) => compareOrStage(taking, folder))
  const isOnly = groups.length === 1 && end === 'first'
  return { index, done: { outcome, parts, ...(isOnly && { compiled }) } }
}

/** Compares a folder with what belongs there, and makes the new one where that is asked for. */
export const compareOrStage = (taking: Taking, folder: OutputFolder): Part =>
  isWritten(taking, folder.folder) ? stage(taking.dist, folder) : comparePart(taking.dist, folder)

export const isWritten = ({ writes }: Taking, folder: string): boolean => writes === 'all' || writes.includes(folder)

/** What a further thread is told first, and what it is to do then. */
type Given = { texts: Texts } | Order
interface Order {
  number: number
  task: Task
  turns: Turns
}
type Told = { result: Result } | { ended: Order['number'] } | { failure: Failure }

/** What a further thread does: its part of each order, or it tells why it could not. */
export function work(port: Pick<MessagePort, 'postMessage' | 'on'>): void {
  const tell = (told: Told): void => port.postMessage(told)
  let texts: Texts = new Map()
  port.on('message', (given: Given) => {
    if ('texts' in given) return void (texts = given.texts)
    const { number, task, turns } = given
    try {
      for (const result of performing(task, { texts, turns, end: 'last' })) tell({ result })
      tell({ ended: number })
    } catch (error) {
      tell({ failure: failureOf(error) })
    }
  })
}

interface Thread {
  /** Ends when the thread has nothing more to do for this order, and fails with it. */
  perform(order: Order, take: (result: Result) => void): Promise<void>
  end(): void
}

function startThread({ start }: Threads, texts: Texts): Thread {
  const worker = start()
  worker.postMessage({ texts })
  let listen: (told: Told | Error) => void = () => {}
  worker.on('message', (told: Told) => listen(told))
  worker.on('error', (error) => listen(error))
  worker.on('exit', (code) => listen(new Error(`a thread ended with ${code}`)))
  return {
    perform: (order, take) =>
      new Promise((resolve, reject) => {
        listen = (told) => {
          if (told instanceof Error) reject(told)
          else if ('failure' in told) reject(errorOf(told.failure))
          else if ('result' in told) take(told.result)
          else if (told.ended === order.number) resolve()
        }
        worker.postMessage(order)
      }),
    end: () => void worker.terminate(),
  }
}

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
