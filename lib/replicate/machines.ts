/** Machines of one cloud in the words of another. */
import { machineLike } from '../plan/alike.ts'
import type { CloudFacts } from '../plan/cloud-facts.ts'
import { replaced, standingAt, withRow, type Draft, type Originals } from './draft.ts'
import type { Path } from './paths.ts'

/** A machine that has what another one has; where none has a fast disk of its own, one without. */
function machineFor(type: string, { before, after }: Clouds, localDisk: boolean): string | undefined {
  const machine = before.machines.find((each) => each.type === type)
  if (!machine) return undefined
  return (machineLike(machine, after, localDisk) ?? machineLike(machine, after))?.type
}

interface Clouds {
  before: CloudFacts
  after: CloudFacts
}

interface Known extends Clouds {
  from: Originals
}

/** The draft with machines in the new cloud's words, where it has one that is like them. */
export const withMachines = (draft: Draft, known: Known): Draft =>
  known.before.name === known.after.name
    ? draft
    : [...draft.texts.keys()].reduce(
        (so, file) =>
          machinePaths(standingAt(so.texts.get(file)!, []), [], known.before).reduce(
            (each, path) => translated(each, { file, path }, known),
            so,
          ),
        draft,
      )

/** Where machines are named: `machines:` of a pool, `machine:` of the core, and `machine:` by cloud. */
function machinePaths(value: unknown, path: Path, before: CloudFacts): Path[] {
  if (typeof value !== 'object' || value === null) return []
  const found = Object.entries(value).flatMap(([key, below]): Path[] => {
    const here = [...path, key]
    if (key === 'overrides' || key === before.name) return []
    if (key === 'machine' && typeof below === 'string') return [here]
    if (key === 'machines' && Array.isArray(below)) return [here]
    if (key === 'machine' && typeof (below as Record<string, unknown> | null)?.[before.name] === 'string') return [here]
    return Array.isArray(below) ? [] : machinePaths(below, here, before)
  })
  return found
}

function translated(draft: Draft, place: { file: string; path: Path }, known: Known): Draft {
  const { before, after, from } = known
  const text = draft.texts.get(place.file)!
  const now = standingAt(text, place.path)
  const isByCloud = typeof now === 'object' && now !== null && !Array.isArray(now)
  const words = isByCloud ? [(now as Record<string, string>)[before.name]!] : [now].flat().map(String)
  if (isByCloud && Object.hasOwn(now, after.name)) return draft
  const localDisk = standingAt(text, [...place.path.slice(0, -1), 'local-disk']) === true
  const next = [...new Set(words.flatMap((word) => machineFor(word, known, localDisk) ?? []))]
  if (next.length === 0) return draft
  const told = { fate: 'changed', why: `${next.join(', ')}, which has as much`, from } as const
  const value = isByCloud ? { [after.name]: next[0]! } : next[0]!
  return replaced(withRow(draft, place, told), place, Array.isArray(now) ? next : value)
}
