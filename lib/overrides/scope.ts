import type { Origin } from '../diagnostics.ts'
import { originAt, type Path } from '../layers/tree.ts'
import type { Resolved } from '../plan/resolved.ts'

/** The escape hatch, as the settings hold it. */
export interface Overrides {
  helm?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  kubernetes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  terraform?: Readonly<Record<string, unknown>>
}

/** The settings that hold overrides, with the place of each. */
export type OverrideSettings = Pick<Resolved<{ overrides?: Overrides }>, 'values' | 'tree'>

export const overridesOf = ({ values }: OverrideSettings): Overrides => values.overrides ?? {}

/** Where something below `overrides` stands: its paths are of no schema. */
export const originIn =
  ({ tree }: OverrideSettings, format: keyof Overrides) =>
  (path: Path): Origin =>
    originAt(tree, ['overrides', format, ...path])

/** Where a path below one format of the overrides stands. */
export type OriginOf = (path: Path) => Origin

/** Whose folder it is. On a cluster that is not its own, a community's overrides stay within its hub. */
export interface Scope {
  /** Namespace of the hub; none for a cluster's own folder. */
  namespace?: string
  tenant: boolean
}
