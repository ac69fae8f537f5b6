import type { Origin } from '../diagnostics.ts'
import type { MapNode, Path } from '../layers/tree.ts'

/** Merged settings with where each came from. TypeScript refuses a path that the schema does not have. */
export interface Resolved<T> {
  values: T
  tree: MapNode
  /** Where a setting stands: `at(['home', 'quota'])`. Only of what is set: anything else is a fault of the program. */
  at<const P extends Path>(path: P & PathIn<T, P>): Origin
  /** Where a setting stands, or where its nearest parent does when nobody set it. */
  nearest<const P extends Path>(path: P & PathIn<T, P>): Origin
}

/** A path, if each step leads to a setting of `T`; members of sets and lists are found by their text or number. */
type PathIn<T, P extends Path> = P extends readonly []
  ? P
  : P extends readonly [infer Head, ...infer Rest extends Path]
    ? [Head] extends [StepIn<T>]
      ? readonly [Head, ...PathIn<ValueIn<T, Head>, Rest>]
      : readonly [StepIn<T>, ...Rest]
    : never

type StepIn<T> = T extends readonly unknown[] ? string | number : T extends object ? keyof T & string : never

type ValueIn<T, Step> = T extends readonly (infer Item)[] ? Item : T extends object ? T[Step & keyof T] : never
