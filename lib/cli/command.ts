import type { Command as Parser } from 'commander'

/**
 * One command of the command line: a file here and a line in `index.ts`. `run` gives the exit code: 0 fine, 1 problems,
 * 2 wrong usage.
 */
export interface Command {
  name: string
  /** Adds the command's words and options; calls `done` with the exit code. */
  register(parser: Parser, done: (code: number) => void): void
}
