import { join } from 'node:path'
import { compare, write, type FileChange, type Difference, type Foreign } from '../disk-write.ts'
import { count, type Command, type Options, type CommandResult, type Said } from './command.ts'
import { compileFolder } from './compile-folder.ts'

interface Built extends Difference {
  hubs: number
  communities: number
  /** Folders of `dist/` that the inputs would change and that were not asked for. */
  stale: readonly string[]
}

export const build: Command<Built> = {
  name: 'build',
  words: '[community...]',
  description: 'write dist/, and tell what changed',
  run,
  text,
}

function run(options: Options): CommandResult<Built> {
  const { root, words, onProgress } = options
  const { diagnostics, accepted, fleet, outputs, failed } = compileFolder(options, { onProgress }, words)
  if (failed) return { diagnostics, accepted, fine: false }
  const dist = join(root, 'dist')
  const all = words.length === 0
  const wanted = all ? outputs : new Map([...outputs].filter(([name]) => words.includes(name)))
  const { changes, foreign } = write(dist, wanted, all)
  const left = all ? [] : compare(dist, outputs, true).changes
  const stale = [...new Set(left.map(({ path }) => path.split('/')[0]!))]
  const size = { hubs: fleet.hubs.length, communities: fleet.communities.length }
  return { diagnostics, accepted, data: { ...size, changes, foreign, stale }, fine: foreign.length === 0 }
}

function text({ hubs, communities, changes, foreign, stale }: Built): Said {
  if (foreign.length > 0) return { err: `${foreign.map(foreignLines).join('')}nothing was written\n` }
  const fleet = `${count(hubs, 'hub')} of ${count(communities, 'community', 'communities')}`
  const left = stale.map((name) => `dist/${name}`).join(', ')
  return {
    out: `${fleet}: ${changedLines(changes)}${left && `still stale: ${left}; npm run build writes all\n`}`,
  }
}

const foreignLines = ({ path }: Foreign): string =>
  `dist/${path}:1:1: error[foreign-file]: hubloom did not write this file and leaves it alone\n` +
  '  help: Move it away; an output belongs there.\n'

/** At most this many changed paths are listed; the rest is a number. */
const LISTED = 20

function changedLines(changes: readonly FileChange[]): string {
  if (changes.length === 0) return 'dist/ is up to date\n'
  const lines = changes.slice(0, LISTED).map(({ kind, path }) => `  ${kind.padEnd(7)} dist/${path}\n`)
  if (changes.length > LISTED) lines.push(`  and ${changes.length - LISTED} more: git diff --stat dist\n`)
  return `${count(changes.length, 'file')} of dist/ written\n${lines.join('')}`
}
