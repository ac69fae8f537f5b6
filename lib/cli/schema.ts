import { readInputFolder } from '../disk.ts'
import { readInputs } from '../layers/inputs.ts'
import { schemaFiles } from '../settings/schema-files.ts'
import { registry } from '../registry.ts'
import { checksPage } from '../pages/checks.ts'
import { machinesPage } from '../pages/machines.ts'
import { settingsPage } from '../pages/settings.ts'
import { problemGroups } from './problem-entries.ts'
import { UsageError, type Command, type Options, type CommandResult } from './command.ts'

export const schema: Command<string> = {
  name: 'schema',
  words: '[kind]',
  description: 'the JSON Schema of profile, community, cluster or hub files; with --page, all settings for people',
  options: [
    { flags: '--page', description: 'docs/settings.md, with the default of each profile' },
    { flags: '--machines', description: 'docs/machines.md, with what each machine leaves for servers' },
    { flags: '--checks <folder>', description: 'docs/checks.md, with examples from the fleets in that folder' },
  ],
  run: (options): CommandResult<string> => ({ diagnostics: [], data: pageOf(options), fine: true }),
  text: (page) => ({ out: page }),
}

function pageOf({ root, words: [kind], flags }: Options): string {
  const clouds = Object.values(registry.clouds).map(({ facts }) => facts)
  if (flags['machines']) return machinesPage(clouds)
  if (flags['checks'] !== undefined) return checksPage(problemGroups(root, String(flags['checks'])))
  if (flags['page'])
    return settingsPage(
      profilesOf(root),
      clouds.map(({ settings }) => settings),
    )
  const files = new Map(
    schemaFiles(registry.schemas).map(([path, text]) => [path.replace(/^schema\/|\.json$/g, ''), text]),
  )
  if (kind === undefined) return allSchemas(files)
  const file = files.get(kind)
  if (file === undefined) throw new UsageError(`there is no schema ${kind}; there are ${[...files.keys()].join(', ')}`)
  return file
}

/** The fleet's own profiles: those of communities are no defaults. */
function profilesOf(root: string) {
  const { texts, folders } = readInputFolder(root)
  return readInputs(texts, folders, registry)
    .layers.filter((layer) => layer.kind === 'profile' && !layer.community)
    .map(({ name, node }) => ({ name, node }))
}

function allSchemas(files: ReadonlyMap<string, string>): string {
  const schemas = [...files].map(([name, text]) => [name, JSON.parse(text) as unknown])
  return `${JSON.stringify(Object.fromEntries(schemas), null, 1)}\n`
}
