import type { Accepted } from '../acceptance.ts'
import type { Diagnostic } from '../diagnostics.ts'
import type { Threads } from '../spread.ts'

/** hubloom itself, as it is installed. */
export interface Program {
  version: string
  /** The folder of the profiles that come with it. */
  profiles?: string
  /** Of its code: another hubloom has another one. Without it nothing is kept from one build to the next. */
  digest?: string
  /** How it is started in further threads; without it there is one. */
  threads?: Threads
}

/** What the command line was given, for one command. */
export interface Options {
  program: Program
  /** The fleet's folder. */
  root: string
  /** Words after the command's name. */
  words: readonly string[]
  /** The command's own options by their long name without dashes: a text, or `true` where none is taken. */
  flags: Readonly<Record<string, string | boolean | undefined>>
  /** Told how many communities are done, while they are. */
  onProgress?: (done: number, total: number) => void
  /** Tells a result while the command goes on. */
  onResult?: (result: CommandResult) => void
  /** Ends a command that goes on until it is stopped. */
  signal?: AbortSignal
}

/** What a command found or did, as plain data. */
export interface CommandResult<Data = unknown> {
  diagnostics: readonly Diagnostic[]
  /** Warnings that inputs accept. */
  accepted?: readonly Accepted[]
  /** Undefined where errors in the inputs kept the command from its work. */
  data?: Data
  /** Exit code 0; else 1: there are errors, or something is stale or in the way. */
  fine: boolean
}

/** What is said to people, on standard output and on standard error. */
export interface Said {
  out?: string
  err?: string
}

/** One command of the command line: a file here and a line in `index.ts`. */
export interface Command<Data = unknown> {
  name: string
  /** The words it takes, as `[community...]`. */
  words?: string
  description: string
  /** Its own options, as `--date <YYYY-MM-DD>`. */
  options?: readonly { flags: string; description: string }[]
  /** Throws UsageError where the words cannot be followed. */
  run(options: Options): CommandResult<Data> | Promise<CommandResult<Data>>
  /** The result for people. */
  text(data: Data, flags?: Options['flags']): Said
  /** What `--json` prints, where that is not the data itself. */
  json?(data: Data): unknown
}

/** A usage that cannot be followed: exit code 2. */
export class UsageError extends Error {}

export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`
