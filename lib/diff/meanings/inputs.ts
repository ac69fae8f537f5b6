/** What changed in the inputs: settings with the lines that say them, and the line that a change comes of. */
import type { Origin } from '../../diagnostics.ts'
import { nodeAt, toPlain, type MapNode, type Node } from '../../layers/tree.ts'
import type { Resolved } from '../../plan/resolved.ts'

/** The texts of all input files by path. */
export type InputFiles = ReadonlyMap<string, string>

export interface Inputs {
  before: InputFiles
  after: InputFiles
}

/** A line of an input, as it is now, or as it was where it is gone. */
export interface Line {
  file: string
  line: number
  column: number
}

/** A setting of one hub or cluster that has another value than before. */
export interface SettingChange {
  /** With dots. */
  setting: string
  before: unknown
  after: unknown
  cause: Line | undefined
}

/** Every setting that differs, by its path. */
export function settingChanges(
  before: Resolved<unknown>['tree'],
  after: Resolved<unknown>['tree'],
  inputs: Inputs,
): SettingChange[] {
  const [then, now] = [valuesOf(before), valuesOf(after)]
  const fallback = profileLine(before, after, inputs)
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((setting) => {
    const [old, young] = [then.get(setting), now.get(setting)]
    if (old?.text === young?.text) return []
    const cause = lineOf(old?.at, young?.at, inputs) ?? fallback
    return [{ setting, before: old?.value, after: young?.value, cause }]
  })
}

interface Value {
  value: unknown
  text: string
  at: Origin
}

function valuesOf(tree: MapNode): Map<string, Value> {
  const found = new Map<string, Value>()
  const visit = (node: Node, path: string): void => {
    if (node.kind === 'map' && node.entries.size > 0)
      for (const [key, child] of node.entries) visit(child, path === '' ? key : `${path}.${key}`)
    else if (node.kind === 'set')
      for (const [member, at] of node.members) found.set(`${path}.${member}`, { value: member, text: member, at })
    else {
      const value = toPlain(node)
      // an empty map says nothing
      if (value !== undefined && node.kind !== 'map')
        found.set(path, { value, text: JSON.stringify(value), at: node.at })
    }
  }
  visit(tree, '')
  return found
}

/** The line that says the new value, if its file is another than before; else the one that said the old one. */
function lineOf(old: Origin | undefined, young: Origin | undefined, { before, after }: Inputs): Line | undefined {
  const changed = [young, old].find((at) => at && before.get(at.file) !== after.get(at.file))
  return changed && line(changed)
}

const line = ({ file, line: number, column }: Origin): Line => ({ file, line: number, column })

/** Where a hub names other profiles, or another cluster: what it inherits changes with that line. */
function profileLine(before: MapNode, after: MapNode, inputs: Inputs): Line | undefined {
  for (const key of ['profile', 'cluster']) {
    const [old, young] = [nodeAt(before, [key]), nodeAt(after, [key])]
    const same = JSON.stringify(old && toPlain(old)) === JSON.stringify(young && toPlain(young))
    if (!same) return lineOf(old?.at, young?.at, inputs)
  }
  return undefined
}

/** The first line that differs in each input file that does, by path. */
export function changedLines({ before, after }: Inputs): Line[] {
  const files = [...new Set([...before.keys(), ...after.keys()])].sort()
  return files.flatMap((file) => {
    const [old, young] = [before.get(file), after.get(file)]
    if (old === young) return []
    const [then, now] = [old?.split('\n') ?? [], young?.split('\n') ?? []]
    const first = now.findIndex((text, i) => text !== then[i])
    return [{ file, line: first < 0 ? Math.max(1, now.length) : first + 1, column: 1 }]
  })
}
