import type { Diagnostic, Origin } from '../diagnostics.ts'

/** What planning itself may find impossible. */
export type PlanCode =
  | 'no-cluster'
  | 'unknown-cluster'
  | 'not-a-tenant'
  | 'size-fits-no-machine'
  | 'no-such-machine'
  | 'no-such-gpu'
  | 'home-needs-size'
  | 'foreign-data'
  | 'no-environment'

export function planProblem(code: PlanCode, at: Origin, message: string, help: string): Diagnostic {
  return { code, severity: 'error', message, help, at }
}
