/** What the new cloud refuses is taken out, setting by setting, until it refuses nothing. */
import { SAYS_SO } from '../causes.ts'
import type { Compilation } from '../compile.ts'
import type { Diagnostic } from '../diagnostics.ts'
import { textOf } from '../wording.ts'
import {
  replaced,
  standingAt,
  removed,
  withRow,
  writtenAt,
  type Draft,
  type Originals,
  type Place,
  type Row,
} from './draft.ts'
import { branches, schemaAt } from '../settings/json-schema.ts'
import { pathAt, type Path } from './paths.ts'
import type { Wish } from './index.ts'

interface Known {
  from: Originals
  judge: (texts: Draft['texts']) => Compilation
  wish: Wish
}

/** The most settings that are taken out of one community's inputs: no more than anybody would read. */
const MOST = 200

/** The draft without what its cloud refuses; what hubs cannot be without stays, and is refused. */
export function withoutLosses(draft: Draft, known: Known): { draft: Draft; refused: readonly Diagnostic[] } {
  let so: Losing = { ...draft, overruled: [] }
  for (let i = 0; i < MOST; i++) {
    const errors = errorsOf(so, known)
    if (errors.length === 0) return { draft: withoutNeedless(so, known), refused: [] }
    const next = errors.reduce<Losing | undefined>((found, error) => found ?? withoutCause(so, error, known), undefined)
    if (!next) return { draft: so, refused: errors.map((error) => asOriginal(error, so, known)) }
    so = next
  }
  return { draft: so, refused: known.judge(so.texts).diagnostics }
}

const errorsOf = ({ texts }: Draft, { judge }: Known): readonly Diagnostic[] =>
  judge(texts).diagnostics.filter(({ severity }) => severity === 'error')

/** With each null that takes out what a profile says: where it is written, and the row that tells the loss. */
interface Losing extends Draft {
  overruled: readonly { place: Place; row: Row }[]
}

/** What a profile says comes back where something that went later was in its way. */
function withoutNeedless({ overruled, ...draft }: Losing, known: Known): Draft {
  return overruled.reduce<Draft>((so, { place, row }) => {
    const without = removed(so, place, { fate: 'kept', why: '', from: known.from })
    const back = without && { ...without, rows: so.rows.filter((each) => each !== row) }
    return back && errorsOf(back, known).length === 0 ? back : so
  }, draft)
}

/** An error at the line that the original inputs have. */
function asOriginal(error: Diagnostic, { texts }: Draft, { from }: Known): Diagnostic {
  const text = texts.get(error.at.file)
  const original = from.texts.get(error.at.file)
  const path = text === undefined ? undefined : pathAt(text, error.at)
  if (!path || original === undefined) return error
  return { ...error, at: { ...error.at, line: writtenAt(original, path).line } }
}

/** What a hub or a cluster is not without. */
const NEEDED = /^(hubs\.)?(cloud|region|account|domain|name|profile|extends|about|hubs|auth)$/

/** The draft without the setting that an error is about. */
function withoutCause(draft: Losing, told: Diagnostic, known: Known): Losing | undefined {
  // what a profile says is told at the line by which the community has it
  const error = { ...told, at: told.related.find(({ note }) => note === SAYS_SO)?.at ?? told.at }
  const { file } = error.at
  const text = draft.texts.get(file)
  const path = text === undefined ? undefined : pathAt(text, error.at)
  if (text === undefined) return overruled(draft, error, known)
  const place = path && wholeOf(narrowed(text, path, error))
  if (!place || NEEDED.test(place.join('.'))) return undefined
  const next = removed(draft, { file, path: place }, toldOf(error, known))
  return next && { ...draft, ...next }
}

const toldOf = (error: Diagnostic, { from }: Pick<Known, 'from'>) =>
  ({ fate: 'lost', why: textOf(error).message, from }) as const

/** The key of a map that an error is about, where it names one. */
function narrowed(text: string, path: Path, { args }: Diagnostic): Path {
  const here = standingAt(text, path)
  if (typeof here !== 'object' || here === null || Array.isArray(here)) return path
  const key = Object.values(args).find((arg) => typeof arg === 'string' && Object.hasOwn(here, arg))
  return key === undefined || Object.keys(here).length === 1 ? path : [...path, String(key)]
}

/** Things with names that are nothing without the setting that is refused, by the path to them. */
const WHOLE = [
  /^((?:hubs\/)?sizes\/[^/]+)\/(gpu|gpus|gpu-slices|gpu-shares)$/,
  /^(pools\/[^/]+)\/(machines(\/\d+)?|gpu|gpu-slices|gpu-shares)$/,
  /^((?:hubs\/)?data\/(?:read|write)\/[^/]+)\//,
]

function wholeOf(path: Path): Path {
  const words = path.join('/')
  const whole = WHOLE.flatMap((form) => form.exec(words)?.[1] ?? [])[0]
  return whole === undefined ? path : path.slice(0, whole.split('/').length)
}

/** What a profile of hubloom's own says is taken out by the community's file, or the cluster's. */
function overruled(draft: Losing, error: Diagnostic, { from, wish }: Known): Losing | undefined {
  // in hubloom's own repository they are the fleet's
  const file = from.texts.has(error.at.file) ? error.at.file : error.at.file.replace(/^hubloom\//, '')
  const text = from.texts.get(file)
  const path = text === undefined ? undefined : pathAt(text, error.at)
  if (!path || path.some((step) => typeof step === 'number')) return undefined
  const whole = wholeOf(path)
  const [first, ...rest] = takenOut(whole, from)
  const place: Place =
    first === 'clusters'
      ? { file: `communities/${wish.community}/cluster.yaml`, path: rest }
      : { file: `communities/${wish.community}/community.yaml`, path: ['hubs', first!, ...rest] }
  const next = replaced(draft, place, null)
  if (next.texts.get(place.file) === draft.texts.get(place.file)) return undefined
  const told = withRow(next, { file, path: whole }, toldOf(error, { from }))
  return { ...told, overruled: [...draft.overruled, { place, row: told.rows.at(-1)! }] }
}

/** The setting, or the map above it that cannot be without it: then that is what null takes out. */
function takenOut(path: Path, { registry }: Pick<Originals, 'registry'>): Path {
  const above = path.slice(0, -1)
  const cluster = path[0] === 'clusters'
  const { resolved } = registry.schemas
  const schema = schemaAt(cluster ? resolved.cluster : resolved.hub, cluster ? above.slice(1) : above)
  const isNeeded = schema && branches(schema).some(({ required = [] }) => required.includes(String(path.at(-1))))
  return isNeeded && above.length > 0 ? takenOut(above, { registry }) : path
}
