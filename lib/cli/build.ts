import { join } from 'node:path'
import type { FileChange, Difference, Foreign } from '../disk-compare.ts'
import { count, type Command, type Options, type CommandResult, type Said } from './command.ts'
import type { FleetChange } from '../diff/index.ts'
import type { Cache } from '../disk-cache.ts'
import { OtherWriter, refuseOtherWriter } from '../disk-write.ts'
import { remembered } from '../remembered.ts'
import { buildFolder, cacheOf, type KeptFolder } from './kept-folder.ts'
import { tellingSinceHead, type SinceHead } from './since-head.ts'
import { watchInputs } from './watch.ts'
import { diffSummary } from './diff-words.ts'

interface Built extends Difference {
  hubs: number
  communities: number
  /** Folders of `dist/` that the inputs would change and that were not asked for. */
  stale: readonly string[]
  /** What it changes for people against HEAD; undefined where Git has no earlier version. */
  meaning?: readonly FleetChange[]
}

/** What `--watch` tells when it has to wait for another build. */
interface Waiting {
  waiting: string
}

export const build: Command<Built | Waiting> = {
  name: 'build',
  words: '[community...]',
  description: 'write dist/, and tell what changed',
  options: [{ flags: '--watch', description: 'go on, and write what each change of an input changes' }],
  run: (options) => (options.flags['watch'] ? runOnEachChange(options) : run(options)),
  text,
  json,
}

async function run(options: Options): Promise<CommandResult<Built>> {
  const { result, keep } = await buildOnce(options, memoryOf(options))
  keep()
  return result
}

/** What one build leaves for the next in the same process. */
interface Memory {
  cache: Cache | undefined
  sinceHead: (root: string) => SinceHead
}

const memoryOf = (options: Options): Memory => ({
  cache: cacheOf(options),
  // what it needs is loaded with the first build that writes
  sinceHead: remembered(tellingSinceHead),
})

interface Once extends Pick<KeptFolder, 'keep'> {
  result: CommandResult<Built>
}

async function buildOnce(options: Options, { cache, sinceHead }: Memory): Promise<Once> {
  const { words } = options
  const built = await buildFolder(options, { writes: words.length === 0 ? 'all' : words, cache })
  const { diagnostics, accepted, hubs, inputs, failed, keep } = built
  if (failed) return { result: { diagnostics, accepted, fine: false }, keep }
  const { changes, foreign } = built.written
  const stale = [...new Set(built.left.changes.map(({ path }) => path.split('/')[0]!))]
  const paths = changes.map(({ path }) => path)
  const meaning = paths.length > 0 && foreign.length === 0 ? sinceHead(options.root)(built, paths) : undefined
  const size = { hubs, communities: inputs.folders.length }
  const data = { ...size, changes, foreign, stale, meaning }
  return { result: { diagnostics, accepted, data, fine: foreign.length === 0 }, keep }
}

async function runOnEachChange(options: Options): Promise<CommandResult<Built>> {
  const { root, signal, onResult } = options
  const memory = memoryOf(options)
  let isTold = false
  const onChange = async (): Promise<void> => {
    try {
      refuseOtherWriter(join(root, 'dist'))
      // a file that an editor is still writing has errors, and the next change mends them
      const { result, keep } = await buildOnce(options, memory)
      onResult?.(result)
      keep()
      isTold = false
    } catch (error) {
      if (error instanceof OtherWriter && !isTold) onResult?.(waitingFor(error))
      isTold ||= error instanceof OtherWriter
      throw error
    }
  }
  await watchInputs(root, onChange, signal)
  return { diagnostics: [], fine: true }
}

const waitingFor = ({ message }: OtherWriter): CommandResult<Waiting> => ({
  diagnostics: [],
  data: { waiting: message },
  fine: false,
})

/** `--json` has the files; `hubloom diff --json` what they mean. */
function json(data: Built | Waiting): Omit<Built, 'meaning'> | Waiting {
  if ('waiting' in data) return data
  const { meaning: _, ...built } = data
  return built
}

function text(data: Built | Waiting): Said {
  if ('waiting' in data) return { err: `${data.waiting}\n` }
  const { hubs, communities, changes, foreign, stale, meaning } = data
  if (foreign.length > 0) return { err: `${foreign.map(foreignLines).join('')}nothing was written\n` }
  const fleet = `${count(hubs, 'hub')} of ${count(communities, 'community', 'communities')}`
  const left = stale.map((name) => `dist/${name}`).join(', ')
  return {
    out: `${fleet}: ${changedLines(changes, meaning)}${left && `still stale: ${left}; npm run build writes all\n`}`,
  }
}

const foreignLines = ({ path }: Foreign): string =>
  `dist/${path}:1:1: error[foreign-file]: hubloom did not write this file and leaves it alone\n` +
  '  help: Move it away; an output belongs there.\n'

/** At most this many changed paths are listed; the rest is a number. */
const LISTED = 20

function changedLines(changes: readonly FileChange[], meaning?: readonly FleetChange[]): string {
  if (changes.length === 0) return 'dist/ is up to date\n'
  const written = `${count(changes.length, 'file')} of dist/ written`
  if (meaning?.length === 0) return `${written}; nothing is other than in HEAD\n`
  if (meaning) return `${written}; against HEAD:\n${diffSummary(meaning, LISTED)}`
  const lines = changes.slice(0, LISTED).map(({ kind, path }) => `  ${kind.padEnd(7)} dist/${path}\n`)
  if (changes.length > LISTED) lines.push(`  and ${changes.length - LISTED} more: git diff --stat dist\n`)
  return `${written}\n${lines.join('')}`
}
