/**
 * Communities that share nothing are compiled apart, and it comes to the same as if all were compiled together: what is
 * told, in its order, and every output. What one group depends on is in its inputs: without the rest of the fleet it
 * comes out the same.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { appliedOf, compile, judgeFleet, type InputTexts, type Request } from '../lib/compile.ts'
import { compileGroup } from '../lib/compile-group.ts'
import { readApplied, readInputFolder } from '../lib/disk.ts'
import { groupsOf, readLinks } from '../lib/grouping.ts'
import { registry } from '../lib/registry.ts'
import { lines, profiles, repository } from './fleet.ts'

const CASES = 'test/cases'

interface Sample {
  inputs: InputTexts
  request: Request
}

function sampleOf(name: string): Sample {
  const folder = join(CASES, name)
  const { texts, folders } = readInputFolder(folder)
  const day = join(folder, 'today.txt')
  const today = existsSync(day) ? { today: readFileSync(day, 'utf8').trim() } : {}
  return {
    inputs: { texts: new Map([...profiles, ...texts]), folders },
    request: { applied: readApplied(join(folder, 'before')), ...today },
  }
}

const several = readdirSync(CASES).filter((name) => readdirSync(join(CASES, name, 'communities')).length > 1)
const groups = ({ texts, folders }: InputTexts) => groupsOf({ texts, folders }, readLinks(registry))

describe.each(several)('%s', (name) => {
  const { inputs, request } = sampleOf(name)
  it('says of its communities apart what it says of them together', () => {
    const whole = compileGroup(inputs, { ...request, registry })
    const judged = judgeFleet([whole], inputs, { ...request, registry })
    const apart = compile(inputs.texts, inputs.folders, request)
    expect(lines(apart.diagnostics)).toBe(lines(judged.diagnostics))
    if (judged.failed) return expect(apart.outputs.size).toBe(0)
    expect(Object.fromEntries(apart.outputs.get('')!)).toEqual(Object.fromEntries(judged.top))
    for (const [community, texts] of whole.outputs)
      expect(Object.fromEntries(apart.outputs.get(community)!)).toEqual(Object.fromEntries(texts))
  })
})

describe('this fleet', () => {
  const all = groups(repository)
  it('has groups: a community on the cluster of another is in its group', () => {
    expect(all.length).toBeGreaterThan(3)
    expect(all.some(({ communities }) => communities.length > 1)).toBe(true)
  })
  it.each(all.map((group) => [group.communities.join(', ') || 'no community', group] as const))(
    'has all that it depends on in the group of %s',
    (_, group) => {
      const alone = { texts: group.texts, folders: group.folders }
      const again = groups(alone).find(({ communities }) => communities.join() === group.communities.join())!
      expect([...again.texts.keys()]).toEqual([...group.texts.keys()])
      const [ofAll, ofAlone] = [group, again].map((each) => {
        const {
          fleet: _fleet,
          bundles: _bundles,
          ...rest
        } = compileGroup(each, { registry, applied: appliedOf(each, new Map())! })
        return rest
      })
      expect(ofAlone).toEqual(ofAll)
    },
  )
})
