import { dirname, isAbsolute, join, normalize } from 'node:path'
import { writeNewFiles } from '../disk-write.ts'
import { isFolder, listNames, readInputFolder, readNamedFile } from '../disk.ts'
import type { Diagnostic } from '../diagnostics.ts'
import { importValues, NoValues, type Fitted } from '../import/index.ts'
import { KINDS } from '../import/kinds.ts'
import { reportOf, shares } from '../import/report.ts'
import { plain, readValues } from '../import/source.ts'
import { compareRendered, type Rendering } from '../import/rendered.ts'
import type { Infrastructure } from '../import/infrastructure/index.ts'
import { withSetting } from '../layers/edit.ts'
import { wrongName } from '../start/question.ts'
import { renderChart } from './helm.ts'
import { filesBeside, flag, inputsOf, infrastructureOf, placed } from './import-place.ts'
import { UsageError, count, type Command, type CommandResult, type Options, type Said } from './command.ts'

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
  words: '[values...]',
  description: "write a hub's file from the values of a JupyterHub that exists: its values files in Helm's order",
  options: [
    { flags: '--community <name>', description: 'the community that the hub belongs to' },
    { flags: '--hub <name>', description: 'what the hub is called here' },
    { flags: '--cluster <community>', description: 'whose cluster it runs on' },
    { flags: '--cloud <name>', description: 'in place of --cluster: the community has one of its own, at this cloud' },
    { flags: '--region <name>', description: 'with --cloud: its region' },
    { flags: '--account <name>', description: 'with --cloud: its account' },
    { flags: '--contact <address>', description: 'of a new community: an e-mail address for questions' },
    {
      flags: '--cluster-file <file>',
      description: "a cluster.yaml of 2i2c's infrastructure: where the cluster is, and which values files --hub has",
    },
    {
      flags: '--tfvars <file>',
      description: 'the variables of its Terraform: buckets, who may read what, disks, machines',
    },
    { flags: '--profile <name>', description: 'the profile to start from; else the one that leaves least to say' },
    { flags: '--verify', description: 'render both with --chart by helm, and compare, in the report' },
    {
      flags: '--chart <folder>',
      description:
        "the folder of JupyterHub's chart, as `helm pull --untar` gives it: what it has by itself is left out",
    },
    { flags: '--helm <program>', description: 'with --verify: the helm to start, where it is not the one at hand' },
    { flags: '--report <file>', description: "the report's path in the fleet's folder; else COMMUNITY-HUB-import.md" },
  ],
  run,
  text,
}

function run({ root, program, words, flags }: Options): CommandResult<Imported> {
  const names = named(flags)
  if (!isFolder(root)) throw new UsageError(`there is no folder ${root}`)
  const found = readInputFolder(root, program.profiles)
  const file = `communities/${names.community}/hubs/${names.hub}.yaml`
  if (found.texts.has(file)) throw new UsageError(`${file} is there already; import under another name with --hub`)
  const report = reportFile(names, flags)
  const infrastructure = told(() => infrastructureOf(flags, names.hub))
  const more = filesBeside(names.community, { texts: found.texts, flags, infrastructure })
  const { texts, cluster } = placed(names.community, { texts: found.texts, flags })
  const target = {
    ...names,
    texts: new Map([...inputsOf(names.community, { texts, flags }), ...more]),
    profile: flag(flags, 'profile'),
    chart: chartValues(flag(flags, 'chart')),
  }
  const sources = valuesFiles(words, flags, infrastructure)
  const fitted = told(() =>
    importValues(
      sources.map((path) => [path, readNamedFile(path)]),
      target,
      infrastructure,
    ),
  )
  const rendering = flags['verify'] === true ? rendered(fitted, flags) : undefined
  const text = cluster === undefined ? fitted.text : withSetting(fitted.text, { path: ['cluster'], value: cluster })!
  const files = new Map([...more, [file, text], [report, reportOf(fitted, names, rendering)]])
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

/** The values files in Helm's order: those that are named, else those of the list of hubs. */
function valuesFiles(
  words: readonly string[],
  flags: Options['flags'],
  infrastructure: Infrastructure | undefined,
): readonly string[] {
  const list = flag(flags, 'cluster-file')
  const files = words.length > 0 ? words : (infrastructure?.files ?? []).map((name) => join(dirname(list!), name))
  if (files.length === 0) throw new UsageError('import needs values files, or --cluster-file that names them')
  return files
}

/** Path of the report in the fleet's folder. */
function reportFile({ community: name, hub }: { community: string; hub: string }, flags: Options['flags']): string {
  const path = flag(flags, 'report') ?? `${name}-${hub}-import.md`
  if (isAbsolute(path) || normalize(path).startsWith('..'))
    throw new UsageError(`--report takes a path in the fleet's folder, not ${path}`)
  return path
}

function named(flags: Options['flags']): { community: string; hub: string } {
  const missing = ['community', 'hub'].filter((name) => flag(flags, name) === undefined)
  if (missing.length > 0) throw new UsageError(`import needs ${missing.map((name) => `--${name}`).join(' and ')}`)
  const names = { community: flag(flags, 'community')!, hub: flag(flags, 'hub')! }
  for (const [name, value] of Object.entries(names)) {
    const wrong = wrongName(value)
    if (wrong !== undefined) throw new UsageError(`--${name} needs ${wrong}, not ${value}`)
  }
  return names
}

/** What the chart has by itself. Throws UsageError where the folder is no chart. */
function chartValues(folder: string | undefined): unknown {
  if (folder === undefined) return undefined
  const path = join(folder, 'values.yaml')
  if (!isFolder(folder) || !listNames(folder).includes('values.yaml'))
    throw new UsageError(`--chart: there is no ${path}; \`helm pull jupyterhub/jupyterhub --untar\` makes one`)
  return told(() => plain(readValues(path, readNamedFile(path))))
}

/** What is read of files of others, which may be none of the kind. */
function told<T>(read: () => T): T {
  try {
    return read()
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
  const by = { helm: flag(flags, 'helm') ?? 'helm', chart }
  const before = renderChart(by, source, 'the values that are imported')
  return compareRendered(before, renderChart(by, hub, "the hub's values"), fitted)
}

function text({ written, profile, shares: counts, total, open, unexplained }: Imported): Said {
  const kinds = (Object.keys(KINDS) as (keyof typeof KINDS)[]).map((kind) => `${counts[kind]} ${KINDS[kind]}`)
  const from = profile === undefined ? 'over the defaults alone' : `over the profile ${profile}`
  const verified =
    unexplained === undefined
      ? []
      : [`rendered both: ${count(unexplained, 'difference')} of configuration without a reason in the report`]
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
