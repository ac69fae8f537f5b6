/** Rules of quotas that single people have. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import { accountNames } from '../plan/account-names.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { mib } from '../plan/units.ts'
import { perHub, theirs, type Rule, type RuleSet } from './check.ts'

interface OfPerson {
  hub: string
  person: string
}

const problems = defineProblems({
  'personal-quota/twice': {
    severity: 'error',
    message: ({ hub, person, twin }: OfPerson & { twin: string }) =>
      `\`${twin}\` and \`${person}\` are one person of ${hub}: JupyterHub keeps names in lower case`,
    help: 'Keep one of the two.',
  },
  'personal-quota/no-disk': {
    severity: 'error',
    message: ({ hub, person }: OfPerson) =>
      `nothing holds \`${person}\` to a quota: ${hub} keeps no homes on a disk of its own`,
    help: 'Write `home: { kind: disk }` for quotas, or `quotas: null` to do without.',
  },
  'personal-quota/nothing': {
    severity: 'error',
    message: ({ hub, person, quota }: OfPerson & { quota: string }) =>
      `${quota} would be no quota at all: \`${person}\` could fill the disk of ${hub}`,
    help: 'Write how much it is, 1Mi or more.',
  },
  'personal-quota/too-large': {
    severity: 'error',
    message: ({ hub, person, quota, disk }: OfPerson & { quota: string; disk: number }) =>
      `\`${person}\` may keep ${quota}, but the disk of all homes of ${hub} has ${disk} GiB`,
    help: ({ quota }: { quota: string }) =>
      `Lower the quota, or write \`home: { disk: ${Math.ceil(mib(quota) / 1024) * 2}Gi }\` or more. A disk can grow ` +
      'at any time and never shrink.',
  },
  'quota-of-stranger': {
    severity: 'warning',
    message: ({ hub, person }: OfPerson) => `nobody at ${hub} is called \`${person}\`: people get a new name each time`,
    help: 'Write `quotas: null`.',
  },
})

/** As they are written: names in any letters, amounts with their units. And what JupyterHub calls these people. */
function asWritten({ settings }: UncheckedHub): { quotas: Readonly<Record<string, string>>; nameOf: NameOf } {
  const { home, auth } = settings.values
  return { quotas: home.quotas ?? {}, nameOf: accountNames(auth) }
}

type NameOf = (written: string) => string

const quotasOf = (hub: UncheckedHub): Readonly<Record<string, string>> => asWritten(hub).quotas

export const personalQuota: Rule = perHub((hub) =>
  Object.entries(quotasOf(hub)).flatMap(
    ([person, quota], i) => repeated(hub, person, i) ?? unkept(hub, person, quota) ?? [],
  ),
)

/** A person whose name stands there already, in other letters or with its domain. */
function repeated(plan: UncheckedHub, person: string, index: number): Diagnostic | undefined {
  const { id: hub, settings } = plan
  const { quotas, nameOf } = asWritten(plan)
  const twin = Object.keys(quotas)
    .slice(0, index)
    .find((other) => nameOf(other) === nameOf(person))
  if (twin === undefined) return undefined
  return problems.raise('personal-quota/twice', {
    at: settings.at(['home', 'quotas', person]),
    related: [{ at: settings.at(['home', 'quotas', twin]), note: 'the same person' }],
    args: { hub, person, twin },
  })
}

/** A quota that nothing could hold somebody to. */
function unkept({ id: hub, home, settings }: UncheckedHub, person: string, quota: string): Diagnostic | undefined {
  const at = settings.at(['home', 'quotas', person])
  if (home.kind !== 'disk' || home.personal !== 'folder')
    return problems.raise('personal-quota/no-disk', { at, args: { hub, person } })
  if (mib(quota) === 0) return problems.raise('personal-quota/nothing', { at, args: { hub, person, quota } })
  if (home.disk === 0 || mib(quota) <= home.disk * 1024) return undefined
  return problems.raise('personal-quota/too-large', {
    at: theirs(at, settings.nearest(['home', 'disk'])),
    args: { hub, person, quota, disk: home.disk },
  })
}

export const quotaOfStranger: Rule = perHub((plan) => {
  const { id: hub, signIn, settings } = plan
  if (signIn.provider.kind !== 'temporary') return []
  return Object.keys(quotasOf(plan)).map((person) =>
    problems.raise('quota-of-stranger', { at: settings.at(['home', 'quotas', person]), args: { hub, person } }),
  )
})

export const quotaRules: RuleSet = { problems, rules: [personalQuota, quotaOfStranger] }
