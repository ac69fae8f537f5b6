import type { HubPlan } from '../plan/types.ts'
import type { Command } from './command.ts'
import { compileFolder, type CommonOptions } from './run.ts'

export const list: Command = {
  name: 'list',
  register(parser, done) {
    parser
      .command('list')
      .description('the fleet as a table')
      .action((_options, command) => {
        const options = command.optsWithGlobals() as CommonOptions
        const compilation = compileFolder(options, { plansOnly: true })
        if (!compilation) return done(1)
        const rows = compilation.fleet.hubs.map(row)
        process.stdout.write(options.json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows))
        done(0)
      })
  },
}

const row = (hub: HubPlan) => ({
  hub: hub.id,
  domain: hub.domain,
  profile: hub.profiles.join('+') || 'base',
  purpose: hub.purpose,
  cluster: hub.cluster.name,
  cloud: hub.cluster.cloud,
  environments: hub.environments.length,
  sizes: hub.sizes.length,
})

/** Columns as wide as their widest cell. */
function table(rows: readonly Record<string, string | number>[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cells = [columns, ...rows.map((entry) => columns.map((column) => String(entry[column])))]
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)))
  return cells
    .map(
      (line) =>
        `${line
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
