/**
 * A rule that is switched off is missed: without it, some case of test/cases has other problems than expected. Each
 * rule is taken out of the registry in turn, and a case in which it speaks is judged anew. Of stages that have no list
 * of rules, each problem that they can raise is told in a case.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compile } from '../lib/compile.ts'
import type { Diagnostic } from '../lib/diagnostics.ts'
import { readInputFolder } from '../lib/disk.ts'
import { registry, type Registry } from '../lib/registry.ts'
import { owners } from '../lib/wording.ts'
import { compileFolder, lines } from './fleet.ts'

const CASES = 'test/cases'
type AnyRule = (input: never) => unknown[]
interface RuleList {
  rules: readonly AnyRule[]
  fleetRules?: readonly AnyRule[]
}

/** The registry with each list of rules made anew. */
const withRules = (make: <T extends RuleList>(set: T, name: string) => T): Registry => ({
  ...registry,
  ruleSets: registry.ruleSets.map((set, i) => make(set, `checks ${i} ${codesOf(set)}`)),
  mergedRuleSets: registry.mergedRuleSets.map((set, i) => make(set, `merged ${i} ${codesOf(set)}`)),
  clouds: Object.fromEntries(
    Object.entries(registry.clouds).map(([name, cloud]) => [name, { ...cloud, rules: make(cloud.rules, name) }]),
  ),
})
const codesOf = ({ problems }: { problems: { wording: object } }): string => Object.keys(problems.wording)[0] ?? ''

/** What the three clouds have and another may lack: rules of that speak only where it is taken from them. */
const LESSER = ' on lesser clouds'
const lesser = (of: Registry): Registry => ({
  ...of,
  clouds: Object.fromEntries(
    Object.entries(of.clouds).map(([name, cloud]) => {
      const unsupported = { ...cloud.facts.unsupported, 'key-vault': 'It has none.', 'managed-home': 'It has none.' }
      return [name, { ...cloud, facts: { ...cloud.facts, unsupported } }]
    }),
  ),
})
const cases = [...readdirSync(CASES).sort(), ...['error-key-vault', 'error-shared-homes'].map((name) => name + LESSER)]

function problemsOf(name: string, registry: Registry): readonly Diagnostic[] {
  const folder = join(CASES, name.replace(LESSER, ''))
  const day = join(folder, 'today.txt')
  const today = existsSync(day) ? { today: readFileSync(day, 'utf8').trim() } : {}
  return compileFolder(folder, { registry: name.endsWith(LESSER) ? lesser(registry) : registry, ...today }).diagnostics
}

const expected = (name: string): string =>
  name.endsWith(LESSER) ? lines(problemsOf(name, registry)) : readFileSync(join(CASES, name, 'diagnostics.txt'), 'utf8')

/** Every problem that some case has, by the key of its text. */
const told = new Set<string>()

/** Of each rule, as `set: place`, the cases in which it finds something. */
function casesOfRules(): Map<string, string[]> {
  const spoke = new Map<string, Set<string>>()
  let current = ''
  const listening = withRules((set, name) => {
    const heard = (rule: AnyRule, place: string): AnyRule => {
      const cases = new Set<string>()
      spoke.set(`${name}: ${place}`, cases)
      return (input: never) => {
        const found = rule(input)
        if (found.length > 0) cases.add(current)
        return found
      }
    }
    return {
      ...set,
      rules: set.rules.map((rule, i) => heard(rule, `${i}`)),
      fleetRules: set.fleetRules?.map((rule, i) => heard(rule, `fleet ${i}`)),
    }
  })
  for (current of cases)
    for (const { code, variant } of problemsOf(current, listening)) told.add(variant ? `${code}/${variant}` : code)
  return new Map([...spoke].map(([rule, cases]) => [rule, [...cases]]))
}

const rules = casesOfRules()

/** Whether a case has other problems than expected without the rule. */
function isMissed(rule: string): boolean {
  const [name, place] = rule.split(': ')
  const without = withRules((set, each) =>
    each === name
      ? {
          ...set,
          rules: set.rules.filter((_, i) => place !== `${i}`),
          fleetRules: set.fleetRules?.filter((_, i) => place !== `fleet ${i}`),
        }
      : set,
  )
  return rules.get(rule)!.some((each) => lines(problemsOf(each, without)) !== expected(each))
}

/** Problems that no case has, and why; the list may only become shorter. */
const WITHOUT_CASE = [
  // a special file cannot be committed: below
  'stray-file/special',
  // every case has the profiles of this repository: below
  'missing-profile/base',
  // dozens of hubs: test/checks/capacity.test.ts
  'capacity/pullers',
  // the smallest machine of today's tables has room for a worker: test/checks/storage-data-dask.test.ts
  'dask-without-machines/none',
  'dask-limits-too-small/cores',
]

describe('a rule that is switched off', () => {
  it.each([...rules.keys()])('is missed: %s', (rule) => expect(isMissed(rule)).toBe(true))
})

describe('a problem', () => {
  it('is told in a case, whichever stage raises it', () => {
    const known = owners.flatMap(({ wording }) => Object.keys(wording))
    expect(known.filter((key) => !told.has(key))).toEqual(WITHOUT_CASE)
  })
  it('that no case can have is told as well: no base profile, and what is no ordinary file', () => {
    const codes = ({ diagnostics }: { diagnostics: readonly Diagnostic[] }) =>
      diagnostics.map(({ code, variant }) => `${code}/${variant}`)
    expect(codes(compile(new Map([['communities/reef/community.yaml', 'name: Reef\n']]), ['reef']))).toContain(
      'missing-profile/base',
    )
    const folder = mkdtempSync(join(tmpdir(), 'special-'))
    mkdirSync(join(folder, 'profiles'))
    execFileSync('mkfifo', [join(folder, 'profiles/a.yaml')])
    expect(codes(readInputFolder(folder))).toEqual(['stray-file/special'])
    rmSync(folder, { recursive: true })
  })
})
