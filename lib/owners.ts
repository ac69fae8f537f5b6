/** What is said of every problem there is: the tables of all stages, by code. */
import { acceptanceProblems } from './acceptance.ts'
import { ruleSets } from './checks/index.ts'
import { clouds } from './clouds/index.ts'
import { diffProblems } from './diff/index.ts'
import { overrideProblems } from './overrides/index.ts'
import type { Problems, WordingTable } from './diagnostics.ts'
import { mergedRuleSets } from './merged/index.ts'
import { fileProblems } from './layers/file-problems.ts'
import { inputProblems } from './layers/problems.ts'
import { planProblems } from './plan/problems.ts'

/** A stage or a file of rules, by the problems that it raises. */
export type Owner = Pick<Problems, 'wording'>

/** Every owner of problems. test/wording.test.ts holds that none is missing. */
export const owners: readonly Owner[] = [
  fileProblems,
  inputProblems,
  planProblems,
  ...ruleSets.map(({ problems }) => problems),
  ...Object.values(clouds).map(({ rules }) => rules.problems),
  ...mergedRuleSets.map(({ problems }) => problems),
  overrideProblems,
  diffProblems,
  acceptanceProblems,
]

export const wording: WordingTable = Object.assign({}, ...owners.map((owner) => owner.wording)) as WordingTable
