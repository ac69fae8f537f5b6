import type { Diagnostic } from '../diagnostics.ts'
import type { Settled } from '../plan/types.ts'

/** The escape hatch, as the settings hold it. */
export interface Overrides {
  helm?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  kubernetes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  terraform?: Readonly<Record<string, unknown>>
}

/** The settings that hold overrides, with the place of each. */
export type OverrideSettings = Settled<{ overrides?: Overrides }>

/** Whose folder it is. On a cluster that is not its own, a community's overrides stay within its hub. */
export interface Scope {
  /** Namespace of the hub; none for a cluster's own folder. */
  namespace?: string
  tenant: boolean
}

export interface Overridden<T> {
  value: T
  diagnostics: Diagnostic[]
}
