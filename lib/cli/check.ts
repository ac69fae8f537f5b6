import { compileInputs, type InputTexts } from '../compile.ts'
import { overrideDebt, type Debt } from '../debt.ts'
import { readInputs } from '../layers/inputs.ts'
import { registry } from '../registry.ts'
import type { FileChange } from '../disk-compare.ts'
import { UsageError, count, type Command, type Options, type CommandResult, type Said } from './command.ts'
import { buildFolder } from './kept-folder.ts'

interface Checked {
  hubs: number
  /** Problems that are no errors. */
  warnings: number
  /** Files of `dist/` that the inputs do not give. */
  stale: readonly { path: string; kind: FileChange['kind'] | 'foreign' }[]
  /** Overrides that need not be, where that was asked for. */
  debt?: readonly Debt[] | undefined
}

export const check: Command<Checked> = {
  name: 'check',
  description: 'everything that build checks, and that dist/ is what the inputs give; writes nothing',
  options: [
    { flags: '--date <YYYY-MM-DD>', description: 'also tell which events are over by that day' },
    { flags: '--sarif', description: 'problems as SARIF, for a code host to show at their lines' },
    { flags: '--docs <address>', description: 'where people read docs/, such as a wiki: --sarif links there' },
    { flags: '--debt', description: 'also tell which overrides need not be' },
  ],
  run,
  text,
}

async function run(options: Options): Promise<CommandResult<Checked>> {
  const {
    flags,
    flags: { date },
  } = options
  const today = date === undefined ? undefined : String(date)
  if (today !== undefined && !isDay(today)) throw new UsageError(`--date takes a day such as 2027-01-18, not ${today}`)
  const built = await buildFolder(options, { today, writes: [] })
  const { diagnostics, accepted, hubs } = built
  built.keep()
  if (built.failed) return { diagnostics, accepted, fine: false }
  const { changes, foreign } = built.left
  const stale = [...changes, ...foreign.map(({ path }) => ({ path, kind: 'foreign' as const }))]
  const data = {
    hubs,
    warnings: diagnostics.length,
    stale,
    debt: flags['debt'] ? debtOf(built.inputs) : undefined,
  }
  return { diagnostics, accepted, data, fine: stale.length === 0 }
}

function debtOf({ texts, folders }: InputTexts): Debt[] {
  const { fleet } = compileInputs({ texts, folders })
  return overrideDebt(fleet, readInputs(texts, folders, registry).layers, registry)
}

function text({ hubs, warnings, stale, debt }: Checked): Said {
  const owed = debt?.map(debtLine).join('') ?? ''
  if (stale.length > 0)
    return { out: owed, err: `${stale.map(staleLine).join('')}  help: Run \`npm run build\` and commit dist/.\n` }
  return {
    out: `${owed}${count(hubs, 'hub')}: ${warnings > 0 ? 'no errors' : 'no problems'}, and dist/ is up to date\n`,
  }
}

const debtLine = (debt: Debt): string => {
  const { file, line, column } = debt.at
  const [first, ...others] = debt.of
  const whose = others.length > 0 ? `${first} and ${others.length} more` : first
  return `${file}:${line}:${column}: debt[${debt.kind}]: \`${debt.path}\` of ${whose} ${WHY[debt.kind](debt)}\n`
}

const WHY: Readonly<Record<Debt['kind'], (debt: Debt) => string>> = {
  inherited: ({ file }) => `says what ${file} says already`,
  written: () => 'says what hubloom writes anyway',
  shared: ({ file }) => `stands in each of their files, and belongs into ${file}`,
  setting: ({ setting }) => `has a setting: \`${setting}\``,
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
