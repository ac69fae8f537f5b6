import { writeNewFiles } from '../disk-write.ts'
import { isFolder, readInputFolder, readNamedFile } from '../disk.ts'
import type { Diagnostic } from '../diagnostics.ts'
import { importValues, NoValues, type Fitted } from '../import/index.ts'
import { KINDS } from '../import/kinds.ts'
import { reportOf, shares } from '../import/report.ts'
import { compareRendered, type Rendering } from '../import/rendered.ts'
import { similar } from '../similar.ts'
import { cluster } from '../start/cluster.ts'
import { titled } from '../start/community.ts'
import { wrongName } from '../start/question.ts'
import { renderChart } from './helm.ts'
import { UsageError, type Command, type CommandResult, type Options, type Said } from './command.ts'

interface Imported {
  written: readonly string[]
  profile: string | undefined
  /** How many values became what. */
  shares: ReturnType<typeof shares>
  total: number
  /** With --verify: differences of the rendered configuration that the report gives no reason for. */
  unexplained?: number
  /** Problems that the hub's file still has: for a person to solve. */
  open: readonly Diagnostic[]
}

export const importCommand: Command<Imported> = {
  name: 'import',
  words: '<values...>',
  description: "write a hub's file of the values of a JupyterHub that exists, in Helm's order",
  options: [
    { flags: '--community <name>', description: 'the community that the hub belongs to' },
    { flags: '--hub <name>', description: 'what the hub is called here' },
    { flags: '--cluster <community>', description: 'whose cluster it runs on' },
    { flags: '--cloud <name>', description: 'in place of --cluster: the community has one of its own, at this cloud' },
    { flags: '--region <name>', description: 'with --cloud: its region' },
    { flags: '--account <name>', description: 'with --cloud: its account' },
    { flags: '--contact <address>', description: 'of a new community: an e-mail address for questions' },
    { flags: '--profile <name>', description: 'the profile to start from; else the one that leaves least to say' },
    { flags: '--verify', description: 'render both with --chart by helm, and compare, in the report' },
    {
      flags: '--chart <folder>',
      description: "with --verify: the folder of JupyterHub's chart, as `helm pull --untar` gives it",
    },
    { flags: '--helm <program>', description: 'with --verify: the helm to start, where it is not the one at hand' },
    { flags: '--report <file>', description: 'where the report goes, line by line; else beside the hub' },
  ],
  run,
  text,
}

function run({ root, program, words, flags }: Options): CommandResult<Imported> {
  const { community, hub } = named(flags)
  if (!isFolder(root)) throw new UsageError(`there is no folder ${root}`)
  const found = readInputFolder(root, program.profiles)
  const file = `communities/${community}/hubs/${hub}.yaml`
  if (found.texts.has(file)) throw new UsageError(`${file} is there already; import under another name with --hub`)
  const more = besides(community, { texts: found.texts, folders: found.folders, flags })
  const texts = new Map([...found.texts].filter(([path]) => concerns(path, [community, ...ownersOf(flags)])))
  const target = { community, hub, texts: new Map([...texts, ...more]), profile: flag(flags, 'profile') }
  const fitted = tried(words, target)
  const rendering = flags['verify'] === true ? rendered(fitted, flags) : undefined
  const report = flag(flags, 'report') ?? `${community}-${hub}-import.md`
  const files = new Map([...more, [file, fitted.text], [report, reportOf(fitted, { community, hub }, rendering)]])
  writeNewFiles(root, files)
  return {
    diagnostics: fitted.diagnostics,
    data: {
      written: [...files.keys()],
      profile: fitted.profile,
      shares: shares(fitted),
      total: fitted.leaves.length,
      unexplained: rendering?.configuration.filter(({ why }) => why === '').length,
      open: fitted.diagnostics.filter(({ severity }) => severity === 'error'),
    },
    fine: true,
  }
}

const flag = (flags: Options['flags'], name: string): string | undefined => {
  const value = flags[name]
  return typeof value === 'string' ? value : undefined
}

function named(flags: Options['flags']): { community: string; hub: string } {
  const missing = ['community', 'hub'].filter((name) => flag(flags, name) === undefined)
  if (missing.length > 0) throw new UsageError(`import needs ${missing.map((name) => `--${name}`).join(' and ')}`)
  const [community, hub] = [flag(flags, 'community')!, flag(flags, 'hub')!]
  for (const [name, value] of [
    ['community', community],
    ['hub', hub],
  ] as const) {
    const wrong = wrongName(value)
    if (wrong !== undefined) throw new UsageError(`--${name} needs ${wrong}, not ${value}`)
  }
  return { community, hub }
}

