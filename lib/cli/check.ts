import { join } from 'node:path'
import { compare } from '../disk-write.ts'
import type { Command } from './command.ts'
import { count, toJson } from './report.ts'
import { UsageError, compileFolder, type CommonOptions } from './run.ts'

/** A day of the calendar, as `2027-01-18`: one that no month has comes back as another. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

export const check: Command = {
  name: 'check',
  register(parser, done) {
    parser
      .command('check')
      .description('everything that build checks, and that dist/ is what the inputs give; writes nothing')
      .option('--date <YYYY-MM-DD>', 'also tell which events are over by that day')
      .action((_options, command) => {
        const options = command.optsWithGlobals() as CommonOptions & { date?: string }
        if (options.date !== undefined && !isDay(options.date))
          throw new UsageError(`--date takes a day such as 2027-01-18, not ${options.date}`)
        const compilation = compileFolder(options, options.date ? { today: options.date } : {})
        if (!compilation) return done(1)
        const { changes, foreign } = compare(join(options.root, 'dist'), compilation.outputs, true)
        const stale = [
          ...changes.map(({ path, kind }) => ({ path, kind })),
          ...foreign.map(({ path }) => ({ path, kind: 'foreign' })),
        ]
        if (options.json)
          process.stdout.write(
            `${JSON.stringify({ diagnostics: compilation.diagnostics.map(toJson), stale }, null, 2)}\n`,
          )
        else if (stale.length > 0)
          process.stderr.write(
            `${stale.map(({ path, kind }) => `dist/${path}:1:1: error[stale]: ` + `${kind === 'foreign' ? "not a file of hubloom's, and an output belongs there" : `would be ${kind}`}\n`).join('')} ` +
              ` help: Run \`npm run build\` and commit dist/.\n`,
          )
        else
          process.stdout.write(
            `${count(compilation.fleet.hubs.length, 'hub')}: ` +
              `${compilation.diagnostics.length > 0 ? 'no errors' : 'no problems'}, and dist/ is up to date\n`,
          )
        done(stale.length > 0 ? 1 : 0)
      })
  },
}
