import { compareFleets } from '../compare.ts'
import { hasErrors } from '../diagnostics.ts'
import { HARMS, isAtLeast, worstOf, type FleetChange, type HarmToPeople, type Line } from '../diff/index.ts'
import { accept, acceptancesOf } from '../layers/accepted.ts'
import { similar } from '../similar.ts'
import { UsageError, count, type Command, type CommandResult, type Options, type Said } from './command.ts'
import { compileFolder } from './compile-folder.ts'
import { diffMarkdown, diffText } from './diff-words.ts'
import { earlierOf } from './earlier.ts'

/** A change as `--json` has it. */
interface JsonChange {
  harm: HarmToPeople
  what: string
  hubs: readonly string[]
  cause: Line | null
  details: readonly string[]
}

interface Compared {
  changes: readonly FleetChange[]
  against: string
  /** Files of the earlier `dist/` that its inputs do not give. */
  edited: readonly string[]
}

export const diff: Command<Compared> = {
  name: 'diff',
  description: 'what the inputs change for people, against the dist/ of a ref of git or of a folder',
  options: [
    { flags: '--against <ref|folder>', description: 'what to compare with: HEAD of git where left out' },
    { flags: '--markdown', description: 'as one comment of a pull request' },
    { flags: '--details', description: 'with every value of dist/ that changes' },
    {
      flags: '--exit-code <harm>',
      description: `end with 1 where a change does this or worse and no comment accepts it: ${HARMS.join(', ')}`,
    },
  ],
  run,
  text,
  json,
}

function run({ root, program, flags, onProgress }: Options): CommandResult<Compared> {
  const limit = limitOf(flags['exit-code'])
  const against = String(flags['against'] ?? 'HEAD')
  // what was applied is not asked: a loss is told, not refused
  const { diagnostics, fleet, outputs, inputs, failed } = compileFolder(
    { root, program },
    { onProgress, applied: new Map() },
  )
  if (failed) return { diagnostics: diagnostics.filter((each) => hasErrors([each])), fine: false }
  const { changes, edited } = compareFleets(earlierOf(root, against, inputs), { fleet, outputs, inputs })
  const failing = limit ? open(changes, inputs.texts).filter(({ harm }) => isAtLeast(harm, limit)) : []
  return { diagnostics: [], data: { changes, against, edited }, fine: failing.length === 0 }
}

function limitOf(word: string | boolean | undefined): HarmToPeople | undefined {
  if (word === undefined) return undefined
  const found = HARMS.find((harm) => harm === word)
  if (found) return found
  const near = similar(String(word), HARMS)
  throw new UsageError(
    `--exit-code takes ${HARMS.join(', ')}, not ${word}${near === undefined ? '' : `; did you mean ${near}?`}`,
  )
}

/** Changes that no comment at their line accepts. */
function open(changes: readonly FleetChange[], texts: ReadonlyMap<string, string>): FleetChange[] {
  const findings = changes.flatMap((change) => change.causes.map((at) => ({ at, code: change.harm as string, change })))
  const left = new Set(accept(findings, acceptancesOf(texts)).open.map(({ change }) => change))
  return changes.filter((change) => change.causes.length === 0 || left.has(change))
}

function text(compared: Compared, flags: Options['flags'] = {}): Said {
  const note = editedNote(compared)
  if (flags['markdown'] === true) return { out: diffMarkdown(compared.changes), err: note }
  return {
    out: diffText(compared.changes, { against: compared.against, details: flags['details'] === true }),
    err: note,
  }
}

function editedNote({ edited, against }: Compared): string | undefined {
  if (edited.length === 0) return undefined
  const more = edited.length > 1 ? ` and ${count(edited.length - 1, 'more file')}` : ''
  return (
    `note: dist/${edited[0]}${more} of ${against} ${edited.length === 1 ? 'is' : 'are'} not what its inputs give: ` +
    'edited by hand, or written by another version of hubloom\n'
  )
}

function json({ changes }: Compared): { changes: JsonChange[]; worst: HarmToPeople } {
  return {
    changes: changes.map(({ harm, what, hubs, cause, notes, effects, values }) => ({
      harm,
      what,
      hubs,
      cause: cause ?? null,
      details: [...notes, ...effects, ...values],
    })),
    worst: worstOf(changes.map(({ harm }) => harm)),
  }
}
