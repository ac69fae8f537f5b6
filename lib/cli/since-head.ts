import { compareFleets } from '../compare.ts'
import { compile, type InputTexts } from '../compile.ts'
import type { FleetChange } from '../diff/index.ts'
import { groupsOf, readLinks } from '../grouping.ts'
import { registry } from '../registry.ts'
import { UsageError } from './command.ts'
import { earlierOf } from './earlier.ts'
import type { KeptFolder } from './kept-folder.ts'

/**
 * What all that is not committed yet changes for people; undefined where Git has no earlier version. Only groups of
 * communities with a change in their inputs or in `dist/` are compiled again.
 */
export function sinceHead(
  root: string,
  { inputs, top }: Pick<KeptFolder, 'inputs' | 'top'>,
  written: readonly string[],
): readonly FleetChange[] | undefined {
  try {
    const earlier = earlierOf(root, 'HEAD', inputs)
    const before = earlier.inputs ?? { texts: new Map(), folders: [] }
    const changed = touched(before, inputs, written)
    const others = new Set([...before.folders, ...inputs.folders].filter((name) => !changed.has(name)))
    const now = only(inputs, changed)
    const { fleet, outputs } = compile(now.texts, now.folders)
    return compareFleets(
      {
        ...earlier,
        inputs: earlier.inputs && only(earlier.inputs, changed),
        digests: new Map([...earlier.digests].filter(([path]) => !others.has(path.split('/')[0]!))),
      },
      { fleet, outputs: new Map([...outputs, ['', top()]]), inputs: now },
    ).changes
  } catch (error) {
    // there is no Git, no commit, or no dist/ in it: then only files can be told
    if (error instanceof UsageError) return undefined
    throw error
  }
}

/** The communities of groups, as they were or are, in which something is other than before. */
function touched(before: InputTexts, now: InputTexts, written: readonly string[]): ReadonlySet<string> {
  const files = [...new Set([...before.texts.keys(), ...now.texts.keys()])].filter(
    (file) => before.texts.get(file) !== now.texts.get(file),
  )
  const changed = new Set([...files, ...written.map((path) => `communities/${path}`)])
  const names = new Set([...changed].map((path) => path.split('/')[1]!))
  const groups = [before, now].flatMap((each) => groupsOf(each, readLinks(registry)))
  const isTouched = ({ communities, texts, missing }: (typeof groups)[number]): boolean =>
    communities.some((name) => names.has(name)) || [...texts.keys(), ...missing].some((file) => changed.has(file))
  // a hub that moved ties a group of before to another one of now
  for (let size = -1; size < names.size;) {
    size = names.size
    for (const group of groups) if (isTouched(group)) for (const name of group.communities) names.add(name)
  }
  return names
}

/** Without the other communities. */
const only = ({ texts, folders }: InputTexts, communities: ReadonlySet<string>): InputTexts => ({
  texts: new Map(
    [...texts].filter(([path]) => !path.startsWith('communities/') || communities.has(path.split('/')[1]!)),
  ),
  folders: folders.filter((name) => communities.has(name)),
})
