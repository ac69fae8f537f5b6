import type { Origin, Severity } from '../diagnostics.ts'
import type { CloudFacts, CloudName, Fleet } from '../plan/types.ts'

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
