import { Command as Parser, CommanderError } from 'commander'
import { CannotWrite } from '../disk-write.ts'
import { build } from './build.ts'
import { check } from './check.ts'
import type { Command } from './command.ts'
import { list } from './list.ts'
import { UsageError } from './run.ts'
import { schema } from './schema.ts'

export const commands: readonly Command[] = [build, check, list, schema]

/** Runs the command line; gives the exit code: 0 fine, 1 problems or something is stale, 2 wrong usage. */
export async function main(words: readonly string[]): Promise<number> {
  let code = 0
  // whoever reads may stop reading: `hubloom schema | head`
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
  })
  const parser = new Parser('hubloom')
    .description('Profiles and communities in, plain Terraform JSON and Kubernetes/Helm YAML for JupyterHubs out.')
    .option('--root <folder>', "the fleet's folder", '.')
    .option('--json', 'results and problems as JSON', false)
    .exitOverride()
    .showSuggestionAfterError()
  for (const command of commands)
    command.register(parser, (result) => {
      code = result
    })
  try {
    await parser.parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof UsageError) {
      process.stderr.write(`error: ${error.message}\n`)
      return 2
    }
    if (error instanceof CannotWrite) {
      process.stderr.write(`error: ${error.message}\n`)
      return 1
    }
    // what the system says of a file: no rights, no space, a file where a folder belongs
    if (error instanceof Error && 'syscall' in error) {
      process.stderr.write(`error: ${error.message}\n`)
      return 1
    }
    throw error
  }
}
