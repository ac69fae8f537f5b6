/**
 * Makes inputs of values: settings where there are some, over the profile that fits best, and overrides for the rest.
 * What the inputs give is compiled and held against the values, so that nothing differs in silence.
 */
import { isDeepStrictEqual } from 'node:util'
import { compile } from '../compile.ts'
import type { Diagnostic } from '../diagnostics.ts'
import { deepAdd, isMap, type PlainMap } from '../maps.ts'
import { textOf } from '../wording.ts'
import { beside } from './beside.ts'
import { bestProfile } from './best-profile.ts'
import type { Part } from './charts.ts'
import { compiledValues, errorsOf, fileOf, PLACEHOLDER, type Draft, type Target } from './draft.ts'
import { hubText, settingAt } from './hub-file.ts'
import { UNREAD, type Infrastructure } from './infrastructure/index.ts'
import { joined } from './infrastructure/join.ts'
import { judge, startsWith, treeOf, valueAtPath, valueOf, type All, type Judgement, type Refused } from './judge.ts'
import { plain, type Leaf, type Path } from './source.ts'
import { settle } from './settle.ts'
import { subjects } from './subjects/index.ts'
import { Values, type Fate } from './values.ts'

export type { Target } from './draft.ts'

export interface Fitted {
  /** The hub's file. */
  text: string
  /** undefined: the defaults of every hub alone. */
  profile: string | undefined
  /** Every leaf of the values, and what became of it. */
  leaves: readonly Carried[]
  /** The values of JupyterHub's chart that were read, and those that the hub gets; undefined where it has errors. */
  values: { source: unknown; hub: unknown }
  /** Keys of the hub's releases that the values do not have. */
  beside: readonly Beside[]
  diagnostics: readonly Diagnostic[]
}

/** A leaf of the values, where it stands in those of its chart, and what became of it. */
interface Carried {
  leaf: Leaf
  inChart: Path
  release: string | undefined
  fate: Fate
}

interface Beside {
  release: string
  path: string
}

/** At most so many overrides are taken back, one after the other, because a rule refuses them. */
const MOST_ATTEMPTS = 40

export function fit(parts: readonly Part[], target: Target, infrastructure?: Infrastructure): Fitted {
  const all = new Map(parts.map((part) => [part, new Values(part.node)]))
  const values = all.get(parts.find(({ release }) => release === 'jupyterhub')!)!
  const others = beside(parts, all)
  const read = subjects.map((subject) => subject(values, others)).reduce<PlainMap>(deepAdd, {})
  const said = { ...read, ...others.settings }
  const whole = infrastructure ? joined(said, infrastructure, values) : said
  const draft = bestProfile({ domain: PLACEHOLDER, ...whole }, target)
  const beyond = infrastructure?.values ?? []
  const fitted = overridden(settle(draft, { target, values: [values, ...beyond] }), { target, values: all, parts })
  return { ...fitted, leaves: [...fitted.leaves, ...beyond.flatMap(ofInfrastructure)] }
}

/** What became of the leaves of a file beside the values. */
const ofInfrastructure = (values: Values): Carried[] =>
  values.leaves().map((leaf) => {
    const why = values.reasonOf(leaf.path)
    const fate = values.fateOf(leaf.path) ?? (why === undefined ? UNREAD : ({ kind: 'not-carried', why } as const))
    return { leaf, inChart: leaf.path, release: undefined, fate }
  })

/** Everything that no setting says, as overrides. */
function overridden(
  draft: Draft,
  { target, values, parts }: { target: Target; values: All; parts: readonly Part[] },
): Fitted {
  const before = compiledValues(draft, target)
  const refused: Refused[] = []
  for (let i = 0; i < MOST_ATTEMPTS; i++) {
    const judged = judge(parts, { values, before, refused, chart: target.chart })
    const overrides = treeOf(judged)
    const whole = { ...draft, overrides }
    const { text, errors } = errorsOf(whole, target)
    const [error, path] =
      errors.map((each) => [each, settingAt(text, each.at)] as const).find(([, at]) => at?.[0] === 'overrides') ?? []
    if (!error) return finished(whole, { target, judged })
    const [, , release, ...keys] = path!
    refused.push({ release: release!, path: keys.filter((key) => key !== 'add'), why: textOf(error).message })
  }
  return finished(draft, { target, judged: judge(parts, { values, before, refused, chart: target.chart }) })
}

/** The file, and what its overrides became: one that does not hold in the end is told. */
function finished(draft: Draft, { target, judged }: { target: Target; judged: readonly Judgement[] }): Fitted {
  const comments = judged.flatMap(({ leaf, part, fate }) =>
    fate.kind === 'override' && leaf.node.comment !== undefined
      ? [{ path: ['overrides', 'helm', part.release!, ...leaf.path.map(String)], text: leaf.node.comment }]
      : [],
  )
  const text = hubText(draft, comments)
  const after = compiledValues(draft, target)
  const { diagnostics } = compile(new Map([...target.texts, [fileOf(target), text]]), [target.community])
  return {
    text,
    profile: draft.profile,
    values: {
      source: plain(judged.find(({ part }) => part.release === 'jupyterhub')?.part.node),
      hub: after.get('jupyterhub'),
    },
    leaves: judged.map(({ leaf, part, fate, adds }) => ({
      leaf: { ...leaf, path: [...part.path, ...leaf.path] },
      inChart: leaf.path,
      release: part.release,
      fate: fate.kind === 'override' && !adds && isLost(leaf, after.get(part.release!)) ? LOST : fate,
    })),
    beside: [...after].flatMap(([release, values]) => besideOf(release, values, judged)),
    diagnostics: diagnostics.filter(({ at }) => at.file === fileOf(target)),
  }
}

const LOST: Fate = { kind: 'not-carried', why: "hubloom's own stays in its place" }

/** Whether an override is not what the hub gets; unknown where its file has errors, and nothing is compiled. */
const isLost = (leaf: Leaf, values: unknown): boolean =>
  values !== undefined && !isDeepStrictEqual(valueAtPath(values, leaf.path), valueOf(leaf))

/** What a release has that the values did not say: keys of three levels, since all below is of one matter. */
function besideOf(release: string, values: unknown, judged: readonly Judgement[]): Beside[] {
  const said = judged.filter(({ part }) => part.release === release).map(({ leaf }) => leaf.path)
  const walk = (value: unknown, path: readonly string[]): string[] => {
    if (path.length === 3 || !isMap(value)) return [path.join('.')]
    return Object.entries(value).flatMap(([key, child]) => walk(child, [...path, key]))
  }
  return walk(values, [])
    .filter((path) => !said.some((each) => startsWith(each, path.split('.'))))
    .map((path) => ({ release, path }))
}
