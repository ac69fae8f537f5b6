import { compareFleets, type Earlier } from '../compare.ts'
import { hasErrors, type Diagnostic } from '../diagnostics.ts'
import type { FleetChange } from '../diff/index.ts'
import { writeInput } from '../disk-write.ts'
import { CLUSTER, parseSetting, writeSetting } from '../explain/index.ts'
import type { Fleet } from '../plan/types.ts'
import { editFor, overruledBy, WHERE, type Edit, type Target, type Where, type Wish } from '../set.ts'
import { registry } from '../registry.ts'
import { UsageError, count, type Command, type CommandResult, type Options, type Said } from './command.ts'
import { compileFolder, type CompiledFolder } from './compile-folder.ts'
import { partOf, readFleet } from './part.ts'
import { diffSummary } from './diff-words.ts'

/** Errors in the inputs, or that the value would make, keep everything as it was. */
interface Kept {
  isWritten: false
}

interface Done {
  isWritten: true
  /** The setting as it was asked for: `home.disk`. */
  setting: string
  file: string
  /** What it was before, in the hub. */
  before: unknown
  /** The files that could say it, with the hubs that each has a say in. */
  targets: readonly Target[]
  where: Where
  /** What changes in `dist/` by the next build. */
  changes: readonly FleetChange[]
}

export const set: Command<Kept | Done> = {
  name: 'set',
  words: '<hub> <setting> [value]',
  description: 'gives a hub another value, in the file of the hub, of its community or of its profile',
  options: [
    { flags: '--where <hub|community|profile>', description: 'whose file; it tells how many hubs each would change' },
    { flags: '--remove', description: 'take the setting out of that file' },
  ],
  run,
  text,
  json: (data) =>
    data.isWritten ? { ...data, changes: data.changes.map(({ harm, what, hubs }) => ({ harm, what, hubs })) } : data,
}

function run(options: Options): CommandResult<Kept | Done> {
  const { root, words, flags } = options
  const [word = '', setting = '', value] = words
  const found = readFleet(options)
  if (hasErrors(found.diagnostics)) return kept(found.diagnostics)
  const wish: Wish = {
    part: partOf(word, found),
    setting: parseSetting(setting),
    value: valueOf(value, flags['remove'] === true),
    where: whereOf(flags['where'], word),
  }
  const { value: edit, refusal } = editFor(found, wish, registry)
  if (!edit) throw new UsageError(refusal!)
  const before = compileFolder(options)
  const after = compileFolder({ ...options, draft: new Map([[edit.file, edit.text]]) })
  if (after.failed) return kept(after.diagnostics)
  const overruled = overruledBy(found, { edit, wish }, registry)
  if (overruled !== undefined) throw new UsageError(overruled)
  writeInput(root, edit.file, edit.text)
  const changes = before.failed ? [] : compareFleets(earlierOf(before), after).changes
  return { diagnostics: after.diagnostics, data: doneOf(after.fleet, { edit, wish, changes }), fine: true }
}

const kept = (diagnostics: readonly Diagnostic[]): CommandResult<Kept> => ({
  diagnostics,
  data: { isWritten: false },
  fine: false,
})

interface Made {
  edit: Edit
  wish: Wish
  changes: readonly FleetChange[]
}

function doneOf({ clusters }: Fleet, { edit, wish, changes }: Made): Done {
  const { part, setting, where } = wish
  const cluster = part.folder === CLUSTER ? clusters.find(({ community }) => community === part.community) : undefined
  return {
    isWritten: true,
    setting: writeSetting(setting),
    file: edit.file,
    before: edit.before.value,
    targets: cluster ? edit.targets.map((each) => ({ ...each, hubs: cluster.hubs })) : edit.targets,
    where,
    changes,
  }
}

function valueOf(value: string | undefined, isRemoved: boolean): string | undefined {
  if (isRemoved && value !== undefined) throw new UsageError('--remove takes no value')
  if (!isRemoved && value === undefined) throw new UsageError('what to? Write a value after the setting, or --remove')
  return value
}

function whereOf(flag: string | boolean | undefined, word: string): Where {
  const where = WHERE.find((each) => each === (flag ?? 'hub'))
  if (where === undefined) throw new UsageError(`--where takes ${WHERE.join(', ')}, not ${String(flag)}`)
  if (where !== 'hub' && word.endsWith(`/${CLUSTER}`))
    throw new UsageError('a cluster has its settings in its own file alone')
  return where
}

/** At most this many changes are told. */
const LISTED = 20

function text(data: Kept | Done): Said {
  if (!data.isWritten) return { err: 'nothing was written: mend the errors above, or give a value that makes none\n' }
  const { file, targets, where, changes } = data
  const others = targets.filter((each) => each.where !== where && each.hubs.length > 0)
  const mine = targets.find((each) => each.where === where)!
  const lines = [
    `wrote ${file}: ${count(mine.hubs.length, 'hub')}${mine.hubs.length > 1 ? `: ${named(mine.hubs)}` : ''}`,
    ...others.map((each) => `  --where ${each.where} is ${each.file}: ${count(each.hubs.length, 'hub')}`),
  ]
  const end = changes.length > 0 ? 'npm run build writes dist/' : 'nothing in dist/ changes by it'
  return { out: `${lines.map((each) => `${each}\n`).join('')}${diffSummary(changes, LISTED)}${end}\n` }
}

const named = (hubs: readonly string[]): string =>
  hubs.length > 6 ? `${hubs.slice(0, 5).join(', ')} and ${hubs.length - 5} more` : hubs.join(', ')

/** The fleet as it was compiled before, to compare with. */
function earlierOf({ inputs, outputs }: CompiledFolder): Earlier {
  const texts = new Map(
    [...outputs].flatMap(([folder, files]) =>
      [...files].map(([path, text]) => [folder === '' ? path : `${folder}/${path}`, text] as const),
    ),
  )
  return {
    inputs,
    digests: texts,
    digestOf: (text) => text,
    read: (paths) => new Map(paths.flatMap((path) => (texts.has(path) ? [[path, texts.get(path)!] as const] : []))),
  }
}
