import { readInputFolder } from '../disk.ts'
import { readInputs } from '../layers/inputs.ts'
import { schemaFiles } from '../settings/files.ts'
import { clouds } from '../clouds/index.ts'
import { machinesPage } from '../pages/machines.ts'
import { settingsPage } from '../pages/settings.ts'
import type { Command } from './command.ts'
import type { CommonOptions } from './run.ts'
import { UsageError } from './run.ts'

export const schema: Command = {
  name: 'schema',
  register(parser, done) {
    parser
      .command('schema [kind]')
      .description('the JSON Schema of profile, community, cluster or hub files; with --page, all settings for people')
      .option('--page', 'docs/settings.md, with the default of each profile')
      .option('--machines', 'docs/machines.md, with what each machine leaves for servers')
      .action((kind: string | undefined, _options, command) => {
        const options = command.optsWithGlobals() as CommonOptions & { page?: boolean; machines?: boolean }
        if (options.machines) {
          process.stdout.write(machinesPage(Object.values(clouds).map((cloud) => cloud.facts)))
          return done(0)
        }
        if (options.page) {
          const { texts, folders } = readInputFolder(options.root)
          const profiles = readInputs(texts, folders).layers.filter(
            (layer) => layer.kind === 'profile' && !layer.community,
          )
          process.stdout.write(settingsPage(profiles.map(({ name, node }) => ({ name, node }))))
          return done(0)
        }
        const files = new Map(schemaFiles().map(([path, text]) => [path.replace(/^schema\/|\.json$/g, ''), text]))
        if (kind !== undefined && !files.has(kind))
          throw new UsageError(`there is no schema ${kind}; there are ${[...files.keys()].join(', ')}`)
        process.stdout.write(
          kind
            ? files.get(kind)!
            : `${JSON.stringify(Object.fromEntries([...files].map(([name, text]) => [name, JSON.parse(text) as unknown])), null, 1)}\n`,
        )
        done(0)
      })
  },
}
