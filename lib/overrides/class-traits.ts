/** What an override says of configurable classes, held against their traits. */
import { distance } from 'fastest-levenshtein'
import { isMap } from '../maps.ts'
import type { ChartKeys, ClassTable } from '../print/helm.ts'
import { similar } from '../similar.ts'
import { kindFault } from './amounts.ts'
import type { KeyFault } from './chart-keys.ts'
import { nearest, traitHint } from './key-hints.ts'

type Values = Readonly<Record<string, unknown>>
type Path = readonly string[]

/** A chart that configures classes. */
export type ChartWithClasses = ChartKeys & { classes: NonNullable<ChartKeys['classes']> }

/** Classes by name, each with its traits: what the program's own configuration file would say. */
export function classFaults(chart: ChartWithClasses, over: Values, path: Path): KeyFault[] {
  const { table } = chart.classes
  return Object.entries(over).flatMap(([name, traits]): KeyFault[] => {
    const here = [...path, name]
    if (traits === null) return []
    if (!isMap(traits)) return [{ path: here, fault: { kind: 'type', wanted: 'map', value: traits } }]
    if (Object.hasOwn(table, name)) return traitFaults(chart, traits, { name, path: here })
    const meant = classMeant(table, name)
    return meant === undefined
      ? []
      : [{ path: here, fault: { kind: 'unknown', hint: { kind: 'similar', key: meant }, sure: true } }]
  })
}

/** Entries of a form, each of which may set traits of a class. */
export function formFaults(chart: ChartWithClasses, entries: readonly unknown[], path: Path): KeyFault[] {
  const { keys, override, class: name } = chart.classes.form!
  return entries.flatMap((entry, i): KeyFault[] => {
    if (!isMap(entry)) return []
    const here = [...path, String(i)]
    const unknown = Object.keys(entry).filter((key) => !keys.includes(key))
    const traits = entry[override]
    return [
      ...unknown.map((key): KeyFault => ({
        path: [...here, key],
        fault: { kind: 'unknown', hint: nearest(key, keys), sure: similar(key, keys) !== undefined },
      })),
      ...(isMap(traits) ? traitFaults(chart, traits, { name, path: [...here, override] }) : []),
    ]
  })
}

/** The class by another spelling. One's own have names of the same kind, so few letters may differ. */
function classMeant(table: ClassTable, name: string): string | undefined {
  const slips = (each: string): number => distance(each.toLowerCase(), name.toLowerCase())
  return Object.keys(table)
    .filter((each) => slips(each) <= SLIP)
    .sort((a, b) => slips(a) - slips(b))[0]
}
const SLIP = 2

function traitFaults(chart: ChartWithClasses, over: Values, { name, path }: { name: string; path: Path }): KeyFault[] {
  const traits = traitsOf(chart.classes.table, name)
  return Object.entries(over).flatMap(([trait, value]): KeyFault[] => {
    const here = [...path, trait]
    const [kinds, deprecated] = traits[trait]?.split(' ') ?? []
    if (kinds === undefined) {
      const heir = heirWith(chart.classes.table, name, trait)
      const hint = traitHint(chart, Object.keys(traits), trait)
      return [{ path: here, fault: { kind: 'unknown', hint, sure: true, heir } }]
    }
    if (value === null) return []
    if (kinds === 'function') return [{ path: here, fault: { kind: 'function' } }]
    const fault = kindFault(value, kinds)
    if (fault) return [{ path: here, fault }]
    return deprecated ? [{ path: here, fault: { kind: 'deprecated', class: name } }] : []
  })
}

/** A class that derives from another and adds a trait: what is said of the other is read by it, too. */
const heirWith = (table: ClassTable, name: string, trait: string): string | undefined =>
  Object.keys(table).find((each) => table[each]!.parents.includes(name) && Object.hasOwn(table[each]!.traits, trait))

function traitsOf(table: ClassTable, name: string): Readonly<Record<string, string>> {
  const { parents, traits } = table[name]!
  return Object.assign({}, ...parents.toReversed().map((parent) => table[parent]?.traits), traits) as Record<
    string,
    string
  >
}
