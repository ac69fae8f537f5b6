import type { Origin, Severity } from '../diagnostics.ts'
import type { Path } from '../layers/tree.ts'
import type { CloudFacts, CloudName, Fleet, Settled } from '../plan/types.ts'

/** What a check sees: all plans of the fleet, and what the clouds are. `today` is only known to `check --date`. */
export interface Context {
  fleet: Fleet
  clouds: Readonly<Record<CloudName, CloudFacts>>
  today?: string
}

export interface Finding {
  at: Origin
  message: string
  help: string
}

/** One rule across fields, hubs or clusters: one file (or one of a file's few), one code, one line in `index.ts`. */
export interface Check {
  code: string
  severity: Severity
  find(context: Context): Finding[]
}

/**
 * Where somebody can put a thing right that several settings disagree on: the first that a community wrote itself, else
 * the first.
 */
export function theirs(settings: Settled<unknown>, ...paths: readonly Path[]): Origin {
  const origins = paths.map((path) => settings.at(path))
  return origins.find(({ file }) => file.startsWith('communities/')) ?? origins[0]!
}
