/**
 * A rule that is switched off is missed: without it, some case of test/cases has other problems than expected. Each
 * rule is taken out of the registry in turn, and a case in which it speaks is judged anew.
 */
import { readFileSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { registry, type Registry } from '../lib/registry.ts'
import { compileFolder, lines } from './fleet.ts'

const CASES = 'test/cases'
type AnyRule = (input: never) => unknown[]
interface RuleList {
  rules: readonly AnyRule[]
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

function judged(name: string, registry: Registry): string {
  const folder = join(CASES, name)
  const day = join(folder, 'today.txt')
  const today = existsSync(day) ? readFileSync(day, 'utf8').trim() : undefined
  return lines(compileFolder(folder, { registry, ...(today === undefined ? {} : { today }) }).diagnostics)
}

/** Of each rule, as `set: place`, the cases in which it finds something. */
function casesOfRules(): Map<string, string[]> {
  const spoke = new Map<string, Set<string>>()
  let current = ''
  const listening = withRules((set, name) => ({
    ...set,
    rules: set.rules.map((rule, place) => {
      const cases = new Set<string>()
      spoke.set(`${name}: ${place}`, cases)
      return (input: never) => {
        const found = rule(input)
        if (found.length > 0) cases.add(current)
        return found
      }
    }),
  }))
  for (current of readdirSync(CASES).sort()) judged(current, listening)
  return new Map([...spoke].map(([rule, cases]) => [rule, [...cases]]))
}

const rules = casesOfRules()

/** Whether a case has other problems than expected without the rule. */
function isMissed(rule: string): boolean {
  const [name, place] = rule.split(': ')
  const without = withRules((set, each) =>
    each === name ? { ...set, rules: set.rules.filter((_, i) => i !== Number(place)) } : set,
  )
  return rules
    .get(rule)!
    .some((each) => judged(each, without) !== readFileSync(join(CASES, each, 'diagnostics.txt'), 'utf8'))
}

/** Rules that no case is about; tests of their own, below test/checks and test/clouds, speak of them. It may only fall. */
const WITHOUT_CASE = 24

describe('a rule that is switched off', () => {
  it.each([...rules.keys()].filter((rule) => rule.startsWith('merged')))('is missed: %s', (rule) =>
    expect(isMissed(rule)).toBe(true),
  )
  it('is missed, but for those that have no case yet', () => {
    const silent = [...rules.keys()].filter((rule) => !rule.startsWith('merged') && !isMissed(rule))
    expect(silent.length, silent.join('\n')).toBeLessThanOrEqual(WITHOUT_CASE)
  })
})
