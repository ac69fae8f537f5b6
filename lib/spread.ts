/**
 * Groups are compiled one after the other, and each one's folders of `dist/` compared, or made beside those that are
 * there, before the next: no texts are held.
 */
import { hasErrors } from './diagnostics.ts'
import { comparePart, type Part } from './disk-compare.ts'
import { stage } from './disk-write.ts'
import { compileKeptGroup, type KeptGroup, type KeptGroupInputs, type OutputFolder } from './kept.ts'

/** What becomes of folders of `dist/`. */
export interface Taking {
  dist: string
  /** Those that are made anew where they differ; any others are compared only. */
  writes: 'all' | readonly string[]
}

export interface Job extends Taking {
  groups: readonly KeptGroupInputs[]
  today?: string | undefined
  onDone?: (communities: number) => void
}

/** What is left of a group that was compiled. */
export interface Done {
  outcome: KeptGroup
  parts: readonly Part[]
}

/** What is done of each group, by its digest. Once one has errors, no more folders are looked at. */
export function compileGroups({ groups, today, onDone, ...taking }: Job): Map<string, Done> {
  let failed = false
  return new Map(
    groups.map((group) => {
      const { outcome, folders } = compileKeptGroup(group, { today })
      failed ||= hasErrors(outcome.diagnostics)
      const parts = failed ? [] : folders.map((folder) => take(taking, folder))
      onDone?.(group.communities.length)
      return [group.digest, { outcome, parts }]
    }),
  )
}

/** Compares a folder with what belongs there, and makes the new one where that is asked for. */
export const take = (taking: Taking, folder: OutputFolder): Part =>
  isWritten(taking, folder.folder) ? stage(taking.dist, folder) : comparePart(taking.dist, folder)

export const isWritten = ({ writes }: Taking, folder: string): boolean => writes === 'all' || writes.includes(folder)
