import { Command as Parser, CommanderError } from 'commander'
import { readText } from '../disk.ts'
import { CannotWrite } from '../disk-compare.ts'
import { remembered } from '../remembered.ts'
import { UsageError, type Command, type CommandResult, type Options, type Program, type Said } from './command.ts'
import { commands } from './index.ts'
import { progressAfterASecond } from './progress.ts'
import { reportJson } from './reporters/json.ts'
import { reportSarif } from './reporters/sarif.ts'
import { NO_TERMINAL, painted, terminalOf } from './reporters/terminal.ts'
import { reportText, type Screens } from './reporters/text.ts'

/** What a further thread of the command line does; see `bin/thread.js`. */
export { work } from '../spread.ts'

/** What a run of the command line said, and its exit code: 0 fine, 1 problems or something is stale, 2 wrong usage. */
export interface Run extends Required<Said> {
  code: number
}

/** Runs the command line and prints; gives the exit code. Throws only what is a fault of hubloom's own. */
export async function main(words: readonly string[], program: Program): Promise<number> {
  // whoever reads may stop reading: `hubloom schema | head`
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
  })
  const screens = { out: terminalOf(process.stdout, process.env), err: terminalOf(process.stderr, process.env) }
  const print = ({ out = '', err = '' }: Said): void => {
    process.stderr.write(err)
    process.stdout.write(out)
  }
  const { code, out, err } = await execute(words, program, { ...screens, print })
  print({ out, err })
  return code
}

/** Of a command that goes on: where its results are printed meanwhile, and what ends it. */
interface Going extends Screens {
  print?: (said: Said) => void
  signal?: AbortSignal
}

/** Runs the command line and prints nothing, but a bar on a terminal. */
export async function execute(
  words: readonly string[],
  program: Program,
  going: Going = { out: NO_TERMINAL, err: NO_TERMINAL },
): Promise<Run> {
  const { print, signal, ...screens } = going
  const run: Run = { code: 0, out: '', err: '' }
  const parser = new Parser('hubloom')
    .description('Profiles and communities in, plain Terraform JSON and Kubernetes/Helm YAML for JupyterHubs out.')
    .version(program.version, '--version', 'the version of hubloom')
    .option('--root <folder>', "the fleet's folder", '.')
    .option('--json', 'results and problems as JSON', false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => (run.out += text), writeErr: (text) => (run.err += text) })
    .showSuggestionAfterError()
  for (const command of commands)
    register(
      parser,
      command,
      async (options, json) =>
        void Object.assign(run, await runCommand(command, { ...options, program, signal }, { json, screens, print })),
    )
  try {
    await parser.parseAsync([...words], { from: 'user' })
    return run
  } catch (error) {
    const end = endOf(error, run)
    return { ...run, ...end, err: painted(end.err ?? run.err, screens.err) }
  }
}

type Runner = (options: Omit<Options, 'program'>, json: boolean) => Promise<void>

function register(parser: Parser, { name, words = '', description, options = [] }: Command, runner: Runner): void {
  const parsed = parser.command(`${name} ${words}`.trimEnd()).description(description)
  for (const option of options) parsed.option(option.flags, option.description)
  parsed.action(async () => {
    const { root, json, ...flags } = parsed.optsWithGlobals<{ root: string; json: boolean } & Options['flags']>()
    await runner({ root, words: parsed.args, flags: byLongName(flags) }, json)
  })
}

/** The parser names `--sign-in` signIn. */
const byLongName = (flags: Options['flags']): Options['flags'] =>
  Object.fromEntries(
    Object.entries(flags).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      value,
    ]),
  )

async function runCommand(
  command: Command,
  options: Options,
  { json, screens, print }: { json: boolean; screens: Screens; print?: Going['print'] },
): Promise<Run> {
  const progress = await progressAfterASecond()
  const report = (result: CommandResult): Required<Said> => reported(command, result, { options, json, screens })
  const result = await command.run({
    ...options,
    onProgress: progress.tick,
    onResult: (each) => print?.(report(each)),
  })
  progress.stop()
  return { ...report(result), code: result.fine ? 0 : 1 }
}

function reported(
  command: Command,
  result: CommandResult,
  { options, json, screens }: { options: Options; json: boolean; screens: Screens },
): Required<Said> {
  const { data } = result
  const said = data === undefined ? {} : command.text(data, options.flags)
  const whole = json && command.json && data !== undefined ? { ...result, data: command.json(data) } : result
  return reportOf(whole, said, { json, screens: withLines(screens, options.root), flags: options.flags })
}

interface Form {
  json: boolean
  screens: Screens
  flags: Options['flags']
}

function reportOf(result: CommandResult, said: Said, { json, screens, flags: { sarif, docs } }: Form): Required<Said> {
  if (sarif === true) return reportSarif(result, typeof docs === 'string' ? docs : undefined)
  return json ? reportJson(result) : reportText(result, said, screens)
}

/** Where people look, the line of a problem is shown under it. */
function withLines({ out, err }: Screens, root: string): Screens {
  if (err.width === undefined) return { out, err }
  const lines = remembered((file: string) => (readText(root, file) ?? '').split('\n'))
  return { out, err: { ...err, lineOf: (file, line) => lines(file)[line - 1] } }
}

/** How a run ends by an error that is told here; any other is thrown again. */
function endOf(error: unknown, { err }: Run): Partial<Run> {
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2 }
  if (error instanceof UsageError) return { code: 2, err: `${err}error: ${error.message}\n` }
  // what the system says of a file: no rights, no space, a file where a folder belongs
  if (error instanceof CannotWrite || (error instanceof Error && 'syscall' in error))
    return { code: 1, err: `${err}error: ${error.message}\n` }
  throw error
}
