/** What is said of every problem there is: the tables of all stages, by code. */
import { acceptanceProblems } from './acceptance.ts'
import { ruleSets } from './checks/index.ts'
import { clouds } from './clouds/index.ts'
import { diffProblems } from './diff/index.ts'
import { overrideProblems } from './overrides/index.ts'
import {
  describeProblem,
  type Diagnostic,
  type Problems,
  type ProblemText,
  type Subject,
  type WordingTable,
} from './diagnostics.ts'
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

/** A problem in words. They name the hub or the cluster, where neither they nor the place do. */
export function textOf(diagnostic: Diagnostic): ProblemText {
  const { message, help } = describeProblem(wording, diagnostic)
  const { at, severity, subject } = diagnostic
  const named = !subject || message.includes(subject.id) || (severity === 'error' && at.file === ownFile(subject))
  return { message: named ? message : `${subject.id}: ${message}`, help }
}

const ownFile = ({ kind, id }: Subject): string => {
  const [community, hub] = id.split('/')
  return `communities/${community}/${kind === 'hub' ? `hubs/${hub}` : 'cluster'}.yaml`
}
