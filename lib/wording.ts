/** What is said of every problem there is: the tables of all stages, by code. */
import { ruleSets } from './checks/index.ts'
import { clouds } from './clouds/index.ts'
import { problems as diff } from './diff/index.ts'
import { problems as overrides } from './overrides/index.ts'
import { describeProblem, type Diagnostic, type Problems, type ProblemText, type WordingTable } from './diagnostics.ts'
import { inputProblems } from './layers/problems.ts'
import { planProblems } from './plan/problems.ts'

/** Every owner of problems. test/wording.test.ts holds that none is missing. */
export const owners: readonly Pick<Problems, 'wording'>[] = [
  inputProblems,
  planProblems,
  ...ruleSets.map(({ problems }) => problems),
  ...Object.values(clouds).map(({ rules }) => rules.problems),
  overrides,
  diff,
]

const wording: WordingTable = Object.assign({}, ...owners.map((owner) => owner.wording)) as WordingTable

/** A problem in words. */
export const textOf = (diagnostic: Diagnostic): ProblemText => describeProblem(wording, diagnostic)
