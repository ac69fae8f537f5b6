/**
 * Known faults that are not mended yet, by the check that finds each and the hubs that have it. An entry whose check
 * passes in all of these hubs fails the test, so that whoever mends the fault takes the entry out.
 */
export interface Known {
  /** Its number in the project's list of faults. */
  fault: number
  what: string
  check: string
  /** Hubs that have it; all that have the check where there is none. */
  hubs?: RegExp
}

export const KNOWN: readonly Known[] = []
