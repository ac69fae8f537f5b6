import { compareFleets, type Earlier } from '../compare.ts'
import { compileInputs, joinFleets, type InputTexts } from '../compile.ts'
import { compileGroup, type CompiledGroup } from '../compile-group.ts'
import type { FleetChange } from '../diff/index.ts'
import { groupsOf, readLinks, type Group } from '../grouping.ts'
import { remembered } from '../remembered.ts'
import { registry } from '../registry.ts'
import { UsageError } from './command.ts'
import { readHead } from './earlier.ts'
import type { KeptFolder } from './kept-folder.ts'

type Built = Pick<KeptFolder, 'inputs' | 'groups' | 'compiled' | 'top'>

/** Tells what all that is not committed yet changes for people; undefined where Git has no earlier version. */
export type SinceHead = (built: Built, written: readonly string[]) => readonly FleetChange[] | undefined

/**
 * Looks only at groups of communities with a change in their inputs or in `dist/`. What was read of HEAD and compiled
 * for one telling is at hand for the next.
 */
export function tellingSinceHead(root: string): SinceHead {
  const readEarlier = readHead(root)
  let head: Head | undefined
  let compiled: ReadonlyMap<string, CompiledGroup> = new Map()
  return (built, written) => {
    try {
      const earlier = readEarlier(built.inputs)
      if (head?.earlier !== earlier) head = headOf(earlier, built)
      const names = touched(head, built, written)
      const now = compiledOf(names, built, compiled)
      compiled = now.size > HELD ? new Map() : now
      return changesOf(head, built, { names, compiled: [...now.values()] })
    } catch (error) {
      // there is no Git, no commit, or no dist/ in it: then only files can be told
      if (error instanceof UsageError) return undefined
      throw error
    }
  }
}

/** So many groups are held from one telling to the next, not those of a fleet whose profile was edited. */
const HELD = 20

interface Head {
  earlier: Earlier
  inputs: InputTexts
  groups: readonly Group[]
  /** As it was last looked at: some communities of it, by their names and those of the others. */
  last?: { which: string; earlier: Earlier }
}

function headOf(earlier: Earlier, { inputs: now }: Built): Head {
  const { inputs = { texts: new Map(), folders: [] } } = earlier
  const read = readLinks(registry)
  const groups = groupsOf(inputs, (file, text) =>
    now.texts.get(file) === text ? now.links.get(file)! : read(file, text),
  )
  return { earlier, inputs, groups }
}

/** The communities of groups, as they were or are, in which something is other than before. */
function touched(
  { inputs: before, groups: groupsBefore }: Head,
  { inputs: now, groups: groupsNow }: Built,
  written: readonly string[],
): ReadonlySet<string> {
  const files = [...new Set([...before.texts.keys(), ...now.texts.keys()])].filter(
    (file) => before.texts.get(file) !== now.texts.get(file),
  )
  const changed = new Set([...files, ...written.map((path) => `communities/${path}`)])
  const names = new Set([...changed].map((path) => path.split('/')[1]!))
  const groups = [...groupsBefore, ...groupsNow]
  const isTouched = ({ communities, texts, missing }: Group): boolean =>
    communities.some((name) => names.has(name)) || [...texts.keys(), ...missing].some((file) => changed.has(file))
  // a hub that moved ties a group of before to another one of now
  for (let size = -1; size < names.size;) {
    size = names.size
    for (const group of groups) if (isTouched(group)) for (const name of group.communities) names.add(name)
  }
  return names
}

/** Groups by their digests, compiled where the build or the last telling has not. */
function compiledOf(
  names: ReadonlySet<string>,
  { groups, compiled: built }: Built,
  last: ReadonlyMap<string, CompiledGroup>,
): ReadonlyMap<string, CompiledGroup> {
  const own = groups.filter(({ communities }) => communities.some((name) => names.has(name)))
  return new Map(
    own.map((group) => {
      const { digest } = group
      return [digest, built.get(digest) ?? last.get(digest) ?? compileGroup(group, { registry })]
    }),
  )
}

interface Touched {
  names: ReadonlySet<string>
  compiled: readonly CompiledGroup[]
}

function changesOf(head: Head, { inputs, top }: Built, { names, compiled }: Touched): readonly FleetChange[] {
  const others = new Set([...head.inputs.folders, ...inputs.folders].filter((name) => !names.has(name)))
  const which = JSON.stringify([[...names], [...others]])
  if (head.last?.which !== which) head.last = { which, earlier: onlyOf(head.earlier, { names, others }) }
  const outputs = new Map([...compiled.flatMap((group) => [...group.outputs]), ['', top()] as const])
  const later = { fleet: joinFleets(compiled), outputs, inputs: only(inputs, names) }
  return compareFleets(head.last.earlier, later).changes
}

/** Of an earlier version some communities and what lies beside all of them, planned once. */
function onlyOf(
  earlier: Earlier,
  { names, others }: { names: ReadonlySet<string>; others: ReadonlySet<string> },
): Earlier {
  const inputs = earlier.inputs && only(earlier.inputs, names)
  const plan = remembered((_: 'once') => compileInputs(inputs!))
  const digests = new Map([...earlier.digests].filter(([path]) => !others.has(path.split('/')[0]!)))
  return { ...earlier, inputs, digests, planned: inputs && (() => plan('once')) }
}

/** Without the other communities. */
const only = ({ texts, folders }: InputTexts, communities: ReadonlySet<string>): InputTexts => ({
  texts: new Map(
    [...texts].filter(([path]) => !path.startsWith('communities/') || communities.has(path.split('/')[1]!)),
  ),
  folders: folders.filter((name) => communities.has(name)),
})
