/** Steps that lead somewhere, of which some are done; a command says which comes next. */
import type { Said } from './command.ts'

export interface Step {
  what: string
  done: boolean
  /** Done without anybody having done it: there is nothing that it would be for. */
  moot?: boolean
  /** What a person runs or writes for it. */
  commands: readonly string[]
}

export interface Steps {
  /** `remove reef/prod`. */
  command: string
  /** What the command itself did now. */
  did: readonly string[]
  steps: readonly Step[]
  /** More that one should know. */
  notes: readonly string[]
}

/** The first step that is not done is the next one, with its commands. */
export function tellSteps({ command, did, steps, notes }: Steps): Said {
  const next = steps.findIndex(({ done }) => !done)
  const isDone = (i: number): boolean => next < 0 || i < next
  const lines = steps.flatMap(({ what, commands, moot }, i) => {
    const mark = i === next ? 'next' : ''
    const word = isDone(i) ? doneWord(moot) : mark
    return [`${word.padEnd(4)}  ${i + 1}. ${what}`, ...(i === next ? commands.map((each) => `           ${each}`) : [])]
  })
  const again = next < 0 || next === steps.length - 1 ? [] : [`then  npx hubloom ${command}`]
  return { out: [...did, ...lines, ...again, ...notes].map((line) => `${line}\n`).join('') }
}

/** People must not read that something was done that nobody did. */
const doneWord = (moot = false): string => (moot ? 'skip' : 'done')
