/**
 * What an override says, held against the keys that its chart has and the classes that it configures, at every depth.
 * Pure; the tables are in the services' folders.
 */
import { isMap, valueAt } from '../maps.ts'
import type { ChartKeys, KeyTable, Release } from '../print/helm.ts'
import { kindFault, quantityFaults, type ValueFault } from './amounts.ts'
import { classFaults, formFaults, type ChartWithClasses } from './class-traits.ts'
import { keyHint, type Hint } from './key-hints.ts'
import { isListChange } from './lay-over.ts'

/**
 * What is wrong at a path below the release's values. `sure`: nothing reads what is unknown. `heir`: only a class that
 * derives from the one at hand, and those below it, read it.
 */
export interface KeyFault {
  path: readonly string[]
  fault:
    | ValueFault
    | { kind: 'unknown'; hint: Hint; sure: boolean; heir?: string | undefined }
    | { kind: 'function' }
    | { kind: 'deprecated'; class: string }
}

type Values = Readonly<Record<string, unknown>>
type KeyMap = Readonly<Record<string, KeyTable>>
type Path = readonly string[]

/** Faults of the values that an override says of a release, beside the other releases of its folder. */
export function keyFaults(over: Values, release: Release, releases: readonly Release[]): KeyFault[] {
  const { keys: chart, version } = release
  // a table holds for its major version; one that is known from the main branch has none
  if (!chart || ![undefined, major(version)].includes(major(chart.version))) return []
  return within({ release, chart, releases }, over, { table: chart.keys, path: [] })
}

const major = (version: string): string | undefined => /\d+/.exec(version)?.[0]

interface Where {
  release: Release
  chart: ChartKeys
  releases: readonly Release[]
}

function within(where: Where, over: Values, { table, path }: { table: KeyMap; path: Path }): KeyFault[] {
  const { chart } = where
  if (configures(chart) && same(path, chart.classes.at)) return classFaults(chart, over, path)
  return Object.entries(over).flatMap(([key, value]) => {
    const here = [...path, key]
    // null takes out what is there
    if (value === null) return []
    const known = Object.hasOwn(table, key) ? table[key] : table['*']
    if (known !== undefined) return ofValue(where, value, { table: known, path: here })
    return [{ path: here, fault: { kind: 'unknown', hint: hintOf(where, table, here), sure: chart.closed } }]
  })
}

function ofValue(
  { release, ...where }: Where,
  value: unknown,
  { table, path }: { table: KeyTable; path: Path },
): KeyFault[] {
  if (typeof table !== 'string')
    return isMap(value)
      ? within({ release, ...where }, value, { table, path })
      : [{ path, fault: { kind: 'type', wanted: 'map', value } }]
  if (table === 'list' && isListChange(listAt(release, path), value)) return []
  const fault = kindFault(value, table)
  if (fault) return [{ path, fault }]
  const { chart } = where
  if (configures(chart) && same(path, chart.classes.form?.at)) return formFaults(chart, value as unknown[], path)
  return path.at(-1) === 'resources' && isMap(value) ? quantityFaults(value, path) : []
}

const configures = (chart: ChartKeys): chart is ChartWithClasses => chart.classes !== undefined
const same = (a: Path, b: Path | undefined): boolean => b !== undefined && a.join('.') === b.join('.')

const listAt = ({ values }: Release, path: Path): readonly unknown[] => {
  const found = valueAt(values, path)
  return Array.isArray(found) ? found : []
}

function hintOf({ chart, release, releases }: Where, table: KeyMap, path: Path): Hint {
  const key = path.at(-1)!
  const top = path.length === 1
  if (top && chart.levelsAbove?.includes(key)) return { kind: 'level', key }
  const other = releases.find((each) => each !== release && each.keys && Object.hasOwn(each.keys.keys, key))
  return keyHint(chart, {
    key,
    siblings: Object.keys(table).filter((each) => each !== '*'),
    beside: top && other ? { kind: 'release', release: other.service } : undefined,
  })
}
