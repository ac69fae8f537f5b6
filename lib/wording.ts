/** Problems in words. */
import { describeProblem, type Diagnostic, type ProblemText, type Subject } from './diagnostics.ts'
import { wording } from './owners.ts'

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
