/** What differs between what is applied and what comes, and what of it would harm people. */
import type { Diagnostic } from '../diagnostics.ts'
import { dataLoss } from './data-loss.ts'
import { disruption, forgotten } from './disruption.ts'
import { ignoredImports } from './ignored-imports.ts'
import type { Comparison, Harm } from './harms.ts'
import { raiseHarm } from './problems.ts'
import { upgrades } from './upgrades.ts'

export { heldResources } from './data-loss.ts'
export { changes, type Change } from './changes.ts'
export { fleetChanges, HARMS, isAtLeast, placeOf, worstOf } from './meanings/index.ts'
export type { FleetChange, HarmToPeople, Line, Side } from './meanings/index.ts'
export type { Comparison, Harm } from './harms.ts'
export { diffProblems, inputOf } from './problems.ts'
export { objectAddress, parseDocuments, terraformAddress, unitsOf, type Documents, type Location } from './addresses.ts'

/** Every harm of a comparison, losses of data first. */
export const harms = (comparison: Comparison): Harm[] => [
  ...dataLoss(comparison),
  ...ignoredImports(comparison),
  ...forgotten(comparison),
  ...disruption(comparison),
  ...upgrades(comparison),
]

/** The same as diffProblems. */
export const guard = (comparison: Comparison): Diagnostic[] =>
  harms(comparison).map((harm) => raiseHarm(harm, comparison.fleet))
