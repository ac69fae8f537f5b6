/** What stops a recipe before it does harm, or half of its work. */
import { joinShell, sh, type Shell } from '../../print/shell.ts'
import { currentContext, secretExists } from '../commands.ts'
import type { AccessDocs, ClusterDocs, PartDocs } from '../types.ts'
import type { Target } from './target.ts'

export function contextTarget(part: PartDocs, access: AccessDocs): Target {
  const advice = joinShell(
    [
      sh`kubectl is set to $actual, another cluster than $ours.`,
      sh`Run: make credentials-${part.folder} (or, if that is the name of this cluster here, add CONTEXT=$actual)`,
    ],
    ' ',
  )
  return {
    name: `context-${part.folder}`,
    about: `is kubectl set to the cluster ${access.name}?`,
    commands: [
      sh`@ours=${access.context}; ours="\${CONTEXT:-$ours}"; actual="$(${currentContext()})";
        test "$actual" = "$ours" || { echo "${advice}" >&2; exit 1; }`,
    ],
  }
}

export function secretsTarget(part: PartDocs): Target {
  const each = part.secrets.map((need) => {
    const keys = need.keys.map(({ key }) => key).join(', ')
    const place = `${need.name} in namespace ${need.namespace}${keys === '' ? '' : ` with ${keys}`}`
    const missing = `missing: Secret ${place}; README.md has the command`
    return sh`${secretExists(need)} || { echo ${missing}; missing=1; }`
  })
  return {
    name: `secrets-check-${part.folder}`,
    about: `are the Secrets of ${part.folder} there?`,
    needs: [`context-${part.folder}`],
    commands: each.length === 0 ? [] : [sh`@missing=0; ${joinShell(each, '; ')}; exit $missing`],
  }
}

/** What a cluster's apply would stop for in its middle is asked before. */
export function preflightTarget(part: PartDocs | ClusterDocs): Target[] {
  const { folder } = part
  const checks = 'preflight' in part ? part.preflight : []
  if (checks.length === 0) return []
  return [
    {
      name: `preflight-${folder}`,
      about: `is everything there that an apply of ${folder} takes for granted?`,
      commands: checks.map(({ test, advice }) => sh`@${test} || { echo ${advice} >&2; exit 1; }`),
    },
  ]
}

/** Warns only. */
export function stateOnThisMachine({ folder, state }: PartDocs): Shell[] {
  const word = `The state of ${folder} is on this machine only; README.md says how to keep it in a bucket.`
  return state.onThisMachine ? [sh`@echo ${word} >&2`] : []
}

/** Before anything is made: who is not among them makes a cluster that then takes nothing from them. */
export function refuseStrangers({ isAdmin }: AccessDocs): Shell[] {
  const advice =
    'You are not signed in as one of `admins:` in cluster.yaml: the cluster would be made, and kubectl and helm ' +
    'refused. Sign in as one of them, or have one of them run this.'
  return isAdmin ? [sh`@${isAdmin} || { echo ${advice} >&2; exit 1; }`] : []
}

export function confirm(word: string): Shell {
  const advice = `This removes things for good. To go on, add CONFIRM=${word}`
  return sh`@case "\${CONFIRM:-}" in ${word}) ;; *) echo ${advice} >&2; exit 1 ;; esac`
}
