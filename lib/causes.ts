/** One cause, one problem: what many hubs report for one reason is told once, with where else it shows. */
import { byText } from './maps.ts'
import type { Diagnostic, Origin, Related } from './diagnostics.ts'

/** Of the line of a profile, beside the line by which a community has it. */
export const SAYS_SO = 'what says so'

/** How many more places are shown; the last one says how many there are beside. */
const SHOWN = 3

/** The argument of what a hub has instead of what it names: that differs between hubs which name the same. */
const OFFERED = 'known'

/** Problems by cause, each at a line that its community can change. */
export function tellOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>()
  for (const diagnostic of diagnostics) {
    const key = keyOf(diagnostic)
    groups.set(key, [...(groups.get(key) ?? []), diagnostic])
  }
  return [...groups.values()].map(together)
}

function keyOf({ code, variant, at, args, cause, severity, subject }: Diagnostic): string {
  // each community decides of its own what to do about a warning: none can change a profile that all share
  const whose = severity === 'warning' && at.community === undefined ? subject?.at.community : undefined
  if (cause !== undefined) return JSON.stringify([code, variant, cause, whose])
  const { id } = subject ?? {}
  const same = Object.entries(args)
    .filter(([name]) => name !== OFFERED)
    .map(([name, value]) => [name, value === id ? 'hub' : value])
  return JSON.stringify([code, variant, at, same, whose])
}

function together(group: readonly Diagnostic[]): Diagnostic {
  const sorted = [...group].sort((a, b) => byText(a.at.file, b.at.file) || a.at.line - b.at.line)
  const [first] = sorted as [Diagnostic]
  const subjects = [...new Map(sorted.flatMap(({ subject }) => (subject ? [[subject.id, subject.at]] : [])))]
  const own = ownPlace(first, subjects)
  const others = sorted.flatMap(({ at, related }) => [{ at, note: 'the same' }, ...related])
  const hubs = subjects.length > 1 ? subjects.map(([id, at]) => ({ at, note: id })) : []
  return {
    ...first,
    at: own ?? first.at,
    related: [
      ...first.related,
      ...(own ? [{ at: first.at, note: SAYS_SO }] : []),
      ...fewOf([...others, ...hubs], [first.at, ...(own ? [own] : []), ...first.related.map(({ at }) => at)]),
    ],
    args: subjects.length > 1 ? withNames(first, subjects.length - 1) : first.args,
  }
}

/** A line of the community's own, for what stands in a profile that it shares with others; nothing where it does. */
function ownPlace({ at }: Diagnostic, subjects: readonly (readonly [string, Origin])[]): Origin | undefined {
  const communities = new Set(subjects.map(([, place]) => place.community))
  return at.community === undefined && communities.size === 1 ? subjects[0]![1] : undefined
}

/** Places that are not told yet, each once: the first few, and how many there are beside. */
function fewOf(places: readonly Related[], told: readonly Origin[]): Related[] {
  const known = new Set(told.map(placeOf))
  const others = places.filter(({ at }) => !known.has(placeOf(at)) && known.add(placeOf(at)))
  const more = others.length - SHOWN
  return others
    .slice(0, SHOWN)
    .map(({ at, note }, i) => ({ at, note: i === SHOWN - 1 && more > 0 ? `${note}, and ${more} more` : note }))
}

/** `polar-lab/prod and 22 other hubs`. */
function withNames({ args, subject }: Diagnostic, others: number): Diagnostic['args'] {
  const all = `${subject!.id} and ${others} other ${subject!.kind}${others === 1 ? '' : 's'}`
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, value === subject!.id ? all : value]))
}

const placeOf = ({ file, line, column }: Origin): string => `${file}:${line}:${column}`
