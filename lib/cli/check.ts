import { join } from 'node:path'
import { compare, type FileChange } from '../disk-write.ts'
import { UsageError, count, type Command, type Options, type CommandResult, type Said } from './command.ts'
import { compileFolder } from './compile-folder.ts'

interface Checked {
  hubs: number
  /** Problems that are no errors. */
  warnings: number
  /** Files of `dist/` that the inputs do not give. */
  stale: readonly { path: string; kind: FileChange['kind'] | 'foreign' }[]
}

export const check: Command<Checked> = {
  name: 'check',
  description: 'everything that build checks, and that dist/ is what the inputs give; writes nothing',
  options: [
    { flags: '--date <YYYY-MM-DD>', description: 'also tell which events are over by that day' },
    { flags: '--sarif', description: 'problems as SARIF, for a code host to show at their lines' },
    { flags: '--docs <address>', description: 'where people read docs/, such as a wiki: --sarif links there' },
  ],
  run,
  text,
}

function run(options: Options): CommandResult<Checked> {
  const {
    root,
    flags: { date },
  } = options
  const today = date === undefined ? undefined : String(date)
  if (today !== undefined && !isDay(today)) throw new UsageError(`--date takes a day such as 2027-01-18, not ${today}`)
  const { diagnostics, accepted, fleet, outputs, failed } = compileFolder(options, { today })
  if (failed) return { diagnostics, accepted, fine: false }
  const { changes, foreign } = compare(join(root, 'dist'), outputs, true)
  const stale = [...changes, ...foreign.map(({ path }) => ({ path, kind: 'foreign' as const }))]
  const data = { hubs: fleet.hubs.length, warnings: diagnostics.length, stale }
  return { diagnostics, accepted, data, fine: stale.length === 0 }
}

function text({ hubs, warnings, stale }: Checked): Said {
  if (stale.length > 0)
    return { err: `${stale.map(staleLine).join('')}  help: Run \`npm run build\` and commit dist/.\n` }
  return { out: `${count(hubs, 'hub')}: ${warnings > 0 ? 'no errors' : 'no problems'}, and dist/ is up to date\n` }
}

function staleLine({ path, kind }: Checked['stale'][number]): string {
  const what = kind === 'foreign' ? "not a file of hubloom's, and an output belongs there" : `would be ${kind}`
  return `dist/${path}:1:1: error[stale]: ${what}\n`
}

/** A day of the calendar, as `2027-01-18`: one that no month has comes back as another. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
