/** The input line that a change comes of. */
import type { Line, SettingChange } from './inputs.ts'
import type { SettingPath } from './meaning.ts'

interface Changed {
  id: string
  changes: readonly SettingChange[]
  /** The line of a hub that came or went. */
  came?: Line
}

/** Where to look: the settings of the hub or cluster itself, and those of a cluster's hubs. */
export interface Candidates {
  own: Changed
  hubs: readonly Changed[]
}

export interface Cause {
  line: Line | undefined
  /** Hubs whose settings it is. */
  hubs: readonly string[]
  /** The changes of settings that are told with it. */
  claims: readonly SettingChange[]
}

/**
 * The change of the first of these settings that changed, or of the only line that did. Of a cluster also those of its
 * hubs.
 */
export function causeOf(settings: readonly SettingPath[], { own, hubs }: Candidates): Cause {
  const claims = settings
    .filter((path) => !path.startsWith('?'))
    .flatMap((path) => [own, ...hubs].flatMap((each) => below(each, path)))
  for (const path of settings.map((each) => each.replace('?', ''))) {
    const found = below(own, path)
    if (found.length > 0) return { line: firstLine(found), hubs: [], claims }
    const others = hubs
      .map((hub) => ({ id: hub.id, changes: below(hub, path) }))
      .filter((each) => each.changes.length > 0)
    if (others.length > 0)
      return { line: firstLine(others.flatMap((each) => each.changes)), hubs: others.map(({ id }) => id), claims }
  }
  const came = hubs.filter((hub) => hub.came)
  if (came.length > 0 && own.changes.length === 0)
    return { line: came[0]!.came, hubs: came.map(({ id }) => id), claims }
  return { ...onlyLine({ own, hubs }), claims }
}

const below = ({ changes }: Changed, path: SettingPath): SettingChange[] =>
  changes.filter(({ setting }) => setting === path || setting.startsWith(`${path}.`))

const firstLine = (changes: readonly SettingChange[]): Line | undefined =>
  changes.find(({ cause }) => cause !== undefined)?.cause

/** Where a single line changed, it is the cause of whatever did. */
function onlyLine({ own, hubs }: Candidates): Omit<Cause, 'claims'> {
  const all = [own, ...hubs].flatMap(({ changes }) => changes.flatMap(({ cause }) => cause ?? []))
  const lines = new Map(all.map((line) => [`${line.file}:${line.line}`, line]))
  const touched = hubs.filter(({ changes }) => changes.length > 0).map(({ id }) => id)
  return lines.size === 1 ? { line: all[0], hubs: touched } : { line: undefined, hubs: [] }
}
