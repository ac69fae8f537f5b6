import { readInputFolder } from '../disk.ts'
import { readInputs } from '../layers/inputs.ts'
import { schemaFiles } from '../settings/schema-files.ts'
import { registry } from '../registry.ts'
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
  run: async (options): Promise<CommandResult<string>> => ({
    diagnostics: [],
    data: (await pageFor(options)) ?? schemaOf(options),
    fine: true,
  }),
  text: (page) => ({ out: page }),
}

/** A page of docs/, where one is asked for. What makes them is loaded for them alone. */
async function pageFor({ root, flags }: Options): Promise<string | undefined> {
  const clouds = Object.values(registry.clouds).map(({ facts }) => facts)
  if (flags['machines']) return (await import('../pages/machines.ts')).machinesPage(clouds)
  if (flags['page']) {
    const settings = clouds.map((cloud) => cloud.settings)
    return (await import('../pages/settings.ts')).settingsPage(profilesOf(root), settings)
  }
  if (flags['checks'] === undefined) return undefined
  const [{ checksPage }, { problemGroups }] = await Promise.all([
    import('../pages/checks.ts'),
    import('./problem-entries.ts'),
  ])
  return checksPage(problemGroups(root, String(flags['checks'])))
}

function schemaOf({ words: [kind] }: Options): string {
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
