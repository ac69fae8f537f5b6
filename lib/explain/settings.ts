/** What a hub or a cluster is set to, and which lines of its layers say so. */
import type { Origin } from '../diagnostics.ts'
import type { Layer } from '../layers/inputs.ts'
import { nodeAt, toPlain, type MapNode, type Node, type Plain } from '../layers/tree.ts'
import { CLUSTER } from './focus.ts'
import type { Compiled, World } from './world.ts'

/** A line of an input. */
export type InputLine = Pick<Origin, 'file' | 'line' | 'column'>

/** A line, and what it says. */
export interface SaidLine extends InputLine {
  value: Plain | null
}

/** One setting as it holds: null where it was taken out, or where nobody sets it. */
export interface Setting {
  value: Plain | null
  /** The line that set it; null where none did. */
  at: InputLine | null
  /** What lost to it, the strongest first. */
  lost: readonly SaidLine[]
  /** Of a set, to which layers add up, who said each member; of a map, who said each setting below it. */
  members?: readonly (SaidLine & { setting?: string })[]
}

export type SettingPath = readonly string[]

export const lineOf = ({ file, line, column }: Origin): InputLine => ({ file, line, column })

/** What stands at a path of the part's settings. */
export function settingAt(world: World, { plan }: Compiled, path: SettingPath): Setting {
  const node = nodeAt(plan.settings.tree, path)
  return node ? said(node, path, world) : { value: null, at: null, lost: [] }
}

function said(node: Node, path: SettingPath, world: World): Setting {
  const value = toPlain(node) ?? null
  const at = lineOf(node.at)
  if (node.kind === 'set' && !node.only)
    return {
      value,
      at,
      lost: [],
      members: [...node.members].map(([member, from]) => ({ ...lineOf(from), value: member })),
    }
  if (node.kind === 'map' && node.entries.size > 0) {
    const members = settingsBelow(node, path, world).flatMap(({ path: below, setting }) =>
      setting.at ? [{ ...setting.at, value: setting.value, setting: writeSetting(below.slice(path.length)) }] : [],
    )
    return { value, at, lost: [], members }
  }
  return { value, at, lost: node.lost.map((from) => ({ ...lineOf(from), value: valueOf(from, path, world) })) }
}

/** What a layer says there. */
function valueOf(at: Origin, path: SettingPath, { layers, part }: World): Plain | null {
  const layer = layers.find(({ file }) => file === at.file)
  if (!layer) return null
  for (const place of placesIn(layer, path, part.folder === CLUSTER)) {
    const node = nodeAt(layer.node, place)
    if (node && node.at.line === at.line && node.at.column === at.column) return toPlain(node) ?? null
  }
  return null
}

/** Where a setting of a hub, or of a cluster, stands in a layer. */
export function placesIn({ kind }: Pick<Layer, 'kind'>, path: SettingPath, isCluster: boolean): SettingPath[] {
  if (isCluster) return kind === 'profile' ? [['clusters', ...path]] : [path]
  if (kind !== 'community') return [path]
  return path[0] === 'cluster' ? [['hubs', ...path], path] : [['hubs', ...path]]
}

/** A setting by its path. */
export interface SettingOf {
  path: SettingPath
  setting: Setting
}

/** Every setting that holds, in order: of what is a map the settings below it. */
export const allSettings = (world: World, { plan }: Compiled): SettingOf[] =>
  settingsBelow(plan.settings.tree, [], world)

const settingsBelow = (node: MapNode, path: SettingPath, world: World): SettingOf[] =>
  [...node.entries.keys()].sort().flatMap((key) => {
    const child = node.entries.get(key)!
    const here = [...path, key]
    if (child.kind === 'map' && child.entries.size > 0) return settingsBelow(child, here, world)
    return [{ path: here, setting: said(child, here, world) }]
  })

/** `home.disk` as a path; a name with a dot in it stands in quotes: `overrides."a.b"`. */
export const parseSetting = (text: string): SettingPath =>
  [...text.matchAll(/"([^"]*)"|([^."]+)/g)].map(([, quoted, plain]) => quoted ?? plain!)

export const writeSetting = (path: SettingPath): string =>
  path.map((key) => (key.includes('.') ? `"${key}"` : key)).join('.')