const ownersOf = (flags: Options['flags']): string[] => [flag(flags, 'cluster') ?? []].flat()

/** Whether the hub may stand on an input: profiles, and what its community and the owner of its cluster say. */
const concerns = (path: string, communities: readonly string[]): boolean =>
  !path.startsWith('communities/') ||
  communities.some((name) => path.startsWith(`communities/${name}/`) && !path.startsWith(`communities/${name}/hubs/`))

/** Files of the community and its cluster that are not there yet. */
function besides(
  community: string,
  {
    texts,
    folders,
    flags,
  }: { texts: ReadonlyMap<string, string>; folders: readonly string[]; flags: Options['flags'] },
): Map<string, string> {
  const [owner, cloud] = [flag(flags, 'cluster'), flag(flags, 'cloud')]
  const files = new Map<string, string>()
  const isNew = !texts.has(`communities/${community}/community.yaml`)
  if (owner !== undefined && !texts.has(`communities/${owner}/cluster.yaml`)) {
    const near = similar(owner, folders)
    throw new UsageError(`${owner} has no cluster.yaml${near === undefined ? '' : `; did you mean ${near}?`}`)
  }
  const hasCluster = texts.has(`communities/${community}/cluster.yaml`)
  if (isNew && owner === undefined && cloud === undefined && !hasCluster)
    throw new UsageError(`a new community needs --cluster of another, or --cloud, --region and --account of its own`)
  if (isNew) files.set(`communities/${community}/community.yaml`, communityText(community, flags))
  if (cloud === undefined || hasCluster) return files
  const [region, account] = [flag(flags, 'region'), flag(flags, 'account')]
  const faults = cluster.questions
    .filter(({ name }) => ['cloud', 'region', 'account'].includes(name) && flag(flags, name) === undefined)
    .map(({ name }) => `--${name}`)
  if (faults.length > 0) throw new UsageError(`--cloud needs ${faults.join(' and ')}`)
  const answers = { community, cloud, region: region!, account: account! }
  for (const [path, text] of cluster.files(answers)) files.set(path, text)
  return files
}

function communityText(name: string, flags: Options['flags']): string {
  const contact = flag(flags, 'contact')
  if (contact === undefined) throw new UsageError('a new community needs --contact, an e-mail address for questions')
  const owner = flag(flags, 'cluster')
  return [
    '# yaml-language-server: $schema=../../dist/schema/community.json',
    `name: ${JSON.stringify(titled(name))}`,
    `contact: ${JSON.stringify(contact)}`,
    ...(owner === undefined ? [] : [`cluster: ${owner}`]),
    '',
  ].join('\n')
}

function tried(words: readonly string[], target: Parameters<typeof importValues>[1]): Fitted {
  try {
    return importValues(
      words.map((word) => [word, readNamedFile(word)] as const),
      target,
    )
  } catch (error) {
    if (error instanceof NoValues) throw new UsageError(error.message)
    throw error
  }
}

/** Both values by the same chart. Throws UsageError where that cannot be. */
function rendered(fitted: Fitted, flags: Options['flags']): Rendering {
  const chart = flag(flags, 'chart')
  if (chart === undefined) throw new UsageError('--verify needs --chart, the folder of the chart')
  const { source, hub } = fitted.values
  if (hub === undefined) throw new UsageError("--verify: the hub's file has errors, so there is nothing to render yet")
  const render = (values: unknown): string => renderChart(flag(flags, 'helm') ?? 'helm', chart, values)
  return compareRendered(render(source), render(hub), fitted)
}

function text({ written, profile, shares: counts, total, open, unexplained }: Imported): Said {
  const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).map((kind) => `${counts[kind]} ${KINDS[kind]}`)
  const from = profile === undefined ? 'the defaults alone are nearest' : `the profile ${profile} is nearest`
  const verified =
    unexplained === undefined ? [] : [`rendered both: ${unexplained} differences without a reason in the report`]
  const next = open.length > 0 ? 'solve what is told above, then npm run build' : 'npm run build'
  return {
    out: [
      ...written.map((path) => `wrote ${path}`),
      `${total} values: ${kinds.join(', ')}; ${from}`,
      ...verified,
      `next  ${next}`,
    ]
      .map((line) => `${line}\n`)
      .join(''),
  }
}
