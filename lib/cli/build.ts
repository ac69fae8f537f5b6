import { join } from 'node:path'
import type { SingleBar } from 'cli-progress'
import { compare, write, type Change } from '../disk-write.ts'
import type { Command } from './command.ts'
import { count, toJson } from './report.ts'
import { compileFolder, type CommonOptions } from './run.ts'

export const build: Command = {
  name: 'build',
  register(parser, done) {
    parser
      .command('build [community...]')
      .description('write dist/, and tell what changed')
      .action(async (communities: string[], _options, command) => {
        const options = command.optsWithGlobals() as CommonOptions
        const progress = await progressAfterASecond()
        const compilation = compileFolder(options, { onProgress: progress.tick }, communities)
        progress.stop()
        if (!compilation) return done(1)
        const dist = join(options.root, 'dist')
        const all = communities.length === 0
        const { changes, foreign } = write(
          dist,
          all ? compilation.outputs : new Map([...compilation.outputs].filter(([name]) => communities.includes(name))),
          all,
        )
        const stale = all
          ? []
          : [...new Set(compare(dist, compilation.outputs, true).changes.map(({ path }) => path.split('/')[0]!))]
        if (options.json)
          process.stdout.write(
            `${JSON.stringify({ diagnostics: compilation.diagnostics.map(toJson), changes, foreign, stale }, null, 2)}\n`,
          )
        else if (foreign.length > 0)
          process.stderr.write(
            `${foreign.map(({ path }) => `dist/${path}:1:1: error[foreign-file]: hubloom did not write this file and leaves it alone\n  ` + `help: Move it away; an output belongs there.\n`).join('')}nothing ` +
              `was written\n`,
          )
        else
          process.stdout.write(
            summary(changes, compilation.fleet.hubs.length, compilation.fleet.communities.length) +
              (stale.length > 0
                ? `still stale: ${stale.map((name) => `dist/${name}`).join(', ')}; npm run build writes all\n`
                : ''),
          )
        done(foreign.length > 0 ? 1 : 0)
      })
  },
}

/** At most this many changed paths are listed; the rest is a number. */
const LISTED = 20

function summary(changes: readonly Change[], hubs: number, communities: number): string {
  const fleet = `${count(hubs, 'hub')} of ${communities === 1 ? '1 community' : `${communities} communities`}`
  if (changes.length === 0) return `${fleet}: dist/ is up to date\n`
  const lines = changes.slice(0, LISTED).map(({ kind, path }) => `  ${kind.padEnd(7)} dist/${path}`)
  if (changes.length > LISTED) lines.push(`  and ${changes.length - LISTED} more: git diff --stat dist`)
  return `${fleet}: ${count(changes.length, 'file')} of dist/ written\n${lines.join('\n')}\n`
}

/** A bar on a terminal, once the work has taken a second. Its library is loaded only where someone looks. */
async function progressAfterASecond(): Promise<{ tick: (done: number, total: number) => void; stop: () => void }> {
  if (!process.stderr.isTTY) return { tick: () => {}, stop: () => {} }
  const { default: cliProgress } = await import('cli-progress')
  const begun = performance.now()
  let bar: SingleBar | undefined
  return {
    tick(done, total) {
      if (!bar && performance.now() - begun > 1000) {
        bar = new cliProgress.SingleBar({
          format: '{bar} {value} of {total} communities',
          stream: process.stderr,
          clearOnComplete: true,
        })
        bar.start(total, done)
      }
      bar?.update(done)
    },
    stop: () => bar?.stop(),
  }
}
