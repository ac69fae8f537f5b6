import { Expression, Template } from './expression.ts'
import { isMap, put } from './maps.ts'
import type { Release } from './print/helm.ts'
import type { Output, Outputs } from './print/terraform.ts'

type PlainMap = Readonly<Record<string, unknown>>

/**
 * Separates each release's values: what is known goes to its values file; what only an apply tells becomes an output of
 * the same folder's root, shaped as values, which Helm is given after the file.
 */
export function splitReleases(releases: readonly Release[]): { releases: Release[]; outputs: Outputs } {
  const split = releases.map((release) => ({ release, late: lateOf(release.values) as PlainMap | undefined }))
  return {
    releases: split.map(({ release, late }) =>
      late
        ? { ...release, values: (knownOf(release.values) ?? {}) as PlainMap, terraformOutput: outputName(release) }
        : release,
    ),
    outputs: Object.fromEntries(
      split.flatMap(({ release, late }): [string, Output][] =>
        late ? [[outputName(release), { value: late, description: description(release) }]] : [],
      ),
    ),
  }
}

const outputName = ({ service }: Release): string => `helm_values_${service.replace(/-/g, '_')}`

const description = ({ service, lateValues }: Release): string =>
  `Values of the release ${service} that are known after an apply only${lateValues ? `: ${lateValues}` : ''}.`

/** The switch of a block of values. It is said in both parts, so that the output tells what its block is for. */
const SWITCH = 'enabled'

/**
 * Expressions with the maps they stand in. A list that holds one is late as a whole: Helm replaces lists. Maps inherit
 * no keys, and all values of all releases are looked at: `for … in` reads them with half the work.
 */
function lateOf(value: unknown): unknown {
  if (typeof value !== 'object') return undefined
  if (!isMap(value)) return isLate(value) ? value : undefined
  const late: [string, unknown][] = []
  for (const key in value) {
    const item = lateOf(value[key])
    if (item !== undefined) late.push([key, item])
  }
  if (late.length === 0) return undefined
  const begins = SWITCH in value && late.some(([key]) => isLate(value[key])) ? { [SWITCH]: value[SWITCH] } : {}
  return { ...begins, ...Object.fromEntries(late) }
}

/** Everything else; a map of which nothing else is left is absent. */
function knownOf(value: unknown): unknown {
  if (typeof value !== 'object') return value
  if (!isMap(value)) return isLate(value) ? undefined : value
  const known: Record<string, unknown> = {}
  let isEmpty = true
  for (const key in value) {
    const item = knownOf(value[key])
    if (item !== undefined) {
      put(known, key, item)
      isEmpty = false
    }
  }
  return isEmpty && Object.keys(value).length > 0 ? undefined : known
}

function isLate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(isLate)
  return isMap(value) ? Object.values(value).some(isLate) : value instanceof Expression || value instanceof Template
}
